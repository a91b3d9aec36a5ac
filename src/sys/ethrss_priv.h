/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct answers;
struct arena;
struct err;
struct ethrss;
struct ethtool_rxfh;
struct nlattr;

/* What readings and settings of receive hashing have in common. */

/* More than any hardware has: a longer table or key is not believed. */
#define RSS_ENTRIES_MAX 65536
#define RSS_KEY_MAX 1024

/* Whether the kernel's ethtool family has cmd; without it, it has not. -ENODATA: not recorded. */
int ethrss_has_op(struct answers *a, uint8_t cmd, bool *has, struct err *e);

/*
 * The input transformation: a reserved byte before 6.8 (0), and in the headers of
 * such kernels a field without a name.
 */
uint8_t ethrss_xfrm(const struct ethtool_rxfh *r);
void ethrss_put_xfrm(struct ethtool_rxfh *r, uint8_t xfrm);
/* The hashed fields of an answer's nest into out; false if they are malformed. */
bool ethrss_take_fields(struct arena *arena, struct ethrss *out, const struct nlattr *nest);
