/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "nqtune/parse.h"

struct arena;
struct host;
struct sample;

/*
 * What a layout did with the traffic it was given (U11, S10), out of the difference of two samples. Where
 * the kernel has not counted, a figure is not set.
 */
struct measured {
	uint64_t ns;
	struct reading rx_packets, rx_bytes, tx_packets, tx_bytes;	/* of the interfaces, in sum */
	struct reading drops;		/* rings, interfaces and backlogs, in sum */
	struct reading forwarded;
	struct reading interrupts;	/* of their vectors */
	struct reading worked;		/* packets that CPUs worked on */
	struct reading squeezed;
	unsigned cpus;			/* that are online */
	unsigned largest_cpu;		/* which worked on most packets */
	double largest_share;		/* of worked, 0 to 1 */
	double share_to_mean;		/* largest against the mean of all online CPUs: 1 = even */
	double softirq_share;		/* of all CPU time */
	double softirq_ns_per_packet;	/* worked; 0 = not known */
	double interrupts_per_packet;	/* received; 0 = not known */
};

/* Of these interfaces and what carries them (n 0: all that have a device, else all). Pure. */
struct measured measure_sample(const struct sample *counted, const struct host *h,
			       const char *const *ifaces, size_t n, struct arena *a);

enum better {
	BETTER_UNKNOWN,		/* no difference beyond the noise */
	BETTER_A,
	BETTER_B,
};
/* By which figure, and how sure. */
struct comparison {
	enum better better;
	const char *by;		/* "packets received a second"; NULL = by none */
	double a, b;		/* medians of that figure */
	const char *words;	/* the verdict in one sentence. Arena text */
};

/*
 * Runs of two layouts, na and nb of them, taken in turn. One is better if by the first figure in
 * which they differ beyond the noise of their own runs it is. Pure.
 */
struct comparison compare_runs(const struct measured *a, size_t na, const struct measured *b,
			       size_t nb, struct arena *arena);
