// SPDX-License-Identifier: GPL-2.0-or-later
// The picture people look at: queues down, CPUs across; one, or two beside each other.
#include <string.h>

#include "draw.h"
#include "grid.h"
#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/host.h"
#include "nqtune/view.h"
#include "rows.h"

#define UNLIMITED_CPUS 16	/* columns where the width has no limit */
#define PAIR_WIDTH 120		/* of two matrices there */
#define PAIR_GAP 4
#define NOTE_INDENT 6	/* of a note that has a line of its own */

void draw_row_start(struct line *l, const struct shape *s, const struct row *r)
{
	if (r->changed)
		line_put(l, PAINT_NAME, "*");
	line_to(l, ROW_INDENT);
	line_put(l, PAINT_NONE, r->label);
	line_right(l, PAINT_NONE, r->irq, ROW_INDENT + s->label + 1 + s->irq);
}

void draw_note(FILE *out, struct line *l, const struct row *r)
{
	unsigned width = l->st->width;

	if (!*r->note)
		return;
	if (width && l->want + 2 + text_cols(r->note) > width) {
		line_end(l, out);
		line_to(l, NOTE_INDENT);
	} else {
		line_to(l, l->want + 2);
	}
	line_put(l, r->warn ? PAINT_WARN : PAINT_DIM, r->note);
}

struct legend {
	FILE *out;
	struct line line;
};

static void legend_item(struct legend *g, enum paint p, const char *symbol, const char *word)
{
	struct line *l = &g->line;
	unsigned cols = text_cols(symbol) + 1 + text_cols(word);

	if (l->st->width && l->cols && l->cols + 2 + cols > l->st->width)
		line_end(l, g->out);
	line_to(l, l->cols ? l->cols + 2 : ROW_INDENT);
	line_put(l, p, symbol);
	if (*symbol)
		line_to(l, l->cols + 1);
	line_put(l, PAINT_NONE, word);
}

void draw_legend(FILE *out, const struct style *st, const struct grid *g, const struct rows *rows,
		 const struct rows *other, const struct host *h, struct arena *a)
{
	const struct rows *o = other ? other : rows;
	struct legend l = { .out = out };

	line_start(&l.line, st, a);
	if (g && (rows->at || o->at))
		legend_item(&l, PAINT_IRQ, sym_irq(st), "interrupt");
	if (rows->maybe || o->maybe)
		legend_item(&l, PAINT_IRQ, "?", "interrupt allowed, place not said");
	if (g && (rows->rps || o->rps))
		legend_item(&l, PAINT_RPS, "r", "RPS");
	if (g && (rows->xps || o->xps))
		legend_item(&l, PAINT_XPS, "t", "XPS");
	if (g && (rows->napi || o->napi))
		legend_item(&l, PAINT_NAPI, "n", "NAPI thread");
	if (g && g->offline)
		legend_item(&l, PAINT_DIM, "-", "offline");
	if (rows->rps_known && !rows->rps && !o->rps)
		legend_item(&l, PAINT_NONE, "", "RPS off");
	else if (!rows->rps_known && !h->rps_known)
		legend_item(&l, PAINT_NONE, "", "no RPS in this kernel");
	if (rows->xps_known && !rows->xps && !o->xps)
		legend_item(&l, PAINT_NONE, "", "XPS off");
	if (rows->far)
		legend_item(&l, PAINT_WARN, "far:", arena_printf(a, "not on node %d", rows->node));
	if (rows->changed)
		legend_item(&l, PAINT_NAME, "*", "changes");
	if (l.line.len)
		line_end(&l.line, out);
}

/* With the notes, for which a line of their own is the last resort. */
static unsigned total_width(const struct shape *s, const struct rows *rows)
{
	return s->start + s->width + (rows->note_cols ? 2 + rows->note_cols : 0);
}

/* Columns if they fit: wide ones, dense ones, dense ones with the notes elsewhere. */
static bool fit_columns(struct grid *g, struct shape *s, const struct style *st,
			const struct host *h, const struct rows *rows, struct arena *a)
{
	unsigned fullest;

	if (!h->ncpus || !grid_build(g, h, rows, st->width ? st->width / 2 : UNLIMITED_CPUS, a))
		return false;
	fullest = grid_fullest(g, rows);
	for (int dense = 0; dense < 2; dense++) {
		shape_set(s, g, rows, fullest, dense);
		if (!st->width || total_width(s, rows) <= st->width)
			return true;
	}
	return s->start + s->width <= st->width;
}

static void heads(struct line *l, const struct shape *s)
{
	line_right(l, PAINT_NONE, "irq", ROW_INDENT + s->label + 1 + s->irq);
	if (s->dense) {
		line_to(l, s->start - 3);
		line_put(l, PAINT_NONE, "cpu");
	}
	line_to(l, s->start);
}

