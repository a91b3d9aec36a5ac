/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "svg_sizes.h"

struct arena;
struct cpuset;
struct host;
struct irq;
struct nic;
struct rx_queue;
struct tx_queue;
struct vector;

/*
 * The diagram is a crossbar: a row is a queue with its interrupt, a column a CPU, and what serves
 * what is a mark where they meet. So no line hides another, however many there are. All lengths are
 * user units of the SVG.
 */

/* What the legend has to explain. */
enum svg_seen {
	SEEN_IRQ = 1 << 0,
	SEEN_ASKED = 1 << 1,
	SEEN_FAR = 1 << 2,
	SEEN_RPS = 1 << 3,
	SEEN_XPS = 1 << 4,
	SEEN_NAPI = 1 << 5,
	SEEN_STACK = 1 << 6,
	SEEN_SLOW = 1 << 7,
	SEEN_ISOLATED = 1 << 8,
	SEEN_OFFLINE = 1 << 9,
	SEEN_OWN_NODE = 1 << 10,
	SEEN_OTHER = 1 << 11,
	SEEN_FIXED = 1 << 12,
	SEEN_AWAY = 1 << 13,
};

/* One CPU, or neighbours that are alike in every row. */
struct svg_column {
	struct cpuset *cpus;
	unsigned cpu;		/* the first of them */
	unsigned n;
	int x;
	int w;
	unsigned load;		/* queue interrupts served there */
	int bottom;		/* of the last mark of an interrupt; 0 = none */
};

/* A receive and a send queue beside each other; either may be missing. */
struct svg_row {
	const struct rx_queue *rx;
	size_t nrx;		/* queues without an interrupt that say the same are one box */
	const struct tx_queue *tx;
	size_t ntx;
	int y;			/* its middle */
};

/* An interrupt and the rows that it serves. */
struct svg_vector {
	const struct vector *v;
	size_t row;
	size_t nrows;
};

/* An interface. */
struct svg_block {
	const struct nic *nic;
	const char *verdict;
	const char *const *lines;	/* the verdict, broken to the width; above the rows */
	size_t nlines;
	struct svg_row *rows;
	size_t nrows;
	struct svg_vector *vectors;
	size_t nvectors;
	int hue;		/* -1 = no interrupts of its own */
	int y;
	int h;
};

/* One interface receives through another; by place in what is drawn. */
struct svg_edge {
	size_t upper;
	size_t lower;
};

/* Interfaces on others: either one on several, or several on one. */
struct svg_stack {
	size_t one;		/* block */
	bool upper;		/* one is the upper */
	size_t *many;		/* blocks */
	size_t nmany;
	unsigned lane;
};

struct svg {
	FILE *out;
	struct arena *a;
	const struct host *h;
	struct svg_column *cols;
	size_t ncols;
	int *col_of;		/* CPU -> column, -1 = none */
	struct svg_block *blocks;
	size_t nblocks;
	struct svg_edge *edges;	/* by lower, then upper */
	size_t nedges;
	struct svg_stack *stacks;
	size_t nstacks;
	unsigned nlanes;
	unsigned seen;		/* of enum svg_seen */
	const char *const *caption;
	size_t ncaption;
	/* Geometry: where the parts begin, how wide they are. */
	int pitch;		/* from row to row */
	int cell;		/* a CPU's width */
	int name_x;
	int rx_x, rx_w;
	int tx_x, tx_w;
	int vec_x, vec_w;
	int number_w;		/* of an interrupt's number, in its box */
	int grid_x, grid_w;
	int node_y, cache_y, cpu_y, load_y, head_y;	/* 0 = no such line */
	int feet_y;		/* CPUs' numbers once more below a long picture */
	int foot_y;
	int width, height;
};

#define SVG_HUES 6

/* Where the blocks begin: behind the lanes. */
int svg_blocks_x(const struct svg *s);

/* Widths of text, from its columns: what a wide font takes. */
int svg_text_w(int size, unsigned cols);
/* How many columns fit into w. */
unsigned svg_text_cols(int size, int w);
unsigned svg_cols(struct arena *a, const char *text);

/* Text for an attribute or an element: valid UTF-8, no control characters, marked up. Arena. */
const char *svg_escape(struct arena *a, const char *text);
/* The same, cut with an ellipsis to cols columns; *cut (may be NULL) says whether. */
const char *svg_fit(struct arena *a, const char *text, unsigned cols, bool *cut);
/* Lines of at most cols columns, broken at blanks. */
const char *const *svg_wrap(struct arena *a, const char *text, unsigned cols, size_t *n);

/* No wider than w, with the whole text for the pointer where it was cut. x is where anchor says. */
struct svg_label {
	int x;
	int y;			/* its middle */
	int w;
	int size;
	const char *anchor;	/* "start", "middle", "end" */
	const char *class;	/* NULL = plain */
};
void svg_text(struct svg *s, const struct svg_label *l, const char *text);
struct svg_rect {
	int x, y, w, h;
	int rx;			/* radius of its corners */
	const char *class;	/* NULL = what the element around it says */
};
void svg_rect(struct svg *s, const struct svg_rect *r);
/* What the pointer tells of the element around it. */
void svg_title(struct svg *s, const char *text);

/* svg_blocks.c: interfaces to rows; what stands on another comes before it. */
void svg_blocks(struct svg *s, const struct nic *const *nics, const char *const *verdicts,
		size_t n);
/* "rx-0", "tx-0..15" */
const char *svg_queue_text(struct arena *a, const char *kind, unsigned first, size_t n);
/* The same for programs: "0", "0-15" */
const char *svg_queue_list(struct arena *a, unsigned first, size_t n);
const char *svg_vector_word(struct arena *a, const struct nic *nic, const struct vector *v);
/* Where an interrupt is known to be served; NULL = not known. */
const struct cpuset *svg_served(const struct irq *irq);

/* svg_cpus.c: CPUs to columns; their boxes at the head. */
void svg_columns(struct svg *s);
void svg_columns_place(struct svg *s);
void svg_draw_cpus(struct svg *s);
/* The columns from *from on whose CPUs are in set, as a run: false = none left. *to is the last. */
bool svg_run(const struct svg *s, const struct cpuset *set, size_t *from, size_t *to);

/*
 * svg_links.c: the marks where rows and columns meet, and the wires to them. First what there is
 * of each, before all is placed.
 */
void svg_count_links(struct svg *s);
/* The middle of a vector's rows. */
int svg_vector_y(const struct svg_block *b, const struct svg_vector *v);
void svg_draw_links(struct svg *s);

/*
 * svg_stack.c: what stands on what, left of the interfaces. Edges first, by places in nics;
 * svg_blocks() makes them blocks.
 */
void svg_edges(struct svg *s, const struct nic *const *nics, size_t n);
void svg_stacks(struct svg *s);
void svg_draw_stacks(struct svg *s);

/* svg_nodes.c: interfaces, queues and vectors. */
void svg_draw_frames(struct svg *s);
void svg_draw_nodes(struct svg *s);

/* svg_legend.c: colours; what the marks mean. The legend's height, for a picture of s->width. */
void svg_draw_style(struct svg *s);
int svg_legend_height(struct svg *s);
void svg_draw_legend(struct svg *s);
