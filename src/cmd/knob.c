// SPDX-License-Identifier: GPL-2.0-or-later
// nqtune rps|xps|irq|...: show one knob, or set it.
#include <errno.h>
#include <string.h>

#include "nqtune/apply.h"
#include "nqtune/arena.h"
#include "nqtune/balancer.h"
#include "nqtune/err.h"
#include "nqtune/host.h"
#include "nqtune/kept.h"
#include "nqtune/knob.h"
#include "nqtune/plan.h"
#include "nqtune/privileges.h"
#include "nqtune/run.h"
#include "nqtune/session.h"
#include "ahead.h"
#include "command.h"
#include "knob_request.h"
#include "verify.h"
#include "work.h"

static bool vector_asked_for(const struct knob_request *rq, const struct nic *nic, unsigned irq)
{
	for (size_t i = 0; i < nic->nvectors; i++) {
		const struct vector *v = &nic->vectors[i];

		if (v->irq->number != irq)
			continue;
		if (rq->vector)
			return vector_called(v, rq->vector);
		return vector_serves(nic, v, (unsigned long)rq->queue);
	}
	return false;
}

static bool by_queue(enum attr_scope scope)
{
	return scope == SCOPE_RX || scope == SCOPE_TX || scope == SCOPE_QUEUE;
}

/* "queue N" and "vector NAME" without a setting: only those rows. */
static void keep_asked_for(const struct knob_request *rq, const struct nic *nic, struct knob_readings *r)
{
	size_t kept = 0;

	for (size_t i = 0; i < r->n; i++) {
		bool other = false;

		if (r->v[i].attr->scope == SCOPE_VECTOR && (rq->vector || rq->queue >= 0))
			other = !vector_asked_for(rq, nic, r->v[i].index);
		else if (rq->queue >= 0)
			other = !by_queue(r->v[i].attr->scope) ||
				r->v[i].index != (unsigned long)rq->queue;
		if (!other)
			r->v[kept++] = r->v[i];
	}
	r->n = kept;
}

static bool told_by_queue(const struct knob_readings *r)
{
	for (size_t i = 0; i < r->n; i++)
		if (by_queue(r->v[i].attr->scope) || r->v[i].attr->scope == SCOPE_VECTOR)
			return true;
	return false;
}

/* Without a name nobody knows which queue an interrupt serves. */
static bool awaits_names(const struct knob_request *rq, const struct nic *nic)
{
	return rq->knob == &knob_irq && !rq->vector && !nic->up && nic->nvectors;
}

static int say_none(const struct knob_request *rq, const struct nic *nic, bool told)
{
	if (awaits_names(rq, nic))
		return complain(STATUS_FAILED, "%s is down, and its interrupts get their names when it "
					       "comes up (bring it up first)", nic->name);
	if (!rq->vector && !told)
		return complain(STATUS_FAILED, "%s has no %s of its own for queue %ld (show the whole "
					       "interface)", nic->name, rq->knob->name, rq->queue);
	return complain(STATUS_FAILED, "%s: it has no such %s (see 'nqtune %s %s')", nic->name,
			rq->vector ? "vector" : "queue", rq->knob->name, nic->name);
}

static int show_knob(struct session *s, const struct knob_request *rq, const struct host *h)
{
	const struct nic **nics = arena_array(s->arena, rq->nifaces, sizeof(*nics));
	struct knob_readings *r = arena_array(s->arena, rq->nifaces, sizeof(*r));
	struct err e;
	bool told;

	for (size_t i = 0; i < rq->nifaces; i++) {
		nics[i] = host_nic(h, rq->ifaces[i]);
		if (rq->knob->read(rq->knob, &s->sys, h, nics[i], s->arena, &r[i], &e))
			return complain(STATUS_FAILED, "%s", e.text);
		told = told_by_queue(&r[i]);
		keep_asked_for(rq, nics[i], &r[i]);
		if (!r[i].n && (rq->vector || rq->queue >= 0))
			return say_none(rq, nics[i], told);
	}
	if (s->json) {
		print_json(json_knob(rq->knob, nics, r, rq->nifaces, s->arena));
		return STATUS_OK;
	}
	for (size_t i = 0; i < rq->nifaces; i++) {
		if (i)
			putchar('\n');
		view_knob(stdout, &s->style, h, nics[i], rq->knob, &r[i], s->arena);
	}
	return STATUS_OK;
}

