/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct answers;
struct arena;
struct err;

/* The driver's own statistics (ethtool -S): ETHTOOL_GSTRINGS of ETH_SS_STATS, and ETHTOOL_GSTATS. */
struct driverstat {
	const char *name;	/* "rx_queue_0_packets"; terminated, printable */
	uint64_t n;
};
struct driverstats {
	struct driverstat *v;	/* in the driver's order */
	size_t n;
};

/* -EOPNOTSUPP: the driver has none; -ENODATA: not recorded; -EBADMSG: damaged. Arena memory. */
int driverstats_read(struct answers *a, const char *ifname, struct arena *arena,
		     struct driverstats *out, struct err *e);
