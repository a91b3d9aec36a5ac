// SPDX-License-Identifier: GPL-2.0-or-later
// Interrupt affinity: the CPUs that may take an interrupt.
#include "nqtune/host.h"
#include "readings.h"

static int irq_read(const struct knob *k, struct sys *s, const struct host *h,
		    const struct nic *nic, struct arena *a, struct knob_readings *out,
		    struct err *e)
{
	*out = (struct knob_readings){ 0 };
	for (size_t i = 0; i < nic->nvectors; i++) {
		const struct vector *v = &nic->vectors[i];

		readings_add(a, out, attr_irq_cpus, target_vector(a, v), v->irq->number)->value =
			value_cpus(v->irq->asked);
	}
	return 0;
}

static const struct knob_attr attrs[] = {
	{ .name = "cpus", .kind = ATTR_CPUS, .scope = SCOPE_VECTOR, .file = "smp_affinity",
	  .help = "CPUs that may take the interrupt; the kernel picks one of them" },
};

const struct knob_attr *const attr_irq_cpus = &attrs[0];

const struct knob knob_irq = {
	.name = "irq",
	.summary = "interrupt affinity: the CPUs that take the queues' interrupts",
	.examples = (const char *const []){
		"irq eth0 queue 1 cpus 1",
		"irq eth0 vector eth0-TxRx-0 cpus 0x3",
		NULL },
	.stage = 50,
	.settable = true,
	.attrs = attrs,
	.nattrs = sizeof(attrs) / sizeof(attrs[0]),
	.read = irq_read,
};
