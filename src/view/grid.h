/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct arena;
struct host;
struct line;
struct row;
struct rows;
struct style;

#define ROW_INDENT 2

/* The columns of the picture: one a CPU, cores and nodes kept together. */
struct grid {
	unsigned *cpu;
	unsigned char *gap;	/* of enum grid_gap, before each column */
	size_t n;
	bool nodes;		/* more than one: they get a line of their own */
	bool offline;		/* a column stands for an offline CPU that a set still names */
};
enum grid_gap {
	GAP_NONE,
	GAP_CORE,
	GAP_NODE,
};

/* How wide the parts are. Wide as in "cpu0 cpu1", dense as in "0 1". */
struct shape {
	bool dense;
	unsigned label;		/* columns of the label, indent not counted */
	unsigned irq;
	unsigned cell;		/* columns of one CPU, without the blank before it */
	unsigned offset;	/* of the first symbol in a cell */
	unsigned start;		/* where the cells begin */
	unsigned width;		/* of all cells together */
};

/* At most limit columns: with more, false. */
bool grid_build(struct grid *g, const struct host *h, const struct rows *rows, size_t limit,
		struct arena *a);
/* The symbols of the fullest cell of the rows; stops counting where there are no columns. */
unsigned grid_fullest(const struct grid *g, const struct rows *rows);
/* fullest: of all rows that are drawn in this shape. */
void shape_set(struct shape *s, const struct grid *g, const struct rows *rows, unsigned fullest,
	       bool dense);

/* Parts of a line, each from where the line stands. */
void draw_nodes(struct line *l, const struct grid *g, const struct shape *s,
		const struct host *h);
void draw_cpus(struct line *l, const struct grid *g, const struct shape *s);
void draw_cells(struct line *l, const struct grid *g, const struct shape *s,
		const struct host *h, const struct row *r);
/* "* TxRx-0   25" */
void draw_row_start(struct line *l, const struct shape *s, const struct row *r);
/* After the cells, or on a line of its own where it does not fit. */
void draw_note(FILE *out, struct line *l, const struct row *r);
/* The rows with lists in place of columns. */
void draw_lists(FILE *out, const struct style *st, const struct rows *rows, struct arena *a);
/* The symbols that were used, and what is off. other: rows that share the legend, or NULL. */
void draw_legend(FILE *out, const struct style *st, const struct grid *g, const struct rows *rows,
		 const struct rows *other, const struct host *h, struct arena *a);
