// SPDX-License-Identifier: GPL-2.0-or-later
// What an interface's knobs said before, and the way back there.
#include "nqtune/snapshot.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/host.h"
#include "nqtune/knob.h"
#include "nqtune/sys.h"
#include "back.h"

struct snapshot {
	const char *iface;
	struct arena *arena;
	unsigned ncpus;
	struct nic_knobs knobs;
};

static int by_stage(const void *a, const void *b)
{
	const struct knob *const *x = a, *const *y = b;

	return ((*x)->stage > (*y)->stage) - ((*x)->stage < (*y)->stage);
}

/* In the order of stages; without readings yet. */
static void list_knobs(struct snapshot *snap)
{
	struct nic_knobs *k = &snap->knobs;

	*k = (struct nic_knobs){ 0 };
	while (knobs[k->n])
		k->n++;
	k->knob = arena_array(snap->arena, k->n, sizeof(*k->knob));
	k->readings = arena_array(snap->arena, k->n, sizeof(*k->readings));
	memcpy(k->knob, knobs, k->n * sizeof(*k->knob));
	qsort(k->knob, k->n, sizeof(*k->knob), by_stage);
}

static int read_all(struct snapshot *snap, struct sys *s, struct err *e)
{
	const struct host_want want = { .ifaces = &snap->iface, .nifaces = 1 };
	struct nic_knobs *k = &snap->knobs;
	struct host *h;
	int r = host_read(&h, s, &want, snap->arena, e);

	if (r)
		return r;
	snap->ncpus = h->ncpus;
	list_knobs(snap);
	k->nic = host_nic(h, snap->iface);
	for (size_t i = 0; i < k->n; i++) {
		const struct knob *knob = k->knob[i];
		struct err ignored;

		if (knob->read(knob, s, h, k->nic, snap->arena, &k->readings[i], &ignored))
			k->readings[i] = (struct knob_readings){ 0 };
	}
	return 0;
}

struct snapshot *snapshot_take(struct sys *s, const char *iface, struct arena *a, struct err *e)
{
	struct snapshot *snap = arena_alloc(a, sizeof(*snap));

	*snap = (struct snapshot){ .iface = iface, .arena = a };
	return read_all(snap, s, e) ? NULL : snap;
}

static bool is_called(const struct knob_reading *r, const struct knob_attr *attr,
		      const char *target)
{
	return r->attr == attr && !strcmp(r->target, target);
}

/*
 * By name, since interrupts get new numbers. Of several of one name the one that has kept its number;
 * else only a single one is meant.
 */
static struct knob_reading *find_target(const struct knob_readings *in,
					const struct knob_attr *attr, const char *target,
					unsigned index)
{
	struct knob_reading *found = NULL;
	size_t n = 0;

	for (size_t i = 0; i < in->n; i++) {
		if (!is_called(&in->v[i], attr, target))
			continue;
		if (in->v[i].index == index)
			return &in->v[i];
		found = &in->v[i];
		n++;
	}
	return n == 1 ? found : NULL;
}

/* How many are called so now; *alike: all of them read as it did. */
static size_t namesakes(const struct knob_readings *now, const struct knob_reading *was, bool *alike)
{
	size_t n = 0;

	*alike = true;
	for (size_t i = 0; i < now->n; i++) {
		if (!is_called(&now->v[i], was->attr, was->target))
			continue;
		*alike &= value_equal(&now->v[i].value, &was->value);
		n++;
	}
	return n;
}

void readings_amend(struct knob_readings *r, const char *iface, const struct change *c)
{
	struct knob_reading *was = find_target(r, c->attr, c->target, c->index);

	if (was && (!*c->iface || !strcmp(c->iface, iface)))
		was->value = c->old;
}

void snapshot_amend(struct snapshot *snap, const struct change *c)
{
	for (size_t i = 0; i < snap->knobs.n; i++)
		readings_amend(&snap->knobs.readings[i], snap->iface, c);
}

static bool may_be_set(const struct knob *k, const struct knob_reading *was)
{
	return k->settable && was->value.kind != VALUE_NONE && !was->attr->read_only && !was->fixed;
}

/* An interrupt without a name is known by nothing but its number, which is another's now. */
static bool is_nameless(const struct knob_reading *was)
{
	return was->attr->scope == SCOPE_VECTOR && isdigit((unsigned char)*was->target);
}

/* The way from what was to what is, to be undone. What is gone is asked for by its old name. */
static struct change way_back(const struct snapshot *snap, const struct knob *k,
			      const struct knob_reading *was, const struct knob_reading *is)
{
	const struct knob_reading *at = is ? is : was;
	bool host = was->attr->scope == SCOPE_HOST;

	return (struct change){
		.iface = host ? "" : snap->iface, .knob = k, .attr = was->attr,
		.target = at->target, .index = at->index, .old = was->value,
		.new = is && is->value.kind != VALUE_NONE ? is->value : was->value,
		.path = knob_path(snap->arena, was->attr, snap->iface, at->index),
	};
}

