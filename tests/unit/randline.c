// SPDX-License-Identifier: GPL-2.0-or-later
#include "randline.h"

#include <stdarg.h>

#include "nqtune/arena.h"
#include "plantest.h"

uint64_t rand_seed;

unsigned random_below(unsigned n)
{
	rand_seed = rand_seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (unsigned)(rand_seed >> 33) % n;
}

bool one_in(unsigned n)
{
	return random_below(n) == 0;
}

void add(const char **line, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	*line = arena_printf(arena, "%s%s", *line, arena_vprintf(arena, fmt, ap));
	va_end(ap);
}
