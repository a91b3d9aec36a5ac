/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct answers;
struct arena;
struct err;

/* What the kernel counts for an interface as a whole, as below /sys/class/net/IFACE/statistics. */
struct link_stats {
	unsigned ifindex;
	uint64_t rx_packets;
	uint64_t tx_packets;
	uint64_t rx_bytes;
	uint64_t tx_bytes;
	uint64_t rx_dropped;
	uint64_t tx_dropped;
	uint64_t rx_fifo_errors;
	uint64_t rx_missed_errors;
};

/*
 * Those of all interfaces of this network namespace, by ifindex, in one answer (RTM_GETSTATS,
 * since 4.7): files cost each driver a look at its hardware for every number. Arena array.
 * -ENODATA: not recorded; -EBADMSG: damaged.
 */
int linkstats_read(struct answers *a, struct arena *arena, struct link_stats **v, size_t *n,
		   struct err *e);
/* The one of that number, or NULL. */
const struct link_stats *linkstats_find(const struct link_stats *v, size_t n, unsigned ifindex);
