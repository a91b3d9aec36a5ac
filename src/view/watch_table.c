// SPDX-License-Identifier: GPL-2.0-or-later
// One table of the live view on its part of the screen.
#include <string.h>

#include "draw.h"
#include "nqtune/arena.h"
#include "watch_draw.h"
#include "watch_keys.h"

#define WORD_COLS_MAX 15
#define NUMBER_COLS 6
#define ROWS_BEFORE_FEET 3
/* A share of softirqs from which on a CPU is near its end. */
#define BUSY 0.8

struct layout {
	unsigned width[WATCH_COLUMNS];	/* 0 = left out */
	unsigned gap;
};

void canvas_new(struct canvas *c, unsigned rows, unsigned cols, struct arena *a)
{
	*c = (struct canvas){ rows, cols, arena_array(a, rows, cols), arena_array(a, rows, cols) };
	memset(c->text, ' ', (size_t)rows * cols);
}

unsigned canvas_put(struct canvas *c, unsigned y, unsigned x, enum ink ink, const char *text)
{
	unsigned cols = 0;

	for (; *text; text++) {
		unsigned char byte = (unsigned char)*text;

		if ((byte & 0xc0) == 0x80)
			continue;
		if (y < c->rows && x + cols < c->cols) {
			size_t at = (size_t)y * c->cols + x + cols;

			c->text[at] = byte < ' ' || byte > '~' ? '?' : (char)byte;
			c->ink[at] = (unsigned char)ink;
		}
		cols++;
	}
	return cols;
}

static unsigned word_cols(const struct watch_table *t, size_t column)
{
	unsigned most = text_cols(t->cols[column].head);

	for (size_t i = 0; i < t->nrows; i++) {
		const struct cell *c = &t->rows[i].c[column];

		if (c->kind == CELL_WORD && text_cols(c->word) > most)
			most = text_cols(c->word);
	}
	return most < WORD_COLS_MAX ? most : WORD_COLS_MAX;
}

static unsigned number_cols(const struct watch_column *column)
{
	unsigned head = text_cols(column->head);

	return head > NUMBER_COLS ? head : NUMBER_COLS;
}

static unsigned total(const struct layout *l, const struct watch_table *t)
{
	unsigned cols = 0;

	for (size_t i = 0; i < t->ncols; i++)
		cols += l->width[i] ? l->width[i] + l->gap : 0;
	return cols ? cols - l->gap : 0;
}

/* The column that gives way first, but for one; false where none does. */
static bool drop_one(struct layout *l, const struct watch_table *t, size_t but)
{
	size_t worst = t->ncols;

	for (size_t i = 0; i < t->ncols; i++)
		if (l->width[i] && t->cols[i].rank && i != but &&
		    (worst == t->ncols || t->cols[i].rank > t->cols[worst].rank))
			worst = i;
	if (worst == t->ncols)
		return false;
	l->width[worst] = 0;
	return true;
}

/* A CPU's node is told where there are several; where they stand apart it is in the heading. */
static bool nodes_told(const struct watch_table *t)
{
	for (size_t i = 1; i < t->nrows; i++)
		if (t->rows[i].node != t->rows[0].node)
			return true;
	return false;
}

/* What it is sorted by stays. */
static struct layout lay_out(const struct watch_table *t, unsigned width, size_t sorted)
{
	struct layout l = { .gap = 1 };

	for (size_t i = 0; i < t->ncols; i++)
		l.width[i] = t->cols[i].words ? word_cols(t, i) : number_cols(&t->cols[i]);
	if (t->kind == WATCH_CPUS && sorted != 1 && !nodes_told(t))
		l.width[1] = 0;
	while (total(&l, t) > width && drop_one(&l, t, sorted))
		;
	l.gap = 2;
	if (total(&l, t) > width)
		l.gap = 1;
	return l;
}

static const char *cut(const char *text, unsigned cols, struct arena *a)
{
	return text_cols(text) <= cols ? text : arena_printf(a, "%.*s+", (int)cols - 1, text);
}

