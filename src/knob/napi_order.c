// SPDX-License-Identifier: GPL-2.0-or-later
// From settings of NAPI as a person wrote them to changes. Pure.
#include <errno.h>
#include <string.h>

#include "napi.h"
#include "nqtune/cpuset.h"
#include "nqtune/err.h"
#include "nqtune/host.h"
#include "targets.h"

/* The queues' row beside the interface's of the same name; NULL = there is none. */
static const struct knob_attr *queue_row(const struct knob_attr *attr)
{
	for (size_t i = NAPI_RX_THREADS; i <= NAPI_RX_SUSPEND; i++)
		if (!strcmp(napi_attrs[i].name, attr->name))
			return &napi_attrs[i];
	return NULL;
}

static const struct knob_reading *reading_of(const struct knob_order *o,
					     const struct knob_attr *attr)
{
	for (size_t i = 0; i < o->now->n; i++)
		if (o->now->v[i].attr == attr && target_wanted(o, &o->now->v[i]))
			return &o->now->v[i];
	return NULL;
}

static bool has_queue(const struct knob_order *o)
{
	for (size_t i = 0; i < o->nic->nrx; i++)
		if (o->queue < 0 || o->nic->rx[i].index == (unsigned long)o->queue)
			return true;
	return false;
}

static int not_told(const struct knob_order *o, const struct knob_attr *attr, struct err *e)
{
	if (!has_queue(o))
		return target_missing(o, attr, e);
	if (!o->nic->up)
		return err_set(e, -EOPNOTSUPP, "%s is down: it has no NAPI now (bring it up first)",
			       o->nic->name);
	return err_set(e, -EOPNOTSUPP, "the kernel does not say which NAPI serves which queue%s",
		       o->queue < 0 ? "" : " (set the whole interface)");
}

/* Settings of single queues. */
static int order_queues(const struct knob_order *o, const struct knob_setting *s,
			const struct knob_attr *row, struct changes *out, size_t *already,
			struct err *e)
{
	const struct knob_reading *r = reading_of(o, row);

	if (!r)
		return not_told(o, row, e);
	if (r->value.kind == VALUE_NONE)
		return err_set(e, -EOPNOTSUPP, "this kernel has no %s of a single NAPI%s",
			       row->name, row == &napi_attrs[NAPI_RX_SUSPEND]
			       ? "" : " (set the whole interface)");
	return order_row(o, s, row, out, already, e);
}

/* A queue's change even to what it has: when the interface's is put back, so is this. */
static void add_queue(const struct knob_order *o, const struct knob_reading *r,
		      const struct value *all, const struct value *v, struct changes *out)
{
	bool has = value_equal(&r->value, v);
	struct knob_reading differs = *r;
	size_t ignored = 0, before = out->n;

	if (has)
		differs.value = *all;
	order_add(o, &differs, v, out, &ignored);
	if (!has || out->n == before)
		return;
	out->v[before].old = r->value;
	out->v[before].why = "has it already: it shall have it also if all is put back";
}

/*
 * The interface's own is written over what single queues had. Those that differ are set
 * first, so that what is put back, newest first, ends with their own.
 */
static int order_all(const struct knob_order *o, const struct knob_setting *s,
		     struct changes *out, size_t *already, struct err *e)
{
	const struct knob_attr *row = queue_row(s->attr);
	const struct knob_reading *all = reading_of(o, s->attr);
	struct value v;

	for (size_t i = 0; all && i < o->now->n; i++) {
		const struct knob_reading *r = &o->now->v[i];

		if (r->attr != row || r->value.kind == VALUE_NONE ||
		    value_equal(&r->value, &all->value))
			continue;
		/* A word that only a single queue takes is refused below. */
		if (!order_parse(o, r, s->args[0], &v, e))
			add_queue(o, r, &all->value, &v, out);
	}
	return order_row(o, s, s->attr, out, already, e);
}

static int order_thread(const struct knob_order *o, const struct knob_setting *s,
			const struct knob_reading *r, struct changes *out, size_t *already,
			struct err *e)
{
	struct value v;
	int code = order_parse(o, r, s->args[0], &v, e);

	if (!code && cpuset_empty(v.cpus))
		code = err_set(e, -EINVAL, "a thread needs at least one CPU");
	if (!code)
		order_add(o, r, &v, out, already);
	return code;
}

/* All threads, or the one of a queue. */
static int order_threads(const struct knob_order *o, const struct knob_setting *s,
			 struct changes *out, size_t *already, struct err *e)
{
	const char *name = o->nic->name;
	size_t n = 0;
	int code = 0;

	for (size_t i = 0; !code && i < o->now->n; i++) {
		const struct knob_reading *r = &o->now->v[i];

		if (r->attr->kind != ATTR_CPUS || r->value.kind == VALUE_NONE ||
		    !target_wanted(o, r) || (o->queue >= 0 && r->attr->scope == SCOPE_NAMED))
			continue;
		n++;
		code = order_thread(o, s, r, out, already, e);
	}
	if (code || n)
		return code;
	if (!o->nic->up || (o->nic->nthreads && !reading_of(o, s->attr)))
		return not_told(o, s->attr, e);
	if (!has_queue(o))
		return target_missing(o, s->attr, e);
	return err_set(e, -EOPNOTSUPP,
		       "%s has no NAPI thread%s (first: nqtune napi %s threaded on)", name,
		       o->queue < 0 ? "" : " for this queue", name);
}

int napi_order(const struct knob_order *o, struct changes *out, size_t *already, struct err *e)
{
	int code = 0;

	for (size_t i = 0; !code && i < o->nsettings; i++) {
		const struct knob_setting *s = &o->settings[i];
		const struct knob_attr *row;

		code = order_check(o, i, e);
		if (code)
			break;
		row = queue_row(s->attr);
		if (s->attr->kind == ATTR_CPUS)
			code = order_threads(o, s, out, already, e);
		else if (row && (o->queue >= 0 || row == s->attr))
			code = order_queues(o, s, row, out, already, e);
		else if (row)
			code = order_all(o, s, out, already, e);
		else
			code = order_row(o, s, s->attr, out, already, e);
	}
	return code;
}
