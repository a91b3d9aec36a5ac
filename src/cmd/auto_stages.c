// SPDX-License-Identifier: GPL-2.0-or-later
// The stages of an "auto": what one of them changes, the next one reads.
#include <errno.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/host.h"
#include "nqtune/knob.h"
#include "auto.h"
#include "kept.h"
#include "run.h"
#include "session.h"

/* An interrupt that turns out unmovable shows all others in the same pass: a second plan suffices. */
#define PLANS_MAX 3
/* New channels may bring a poor table: it is looked at again, not for ever. */
#define ROUNDS_MAX 3
#define SETTLE_SECONDS 5

struct stages {
	struct session *s;
	const struct auto_request *rq;
	const struct wish *w;
	struct host *h;		/* as the machine is now, or on a dry run would be */
	struct run run;
	struct auto_work *out;
};

typedef int (*knob_plan_fn)(struct plan *out, const struct host *h, const struct wish *w,
			    const struct wish_cards *cards, const struct nic_knobs *k, size_t nk,
			    struct arena *a, struct err *e);

static void add_changes(struct stages *st, const struct plan *p, const struct apply_report *r)
{
	struct plan *all = &st->out->plan;
	struct apply_report *sum = &st->out->report;
	struct arena *a = st->s->arena;

	for (size_t i = 0; i < p->nchanges; i++) {
		size_t at = all->nchanges;

		*arena_push(a, all->changes, all->nchanges) = p->changes[i];
		if (r->steps)
			*arena_push(a, sum->steps, at) = r->steps[i];
	}
	sum->done += r->done;
	sum->narrowed += r->narrowed;
	sum->rounded += r->rounded;
	sum->refused += r->refused;
}

static void add_remarks(struct stages *st, const struct plan *p)
{
	struct plan *all = &st->out->plan;
	struct arena *a = st->s->arena;

	for (size_t i = 0; i < p->nleft; i++)
		*arena_push(a, all->left, all->nleft) = p->left[i];
	for (size_t i = 0; i < p->nfindings; i++)
		*arena_push(a, all->findings, all->nfindings) = p->findings[i];
}

/* Channels and the table say what the other knobs' lines depend on. */
static bool is_needed(const struct auto_request *rq, const struct knob *k)
{
	return auto_asks(rq, k->name) || !strcmp(k->name, "channels") || !strcmp(k->name, "rss");
}

static struct nic_knobs read_knobs(struct stages *st, const struct nic *nic)
{
	struct nic_knobs k = { .nic = nic };
	struct arena *a = st->s->arena;
	size_t n = 0;

	while (knobs[n])
		n++;
	k.knob = arena_array(a, n, sizeof(*k.knob));
	k.readings = arena_array(a, n, sizeof(*k.readings));
	for (size_t i = 0; i < n; i++) {
		struct err e;

		if (!is_needed(st->rq, knobs[i]))
			continue;
		if (knobs[i]->read(knobs[i], &st->s->sys, st->h, nic, a, &k.readings[k.n], &e))
			k.readings[k.n] = (struct knob_readings){ 0 };
		k.knob[k.n++] = knobs[i];
	}
	return k;
}

/* The NICs that carry what was named, each once. */
static size_t read_cards(struct stages *st, struct nic_knobs **out)
{
	struct nic_knobs *v = NULL;
	size_t n = 0;

	for (size_t i = 0; i < st->rq->nifaces; i++) {
		struct nic *nic = host_nic(st->h, st->rq->ifaces[i]);
		size_t nleaves;
		struct nic **leaves = host_leaves(st->h, nic, &nleaves);

		for (size_t k = 0; k < nleaves; k++) {
			size_t at = 0;

			while (at < n && v[at].nic != leaves[k])
				at++;
			if (at == n)
				*arena_push(st->s->arena, v, n) = read_knobs(st, leaves[k]);
		}
	}
	*out = v;
	return n;
}

static int plan_knobs(struct stages *st, knob_plan_fn fn, struct plan *p, struct err *e)
{
	struct nic_knobs *k;
	size_t n = read_cards(st, &k);
	struct wish_cards cards = st->rq->cards;
	const char **ifaces = arena_array(st->s->arena, st->rq->nifaces + 1, sizeof(*ifaces));
	int r;

	memcpy(ifaces, st->rq->ifaces, st->rq->nifaces * sizeof(*ifaces));
	cards.ifaces = ifaces;
	cards.knobs = st->rq->cards_asked;
	r = fn(p, st->h, st->w, &cards, k, n, st->s->arena, e);
	if (!r)
		p->nchanges = kept_filter(st->s, p->changes, p->nchanges, st->h->ncpus);
	return r;
}

