/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdint.h>

#include "nqtune/host.h"
#include "nqtune/watch.h"

struct arena;
struct err;
struct sample;
struct session;

/* The machine, counted again and again; memory does not grow. */
struct counting {
	struct session *s;
	struct host_want want;
	struct interval now;	/* the interval that ended last */
	bool *shown;
	struct arena *host;	/* of now.h and shown */
	struct arena *last_arena;	/* of last, whose names counted has too */
	struct sample *last;
	struct arena *counted;	/* of now.counted */
	size_t nirqs, nqueues;	/* that were counted when the host was new, */
	size_t irqs_listed, queues_listed;	/* and what was listed */
	bool host_new;
	uint64_t read_ns;	/* when the host was read */
	uint64_t cpu_ns;	/* of our own, at the last sample */
};

/* Reads the machine, all of it or the interfaces named, and begins to count. -errno with e. */
int counting_begin(struct counting *c, struct session *s, unsigned ms, int argc, char **argv,
		   struct err *e);
/* What was counted since the last call, or since it began: now. */
void counting_next(struct counting *c);
void counting_end(struct counting *c);
