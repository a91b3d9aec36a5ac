/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <signal.h>
#include <stddef.h>

#include "nqtune/apply.h"

struct change;
struct err;
struct session;
struct snapshot;

/* Takes the lock of changing commands (bounded). An fd >= 0, or a negative errno with e. */
int lock_changes(struct session *s, struct err *e);

/* One transaction through this session's doors; signals that would end us wait until it is over. */
struct run {
	struct session *session;
	unsigned ncpus;
	struct apply_io io;
	struct transaction t;
	struct snapshot **snaps;	/* of interfaces whose queues are made anew */
	const char **snapped;
	size_t nsnaps;
	sigset_t before;
};
void run_begin(struct run *run, struct session *s, unsigned ncpus);
/* apply_changes(); before queues are made anew, what is set on them is kept for the way back. */
int run_changes(struct run *run, const struct change *changes, size_t n, struct apply_report *r,
		struct err *e);
/* Puts back what the run wrote so far: a later part could not be planned. */
void run_put_back(struct run *run, struct err *e);
/* code: how it ended. All is to be said and saved before: a signal that waits ends us here. */
void run_end(struct run *run, int code);
