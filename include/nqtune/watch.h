/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct arena;
struct host;
struct json_object;
struct sample;

/* What was counted in an interval, and of what. */
struct interval {
	const struct host *h;
	const bool *shown;	/* by place in h->nics: its interface and queues are told of */
	const struct sample *counted;	/* the difference; NULL = nothing yet */
	uint64_t time_ms;	/* its end, since 1970 */
	double self_cpu;	/* share of its time that nqtune itself was at work */
	unsigned asked_ms;	/* how long it should have been */
};

/*
 * A line for the host, each interface, queue and CPU: time, what it is of, then KEY=VALUE as the
 * JSON has them, between single blanks; "-" is not said. Counts of the interval, no rates.
 */
void view_interval(FILE *out, const struct interval *t, struct arena *a);
/* nqtune-watch/1; the caller puts it. */
struct json_object *json_interval(const struct interval *t, struct arena *a);
