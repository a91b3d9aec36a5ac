// SPDX-License-Identifier: GPL-2.0-or-later
#include "amount.h"

#include "nqtune/arena.h"

const char *amount_text(double v, const char *unit, struct arena *a)
{
	static const char *const prefixes[] = { "", "k", "M", "G", "T" };
	unsigned i = 0;
	int digits;

	while (v >= 999.5 && i + 1 < sizeof(prefixes) / sizeof(prefixes[0])) {
		v /= 1000;
		i++;
	}
	if (v >= 99.95 || (!i && v == (double)(long)v))
		digits = 0;
	else
		digits = v >= 9.995 ? 1 : 2;
	return arena_printf(a, "%.*f%s%s%s", digits, v, i || *unit ? " " : "", prefixes[i], unit);
}
