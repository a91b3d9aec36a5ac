// SPDX-License-Identifier: GPL-2.0-or-later
// Questions to the model. Pure.
#include <stdlib.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/host.h"

struct nic *host_nic(const struct host *h, const char *name)
{
	size_t low = 0, high = h->nnics;

	while (low < high) {
		size_t mid = (low + high) / 2;
		int order = name_cmp(name, h->nics[mid].name);

		if (!order)
			return &h->nics[mid];
		if (order < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return NULL;
}

size_t host_irq_place(const struct host *h, unsigned number)
{
	size_t low = 0, high = h->nirqs;

	while (low < high) {
		size_t mid = (low + high) / 2;

		if (h->irqs[mid]->number < number)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

struct irq *host_irq(const struct host *h, unsigned number)
{
	size_t place = host_irq_place(h, number);

	if (place == h->nirqs || h->irqs[place]->number != number)
		return NULL;
	return h->irqs[place];
}

bool vector_serves(const struct nic *nic, const struct vector *v, unsigned long queue)
{
	if (v->role != VECTOR_OTHER && v->queue == queue)
		return true;
	for (size_t i = 0; i < nic->nrx; i++)
		if (nic->rx[i].index == queue && nic->rx[i].vector == v)
			return true;
	for (size_t i = 0; i < nic->ntx; i++)
		if (nic->tx[i].index == queue && nic->tx[i].vector == v)
			return true;
	return false;
}

struct leaves {
	const struct host *host;
	struct arena *arena;
	bool *seen;		/* by place in host->nics */
	struct nic **v;
	size_t n;
};

/* Stacks are trees in the kernel; a recording may hold loops, so each device is entered once. */
static void descend(struct leaves *l, struct nic *nic)
{
	bool *seen = &l->seen[nic - l->host->nics];

	if (*seen)
		return;
	*seen = true;
	if (nic->device || !nic->nlower) {
		*arena_push(l->arena, l->v, l->n) = nic;
		return;
	}
	for (size_t i = 0; i < nic->nlower; i++)
		descend(l, nic->lower[i]);
}

struct nic **host_leaves(const struct host *h, struct nic *nic, size_t *n)
{
	struct leaves l = { .host = h, .arena = h->arena };

	l.seen = arena_array(h->arena, h->nnics, sizeof(*l.seen));
	descend(&l, nic);
	*n = l.n;
	return l.v;
}

void host_mark_stack(const struct host *h, const struct nic *nic, bool *marked)
{
	bool *mark = &marked[nic - h->nics];

	if (*mark)
		return;
	*mark = true;
	for (size_t i = 0; i < nic->nlower; i++)
		host_mark_stack(h, nic->lower[i], marked);
}

struct cpuset *host_siblings(const struct host *h, unsigned cpu)
{
	struct cpuset *s = cpuset_new(h->arena, h->ncpus);

	if (cpu >= h->ncpus)
		return s;
	cpuset_each(other, h->online)
		if (h->cpus[other].core == h->cpus[cpu].core)
			cpuset_add(s, (unsigned)other);
	return s;
}

struct cpuset *host_node_cpus(const struct host *h, int node)
{
	struct cpuset *s = cpuset_new(h->arena, h->ncpus);

	cpuset_each(cpu, h->possible)
		if (node < 0 || h->cpus[cpu].node == node)
			cpuset_add(s, (unsigned)cpu);
	return s;
}

bool vector_called(const struct vector *v, const char *text)
{
	uint64_t n;

	if (v->name && *v->name && !strcmp(v->name, text))
		return true;
	return !parse_u64(text, UINT32_MAX, &n) && n == v->irq->number;
}

bool nic_steered(const struct nic *nic)
{
	for (size_t i = 0; i < nic->nrx; i++)
		if (nic->rx[i].rps && !cpuset_empty(nic->rx[i].rps))
			return true;
	return false;
}

const struct cpuset *irq_cpus(const struct irq *irq)
{
	return irq->effective ? irq->effective : irq->asked;
}

const char *vector_method_word(enum vector_method m)
{
	switch (m) {
	case METHOD_NETDEV:
		return "netlink";
	case METHOD_MSI:
		return "msi_irqs";
	case METHOD_NAME:
		return "name";
	case METHOD_NONE:
		break;
	}
	return "-";
}
