// SPDX-License-Identifier: GPL-2.0-or-later
// Rules on the layout: what auto would make of it, and what may undo it.
#include <inttypes.h>
#include <string.h>

#include "finds.h"
#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/host.h"
#include "nqtune/irqbalance.h"
#include "nqtune/knob.h"
#include "nqtune/plan.h"
#include "nqtune/surroundings.h"

/* Fewer packets a second are the talk of an idle network: ARP, neighbours, spanning tree. */
#define ACTIVE_PACKETS 10

static bool plans_rps(const struct finds *f, const struct nic *nic)
{
	const struct plan *p = f->c->plan;

	for (size_t i = 0; p && i < p->nchanges; i++)
		if (p->changes[i].knob == &knob_rps && !strcmp(p->changes[i].iface, nic->name) &&
		    !cpuset_empty(p->changes[i].new.cpus))
			return true;
	return false;
}

/* B4. */
void find_rps_missing(struct finds *f)
{
	const char *only;

	for (size_t i = 0; i < f->h->nnics; i++) {
		const struct nic *nic = &f->h->nics[i];
		const bool uncounted = counts_no_packets(f);

		if (!f->wanted[i] || !plans_rps(f, nic) || nic_steered(nic))
			continue;
		if (!uncounted && !at_least(f, received(f, nic), ACTIVE_PACKETS))
			continue;
		only = nic->nrx == 1 ? "one rx queue" : say(f, "%zu rx queues", nic->nrx);
		report(f, nic->name, if_busy(f, nic),
		       say(f, "it has %s for %u CPUs, and receive packet steering is off", only,
			   cpuset_count(f->h->online)),
		       uncounted ? say(f, "rps_cpus of %s is empty", nic->nrx == 1 ? "rx-0" : "each queue")
				 : say(f, "rps_cpus of %s is empty; %" PRIu64 " packets received %s",
				       nic->nrx == 1 ? "rx-0" : "each queue", received(f, nic),
				       when_counted(f)),
		       f->c->command);
	}
}

/* Where an interrupt will be when the plan is made. One that is idle comes where it was asked to with its next. */
static int home_of(const struct finds *f, const struct irq *irq)
{
	const struct cpuset *to = planned_for(f, irq);

	to = to ? to : irq->asked;
	return to && cpuset_count(to) == 1 ? cpuset_next(to, -1) : served_by(irq);
}

static const char *fewer_channels(struct finds *f, const struct nic *nic, unsigned cpus)
{
	static const char *const rows[] = { "combined", "rx" };

	for (size_t i = 0; i < 2; i++) {
		const struct knob_reading *r = setting_of(f, nic, "channels", rows[i], NULL);

		if (f->c->command && r && r->value.kind == VALUE_NUMBER && r->value.number > cpus &&
		    !r->fixed)
			return say(f, "nqtune channels %s %s %u && %s" RESETS_LINK,
				   shell_word(f->a, nic->name), rows[i], cpus, f->c->command);
	}
	return NULL;
}

/* S5, R12. */
void find_too_many_queues(struct finds *f)
{
	each_subject(nic, f) {
		struct cpuset *homes = cpuset_new(f->a, f->h->ncpus);
		const char *remedy;
		size_t known = 0;

		for (size_t i = 0; i < nic->nrx; i++) {
			const struct vector *v = nic->rx[i].vector;
			const int cpu = v ? home_of(f, v->irq) : -1;

			if (cpu < 0)
				continue;
			known++;
			cpuset_add(homes, (unsigned)cpu);
		}
		if (known < nic->nrx || cpuset_count(homes) >= nic->nrx)
			continue;
		remedy = fewer_channels(f, nic, cpuset_count(homes));
		if (remedy)
			report(f, nic->name, NULL,
			       say(f, "its %zu rx queues have %u CPUs to be served by", nic->nrx,
				   cpuset_count(homes)),
			       say(f, "as auto lays them out, they share CPUs %s",
				   cpuset_list(f->a, homes)),
			       remedy);
	}
}

static bool is_spared(const struct finds *f, unsigned irq)
{
	const struct balancer_list *l = f->c->spared;

	if (f->c->spares_all)
		return true;
	for (size_t i = 0; l && i < l->n; i++)
		if (l->irqs[i] == irq)
			return true;
	return false;
}

/* R3, P10. */
void find_irqbalance(struct finds *f)
{
	const struct irqbalance *b = &f->h->irqbalance;
	bool *at_risk = arena_array(f->a, f->h->nirqs, sizeof(*at_risk));
	size_t n = 0;

	if (!b->running)
		return;
	each_subject(nic, f)
		for (size_t i = 0; i < nic->nvectors; i++) {
			const struct vector *v = &nic->vectors[i];

			if (!serves_queues(v) || !v->irq->movable || is_spared(f, v->irq->number))
				continue;
			at_risk[host_irq_place(f->h, v->irq->number)] = true;
			n++;
		}
	if (!n)
		return;
	/* One that cannot be asked may have been told; where nothing is laid out, it does its work. */
	report(f, NULL, f->c->spared && f->c->laid_out ? NULL : "info",
	       say(f, "irqbalance runs, and may move %s%s", irqs_words(f, at_risk),
		   f->c->spared ? "" : ", unless it was told not to"),
	       say(f, "irqbalance (%s)%s", b->how ? b->how : "how is not known",
		   f->c->spared ? "; they are not among those it leaves alone"
				: "; it cannot be asked which it leaves alone"),
	       b->socket && f->c->command ? f->c->command : f->c->unbalance);
}

