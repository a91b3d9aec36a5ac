/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct apply_report;
struct arena;
struct change;
struct cpuset;
struct host;
struct knob_reading;
struct nic;
struct nic_knobs;
struct style;
struct value;
struct vector;

/* What a piece of text stands for; a colour only where the style has colours. */
enum paint {
	PAINT_NONE,
	PAINT_NAME,
	PAINT_DIM,
	PAINT_IRQ,
	PAINT_RPS,
	PAINT_XPS,
	PAINT_NAPI,
	PAINT_WARN,
};

/*
 * A line of output that knows how many columns it fills, whatever bytes and
 * colours that takes. Blanks are held back until text follows: no line ends in one.
 */
struct line {
	struct arena *arena;
	const struct style *st;
	char *text;
	size_t len;
	size_t cap;
	unsigned cols;	/* filled */
	unsigned want;	/* where the next text goes, >= cols */
};

void line_start(struct line *l, const struct style *st, struct arena *a);
void line_put(struct line *l, enum paint p, const char *text);
/* The next text begins at column col, or where it is if that is passed. */
void line_to(struct line *l, unsigned col);
/* text so that it ends before column end. */
void line_right(struct line *l, enum paint p, const char *text, unsigned end);
/* Prints and empties it. */
void line_end(struct line *l, FILE *out);

unsigned text_cols(const char *s);
/* text as words within the style's width: first line from column indent, others from hang. */
void draw_wrapped(FILE *out, const struct style *st, unsigned indent, unsigned hang,
		  const char *text, struct arena *a);

/* Items behind each other, on further lines from column hang where the width ends. */
struct items {
	FILE *out;
	struct line line;
	unsigned hang;
	unsigned gap;	/* blanks between two */
	bool begun;
};
/* A heading may be put into its line, and line_to() may say where the first item begins. */
void items_start(struct items *i, FILE *out, const struct style *st, unsigned hang, struct arena *a);
/* text stays together if a line can hold it; else it is parted at blanks, commas and colons. */
void items_put(struct items *i, enum paint p, const char *text);
void items_end(struct items *i);

/* "×" or "X", ... */
const char *sym_irq(const struct style *st);
const char *sym_dot(const struct style *st);
const char *sym_bar(const struct style *st);
const char *sym_arrow(const struct style *st);

/* s, or NULL where nothing is in it. */
const struct cpuset *members(const struct cpuset *s);
/* Either may be NULL: not known, which only NULL is the same as. */
bool same_set(const struct cpuset *a, const struct cpuset *b);
/* "0-2", "none" for an empty set, "-" for NULL. */
const char *set_text(struct arena *a, const struct cpuset *s);
/* A value for people; with -v the mask stands beside a set. */
const char *value_words(struct arena *a, const struct style *st, const struct value *v,
			unsigned ncpus);
/* The same where there is little room: of a long list how many entries and which numbers, of a long word its beginning. */
const char *value_short(struct arena *a, const struct style *st, const struct value *v,
			unsigned ncpus);
/* "6/8", or "6" where there is no maximum. */
const char *reading_words(struct arena *a, const struct knob_reading *r);
/*
 * The queue's own word in an interrupt's name: "TxRx-0" of "eth1-TxRx-0" or
 * "i40e-eth1-TxRx-0", "input.0" of "virtio3-input.0"; NULL where there is none.
 */
const char *queue_word(struct arena *a, const char *ifname, const char *action);

/* The line with an interface's name; k (or NULL) gives what is not in the model. */
void draw_header(FILE *out, const struct style *st, const struct nic *nic,
		 const struct nic_knobs *k, struct arena *a);
/* Both matrices beside each other; false (and nothing is drawn) where that does not fit. */
bool draw_pair(FILE *out, const struct style *st, const struct host *before,
	       const struct nic *was, const struct host *after, const struct nic *nic,
	       struct arena *a);