/* A word is cut, a number is whole or not there. */
static void put_cell(struct canvas *c, const struct region *r, unsigned y, unsigned x, unsigned cols,
		     bool left, enum ink ink, const char *text, struct arena *a)
{
	unsigned end = r->x + r->width;

	if (x >= end)
		return;
	if (cols > end - x)
		cols = end - x;
	if (!left && text_cols(text) > cols)
		return;
	text = cut(text, cols, a);
	canvas_put(c, y, left ? x : x + cols - text_cols(text), ink, text);
}

static enum ink ink_of(const struct cell *c, const struct watch_column *column, size_t place)
{
	if (c->kind == CELL_NONE || (c->kind != CELL_WORD && c->n <= 0))
		return INK_DIM;
	if (c->kind == CELL_WORD)
		return place ? INK_PLAIN : INK_NAME;
	if (column->alarm || (c->kind == CELL_SHARE && c->n >= BUSY))
		return INK_ALARM;
	return INK_PLAIN;
}

static void put_row(struct canvas *c, const struct region *r, unsigned y, const struct watch_table *t,
		    const struct watch_row *row, const struct layout *l, struct arena *a)
{
	unsigned x = r->x;
	char buf[CELL_COLS];

	for (size_t i = 0; i < t->ncols; i++) {
		if (!l->width[i])
			continue;
		put_cell(c, r, y, x, l->width[i], t->cols[i].words, ink_of(&row->c[i], &t->cols[i], i),
			 cell_text(&row->c[i], buf), a);
		x += l->width[i] + l->gap;
	}
}

static enum ink head_ink(const struct watch_state *state, const struct watch_table *t)
{
	return t->kind == state->focus ? INK_FOCUS : INK_HEAD;
}

static void put_head(struct canvas *c, const struct region *r, const struct watch_state *state,
		     const struct watch_table *t, const struct layout *l, struct arena *a)
{
	enum ink ink = head_ink(state, t);
	unsigned x = r->x;

	for (size_t i = 0; i < t->ncols; i++) {
		bool sorted = i == state->list[t->kind].column;

		if (!l->width[i])
			continue;
		put_cell(c, r, r->y, x, l->width[i], t->cols[i].words, sorted ? INK_SORT : ink,
			 t->cols[i].head, a);
		x += l->width[i] + l->gap;
	}
}

/* Feet are for those who see some rows, too. */
static size_t feet(const struct watch_table *t, unsigned height)
{
	size_t rows = t->nrows < ROWS_BEFORE_FEET ? t->nrows : ROWS_BEFORE_FEET;

	return height >= 1 + rows + t->nfoot ? t->nfoot : 0;
}

unsigned watch_page(const struct watch_table *t, unsigned height)
{
	return height ? height - 1 - (unsigned)feet(t, height) : 0;
}

void watch_draw_table(struct canvas *c, const struct region *where, const struct watch_state *state,
		      const struct watch_table *t, struct arena *a)
{
	unsigned page = watch_page(t, where->height), y = where->y + 1;
	const struct watch_list *list = &state->list[t->kind];
	struct region cells = *where;
	size_t top = list->top;
	struct layout l;

	if (!where->height || !where->width)
		return;
	/* The marks stand apart: over or at a number they would make another of it. */
	if (list->rows > page)
		cells.width -= cells.width < 2 ? cells.width : 2;
	l = lay_out(t, cells.width, list->column);
	for (unsigned i = 0; i < where->width; i++)
		canvas_put(c, where->y, where->x + i, head_ink(state, t), " ");
	put_head(c, &cells, state, t, &l, a);
	for (size_t i = top; i < t->nrows && i < top + page; i++)
		put_row(c, &cells, y++, t, &t->rows[i], &l, a);
	for (size_t i = 0; i < feet(t, where->height); i++)
		put_row(c, &cells, y++, t, &t->foot[i], &l, a);
	if (top && page)
		canvas_put(c, where->y + 1, where->x + where->width - 1, INK_NAME, "^");
	if (top + page < t->nrows && page)
		canvas_put(c, where->y + page, where->x + where->width - 1, INK_NAME, "v");
}
