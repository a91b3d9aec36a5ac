// SPDX-License-Identifier: GPL-2.0-or-later
// Reads any knob whose rows are attributes of one ethtool netlink answer.
#include <errno.h>

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

	return attr->kind == ATTR_BOOL ? value_flag(n) : value_number(n);
}

static void add_rows(struct fill *f, const struct nlattr *const *tb)
{
	for (size_t i = 0; i < f->knob->nattrs; i++) {
		const struct knob_attr *attr = &f->knob->attrs[i];
		struct knob_reading *r = readings_add(f->arena, f->out, attr, "", 0);

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
