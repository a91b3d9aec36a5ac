// SPDX-License-Identifier: GPL-2.0-or-later
#include "nqtune/measure.h"

struct measured measure_sample(const struct sample *counted, const struct host *h,
			       const char *const *ifaces, size_t n, struct arena *a)
{
	return (struct measured){ 0 };
}
