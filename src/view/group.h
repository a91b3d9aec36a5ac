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
 * of reason), so that six queues of three NICs do not take sixty lines.
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
/* Each change alone. */
size_t group_none(struct group **out, const struct change *c, size_t n, struct arena *a);

/* "eth1 TxRx-0..5 irq: 0-5 each -> 0 1 2 3 4 5", without the reason. */
const char *group_text(const struct style *st, const struct group *g, unsigned ncpus,
		       struct arena *a);
