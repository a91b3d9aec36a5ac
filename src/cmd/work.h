/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stddef.h>

#include "nqtune/apply.h"
#include "nqtune/plan.h"

struct auto_request;
struct host;
struct knob_request;
struct run;
struct session;

/* What a command did, or on a dry run would do, for the words about it. */
struct work {
	struct plan plan;	/* changes in the order made, what is left alone, findings */
	struct apply_report report;	/* empty on a dry run */
	size_t already;		/* settings that were so before (knobs) */
	struct wish wish;	/* auto: of the interfaces that were there */
	const struct host *before;
	const struct host *after;	/* NULL for a knob */
};

/*
 * One command inside a run that may have had others before: reads the machine, plans, and
 * makes the changes, between run_begin() and run_settle(). 0, or an exit status (said): the
 * caller then puts the run back, unless it was the only command in it, which has done so.
 */
int auto_do(struct run *run, struct auto_request *rq, struct work *out);
int knob_do(struct run *run, struct knob_request *rq, struct work *out);
