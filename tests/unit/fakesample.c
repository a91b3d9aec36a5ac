// SPDX-License-Identifier: GPL-2.0-or-later
// A sample of a made-up host, in which nothing came.
#include "fakehost.h"
#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/host.h"
#include "nqtune/sample.h"

static const struct reading zero = { true, 0 };

static struct irq_counters no_interrupts(struct arena *a, const struct host *h, const struct irq *irq)
{
	return (struct irq_counters){
		irq->number, irq->actions, arena_array(a, h->ncpus, sizeof(uint64_t)),
	};
}

static struct nic_counters no_packets(const struct nic *nic)
{
	return (struct nic_counters){
		.name = nic->name, .ifindex = nic->ifindex,
		.rx_packets = zero, .tx_packets = zero, .rx_bytes = zero, .tx_bytes = zero,
		.rx_dropped = zero, .tx_dropped = zero, .rx_missed = zero,
	};
}

struct sample *fake_sample(struct arena *a, const struct host *h, unsigned seconds)
{
	struct sample *s = arena_alloc(a, sizeof(*s));

	s->ns = seconds * UINT64_C(1000000000);
	s->ncpus = h->ncpus;
	s->irq_cpus = cpuset_copy(a, h->online);
	s->cpus = arena_array(a, h->ncpus, sizeof(*s->cpus));
	for (size_t i = 0; i < h->nirqs; i++)
		*arena_push(a, s->irqs, s->nirqs) = no_interrupts(a, h, h->irqs[i]);
	for (size_t i = 0; i < h->nnics; i++)
		*arena_push(a, s->nics, s->nnics) = no_packets(&h->nics[i]);
	cpuset_each(cpu, h->online)
		s->cpus[cpu] = (struct cpu_counters){ zero, zero, zero, zero, zero, zero,
						      zero, zero, zero, zero, zero };
	return s;
}