/* The CPUs on which queues will be served once the plan is made. */
static struct cpuset *planned_homes(struct finds *f)
{
	struct cpuset *s = cpuset_new(f->a, f->h->ncpus);

	each_subject(nic, f)
		for (size_t i = 0; i < nic->nvectors; i++) {
			const int cpu = home_of(f, nic->vectors[i].irq);

			if (serves_queues(&nic->vectors[i]) && cpu >= 0)
				cpuset_add(s, (unsigned)cpu);
		}
	return s;
}

void find_default_affinity(struct finds *f)
{
	const struct cpuset *now = f->c->around->default_affinity;
	struct cpuset *quiet, *missing, *better;
	const struct host *h = f->h;

	if (!now)
		return;
	quiet = cpuset_copy(f->a, h->isolated);
	missing = planned_homes(f);
	cpuset_and(quiet, h->online);
	cpuset_sub(missing, quiet);
	cpuset_sub(missing, now);
	cpuset_and(quiet, now);
	if (cpuset_empty(quiet) && cpuset_empty(missing))
		return;
	better = cpuset_copy(f->a, now);
	cpuset_or(better, missing);
	cpuset_sub(better, quiet);
	if (!cpuset_intersects(better, h->online))
		return;
	report(f, NULL, NULL,
	       cpuset_empty(quiet)
		       ? say(f, "new interrupts do not come to %s, which queues are laid out on",
			     cpus_words(missing, f->a))
		       : say(f, "new interrupts may come to the isolated %s", cpus_words(quiet, f->a)),
	       say(f, "/proc/irq/default_smp_affinity is %s", cpuset_mask(f->a, now, h->ncpus)),
	       say(f, "echo %s > /proc/irq/default_smp_affinity", cpuset_mask(f->a, better, h->ncpus)));
}

static const struct cpuset *hint_of(const struct finds *f, const struct irq *irq)
{
	return f->c->around->irqs[host_irq_place(f->h, irq->number)].hint;
}

/* What a driver wishes for one of its queues' interrupts, and does not have. */
static bool is_unlike_hint(const struct finds *f, const struct vector *v)
{
	const struct cpuset *hint = hint_of(f, v->irq);

	return serves_queues(v) && v->irq->movable && v->irq->asked && hint && !cpuset_empty(hint) &&
	       !cpuset_intersects(hint, v->irq->asked);
}

void find_driver_hints(struct finds *f)
{
	each_subject(nic, f) {
		bool *unlike = arena_array(f->a, f->h->nirqs, sizeof(*unlike));
		const struct vector *first = NULL;
		bool planned = false;

		for (size_t i = 0; i < nic->nvectors; i++) {
			const struct vector *v = &nic->vectors[i];

			if (!is_unlike_hint(f, v))
				continue;
			unlike[host_irq_place(f->h, v->irq->number)] = true;
			first = first ? first : v;
			planned = planned || planned_for(f, v->irq);
		}
		/* As auto laid it out, it is to be: a hook lays it out again. */
		if (first && (planned || !f->c->laid_out))
			report(f, nic->name, NULL,
			       "its driver wishes its interrupts elsewhere, and may put them there when it makes them anew",
			       say(f, "%s: affinity_hint of %s is %s, asked for is %s",
				   irqs_words(f, unlike), first->name,
				   cpuset_list(f->a, hint_of(f, first->irq)),
				   cpuset_list(f->a, first->irq->asked)),
			       f->c->command);
	}
}

static bool is_told(const struct finds *f)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->v[i].remedy && f->v[i].remedy == f->c->command)
			return true;
	return false;
}

/* Whatever else auto would change; told only if nothing above says why it should. */
void find_layout(struct finds *f)
{
	const struct plan *p = f->c->plan;
	const struct change *first = NULL;
	size_t n = 0;

	if (!p || is_told(f))
		return;
	for (size_t i = 0; i < p->nchanges; i++) {
		const struct nic *nic = host_nic(f->h, p->changes[i].iface);

		if (!nic || !f->wanted[nic - f->h->nics])
			continue;
		first = first ? first : &p->changes[i];
		n++;
	}
	if (!n)
		return;
	report(f, NULL, NULL,
	       n == 1 ? "auto would change a setting of the layout"
		      : say(f, "auto would change %zu settings of the layout", n),
	       say(f, "%s%s %s %s: %s, would be %s (%s)", n == 1 ? "" : "the first: ", first->iface, first->target,
		   first->knob->name, value_text(f->a, &first->old), value_text(f->a, &first->new),
		   first->why),
	       f->c->command);
}
