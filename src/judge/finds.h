/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdint.h>

#include "nqtune/doctor.h"

struct host;
struct knob_reading;
struct nic;
struct nic_knobs;
struct vector;

/* An examination on its way: what the rules read, and what they add to. */
struct finds {
	const struct checkup *c;
	const struct host *h;
	const bool *wanted;	/* by place in h->nics: findings on it are asked for */
	const struct doctor_rule *rule;	/* whose turn it is */
	struct arena *a;
	struct finding *v;
	size_t n;
};

/*
 * Adds what the rule at hand found. iface NULL = the host. severity NULL = the rule's usual one.
 * Texts live in the arena or for ever.
 */
void report(struct finds *f, const char *iface, const char *severity, const char *what,
	    const char *evidence, const char *remedy);
/* printf into the examination's arena. */
const char *say(struct finds *f, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* "in 3.0 s", or "since boot". */
const char *when_counted(struct finds *f);
/* nic's packets received while it was counted; 0 = none, or it is not known. */
uint64_t received(const struct finds *f, const struct nic *nic);
/* A physical interface that is up, wanted, and has a layout: the ones most rules look at. */
bool is_subject(const struct finds *f, const struct nic *nic);
#define each_subject(nic, f)                                                                       \
	for (const struct nic *nic = (f)->h->nics; nic < (f)->h->nics + (f)->h->nnics; nic++)       \
		if (is_subject(f, nic))
/* What the knobs read of nic; NULL = nothing. */
const struct nic_knobs *knobs_of(const struct finds *f, const struct nic *nic);
/* nic_knobs_find() on it. */
const struct knob_reading *setting_of(const struct finds *f, const struct nic *nic,
				      const char *knob, const char *attr, const char *target);

/* The rules. */
/* rules_irq.c */
void find_one_cpu(struct finds *f);
void find_rps_missing(struct finds *f);
void find_layout(struct finds *f);
void find_far_node(struct finds *f);
void find_siblings(struct finds *f);
void find_too_many_queues(struct finds *f);
void find_not_honoured(struct finds *f);
void find_irqbalance(struct finds *f);
void find_default_affinity(struct finds *f);
void find_driver_hints(struct finds *f);
/* rules_cpu.c */
void find_isolated(struct finds *f);
void find_idle_states(struct finds *f);
void find_governor(struct finds *f);
void find_cpu_flags(struct finds *f);
void find_iommu(struct finds *f);
/* rules_queue.c */
void find_silent_queue(struct finds *f);
void find_udp_hash(struct finds *f);
void find_threaded(struct finds *f);
/* rules_card.c */
void find_rings_small(struct finds *f);
void find_rings_large(struct finds *f);
void find_coalescing_off(struct finds *f);
void find_coalescing_eager(struct finds *f);
void find_pause(struct finds *f);
void find_nocache_copy(struct finds *f);
/* rules_path.c */
void find_one_lock(struct finds *f);
void find_stalls(struct finds *f);
void find_backlog(struct finds *f);
void find_squeezes(struct finds *f);
void find_hooks(struct finds *f);
void find_conntrack(struct finds *f);
void find_flowtable(struct finds *f);
void find_offloaded(struct finds *f);
