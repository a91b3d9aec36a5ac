// SPDX-License-Identifier: GPL-2.0-or-later
// What was counted between two samples. Pure.
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/sample.h"

/* The most that a counter of 32 bits may have gone on beyond its end; more, and it began anew. */
#define WRAP_MAX (1u << 31)

const struct irq_counters *sample_irq(const struct sample *s, unsigned number)
{
	size_t low = 0, high = s->nirqs;

	while (low < high) {
		size_t mid = (low + high) / 2;

		if (s->irqs[mid].number == number)
			return &s->irqs[mid];
		if (s->irqs[mid].number < number)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

const struct nic_counters *sample_nic(const struct sample *s, const char *name)
{
	size_t low = 0, high = s->nnics;

	while (low < high) {
		size_t mid = (low + high) / 2;
		int order = name_cmp(name, s->nics[mid].name);

		if (!order)
			return &s->nics[mid];
		if (order < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return NULL;
}

/* What a counter went on by. False: it was set back, and nobody knows what it had counted. */
static bool grown(uint64_t from, uint64_t to, uint64_t *by)
{
	*by = to - from;
	if (to >= from)
		return true;
	*by = (uint32_t)to - (uint32_t)from;
	return from <= UINT32_MAX && *by < WRAP_MAX;
}

static struct reading diff(struct reading from, struct reading to)
{
	struct reading r = { .set = from.set && to.set };

	if (r.set)
		r.set = grown(from.n, to.n, &r.n);
	if (!r.set)
		r.n = 0;
	return r;
}

static bool diff_irq(struct irq_counters *out, const struct irq_counters *from,
		     const struct irq_counters *to, const struct sample *d, struct arena *a)
{
	*out = *to;
	out->counts = arena_array(a, d->ncpus, sizeof(*out->counts));
	if (strcmp(from->actions, to->actions))
		return false;
	cpuset_each(cpu, d->irq_cpus)
		if (!grown(from->counts[cpu], to->counts[cpu], &out->counts[cpu]))
			return false;
	return true;
}

static void diff_irqs(struct sample *d, const struct sample *from, const struct sample *to,
		      struct arena *a)
{
	if (!from->irq_cpus || !to->irq_cpus)
		return;
	d->irq_cpus = cpuset_copy(a, from->irq_cpus);
	cpuset_and(d->irq_cpus, to->irq_cpus);
	for (size_t i = 0; i < to->nirqs; i++) {
		const struct irq_counters *was = sample_irq(from, to->irqs[i].number);
		struct irq_counters c;

		if (was && diff_irq(&c, was, &to->irqs[i], d, a))
			*arena_push(a, d->irqs, d->nirqs) = c;
	}
}

static void diff_cpu(struct cpu_counters *d, const struct cpu_counters *from,
		     const struct cpu_counters *to)
{
	d->processed = diff(from->processed, to->processed);
	d->dropped = diff(from->dropped, to->dropped);
	d->squeezed = diff(from->squeezed, to->squeezed);
	d->steered = diff(from->steered, to->steered);
	d->limited = diff(from->limited, to->limited);
	d->backlog = to->backlog;
	d->net_rx = diff(from->net_rx, to->net_rx);
	d->net_tx = diff(from->net_tx, to->net_tx);
	d->softirq = diff(from->softirq, to->softirq);
	d->idle = diff(from->idle, to->idle);
	d->ticks = diff(from->ticks, to->ticks);
}

static void diff_nics(struct sample *d, const struct sample *from, const struct sample *to,
		      struct arena *a)
{
	for (size_t i = 0; i < to->nnics; i++) {
		const struct nic_counters *now = &to->nics[i];
		const struct nic_counters *was = sample_nic(from, now->name);

		if (!was || was->ifindex != now->ifindex)
			continue;
		*arena_push(a, d->nics, d->nnics) = (struct nic_counters){
			.name = now->name,
			.ifindex = now->ifindex,
			.rx_packets = diff(was->rx_packets, now->rx_packets),
			.tx_packets = diff(was->tx_packets, now->tx_packets),
			.rx_bytes = diff(was->rx_bytes, now->rx_bytes),
			.tx_bytes = diff(was->tx_bytes, now->tx_bytes),
			.rx_dropped = diff(was->rx_dropped, now->rx_dropped),
			.tx_dropped = diff(was->tx_dropped, now->tx_dropped),
			.rx_missed = diff(was->rx_missed, now->rx_missed),
		};
	}
}

/* Of an interface that is still the same. */
static void diff_queues(struct sample *d, const struct sample *from, const struct sample *to,
			struct arena *a)
{
	for (size_t i = 0; i < to->nqueues; i++) {
		const struct queue_counters *now = &to->queues[i];
		const struct queue_counters *was =
			sample_queue(from, now->iface, now->tx, now->index);

		if (!was || !sample_nic(d, now->iface))
			continue;
		*arena_push(a, d->queues, d->nqueues) = (struct queue_counters){
			.iface = now->iface,
			.tx = now->tx,
			.index = now->index,
			.packets = diff(was->packets, now->packets),
			.bytes = diff(was->bytes, now->bytes),
			.drops = diff(was->drops, now->drops),
			.stalls = diff(was->stalls, now->stalls),
		};
	}
}

struct sample *sample_diff(const struct sample *from, const struct sample *to, struct arena *a)
{
	struct sample *d = arena_alloc(a, sizeof(*d));

	d->ncpus = from->ncpus < to->ncpus ? from->ncpus : to->ncpus;
	d->ns = to->ns > from->ns ? to->ns - from->ns : 0;
	diff_irqs(d, from, to, a);
	d->cpus = arena_array(a, d->ncpus, sizeof(*d->cpus));
	for (unsigned cpu = 0; cpu < d->ncpus; cpu++)
		diff_cpu(&d->cpus[cpu], &from->cpus[cpu], &to->cpus[cpu]);
	diff_nics(d, from, to, a);
	diff_queues(d, from, to, a);
	d->forwarded = diff(from->forwarded, to->forwarded);
	return d;
}
