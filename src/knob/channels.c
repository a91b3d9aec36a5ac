// SPDX-License-Identifier: GPL-2.0-or-later
// How many queues the NIC uses.
#include <linux/ethtool_netlink.h>

#include "readings.h"
#include "registry.h"

#define ROW(word, ID, text)                                                                        \
	{ .name = word, .kind = ATTR_NUMBER, .scope = SCOPE_IFACE, .unit = "queues",               \
	  .id = ETHTOOL_A_CHANNELS_##ID##_COUNT, .max_id = ETHTOOL_A_CHANNELS_##ID##_MAX,          \
	  .help = text }

static const struct knob_attr attrs[] = {
	ROW("rx", RX, "interrupts that serve receive queues only"),
	ROW("tx", TX, "interrupts that serve transmit queues only"),
	ROW("other", OTHER, "interrupts for the link and the like"),
	ROW("combined", COMBINED, "interrupts that serve a receive and a transmit queue"),
};

const struct knob knob_channels = {
	.name = "channels",
	.summary = "how many queues the NIC uses",
	.examples = (const char *const []){ "channels eth0 combined 4", NULL },
	.stage = 10,
	.bounces_link = true,
	.remakes_queues = true,
	.settable = true,
	.get_cmd = ETHTOOL_MSG_CHANNELS_GET,
	.set_cmd = ETHTOOL_MSG_CHANNELS_SET,
	.ethtool = "-L",
	.attrs = attrs,
	.nattrs = sizeof(attrs) / sizeof(attrs[0]),
	.read = ethread_knob,
	.set = ethread_set,
	.get = ethread_get,
};
