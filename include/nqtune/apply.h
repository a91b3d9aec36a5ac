/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "nqtune/change.h"

struct arena;
struct err;

/* How apply reaches the kernel; tests put a faulty one in its place. */
struct apply_io {
	int (*set)(void *ctx, const struct change *c, const struct value *v, struct err *e);
	int (*get)(void *ctx, const struct change *c, struct arena *a, struct value *out,
		   struct err *e);
	void *ctx;
};

enum apply_outcome {
	OUTCOME_NOT_TRIED,
	OUTCOME_DONE,
	OUTCOME_NARROWED,	/* the kernel kept less than asked: see got */
	OUTCOME_REFUSED,	/* expected refusal: this interrupt cannot move */
	OUTCOME_FAILED,
};

struct apply_step {
	enum apply_outcome outcome;
	struct value got;	/* read back after the write */
	const char *note;	/* why narrowed, refused or failed; NULL otherwise */
};

/* Outcomes and counts stay as they went when all was put back afterwards. */
struct apply_report {
	struct apply_step *steps;	/* one a change, same order; arena memory */
	size_t done;
	size_t narrowed;
	size_t refused;
	bool rolled_back;
	size_t rollback_failures;	/* values that could not be put back, named in e */
};

/*
 * Writes the changes in order, each read back. On the first failure everything
 * written is put back, newest first, and the failure returned (with e naming the
 * step). An interrupt that turns out unmovable (EIO, or EPERM for root) does not
 * fail at once: the rest of the interrupts is tried so that all such are known,
 * then all is put back and -EXDEV returned: plan again around them. -ESTALE: accepted
 * but not kept. -EINVAL before the first write: a change without an earlier value.
 */
int apply_changes(const struct apply_io *io, const struct change *changes, size_t n,
		  struct arena *a, struct apply_report *r, struct err *e);
