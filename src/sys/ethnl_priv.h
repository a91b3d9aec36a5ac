/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdint.h>

struct answers;
struct err;
struct genl_family;
struct nlmsghdr;

/* What readings and settings of ethtool's netlink family have in common. */

/* What an ETHTOOL_MSG_*_SET sets ("rings"), NULL if it is not one of ours. */
const char *ethnl_set_word(uint8_t cmd);
/* The family, if it has cmd. NULL: *rc and e tell why, word being what cmd is about. */
const struct genl_family *ethnl_family(struct answers *a, uint8_t cmd, const char *word, int *rc,
				       struct err *e);
/* Begins a request in buf, as far as the header that names the interface. */
#define ETHNL_HEADER_ROOM 64
struct nlmsghdr *ethnl_begin(void *buf, const struct genl_family *family, uint8_t cmd,
			     const char *ifname);
