// SPDX-License-Identifier: GPL-2.0-or-later
// Bytes with colons: hash keys and hardware addresses. Pure.
#include "hexbytes.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "nqtune/arena.h"

const char *hexbytes_text(struct arena *a, const uint8_t *v, size_t n)
{
	char *text = arena_array(a, n + 1, 3), *p = text;

	for (size_t i = 0; i < n; i++)
		p += sprintf(p, "%s%02x", i ? ":" : "", v[i]);
	return text;
}

static int nibble(char c)
{
	if (isdigit((unsigned char)c))
		return c - '0';
	return isxdigit((unsigned char)c) ? tolower((unsigned char)c) - 'a' + 10 : -1;
}

int hexbytes_parse(struct arena *a, const char *text, uint8_t **v, size_t *n)
{
	size_t len = strlen(text), bytes = (len + 1) / 3;
	uint8_t *out = arena_array(a, bytes + 1, 1);

	if (!bytes || len != bytes * 3 - 1)
		return -EINVAL;
	for (size_t i = 0; i < bytes; i++, text += 3) {
		int high = nibble(text[0]), low = nibble(text[1]);

		if (high < 0 || low < 0 || text[2] != (i + 1 < bytes ? ':' : '\0'))
			return -EINVAL;
		out[i] = (uint8_t)(high << 4 | low);
	}
	*v = out;
	*n = bytes;
	return 0;
}
