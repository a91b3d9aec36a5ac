// SPDX-License-Identifier: GPL-2.0-or-later
// How many packets the NIC's descriptor rings hold, and how it fills them.
#include <linux/ethtool_netlink.h>

#include "readings.h"
#include "registry.h"

/* Newer than the headers of the oldest systems this builds on. */
enum {
	RINGS_RX_PUSH = 14,
	RINGS_TX_PUSH_BUF_LEN = 15,
	RINGS_TX_PUSH_BUF_LEN_MAX = 16,
	RINGS_HDS_THRESH = 17,
	RINGS_HDS_THRESH_MAX = 18,
};

/* ETHTOOL_TCP_DATA_SPLIT_*: 0 leaves it to the driver, and reads as what the driver chose. */
static const char *const split_words[] = { "", "off", "on", NULL };

#define ROW(word, attr_kind, u, number, max_number, text)                                          \
	{ .name = word, .kind = attr_kind, .scope = SCOPE_IFACE, .unit = u, .id = number,          \
	  .max_id = max_number, .help = text }
#define SIZE(word, ID, text)                                                                       \
	{ .name = word, .kind = ATTR_NUMBER, .scope = SCOPE_IFACE, .unit = "entries",              \
	  .id = ETHTOOL_A_RINGS_##ID, .max_id = ETHTOOL_A_RINGS_##ID##_MAX, .help = text,          \
	  .not_kept = "the driver may take no fewer" }
#define BYTES(word, number, max_number, text)                                                      \
	ROW(word, ATTR_NUMBER, "bytes", number, max_number, text)
#define FLAG(word, number, text) ROW(word, ATTR_BOOL, NULL, number, 0, text)

static const struct knob_attr attrs[] = {
	SIZE("rx", RX, "descriptors of each receive ring"),
	SIZE("rx-mini", RX_MINI, "descriptors of the ring for small packets"),
	SIZE("rx-jumbo", RX_JUMBO, "descriptors of the ring for jumbo packets"),
	SIZE("tx", TX, "descriptors of each transmit ring"),
	BYTES("rx-buf-len", ETHTOOL_A_RINGS_RX_BUF_LEN, 0, "size of a receive buffer"),
	BYTES("cqe-size", ETHTOOL_A_RINGS_CQE_SIZE, 0, "size of a completion entry"),
	FLAG("tx-push", ETHTOOL_A_RINGS_TX_PUSH, "descriptors are written into the NIC to be sent"),
	FLAG("rx-push", RINGS_RX_PUSH, "descriptors are written into the NIC to be filled"),
	BYTES("tx-push-buf-len", RINGS_TX_PUSH_BUF_LEN, RINGS_TX_PUSH_BUF_LEN_MAX,
	      "how much of a packet is written into the NIC with its descriptor"),
	{ .name = "tcp-data-split", .kind = ATTR_WORD, .scope = SCOPE_IFACE,
	  .id = ETHTOOL_A_RINGS_TCP_DATA_SPLIT, .words = split_words,
	  .help = "headers and data of TCP go to separate buffers: on or off" },
	BYTES("hds-thresh", RINGS_HDS_THRESH, RINGS_HDS_THRESH_MAX,
	      "packets longer than this have headers and data separated"),
};

const struct knob knob_ring = {
	.name = "ring",
	.summary = "how many packets the NIC's descriptor rings hold",
	.examples = (const char *const []){ "ring eth0 rx 1024 tx max", NULL },
	.stage = 20,
	.bounces_link = true,
	.settable = true,
	.get_cmd = ETHTOOL_MSG_RINGS_GET,
	.set_cmd = ETHTOOL_MSG_RINGS_SET,
	.ethtool = "-G",
	.attrs = attrs,
	.nattrs = sizeof(attrs) / sizeof(attrs[0]),
	.read = ethread_knob,
	.set = ethread_set,
	.get = ethread_get,
};
