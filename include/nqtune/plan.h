/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "nqtune/change.h"

struct arena;
struct cpuset;
struct err;
struct host;
struct nic;

/* What is wished for one interface; the options of the "auto" that named it. */
struct wish_iface {
	const char *name;
	unsigned weight;	/* 0 = find out (2 where the firewall masquerades, else 1) */
	const struct cpuset *reserve;	/* CPUs to keep out of the pool; NULL = none */
	bool smt;		/* every hardware thread, not one a core */
	bool use_isolated;
	bool all_cores;		/* slow cores too */
	bool xps_all;		/* CPUs without a queue get the nearest one */
	bool dedicated_irq;	/* the steering set never holds an IRQ CPU */
};

struct wish {
	const struct wish_iface *v;	/* in the order named */
	size_t n;
};

struct left_alone {
	const char *iface;
	const char *knob;	/* "rps", "xps", "irq" */
	const char *why;
};

struct finding {
	const char *id;		/* "irqbalance-running" */
	const char *iface;	/* NULL = the host */
	const char *severity;	/* "info", "warn", "bad" */
	const char *what;
	const char *remedy;
};

struct plan {
	struct change *changes;	/* in the order of application */
	size_t nchanges;
	struct left_alone *left;
	size_t nleft;
	struct finding *findings;
	size_t nfindings;
};

/*
 * The layout of all wished interfaces, planned together (rules P1-P10 of the
 * manual). Pure: looks at h only, same input same plan. Interfaces of the wish
 * that do not exist are -ENODEV. Arena memory.
 */
int plan_auto(struct plan *out, const struct host *h, const struct wish *w, struct arena *a,
	      struct err *e);

/*
 * The model as it will be when changes are applied: a copy that shares what does
 * not change. For the preview and for "a second plan is empty".
 */
struct host *plan_preview(const struct host *h, const struct change *changes, size_t n,
			  struct arena *a);

/* One sentence on nic's layout as it is ("6 queues on 6 CPUs, one each"), for show. */
const char *plan_verdict(const struct host *h, const struct nic *nic, struct arena *a);