/* "nqtune: IFACE: what failed: why", whether or not the text names the interface already. */
static int refuse(const struct knob_request *rq, const char *iface, struct err *e)
{
	size_t len = strlen(iface);

	if (rq->of_host)
		err_prefix(e, "%s", rq->knob->name);
	else if (strncmp(e->text, iface, len) || (e->text[len] != ':' && e->text[len] != ' '))
		err_prefix(e, "%s", iface);
	return complain(STATUS_FAILED, "%s", e->text);
}

/* An interrupt that two of the interfaces share, or a setting of the host, is one change. */
static bool is_shared(const struct change *a, const struct change *b)
{
	return a->attr == b->attr && ((a->attr->scope == SCOPE_VECTOR && a->index == b->index) ||
				      a->attr->scope == SCOPE_HOST);
}

static int add_change(struct session *s, struct changes *all, const struct change *c, struct err *e)
{
	for (size_t i = 0; i < all->n; i++) {
		const struct change *known = &all->v[i];

		if (!is_shared(known, c))
			continue;
		if (value_equal(&known->new, &c->new))
			return 0;
		return err_set(e, -EINVAL, "interrupt %u is shared with %s, which would send it to other "
					   "CPUs (name one of the two)", c->index, known->iface);
	}
	*arena_push(s->arena, all->v, all->n) = *c;
	return 0;
}

static int collect_one(struct run *run, const struct knob_request *rq, const struct host *h,
		       const struct nic *nic, struct changes *all, size_t *already)
{
	struct session *s = run->session;
	struct knob_readings now;
	struct knob_order order = {
		.knob = rq->knob, .h = h, .nic = nic, .now = &now, .queue = rq->queue,
		.vector = rq->vector, .settings = rq->settings, .nsettings = rq->nsettings,
		.foresee = s->dry_run, .arena = s->arena,
	};
	struct changes one;
	struct err e;
	size_t held;

	if (rq->knob->read(rq->knob, &s->sys, h, nic, s->arena, &now, &e))
		return refuse(rq, nic->name, &e);
	ahead_readings(run, nic->name, &now);
	if (knob_changes(&order, &one, &held, &e))
		return refuse(rq, nic->name, &e);
	for (size_t i = 0; i < one.n; i++)
		if (add_change(s, all, &one.v[i], &e))
			return refuse(rq, nic->name, &e);
	*already += held;
	return 0;
}

/* What a driver made something else of before is so already. */
static void drop_known(struct session *s, const struct host *h, struct changes *all,
		       size_t *already)
{
	size_t n = kept_filter(s, h, all->v, all->n);

	*already += all->n - n;
	all->n = n;
}

static void say_remade(const struct changes *all)
{
	for (size_t i = 0; i < all->n; i++) {
		const struct change *c = &all->v[i];

		if (c->knob->remakes_queues && (!i || strcmp(all->v[i - 1].iface, c->iface)))
			printf("%s made its queues anew: their interrupts and XPS are the driver's "
			       "own again (nqtune auto %s)\n", c->iface, c->iface);
	}
}

static void say(struct session *s, const struct work *work, unsigned ncpus)
{
	const struct plan *p = &work->plan;
	const struct changes all = { p->changes, p->nchanges };
	const struct apply_report *r = s->dry_run ? NULL : &work->report;

	if (s->json) {
		print_json(json_plan(&work->plan, r != NULL, r, ncpus, s->arena));
		return;
	}
	if (s->verbose < 0)
		return;
	if (!all.n) {
		printf("nothing to change: %zu setting%s already so\n", work->already,
		       work->already == 1 ? " is" : "s are");
		view_findings(stdout, &s->style, 0, p->findings, p->nfindings, s->arena);
		return;
	}
	view_changes(stdout, &s->style, all.v, all.n, r, ncpus, s->arena);
	view_findings(stdout, &s->style, 0, p->findings, p->nfindings, s->arena);
	if (!r) {
		view_dry_run(stdout, NULL);
		return;
	}
	view_done(stdout, all.n - r->refused, "change", "written and read back");
	say_remade(&all);
}

