// SPDX-License-Identifier: GPL-2.0-or-later
// What rules on interrupts and CPUs share: where they come, and where the plan puts them.
#include <string.h>

#include "finds.h"
#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/host.h"
#include "nqtune/knob.h"
#include "nqtune/plan.h"
#include "nqtune/sample.h"

bool serves_queues(const struct vector *v)
{
	return v->role != VECTOR_OTHER;
}

/* NULL = nothing was counted of it. */
static const struct irq_counters *counters_of(const struct finds *f, const struct irq *irq)
{
	const struct sample *s = f->c->counted;

	return s && s->irq_cpus ? sample_irq(s, irq->number) : NULL;
}

uint64_t irq_count_on(const struct finds *f, const struct irq *irq, unsigned cpu)
{
	const struct irq_counters *c = counters_of(f, irq);

	return c && cpuset_has(f->c->counted->irq_cpus, cpu) ? c->counts[cpu] : 0;
}

const uint64_t *irq_sums(const struct finds *f)
{
	uint64_t *sums = arena_array(f->a, f->h->nirqs, sizeof(*sums));

	for (size_t i = 0; i < f->h->nirqs; i++) {
		const struct irq_counters *c = counters_of(f, f->h->irqs[i]);

		if (c)
			cpuset_each(cpu, f->c->counted->irq_cpus)
				sums[i] += c->counts[cpu];
	}
	return sums;
}

uint64_t irq_count(const struct finds *f, const struct irq *irq)
{
	return f->counts[host_irq_place(f->h, irq->number)];
}

const struct cpuset *planned_for(const struct finds *f, const struct irq *irq)
{
	const struct plan *p = f->c->plan;

	for (size_t i = 0; p && i < p->nchanges; i++)
		if (p->changes[i].knob == &knob_irq && p->changes[i].index == irq->number)
			return p->changes[i].new.cpus;
	return NULL;
}

int served_by(const struct irq *irq)
{
	const struct cpuset *s = irq_cpus(irq);

	return s && cpuset_count(s) == 1 ? cpuset_next(s, -1) : -1;
}

int comes_to(const struct finds *f, const struct irq *irq)
{
	const struct irq_counters *c = f->c->since_boot ? NULL : counters_of(f, irq);
	uint64_t most = 0;
	int top = -1;

	if (c)
		cpuset_each(cpu, f->c->counted->irq_cpus)
			if (c->counts[cpu] > most) {
				most = c->counts[cpu];
				top = cpu;
			}
	return most ? top : served_by(irq);
}

const char *irqs_words(struct finds *f, const bool *marked)
{
	const struct host *h = f->h;
	const char *text = "";
	size_t n = 0;

	for (size_t i = 0, last; i < h->nirqs; i = last + 1) {
		last = i;
		if (!marked[i])
			continue;
		while (last + 1 < h->nirqs && marked[last + 1] &&
		       h->irqs[last + 1]->number == h->irqs[last]->number + 1)
			last++;
		text = say(f, "%s%s%u", text, n ? "," : "", h->irqs[i]->number);
		if (last > i)
			text = say(f, "%s-%u", text, h->irqs[last]->number);
		n += last - i + 1;
	}
	return say(f, "%s %s", n == 1 ? "irq" : "irqs", text);
}

struct cpuset *serving_cpus(struct finds *f)
{
	struct cpuset *s = cpuset_new(f->a, f->h->ncpus);

	each_subject(nic, f)
		for (size_t i = 0; i < nic->nvectors; i++) {
			const int cpu = comes_to(f, nic->vectors[i].irq);

			if (serves_queues(&nic->vectors[i]) && cpu >= 0)
				cpuset_add(s, (unsigned)cpu);
		}
	cpuset_and(s, f->h->online);
	return s;
}

struct cpuset *receiving_cpus(struct finds *f)
{
	struct cpuset *s = cpuset_new(f->a, f->h->ncpus);

	each_subject(nic, f)
		for (size_t i = 0; i < nic->nvectors && is_busy(f, nic); i++) {
			const struct vector *v = &nic->vectors[i];
			const int cpu = comes_to(f, v->irq);

			if (serves_queues(v) && v->role != VECTOR_TX && cpu >= 0 && irq_count(f, v->irq))
				cpuset_add(s, (unsigned)cpu);
		}
	cpuset_and(s, f->h->online);
	return s;
}
