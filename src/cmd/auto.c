// SPDX-License-Identifier: GPL-2.0-or-later
// nqtune auto: plan the layout of all named interfaces together, and apply it.
#include <errno.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/balancer.h"
#include "nqtune/err.h"
#include "nqtune/host.h"
#include "nqtune/plan.h"
#include "nqtune/run.h"
#include "nqtune/session.h"
#include "nqtune/tuned.h"
#include "ahead.h"
#include "auto.h"
#include "command.h"
#include "verify.h"
#include "work.h"

static void note_remembered(struct session *s, const struct auto_request *rq,
			    const struct wish *w, struct plan *p)
{
	const char *names = "";
	struct finding *f;

	for (size_t i = 0; i < w->n; i++) {
		size_t k = 0;

		while (k < rq->nifaces && strcmp(rq->ifaces[k], w->v[i].name))
			k++;
		if (k == rq->nifaces)
			names = arena_printf(s->arena, "%s %s", names, w->v[i].name);
	}
	if (!*names)
		return;
	f = arena_push(s->arena, p->findings, p->nfindings);
	*f = (struct finding){
		.id = "tuned-before",
		.severity = "info",
		.what = arena_printf(s->arena, "planned together with%s, tuned before", names),
		.remedy = "to plan for it no longer: nqtune auto --forget IFACE",
	};
}

static const char *names_of(struct session *s, const struct wish *w)
{
	const char *names = "";

	for (size_t i = 0; i < w->n; i++)
		names = arena_list(s->arena, names, w->v[i].name);
	return names;
}

/* The plan is told already: of it only what became otherwise. */
static void say_otherwise(struct session *s, const struct plan *p, const struct apply_report *r,
			  unsigned ncpus)
{
	struct apply_report some = { 0 };
	struct change *changes = NULL;
	size_t n = 0;

	for (size_t i = 0; i < p->nchanges; i++) {
		size_t at = n;

		if (r->steps[i].outcome == OUTCOME_DONE)
			continue;
		*arena_push(s->arena, changes, n) = p->changes[i];
		*arena_push(s->arena, some.steps, at) = r->steps[i];
	}
	puts("of these, otherwise than planned:");
	view_changes(stdout, &s->style, changes, n, &some, ncpus, s->arena);
}

static void say(struct session *s, const struct work *done)
{
	const struct plan *p = &done->plan;
	const struct apply_report *r = &done->report;
	unsigned ncpus = done->before->ncpus;

	if (s->json) {
		print_json(json_plan(p, !s->dry_run, s->dry_run ? NULL : r, ncpus, s->arena));
		return;
	}
	if (s->verbose < 0)
		return;
	if (!p->nchanges)
		printf("nothing to change: %s\n", names_of(s, &done->wish));
	view_plan(stdout, &s->style, done->before, done->after, p, s->arena);
	if (s->dry_run && p->nchanges)
		view_dry_run(stdout, NULL);
	else if (p->nchanges)
		view_done(stdout, p->nchanges - r->refused, "change", "written and read back");
	if (!s->dry_run && (r->narrowed || r->rounded || r->refused))
		say_otherwise(s, p, r, ncpus);
}

/* What was remembered before is on file first: whoever is killed in between leaves the way back. */
static int remember(struct run *run, const struct wish *all, struct err *e)
{
	struct session *s = run->session;
	const char *was = tuned_text(s);
	int r = 0;

	if (!run->entry.tuned)
		run->entry.tuned = was;
	if (!tuned_says(s, all, was))
		r = run_journal(run, e);
	return r ? r : tuned_save(s, all, e);
}

/* Remembered before the first write: what could not be is not begun. What fails, the run forgets. */
static int tune(struct run *run, const struct auto_request *rq, struct host *h,
		const struct wish *before, struct work *work)
{
	struct session *s = run->session;
	const struct wish all = run->wish ? *run->wish : auto_merge(s, rq, before);
	struct err e;

	if (!s->dry_run && remember(run, &all, &e))
		return complain(STATUS_FAILED, "%s", e.text);
	if (!auto_stages(run, rq, h, &all, work, &e))
		return STATUS_OK;
	return complain(STATUS_FAILED, "%s", e.text);
}

