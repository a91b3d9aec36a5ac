// SPDX-License-Identifier: GPL-2.0-or-later
// Flow control: whether the NIC asks its partner to pause, and pauses when asked.
#include <linux/ethtool_netlink.h>

#include "readings.h"
#include "registry.h"

#define FLAG(word, ID, text, why)                                                                  \
	{ .name = word, .kind = ATTR_BOOL, .scope = SCOPE_IFACE, .id = ETHTOOL_A_PAUSE_##ID,       \
	  .help = text, .not_kept = why }
#define AGREED "with autoneg on the two ends decide: set autoneg off with it"

static const struct knob_attr attrs[] = {
	FLAG("autoneg", AUTONEG, "the two ends agree on the other two; off = they hold as set",
	     NULL),
	FLAG("rx", RX, "sending stops when the partner asks", AGREED),
	FLAG("tx", TX, "the partner is asked to stop when receive rings fill", AGREED),
};

const struct knob knob_pause = {
	.name = "pause",
	.summary = "flow control: pausing the sender when a receive ring is full",
	.examples = (const char *const []){ "pause eth0 autoneg off rx off tx off", NULL },
	/* Before channels: set while their link comes back, it is negotiated again. */
	.stage = 5,
	.bounces_link = true,
	.settable = true,
	.get_cmd = ETHTOOL_MSG_PAUSE_GET,
	.set_cmd = ETHTOOL_MSG_PAUSE_SET,
	.ethtool = "-A",
	.attrs = attrs,
	.nattrs = sizeof(attrs) / sizeof(attrs[0]),
	.read = ethread_knob,
	.set = ethread_set,
	.get = ethread_get,
};
