// SPDX-License-Identifier: GPL-2.0-or-later
// What stands on what: lines left of the interfaces, from those that receive to those above.
#include <stdlib.h>

#include "nqtune/arena.h"
#include "nqtune/host.h"
#include "svg.h"

#define LANES_MAX 8	/* more share them */
#define STUB 8		/* from the upper edge of a block to the line that comes in */

/* Places of interfaces, for a pointer. */
struct places {
	const struct nic *first;
	size_t *of;		/* by distance from first; n = not drawn */
	size_t n;
};

static int by_lower(const void *a, const void *b)
{
	const struct svg_edge *x = a, *y = b;

	if (x->lower != y->lower)
		return x->lower < y->lower ? -1 : 1;
	return (x->upper > y->upper) - (x->upper < y->upper);
}

static void add_edge(struct svg *s, const struct places *p, size_t upper, const struct nic *lower)
{
	size_t at = p->of[lower - p->first];

	if (at != p->n && at != upper)
		*arena_push(s->a, s->edges, s->nedges) = (struct svg_edge){ upper, at };
}

static void sort_edges(struct svg *s)
{
	size_t kept = 0;

	if (s->nedges)
		qsort(s->edges, s->nedges, sizeof(*s->edges), by_lower);
	for (size_t i = 0; i < s->nedges; i++)
		if (!kept || by_lower(&s->edges[kept - 1], &s->edges[i]))
			s->edges[kept++] = s->edges[i];
	s->nedges = kept;
}

void svg_edges(struct svg *s, const struct nic *const *nics, size_t n)
{
	struct places p = { .first = s->h->nics, .n = n };

	p.of = arena_array(s->a, s->h->nnics, sizeof(*p.of));
	for (size_t i = 0; i < s->h->nnics; i++)
		p.of[i] = n;
	for (size_t i = 0; i < n; i++)
		p.of[nics[i] - p.first] = i;
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < nics[i]->nlower; k++)
			add_edge(s, &p, i, nics[i]->lower[k]);
	sort_edges(s);
}

static size_t count_lowers(const struct svg *s, size_t upper)
{
	size_t n = 0;

	for (size_t i = 0; i < s->nedges; i++)
		n += s->edges[i].upper == upper;
	return n;
}

static struct svg_stack *stack_of(struct svg *s, size_t one, bool upper)
{
	for (size_t i = 0; i < s->nstacks; i++)
		if (s->stacks[i].one == one && s->stacks[i].upper == upper)
			return &s->stacks[i];
	struct svg_stack *st = arena_push(s->a, s->stacks, s->nstacks);
	*st = (struct svg_stack){ .one = one, .upper = upper };
	return st;
}

static void extent(const struct svg_stack *st, size_t *first, size_t *last)
{
	*first = *last = st->one;
	for (size_t i = 0; i < st->nmany; i++) {
		*first = st->many[i] < *first ? st->many[i] : *first;
		*last = st->many[i] > *last ? st->many[i] : *last;
	}
}

static bool overlap(const struct svg_stack *a, const struct svg_stack *b)
{
	size_t a0, a1, b0, b1;

	extent(a, &a0, &a1);
	extent(b, &b0, &b1);
	return a0 <= b1 && b0 <= a1;
}

/* The first lane where nothing else passes. */
static unsigned free_lane(const struct svg *s, size_t i)
{
	bool used[LANES_MAX] = { false };

	for (size_t k = 0; k < i; k++)
		if (overlap(&s->stacks[k], &s->stacks[i]))
			used[s->stacks[k].lane] = true;
	for (unsigned lane = 0; lane < LANES_MAX; lane++)
		if (!used[lane])
			return lane;
	return LANES_MAX - 1;
}

void svg_stacks(struct svg *s)
{
	for (size_t i = 0; i < s->nedges; i++) {
		const struct svg_edge *e = &s->edges[i];
		bool several = count_lowers(s, e->upper) > 1;
		struct svg_stack *st = stack_of(s, several ? e->upper : e->lower, several);
		*arena_push(s->a, st->many, st->nmany) = several ? e->lower : e->upper;
	}
	for (size_t i = 0; i < s->nstacks; i++) {
		s->stacks[i].lane = free_lane(s, i);
		if (s->stacks[i].lane >= s->nlanes)
			s->nlanes = s->stacks[i].lane + 1;
	}
	if (s->nstacks)
		s->seen |= SEEN_STACK;
}

int svg_blocks_x(const struct svg *s)
{
	return SVG_MARGIN + (s->nlanes ? (int)s->nlanes * SVG_LANE + SVG_LANES_END : 0);
}

/* What goes up leaves above the middle of a name and comes in below it: one lane may have both. */
static int upper_y(const struct svg_block *b)
{
	return b->y + STUB + 8;
}

static int lower_y(const struct svg_block *b)
{
	return b->y + STUB;
}

static void draw_arrow(struct svg *s, int x, int y)
{
	fprintf(s->out, "<path class=\"tip\" d=\"M%d %dl-%d -%dv%dz\"/>", x, y, SVG_TIP_W,
		SVG_TIP_H, 2 * SVG_TIP_H);
}

static void draw_stack(struct svg *s, const struct svg_stack *st)
{
	const struct svg_block *one = &s->blocks[st->one];
	int edge = svg_blocks_x(s);
	int x = edge - SVG_LANE_IN - (int)st->lane * SVG_LANE;
	int y = st->upper ? upper_y(one) : lower_y(one), top = y, bottom = y;

	fprintf(s->out, "<g class=\"stack\"><path d=\"M%d %dH%d", x, y,
		edge - (st->upper ? SVG_TIP_IN : 0));
	for (size_t i = 0; i < st->nmany; i++) {
		const struct svg_block *b = &s->blocks[st->many[i]];
		int to = st->upper ? lower_y(b) : upper_y(b);
		fprintf(s->out, "M%d %dH%d", x, to, edge - (st->upper ? 0 : SVG_TIP_IN));
		top = to < top ? to : top;
		bottom = to > bottom ? to : bottom;
	}
	fprintf(s->out, "M%d %dV%d\"/>", x, top, bottom);
	if (st->upper)
		draw_arrow(s, edge, y);
	for (size_t i = 0; i < st->nmany && !st->upper; i++)
		draw_arrow(s, edge, upper_y(&s->blocks[st->many[i]]));
	fputs("</g>\n", s->out);
}

/* One element for each pair, so that a program can read them too. */
static void describe(struct svg *s)
{
	for (size_t i = 0; i < s->nedges; i++) {
		const struct svg_edge *e = &s->edges[i];
		fprintf(s->out, "<g data-upper=\"%s\" data-lower=\"%s\"/>\n",
			svg_escape(s->a, s->blocks[e->upper].nic->name),
			svg_escape(s->a, s->blocks[e->lower].nic->name));
	}
}

void svg_draw_stacks(struct svg *s)
{
	for (size_t i = 0; i < s->nstacks; i++)
		draw_stack(s, &s->stacks[i]);
	describe(s);
}
