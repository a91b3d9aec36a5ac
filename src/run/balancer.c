// SPDX-License-Identifier: GPL-2.0-or-later
// Rule P10: irqbalance is told to leave alone what is laid out. It is never stopped.
#include "nqtune/balancer.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/files.h"
#include "nqtune/host.h"
#include "nqtune/irqbalance.h"
#include "nqtune/knob.h"
#include "nqtune/plan.h"
#include "nqtune/run.h"
#include "nqtune/session.h"

#define RUNNING "irqbalance-running"
#define POLICY "irqbalance-policy"
#define CONFIGURATION "in /etc/default/irqbalance, then restart it"

static bool holds(const struct balancer_list *list, unsigned irq)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->irqs[i] == irq)
			return true;
	return false;
}

static void add(struct arena *a, struct balancer_list *list, unsigned irq)
{
	*arena_push(a, list->irqs, list->n) = irq;
}

static struct balancer_list sorted(struct balancer_list list)
{
	balancer_sort(&list);
	return list;
}

static struct balancer_list both(struct arena *a, const struct balancer_list *x,
				 const struct balancer_list *y)
{
	struct balancer_list out = { 0 };

	for (size_t i = 0; i < x->n; i++)
		add(a, &out, x->irqs[i]);
	for (size_t i = 0; i < y->n; i++)
		add(a, &out, y->irqs[i]);
	return sorted(out);
}

static struct balancer_list without(struct arena *a, const struct balancer_list *x,
				    const struct balancer_list *y)
{
	struct balancer_list out = { 0 };

	for (size_t i = 0; i < x->n; i++)
		if (!holds(y, x->irqs[i]))
			add(a, &out, x->irqs[i]);
	return sorted(out);
}

/* "interrupts 25-30, 34" */
static const char *words(struct arena *a, const struct balancer_list *list)
{
	const char *text = list->n == 1 ? "interrupt" : "interrupts";

	for (size_t i = 0, last; i < list->n; i = last + 1) {
		last = i;
		while (last + 1 < list->n && list->irqs[last + 1] == list->irqs[last] + 1)
			last++;
		text = arena_printf(a, "%s%s %u", text, i ? "," : "", list->irqs[i]);
		if (last > i)
			text = arena_printf(a, "%s-%u", text, list->irqs[last]);
	}
	return text;
}

/* What serves no queue is not (P2). */
static bool is_laid_out(const struct vector *v)
{
	return v->role != VECTOR_OTHER && v->irq->movable;
}

/* And what somebody placed by hand. */
static struct balancer_list laid_out(struct arena *a, const struct nic *const *nics, size_t n,
				     const struct plan *p)
{
	struct balancer_list out = { 0 };

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < nics[i]->nvectors; k++) {
			const struct vector *v = &nics[i]->vectors[k];

			if (is_laid_out(v))
				add(a, &out, v->irq->number);
		}
	for (size_t i = 0; i < p->nchanges; i++)
		if (p->changes[i].knob == &knob_irq)
			add(a, &out, p->changes[i].index);
	return sorted(out);
}

/* What the plan said, not knowing what can be done about it. */
static void drop_running(struct plan *p)
{
	size_t n = 0;

	for (size_t i = 0; i < p->nfindings; i++)
		if (strcmp(p->findings[i].id, RUNNING))
			p->findings[n++] = p->findings[i];
	p->nfindings = n;
}

/* One telling of one irqbalance. */
struct telling {
	struct run *run;
	struct session *s;
	struct arena *a;
	struct plan *p;
	const char *who;	/* "irqbalance (process 412)" */
	unsigned pid;
	struct balancer b;
	const struct nic *const *nics;
	size_t n;
};

static void found(struct telling *t, const char *id, const char *severity, const char *what,
		  const char *remedy)
{
	*arena_push(t->a, t->p->findings, t->p->nfindings) = (struct finding){
		.id = id, .severity = severity, .what = what, .remedy = remedy,
	};
}

/* Numbers change at a reboot, and a list of its configuration is for good: a script finds out anew. */
static const char *policy_line(struct arena *a)
{
	return arena_printf(a, "IRQBALANCE_ARGS=\"--policyscript=%s/%s\"", NQTUNE_LIBEXECDIR, POLICY);
}

const char *balancer_policy(struct arena *a)
{
	return arena_printf(a, "%s " CONFIGURATION, policy_line(a));
}

static const char *ban_line(struct arena *a, const struct balancer_list *list)
{
	const char *text = "";

	for (size_t i = 0; i < list->n; i++)
		text = arena_printf(a, "%s%s--banirq=%u", text, i ? " " : "", list->irqs[i]);
	return arena_printf(a, "IRQBALANCE_ARGS=\"%s\"", text);
}

static void cannot(struct telling *t, const struct balancer_list *list, const char *why)
{
	const char *what = arena_printf(t->a, "%s may move %s within seconds, and cannot be told not to: %s",
					t->who, words(t->a, list), why);

	found(t, RUNNING, "warn", what,
	      arena_printf(t->a, "%s " CONFIGURATION "; or, as long as the numbers stay: %s",
			   policy_line(t->a), ban_line(t->a, list)));
}

bool balancer_has_policy(struct session *s, unsigned pid)
{
	char path[32], text[4096];
	ssize_t n;

	if (!files_live(s->sys.files))
		return false;
	snprintf(path, sizeof(path), "/proc/%u/cmdline", pid);
	n = files_read(s->sys.files, path, text, sizeof(text));
	return n > 0 && memmem(text, (size_t)n, POLICY, strlen(POLICY));
}

