/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "nqtune/change.h"

struct arena;
struct err;

/* How apply reaches the kernel; tests put a faulty one in its place. */
struct apply_io {
	/* As knob_set() and knob_get(): n changes that go together. */
	int (*set)(void *ctx, const struct change *c, const struct value *const *v, size_t n,
		   struct err *e);
	int (*get)(void *ctx, const struct change *c, size_t n, struct arena *a,
		   struct value *out, struct err *e);
	/*
	 * Called once when all that was written has been put back: repairs what a driver forgot
	 * in between on iface (a change of channels loses affinities). NULL = nothing to
	 * repair. Returns how many values could not be restored, each named in e.
	 */
	size_t (*mend)(void *ctx, const char *iface, struct err *e);
	void *ctx;
	/* Told of each value that could not be put back; NULL = nobody asks. */
	void (*lost)(void *ctx, const struct change *c, const char *why);
};

enum apply_outcome {
	OUTCOME_NOT_TRIED,
	OUTCOME_DONE,
	OUTCOME_NARROWED,	/* the kernel kept less than asked: see got */
	OUTCOME_ROUNDED,	/* the driver made another number of it: see got */
	OUTCOME_REFUSED,	/* expected refusal: this interrupt cannot move, this driver has none of it */
	OUTCOME_FAILED,
};

struct apply_step {
	enum apply_outcome outcome;
	struct value got;	/* read back after the write */
	const char *note;	/* why narrowed, rounded, refused or failed; NULL otherwise */
};

/* Outcomes and counts stay as they went when all was put back afterwards. */
struct apply_report {
	struct apply_step *steps;	/* one a change, same order; arena memory */
	size_t done;
	size_t narrowed;
	size_t rounded;
	size_t refused;
	bool rolled_back;
	size_t rollback_failures;	/* values that could not be put back, named in e */
};

/*
 * All that one command writes, in one or several calls of apply_changes(): planned
 * parts between which the machine is read again. Zeroed but for io and arena.
 */
struct transaction {
	const struct apply_io *io;
	struct arena *arena;
	const struct change **written;	/* in the order of writing */
	size_t nwritten;
};

/*
 * Writes the changes in order, those that go together (knob_together()) in one
 * message, each read back. On the first failure everything the transaction
 * wrote, in this call and in those before, is put back, newest first, and the
 * failure returned (with e naming the step). An interrupt that turns out unmovable
 * (EIO, or EPERM for root) does not fail at once: the rest of the interrupts is tried
 * so that all such are known, then this call's changes are put back, earlier ones stay,
 * and -EXDEV is returned: plan again around them (-EIO if one could not be put back).
 * A change marked optional that the driver does not support (EOPNOTSUPP) is refused and
 * left at that. A number that reads otherwise is rounded, and no failure, unless the
 * driver ignored it. -ESTALE: accepted but not kept. -EINVAL before the first write: a
 * change without an earlier value. changes must live as long as t.
 */
int apply_changes(struct transaction *t, const struct change *changes, size_t n,
		  struct apply_report *r, struct err *e);
/* Puts back all that t wrote, newest first. How many values could not be, named in e. */
size_t apply_put_back(struct transaction *t, struct err *e);
