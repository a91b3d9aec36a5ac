// SPDX-License-Identifier: GPL-2.0-or-later
#include "nqtune/driverstats.h"

#include <errno.h>

int driverstats_read(struct answers *a, const char *ifname, struct arena *arena,
		     struct driverstats *out, struct err *e)
{
	*out = (struct driverstats){ 0 };
	return -EOPNOTSUPP;
}
