// SPDX-License-Identifier: GPL-2.0-or-later
// Receive packet steering: the CPUs that a receive queue's packets are handed to.
#include "nqtune/host.h"
#include "readings.h"

static int rps_read(const struct knob *k, struct sys *s, const struct host *h,
		    const struct nic *nic, struct arena *a, struct knob_readings *out,
		    struct err *e)
{
	*out = (struct knob_readings){ 0 };
	for (size_t i = 0; i < nic->nrx; i++) {
		const struct rx_queue *q = &nic->rx[i];

		readings_add(a, out, attr_rps_cpus, target_rx(a, q->index), q->index)->value =
			value_cpus(q->rps);
	}
	return 0;
}

static const struct knob_attr attrs[] = {
	{ .name = "cpus", .kind = ATTR_CPUS, .scope = SCOPE_RX, .file = "rps_cpus",
	  .help = "CPUs that packets of the queue are spread over in software; none = off" },
};

const struct knob_attr *const attr_rps_cpus = &attrs[0];

const struct knob knob_rps = {
	.name = "rps",
	.summary = "receive packet steering: the CPUs a receive queue's packets are handed to",
	.examples = (const char *const []){
		"rps eth0 cpus 2-3",
		"rps eth0 queue 0 cpus none",
		NULL },
	.stage = 70,
	.settable = true,
	.attrs = attrs,
	.nattrs = sizeof(attrs) / sizeof(attrs[0]),
	.read = rps_read,
};
