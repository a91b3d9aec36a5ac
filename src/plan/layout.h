/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "nqtune/plan.h"

struct cpuset;
struct err;
struct host;
struct irq;
struct nic;
struct vector;

#define NO_CPU (-1)
/* Damaged recordings claim any number of queues; no NIC has more. */
#define QUEUES_MAX 4096

/* A NIC whose interrupts and XPS are laid out: it was named, or it carries one that was. */
struct leaf {
	struct nic *nic;
	const struct wish_iface *wish;	/* the first that reached it */
	struct cpuset *pool;
	int *rx_home;		/* CPU of each rx queue, NO_CPU = its interrupt is not known */
	int *tx_home;
	struct cpuset *rx_cpus;	/* all rx homes together */
};

/* An interface that was named. */
struct target {
	struct nic *nic;
	const struct wish_iface *wish;
	struct leaf **leaves;
	size_t nleaves;
	struct cpuset *pool;
	unsigned weight;
	const char *unsteered;	/* why it needs no RPS of its own; NULL = it does */
};

/* A plan in the making. */
struct layout {
	const struct host *host;
	struct arena *arena;
	struct plan *plan;
	struct target *targets;
	size_t ntargets;
	struct leaf **leaves;	/* each NIC once, in order of first appearance */
	size_t nleaves;
	unsigned *load;		/* queue vectors per CPU, of the NICs being tuned */
	struct cpuset *irq_cpus;	/* CPUs with such a vector (or a NAPI thread) */
	int *placed;		/* where each of host->irqs goes, NO_CPU = not decided; one place, however many NICs share it */
};

/* Rule P1. Never NULL; empty when nothing is left. *why says in words what it is. */
struct cpuset *pool_of(const struct layout *l, const struct wish_iface *w, int node,
		       const char **why);
/* -EINVAL if the pool of nic is empty. */
int check_pool(const struct layout *l, const struct nic *nic, const struct cpuset *pool,
	       struct err *e);
/* P8: why there is nothing to lay out on h, whatever the interface; NULL = there is. */
const char *nothing_to_lay_out(const struct host *h);
/* Rules P2 and P3: interrupts. */
void place_leaves(struct layout *l);
/* Rule P4: XPS. */
void transmit_leaves(struct layout *l);
/* Rules P5 to P7: RPS. */
void steer_targets(struct layout *l);

/* One who takes a part of the steering CPUs. */
struct sharer {
	const struct cpuset *set;	/* the CPUs it may be steered to */
	unsigned weight;
	struct cpuset *share;	/* out: what it gets */
};
/* Rule P6: divides by weight, least loaded CPUs first, heavier sharers first. */
void share_cpus(struct sharer *v, size_t n, const unsigned *load, unsigned ncpus, struct arena *a);
/* Divides one share over queues with these homes, nearest cache first: nq sets in out. */
void share_queues(const struct host *h, const struct cpuset *share, const int *home, size_t nq,
		  struct cpuset **out, struct arena *a);
/* 0 same CPU, 1 same core, 2 same last-level cache, 3 same node, 4 elsewhere (or not known). */
unsigned cpu_distance(const struct host *h, int a, int b);

/* Entries of the plan. Texts are printf-like, into the arena. */
void left_alone(struct layout *l, const char *iface, const char *knob, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
void found(struct layout *l, const char *id, const char *severity, const char *iface,
	   const char *remedy, const char *fmt, ...) __attribute__((format(printf, 6, 7)));
/* A change to a CPU set, unless it already holds. old NULL = not readable: left alone. */
void change_cpus(struct layout *l, const struct nic *nic, const struct knob *k,
		 const struct knob_attr *attr, const char *target, unsigned index,
		 const struct cpuset *old, const struct cpuset *new, const char *why);

/* What the user should know besides the changes (B4, B7, P10, ...). */
void find_all(struct layout *l);
