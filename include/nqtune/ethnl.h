/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "nqtune/parse.h"

struct answers;
struct arena;
struct err;
struct nlattr;

/*
 * ethtool over netlink (Documentation/networking/ethtool-netlink.rst). The one
 * place that knows the family's header nest and message numbers.
 */

/* The widest attribute number of the replies this program reads. */
#define ETHNL_ATTR_MAX 64

/*
 * Asks one ETHTOOL_MSG_*_GET of one interface and calls fn with the reply's
 * top-level attributes (tb[0..ETHNL_ATTR_MAX], NULL where absent; valid during
 * the call only). -EOPNOTSUPP: the kernel or the driver has none of it;
 * -ENODEV: no such interface; -ENODATA: not recorded. e gets the kernel's words.
 */
typedef int (*ethnl_fn)(const struct nlattr *const *tb, void *data);
int ethnl_get(struct answers *a, uint8_t cmd, const char *ifname, ethnl_fn fn, void *data,
	      struct err *e);

/* A u8/u16/u32/u64 attribute as a number, whatever its width; not set if absent or malformed. */
struct reading ethnl_number(const struct nlattr *attr);
/* A nested attribute parsed into tb[0..ETHNL_ATTR_MAX]; false if malformed. */
bool ethnl_nest(const struct nlattr *attr, const struct nlattr **tb);
/* Text that is terminated inside its attribute, else NULL. */
const char *ethnl_text(const struct nlattr *attr);

/*
 * A bitset of names as ETHTOOL_MSG_FEATURES_GET sends them in verbose form:
 * calls fn(name, on, data) for each. -EBADMSG if malformed.
 */
int ethnl_bits(const struct nlattr *bitset, void (*fn)(const char *name, bool on, void *data),
	       void *data);

/* The receive-hash indirection table's length, and how many distinct queues it names. Not set where unknown. */
struct ethnl_rss {
	struct reading entries;
	struct reading queues;
	struct reading hfunc;	/* bit number of the hash function, ETH_RSS_HASH_*_BIT */
};
int ethnl_rss(struct answers *a, const char *ifname, struct ethnl_rss *out, struct err *e);
