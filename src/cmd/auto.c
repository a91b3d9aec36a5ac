// SPDX-License-Identifier: GPL-2.0-or-later
// nqtune auto: plan the layout of all named interfaces together, and apply it.
#include <errno.h>
#include <json-c/json.h>
#include <string.h>
#include <unistd.h>

#include "nqtune/apply.h"
#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/cpuspec.h"
#include "nqtune/err.h"
#include "nqtune/files.h"
#include "nqtune/host.h"
#include "nqtune/knob.h"
#include "auto.h"
#include "command.h"
#include "run.h"
#include "session.h"

/* An interrupt that turns out unmovable shows all others in the same pass: a second plan suffices. */
#define PLANS_MAX 3

static int read_host(struct session *s, const struct auto_request *rq, struct host **h)
{
	const struct host_want want = { .nat = true, .irqbalance = true };
	struct err e;

	if (host_read(h, &s->sys, &want, s->arena, &e))
		return complain(STATUS_FAILED, "%s", e.text);
	for (size_t i = 0; i < rq->nifaces; i++)
		if (!host_need_nic(*h, rq->ifaces[i], &e))
			return complain(STATUS_FAILED, "%s", e.text);
	return 0;
}

/* --all: the physical NICs that are up. */
static int name_all(struct session *s, struct auto_request *rq, const struct host *h)
{
	const char **v = arena_array(s->arena, h->nnics + 1, sizeof(*v));
	size_t n = 0;

	if (!rq->all)
		return 0;
	for (size_t i = 0; i < h->nnics; i++)
		if (h->nics[i].kind == NIC_PHYSICAL && h->nics[i].up)
			v[n++] = h->nics[i].name;
	if (!n)
		return complain(STATUS_FAILED, "no physical interface is up");
	rq->ifaces = v;
	rq->nifaces = n;
	return 0;
}

static const struct cpuset *reserve_word(void *data, const char *word, const char **why)
{
	const struct host *h = data;
	struct cpuset *s = cpuset_new(h->arena, h->ncpus);

	if (!strcmp(word, "none"))
		return s;
	if (strcmp(word, "all") && strcmp(word, "big"))
		return NULL;
	cpuset_each(cpu, h->online)
		if (*word == 'a' || !h->cpus[cpu].slow)
			cpuset_add(s, (unsigned)cpu);
	return s;
}

static int parse_reserve(struct session *s, struct auto_request *rq, const struct host *h)
{
	static const char *const words[] = { "all", "none", "big", NULL };
	struct cpuset *set;
	struct err e;

	if (!rq->reserve)
		return 0;
	set = cpuset_new(s->arena, h->ncpus);
	if (cpuspec_parse(set, rq->reserve, h->online, words, reserve_word, (void *)h, &e))
		return complain(STATUS_FAILED, "--reserve: %s (it has CPUs %s)", e.text,
				cpuset_list(s->arena, h->possible));
	rq->options.reserve = set;
	return 0;
}

static struct wish_iface wish_of(const struct auto_request *rq, const char *iface)
{
	struct wish_iface w = rq->options;

	w.name = iface;
	for (size_t i = 0; i < rq->nweights; i++)
		if (!strcmp(rq->weights[i].iface, iface))
			w.weight = rq->weights[i].n;
	return w;
}

static struct wish_iface *find_wish(struct wish_iface *v, size_t n, const char *iface)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(v[i].name, iface))
			return &v[i];
	return NULL;
}

/* What was tuned before keeps its place and options; what is named now brings its own. */
static struct wish merge(struct session *s, const struct auto_request *rq,
			 const struct wish *before)
{
	struct wish_iface *v = NULL;
	size_t n = 0;

	for (size_t i = 0; i < before->n; i++)
		*arena_push(s->arena, v, n) = before->v[i];
	for (size_t i = 0; i < rq->nifaces; i++) {
		struct wish_iface *known = find_wish(v, n, rq->ifaces[i]);

		if (!known)
			known = arena_push(s->arena, v, n);
		*known = wish_of(rq, rq->ifaces[i]);
	}
	return (struct wish){ v, n };
}

/* Interfaces tuned before that are gone for now stay remembered, but cannot be planned for. */
static struct wish present(struct session *s, const struct host *h, const struct wish *all)
{
	struct wish_iface *v = NULL;
	size_t n = 0;

	for (size_t i = 0; i < all->n; i++)
		if (host_nic(h, all->v[i].name))
			*arena_push(s->arena, v, n) = all->v[i];
	return (struct wish){ v, n };
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

static int plan_and_apply(struct session *s, struct host *h, const struct wish *w, struct plan *p,
			  struct apply_report *r)
{
	struct err e;
	int code = -EXDEV;

