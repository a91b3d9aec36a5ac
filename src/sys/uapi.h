/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * Numbers of the kernel's interface that are younger than the oldest headers this
 * builds with (linux 6.1), under names of our own so that newer headers do not clash.
 */

/* ethtool: receive hashing, since 6.3. */
enum {
	K_ETHTOOL_RSS_GET = 38,
	K_ETHTOOL_RSS_SET = 48,		/* since 6.17 */
};
enum {
	K_RSS_CONTEXT = 2,		/* u32, 0 or absent: the main one */
	K_RSS_HFUNC = 3,		/* u32, one bit of ETH_RSS_HASH_* */
	K_RSS_INDIR = 4,		/* u32[], the indirection table */
	K_RSS_HKEY = 5,			/* bytes */
	K_RSS_INPUT_XFRM = 6,		/* u32, since 6.8; absent when 0 */
	K_RSS_START_CONTEXT = 7,	/* u32, of a dump, since 6.12 */
	K_RSS_FLOW_HASH = 8,		/* nest of K_FLOW_*, since 6.17 */
};
/* RXH_* bits of one kind of flow. */
enum {
	K_FLOW_ETHER = 1,
	K_FLOW_IP4 = 2,
	K_FLOW_IP6 = 3,
	K_FLOW_TCP4 = 4,
	K_FLOW_TCP6 = 5,
	K_FLOW_UDP4 = 6,
	K_FLOW_UDP6 = 7,
	K_FLOW_SCTP4 = 8,
	K_FLOW_SCTP6 = 9,
	K_FLOW_AH4 = 10,
	K_FLOW_AH6 = 11,
	K_FLOW_ESP4 = 12,
	K_FLOW_ESP6 = 13,
	K_FLOW_AH_ESP4 = 14,
	K_FLOW_AH_ESP6 = 15,
};

/* netdev family: queues and NAPIs, since 6.8. */
#define K_NETDEV_FAMILY "netdev"
enum {
	K_NETDEV_QUEUE_GET = 10,
	K_NETDEV_NAPI_GET = 11,
	K_NETDEV_QSTATS_GET = 12,	/* since 6.9 */
	K_NETDEV_NAPI_SET = 14,		/* since 6.13 */
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
	K_NAPI_DEFER_HARD_IRQS = 5,	/* u32; since 6.13, as are the next two */
	K_NAPI_GRO_FLUSH_TIMEOUT = 6,	/* 32 or 64 bits, ns */
	K_NAPI_IRQ_SUSPEND_TIMEOUT = 7,	/* 32 or 64 bits, ns */
	K_NAPI_THREADED = 8,		/* u32; since 6.17 */
};

/* nf_tables: a device's name without its end, beside NFTA_DEVICE_NAME; since 6.17. */
enum {
	K_DEVICE_PREFIX = 2,
};

/* nfnetlink_hook: whose a function is, besides a chain; since 6.17. */
enum {
	K_HOOK_TYPE_FLOWTABLE = 3,
};
/* A queue's statistics, 32 or 64 bits wide; since 6.9, drops since 6.10. */
enum {
	K_QSTATS_IFINDEX = 1,
	K_QSTATS_QUEUE_TYPE = 2,	/* K_QUEUE_TYPE_* */
	K_QSTATS_QUEUE_ID = 3,
	K_QSTATS_SCOPE = 4,
	K_QSTATS_RX_PACKETS = 8,
	K_QSTATS_RX_BYTES = 9,
	K_QSTATS_TX_PACKETS = 10,
	K_QSTATS_TX_BYTES = 11,
	K_QSTATS_RX_HW_DROPS = 13,	/* for whatever reason */
	K_QSTATS_RX_HW_DROP_OVERRUNS = 14,	/* for want of buffers and the like */
	K_QSTATS_TX_HW_DROPS = 24,
};
enum {
	K_QSTATS_SCOPE_QUEUE = 1,
};
