/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "nqtune/parse.h"

struct answers;
struct arena;
struct err;

/* Statistics of queues by netdev netlink: NETDEV_CMD_QSTATS_GET with scope queue, of one interface since 6.10. */
struct netdev_qstat {
	unsigned id;
	bool tx;
	struct reading packets;
	struct reading bytes;
	struct reading drops;
};
struct netdev_qstats {
	struct netdev_qstat *v;
	size_t n;
};

/*
 * Those of one interface. -EOPNOTSUPP: kernel or driver has none; -ENODATA: not recorded;
 * -EBADMSG: damaged. Arena memory.
 */
int netdevstats_read(struct answers *a, const char *ifname, unsigned ifindex, struct arena *arena,
		     struct netdev_qstats *out, struct err *e);
