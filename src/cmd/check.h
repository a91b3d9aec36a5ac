/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stddef.h>

#include "nqtune/drift.h"

struct host;
struct session;

/* What nqtune set since boot, the last of it for each setting (the journal). */
struct past_setting {
	struct change change;	/* new is what was set */
	const char *command;
	unsigned ifindex;	/* of the interface then */
};
struct past {
	struct past_setting *v;
	size_t n;
	unsigned *told;		/* interrupts that irqbalance was told to leave alone */
	size_t ntold;
};

/* Empty when nothing was set, or the journal cannot be read (said, unless this machine's is not ours to read). */
struct past past_load(struct session *s, const struct host *h);
/* What c's setting was set to; NULL = it was not set. */
const struct past_setting *past_find(const struct past *p, const struct change *c);
/* The settings that read otherwise now: drifts without a judgement; how many. */
size_t past_compare(struct session *s, const struct host *h, const struct past *p,
		    struct drift **out);
/* Fills in what the past tells of each. */
void past_tell(const struct past *p, const struct host *h, struct drift *v, size_t n);