static void told(struct telling *t, const struct balancer_list *list, const char *how)
{
	const char *what = arena_printf(t->a, "%s %s to leave %s alone until it restarts", t->who,
					how, words(t->a, list));
	const char *remedy = arena_printf(t->a, "to make it last: %s " CONFIGURATION, policy_line(t->a));

	found(t, "irqbalance-told", "info", what, balancer_has_policy(t->s, t->pid) ? NULL : remedy);
}

/* The journal has it before irqbalance does. */
static int write_ahead(struct telling *t, const struct balancer_list *list, struct err *e)
{
	struct journal_entry *entry = &t->run->entry;

	for (size_t i = 0; i < list->n; i++)
		*arena_push(t->a, entry->told, entry->ntold) = list->irqs[i];
	return run_journal(t->run, e);
}

static void again(struct telling *t, const struct change *c)
{
	const struct value *want = &c->new;
	unsigned ncpus = t->run->ncpus;
	struct value now;
	struct err ignored;

	if (!knob_get(&t->s->sys, c, 1, ncpus, t->a, &now, &ignored) && !value_equal(&now, want))
		knob_set(&t->s->sys, c, &want, 1, ncpus, &ignored);
}

static bool is_changed(const struct plan *p, unsigned irq)
{
	for (size_t i = 0; i < p->nchanges; i++)
		if (p->changes[i].knob == &knob_irq && p->changes[i].index == irq)
			return true;
	return false;
}

/*
 * What it moved after we looked, and before it was told: now it stays. It may be busy at just
 * that when we come.
 */
static void place_again(struct telling *t)
{
	for (size_t i = 0; i < t->p->nchanges; i++)
		if (t->p->changes[i].knob == &knob_irq)
			again(t, &t->p->changes[i]);
	for (size_t i = 0; i < t->n; i++)
		for (size_t k = 0; k < t->nics[i]->nvectors; k++) {
			const struct vector *v = &t->nics[i]->vectors[k];
			const struct value asked = { .kind = VALUE_CPUS, .cpus = v->irq->asked };

			if (is_laid_out(v) && v->irq->asked && !is_changed(t->p, v->irq->number))
				again(t, &(struct change){
					.iface = t->nics[i]->name, .knob = &knob_irq,
					.attr = attr_irq_cpus, .target = v->name,
					.index = v->irq->number, .old = asked, .new = asked,
				});
		}
}

static void tell(struct telling *t, const struct balancer_list *list)
{
	struct journal_entry *entry = &t->run->entry;
	struct balancer_list before, more, all;
	size_t ntold = entry->ntold;
	struct err e;
	int r;

	if (balancer_read(&t->s->sys, &t->b, t->a, &before, &e)) {
		cannot(t, list, e.text);
		return;
	}
	more = without(t->a, list, &before);
	if (!more.n)
		return;
	all = both(t->a, &before, list);
	r = write_ahead(t, &more, &e);
	if (!r)
		r = balancer_replace(&t->s->sys, &t->b, &all, t->a, &e);
	if (!r) {
		place_again(t);
		told(t, &more, "was told");
		return;
	}
	/* A list that was sent, but not confirmed, may still come into force. */
	if (r != -ETIMEDOUT && r != -ESTALE)
		entry->ntold = ntold;
	cannot(t, list, e.text);
}

/* Asking changes nothing, but only root is answered. */
static void foresee(struct telling *t, const struct balancer_list *list)
{
	struct balancer_list before;
	struct err ignored;

	if (balancer_read(&t->s->sys, &t->b, t->a, &before, &ignored))
		before.n = 0;
	before = without(t->a, list, &before);
	if (before.n)
		told(t, &before, "would be told");
}

void balancer_tell(struct run *run, const struct host *h, const struct nic *const *nics, size_t n,
		   struct plan *p)
{
	struct session *s = run->session;
	const struct irqbalance *b = &h->irqbalance;
	struct telling t = { .run = run, .s = s, .a = s->arena, .p = p, .pid = b->pid,
			     .nics = nics, .n = n };
	struct balancer_list list;

	if (!b->running)
		return;
	list = laid_out(t.a, nics, n, p);
	if (!list.n)
		return;
	drop_running(p);
	t.who = arena_printf(t.a, "irqbalance (process %u)", b->pid);
	t.b = (struct balancer){ b->socket, b->pid };
	if (!b->socket)
		cannot(&t, &list, "it has no socket below /run/irqbalance (it may be starting, or older than 1.6)");
	else if (s->dry_run || !files_live(s->sys.files))
		foresee(&t, &list);
	else
		tell(&t, &list);
}

/* Only irqbalance is looked for. */
static int find(struct session *s, struct irqbalance *out, struct err *e)
{
	const struct host_want want = { .no_layout = true, .irqbalance = true };
	struct host *h;
	int r = host_read(&h, &s->sys, &want, s->arena, e);

	if (!r)
		*out = h->irqbalance;
	return r;
}

int balancer_untell(struct session *s, const unsigned *irqs, size_t n, struct err *e)
{
	const struct balancer_list ours = { (unsigned *)irqs, n };
	struct balancer_list now, rest;
	struct irqbalance b;
	struct balancer to;
	int r;

	if (!n || !files_live(s->sys.files))
		return 0;
	r = find(s, &b, e);
	if (r || !b.running || !b.socket)
		return r;
	to = (struct balancer){ b.socket, b.pid };
	r = balancer_read(&s->sys, &to, s->arena, &now, e);
	if (!r) {
		rest = without(s->arena, &now, &ours);
		if (rest.n == now.n)
			return 0;
		r = balancer_replace(&s->sys, &to, &rest, s->arena, e);
	}
	if (r)
		err_prefix(e, "irqbalance (process %u) could not be told that %s are its own again", b.pid,
			   words(s->arena, &ours));
	return r;
}
