// SPDX-License-Identifier: GPL-2.0-or-later
// The words of rss: one way to give the table, and what is hashed how. Pure.
#include <errno.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/host.h"
#include "hexbytes.h"
#include "readings.h"
#include "rss_order.h"
#include "targets.h"

static bool gives_table(const struct knob_setting *s)
{
	return rss_is(s, "equal") || rss_is(s, "weight") || rss_is(s, "default") ||
	       rss_is(s, "exclude") || rss_is(s, "table");
}

const struct knob_reading *rss_now(const struct rss_wish *w, enum rss_row row, const char *target)
{
	return readings_find(w->o->now, &rss_rows[row], target);
}

const struct knob_reading *rss_need(const struct rss_wish *w, enum rss_row row, int *code,
				    struct err *e)
{
	const struct knob_reading *r = rss_now(w, row, "");

	*code = 0;
	if (!r)
		*code = target_missing(w->o, &rss_rows[row], e);
	else if (r->value.kind == VALUE_NONE)
		*code = target_unset(w->o, r, e);
	return *code ? NULL : r;
}

static const char *list_of(struct arena *a, const char *const *words)
{
	const char *list = words[0];

	for (size_t i = 1; words[i]; i++)
		list = arena_printf(a, "%s, %s", list, words[i]);
	return list;
}

static int order_word(const struct rss_wish *w, const struct knob_setting *s, enum rss_row row,
		      const char *const *words, struct err *e)
{
	struct value v = { .kind = VALUE_WORD, .word = s->args[0] };
	struct reading n = rss_number(words, &v);
	const struct knob_reading *r;
	int code;

	if (!n.set)
		return err_set(e, -EINVAL, "%s takes one of %s, not '%.40s'", s->word,
			       list_of(w->o->arena, words), s->args[0]);
	r = rss_need(w, row, &code, e);
	v = value_word(words, n);
	if (r)
		order_add(w->o, r, &v, w->out, w->already);
	return code;
}

static int order_key(const struct rss_wish *w, const struct knob_setting *s, struct err *e)
{
	struct value v = { .kind = VALUE_WORD };
	size_t len, have;
	uint8_t *key;
	int code;
	const struct knob_reading *r = rss_need(w, RSS_KEY, &code, e);

	if (!r)
		return code;
	have = (strlen(r->value.word) + 1) / 3;
	if (!strcmp(s->args[0], "default"))
		return err_set(e, -EINVAL, "no kernel or driver keeps a default key to return to "
			       "(give symmetric, or the bytes of an earlier one)");
	if (!strcmp(s->args[0], "symmetric")) {
		v.word = rss_key_symmetric(w->o->arena, have);
	} else {
		if (hexbytes_parse(w->o->arena, s->args[0], &key, &len))
			return err_set(e, -EINVAL, "key takes symmetric or bytes as 6d:5a:..., not "
				       "'%.40s'", s->args[0]);
		if (len != have)
			return err_set(e, -EINVAL, "the key of %s has %zu bytes, not %zu",
				       w->o->nic->name, have, len);
		v.word = hexbytes_text(w->o->arena, key, len);
	}
	order_add(w->o, r, &v, w->out, w->already);
	return 0;
}

static int unknown_flow(const struct rss_wish *w, const char *name, struct err *e)
{
	const char *list = "";

	for (const struct rss_flow *f = rss_flows; f->name; f++)
		list = arena_list(w->o->arena, list, f->name);
	return err_set(e, -EINVAL, "fields takes one of %s, not '%.40s'", list, name);
}

static int order_fields(const struct rss_wish *w, const struct knob_setting *s, struct err *e)
{
	const struct nic *nic = w->o->nic;
	const struct knob_reading *r;
	struct value v = { .kind = VALUE_WORD };
	uint64_t bits;

	if (!rss_flow_find(s->args[0]))
		return unknown_flow(w, s->args[0], e);
	if (rss_fields_parse(s->args[1], &bits))
		return err_set(e, -EINVAL, "fields takes none or letters of mvtsdfner (s and d the "
			       "addresses, f and n the ports), not '%.40s'", s->args[1]);
	r = rss_now(w, RSS_FIELDS, s->args[0]);
	if (!r || r->value.kind == VALUE_NONE)
		return err_set(e, -EOPNOTSUPP, "the hashed fields of %s are not told by %s%s%s",
			       s->args[0], nic->name, nic->driver ? ", driver " : "",
			       nic->driver ? nic->driver : "");
	v.word = rss_fields_text(w->o->arena, bits);
	order_add(w->o, r, &v, w->out, w->already);
	return 0;
}

