/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

#include "nqtune/apply.h"
#include "nqtune/journal.h"
#include "nqtune/try.h"

struct change;
struct err;
struct session;
struct snapshot;
struct wish;

/*
 * All or nothing: what would end us (^C) waits from the first of these to the second, which says
 * text if one came. A dry run may be ended at any time.
 */
void signals_hold(const struct session *s, sigset_t *before);
void signals_release(const struct session *s, const sigset_t *before, const char *text);

/*
 * fn with data while the lock of changing commands is held, for which it waits (bounded); on a dry run
 * without it. What fn returns, or STATUS_FAILED (said).
 */
int run_locked(struct session *s, int (*fn)(struct session *s, void *data), void *data);
/* The lock, at once or not at all: an fd >= 0 to close, or a negative errno. */
int try_lock_changes(struct session *s);

/* --verify: watches these interfaces, and says what it saw. STATUS_OK or STATUS_DRIFT. */
typedef int (*watch_fn)(struct session *s, const char *const *ifaces, size_t n);

/*
 * One transaction through this session's doors: journalled before its first write, put back
 * as a whole; signals that would end us wait until it is over. In this order:
 * run_begin(), run_changes()..., run_settle(), what there is to say, run_keep(), run_end().
 */
struct run {
	struct session *session;
	unsigned ncpus;		/* set once the machine is read: the width of masks */
	struct apply_io io;
	struct transaction t;
	struct snapshot **snaps;	/* of interfaces whose queues are made anew */
	const char **snapped;
	size_t nsnaps;
	struct journal_entry entry;	/* what the journal says of this run */
	/* Of several commands (src/cmd/ahead.h); all NULL when there is one. */
	const struct change *ahead;	/* a look ahead: what the commands before would have changed */
	size_t nahead;
	const struct change *later;	/* what the commands behind will set */
	size_t nlater;
	const struct wish *wish;	/* of all its "auto" together, with what was tuned before */
	size_t lost;		/* values that could not be put back */
	bool stands;		/* once settled: what was made was not put back */
	sigset_t before;
	struct try_shield shield;
};
void run_begin(struct run *run, struct session *s);
/*
 * apply_changes(), after the guard has looked, what is set on queues that will be made
 * anew is kept for the way back, and the journal has it all.
 */
int run_changes(struct run *run, const struct change *changes, size_t n, struct apply_report *r,
		struct err *e);
/* Saves run->entry as it is now: whoever changes something by other means calls it before. */
int run_journal(struct run *run, struct err *e);
/* Puts back all that the run did: a later part could not be planned, or it was not confirmed. */
void run_put_back(struct run *run, struct err *e);
/* What was made stands (status 0), or all was put back: the journal knows. */
void run_settle(struct run *run, int status);
/* --verify and --try, once all was said. What the command exits with. */
int run_keep(struct run *run, int status, watch_fn watch, const char *const *ifaces, size_t n);
/* A signal that waited ends us here. */
void run_end(struct run *run);
/* Whether a run is not over that has written: who ends now leaves it to "nqtune undo". */
bool run_under_way(void);

/* When an entry of the journal began: "2026-11-22 12:03:04", without day only the time. Arena text. */
const char *entry_time(struct session *s, const struct journal_entry *entry, bool day);
/* Says what earlier commands left half done. The caller holds the lock. */
void journal_offer(struct session *s);
