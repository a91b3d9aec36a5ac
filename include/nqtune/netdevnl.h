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
 * family; -ENODATA: not recorded.
 */
int netdevnl_map(struct answers *a, const char *ifname, unsigned ifindex, struct arena *arena,
		 struct netdev_map *out, struct err *e);