/* Once everything is as a stage left it. */
static int read_again(struct stages *st, struct err *e)
{
	const struct host_want want = { .nat = true, .irqbalance = true };

	wait_for(st->s, st->rq->ifaces, st->rq->nifaces, SETTLE_SECONDS, e);
	return host_read(&st->h, &st->s->sys, &want, st->s->arena, e);
}

static int do_changes(struct stages *st, const struct plan *p, struct err *e)
{
	struct apply_report r = { 0 };
	int code = 0;

	if (!st->s->dry_run && p->nchanges)
		code = run_changes(&st->run, p->changes, p->nchanges, &r, e);
	if (code)
		return code;
	kept_remember(st->s, p->changes, &r, p->nchanges, st->h->ncpus);
	add_changes(st, p, &r);
	if (!p->nchanges)
		return 0;
	if (!st->s->dry_run)
		return read_again(st, e);
	st->h = plan_preview(st->h, p->changes, p->nchanges, st->s->arena);
	return 0;
}

static int set_cards(struct stages *st, struct err *e)
{
	struct plan p = { 0 };
	int r = 0;

	for (int round = 0; round < ROUNDS_MAX; round++) {
		r = plan_knobs(st, plan_cards, &p, e);
		if (!r)
			r = do_changes(st, &p, e);
		if (r || !p.nchanges || st->s->dry_run)
			break;
	}
	if (!r)
		add_remarks(st, &p);
	return r;
}

static void mark_refused(struct host *h, const struct plan *p, const struct apply_report *r)
{
	for (size_t i = 0; i < p->nchanges; i++) {
		struct irq *irq;

		if (r->steps[i].outcome != OUTCOME_REFUSED || p->changes[i].knob != &knob_irq)
			continue;
		irq = host_irq(h, p->changes[i].index);
		irq->movable = false;
		irq->unmovable_why = "the kernel refuses to move it";
	}
}

static int lay_out(struct stages *st, struct err *e)
{
	struct apply_report r = { 0 };
	struct plan p;
	int code = -EXDEV;

	for (int tries = 0; tries < PLANS_MAX && code == -EXDEV; tries++) {
		code = plan_auto(&p, st->h, st->w, st->s->arena, e);
		if (code || st->s->dry_run || !p.nchanges)
			break;
		code = run_changes(&st->run, p.changes, p.nchanges, &r, e);
		if (code == -EXDEV)
			mark_refused(st->h, &p, &r);
	}
	if (code)
		return code;
	add_changes(st, &p, &r);
	add_remarks(st, &p);
	st->h = plan_preview(st->h, p.changes, p.nchanges, st->s->arena);
	return 0;
}

static int set_rfs(struct stages *st, struct err *e)
{
	struct plan p = { 0 };
	struct apply_report r = { 0 };
	int code = plan_knobs(st, plan_rfs, &p, e);

	if (!code && !st->s->dry_run && p.nchanges)
		code = run_changes(&st->run, p.changes, p.nchanges, &r, e);
	if (code)
		return code;
	kept_remember(st->s, p.changes, &r, p.nchanges, st->h->ncpus);
	add_changes(st, &p, &r);
	add_remarks(st, &p);
	return 0;
}

static int run_stages(struct stages *st, struct err *e)
{
	bool cards = st->rq->cards_asked[0];
	int r = cards ? set_cards(st, e) : 0;

	if (!r)
		r = lay_out(st, e);
	if (!r && auto_asks(st->rq, "rfs"))
		r = set_rfs(st, e);
	return r;
}

int auto_stages(struct session *s, const struct auto_request *rq, struct host *h,
		const struct wish *w, struct auto_work *out)
{
	struct stages st = { .s = s, .rq = rq, .w = w, .h = h, .out = out };
	struct err e;
	int r;

	*out = (struct auto_work){ .before = h };
	run_begin(&st.run, s, h->ncpus);
	r = run_stages(&st, &e);
	/* A stage that could not be planned: what the stages before it wrote goes too. */
	if (r)
		run_put_back(&st.run, &e);
	out->after = st.h;
	run_end(&st.run, r);
	return r ? complain(STATUS_FAILED, "%s", e.text) : 0;
}
