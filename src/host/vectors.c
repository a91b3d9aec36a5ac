// SPDX-License-Identifier: GPL-2.0-or-later
// Which interrupt serves which queue, and how we know.
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/host.h"
#include "nqtune/sys.h"
#include "candidates.h"
#include "reader.h"
#include "threads.h"

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static void attach_rx(struct search *s, unsigned queue, int candidate)
{
	for (size_t i = 0; i < s->nic->nrx; i++)
		if (s->nic->rx[i].index == queue && s->rx[i] < 0)
			s->rx[i] = candidate;
}

static void attach_tx(struct search *s, unsigned queue, int candidate)
{
	for (size_t i = 0; i < s->nic->ntx; i++)
		if (s->nic->tx[i].index == queue && s->tx[i] < 0)
			s->tx[i] = candidate;
}

static void attach_by_name(struct search *s)
{
	for (size_t c = 0; c < s->n; c++) {
		const struct action_match *m = &s->v[c].match;

		if (m->whole_device) {
			for (size_t i = 0; i < s->nic->nrx; i++)
				attach_rx(s, s->nic->rx[i].index, (int)c);
			for (size_t i = 0; i < s->nic->ntx; i++)
				attach_tx(s, s->nic->tx[i].index, (int)c);
			s->v[c].used = true;
			continue;
		}
		if (m->role & VECTOR_RX)
			attach_rx(s, m->queue, (int)c);
		if (m->role & VECTOR_TX)
			attach_tx(s, m->queue, (int)c);
	}
}

static int candidate_of_irq(struct search *s, unsigned number)
{
	static const struct action_match none = { .ours = true };
	struct irq *irq;

	for (size_t i = 0; i < s->n; i++)
		if (s->v[i].vector.irq->number == number)
			return (int)i;
	irq = reader_irq(s->rd, number);
	add_candidate(s, irq, irq->actions, &none, METHOD_NETDEV);
	return (int)s->n - 1;
}

/*
 * A queue with a vector named for its direction keeps it when its NAPI's interrupt
 * is named for the other one: e1000e completes sends on IF-tx-0, while its only NAPI
 * knows IF-rx-0.
 */
static bool named_better(const struct search *s, int now, int napis, enum vector_role role)
{
	return now >= 0 && s->v[now].match.exact && s->v[now].match.role == role &&
	       s->v[napis].match.exact && s->v[napis].match.role == (VECTOR_RXTX & ~role);
}

static void attach_napi(struct search *s, const struct netdev_queue *queue, int c)
{
	enum vector_role role = queue->tx ? VECTOR_TX : VECTOR_RX;
	size_t n = queue->tx ? s->nic->ntx : s->nic->nrx;
	int *attached = queue->tx ? s->tx : s->rx;

	for (size_t i = 0; i < n; i++) {
		unsigned index = queue->tx ? s->nic->tx[i].index : s->nic->rx[i].index;

		if (index != queue->id || named_better(s, attached[i], c, role))
			continue;
		attached[i] = c;
		s->v[c].vector.method = METHOD_NETDEV;
	}
}

/* The kernel's own word, queue -> NAPI -> interrupt, is above names. */
static void attach_by_netdev(struct search *s, const struct netdev_map *map)
{
	for (size_t q = 0; q < map->nqueues; q++) {
		const struct netdev_queue *queue = &map->queues[q];

		for (size_t i = 0; queue->napi.set && i < map->nnapis; i++) {
			const struct netdev_napi *napi = &map->napis[i];
			int c;

			if (napi->id != queue->napi.n || !napi->irq.set || !napi->irq.n ||
			    napi->irq.n > INT32_MAX)
				continue;
			c = candidate_of_irq(s, (unsigned)napi->irq.n);
			attach_napi(s, queue, c);
		}
	}
}