static int order_all_fields(const struct rss_wish *w, struct err *e)
{
	int code = 0;

	for (size_t i = 0; !code && i < w->o->nsettings; i++)
		if (rss_is(&w->o->settings[i], "fields"))
			code = order_fields(w, &w->o->settings[i], e);
	return code;
}

static int order_hash(const struct rss_wish *w, struct err *e)
{
	int code = 0;

	for (size_t i = 0; !code && i < w->o->nsettings; i++) {
		const struct knob_setting *s = &w->o->settings[i];

		if (rss_is(s, "hfunc"))
			code = order_word(w, s, RSS_HFUNC, rss_hfuncs, e);
		else if (rss_is(s, "xfrm"))
			code = order_word(w, s, RSS_XFRM, rss_xfrms, e);
		else if (rss_is(s, "key"))
			code = order_key(w, s, e);
	}
	return code;
}

static bool known(const struct knob_setting *s)
{
	return gives_table(s) || rss_is(s, "start") || rss_is(s, "fields") || rss_is(s, "hfunc") ||
	       rss_is(s, "xfrm") || rss_is(s, "key");
}

/* Of the words of rss only default stands alone. */
static bool complete(const struct knob_setting *s)
{
	return s->nargs >= (rss_is(s, "fields") ? 2 : rss_is(s, "default") ? 0 : 1);
}

static bool same(const struct knob_setting *a, const struct knob_setting *b)
{
	return rss_is(a, b->word) && (!rss_is(a, "fields") || !strcmp(a->args[0], b->args[0]));
}

/* Each thing once, and one way to give the table. */
static int sort_out(struct rss_wish *w, struct err *e)
{
	for (size_t i = 0; i < w->o->nsettings; i++) {
		const struct knob_setting *s = &w->o->settings[i];

		if (!known(s))
			return err_set(e, -EINVAL, "rss: '%.40s' cannot be set", s->word);
		if (!complete(s))
			return err_set(e, -EINVAL, "'%.40s' needs a value", s->word);
		for (size_t k = 0; k < i; k++)
			if (same(&w->o->settings[k], s))
				return err_set(e, -EINVAL, "'%s%s%s' is given twice", s->word,
					       rss_is(s, "fields") ? " " : "",
					       rss_is(s, "fields") ? s->args[0] : "");
		if (gives_table(s) && w->table)
			return err_set(e, -EINVAL, "'%s' and '%s' both give the table: name one",
				       w->table->word, s->word);
		if (gives_table(s))
			w->table = s;
		if (rss_is(s, "start"))
			w->start = s;
	}
	if (w->start && !rss_is(w->table, "equal") && !rss_is(w->table, "weight"))
		return err_set(e, -EINVAL, "start goes with equal or weight");
	return 0;
}

static bool ends_symmetry(const struct knob_order *o)
{
	for (size_t i = 0; i < o->nsettings; i++)
		if (rss_is(&o->settings[i], "xfrm") && !strcmp(o->settings[i].args[0], "none"))
			return true;
	return false;
}

int rss_order(const struct knob_order *o, struct changes *out, size_t *already, struct err *e)
{
	struct rss_wish w = { .o = o, .out = out, .already = already };
	int code = sort_out(&w, e);
	/* A symmetric transformation allows symmetric fields only: these change while it is off. */
	bool fields_first = !code && !ends_symmetry(o);

	if (fields_first)
		code = order_all_fields(&w, e);
	if (!code)
		code = rss_order_table(&w, e);
	if (!code)
		code = order_hash(&w, e);
	if (!code && !fields_first)
		code = order_all_fields(&w, e);
	return code;
}
