/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "nqtune/journal.h"

struct host;
struct nic;

/* An entry that is being undone. */
struct undo {
	struct sys *s;
	const struct journal_entry *entry;
	struct arena *a;
	struct undo_report *out;
	bool dry;
	struct change *changes;		/* what is to be put back: undo_pick() chooses */
	size_t n;
	bool *left;			/* one each: the snapshot has the last word on it */
	bool *snapped;			/* of the entry's snapshots, whether its interface was made anew */
	unsigned ncpus;
	const char **absent;		/* interfaces of the entry that its names do not lead to */
	size_t nabsent;
	struct host *h;			/* as it is now; NULL = to be read again */
	const struct nic *nic;		/* of which now is what knob read, NULL = of none */
	const struct knob *knob;
	struct knob_readings now;
};

/* Fills absent, and out: interfaces that are no more, or others under the same name, or have another name now. */
void undo_find_gone(struct undo *u);
bool undo_gone(const struct undo *u, const char *iface);
/*
 * Fills changes: of each target the first change, in the order of writing, but for what is gone
 * or in a snapshot.
 */
void undo_pick(struct undo *u);
/* What the interface's knobs said before its queues were made anew; NULL = they were not. */
const struct journal_snapshot *undo_snapshot(const struct undo *u, const char *iface);
bool undo_same_target(const struct change *a, const struct change *b);