/* Roles follow from the queues attached, however they were found. */
static void settle_roles(struct search *s)
{
	for (size_t i = s->nic->ntx; i-- > 0;) {
		if (s->tx[i] < 0)
			continue;
		s->v[s->tx[i]].vector.role |= VECTOR_TX;
		s->v[s->tx[i]].vector.queue = s->nic->tx[i].index;
	}
	for (size_t i = s->nic->nrx; i-- > 0;) {
		if (s->rx[i] < 0)
			continue;
		s->v[s->rx[i]].vector.role |= VECTOR_RX;
		s->v[s->rx[i]].vector.queue = s->nic->rx[i].index;
	}
	/* The second of several whole-device interrupts: it serves them too, unattached. */
	for (size_t i = 0; i < s->n; i++)
		if (s->v[i].used)
			s->v[i].vector.role = VECTOR_RXTX;
}

static int vector_cmp(const void *a, const void *b)
{
	const struct candidate *x = *(struct candidate *const *)a;
	const struct candidate *y = *(struct candidate *const *)b;
	bool xq = x->vector.role != VECTOR_OTHER, yq = y->vector.role != VECTOR_OTHER;

	if (xq != yq)
		return xq ? -1 : 1;
	if (xq && x->vector.queue != y->vector.queue)
		return x->vector.queue < y->vector.queue ? -1 : 1;
	if (xq && x->vector.role != y->vector.role)
		return x->vector.role < y->vector.role ? -1 : 1;
	return (x->vector.irq->number > y->vector.irq->number) -
	       (x->vector.irq->number < y->vector.irq->number);
}

static void publish(struct search *s)
{
	struct nic *nic = s->nic;
	struct candidate **order = arena_array(s->rd->arena, s->n, sizeof(struct candidate *));
	struct vector **at = arena_array(s->rd->arena, s->n, sizeof(struct vector *));

	for (size_t i = 0; i < s->n; i++)
		order[i] = &s->v[i];
	qsort(order, s->n, sizeof(*order), vector_cmp);
	nic->vectors = arena_array(s->rd->arena, s->n, sizeof(*nic->vectors));
	nic->nvectors = s->n;
	for (size_t i = 0; i < s->n; i++) {
		nic->vectors[i] = order[i]->vector;
		at[order[i] - s->v] = &nic->vectors[i];
	}
	for (size_t i = 0; i < nic->nrx; i++)
		if (s->rx[i] >= 0)
			nic->rx[i].vector = at[s->rx[i]];
	for (size_t i = 0; i < nic->ntx; i++)
		if (s->tx[i] >= 0)
			nic->tx[i].vector = at[s->tx[i]];
}

static void ask_netdev(struct reader *rd, const struct nic *nic, struct netdev_map *map)
{
	struct err e;
	int r;

	*map = (struct netdev_map){ 0 };
	if (rd->no_netdev || !nic->up || !rd->sys->answers)
		return;
	r = netdevnl_map(rd->sys->answers, nic->name, nic->ifindex, rd->arena, map, &e);
	if (r)
		*map = (struct netdev_map){ 0 };
	rd->no_netdev = r == -EOPNOTSUPP;
}

static int *none_attached(struct arena *a, size_t n)
{
	int *v = arena_array(a, n + 1, sizeof(*v));

	for (size_t i = 0; i < n; i++)
		v[i] = -1;
	return v;
}

void read_vectors(struct reader *rd, struct nic *nic)
{
	struct search s = { .rd = rd, .nic = nic };
	struct netdev_map map;

	if (!nic->device && !nic->threaded)
		return;
	ask_netdev(rd, nic, &map);
	read_threads(rd, nic, &map);
	if (!nic->device)
		return;
	s.names.ifname = nic->name;
	s.names.driver = nic->driver;
	s.names.device = base_name(nic->device);
	s.names.virtio = nic->virtio;
	s.rx = none_attached(rd->arena, nic->nrx);
	s.tx = none_attached(rd->arena, nic->ntx);
	find_candidates(&s);
	attach_by_name(&s);
	attach_by_netdev(&s, &map);
	settle_roles(&s);
	publish(&s);
}
