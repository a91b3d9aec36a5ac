// SPDX-License-Identifier: GPL-2.0-or-later
// The model as it will be: a copy that shares what does not change. Channels make and unmake queues.
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/host.h"
#include "nqtune/knob.h"
#include "layout.h"

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

/* Whether a queue that stays is served by it, or none of those that go. */
static bool is_needed(const struct nic *nic, const struct vector *v, size_t nrx, size_t ntx)
{
	bool gone = false;

	for (size_t i = 0; i < nic->nrx; i++) {
		if (nic->rx[i].vector != v)
			continue;
		if (i < nrx)
			return true;
		gone = true;
	}
	for (size_t i = 0; i < nic->ntx; i++) {
		if (nic->tx[i].vector != v)
			continue;
		if (i < ntx)
			return true;
		gone = true;
	}
	return !gone;
}

static void move_vector(struct nic *nic, struct vector *from, struct vector *to)
{
	for (size_t i = 0; i < nic->nrx; i++)
		if (nic->rx[i].vector == from)
			nic->rx[i].vector = to;
	for (size_t i = 0; i < nic->ntx; i++)
		if (nic->tx[i].vector == from)
			nic->tx[i].vector = to;
	*to = *from;
}

static void drop_queues(struct nic *nic, size_t nrx, size_t ntx)
{
	size_t kept = 0;

	for (size_t i = 0; i < nic->nvectors; i++)
		if (is_needed(nic, &nic->vectors[i], nrx, ntx))
			move_vector(nic, &nic->vectors[i], &nic->vectors[kept++]);
	nic->nvectors = kept;
	nic->nrx = nrx;
	nic->ntx = ntx;
	if (ntx == 1)
		nic->tx[0].xps = NULL;
}

static void add_rx(struct host *h, struct nic *nic, size_t n)
{
	struct rx_queue *rx = arena_array(h->arena, n, sizeof(*rx));
	bool rps = nic->nrx && nic->rx[0].rps, flows = nic->nrx && nic->rx[0].flows.set;

	if (nic->nrx)
		memcpy(rx, nic->rx, nic->nrx * sizeof(*rx));
	for (size_t i = nic->nrx; i < n; i++)
		rx[i] = (struct rx_queue){ .index = (unsigned)i,
					   .rps = rps ? cpuset_new(h->arena, h->ncpus) : NULL,
					   .flows = { .set = flows },
					   .coming = true };
	nic->rx = rx;
	nic->nrx = n;
}

/* The kernel has XPS where there are several tx queues. */
static void add_tx(struct host *h, struct nic *nic, size_t n)
{
	struct tx_queue *tx = arena_array(h->arena, n, sizeof(*tx));
	bool xps = nic->ntx > 1 ? nic->tx[0].xps != NULL : h->rps_known;

	if (nic->ntx)
		memcpy(tx, nic->tx, nic->ntx * sizeof(*tx));
	if (nic->ntx == 1 && xps)
		tx[0].xps = cpuset_new(h->arena, h->ncpus);
	for (size_t i = nic->ntx; i < n; i++)
		tx[i] = (struct tx_queue){ .index = (unsigned)i,
					   .xps = xps ? cpuset_new(h->arena, h->ncpus) : NULL,
					   .coming = true };
	nic->tx = tx;
	nic->ntx = n;
}

/* n queues, of which was become now; at least one stays. */
static size_t recount(size_t n, uint64_t was, uint64_t now)
{
	if (now >= was)
		return n + (now - was < QUEUES_MAX ? (size_t)(now - was) : QUEUES_MAX);
	return was - now < n ? n - (size_t)(was - now) : 1;
}

/* Combined channels are queues of both kinds. */
static void apply_channels(struct host *h, struct nic *nic, const struct change *c)
{
	bool combined = !strcmp(c->attr->name, "combined");
	size_t nrx = nic->nrx, ntx = nic->ntx;

	if (combined || !strcmp(c->attr->name, "rx"))
		nrx = recount(nrx, c->old.number, c->new.number);
	if (combined || !strcmp(c->attr->name, "tx"))
		ntx = recount(ntx, c->old.number, c->new.number);
	if (nrx < nic->nrx || ntx < nic->ntx)
		drop_queues(nic, nrx < nic->nrx ? nrx : nic->nrx, ntx < nic->ntx ? ntx : nic->ntx);
	if (nrx > nic->nrx)
		add_rx(h, nic, nrx);
	if (ntx > nic->ntx)
		add_tx(h, nic, ntx);
}

static void apply_cpus(struct host *h, struct nic *nic, const struct change *c)
{
	struct cpuset *cpus = (struct cpuset *)c->new.cpus;
	struct irq *irq;

	if (c->knob == &knob_irq) {
		irq = host_irq(h, c->index);
		if (irq)
			irq->asked = irq->effective = cpus;
	} else if (c->knob == &knob_rps) {
		apply_rx(nic, c, cpus);
	} else if (c->knob == &knob_xps) {
		apply_tx(nic, c, cpus);
	}
}

struct host *plan_preview(const struct host *h, const struct change *changes, size_t n,
			  struct arena *a)
{
	struct host *after = copy_host(h, a);

	for (size_t i = 0; i < n; i++) {
		const struct change *c = &changes[i];
		struct nic *nic = host_nic(after, c->iface);

		if (!nic)
			continue;
		if (c->new.kind == VALUE_CPUS)
			apply_cpus(after, nic, c);
		else if (c->new.kind == VALUE_NUMBER && !strcmp(c->knob->name, "channels"))
			apply_channels(after, nic, c);
	}
	return after;
}
