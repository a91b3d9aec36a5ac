/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "nqtune/parse.h"

struct answers;
struct arena;
struct err;

/* Which header fields the hash of a kind of flow covers. */
struct ethrss_fields {
	uint32_t flow;		/* TCP_V4_FLOW, ... */
	uint64_t bits;		/* RXH_* */
};

/*
 * Receive-side scaling of one interface: over netlink where the running kernel has
 * the message (RSS_GET since 6.3, flow-hash fields and RSS_SET since 6.17), else by
 * ioctl (ETHTOOL_GRSSH/SRSSH, GRXFH/SRXFH). Which way is found out from the family's
 * list of commands, and told in by_netlink.
 */
struct ethrss {
	const uint32_t *table;	/* the indirection table; NULL = the driver has none. Arena */
	size_t nentries;
	const uint8_t *key;	/* the hash key; NULL = not told. Arena */
	size_t key_len;
	struct reading hfunc;	/* bit number of the hash function, ETH_RSS_HASH_*_BIT */
	struct reading xfrm;	/* RXH_XFRM_* bits (input transformation); not set: none, or not told */
	struct reading rings;	/* receive rings (ETHTOOL_GRXRINGS); not set where not told */
	const uint32_t *contexts;	/* numbers of the additional contexts. Arena */
	size_t ncontexts;
	bool contexts_told;	/* false: this kernel does not list them */
	bool by_netlink;
	/* Hashed fields, where the same answer tells them (6.17); NULL = ask ethrss_get_fields(). Arena */
	const struct ethrss_fields *fields;
	size_t nfields;
};
/*
 * -EOPNOTSUPP: the driver has no receive hashing; -ENODATA: not recorded; -EBADMSG: damaged,
 * or too long to be true. Then out is empty. Rings and contexts that are not told are no error.
 */
int ethrss_get(struct answers *a, const char *ifname, struct arena *arena, struct ethrss *out,
	       struct err *e);

/* What is to be changed; everything else stays. */
struct ethrss_order {
	const uint32_t *table;	/* nentries numbers; NULL = leave it */
	size_t nentries;
	bool table_default;	/* back to the driver's own table (table is NULL) */
	const uint8_t *key;	/* NULL = leave it */
	size_t key_len;
	struct reading hfunc;	/* bit number */
	struct reading xfrm;
};
/*
 * -EINVAL before anything is told: a table that is neither as long as the driver's nor a
 * part that divides it (which is then repeated), an entry beyond the rings, a key of another
 * length. -EOPNOTSUPP: the driver has no table, no key or no way to set them. -EROFS: a
 * recorded machine. One message where the kernel allows; where it takes two, the first may
 * have been done when the second fails.
 */
int ethrss_set(struct answers *a, const char *ifname, const struct ethrss_order *o,
	       struct err *e);

/*
 * Which header fields the hash of one kind of flow covers: RXH_* bits (linux/ethtool.h);
 * flow is TCP_V4_FLOW and so on. -EOPNOTSUPP: the driver does not tell. Setting replaces
 * all bits; -EINVAL: bits beyond 32, or none that the driver takes; -EROFS: a recorded machine.
 */
int ethrss_get_fields(struct answers *a, const char *ifname, uint32_t flow, uint64_t *bits,
		      struct err *e);
int ethrss_set_fields(struct answers *a, const char *ifname, uint32_t flow, uint64_t bits,
		      struct err *e);
