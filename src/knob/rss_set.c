// SPDX-License-Identifier: GPL-2.0-or-later
// Receive hashing told to the kernel, and to a shell.
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/ethrss.h"
#include "nqtune/sys.h"
#include "hexbytes.h"
#include "readings.h"
#include "rss.h"

static int add_key(struct arena *a, const struct value *v, struct ethrss_order *o, struct err *e)
{
	uint8_t *key;

	if (v->kind != VALUE_WORD || hexbytes_parse(a, v->word, &key, &o->key_len))
		return err_set(e, -EINVAL, "no hash key");
	o->key = key;
	return 0;
}

/*
 * The kernel takes a table that it is given for the user's own from then on, and refuses
 * fewer queues because of it. So what its own would be is not given, but asked for as such.
 */
static bool is_kernels_own(struct sys *s, const char *ifname, const struct numbers *table,
			   struct arena *a)
{
	struct err ignored;
	struct ethrss rss;

	if (ethrss_get(s->answers, ifname, a, &rss, &ignored) || !rss.rings.n ||
	    table->n != rss.nentries)
		return false;
	for (size_t i = 0; i < table->n; i++)
		if (table->v[i] != i % rss.rings.n)
			return false;
	return true;
}

static void add_table(struct sys *s, const char *ifname, const struct value *v, struct arena *a,
		      struct ethrss_order *o)
{
	o->table_default = v->kind != VALUE_LIST || is_kernels_own(s, ifname, &v->list, a);
	if (o->table_default)
		return;
	o->table = v->list.v;
	o->nentries = v->list.n;
}

static int add(struct sys *s, const struct change *c, const struct value *v, struct arena *a,
	       struct ethrss_order *o, struct err *e)
{
	if (c->attr == &rss_rows[RSS_TABLE])
		add_table(s, c->iface, v, a, o);
	else if (c->attr == &rss_rows[RSS_KEY])
		return add_key(a, v, o, e);
	else if (c->attr == &rss_rows[RSS_HFUNC])
		o->hfunc = rss_number(rss_hfuncs, v);
	else if (c->attr == &rss_rows[RSS_XFRM])
		o->xfrm = rss_number(rss_xfrms, v);
	return 0;
}

static int set_hash(struct sys *s, const struct change *c, const struct value *const *v, size_t n,
		    struct arena *a, struct err *e)
{
	struct ethrss_order o = { 0 };
	int code = 0;

	for (size_t i = 0; !code && i < n; i++)
		code = add(s, &c[i], v[i], a, &o, e);
	return code ? code : ethrss_set(s->answers, c->iface, &o, e);
}

static int set_flow(struct sys *s, const struct change *c, const struct value *v, struct err *e)
{
	const struct rss_flow *f = rss_flow_find(c->target);
	uint64_t bits;

	if (!f || v->kind != VALUE_WORD || rss_fields_parse(v->word, &bits))
		return err_set(e, -EINVAL, "no fields of a flow");
	return ethrss_set_fields(s->answers, c->iface, f->type, bits, e);
}

/* One by one; those before one that is refused are put back, as apply knows of none of them. */
static int set_fields(struct sys *s, const struct change *c, const struct value *const *v,
		      size_t n, struct err *e)
{
	struct err ignored;
	size_t done = 0;
	int code = 0;

	while (done < n && !code) {
		code = set_flow(s, &c[done], v[done], e);
		done += !code;
	}
	if (code && n > 1)
		err_prefix(e, "%s", c[done].target);
	while (code && done-- > 0)
		set_flow(s, &c[done], value_equal(v[done], &c[done].new) ? &c[done].old
									 : &c[done].new, &ignored);
	return code;
}

/* Where the kernel has no words, the value is no number that a round one near it could stand for. */
static int explain(int code, const char *ifname, struct err *e)
{
	const char *words = err_words(code);
	size_t n = strlen(words), len = strlen(e->text);

	if (code != -EINVAL)
		return ethread_refused(code, ifname, e);
	if (len >= n && !strcmp(e->text + len - n, words))
		snprintf(e->text + len - n, sizeof(e->text) - (len - n), "the driver takes no such "
			 "value and does not say why");
	return code;
}

int rss_set(struct sys *s, const struct change *c, const struct value *const *v, size_t n,
	    struct err *e)
{
	struct arena *a;
	int code;

	if (c->attr == &rss_rows[RSS_FIELDS]) {
		code = set_fields(s, c, v, n, e);
	} else {
		a = arena_new(NULL);
		code = set_hash(s, c, v, n, a, e);
		arena_free(a);
	}
	return code ? explain(code, c->iface, e) : 0;
}

static const char *table_shell(struct arena *a, const char *ifname, const struct value *v)
{
	const char *words = "default";

	if (v->kind == VALUE_LIST)
		words = rss_table_words(a, &v->list);
	return words ? arena_printf(a, "ethtool -X %s %s", ifname, words)
		     : arena_printf(a, "nqtune rss %s table %s", ifname,
				    knob_text(a, &rss_rows[RSS_TABLE], v, 0));
}

const char *rss_shell(struct arena *a, const struct change *c)
{
	const char *ifname = shell_word(a, c->iface);
	const char *text = knob_text(a, c->attr, &c->new, 0);

	if (c->attr == &rss_rows[RSS_TABLE])
		return table_shell(a, ifname, &c->new);
	if (c->attr == &rss_rows[RSS_FIELDS])
		return arena_printf(a, "ethtool -N %s rx-flow-hash %s %s", ifname, c->target,
				    strcmp(text, "none") ? text : "''");
	return arena_printf(a, "ethtool -X %s %s %s", ifname,
			    c->attr == &rss_rows[RSS_KEY] ? "hkey" : c->attr->name, text);
}
