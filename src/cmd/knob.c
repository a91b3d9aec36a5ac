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
#include "nqtune/parse.h"
#include "nqtune/plan.h"
#include "command.h"
#include "run.h"
#include "session.h"

#define QUEUE_MAX 65535

struct request {
	const struct knob *knob;
	const char **ifaces;
	size_t nifaces;
	long queue;		/* -1 = all */
	bool queue_said;
	const char *vector;
	struct knob_setting *settings;
	size_t nsettings;
};

static bool is_keyword(const struct knob *k, const char *word)
{
	return !strcmp(word, "queue") || !strcmp(word, "vector") || knob_attr_find(k, word);
}

static int unknown_setting(struct session *s, const struct knob *k, const char *word)
{
	const char **words = NULL, *near, *list = "";
	size_t n = 0;

	for (size_t i = 0; i < k->nattrs; i++) {
		*arena_push(s->arena, words, n) = k->attrs[i].name;
		list = arena_printf(s->arena, "%s%s%s", list, i ? ", " : "", k->attrs[i].name);
	}
	*arena_push(s->arena, words, n) = "queue";
	*arena_push(s->arena, words, n) = NULL;
	near = nearest_word(word, words);
	if (near)
		return misused(s, "%s: unknown setting '%.40s' (did you mean '%s'?)", k->name, word,
			       near);
	return misused(s, "%s: '%.40s' is neither an interface here nor a setting (these are: %s)",
		       k->name, word, list);
}

static int parse_queue(struct session *s, struct request *rq, const char *text)
{
	uint64_t n;

	if (rq->queue_said)
		return misused(s, "%s: 'queue' is given twice", rq->knob->name);
	rq->queue_said = true;
	if (!strcmp(text, "all"))
		return 0;
	if (parse_u64(text, QUEUE_MAX, &n))
		return misused(s, "queue takes a number or 'all', not '%.40s'", text);
	rq->queue = (long)n;
	return 0;
}

static int parse_pair(struct session *s, struct request *rq, const char *word, const char *value)
{
	const struct knob_attr *attr = knob_attr_find(rq->knob, word);
	struct knob_setting *set;

	if (!is_keyword(rq->knob, word))
		return unknown_setting(s, rq->knob, word);
	if (attr && !rq->knob->settable)
		return misused(s, "%s can be shown but not set", rq->knob->name);
	if (!strcmp(word, "queue") && knob_has_scope(rq->knob, SCOPE_IFACE))
		return misused(s, "%s is of the whole interface: it takes no queue",
			       rq->knob->name);
	if (!strcmp(word, "vector") && !knob_has_scope(rq->knob, SCOPE_VECTOR))
		return misused(s, "%s goes by queue: only irq takes a vector", rq->knob->name);
	if (!value)
		return misused(s, "%s: '%.40s' needs a value", rq->knob->name, word);
	for (size_t i = 0; i < rq->nsettings; i++)
		if (rq->settings[i].attr == attr)
			return misused(s, "%s: '%s' is given twice", rq->knob->name, word);
	if (!strcmp(word, "queue"))
		return parse_queue(s, rq, value);
	if (!strcmp(word, "vector")) {
		if (rq->vector)
			return misused(s, "%s: 'vector' is given twice", rq->knob->name);
		rq->vector = value;
		return 0;
	}
	set = arena_push(s->arena, rq->settings, rq->nsettings);
	*set = (struct knob_setting){ attr, value };
	return 0;
}

/* An interface named twice is meant once. */
static void add_iface(struct session *s, struct request *rq, const char *name)
{
	for (size_t i = 0; i < rq->nifaces; i++)
		if (!strcmp(rq->ifaces[i], name))
			return;
	*arena_push(s->arena, rq->ifaces, rq->nifaces) = name;
}

/* Interfaces first, then pairs; the first word is always an interface. */
static int parse_request(struct session *s, struct request *rq, int argc, char **argv)
{
	int i = 0, r = 0;

	if (!argc)
		return misused(s, "%s needs an interface", rq->knob->name);
	do
		add_iface(s, rq, argv[i++]);
	while (i < argc && !is_keyword(rq->knob, argv[i]));
	for (; i < argc && !r; i += 2)
		r = parse_pair(s, rq, argv[i], i + 1 < argc ? argv[i + 1] : NULL);
	if (!r && rq->vector && rq->queue >= 0)
		return misused(s, "%s: name a queue or a vector, not both", rq->knob->name);
	return r;
}

/* "rps eth0 cpsu 1": behind an interface that exists, an unknown word was meant as a setting. */
static int bad_iface(struct session *s, const struct request *rq, const struct host *h,
		     const struct err *e)
{
	if (!h && is_keyword(rq->knob, rq->ifaces[0]))
		return misused(s, "%s needs an interface before '%s'", rq->knob->name,
			       rq->ifaces[0]);
	for (size_t i = 1; h && i < rq->nifaces; i++)
		if (!host_nic(h, rq->ifaces[i]))
			return unknown_setting(s, rq->knob, rq->ifaces[i]);
	return complain(STATUS_FAILED, "%s", e->text);
}

static bool vector_asked_for(const struct request *rq, const struct nic *nic, unsigned irq)
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