/* Words in why if it does not stand again. */
static int set_again(const struct snapshot *snap, struct sys *s, const struct change *c,
		     struct err *why)
{
	const struct value *v = &c->old;
	struct value got = { .kind = VALUE_NONE };
	struct err unread;
	int r = knob_set(s, c, &v, 1, snap->ncpus, why);

	if (r)
		return *why->text ? r : err_set(why, r, "%s", err_words(r));
	if (knob_get(s, c, 1, snap->ncpus, snap->arena, &got, &unread) ||
	    value_equal(&c->old, &got))
		return 0;
	return err_set(why, -ESTALE, "reads %s", value_text(snap->arena, &got));
}

/* is: what it is now. NULL: nobody knows, for it is gone or one of several. */
static size_t restore_one(const struct snapshot *snap, struct sys *s, const struct knob *k,
			  const struct knob_reading *was, const struct knob_reading *is,
			  bool one_of_several, const struct watch *w, struct err *e)
{
	const struct change c = way_back(snap, k, was, is);
	struct err why = { "" };
	int r;

	if (w && w->restores && is)
		w->restores(w->ctx, &c);
	if (w && w->dry)
		return 0;
	if (!is && was->attr->scope == SCOPE_VECTOR)
		r = err_set(&why, -ENOENT, one_of_several
			    ? "several interrupts have this name now" : "the interrupt is gone");
	else
		r = set_again(snap, s, &c, &why);
	if (!r)
		return 0;
	if (w && w->lost)
		w->lost(w->ctx, &c, why.text);
	append(e, arena_printf(snap->arena, "; COULD NOT RESTORE %s to %s (%s)",
			       step_name(snap->arena, &c), value_text(snap->arena, &c.old),
			       why.text));
	return 1;
}

static size_t restore_knob(const struct snapshot *now, struct sys *s, const struct knob *k,
			   const struct knob_readings *before, const struct knob_readings *after,
			   const struct watch *w, struct err *e)
{
	size_t lost = 0;

	for (size_t i = 0; i < before->n; i++) {
		const struct knob_reading *was = &before->v[i];
		const struct knob_reading *is =
			find_target(after, was->attr, was->target, was->index);
		bool alike, several;

		if (!may_be_set(k, was) || (!is && is_nameless(was)))
			continue;
		several = namesakes(after, was, &alike) > 1;
		if (is ? value_equal(&was->value, &is->value) : several && alike)
			continue;
		lost += restore_one(now, s, k, was, is, several, w, e);
	}
	return lost;
}

size_t snapshot_restore_watched(const struct snapshot *snap, struct sys *s, const struct watch *w,
				struct err *e)
{
	struct snapshot now = { .iface = snap->iface, .arena = snap->arena };
	struct err why;
	size_t lost = 0;

	if (read_all(&now, s, &why)) {
		append(e, arena_printf(snap->arena, "; COULD NOT RESTORE %s (%s)", snap->iface,
				       why.text));
		return 1;
	}
	for (size_t i = 0; i < snap->knobs.n; i++)
		lost += restore_knob(&now, s, snap->knobs.knob[i], &snap->knobs.readings[i],
				     &now.knobs.readings[i], w, e);
	return lost;
}

size_t snapshot_restore(const struct snapshot *snap, struct sys *s, struct err *e)
{
	return snapshot_restore_watched(snap, s, NULL, e);
}

struct knob_readings snapshot_readings(const struct snapshot *snap)
{
	struct knob_readings out = { 0 };

	for (size_t i = 0; i < snap->knobs.n; i++) {
		const struct knob_readings *r = &snap->knobs.readings[i];

		for (size_t k = 0; k < r->n; k++)
			if (may_be_set(snap->knobs.knob[i], &r->v[k]))
				*arena_push(snap->arena, out.v, out.n) = r->v[k];
	}
	return out;
}

static bool is_of(const struct knob *k, const struct knob_attr *attr)
{
	return attr >= k->attrs && attr < k->attrs + k->nattrs;
}

struct snapshot *snapshot_of(const char *iface, const struct knob_readings *readings,
			     unsigned ncpus, struct arena *a)
{
	struct snapshot *snap = arena_alloc(a, sizeof(*snap));

	*snap = (struct snapshot){ .iface = iface, .arena = a, .ncpus = ncpus };
	list_knobs(snap);
	for (size_t i = 0; i < readings->n; i++)
		for (size_t k = 0; k < snap->knobs.n; k++)
			if (is_of(snap->knobs.knob[k], readings->v[i].attr)) {
				struct knob_readings *r = &snap->knobs.readings[k];

				*arena_push(a, r->v, r->n) = readings->v[i];
			}
	return snap;
}