/* Of all that were planned for, named now or before (P9). */
static void tell_balancer(struct run *run, struct work *work)
{
	const char **names = arena_array(run->session->arena, work->wish.n, sizeof(*names));
	const struct auto_request all = { .ifaces = names, .nifaces = work->wish.n };
	struct nic **nics;
	size_t n;

	for (size_t i = 0; i < work->wish.n; i++)
		names[i] = work->wish.v[i].name;
	nics = auto_nics(run->session, &all, work->after, &n);
	balancer_tell(run, work->after, (const struct nic *const *)nics, n, &work->plan);
}

int auto_do(struct run *run, struct auto_request *rq, struct work *out)
{
	struct session *s = run->session;
	struct wish before;
	struct host *h;
	struct err e;
	int r;

	if (auto_read_host(s, rq, &h, &e))
		return complain(STATUS_FAILED, "%s", e.text);
	h = ahead_host(run, h);
	run->ncpus = h->ncpus;
	r = auto_name_all(s, rq, h);
	if (!r)
		r = auto_parse_reserve(s, rq, h);
	if (r)
		return r;
	before = tuned_load(s, h, &e);
	if (*e.text)
		complain(0, "%s", e.text);
	r = tune(run, rq, h, &before, out);
	if (r)
		return r;
	tell_balancer(run, out);
	note_remembered(s, rq, &out->wish, &out->plan);
	return STATUS_OK;
}

static int lay_out(struct session *s, struct auto_request *rq)
{
	struct work work;
	struct run run;
	int r;

	run_begin(&run, s);
	r = auto_do(&run, rq, &work);
	run_settle(&run, r);
	if (!r)
		say(s, &work);
	r = run_keep(&run, r, verify_after, rq->ifaces, rq->nifaces);
	run_end(&run);
	return r;
}

static void say_forgotten(struct session *s, const char *iface)
{
	if (s->json) {
		print_json(json_forgotten_iface(iface, s->dry_run));
		return;
	}
	if (s->verbose < 0)
		return;
	printf("%s: %s planned for; its settings stay as they are\n", iface,
	       s->dry_run ? "would no longer be" : "no longer");
	if (s->dry_run)
		view_dry_run(stdout, NULL);
}

static int forget(struct session *s, const char *iface)
{
	const struct host_want want = { .no_layout = true };
	struct wish_iface *v = NULL;
	struct wish before;
	struct host *h;
	struct err e;
	size_t n = 0;

	if (host_read(&h, &s->sys, &want, s->arena, &e))
		return complain(STATUS_FAILED, "%s", e.text);
	before = tuned_load(s, h, &e);
	for (size_t i = 0; i < before.n; i++)
		if (strcmp(before.v[i].name, iface))
			*arena_push(s->arena, v, n) = before.v[i];
	if (n == before.n)
		return complain(STATUS_FAILED, "%.40s: not among the interfaces tuned here", iface);
	if (!s->dry_run && tuned_save(s, &(struct wish){ v, n }, &e))
		return complain(STATUS_FAILED, "%s", e.text);
	say_forgotten(s, iface);
	return STATUS_OK;
}

static int locked(struct session *s, void *data)
{
	struct auto_request *rq = data;

	return rq->forget ? forget(s, rq->forget) : lay_out(s, rq);
}

static int run_auto(struct session *s, int argc, char **argv)
{
	struct auto_request *rq = s->request;
	struct err e;
	int r;

	r = auto_check(s, rq, argc, argv);
	if (r)
		return r;
	/* Before the lock: one late interface must not keep other hooks waiting. */
	if (rq->wait_s && wait_for(s, rq->ifaces, rq->nifaces, rq->wait_s, &e))
		return complain(STATUS_FAILED, "%s", e.text);
	return run_locked(s, locked, rq);
}

const struct command cmd_auto = {
	.name = "auto",
	.arguments = "[OPTION...] IFACE... | --all",
	.summary = "lay out interrupts, XPS and RPS of these interfaces together",
	.details = "Plans first, writes only what differs, reads every write back, and puts\n"
		   "everything back if one fails. Touches nothing that could reset a link, unless an\n"
		   "option says so. Remembers which interfaces it tunes (below /run/nqtune) and plans\n"
		   "for all.\n",
	.changes = true,
	.options = auto_rows,
	.take = auto_take,
	.request_size = sizeof(struct auto_request),
	.run = run_auto,
};
