/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * Numbers of the kernel's interface that are younger than the oldest headers this
 * builds with (linux 6.1), under names of our own so that newer headers do not clash.
 */

/* ethtool: receive hashing, since 6.3. */
enum {
	K_ETHTOOL_RSS_GET = 38,
};
enum {
	K_RSS_HFUNC = 3,		/* u32, one bit of ETH_RSS_HASH_* */
	K_RSS_INDIR = 4,		/* u32[], the indirection table */
};

/* netdev family: queues and NAPIs, since 6.8. */
#define K_NETDEV_FAMILY "netdev"
enum {
	K_NETDEV_QUEUE_GET = 10,
	K_NETDEV_NAPI_GET = 11,
};
enum {
	K_QUEUE_ID = 1,
	K_QUEUE_IFINDEX = 2,
	K_QUEUE_TYPE = 3,
	K_QUEUE_NAPI_ID = 4,
};
enum {
	K_QUEUE_TYPE_RX = 0,
	K_QUEUE_TYPE_TX = 1,
};
enum {
	K_NAPI_IFINDEX = 1,
	K_NAPI_ID = 2,
	K_NAPI_IRQ = 3,
	K_NAPI_PID = 4,
};
