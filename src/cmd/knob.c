// SPDX-License-Identifier: GPL-2.0-or-later
// nqtune rps|xps|irq|...: show one knob, or set it.
#include <errno.h>
#include <json-c/json.h>
#include <string.h>
#include <unistd.h>

#include "nqtune/apply.h"
#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/host.h"
#include "nqtune/knob.h"
#include "nqtune/plan.h"
#include "command.h"
#include "kept.h"
#include "knob_request.h"
#include "run.h"
#include "session.h"

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

static int say_none(const struct knob_request *rq, const struct nic *nic, bool told)
{
	if (!rq->vector && !told)
		return complain(STATUS_FAILED, "%s has no %s of its own for queue %ld (show the whole "
					       "interface)", nic->name, rq->knob->name, rq->queue);
	return complain(STATUS_FAILED, "%s: it has no such %s", nic->name,
			rq->vector ? "vector" : "queue");
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

static int collect_one(struct session *s, const struct knob_request *rq, const struct host *h,
		       const struct nic *nic, struct changes *all, size_t *already)
{
	struct knob_readings now;
	struct knob_order order = {
		.knob = rq->knob, .h = h, .nic = nic, .now = &now, .queue = rq->queue,
		.vector = rq->vector, .settings = rq->settings, .nsettings = rq->nsettings,
		.foresee = s->dry_run, .arena = s->arena,
	};
	struct changes one;
	struct err e;
	size_t held;

	if (rq->knob->read(rq->knob, &s->sys, h, nic, s->arena, &now, &e) ||
	    knob_changes(&order, &one, &held, &e))
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

static void say(struct session *s, const struct changes *all, const struct apply_report *r,
		size_t already, unsigned ncpus)
{
	struct plan plan = { .changes = all->v, .nchanges = all->n };

	if (s->json) {
		print_json(json_plan(&plan, r != NULL, r, ncpus, s->arena));
		return;
	}
	if (s->verbose < 0)
		return;
	if (!all->n) {
		printf("nothing to change: %zu setting%s already so\n", already,
		       already == 1 ? " is" : "s are");
		return;
	}
	view_changes(stdout, &s->style, all->v, all->n, r, ncpus, s->arena);
	if (!r) {
		puts("dry run: nothing was written");
		return;
	}
	printf("done: %zu change%s written and read back\n", all->n, all->n == 1 ? "" : "s");
	say_remade(all);
}

static int apply(struct session *s, const struct host *h, const struct changes *all,
		 struct apply_report *report)
{
	struct run run;
	struct err e;
	int r;

	run_begin(&run, s, h->ncpus);
	r = run_changes(&run, all->v, all->n, report, &e);
	if (r)
		complain(0, "%s", e.text);
	else
		kept_remember(s, h, all->v, report, all->n);
	run_end(&run, r);
	return r ? STATUS_FAILED : 0;
}

static int set_knob(struct session *s, const struct knob_request *rq, const struct host *h)
{
	struct apply_report report = { 0 };
	struct changes all = { 0 };
	size_t already = 0;
	int r = 0;

	for (size_t i = 0; !r && i < rq->nifaces; i++)
		r = collect_one(s, rq, h, host_nic(h, rq->ifaces[i]), &all, &already);
	if (r)
		return r;
	drop_known(s, h, &all, &already);
	if (!s->dry_run && all.n)
		r = apply(s, h, &all, &report);
	if (!r)
		say(s, &all, s->dry_run ? NULL : &report, already, h->ncpus);
	return r;
}

static int read_and_run(struct session *s, const struct knob_request *rq)
{
	const struct host_want all = { .ifaces = (const char *const *)rq->ifaces, .nifaces = rq->nifaces };
	struct host *h = NULL;
	struct err e;

	if (host_read(&h, &s->sys, &all, s->arena, &e)) {
		const struct host_want first = { .ifaces = all.ifaces, .nifaces = 1 };
		struct err ignored;

		if (host_read(&h, &s->sys, &first, s->arena, &ignored))
			h = NULL;
		return knob_request_bad(s, rq, h, &e);
	}
	return rq->nsettings ? set_knob(s, rq, h) : show_knob(s, rq, h);
}

int run_knob(struct session *s, int argc, char **argv)
{
	struct knob_request rq = { .knob = knob_find(s->command), .queue = -1 };
	struct err e;
	int lock, r;

	r = knob_request_parse(s, &rq, argc, argv);
	if (r || !rq.nsettings || s->dry_run)
		return r ? r : read_and_run(s, &rq);
	lock = lock_changes(s, &e);
	if (lock < 0)
		return complain(STATUS_FAILED, "%s", e.text);
	r = read_and_run(s, &rq);
	close(lock);
	return r;
}