/* "queue N" and "vector NAME" without a setting: only those rows. */
static void keep_asked_for(const struct request *rq, const struct nic *nic, struct knob_readings *r)
{
	size_t kept = 0;

	for (size_t i = 0; i < r->n; i++) {
		bool other = false;

		if (r->v[i].attr->scope == SCOPE_VECTOR && (rq->vector || rq->queue >= 0))
			other = !vector_asked_for(rq, nic, r->v[i].index);
		else if (r->v[i].attr->scope != SCOPE_IFACE && rq->queue >= 0)
			other = r->v[i].index != (unsigned long)rq->queue;
		if (!other)
			r->v[kept++] = r->v[i];
	}
	r->n = kept;
}

static int show_knob(struct session *s, const struct request *rq, const struct host *h)
{
	const struct nic **nics = arena_array(s->arena, rq->nifaces, sizeof(*nics));
	struct knob_readings *r = arena_array(s->arena, rq->nifaces, sizeof(*r));
	struct err e;

	for (size_t i = 0; i < rq->nifaces; i++) {
		nics[i] = host_nic(h, rq->ifaces[i]);
		if (rq->knob->read(rq->knob, &s->sys, h, nics[i], s->arena, &r[i], &e))
			return complain(STATUS_FAILED, "%s", e.text);
		keep_asked_for(rq, nics[i], &r[i]);
		if (!r[i].n && (rq->vector || rq->queue >= 0))
			return complain(STATUS_FAILED, "%s: it has no such %s", nics[i]->name,
					rq->vector ? "vector" : "queue");
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
static int refuse(const char *iface, struct err *e)
{
	size_t len = strlen(iface);

	if (strncmp(e->text, iface, len) || (e->text[len] != ':' && e->text[len] != ' '))
		err_prefix(e, "%s", iface);
	return complain(STATUS_FAILED, "%s", e->text);
}

/* An interrupt that two of the interfaces share is one change. */
static int add_change(struct session *s, struct changes *all, const struct change *c, struct err *e)
{
	for (size_t i = 0; i < all->n; i++) {
		const struct change *known = &all->v[i];

		if (c->attr->scope != SCOPE_VECTOR || known->index != c->index)
			continue;
		if (value_equal(&known->new, &c->new))
			return 0;
		return err_set(e, -EINVAL, "interrupt %u is shared with %s, which would send it to other "
					   "CPUs (name one of the two)", c->index, known->iface);
	}
	*arena_push(s->arena, all->v, all->n) = *c;
	return 0;
}

static int collect(struct session *s, const struct request *rq, const struct host *h,
		   struct changes *all, size_t *already)
{
	struct err e;

	for (size_t i = 0; i < rq->nifaces; i++) {
		const struct nic *nic = host_nic(h, rq->ifaces[i]);
		struct changes one;
		size_t held;

		if (knob_changes(rq->knob, h, nic, rq->queue, rq->vector, rq->settings,
				 rq->nsettings, s->arena, &one, &held, &e))
			return refuse(rq->ifaces[i], &e);
		for (size_t k = 0; k < one.n; k++)
			if (add_change(s, all, &one.v[k], &e))
				return refuse(rq->ifaces[i], &e);
		*already += held;
	}
	return 0;
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
	if (!r)
		puts("dry run: nothing was written");
	else
		printf("done: %zu change%s written and read back\n", all->n,
		       all->n == 1 ? "" : "s");
}

static int set_knob(struct session *s, const struct request *rq, const struct host *h)
{
	struct apply_report report;
	struct changes all = { 0 };
	size_t already = 0;
	struct err e;
	int r = collect(s, rq, h, &all, &already);

	if (r)
		return r;
	if (s->dry_run || !all.n) {
		say(s, &all, s->dry_run ? NULL : &(struct apply_report){ 0 }, already, h->ncpus);
		return STATUS_OK;
	}
	r = run_changes(s, h->ncpus, all.v, all.n, &report, &e);
	if (r)
		return complain(STATUS_FAILED, "%s", e.text);
	say(s, &all, &report, already, h->ncpus);
	return STATUS_OK;
}

static int read_and_run(struct session *s, const struct request *rq)
{
	const struct host_want all = { .ifaces = (const char *const *)rq->ifaces, .nifaces = rq->nifaces };
	struct host *h = NULL;
	struct err e;

	if (host_read(&h, &s->sys, &all, s->arena, &e)) {
		const struct host_want first = { .ifaces = all.ifaces, .nifaces = 1 };
		struct err ignored;

		if (host_read(&h, &s->sys, &first, s->arena, &ignored))
			h = NULL;
		return bad_iface(s, rq, h, &e);
	}
	return rq->nsettings ? set_knob(s, rq, h) : show_knob(s, rq, h);
}

int run_knob(struct session *s, int argc, char **argv)
{
	struct request rq = { .knob = knob_find(s->command), .queue = -1 };
	struct err e;
	int lock, r;

	r = parse_request(s, &rq, argc, argv);
	if (r || !rq.nsettings || s->dry_run)
		return r ? r : read_and_run(s, &rq);
	lock = lock_changes(s, &e);
	if (lock < 0)
		return complain(STATUS_FAILED, "%s", e.text);
	r = read_and_run(s, &rq);
	close(lock);
	return r;
}
