// SPDX-License-Identifier: GPL-2.0-or-later
// From interfaces to blocks of rows: queues that share an interrupt stand beside it.
#include <string.h>

#include "draw.h"
#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/host.h"
#include "svg.h"

const struct cpuset *svg_served(const struct irq *irq)
{
	if (irq && irq->effective && !cpuset_empty(irq->effective))
		return irq->effective;
	return irq && irq->asked && cpuset_count(irq->asked) == 1 ? irq->asked : NULL;
}

const char *svg_queue_text(struct arena *a, const char *kind, unsigned first, size_t n)
{
	if (n > 1)
		return arena_printf(a, "%s-%u..%zu", kind, first, first + n - 1);
	return arena_printf(a, "%s-%u", kind, first);
}

const char *svg_queue_list(struct arena *a, unsigned first, size_t n)
{
	return n > 1 ? arena_printf(a, "%u-%zu", first, first + n - 1)
		     : arena_printf(a, "%u", first);
}

const char *svg_vector_word(struct arena *a, const struct nic *nic, const struct vector *v)
{
	const char *name = v->name ? v->name : "";
	const char *word = queue_word(a, nic->name, name);

	return word ? word : name;
}

static bool same_rx(const struct rx_queue *a, const struct rx_queue *b)
{
	return same_set(a->rps, b->rps) && same_set(a->napi_cpus, b->napi_cpus) &&
	       b->index == a->index + 1;
}

static bool same_tx(const struct tx_queue *a, const struct tx_queue *b)
{
	return same_set(a->xps, b->xps) && same_set(a->xps_rxqs, b->xps_rxqs) &&
	       b->index == a->index + 1;
}

static const struct irq *irq_of(const struct vector *v)
{
	return v ? v->irq : NULL;
}

/* The row from first on that has room for a queue of this direction. */
static struct svg_row *row_for(struct svg *s, struct svg_block *b, size_t first, bool rx)
{
	for (size_t i = first; i < b->nrows; i++)
		if (rx ? !b->rows[i].rx : !b->rows[i].tx)
			return &b->rows[i];
	return arena_push(s->a, b->rows, b->nrows);
}

static void take_vector(struct svg *s, struct svg_block *b, const struct vector *v)
{
	const struct nic *nic = b->nic;
	size_t first = b->nrows;

	for (size_t i = 0; i < nic->nrx; i++)
		if (irq_of(nic->rx[i].vector) == v->irq) {
			struct svg_row *r = row_for(s, b, first, true);
			r->rx = &nic->rx[i];
			r->nrx = 1;
		}
	for (size_t i = 0; i < nic->ntx; i++)
		if (irq_of(nic->tx[i].vector) == v->irq) {
			struct svg_row *r = row_for(s, b, first, false);
			r->tx = &nic->tx[i];
			r->ntx = 1;
		}
	if (b->nrows == first)
		row_for(s, b, first, true);
	*arena_push(s->a, b->vectors, b->nvectors) =
		(struct svg_vector){ .v = v, .row = first, .nrows = b->nrows - first };
}

/* A shared line may be several of nic's vectors: it is one interrupt. */
static bool is_taken(const struct svg_block *b, const struct irq *irq)
{
	for (size_t i = b->nvectors; i-- > 0;)
		if (b->vectors[i].v->irq == irq)
			return true;
	return false;
}

/* Those that no interrupt is known of; what says the same is folded: a bond has 16. */
static void take_rest(struct svg *s, struct svg_block *b)
{
	const struct nic *nic = b->nic;
	size_t first = b->nrows;

	for (size_t i = 0, j; i < nic->nrx; i = j) {
		j = i + 1;
		if (irq_of(nic->rx[i].vector))
			continue;
		while (j < nic->nrx && !irq_of(nic->rx[j].vector) &&
		       same_rx(&nic->rx[j - 1], &nic->rx[j]))
			j++;
		struct svg_row *r = row_for(s, b, first, true);
		r->rx = &nic->rx[i];
		r->nrx = j - i;
	}
	for (size_t i = 0, j; i < nic->ntx; i = j) {
		j = i + 1;
		if (irq_of(nic->tx[i].vector))
			continue;
		while (j < nic->ntx && !irq_of(nic->tx[j].vector) &&
		       same_tx(&nic->tx[j - 1], &nic->tx[j]))
			j++;
		struct svg_row *r = row_for(s, b, first, false);
		r->tx = &nic->tx[i];
		r->ntx = j - i;
	}
}

static void fill(struct svg *s, struct svg_block *b)
{
	const struct nic *nic = b->nic;

	for (size_t i = 0; i < nic->nvectors; i++)
		if (nic->vectors[i].irq && nic->vectors[i].role != VECTOR_OTHER &&
		    !is_taken(b, nic->vectors[i].irq))
			take_vector(s, b, &nic->vectors[i]);
	take_rest(s, b);
	for (size_t i = 0; i < nic->nvectors; i++)
		if (nic->vectors[i].irq && !is_taken(b, nic->vectors[i].irq))
			take_vector(s, b, &nic->vectors[i]);
}

/* What stands on a NIC comes before it, each once. */
struct order {
	struct svg *s;
	const struct nic *const *nics;
	const char *const *verdicts;
	size_t *block;		/* of each, n = not placed yet */
	size_t n;
};

static void place(struct order *o, size_t i)
{
	struct svg *s = o->s;

	if (o->block[i] != o->n)
		return;
	o->block[i] = 0;
	for (size_t k = 0; k < s->nedges; k++)
		if (s->edges[k].lower == i)
			place(o, s->edges[k].upper);
	o->block[i] = s->nblocks;
	*arena_push(s->a, s->blocks, s->nblocks) = (struct svg_block){
		.nic = o->nics[i], .verdict = o->verdicts[i], .hue = -1 };
}

static bool stands(const struct svg *s, size_t i)
{
	for (size_t k = 0; k < s->nedges; k++)
		if (s->edges[k].upper == i)
			return true;
	return false;
}

static void place_all(struct order *o)
{
	for (size_t i = 0; i < o->n; i++)
		o->block[i] = o->n;
	for (size_t i = 0; i < o->n; i++)
		if (!stands(o->s, i))
			place(o, i);
	/* Only of a recording: they stand on each other in a circle. */
	for (size_t i = 0; i < o->n; i++)
		place(o, i);
	for (size_t k = 0; k < o->s->nedges; k++) {
		struct svg_edge *e = &o->s->edges[k];
		*e = (struct svg_edge){ o->block[e->upper], o->block[e->lower] };
	}
}

void svg_blocks(struct svg *s, const struct nic *const *nics, const char *const *verdicts, size_t n)
{
	struct order o = { .s = s, .nics = nics, .verdicts = verdicts, .n = n };
	int hue = 0;

	o.block = arena_array(s->a, n, sizeof(*o.block));
	svg_edges(s, nics, n);
	place_all(&o);
	for (size_t i = 0; i < s->nblocks; i++) {
		fill(s, &s->blocks[i]);
		if (s->blocks[i].nvectors)
			s->blocks[i].hue = hue++ % SVG_HUES;
	}
}
