/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "nqtune/parse.h"

struct arena;
struct cpuset;
struct err;
struct host;
struct sys;

/*
 * What the kernel counts, at one moment; and, in the same nouns, what it counted
 * between two. A counter the kernel does not have is not set, which is not 0.
 */

/* A CPU's packets: its row of /proc/net/softnet_stat (of all network namespaces). */
struct cpu_counters {
	struct reading processed;	/* packets that were worked on here, once a device they pass */
	struct reading dropped;		/* steered here while the backlog was full */
	struct reading squeezed;	/* ends of a round of NAPI with work left over */
	struct reading steered;		/* wake-ups by another CPU that steered packets here (RPS), not packets */
	struct reading limited;		/* dropped by the flow limit */
	struct reading backlog;		/* packets waiting now; of a difference: at its end */
	struct reading net_rx;		/* rounds of the softirqs NET_RX and NET_TX: /proc/softirqs */
	struct reading net_tx;
	struct reading softirq;		/* time in softirqs, idle, and all of it, in ticks: /proc/stat */
	struct reading idle;
	struct reading ticks;
};

/* An interrupt's row of /proc/interrupts. */
struct irq_counters {
	unsigned number;
	const char *actions;
	uint64_t *counts;	/* ncpus, by CPU id; said for sample->irq_cpus only */
};

/* /sys/class/net/IFACE/statistics, by netlink where there is any */
struct nic_counters {
	const char *name;
	unsigned ifindex;
	struct reading rx_packets;
	struct reading tx_packets;
	struct reading rx_bytes;
	struct reading tx_bytes;
	struct reading rx_dropped;
	struct reading tx_dropped;
	struct reading rx_missed;	/* no room in the ring: the larger of rx_missed_errors and rx_fifo_errors */
	struct reading rx_pauses;	/* pauses that its partner asked for, and it did: sample_add_pauses() */
	struct reading tx_pauses;
};

enum queue_count {
	QUEUE_PACKETS = 1,
	QUEUE_BYTES = 2,
	QUEUE_DROPS = 4,
};

/*
 * What one queue of an interface counted: netdev netlink's statistics of queues where kernel and
 * driver have them, else the driver's own, by their known names. What neither says is not set.
 */
struct queue_counters {
	const char *iface;
	bool tx;
	unsigned index;
	unsigned by_driver;		/* QUEUE_*: which of these the driver's own statistics say */
	struct reading packets;
	struct reading bytes;
	struct reading drops;		/* by this queue; of a tx queue: packets it gave up */
	struct reading stalls;		/* tx: byte queue limits saw it stand still (stall_cnt), or it timed out */
};

struct sample {
	uint64_t ns;		/* clock_ns(); of a difference: how long it was */
	unsigned ncpus;
	struct cpuset *irq_cpus;	/* online CPUs, which have a column; NULL = not read */
	struct irq_counters *irqs;	/* the ones NICs of the host use, by number */
	size_t nirqs;
	struct cpu_counters *cpus;	/* ncpus, by id */
	struct nic_counters *nics;	/* those whose layout is known, by name_cmp() */
	size_t nnics;
	struct queue_counters *queues;	/* by interface (name_cmp()), rx before tx, by index; n 0 = not asked for */
	size_t nqueues;
	/*
	 * How many interrupts /proc/interrupts has, of whomever, and how many queues and names of their counters
	 * kernel and drivers have. Where that is another number than before, the host is to be read anew.
	 */
	size_t irqs_listed;
	size_t queues_listed;
	struct reading forwarded;	/* packets that IPv4 and IPv6 routed on, in this network namespace */
};

/*
 * Counts now for the interrupts and interfaces of h, and all CPUs. What cannot be read is
 * not set, never a failure. Arena memory, none of it h's: give a sample that does not stay an arena of its own.
 */
struct sample *sample_read(struct sys *s, const struct host *h, struct arena *a);
/*
 * Adds the queues of the host's NICs to a sample just read, which costs an answer of the driver each; with
 * stalls also these, which costs two files a tx queue.
 */
void sample_add_queues(struct sample *out, struct sys *s, const struct host *h, bool stalls,
		       struct arena *a);
/* Adds the pauses of flow control, as far as drivers' own statistics have them by known names. */
void sample_add_pauses(struct sample *out, struct sys *s, const struct host *h, struct arena *a);
/*
 * What was counted between the two. Counters of 32 bits that wrapped once are understood, where what is
 * counted beside them does not speak against it.
 * Not set, or not among irqs, nics and queues: what is in one of the two only (a CPU that was offline),
 * what was counted anew from 0 (queues made anew, a driver reset), a queue's counter that came from elsewhere
 * the first time, and what is more than a link or a CPU can do in the time. Pure.
 */
struct sample *sample_diff(const struct sample *from, const struct sample *to, struct arena *a);

/* By number, by name; NULL = not said. */
const struct irq_counters *sample_irq(const struct sample *s, unsigned number);
const struct nic_counters *sample_nic(const struct sample *s, const char *name);
const struct queue_counters *sample_queue(const struct sample *s, const char *iface, bool tx,
					  unsigned index);
