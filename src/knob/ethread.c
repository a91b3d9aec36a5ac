// SPDX-License-Identifier: GPL-2.0-or-later
// Reads any knob whose rows are attributes of one ethtool netlink answer.
#include <errno.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/ethnl.h"
#include "nqtune/host.h"
#include "nqtune/sys.h"
#include "readings.h"

struct fill {
	const struct knob *knob;
	struct arena *arena;
	struct knob_readings *out;
};

static struct value row_value(const struct knob_attr *attr, const struct nlattr *nla)
{
	struct reading n = ethnl_number(nla);

	if (attr->kind == ATTR_BOOL)
		return value_flag(n);
	return attr->kind == ATTR_WORD ? value_word(attr->words, n) : value_number(n);
}

static void add_rows(struct fill *f, const struct nlattr *const *tb)
{
	for (size_t i = 0; i < f->knob->nattrs; i++) {
		const struct knob_attr *attr = &f->knob->attrs[i];
		struct knob_reading *r;

		if (attr->scope != SCOPE_IFACE)
			continue;
		r = readings_add(f->arena, f->out, attr, "", 0);
		if (tb && attr->id)
			r->value = row_value(attr, tb[attr->id]);
		if (tb && attr->max_id)
			r->max = row_value(attr, tb[attr->max_id]);
	}
}

static int on_answer(const struct nlattr *const *tb, void *data)
{
	struct fill *f = data;

	/* One interface was asked: a second answer would be a malformed recording. */
	if (!f->out->n)
		add_rows(f, tb);
	return 0;
}

bool ethread_absent(int code)
{
	return code == -EOPNOTSUPP || code == -ENODATA || code == -ENOENT;
}

int ethread_knob(const struct knob *k, struct sys *s, const struct host *h, const struct nic *nic,
		 struct arena *a, struct knob_readings *out, struct err *e)
{
	struct fill f = { k, a, out };
	int r;

	*out = (struct knob_readings){ 0 };
	r = ethnl_get(s->answers, k->get_cmd, nic->name, on_answer, &f, e);
	if (r && !ethread_absent(r))
		return r;
	if (!out->n)
		add_rows(&f, NULL);
	return 0;
}

int ethread_set(struct sys *s, const struct change *c, const struct value *const *v, size_t n,
		struct err *e)
{
	struct arena *a = arena_new(NULL);
	struct ethnl_value *wire = arena_array(a, n, sizeof(*wire));
	int r;

	for (size_t i = 0; i < n; i++)
		wire[i] = (struct ethnl_value){
			.id = c[i].attr->id,
			.width = c[i].attr->kind == ATTR_NUMBER ? ETHNL_U32 : ETHNL_U8,
			.number = (uint32_t)value_wire(c[i].attr, v[i]),
			/* Of one alone it is known which was refused. */
			.name = n > 1 ? c[i].attr->name : NULL,
		};
	r = ethnl_set(s->answers, c->knob->set_cmd, c->iface, wire, n, e);
	arena_free(a);
	return r ? ethread_refused(r, c->iface, e) : 0;
}

struct look {
	const struct change *c;
	size_t n;
	struct value *out;
};

static int on_look(const struct nlattr *const *tb, void *data)
{
	struct look *l = data;

	for (size_t i = 0; i < l->n; i++)
		l->out[i] = row_value(l->c[i].attr, tb[l->c[i].attr->id]);
	return 0;
}

int ethread_get(struct sys *s, const struct change *c, size_t n, struct arena *a,
		struct value *out, struct err *e)
{
	struct look l = { c, n, out };

	return ethnl_get(s->answers, c->knob->get_cmd, c->iface, on_look, &l, e);
}
