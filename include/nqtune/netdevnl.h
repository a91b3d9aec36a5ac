/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "nqtune/parse.h"

struct answers;
struct arena;
struct err;

/*
 * The netdev netlink family (Documentation/netlink/specs/netdev.yaml, since 6.8):
 * which NAPI serves a queue, and which interrupt serves the NAPI.
 */
struct netdev_queue {
	unsigned id;
	bool tx;
	struct reading napi;
};
struct netdev_napi {
	unsigned id;
	struct reading irq;
	struct reading pid;	/* its thread, when NAPI is threaded */
	/* Its own settings, since 6.13 (threaded: 6.17); not set on older kernels. */
	struct reading defer_hard_irqs;
	struct reading gro_flush_ns;
	struct reading irq_suspend_ns;
	struct reading threaded;	/* 0, 1, or 2 = busy polling */
};
struct netdev_map {
	struct netdev_queue *queues;
	size_t nqueues;
	struct netdev_napi *napis;
	size_t nnapis;
};

/*
 * Fills out (arena memory) for the interface. Queues and NAPIs exist only while
 * it is up: an empty map is an answer. -EOPNOTSUPP: this kernel has no such
 * family; -ENODATA: not recorded; -EBADMSG: damaged, or longer than any card's.
 */
int netdevnl_map(struct answers *a, const char *ifname, unsigned ifindex, struct arena *arena,
		 struct netdev_map *out, struct err *e);

/* One setting of one NAPI (NETDEV_CMD_NAPI_SET, since 6.13). -EOPNOTSUPP: this kernel has it per device only. */
enum netdev_napi_attr {
	NAPI_ATTR_DEFER_HARD_IRQS,
	NAPI_ATTR_GRO_FLUSH,	/* ns */
	NAPI_ATTR_IRQ_SUSPEND,	/* ns */
	NAPI_ATTR_THREADED,
};
int netdevnl_napi_set(struct answers *a, unsigned napi, enum netdev_napi_attr attr, uint64_t value,
		      struct err *e);
