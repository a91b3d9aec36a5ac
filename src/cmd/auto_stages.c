// SPDX-License-Identifier: GPL-2.0-or-later
// The stages of an "auto": what one of them changes, the next one reads.
#include <errno.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/host.h"
#include "nqtune/kept.h"
#include "nqtune/knob.h"
#include "nqtune/layoutknobs.h"
#include "nqtune/run.h"
#include "nqtune/session.h"
#include "ahead.h"
#include "auto.h"
#include "work.h"

/* An interrupt that turns out unmovable shows all others in the same pass: a second plan suffices. */
#define PLANS_MAX 3
/* New channels may bring a poor table: it is looked at again, not for ever. */
#define ROUNDS_MAX 3
#define SETTLE_SECONDS 5

struct stages {
	struct session *s;
	struct run *run;
	const struct auto_request *rq;
	const struct wish *all;
	struct wish w;		/* of those that are there */
	struct host *h;		/* as the machine is now, or on a dry run would be */
	struct work *out;
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
static bool is_needed(const struct knob *k, const void *rq)
{
	return auto_asks(rq, k->name) || !strcmp(k->name, "channels") || !strcmp(k->name, "rss");
}

struct nic **auto_nics(struct session *s, const struct auto_request *rq, const struct host *h,
		       size_t *count)
{
	struct nic **v = NULL;
	size_t n = 0;

	for (size_t i = 0; i < rq->nifaces; i++) {
		size_t nleaves;
		struct nic **leaves = host_leaves(h, host_nic(h, rq->ifaces[i]), &nleaves);

		for (size_t k = 0; k < nleaves; k++) {
			size_t at = 0;

			while (at < n && v[at] != leaves[k])
				at++;
			if (at == n)
				*arena_push(s->arena, v, n) = leaves[k];
		}
	}
	*count = n;
	return v;
}

static struct nic **find_nics(const struct stages *st, size_t *count)
{
	return auto_nics(st->s, st->rq, st->h, count);
}

/* Whether it is among what this command made. */
static bool is_made(const struct stages *st, const struct change *c)
{
	const struct plan *made = &st->out->plan;

	for (size_t i = 0; i < made->nchanges; i++)
		if (same_setting(&made->changes[i], c))
			return true;
	return false;
}

/* What an earlier command tried in vain is not tried again, but told. */
static void leave_known(struct stages *st, struct plan *p)
{
	struct arena *a = st->s->arena;
	size_t n = p->nchanges;

	n = ahead_drop(st->run, p->changes, n);
	p->nchanges = kept_filter(st->s, st->h, p->changes, n);
	for (size_t i = p->nchanges; i < n; i++) {
		const struct change *c = &p->changes[i];

		if (!*c->iface || is_made(st, c))
			continue;
		*arena_push(a, p->left, p->nleft) = (struct left_alone){
			c->iface, c->knob->name,
			arena_printf(a, "%s %s was tried before, and reads %s: not tried again until the next boot",
				     knob_setting_name(a, c->attr, c->target),
				     value_text(a, &c->new), value_text(a, &c->old)),
		};
	}
}

static struct nic_knobs read_ahead(struct stages *st, const struct nic *nic)
{
	struct nic_knobs k = read_knobs(st->s, st->h, nic, is_needed, st->rq);

	for (size_t i = 0; i < k.n; i++)
		ahead_readings(st->run, nic->name, &k.readings[i]);
	return k;
}

static int plan_knobs(struct stages *st, knob_plan_fn fn, struct plan *p, struct err *e)
{
	struct arena *a = st->s->arena;
	struct wish_cards cards = st->rq->cards;
	const char **ifaces = arena_array(a, st->rq->nifaces + 1, sizeof(*ifaces));
	struct nic_knobs *k;
	struct nic **nics;
	size_t n;
	int r;

	nics = find_nics(st, &n);
	k = arena_array(a, n, sizeof(*k));
	for (size_t i = 0; i < n; i++)
		k[i] = read_ahead(st, nics[i]);
	memcpy(ifaces, st->rq->ifaces, st->rq->nifaces * sizeof(*ifaces));
	cards.ifaces = ifaces;
	cards.knobs = st->rq->cards_asked;
	r = fn(p, st->h, &st->w, &cards, k, n, a, e);
	if (!r)
		leave_known(st, p);
	return r;
}

static bool disturbs(const struct plan *p)
{
	for (size_t i = 0; i < p->nchanges; i++)
		if (p->changes[i].knob->remakes_queues || p->changes[i].knob->bounces_link)
			return true;
	return false;
}

/* A NIC whose interrupts had no known names before gets none now. */
static void wait_for_interrupts(struct stages *st)
{
	size_t n, named = 0;
	struct nic **nics = find_nics(st, &n);
	const char **names = arena_array(st->s->arena, n, sizeof(*names));
	struct err late;

	for (size_t i = 0; i < n; i++)
		if (is_settled(nics[i]))
			names[named++] = nics[i]->name;
	if (named)
		wait_for(st->s, names, named, SETTLE_SECONDS, &late);
}

/* Once everything is as p left it. */
static int read_again(struct stages *st, const struct plan *p, struct err *e)
{
	int r;

	if (disturbs(p))
		wait_for_interrupts(st);
	r = auto_read_host(st->s, st->rq, &st->h, e);
	if (!r)
		st->w = auto_present(st->s, st->h, st->all);
	return r;
}

/* Makes p's changes, of which the command will tell; nothing is written on a dry run. */
static int make_changes(struct stages *st, const struct plan *p, struct err *e)
{
	struct apply_report r = { 0 };
	int code = 0;

	if (!st->s->dry_run && p->nchanges)
		code = run_changes(st->run, p->changes, p->nchanges, &r, e);
	if (code)
		return code;
	kept_remember(st->s, st->h, p->changes, &r, p->nchanges);
	add_changes(st, p, &r);
	return 0;
}

/* The same, and looks at what became of the machine. */
static int change_cards(struct stages *st, const struct plan *p, struct err *e)
{
	int code = make_changes(st, p, e);

	if (code || !p->nchanges)
		return code;
	if (!st->s->dry_run)
		return read_again(st, p, e);
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
			r = change_cards(st, &p, e);
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
	struct apply_report r;
	struct plan p;
	int code = -EXDEV;

	for (int tries = 0; tries < PLANS_MAX && code == -EXDEV; tries++) {
		r = (struct apply_report){ 0 };
		code = plan_auto(&p, st->h, &st->w, st->s->arena, e);
		if (!code)
			p.nchanges = ahead_drop(st->run, p.changes, p.nchanges);
		if (code || st->s->dry_run || !p.nchanges)
			break;
		code = run_changes(st->run, p.changes, p.nchanges, &r, e);
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
	int code = plan_knobs(st, plan_rfs, &p, e);

	if (!code)
		code = make_changes(st, &p, e);
	if (!code)
		add_remarks(st, &p);
	return code;
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

int auto_stages(struct run *run, const struct auto_request *rq, struct host *h,
		const struct wish *all, struct work *out, struct err *e)
{
	struct session *s = run->session;
	struct stages st = { .s = s, .run = run, .rq = rq, .all = all, .h = h, .out = out };
	int r;

	*out = (struct work){ .before = h };
	st.w = auto_present(s, h, all);
	r = run_stages(&st, e);
	/* A stage that could not be planned: what the stages before it wrote goes too. */
	if (r)
		run_put_back(run, e);
	out->after = st.h;
	out->wish = st.w;
	return r;
}
