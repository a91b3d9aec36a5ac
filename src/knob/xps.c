// SPDX-License-Identifier: GPL-2.0-or-later
// Transmit packet steering: which CPUs, or which receive queues, send on a transmit queue.
#include "nqtune/host.h"
#include "readings.h"

static const struct knob_attr attrs[] = {
	{ .name = "cpus", .kind = ATTR_CPUS, .scope = SCOPE_TX, .file = "xps_cpus",
	  .help = "CPUs that send on the queue; none = left to the kernel's hash" },
	{ .name = "rxqs", .kind = ATTR_RXQS, .scope = SCOPE_TX, .file = "xps_rxqs",
	  .help = "receive queues whose flows answer on the queue; overrides cpus" },
};

static int xps_read(const struct knob *k, struct sys *s, const struct host *h,
		    const struct nic *nic, struct arena *a, struct knob_readings *out,
		    struct err *e)
{
	*out = (struct knob_readings){ 0 };
	for (size_t i = 0; i < nic->ntx; i++) {
		const struct tx_queue *q = &nic->tx[i];
		const char *target = target_tx(a, q->index);

		readings_add(a, out, &attrs[0], target, q->index)->value = value_cpus(q->xps);
		readings_add(a, out, &attrs[1], target, q->index)->value =
			value_cpus(q->xps_rxqs);
	}
	return 0;
}

const struct knob_attr *const attr_xps_cpus = &attrs[0];

const struct knob knob_xps = {
	.name = "xps",
	.summary = "transmit packet steering: the CPUs that send on a transmit queue",
	.examples = (const char *const []){
		"xps eth0 queue 0 cpus 0",
		"xps eth0 rxqs none",
		NULL },
	.stage = 60,
	.settable = true,
	.attrs = attrs,
	.nattrs = sizeof(attrs) / sizeof(attrs[0]),
	.read = xps_read,
};
