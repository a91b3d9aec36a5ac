// SPDX-License-Identifier: GPL-2.0-or-later
// Cells of the live view: as text, in order, by node.
#include "watch_rows.h"

#include <stdio.h>
#include <stdlib.h>

#include "nqtune/arena.h"

/* Three digits and a unit where five digits are not enough. What is not 0 does not read so. */
static void number_text(double n, char buf[CELL_COLS])
{
	static const char units[] = "kMGTPE";
	size_t u = 0;

	if (n > 0 && n < 0.05) {
		snprintf(buf, CELL_COLS, "<0.1");
	} else if (n < 9.95) {
		snprintf(buf, CELL_COLS, "%.1f", n);
		if (buf[2] == '0')
			buf[1] = '\0';
	} else if (n < 99999.5) {
		snprintf(buf, CELL_COLS, "%.0f", n);
	} else {
		for (n /= 1000; n >= 999.5 && units[u + 1]; u++)
			n /= 1000;
		snprintf(buf, CELL_COLS, "%.*f%c", n < 9.995 ? 2 : n < 99.95, n < 99999 ? n : 99999,
			 units[u]);
	}
}

const char *cell_text(const struct cell *c, char buf[CELL_COLS])
{
	switch (c->kind) {
	case CELL_NONE:
		return "-";
	case CELL_BLANK:
		return "";
	case CELL_WORD:
		return c->word;
	case CELL_SHARE:
		snprintf(buf, CELL_COLS, "%.1f%%", c->n < 9.99 ? c->n * 100 : 999);
		return buf;
	case CELL_NUMBER:
		break;
	}
	number_text(c->n, buf);
	return buf;
}

struct order {
	size_t column;
	bool reverse;
};

static int compare(const struct cell *a, const struct cell *b)
{
	if (a->kind == CELL_WORD)
		return name_cmp(a->word, b->word);
	return (a->n < b->n) - (a->n > b->n);
}

static int compare_rows(const void *pa, const void *pb, void *data)
{
	const struct watch_row *a = pa, *b = pb;
	const struct order *o = data;
	const struct cell *ca = &a->c[o->column], *cb = &b->c[o->column];
	int order = 0;

	if (ca->kind != cb->kind)
		return ca->kind == CELL_NONE ? 1 : -1;
	if (ca->kind != CELL_NONE)
		order = compare(ca, cb);
	if (o->reverse)
		order = -order;
	return order ? order : (a->place > b->place) - (a->place < b->place);
}

void watch_sort(struct watch_table *t, size_t column, bool reverse)
{
	struct order o = { column < t->ncols ? column : 0, reverse };

	if (t->nrows)
		qsort_r(t->rows, t->nrows, sizeof(*t->rows), compare_rows, &o);
}

struct watch_table watch_node(const struct watch_table *t, int node, struct arena *a)
{
	struct watch_table out = *t;

	out.rows = NULL;
	out.nrows = 0;
	for (size_t i = 0; i < t->nrows; i++)
		if (t->rows[i].node == node)
			*arena_push(a, out.rows, out.nrows) = t->rows[i];
	return out;
}
