// SPDX-License-Identifier: GPL-2.0-or-later
// Interrupt moderation: how long, and for how many packets, the NIC waits before it interrupts.
#include <linux/ethtool_netlink.h>

#include "readings.h"
#include "registry.h"

/* Newer than the headers of the oldest systems this builds on. */
enum {
	COALESCE_TX_AGGR_MAX_BYTES = 26,
	COALESCE_TX_AGGR_MAX_FRAMES = 27,
	COALESCE_TX_AGGR_TIME_USECS = 28,
	COALESCE_RX_CQE_FRAMES = 31,
	COALESCE_RX_CQE_NSECS = 32,
};

#define ROW(word, attr_kind, u, number, text)                                                      \
	{ .name = word, .kind = attr_kind, .scope = SCOPE_IFACE, .unit = u, .id = number,          \
	  .help = text }
#define USECS(word, ID, text) ROW(word, ATTR_NUMBER, "us", ETHTOOL_A_COALESCE_##ID, text)
#define FRAMES(word, ID, text) ROW(word, ATTR_NUMBER, "packets", ETHTOOL_A_COALESCE_##ID, text)
#define FLAG(word, ID, text) ROW(word, ATTR_BOOL, NULL, ETHTOOL_A_COALESCE_##ID, text)

static const struct knob_attr attrs[] = {
	FLAG("adaptive-rx", USE_ADAPTIVE_RX, "the driver follows the receive load by itself"),
	FLAG("adaptive-tx", USE_ADAPTIVE_TX, "the driver follows the send load by itself"),
	USECS("rx-usecs", RX_USECS, "delay of a receive interrupt"),
	FRAMES("rx-frames", RX_MAX_FRAMES, "packets received before an interrupt"),
	USECS("rx-usecs-irq", RX_USECS_IRQ, "the same while an interrupt is being served"),
	FRAMES("rx-frames-irq", RX_MAX_FRAMES_IRQ, "the same while an interrupt is being served"),
	USECS("tx-usecs", TX_USECS, "delay of a send completion's interrupt"),
	FRAMES("tx-frames", TX_MAX_FRAMES, "packets sent before an interrupt"),
	USECS("tx-usecs-irq", TX_USECS_IRQ, "the same while an interrupt is being served"),
	FRAMES("tx-frames-irq", TX_MAX_FRAMES_IRQ, "the same while an interrupt is being served"),
	USECS("stats-block-usecs", STATS_BLOCK_USECS, "delay of the statistics in memory"),
	ROW("pkt-rate-low", ATTR_NUMBER, "packets/s", ETHTOOL_A_COALESCE_PKT_RATE_LOW,
	    "below this rate the -low settings hold"),
	USECS("rx-usecs-low", RX_USECS_LOW, "rx-usecs at a low packet rate"),
	FRAMES("rx-frames-low", RX_MAX_FRAMES_LOW, "rx-frames at a low packet rate"),
	USECS("tx-usecs-low", TX_USECS_LOW, "tx-usecs at a low packet rate"),
	FRAMES("tx-frames-low", TX_MAX_FRAMES_LOW, "tx-frames at a low packet rate"),
	ROW("pkt-rate-high", ATTR_NUMBER, "packets/s", ETHTOOL_A_COALESCE_PKT_RATE_HIGH,
	    "above this rate the -high settings hold"),
	USECS("rx-usecs-high", RX_USECS_HIGH, "rx-usecs at a high packet rate"),
	FRAMES("rx-frames-high", RX_MAX_FRAMES_HIGH, "rx-frames at a high packet rate"),
	USECS("tx-usecs-high", TX_USECS_HIGH, "tx-usecs at a high packet rate"),
	FRAMES("tx-frames-high", TX_MAX_FRAMES_HIGH, "tx-frames at a high packet rate"),
	ROW("sample-interval", ATTR_NUMBER, "s", ETHTOOL_A_COALESCE_RATE_SAMPLE_INTERVAL,
	    "how often the packet rate is measured"),
	FLAG("cqe-mode-rx", USE_CQE_MODE_RX, "the receive delay restarts at each completion"),
	FLAG("cqe-mode-tx", USE_CQE_MODE_TX, "the send delay restarts at each completion"),
	ROW("tx-aggr-max-bytes", ATTR_NUMBER, "bytes", COALESCE_TX_AGGR_MAX_BYTES,
	    "size of a block of packets sent together"),
	ROW("tx-aggr-max-frames", ATTR_NUMBER, "packets", COALESCE_TX_AGGR_MAX_FRAMES,
	    "packets of a block sent together"),
	ROW("tx-aggr-time-usecs", ATTR_NUMBER, "us", COALESCE_TX_AGGR_TIME_USECS,
	    "how long a block sent together is collected"),
	ROW("rx-cqe-frames", ATTR_NUMBER, "packets", COALESCE_RX_CQE_FRAMES,
	    "packets received before a completion is written"),
	ROW("rx-cqe-nsecs", ATTR_NUMBER, "ns", COALESCE_RX_CQE_NSECS,
	    "how long packets for one completion are collected"),
};

const struct knob knob_coalesce = {
	.name = "coalesce",
	.summary = "interrupt moderation: how long the NIC waits before it interrupts",
	.stage = 40,
	.get_cmd = ETHTOOL_MSG_COALESCE_GET,
	.attrs = attrs,
	.nattrs = sizeof(attrs) / sizeof(attrs[0]),
	.read = ethread_knob,
};