	for (int tries = 0; tries < PLANS_MAX && code == -EXDEV; tries++) {
		memset(r, 0, sizeof(*r));
		if (plan_auto(p, h, w, s->arena, &e))
			return complain(STATUS_FAILED, "%s", e.text);
		if (s->dry_run || !p->nchanges)
			return 0;
		code = run_changes(s, h->ncpus, p->changes, p->nchanges, r, &e);
		if (code == -EXDEV)
			mark_refused(h, p, r);
	}
	return code ? complain(STATUS_FAILED, "%s", e.text) : 0;
}

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
		names = arena_printf(s->arena, "%s%s%s", names, i ? ", " : "", w->v[i].name);
	return names;
}

static void say(struct session *s, const struct host *h, const struct wish *w,
		const struct plan *p, const struct apply_report *r)
{
	if (s->json) {
		print_json(json_plan(p, !s->dry_run, s->dry_run ? NULL : r, h->ncpus, s->arena));
		return;
	}
	if (s->verbose < 0)
		return;
	if (!p->nchanges)
		printf("nothing to change: %s\n", names_of(s, w));
	view_plan(stdout, &s->style, h, plan_preview(h, p->changes, p->nchanges, s->arena), p,
		  s->arena);
	if (s->dry_run && p->nchanges)
		puts("dry run: nothing was written");
	else if (p->nchanges)
		printf("done: %zu change%s written and read back\n", p->nchanges,
		       p->nchanges == 1 ? "" : "s");
	if (!s->dry_run && r->narrowed)
		view_changes(stdout, &s->style, p->changes, p->nchanges, r, h->ncpus, s->arena);
}

static int lay_out(struct session *s, struct auto_request *rq)
{
	struct wish before, all, now;
	struct apply_report report;
	struct plan plan;
	struct host *h;
	struct err e;
	int r = read_host(s, rq, &h);

	if (!r)
		r = name_all(s, rq, h);
	if (!r)
		r = parse_reserve(s, rq, h);
	if (r)
		return r;
	before = tuned_load(s, h, &e);
	if (*e.text)
		complain(0, "%s", e.text);
	all = merge(s, rq, &before);
	now = present(s, h, &all);
	/* Before the first write: what could not be remembered is not begun. */
	if (!s->dry_run && tuned_save(s, &all, &e))
		return complain(STATUS_FAILED, "%s", e.text);
	r = plan_and_apply(s, h, &now, &plan, &report);
	if (r) {
		if (!s->dry_run)
			tuned_save(s, &before, &e);
		return r;
	}
	note_remembered(s, rq, &now, &plan);
	say(s, h, &now, &plan, &report);
	return STATUS_OK;
}

static int forget(struct session *s, const char *iface)
{
	const struct host_want want = { .ifaces = NULL, .nifaces = 0 };
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
	if (s->json) {
		struct json_object *o = json_object_new_object();

		json_object_object_add(o, "schema", json_object_new_string("nqtune-forget/1"));
		json_object_object_add(o, "forgotten", json_object_new_string(iface));
		print_json(o);
	} else if (s->verbose >= 0) {
		printf("%s: %s planned for; its settings stay as they are\n", iface,
		       s->dry_run ? "would no longer be" : "no longer");
	}
	return STATUS_OK;
}

static int locked(struct session *s, struct auto_request *rq)
{
	return rq->forget ? forget(s, rq->forget) : lay_out(s, rq);
}

static int run_auto(struct session *s, int argc, char **argv)
{
	struct auto_request *rq = s->request;
	struct err e;
	int lock, r;

	r = auto_check(s, rq, argc, argv);
	if (r)
		return r;
	/* Before the lock: one late interface must not keep other hooks waiting. */
	if (rq->wait_s && wait_for(s, rq->ifaces, rq->nifaces, rq->wait_s, &e))
		return complain(STATUS_FAILED, "%s", e.text);
	if (s->dry_run)
		return locked(s, rq);
	lock = lock_changes(s, &e);
	if (lock < 0)
		return complain(STATUS_FAILED, "%s", e.text);
	r = locked(s, rq);
	close(lock);
	return r;
}

const struct command cmd_auto = {
	.name = "auto",
	.arguments = "[OPTION...] IFACE... | --all",
	.summary = "lay out interrupts, XPS and RPS of these interfaces together",
	.details = "Plans first, writes only what differs, reads every write back, and puts\n"
		   "everything back if one fails. Never touches what could reset a link.\n"
		   "Remembers which interfaces it tunes (below /run/nqtune) and plans for all.\n",
	.options = auto_rows,
	.take = auto_take,
	.request_size = sizeof(struct auto_request),
	.run = run_auto,
};
