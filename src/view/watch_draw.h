/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>

struct arena;
struct interval;
struct watch_state;
struct watch_table;

/* What a character on the canvas stands for. */
enum ink {
	INK_PLAIN,
	INK_NAME,
	INK_DIM,
	INK_ALARM,
	INK_HEAD,	/* a table's heading; of the one in focus; the column it is sorted by */
	INK_FOCUS,
	INK_SORT,
	INKS,
};

/* A screenful of ASCII, each character with its ink: rows * cols, not terminated. */
struct canvas {
	unsigned rows, cols;
	char *text;
	unsigned char *ink;
};

/* Blanks. */
void canvas_new(struct canvas *c, unsigned rows, unsigned cols, struct arena *a);
/* What does not fit is left out. A character beyond ASCII is '?'. Returns the columns of text. */
unsigned canvas_put(struct canvas *c, unsigned y, unsigned x, enum ink ink, const char *text);

/* Draws all of it, and notes in state what fitted. */
void watch_draw(struct canvas *c, struct watch_state *state, const struct interval *t, struct arena *a);

/* A part of the canvas: height lines from y on, columns x to x + width - 1. */
struct region {
	unsigned y, height, x, width;
};
/* The heading, the rows from first on, and where there is room the feet. */
void watch_draw_table(struct canvas *c, const struct region *where, const struct watch_state *state,
		      const struct watch_table *t, struct arena *a);
/* Rows that a region has room for. */
unsigned watch_page(const struct watch_table *t, unsigned height);
