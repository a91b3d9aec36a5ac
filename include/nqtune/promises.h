/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct cpuset;
struct host;
struct sample;

/*
 * A layout is a list of promises: this interrupt comes to CPU 3, what this interface receives
 * is worked on by CPUs 1-2. Whether they are kept is seen in what the kernel counted.
 */
enum promise_state {
	PROMISE_BROKEN,
	PROMISE_KEPT,
	PROMISE_IDLE,		/* nothing came by which it could be told */
};

struct promise {
	enum promise_state state;
	const char *iface;
	const char *what;	/* "irq", "rps", "xps": the knob by which it was given */
	const char *target;	/* "eth0-TxRx-3", "tx-1"; "rx" for all rx queues of the interface */
	const struct cpuset *asked;	/* when watching began */
	const struct cpuset *served;	/* irq: where it came; rps: which of asked worked; NULL = not seen */
	uint64_t count;		/* irq: interrupts; rps: packets received; else 0 */
	uint64_t elsewhere;	/* irq: of these, outside of asked; else 0 */
	const char *evidence;	/* in words */
};

/* A setting that somebody changed while it was watched. */
struct move {
	const char *iface;
	const char *what;	/* as in a promise */
	const char *target;
	unsigned index;		/* the interrupt's number, or the queue */
	const struct cpuset *was;	/* when watching began */
	const struct cpuset *now;	/* the last that was otherwise */
	bool back;		/* it is again as it was */
	uint64_t ns;		/* how long after the beginning it was first seen */
};

struct moves {
	struct move *v;
	size_t n;
};

/* What was seen. Where the two hosts differ is in moves. */
struct watched {
	const struct host *before;
	const struct host *after;
	const struct sample *counted;	/* sample_diff() of one taken after before and one before after */
	const struct moves *moves;
};

struct promises {
	struct promise *v;	/* broken ones first, then kept, then idle; each by interface */
	size_t n;
	size_t count[PROMISE_IDLE + 1];	/* by state */
	size_t unasked;		/* interrupts that may come to any CPU: nothing is promised */
	uint64_t ns;		/* how long it was watched */
};

/*
 * Notes where now differs from before: asked affinities, RPS, XPS. Called with each
 * reading in turn, ns after the beginning; keeps nothing of now. Pure.
 */
void moves_note(struct moves *m, const struct host *before, const struct host *now, uint64_t ns,
		struct arena *a);
/* The promises of w->before's interfaces of these names and of what carries them (n 0: all). Pure. */
struct promises promises_judge(const struct watched *w, const char *const *ifaces, size_t n,
			       struct arena *a);
