// SPDX-License-Identifier: GPL-2.0-or-later
// Queues, each with what it and its interrupt counted.
#include "watch_rows.h"

#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/host.h"
#include "nqtune/sample.h"
#include "nqtune/watch.h"

bool watch_shows(const struct interval *t, const struct nic *nic)
{
	return t->shown[nic - t->h->nics];
}

const char *watch_clean(const char *name, struct arena *a)
{
	char *copy = arena_strdup(a, name);

	text_clean(copy);
	return copy;
}

/* NULL = none came, or nobody counted. */
static struct cpuset *came_to(const struct irq_counters *c, const struct sample *s,
			      struct reading *sum, struct arena *a)
{
	struct cpuset *cpus = cpuset_new(a, s->ncpus);

	sum->set = true;
	cpuset_each(cpu, s->irq_cpus) {
		sum->n += c->counts[cpu];
		if (c->counts[cpu])
			cpuset_add(cpus, (unsigned)cpu);
	}
	return sum->n ? cpus : NULL;
}

static void add_vector(struct watch_queue *q, const struct interval *t, const struct vector *v,
		       struct arena *a)
{
	const struct irq_counters *c;

	if (!v)
		return;
	q->irq = v->irq;
	c = t->counted ? sample_irq(t->counted, v->irq->number) : NULL;
	if (c)
		q->cpus = came_to(c, t->counted, &q->interrupts, a);
	if (!q->cpus)
		q->cpus = irq_cpus(v->irq);
}

static struct watch_queue queue_of(const struct interval *t, const struct nic *nic, bool tx,
				   unsigned index, const struct vector *v, struct arena *a)
{
	struct watch_queue q = { .nic = nic, .tx = tx, .index = index };
	const struct queue_counters *c =
		t->counted ? sample_queue(t->counted, nic->name, tx, index) : NULL;

	if (c) {
		q.packets = c->packets;
		q.bytes = c->bytes;
		q.drops = c->drops;
	}
	add_vector(&q, t, v, a);
	return q;
}

size_t watch_queues(const struct interval *t, struct watch_queue **out, struct arena *a)
{
	size_t n = 0;

	*out = NULL;
	for (size_t i = 0; i < t->h->nnics; i++) {
		const struct nic *nic = &t->h->nics[i];

		if (!watch_shows(t, nic))
			continue;
		for (size_t q = 0; q < nic->nrx; q++)
			*arena_push(a, *out, n) = queue_of(t, nic, false, nic->rx[q].index,
							   nic->rx[q].vector, a);
		for (size_t q = 0; q < nic->ntx; q++)
			*arena_push(a, *out, n) = queue_of(t, nic, true, nic->tx[q].index,
							   nic->tx[q].vector, a);
	}
	return n;
}

double watch_softirq(const struct interval *t, unsigned cpu)
{
	const struct cpu_counters *c;

	if (!t->counted || cpu >= t->counted->ncpus)
		return -1;
	c = &t->counted->cpus[cpu];
	if (!c->softirq.set || !c->ticks.set || !c->ticks.n)
		return -1;
	return (double)c->softirq.n / (double)c->ticks.n;
}
