/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct answers;
struct err;

/* A generic netlink family as this kernel has it (kept by answers, asked once). */
struct genl_family {
	uint16_t id;
	uint32_t version;
	uint32_t maxattr;
	uint8_t ops[32];	/* bit n: the kernel knows command n (0..255) */
};

/* NULL (and *code a negative errno, -ENOENT: this kernel has no such family; -ENODATA: not recorded). */
const struct genl_family *genl_family(struct answers *a, const char *name, int *code,
				      struct err *e);
bool genl_has_op(const struct genl_family *f, uint8_t cmd);