static int make(struct run *run, const struct host *h, const struct changes *all,
		struct apply_report *report)
{
	struct err e;

	if (run_changes(run, all->v, all->n, report, &e))
		return complain(STATUS_FAILED, "%s", e.text);
	kept_remember(run->session, h, all->v, report, all->n);
	return 0;
}

static int order_all(struct run *run, const struct knob_request *rq, const struct host *h,
		     struct work *out)
{
	struct session *s = run->session;
	struct changes all = { 0 };
	int r = 0;

	for (size_t i = 0; !r && i < rq->nifaces; i++)
		r = collect_one(run, rq, h, host_nic(h, rq->ifaces[i]), &all, &out->already);
	if (r)
		return r;
	all.n = ahead_drop(run, all.v, all.n);
	drop_known(s, h, &all, &out->already);
	out->plan.changes = all.v;
	out->plan.nchanges = all.n;
	if (!s->dry_run && all.n)
		r = make(run, h, &all, &out->report);
	return r;
}

static void tell_balancer(struct run *run, const struct knob_request *rq, const struct host *h,
			  struct plan *p)
{
	const struct nic **nics = arena_array(run->session->arena, rq->nifaces, sizeof(*nics));

	for (size_t i = 0; i < rq->nifaces; i++)
		nics[i] = host_nic(h, rq->ifaces[i]);
	balancer_tell(run, h, nics, rq->nifaces, p);
}

/* The machine as far as the request goes; NULL (said, *r the status) when it cannot be read. */
static struct host *read_asked(struct session *s, const struct knob_request *rq, int *r)
{
	const struct host_want all = {
		.ifaces = (const char *const *)rq->ifaces, .nifaces = rq->nifaces,
		.irqbalance = rq->knob == &knob_irq && rq->nsettings,
	};
	const struct host_want first = { .ifaces = all.ifaces, .nifaces = 1 };
	struct host *h = NULL;
	struct err e, ignored;

	if (!host_read(&h, &s->sys, &all, s->arena, &e))
		return h;
	if (host_read(&h, &s->sys, &first, s->arena, &ignored))
		h = NULL;
	*r = knob_request_bad(s, rq, h, &e);
	return NULL;
}

int knob_do(struct run *run, struct knob_request *rq, struct work *out)
{
	struct host *h;
	int r;

	*out = (struct work){ 0 };
	h = read_asked(run->session, rq, &r);
	if (!h)
		return r;
	h = ahead_host(run, h);
	run->ncpus = h->ncpus;
	out->before = h;
	r = order_all(run, rq, h, out);
	if (!r && rq->knob == &knob_irq)
		tell_balancer(run, rq, h, &out->plan);
	return r;
}

static int set_knob(struct session *s, struct knob_request *rq)
{
	struct work work;
	struct run run;
	int r;

	run_begin(&run, s);
	r = knob_do(&run, rq, &work);
	run_settle(&run, r);
	if (!r)
		say(s, &work, run.ncpus);
	r = run_keep(&run, r, verify_after, (const char *const *)rq->ifaces, rq->nifaces);
	run_end(&run);
	return r;
}

static int read_and_run(struct session *s, void *data)
{
	struct knob_request *rq = data;
	struct host *h;
	int r;

	if (rq->nsettings)
		return set_knob(s, rq);
	h = read_asked(s, rq, &r);
	return h ? show_knob(s, rq, h) : r;
}

int run_knob(struct session *s, int argc, char **argv)
{
	struct knob_request rq = { .knob = knob_find(s->command), .queue = -1 };
	struct err e;
	int r;

	r = knob_request_parse(s, &rq, argc, argv);
	if (!r && !rq.nsettings && privileges_show(s, &e))
		return complain(STATUS_FAILED, "%s", e.text);
	if (r || !rq.nsettings)
		return r ? r : read_and_run(s, &rq);
	return run_locked(s, read_and_run, &rq);
}
