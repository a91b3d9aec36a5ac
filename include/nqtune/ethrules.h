/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct answers;
struct arena;
struct err;
struct ethtool_rx_flow_spec;

/*
 * Rules by which the NIC sends chosen flows to a queue or drops them (n-tuple
 * filters): ETHTOOL_GRXCLSRLCNT, GRXCLSRLALL, GRXCLSRULE, SRXCLSRLINS, SRXCLSRLDEL;
 * by ioctl on every kernel.
 */
struct ethrules {
	const struct ethtool_rx_flow_spec *v;	/* by location; arena */
	size_t n;
	uint32_t room;		/* how many the NIC can hold; 0 = not told */
	bool picks_location;	/* the driver chooses the place of a new rule */
};
/*
 * -EOPNOTSUPP: this driver has no such rules; -ENODATA: not recorded; -EBADMSG: damaged, or
 * too many to be true. Then out is empty.
 */
int ethrules_get(struct answers *a, const char *ifname, struct arena *arena, struct ethrules *out,
		 struct err *e);
/* The rule at location; -ENOENT: there is none. */
int ethrules_one(struct answers *a, const char *ifname, uint32_t location,
		 struct ethtool_rx_flow_spec *out, struct err *e);
/*
 * Adds (or replaces) the rule at spec->location; RX_CLS_LOC_ANY lets the driver choose, and
 * *spec tells where. -EOPNOTSUPP: no such rules, or not of this form; -EROFS: a recorded
 * machine; else the driver's own errno. Removing: -ENOENT: there is none.
 */
int ethrules_insert(struct answers *a, const char *ifname, struct ethtool_rx_flow_spec *spec,
		    struct err *e);
int ethrules_remove(struct answers *a, const char *ifname, uint32_t location, struct err *e);
