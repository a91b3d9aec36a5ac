// SPDX-License-Identifier: GPL-2.0-or-later
#include "nqtune/netdevstats.h"

#include <errno.h>

int netdevstats_read(struct answers *a, const char *ifname, unsigned ifindex, struct arena *arena,
		     struct netdev_qstats *out, struct err *e)
{
	*out = (struct netdev_qstats){ 0 };
	return -EOPNOTSUPP;
}
