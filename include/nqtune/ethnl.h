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

/*
 * A bitset of names as ETHTOOL_MSG_FEATURES_GET sends them in verbose form:
 * calls fn(name, on, data) for each. -EBADMSG if malformed.
 * Of features, ETHTOOL_A_FEATURES_HW names all that the kernel knows, on where they can be
 * switched; WANTED, ACTIVE and NOCHANGE name only those that are on. A feature is
 * fixed if it is off in HW or in NOCHANGE.
 */
int ethnl_bits(const struct nlattr *bitset, void (*fn)(const char *name, bool on, void *data),
	       void *data);

/* An attribute of a set message. */
enum ethnl_width {
	ETHNL_U8,
	ETHNL_U32,
	ETHNL_BYTES,
};
struct ethnl_value {
	uint16_t id;
	enum ethnl_width width;
	uint32_t number;	/* of U8 and U32 */
	const void *bytes;	/* of BYTES; len 0 is an empty attribute; a nest if id says NLA_F_NESTED */
	size_t len;
	const char *name;	/* what people call it, for the words of a refusal; NULL = not named there */
};
/*
 * One ETHTOOL_MSG_*_SET of one interface with n attributes at once: all of them or
 * none. e gets the kernel's words, behind the name of the attribute that it refused
 * if it says which. -EOPNOTSUPP: the kernel or the driver has none of it; -EROFS: a
 * recorded machine; -E2BIG: an attribute longer than netlink can send.
 */
int ethnl_set(struct answers *a, uint8_t cmd, const char *ifname, const struct ethnl_value *v,
	      size_t n, struct err *e);

/*
 * Features to be switched, by the kernel's names, in one message: all of them or none.
 * 0 means that the kernel took the wish, no more: what is fixed, or what needs another
 * feature, stays as it is without a word. So read back what is active. -EOPNOTSUPP:
 * the kernel knows no feature of that name (it stands first in e); -EINVAL: nobody may
 * switch it.
 */
struct ethnl_feature {
	const char *name;
	bool on;
};
int ethnl_set_features(struct answers *a, const char *ifname, const struct ethnl_feature *v,
		       size_t n, struct err *e);
