/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "nqtune/change.h"
#include "nqtune/knob.h"

struct arena;
struct err;
struct sys;

/*
 * What nqtune changed since boot, so that it can be undone: below /run/nqtune, a file an
 * entry, a directory a network namespace, JSON (schema "nqtune-journal/1"). An entry is
 * saved whole before the first write of what it adds, so that a process killed between
 * two writes leaves all that is needed to find the way back.
 */

enum journal_state {
	JOURNAL_BEGUN,		/* being written; found without its writer: half done */
	JOURNAL_TRYING,		/* written, waiting to be confirmed (--try) */
	JOURNAL_DONE,
	JOURNAL_UNDOING,	/* being put back; found without its writer, or what could not be put back */
};

struct journal_iface {
	const char *name;
	unsigned ifindex;	/* another one now: the interface was made anew, and is the driver's again */
};

/* All that could be set on an interface before its queues were made anew. */
struct journal_snapshot {
	const char *iface;
	struct knob_readings readings;
};

struct journal_entry {
	unsigned id;		/* 0 = not saved yet; ascending; begins anew once no entry is left */
	enum journal_state state;
	int64_t time;		/* seconds since the epoch, when it began */
	unsigned pid;
	const char *command;	/* as it was called: "auto wan br0" */
	struct journal_iface *ifaces;
	size_t nifaces;
	struct change *changes;	/* in the order of writing; why and path are not kept */
	size_t nchanges;
	struct journal_snapshot *snaps;
	size_t nsnaps;
	unsigned *told;		/* interrupts that irqbalance was told to leave alone, and was not told before */
	size_t ntold;
	const char *tuned;	/* what "auto" remembered before, text of its own; NULL = it did not change it */
};

/*
 * All entries, oldest first; arena memory. A file that is damaged, or of another namespace,
 * is left out, with a text in e (empty otherwise); damaged (or NULL) gets the newest such number, 0 =
 * none. Never follows links, takes only
 * files that nobody but root or we could write. 0, or -errno when the directory cannot be read.
 */
int journal_load(struct sys *s, unsigned ncpus, struct arena *a, struct journal_entry **out,
		 size_t *n, unsigned *damaged, struct err *e);
/*
 * Saves the entry (temporary file, rename); gives it an id when it has none. The journal is
 * bounded: the oldest finished entries are merged when there are too many, which
 * loses no way back to the beginning. The caller holds the lock.
 */
int journal_save(struct sys *s, struct journal_entry *entry, unsigned ncpus, struct arena *a,
		 struct err *e);
/* Whether there is an entry of this number, be it damaged. */
bool journal_has(struct sys *s, unsigned id, struct arena *a);
/* Undone, or never written: forgotten. */
int journal_remove(struct sys *s, const struct journal_entry *entry, struct err *e);
/*
 * Those without a writer that are not done, oldest first, without their changes and snapshots: the
 * caller holds the lock, so nobody is at work on them.
 */
int journal_unfinished(struct sys *s, struct arena *a, struct journal_entry **out, size_t *n);
/* Its number now; 0 = it is gone. */
unsigned journal_ifindex(struct sys *s, const char *iface);
/* The word of the JSON: "begun", "trying", "done", "undoing". */
const char *journal_state_word(enum journal_state state);

struct undo_report {
	struct change *changes;	/* what was put back: old = what it read just before, new = what stands again */
	size_t nchanges;
	const char **gone;	/* interfaces that are gone, or were made anew: skipped */
	size_t ngone;
	size_t lost;		/* values that could not be put back, each named in e */
	const char **lost_text;	/* "eth0: ring rx to 512 (why)" */
};

/*
 * Puts back what entry changed, newest first, then what the drivers forgot in between. One
 * value that cannot be put back does not keep the others from it. dry: only says what it would
 * do. Interfaces are known by name and ifindex, interrupts by name: their numbers change.
 * 0, or a negative errno when nothing could be begun.
 */
int undo_entry(struct sys *s, const struct journal_entry *entry, bool dry, struct arena *a,
	       struct undo_report *out, struct err *e);
