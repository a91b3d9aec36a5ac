// SPDX-License-Identifier: GPL-2.0-or-later
// What was counted between two samples. Pure.
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/sample.h"
#include "growth.h"

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

static struct reading diff(struct reading from, struct reading to, double most)
{
	const struct growth g = grown(from, to, most);

	return growth_known(&g);
}

static bool diff_irq(struct irq_counters *out, const struct irq_counters *from,
		     const struct irq_counters *to, const struct sample *d, struct arena *a)
{
	const double most = most_in(d->ns).interrupts;

	*out = *to;
	out->counts = arena_array(a, d->ncpus, sizeof(*out->counts));
	if (strcmp(from->actions, to->actions))
		return false;
	cpuset_each(cpu, d->irq_cpus) {
		const struct reading n = diff((struct reading){ true, from->counts[cpu] },
					      (struct reading){ true, to->counts[cpu] }, most);

		if (!n.set)
			return false;
		out->counts[cpu] = n.n;
	}
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
		     const struct cpu_counters *to, double most)
{
	d->processed = diff(from->processed, to->processed, most);
	d->dropped = diff(from->dropped, to->dropped, most);
	d->squeezed = diff(from->squeezed, to->squeezed, most);
	d->steered = diff(from->steered, to->steered, most);
	d->limited = diff(from->limited, to->limited, most);
	d->backlog = to->backlog;
	d->net_rx = diff(from->net_rx, to->net_rx, most);
	d->net_tx = diff(from->net_tx, to->net_tx, most);
	d->softirq = diff(from->softirq, to->softirq, most);
	d->idle = diff(from->idle, to->idle, most);
	d->ticks = diff(from->ticks, to->ticks, most);
}

static void diff_nic(struct nic_counters *d, const struct nic_counters *was,
		     const struct nic_counters *now, const struct most *most)
{
	struct growth rx = grown(was->rx_packets, now->rx_packets, most->packets);
	struct growth tx = grown(was->tx_packets, now->tx_packets, most->packets);
	struct growth rx_bytes = grown(was->rx_bytes, now->rx_bytes, most->bytes);
	struct growth tx_bytes = grown(was->tx_bytes, now->tx_bytes, most->bytes);

	growth_doubt_pair(&rx, &rx_bytes);
	growth_doubt_pair(&tx, &tx_bytes);
	*d = (struct nic_counters){
		.name = now->name,
		.ifindex = now->ifindex,
		.rx_packets = growth_known(&rx),
		.tx_packets = growth_known(&tx),
		.rx_bytes = growth_known(&rx_bytes),
		.tx_bytes = growth_known(&tx_bytes),
		.rx_dropped = diff(was->rx_dropped, now->rx_dropped, most->packets),
		.tx_dropped = diff(was->tx_dropped, now->tx_dropped, most->packets),
		.rx_missed = diff(was->rx_missed, now->rx_missed, most->packets),
		.rx_pauses = diff(was->rx_pauses, now->rx_pauses, most->packets),
		.tx_pauses = diff(was->tx_pauses, now->tx_pauses, most->packets),
	};
}

static void diff_nics(struct sample *d, const struct sample *from, const struct sample *to,
		      struct arena *a)
{
	const struct most most = most_in(d->ns);

	for (size_t i = 0; i < to->nnics; i++) {
		const struct nic_counters *now = &to->nics[i];
		const struct nic_counters *was = sample_nic(from, now->name);

		if (was && was->ifindex == now->ifindex)
			diff_nic(arena_push(a, d->nics, d->nnics), was, now, &most);
	}
}

/* What netlink said and what the driver did are two counters. */
static struct growth queue_grown(const struct queue_counters *was, const struct queue_counters *now,
				 enum queue_count which, struct reading from, struct reading to,
				 double most)
{
	if ((was->by_driver ^ now->by_driver) & which)
		return (struct growth){ 0 };
	return grown(from, to, most);
}

static void diff_queue(struct queue_counters *d, const struct queue_counters *was,
		       const struct queue_counters *now, const struct nic_counters *whole,
		       const struct most *most)
{
	struct growth packets = queue_grown(was, now, QUEUE_PACKETS, was->packets, now->packets,
					    most->packets);
	struct growth bytes = queue_grown(was, now, QUEUE_BYTES, was->bytes, now->bytes, most->bytes);
	struct growth drops = queue_grown(was, now, QUEUE_DROPS, was->drops, now->drops, most->packets);

	growth_doubt_part(&packets, now->tx ? whole->tx_packets : whole->rx_packets);
	growth_doubt_part(&bytes, now->tx ? whole->tx_bytes : whole->rx_bytes);
	growth_doubt_pair(&packets, &bytes);
	*d = (struct queue_counters){
		.iface = now->iface,
		.tx = now->tx,
		.index = now->index,
		.by_driver = now->by_driver,
		.packets = growth_known(&packets),
		.bytes = growth_known(&bytes),
		.drops = growth_known(&drops),
		.stalls = diff(was->stalls, now->stalls, most->packets),
	};
}

/* Of an interface that is still the same. */
static void diff_queues(struct sample *d, const struct sample *from, const struct sample *to,
			struct arena *a)
{
	const struct most most = most_in(d->ns);

	for (size_t i = 0; i < to->nqueues; i++) {
		const struct queue_counters *now = &to->queues[i];
		const struct queue_counters *was =
			sample_queue(from, now->iface, now->tx, now->index);
		const struct nic_counters *whole = sample_nic(d, now->iface);

		if (was && whole)
			diff_queue(arena_push(a, d->queues, d->nqueues), was, now, whole, &most);
	}
}

struct sample *sample_diff(const struct sample *from, const struct sample *to, struct arena *a)
{
	struct sample *d = arena_alloc(a, sizeof(*d));
	double packets;

	d->ncpus = from->ncpus < to->ncpus ? from->ncpus : to->ncpus;
	d->ns = to->ns > from->ns ? to->ns - from->ns : 0;
	packets = most_in(d->ns).packets;
	diff_irqs(d, from, to, a);
	d->cpus = arena_array(a, d->ncpus, sizeof(*d->cpus));
	for (unsigned cpu = 0; cpu < d->ncpus; cpu++)
		diff_cpu(&d->cpus[cpu], &from->cpus[cpu], &to->cpus[cpu], packets);
	diff_nics(d, from, to, a);
	diff_queues(d, from, to, a);
	d->forwarded = diff(from->forwarded, to->forwarded, packets);
	return d;
}
