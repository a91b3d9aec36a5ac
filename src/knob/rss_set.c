// SPDX-License-Identifier: GPL-2.0-or-later
// Receive hashing told to the kernel, and to a shell.
#include <errno.h>
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

static void add_table(const struct value *v, struct ethrss_order *o)
{
	o->table_default = v->kind == VALUE_WORD;
	o->table = v->kind == VALUE_LIST ? v->list.v : NULL;
	o->nentries = v->kind == VALUE_LIST ? v->list.n : 0;
}

static int add(struct arena *a, const struct knob_attr *attr, const struct value *v,
	       struct ethrss_order *o, struct err *e)
{
	if (attr == &rss_rows[RSS_TABLE])
		add_table(v, o);
	else if (attr == &rss_rows[RSS_KEY])
		return add_key(a, v, o, e);
	else if (attr == &rss_rows[RSS_HFUNC])
		o->hfunc = rss_number(rss_hfuncs, v);
	else if (attr == &rss_rows[RSS_XFRM])
		o->xfrm = rss_number(rss_xfrms, v);
	return 0;
}

/*
 * The kernel takes a table that it is given for the user's own from then on, and refuses
 * fewer queues because of it. So one that is put back is first asked for as the kernel's
 * own, if it may be that.
 */
static bool is_kernels_own(struct sys *s, const char *ifname, const struct numbers *table,
			   struct arena *a)
{
	const struct ethrss_order own = { .table_default = true };
	const struct value want = { .kind = VALUE_LIST, .list = *table };
	struct value got = { .kind = VALUE_LIST };
	struct err ignored;
	struct ethrss rss;

	if (ethrss_get(s->answers, ifname, a, &rss, &ignored) || !rss.rings.set ||
	    !rss_table_even(a, table, rss.rings.n) ||
	    ethrss_set(s->answers, ifname, &own, &ignored) ||
	    ethrss_get(s->answers, ifname, a, &rss, &ignored))
		return false;
	got.list = (struct numbers){ rss.table, rss.nentries };
	return value_equal(&got, &want);
}

static bool puts_back_table(const struct change *c, const struct value *v)
{
	return c->attr == &rss_rows[RSS_TABLE] && v->kind == VALUE_LIST &&
	       value_equal(v, &c->old);
}

static int set_hash(struct sys *s, const struct change *c, const struct value *const *v, size_t n,
		    struct arena *a, struct err *e)
{
	struct ethrss_order o = { 0 };
	size_t left = 0;
	int code = 0;

	for (size_t i = 0; !code && i < n; i++) {
		if (puts_back_table(&c[i], v[i]) &&
		    is_kernels_own(s, c->iface, &v[i]->list, a))
			continue;
		code = add(a, c[i].attr, v[i], &o, e);
		left++;
	}
	return code || !left ? code : ethrss_set(s->answers, c->iface, &o, e);
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
	/* A table or a key is no number that a round one near it could stand for. */
	return code && code != -EINVAL ? ethread_refused(code, c->iface, e) : code;
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
