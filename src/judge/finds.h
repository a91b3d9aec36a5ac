/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdint.h>

#include "nqtune/doctor.h"

struct change;
struct cpuset;
struct host;
struct irq;
struct knob_reading;
struct nic;
struct nic_knobs;
struct vector;

/* An examination on its way: what the rules read, and what they add to. */
struct finds {
	const struct checkup *c;
	const struct host *h;
	const bool *wanted;	/* by place in h->nics: findings on it are asked for */
	const uint64_t *counts;	/* by place in h->irqs: interrupts counted; irq_count() */
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
/* Behind a remedy that does: whoever pastes it shall know. */
#define RESETS_LINK "  # resets the link"
/* printf into the examination's arena. */
const char *say(struct finds *f, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* "in 3.0 s", or "since boot". */
const char *when_counted(struct finds *f);
/* nic's packets while it was counted; 0 = none, or it is not known. */
uint64_t received(const struct finds *f, const struct nic *nic);
uint64_t transmitted(const struct finds *f, const struct nic *nic);
/* Whether n is so many a second of the time that was counted; since boot, also a minute's worth at least. */
bool at_least(const struct finds *f, uint64_t n, unsigned per_second);
/* A machine made up, or recorded without counters of packets, or of anything, which is judged by its settings. */
bool counts_no_packets(const struct finds *f);
bool counts_nothing(const struct finds *f);
/* Whether nic received so many packets that its layout matters: BUSY_PACKETS. */
bool is_busy(const struct finds *f, const struct nic *nic);
/* Fewer packets a second (12 Mbit/s of full frames) are no load to any CPU, which handles some 100000 at least. */
#define BUSY_PACKETS 1000
/* As few interrupts a second as the slowest clock tick makes are no load either. */
#define BUSY_INTERRUPTS 100
/* The rule's usual severity where nic is busy, or where nothing is counted, else "info". */
const char *if_busy(const struct finds *f, const struct nic *nic);
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


/* irqs.c: what the rules on interrupts and CPUs share. */
/* Whether that interrupt serves queues of nic. */
bool serves_queues(const struct vector *v);
/* All interrupts summed once for an examination's counts, in its arena: a large host has 1024 of 4096 CPUs. */
const uint64_t *irq_sums(const struct finds *f);
/* Interrupts counted, in all, and on one CPU. */
uint64_t irq_count(const struct finds *f, const struct irq *irq);
uint64_t irq_count_on(const struct finds *f, const struct irq *irq, unsigned cpu);
/* Where the plan puts an interrupt; NULL = it leaves it alone. */
const struct cpuset *planned_for(const struct finds *f, const struct irq *irq);
/* The only CPU that serves it now, -1 = several may, or it is not said. */
int served_by(const struct irq *irq);
/* Where most of it came while it was watched: the effective CPU is what it was before that. Else served_by(). */
int comes_to(const struct finds *f, const struct irq *irq);
/* "irqs 24-29,31"; marked by place in h->irqs. */
const char *irqs_words(struct finds *f, const bool *marked);
/* "eth1, eth2 and eth3"; marked by place in h->nics. */
const char *nics_words(struct finds *f, const bool *marked);
/* The online CPUs on which queue interrupts of subjects are served. */
struct cpuset *serving_cpus(struct finds *f);
/* Of those, the ones where packets of a busy subject came in. */
struct cpuset *receiving_cpus(struct finds *f);

/* The rules. */
/* rules_irq.c */
void find_one_cpu(struct finds *f);
void find_far_node(struct finds *f);
void find_siblings(struct finds *f);
void find_not_honoured(struct finds *f);
/* rules_layout.c */
void find_rps_missing(struct finds *f);
void find_too_many_queues(struct finds *f);
void find_irqbalance(struct finds *f);
void find_default_affinity(struct finds *f);
void find_driver_hints(struct finds *f);
void find_layout(struct finds *f);
/* rules_cpu.c */
void find_isolated(struct finds *f);
void find_idle_states(struct finds *f);
void find_governor(struct finds *f);
void find_cpu_flags(struct finds *f);
void find_iommu(struct finds *f);
/* rules_queue.c */
void find_silent_queue(struct finds *f);
void find_udp_hash(struct finds *f);
/* rules_threads.c */
void find_threaded(struct finds *f);
/* rules_ring.c */
void find_rings_small(struct finds *f);
void find_rings_large(struct finds *f);
/* rules_card.c */
void find_coalescing_off(struct finds *f);
void find_coalescing_eager(struct finds *f);
void find_pause(struct finds *f);
void find_nocache_copy(struct finds *f);
/* rules_path.c */
void find_one_lock(struct finds *f);
void find_stalls(struct finds *f);
void find_backlog(struct finds *f);
void find_squeezes(struct finds *f);
/* rules_firewall.c */
void find_hooks(struct finds *f);
void find_conntrack(struct finds *f);
void find_flowtable(struct finds *f);
void find_offloaded(struct finds *f);