static void draw_columns(FILE *out, const struct style *st, const struct host *h,
			 const struct grid *g, const struct shape *s, const struct rows *rows,
			 struct arena *a)
{
	struct line l;

	line_start(&l, st, a);
	if (g->nodes) {
		line_to(&l, s->start);
		draw_nodes(&l, g, s, h);
		line_end(&l, out);
	}
	heads(&l, s);
	draw_cpus(&l, g, s);
	line_end(&l, out);
	for (size_t i = 0; i < rows->n; i++) {
		draw_row_start(&l, s, &rows->v[i]);
		line_to(&l, s->start);
		draw_cells(&l, g, s, h, &rows->v[i]);
		draw_note(out, &l, &rows->v[i]);
		line_end(&l, out);
	}
}

void view_matrix(FILE *out, const struct style *st, const struct host *h, const struct nic *nic,
		 const struct host *before, struct arena *a)
{
	const struct nic *was = before ? host_nic(before, nic->name) : NULL;
	struct rows rows;
	struct grid g;
	struct shape s;

	rows_build(&rows, st, h, nic, was, a);
	if (!rows.n)
		return;
	if (fit_columns(&g, &s, st, h, &rows, a)) {
		draw_columns(out, st, h, &g, &s, &rows, a);
		draw_legend(out, st, &g, &rows, NULL, h, a);
		return;
	}
	draw_lists(out, st, &rows, a);
	draw_legend(out, st, NULL, &rows, NULL, h, a);
}

static bool same_labels(const struct rows *x, const struct rows *y)
{
	if (x->n != y->n)
		return false;
	for (size_t i = 0; i < x->n; i++)
		if (strcmp(x->v[i].label, y->v[i].label) || strcmp(x->v[i].irq, y->v[i].irq))
			return false;
	return true;
}

struct pair {
	struct rows old, new;
	struct grid g;
	struct shape s;
	unsigned right;		/* where the second matrix's cells begin */
};

static bool pair_fits(struct pair *p, const struct style *st, const struct host *after,
		      struct arena *a)
{
	unsigned limit = st->width ? st->width : PAIR_WIDTH, old, new;

	if (!p->new.n || !same_labels(&p->old, &p->new) || !after->ncpus ||
	    !grid_build(&p->g, after, &p->new, limit / 4, a))
		return false;
	old = grid_fullest(&p->g, &p->old);
	new = grid_fullest(&p->g, &p->new);
	for (int dense = 0; dense < 2; dense++) {
		shape_set(&p->s, &p->g, &p->new, old > new ? old : new, dense);
		p->right = p->s.start + p->s.width + PAIR_GAP;
		if (p->right + total_width(&p->s, &p->new) - p->s.start <= limit)
			return true;
	}
	return false;
}

static void pair_heads(FILE *out, struct line *l, const struct pair *p, const struct host *after)
{
	line_to(l, p->s.start + 1);
	line_put(l, PAINT_NAME, "before");
	line_to(l, p->right + 1);
	line_put(l, PAINT_NAME, "after");
	line_end(l, out);
	if (p->g.nodes) {
		line_to(l, p->s.start);
		draw_nodes(l, &p->g, &p->s, after);
		line_to(l, p->right);
		draw_nodes(l, &p->g, &p->s, after);
		line_end(l, out);
	}
	heads(l, &p->s);
	draw_cpus(l, &p->g, &p->s);
	line_to(l, p->right);
	draw_cpus(l, &p->g, &p->s);
	line_end(l, out);
}

bool draw_pair(FILE *out, const struct style *st, const struct host *before,
	       const struct nic *was, const struct host *after, const struct nic *nic,
	       struct arena *a)
{
	struct pair p;
	struct line l;

	rows_build(&p.old, st, before, was, NULL, a);
	rows_build(&p.new, st, after, nic, was, a);
	if (!pair_fits(&p, st, after, a))
		return false;
	line_start(&l, st, a);
	pair_heads(out, &l, &p, after);
	for (size_t i = 0; i < p.new.n; i++) {
		draw_row_start(&l, &p.s, &p.new.v[i]);
		line_to(&l, p.s.start);
		draw_cells(&l, &p.g, &p.s, before, &p.old.v[i]);
		line_to(&l, p.right);
		draw_cells(&l, &p.g, &p.s, after, &p.new.v[i]);
		draw_note(out, &l, &p.new.v[i]);
		line_end(&l, out);
	}
	draw_legend(out, st, &p.g, &p.new, &p.old, after, a);
	return true;
}
