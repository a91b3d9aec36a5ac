/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdint.h>

struct session;

#define WATCH_MS_MIN 100
#define WATCH_MS_MAX 3600000

struct watch_request {
	unsigned ms;	/* an interval; 0 = not asked for */
	uint64_t count;	/* end after so many; 0 = never */
};

/* "2", "0.5": seconds in words as milliseconds. -EINVAL, -ERANGE. */
int watch_seconds(const char *text, unsigned *ms);
/*
 * show --watch: what is counted, one interval after the other, until a signal or the key q ends
 * it. On a terminal the whole screen; else a record an interval, with --json one object a
 * line. An exit status.
 */
int watch(struct session *s, const struct watch_request *rq, int argc, char **argv);
