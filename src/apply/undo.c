// SPDX-License-Identifier: GPL-2.0-or-later
// What an entry of the journal changed is put back, on the machine as it is now.
#include <errno.h>
#include <string.h>

#include "back.h"
#include "nqtune/apply.h"
#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/host.h"
#include "nqtune/journal.h"
#include "nqtune/snapshot.h"
#include "nqtune/sys.h"
#include "undo_priv.h"

static int read_host(struct undo *u, struct err *e)
{
	const char **names = arena_array(u->a, u->entry->nifaces + 1, sizeof(*names));
	struct host_want want = { .ifaces = names };
	int r;

	for (size_t i = 0; i < u->entry->nifaces; i++)
		if (!undo_gone(u, u->entry->ifaces[i].name))
			names[want.nifaces++] = u->entry->ifaces[i].name;
	u->nic = NULL;
	r = host_read(&u->h, u->s, &want, u->a, e);
	if (r)
		u->h = NULL;
	else
		u->ncpus = u->h->ncpus;
	return r;
}

/* Interrupts get new numbers, and threads new processes: what has them is found by its name. */
static bool has_new_number(const struct change *c)
{
	return c->attr->scope == SCOPE_VECTOR ||
	       (c->attr->scope == SCOPE_NAMED && c->attr->kind == ATTR_CPUS);
}

/* Of several of one name the one that has kept its number; else only a single one is meant. */
static const struct knob_reading *find_target(const struct knob_readings *r,
					      const struct change *c)
{
	const struct knob_reading *found = NULL;
	size_t n = 0;

	for (size_t i = 0; i < r->n; i++) {
		const struct knob_reading *v = &r->v[i];

		if (v->attr != c->attr || strcmp(v->target, c->target))
			continue;
		if (v->index == c->index)
			return v;
		found = v;
		n++;
	}
	return n == 1 ? found : NULL;
}

static int no_target(const struct undo *u, const struct change *c, struct err *e)
{
	const struct nic *nic = host_nic(u->h, c->iface);
	const char *what = c->attr->scope == SCOPE_VECTOR ? "interrupt" : "thread";

	for (size_t i = 0; i < u->now.n; i++)
		if (u->now.v[i].attr == c->attr && !strcmp(u->now.v[i].target, c->target))
			return err_set(e, -ENOENT, "several %ss have this name now", what);
	if (nic && !nic->up)
		return err_set(e, -ENOENT, "%s is down, and its %ss get their names when it comes "
			       "up (bring it up first)", c->iface, what);
	return err_set(e, -ENOENT, "there is no %s of this name now", what);
}

/* What c's knob reads of its interface now, in u->now. */
static int read_knob(struct undo *u, const struct change *c, struct err *e)
{
	const struct nic *nic;
	int r = u->h ? 0 : read_host(u, e);

	if (r)
		return r;
	nic = host_nic(u->h, c->iface);
	if (!nic)
		return err_set(e, -ENODEV, "the interface is gone");
	if (u->nic == nic && u->knob == c->knob)
		return 0;
	r = c->knob->read(c->knob, u->s, u->h, nic, u->a, &u->now, e);
	u->nic = r ? NULL : nic;
	u->knob = c->knob;
	return r;
}

/* c as it is to be read and written now. */
static int resolve(struct undo *u, const struct change *c, struct change *out, struct err *e)
{
	const struct knob_reading *now;
	int code;

	*out = *c;
	if (has_new_number(c)) {
		code = read_knob(u, c, e);
		now = code ? NULL : find_target(&u->now, c);
		if (!now)
			return code ? code : no_target(u, c, e);
		out->index = now->index;
		out->id = now->id;
	}
	out->path = knob_path(u->a, out->attr, out->iface, out->index);
	return 0;
}

/* n changes that go together, as they are now; of one that has a new number n is 1. */
static int read_now(struct undo *u, const struct change *c, size_t n, struct change **at,
		    struct value **got, struct err *e)
{
	int r = 0;

	*at = arena_array(u->a, n, sizeof(**at));
	*got = arena_array(u->a, n, sizeof(**got));
	for (size_t i = 0; !r && i < n; i++)
		r = resolve(u, &c[i], &(*at)[i], e);
	return r ? r : knob_get(u->s, *at, n, u->ncpus, u->a, *got, e);
}

static void add_back(struct undo *u, const struct change *c, const struct value *now)
{
	struct change *back = arena_push(u->a, u->out->changes, u->out->nchanges);

	*back = *c;
	back->old = *now;
	back->new = c->old;
	back->why = "";
}

/* The snapshot has the last word: after the queues were made anew, all may be another again. */
static int left_to_snapshot(struct undo *u, const struct change *c, size_t n, int code)
{
	if (!*c->iface || !undo_snapshot(u, c->iface))
		return code;
	for (size_t i = 0; i < n; i++)
		u->left[&c[i] - u->changes] = true;
	return 0;
}

/*
 * A table of the user's own keeps the kernel from taking queues away that it names. What one knob
 * put back just before may be such a table; the snapshot knows the one that is to be.
 */
