// SPDX-License-Identifier: GPL-2.0-or-later
// Columns and cells of the picture.
#include "grid.h"

#include <stdlib.h>
#include <string.h>

#include "draw.h"
#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/host.h"
#include "nqtune/view.h"
#include "rows.h"

#define LABEL_MIN 10	/* where there is room */

struct place {
	unsigned cpu;
	int node;
	int core;
};

static int place_cmp(const void *x, const void *y)
{
	const struct place *a = x, *b = y;

	if (a->node != b->node)
		return a->node < b->node ? -1 : 1;
	if (a->core != b->core)
		return a->core < b->core ? -1 : 1;
	return a->cpu < b->cpu ? -1 : a->cpu > b->cpu;
}

static void add_set(struct cpuset *to, const struct cpuset *s)
{
	if (s)
		cpuset_or(to, s);
}

/* The online CPUs, and offline ones that a set of the rows still names. */
static struct cpuset *shown_cpus(const struct host *h, const struct rows *rows, struct arena *a)
{
	struct cpuset *s = cpuset_new(a, h->ncpus ? h->ncpus : 1);

	add_set(s, h->online);
	for (size_t i = 0; i < rows->n; i++) {
		add_set(s, rows->v[i].at);
		add_set(s, rows->v[i].rps);
		add_set(s, rows->v[i].xps);
		add_set(s, rows->v[i].napi);
	}
	for (unsigned cpu = h->ncpus; cpu < s->nbits; cpu++)
		cpuset_del(s, cpu);
	return s;
}

static enum grid_gap gap_between(const struct place *left, const struct place *right, bool smt)
{
	if (left->node != right->node)
		return GAP_NODE;
	return smt && left->core != right->core ? GAP_CORE : GAP_NONE;
}

bool grid_build(struct grid *g, const struct host *h, const struct rows *rows, size_t limit,
		struct arena *a)
{
	*g = (struct grid){ 0 };
	if (h->online && cpuset_count(h->online) > limit)
		return false;
	struct cpuset *shown = shown_cpus(h, rows, a);
	size_t n = cpuset_count(shown);
	if (n > limit)
		return false;
	struct place *v = arena_array(a, n ? n : 1, sizeof(*v));
	g->cpu = arena_array(a, n ? n : 1, sizeof(*g->cpu));
	g->gap = arena_array(a, n ? n : 1, sizeof(*g->gap));
	cpuset_each(cpu, shown) {
		const struct cpu *c = &h->cpus[cpu];
		v[g->n++] = (struct place){ (unsigned)cpu, c->node, c->core };
		g->offline |= !c->online;
	}
	qsort(v, g->n, sizeof(*v), place_cmp);
	for (size_t i = 0; i < g->n; i++) {
		g->cpu[i] = v[i].cpu;
		g->gap[i] = i ? (unsigned char)gap_between(&v[i - 1], &v[i], h->smt) : GAP_NONE;
		g->nodes |= g->gap[i] == GAP_NODE;
	}
	return true;
}

static bool in(const struct cpuset *s, unsigned cpu)
{
	return s && cpuset_has(s, cpu);
}

static unsigned cell_symbols(const struct row *r, unsigned cpu)
{
	return in(r->at, cpu) + (!r->at && in(r->maybe, cpu)) + in(r->rps, cpu) +
	       in(r->xps, cpu) + in(r->napi, cpu);
}

unsigned grid_fullest(const struct grid *g, const struct rows *rows)
{
	unsigned most = 1;

	for (size_t i = 0; i < rows->n; i++) {
		for (size_t k = 0; k < g->n; k++) {
			unsigned n = cell_symbols(&rows->v[i], g->cpu[k]);
			most = n > most ? n : most;
		}
	}
	return most;
}

static unsigned digits(unsigned n)
{
	unsigned d = 1;

	for (; n > 9; n /= 10)
		d++;
	return d;
}

void shape_set(struct shape *s, const struct grid *g, const struct rows *rows, unsigned fullest,
	       bool dense)
{
	unsigned top = 0, head;

	for (size_t i = 0; i < g->n; i++)
		top = g->cpu[i] > top ? g->cpu[i] : top;
	head = digits(top) + (dense ? 0 : 3);
	s->dense = dense;
	s->cell = fullest > head ? fullest : head;
	/* The first symbol stands under its CPU's number, the others follow it. */
	s->offset = dense ? 0 : s->cell / 2;
	if (s->offset + fullest > s->cell)
		s->offset = s->cell - fullest;
	s->label = rows->label_cols;
	if (!dense && s->label < LABEL_MIN)
		s->label = LABEL_MIN;
	s->irq = rows->irq_cols;
	s->start = ROW_INDENT + s->label + 1 + s->irq + (dense ? 5 : 2);
	s->width = 0;
	for (size_t i = 0; i < g->n; i++)
		s->width += g->gap[i] + 1 + s->cell;
}

/* To the column's place: gaps are 0, 1 or 2 wide (a bar and a blank before it). */
static void enter_column(struct line *l, const struct grid *g, size_t i)
{
	if (g->gap[i] == GAP_NODE) {
		line_to(l, l->want + 1);
		line_put(l, PAINT_DIM, sym_bar(l->st));
	} else {
		line_to(l, l->want + g->gap[i]);
	}
	line_to(l, l->want + 1);
}

static const char *node_word(struct arena *a, int node)
{
	return node < 0 ? "no node" : arena_printf(a, "node %d", node);
}

void draw_nodes(struct line *l, const struct grid *g, const struct shape *s,
		const struct host *h)
{
	for (size_t i = 0, end; i < g->n; i = end) {
		const char *word = node_word(l->arena, h->cpus[g->cpu[i]].node);
		unsigned room = s->cell;

		for (end = i + 1; end < g->n && g->gap[end] != GAP_NODE; end++)
			room += g->gap[end] + 1 + s->cell;
		if (text_cols(word) > room)
			word = strrchr(word, ' ') + 1;
		enter_column(l, g, i);
		room += l->want;
		line_put(l, PAINT_DIM, word);
		line_to(l, room);
	}
}

void draw_cpus(struct line *l, const struct grid *g, const struct shape *s)
{
	for (size_t i = 0; i < g->n; i++) {
		enter_column(l, g, i);
		unsigned end = l->want + s->cell;
		line_put(l, PAINT_NONE,
			 arena_printf(l->arena, s->dense ? "%u" : "cpu%u", g->cpu[i]));
		line_to(l, end);
	}
}

static void draw_cell(struct line *l, const struct row *r, unsigned cpu, bool offline)
{
	if (!cell_symbols(r, cpu)) {
		line_put(l, PAINT_DIM, offline ? "-" : sym_dot(l->st));
		return;
	}
	if (in(r->at, cpu))
		line_put(l, PAINT_IRQ, sym_irq(l->st));
	else if (!r->at && in(r->maybe, cpu))
		line_put(l, PAINT_IRQ, "?");
	if (in(r->rps, cpu))
		line_put(l, PAINT_RPS, "r");
	if (in(r->xps, cpu))
		line_put(l, PAINT_XPS, "t");
	if (in(r->napi, cpu))
		line_put(l, PAINT_NAPI, "n");
}

void draw_cells(struct line *l, const struct grid *g, const struct shape *s,
		const struct host *h, const struct row *r)
{
	for (size_t i = 0; i < g->n; i++) {
		enter_column(l, g, i);
		unsigned end = l->want + s->cell;
		line_to(l, l->want + s->offset);
		draw_cell(l, r, g->cpu[i], !h->cpus[g->cpu[i]].online);
		line_to(l, end);
	}
}
