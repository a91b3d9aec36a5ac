// SPDX-License-Identifier: GPL-2.0-or-later
// The picture where CPUs do not fit: the same rows, lists in place of columns.
#include <string.h>

#include "draw.h"
#include "grid.h"
#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/view.h"
#include "rows.h"

#define LIST_CUT 20	/* columns of a list on a terminal */

/* A list for a table: on a terminal a long one is cut and counted. */
static const char *cut_list(const struct style *st, const struct cpuset *set, struct arena *a)
{
	const char *text = set_text(a, set);

	if (!st->width || st->verbose > 0 || strlen(text) <= LIST_CUT)
		return text;
	unsigned count = cpuset_count(set);
	int keep = LIST_CUT - 9;
	while (keep > 0 && text[keep] != ',')
		keep--;
	return arena_printf(a, "%.*s.. (%u)", keep, text, count);
}

/* The columns of lists: texts of all rows, and how wide they are. */
struct column {
	const char *head;
	enum paint paint;
	const char **text;
	unsigned cols;
};

static void column_add(struct column *c, size_t row, const char *text)
{
	unsigned cols = text_cols(text);

	c->text[row] = text;
	c->cols = cols > c->cols ? cols : c->cols;
}

static void fill_columns(struct column *c, const struct style *st, const struct rows *rows,
			 struct arena *a)
{
	for (size_t i = 0; i < 4; i++) {
		c[i].text = arena_array(a, rows->n ? rows->n : 1, sizeof(*c[i].text));
		c[i].cols = text_cols(c[i].head);
	}
	for (size_t i = 0; i < rows->n; i++) {
		const struct row *r = &rows->v[i];
		const char *at = cut_list(st, r->at ? r->at : r->maybe, a);
		if (!r->at && r->maybe)
			at = arena_printf(a, "%s ?", at);
		column_add(&c[0], i, at);
		column_add(&c[1], i, cut_list(st, r->rps, a));
		column_add(&c[2], i, cut_list(st, r->xps, a));
		column_add(&c[3], i, cut_list(st, r->napi, a));
	}
}

static void put_column(struct line *l, enum paint p, const char *text, unsigned cols)
{
	unsigned from = l->want + 2;

	line_to(l, from);
	line_put(l, p, text);
	line_to(l, from + cols);
}

void draw_lists(FILE *out, const struct style *st, const struct rows *rows,
		       struct arena *a)
{
	struct column c[4] = {
		{ .head = "cpu", .paint = PAINT_IRQ }, { .head = "rps", .paint = PAINT_RPS },
		{ .head = "xps", .paint = PAINT_XPS }, { .head = "napi", .paint = PAINT_NAPI },
	};
	const bool used[4] = { rows->at || rows->maybe, rows->rps, rows->xps, rows->napi };
	struct shape s = { .label = rows->label_cols, .irq = rows->irq_cols };
	struct line l;

	fill_columns(c, st, rows, a);
	line_start(&l, st, a);
	line_right(&l, PAINT_NONE, "irq", ROW_INDENT + s.label + 1 + s.irq);
	for (size_t k = 0; k < 4; k++)
		if (used[k])
			put_column(&l, PAINT_NONE, c[k].head, c[k].cols);
	line_end(&l, out);
	for (size_t i = 0; i < rows->n; i++) {
		draw_row_start(&l, &s, &rows->v[i]);
		for (size_t k = 0; k < 4; k++) {
			const char *text = c[k].text[i];
			if (used[k])
				put_column(&l, *text == '-' ? PAINT_DIM : c[k].paint, text,
					   c[k].cols);
		}
		draw_note(out, &l, &rows->v[i]);
		line_end(&l, out);
	}
}