static void let_go_of_table(struct undo *u, const struct change *c)
{
	const struct knob *rss = knob_find("rss");
	const struct knob_attr *table = rss ? knob_attr_find(rss, "table") : NULL;
	const struct value own = { .kind = VALUE_WORD, .word = "default" }, *v = &own;
	const struct change reset = {
		.iface = c->iface, .knob = rss, .attr = table, .target = "", .old = own, .new = own,
	};
	struct err ignored;

	if (table)
		knob_set(u->s, &reset, &v, 1, u->ncpus, &ignored);
}

static int set_now(struct undo *u, const struct change *at, const struct value *const *v, size_t n,
		   struct err *e)
{
	int r = knob_set(u->s, at, v, n, u->ncpus, e);

	if (!r || !at->knob->remakes_queues || !undo_snapshot(u, at->iface))
		return r;
	let_go_of_table(u, at);
	return knob_set(u->s, at, v, n, u->ncpus, e);
}

/* What reads so already is not written: of an entry that is half done, most was never changed. */
static int undo_set(void *ctx, const struct change *c, const struct value *const *v, size_t n,
		    struct err *e)
{
	struct undo *u = ctx;
	struct change *at;
	struct value *got;
	size_t differ = 0;
	int r = read_now(u, c, n, &at, &got, e);

	for (size_t i = 0; !r && i < n; i++)
		differ += !value_equal(&got[i], v[i]);
	if (!r && !differ)
		return 0;
	r = r ? r : set_now(u, at, v, n, e);
	/* Interrupts and threads may be others from here on, whatever became of it. */
	if (c->attr->scope == SCOPE_IFACE)
		u->h = NULL;
	if (r)
		return left_to_snapshot(u, c, n, r);
	for (size_t i = 0; i < n; i++)
		if (!value_equal(&got[i], v[i]))
			add_back(u, &at[i], &got[i]);
	return 0;
}

static int undo_get(void *ctx, const struct change *c, size_t n, struct arena *a,
		    struct value *out, struct err *e)
{
	struct undo *u = ctx;
	struct change *at;
	struct value *got;
	int r;

	for (size_t i = 0; i < n; i++) {
		if (!u->left[&c[i] - u->changes])
			continue;
		for (size_t k = 0; k < n; k++)
			out[k] = c[k].old;
		return 0;
	}
	r = read_now(u, c, n, &at, &got, e);
	for (size_t i = 0; !r && i < n; i++)
		out[i] = got[i];
	return r;
}

/* It was told as put back, and is not. */
static void undo_lost(void *ctx, const struct change *c, const char *why)
{
	struct undo *u = ctx;
	struct undo_report *out = u->out;
	size_t n = 0;

	for (size_t i = 0; i < out->nchanges; i++)
		if (!undo_same_target(&out->changes[i], c))
			out->changes[n++] = out->changes[i];
	out->nchanges = n;
	*arena_push(u->a, out->lost_text, out->lost) =
		arena_printf(u->a, "%s to %s (%s)", step_name(u->a, c), value_text(u->a, &c->old),
			     why);
}

static void undo_restores(void *ctx, const struct change *c)
{
	struct undo *u = ctx;

	for (size_t i = 0; u->dry && i < u->out->nchanges; i++)
		if (undo_same_target(&u->out->changes[i], c))
			return;
	add_back(u, c, &c->new);
}

static size_t undo_mend(void *ctx, const char *iface, struct err *e)
{
	struct undo *u = ctx;
	const struct journal_snapshot *was = undo_snapshot(u, iface);
	const struct watch w = { undo_restores, undo_lost, u->dry, u };

	if (!was)
		return 0;
	return snapshot_restore_watched(snapshot_of(iface, &was->readings, u->ncpus, u->a), u->s,
					&w, e);
}

/* What reads otherwise now than it did. */
static void foresee(struct undo *u)
{
	struct err ignored;

	for (size_t i = 0; i < u->n; i++) {
		const struct change *c = &u->changes[i];
		struct value *got;
		struct change *at;

		if (!read_now(u, c, 1, &at, &got, &ignored) && !value_equal(&got[0], &c->old))
			add_back(u, at, got);
	}
	for (size_t i = 0; i < u->entry->nsnaps; i++)
		undo_mend(u, u->entry->snaps[i].iface, &ignored);
}

static void put_back_all(struct undo *u, struct err *e)
{
	const struct apply_io io = {
		.set = undo_set, .get = undo_get, .mend = undo_mend, .ctx = u, .lost = undo_lost,
	};
	struct transaction t = { .io = &io, .arena = u->a };

	for (size_t i = 0; i < u->n; i++)
		*arena_push(u->a, t.written, t.nwritten) = &u->changes[i];
	apply_put_back(&t, e);
}

int undo_entry(struct sys *s, const struct journal_entry *entry, bool dry, struct arena *a,
	       struct undo_report *out, struct err *e)
{
	struct undo u = { .s = s, .entry = entry, .a = a, .out = out, .dry = dry };
	struct err lost = { "" };
	int r;

	*out = (struct undo_report){ 0 };
	undo_find_gone(&u);
	r = read_host(&u, e);
	if (r)
		return r;
	undo_pick(&u);
	if (dry)
		foresee(&u);
	else
		put_back_all(&u, &lost);
	return 0;
}
