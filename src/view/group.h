/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct apply_report;
struct arena;
struct change;
struct plan;
struct style;

/*
 * Changes that differ only in the queue's number (same interface, knob and kind
 * of reason), or in the feature that is switched, so that six queues of three NICs do not take sixty lines.
 */
struct group {
	const struct change *const *v;	/* by queue */
	size_t n;
	size_t first;		/* where the first of them stands in the whole list */
	const char *why;	/* numbers that differ among them are "N" */
};

/* Groups in the order of their first change. With r only steps that went well are grouped. */
size_t group_changes(struct group **out, const struct change *c, size_t n,
		     const struct apply_report *r, struct arena *a);
/* A feature that is switched on or off. */
bool is_switch(const struct change *c);
/* Each change alone. */
size_t group_none(struct group **out, const struct change *c, size_t n, struct arena *a);

/* "TxRx-0..5 irq: 0-5 each -> 0 1 2 3 4 5", without the interface and the reason. */
const char *group_text(const struct style *st, const struct group *g, unsigned ncpus,
		       struct arena *a);

/* One line of what is printed. */
struct change_line {
	const char *ifaces;
	const char *text;
	size_t first;		/* where it stands among all */
};
/* Makes one line of those that differ in the interface only, named in the order they came. How many are left. */
size_t fold_lines(struct change_line *v, size_t n, struct arena *a);
