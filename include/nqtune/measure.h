/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "nqtune/parse.h"

struct arena;
struct host;
struct sample;

/* A CPU's part in it. */
struct measured_cpu {
	unsigned cpu;
	struct reading worked;		/* packets */
	struct reading interrupts;	/* of the interfaces' vectors */
	double softirq;			/* time in softirqs, 0 to 1; below 0 = not known */
	double idle;			/* the same */
};

/*
 * Many kernels look only at their ticks what a CPU does, and miss what comes in bursts between them. Fewer ticks
 * in softirqs than these, a second's worth, tell neither what a packet costs nor two layouts apart.
 */
#define MEASURE_TICKS 100

/*
 * What a layout did with the traffic it was given (U11, S10), out of the difference of two samples. Where
 * the kernel has not counted, a figure is not set.
 */
struct measured {
	uint64_t ns;
	struct reading rx_packets, rx_bytes, tx_packets, tx_bytes;	/* of the interfaces, in sum */
	struct reading drops;		/* all of these, each packet once */
	struct reading drops_ring;	/* no room in a ring */
	struct reading drops_rx;	/* by the interfaces, coming in: those of backlogs are among them */
	struct reading drops_tx;	/* by the interfaces, going out */
	struct reading drops_backlog;	/* by CPUs, of all interfaces: no room behind RPS */
	struct reading forwarded;
	struct reading interrupts;	/* of their vectors */
	struct reading worked;		/* packets that CPUs worked on */
	struct reading squeezed;
	unsigned cpus;			/* that are online */
	struct measured_cpu *cpu;	/* these, by number */
	unsigned largest_cpu;		/* which worked on most packets */
	double largest_share;		/* of worked, 0 to 1 */
	double share_to_mean;		/* largest against the mean of all online CPUs: 1 = even; 0 = nothing was worked on */
	double softirq_share;		/* of all CPU time */
	double softirq_ns_per_packet;	/* worked; 0 = not known */
	uint64_t softirq_ticks;		/* that it was made of: below MEASURE_TICKS it tells little */
	double interrupts_per_packet;	/* received; 0 = not known */
};

/*
 * Of these interfaces: of what each stands on in the end, which is itself if it has a device (n 0: of all
 * devices; where there is none, of all that stand on nothing). CPUs and forwarded are the host's. Pure.
 */
struct measured measure_sample(const struct sample *counted, const struct host *h,
			       const char *const *ifaces, size_t n, struct arena *a);
/* The names of the interfaces whose counters these are: arena array. Pure. */
const char **measure_ifaces(const struct host *h, const char *const *ifaces, size_t n,
			    size_t *count, struct arena *a);

/* A run of one of two layouts. */
struct trial {
	bool is_b;
	struct measured m;
};

enum better {
	BETTER_UNKNOWN,		/* no difference beyond the noise */
	BETTER_A,
	BETTER_B,
};

/* What layouts are compared by, what matters most first. */
enum figure {
	FIGURE_FORWARDED,	/* packets forwarded a second, where most that comes in is */
	FIGURE_RECEIVED,	/* packets received a second */
	FIGURE_DROPPED,		/* share of the packets, 0 to 1 */
	FIGURE_LARGEST,		/* share of the packets on the busiest CPU, 0 to 1 */
	FIGURE_SOFTIRQ,		/* softirq time a packet, ns */
	FIGURES,
};

/* One figure of all runs. */
struct compared {
	bool known;		/* all runs have it, and it says something */
	const char *name;	/* "packets received a second" */
	double a, b;		/* medians */
	double a_min, a_max, b_min, b_max;
	const char *a_text, *b_text;	/* "1.31 M packets/s", "51.2 %", "1.84 us" */
	const char *a_range, *b_range;	/* "1.29 M packets/s to 1.33 M packets/s" */
	size_t lost;		/* of all runs of one against all of the other, those the better one did not win */
	enum better better;	/* beyond the noise */
};

/* By which figure, and how sure. */
struct comparison {
	enum better better;
	const char *by;		/* "packets received a second"; NULL = by none */
	double a, b;		/* medians of that figure */
	const char *words;	/* the verdict in one sentence. Arena text */
	size_t na, nb;		/* runs */
	struct compared figure[FIGURES];
};

/*
 * Runs of two layouts, na and nb of them, taken in turn. One is better if by the first figure in
 * which they differ beyond the noise of their own runs it is. Pure.
 */
struct comparison compare_runs(const struct measured *a, size_t na, const struct measured *b,
			       size_t nb, struct arena *arena);
