// SPDX-License-Identifier: GPL-2.0-or-later
#include "nqtune/measure.h"

struct comparison compare_runs(const struct measured *a, size_t na, const struct measured *b,
			       size_t nb, struct arena *arena)
{
	return (struct comparison){ .words = "" };
}
