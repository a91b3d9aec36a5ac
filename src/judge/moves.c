// SPDX-License-Identifier: GPL-2.0-or-later
// Settings that change while they are watched. Pure.
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/host.h"
#include "judging.h"

/* One reading's part in the list. */
struct noting {
	struct moves *m;
	uint64_t ns;		/* of the reading, after the beginning */
	struct arena *a;
};

struct move *moves_find(const struct moves *m, const char *iface, const char *what, unsigned index)
{
	for (size_t i = 0; i < m->n; i++) {
		struct move *v = &m->v[i];

		/* An interrupt may be of several interfaces. */
		if (v->index == index && !strcmp(v->what, what) &&
		    (!strcmp(what, "irq") || !strcmp(v->iface, iface)))
			return v;
	}
	return NULL;
}

/* now is of a reading that does not stay. */
static void note(struct noting *n, const struct move *seen, const struct cpuset *now)
{
	struct move *v = moves_find(n->m, seen->iface, seen->what, seen->index);

	if (!seen->was || !now)
		return;
	if (cpuset_equal(seen->was, now)) {
		if (v)
			v->back = true;
		return;
	}
	if (!v) {
		v = arena_push(n->a, n->m->v, n->m->n);
		*v = *seen;
		v->ns = n->ns;
		if (!v->target)
			v->target = arena_printf(n->a, "%s-%u", *v->what == 'r' ? "rx" : "tx",
						 v->index);
	}
	v->back = false;
	if (!v->now || !cpuset_equal(v->now, now))
		v->now = cpuset_copy(n->a, now);
}

/* An interrupt that has another name now is another one. */
static void note_vectors(struct noting *n, const struct nic *nic, const struct host *now)
{
	for (size_t i = 0; i < nic->nvectors; i++) {
		const struct vector *v = &nic->vectors[i];
		const struct irq *irq = host_irq(now, v->irq->number);
		const struct move seen = { .iface = nic->name, .what = "irq", .target = v->name,
					   .index = v->irq->number, .was = v->irq->asked };

		if (irq && !strcmp(irq->actions, v->irq->actions))
			note(n, &seen, irq->asked);
	}
}

static void note_rx(struct noting *n, const struct nic *was, const struct nic *now)
{
	for (size_t i = 0, k = 0; i < was->nrx; i++) {
		const struct move seen = { .iface = was->name, .what = "rps",
					   .index = was->rx[i].index, .was = was->rx[i].rps };

		while (k < now->nrx && now->rx[k].index < seen.index)
			k++;
		if (k < now->nrx && now->rx[k].index == seen.index)
			note(n, &seen, now->rx[k].rps);
	}
}

static void note_tx(struct noting *n, const struct nic *was, const struct nic *now)
{
	for (size_t i = 0, k = 0; i < was->ntx; i++) {
		const struct move seen = { .iface = was->name, .what = "xps",
					   .index = was->tx[i].index, .was = was->tx[i].xps };

		while (k < now->ntx && now->tx[k].index < seen.index)
			k++;
		if (k < now->ntx && now->tx[k].index == seen.index)
			note(n, &seen, now->tx[k].xps);
	}
}

void moves_note(struct moves *m, const struct host *before, const struct host *now, uint64_t ns,
		struct arena *a)
{
	struct noting n = { m, ns, a };

	for (size_t i = 0; i < before->nnics; i++) {
		const struct nic *was = &before->nics[i];
		const struct nic *nic = was->known_layout ? host_nic(now, was->name) : NULL;

		if (!nic || nic->ifindex != was->ifindex)
			continue;
		note_vectors(&n, was, now);
		note_rx(&n, was, nic);
		note_tx(&n, was, nic);
	}
}
