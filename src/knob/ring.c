// SPDX-License-Identifier: GPL-2.0-or-later
// How many packets the NIC's descriptor rings hold.
#include <linux/ethtool_netlink.h>

#include "readings.h"
#include "registry.h"

#define ROW(word, ID, text)                                                                        \
	{ .name = word, .kind = ATTR_NUMBER, .scope = SCOPE_IFACE, .unit = "entries",              \
	  .id = ETHTOOL_A_RINGS_##ID, .max_id = ETHTOOL_A_RINGS_##ID##_MAX, .help = text }

static const struct knob_attr attrs[] = {
	ROW("rx", RX, "descriptors of each receive ring"),
	ROW("rx-mini", RX_MINI, "descriptors of the ring for small packets"),
	ROW("rx-jumbo", RX_JUMBO, "descriptors of the ring for jumbo packets"),
	ROW("tx", TX, "descriptors of each transmit ring"),
};

const struct knob knob_ring = {
	.name = "ring",
	.summary = "how many packets the NIC's descriptor rings hold",
	.stage = 20,
	.bounces_link = true,
	.get_cmd = ETHTOOL_MSG_RINGS_GET,
	.attrs = attrs,
	.nattrs = sizeof(attrs) / sizeof(attrs[0]),
	.read = ethread_knob,
};
