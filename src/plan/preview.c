// SPDX-License-Identifier: GPL-2.0-or-later
// The model as it will be: a copy that shares what does not change.
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/host.h"
#include "nqtune/knob.h"
#include "nqtune/plan.h"

static void *dup_array(struct arena *a, const void *v, size_t n, size_t size)
{
	void *copy = arena_array(a, n, size);

	if (n)
		memcpy(copy, v, n * size);
	return copy;
}

static void repoint_nics(struct nic **v, size_t n, const struct host *from, const struct host *to)
{
	for (size_t i = 0; i < n; i++)
		v[i] = &to->nics[v[i] - from->nics];
}

/* The copy's pointers must stay within the copy. */
static void copy_nic(struct nic *nic, const struct host *from, struct host *to, struct arena *a)
{
	const struct vector *old = nic->vectors;

	nic->rx = dup_array(a, nic->rx, nic->nrx, sizeof(*nic->rx));
	nic->tx = dup_array(a, nic->tx, nic->ntx, sizeof(*nic->tx));
	nic->vectors = dup_array(a, nic->vectors, nic->nvectors, sizeof(*nic->vectors));
	nic->lower = dup_array(a, nic->lower, nic->nlower, sizeof(struct nic *));
	nic->upper = dup_array(a, nic->upper, nic->nupper, sizeof(struct nic *));
	repoint_nics(nic->lower, nic->nlower, from, to);
	repoint_nics(nic->upper, nic->nupper, from, to);
	if (nic->conduit)
		repoint_nics(&nic->conduit, 1, from, to);
	for (size_t i = 0; i < nic->nvectors; i++)
		nic->vectors[i].irq = host_irq(to, nic->vectors[i].irq->number);
	for (size_t i = 0; i < nic->nrx; i++)
		if (nic->rx[i].vector)
			nic->rx[i].vector = &nic->vectors[nic->rx[i].vector - old];
	for (size_t i = 0; i < nic->ntx; i++)
		if (nic->tx[i].vector)
			nic->tx[i].vector = &nic->vectors[nic->tx[i].vector - old];
}

static struct host *copy_host(const struct host *h, struct arena *a)
{
	struct host *copy = dup_array(a, h, 1, sizeof(*h));

	copy->arena = a;
	copy->irqs = dup_array(a, h->irqs, h->nirqs, sizeof(struct irq *));
	for (size_t i = 0; i < h->nirqs; i++)
		copy->irqs[i] = dup_array(a, h->irqs[i], 1, sizeof(struct irq));
	copy->nics = dup_array(a, h->nics, h->nnics, sizeof(*h->nics));
	for (size_t i = 0; i < h->nnics; i++)
		copy_nic(&copy->nics[i], h, copy, a);
	return copy;
}

static void apply_rx(struct nic *nic, const struct change *c, struct cpuset *cpus)
{
	for (size_t i = 0; i < nic->nrx; i++)
		if (nic->rx[i].index == c->index)
			nic->rx[i].rps = cpus;
}

static void apply_tx(struct nic *nic, const struct change *c, struct cpuset *cpus)
{
	for (size_t i = 0; i < nic->ntx; i++) {
		if (nic->tx[i].index != c->index)
			continue;
		if (c->attr == attr_xps_cpus)
			nic->tx[i].xps = cpus;
		else
			nic->tx[i].xps_rxqs = cpus;
	}
}

struct host *plan_preview(const struct host *h, const struct change *changes, size_t n,
			  struct arena *a)
{
	struct host *after = copy_host(h, a);

	for (size_t i = 0; i < n; i++) {
		const struct change *c = &changes[i];
		struct cpuset *cpus = (struct cpuset *)c->new.cpus;
		struct nic *nic = host_nic(after, c->iface);
		struct irq *irq;

		if (c->new.kind != VALUE_CPUS || !nic)
			continue;
		if (c->knob == &knob_irq) {
			irq = host_irq(after, c->index);
			if (irq)
				irq->asked = irq->effective = cpus;
		} else if (c->knob == &knob_rps) {
			apply_rx(nic, c, cpus);
		} else if (c->knob == &knob_xps) {
			apply_tx(nic, c, cpus);
		}
	}
	return after;
}
