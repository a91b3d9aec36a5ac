/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdint.h>

#include "nqtune/journal.h"

/* More entries than this are merged, the oldest first. */
#define JOURNAL_MAX 256
/* 64 cards of 64 queues with all that can be set on them take a few MiB. */
#define JOURNAL_TEXT_MAX ((size_t)16 << 20)

/* Where and when an entry was made; of another machine or time it is not ours to undo. */
struct journal_stamp {
	uint64_t netns;		/* cookie of the network namespace; 0 = not said */
	const char *boot;	/* the kernel's id of this boot; "" = not said */
};

/* The JSON of an entry; the state stands at its front. Arena text. */
const char *journal_text(const struct journal_entry *entry, const struct journal_stamp *stamp,
			 struct arena *a);
/* Whether such a text says at its front that the entry is done. */
bool journal_text_done(const char *text);

/*
 * The entry of a text; head: without its changes and snapshots. -EBADMSG with what is wrong, or
 * -ESTALE: it is of another boot, or of another network namespace that had the same number.
 */
int journal_parse(const char *text, bool head, const struct journal_stamp *here, unsigned ncpus,
		  struct arena *a, struct journal_entry *out, struct err *e);

/* Makes one entry of two, of which the second is the later one: undone, it leads back before the first. */
void journal_merge(struct journal_entry *first, const struct journal_entry *second, struct arena *a);
