/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct answers;
struct err;

/*
 * Coalescing of one queue: ETHTOOL_PERQUEUE with ETHTOOL_GCOALESCE and
 * ETHTOOL_SCOALESCE, which netlink lacks (also in 7.2). id is the number of
 * netlink's attribute of the same meaning (ETHTOOL_A_COALESCE_*), so that the rows of
 * the knob serve both. What the old struct lacks is -EOPNOTSUPP.
 */
struct ethcoalesce {
	uint32_t v[64];		/* by netlink attribute */
	uint64_t known;		/* bit id: the struct has it */
};
/* -EOPNOTSUPP: the driver has no per-queue coalescing; -EINVAL: no such queue. */
int ethcoalesce_get(struct answers *a, const char *ifname, unsigned queue,
		    struct ethcoalesce *out, struct err *e);
/* Reads the queue's settings, changes those named by ids[0..n), writes them. */
int ethcoalesce_set(struct answers *a, const char *ifname, unsigned queue, const uint16_t *ids,
		    const uint32_t *values, size_t n, struct err *e);
