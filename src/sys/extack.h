/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "nqtune/parse.h"

struct nlmsghdr;

/* What the last message of an answer says beside its number. */
struct extack {
	const char *text;	/* the kernel's words, inside the message; NULL = none */
	uint32_t offset;	/* of the attribute it complains of, in the request; 0 = not said */
	/* The range that a number was to be in. Negative numbers as two's complement. */
	struct reading min;
	struct reading max;
	bool negative;		/* the range is one of signed numbers */
};
void extack_read(const struct nlmsghdr *msg, struct extack *out);
/* The words for a person: the kernel's, else those of the number. buf is always terminated. */
void extack_words(const struct extack *x, int code, char *buf, size_t size);
