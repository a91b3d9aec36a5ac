/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct cpuset;
struct host;
struct irq;
struct nic;
struct rx_queue;
struct style;
struct tx_queue;

/* One line: a queue, or both queues of one vector. Sets are NULL where empty or not said. */
struct row {
	const char *label;
	const char *irq;		/* its number, "-" where not known */
	const struct cpuset *at;	/* where the interrupt is served */
	const struct cpuset *maybe;	/* where it may be, while the kernel does not say */
	const struct cpuset *rps;
	const struct cpuset *xps;
	const struct cpuset *napi;	/* where its threaded NAPI may run, if not everywhere */
	const char *note;		/* "" = none */
	bool warn;			/* the note is about something wrong */
	bool changed;			/* differs from the host before */
};

struct rows {
	struct row *v;
	size_t n;
	bool rps_known;		/* some queue has an rps_cpus at all */
	bool xps_known;
	bool at, maybe, rps, xps, napi, changed; /* some row has it */
	bool far;		/* some row is served on another node than the NIC's */
	int node;		/* the NIC's */
	unsigned label_cols;
	unsigned irq_cols;
	unsigned note_cols;	/* of the longest note */
};

/* The rows of nic; was (or NULL) is the same interface before, to compare with. */
void rows_build(struct rows *out, const struct style *st, const struct host *h,
		const struct nic *nic, const struct nic *was, struct arena *a);
/* Whether the picture of the interface differs. */
bool rows_differ(const struct style *st, const struct host *before, const struct nic *was,
		 const struct host *after, const struct nic *nic, struct arena *a);
