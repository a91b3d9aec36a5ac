// SPDX-License-Identifier: GPL-2.0-or-later
// Byte queue limits: how many bytes the kernel lets a NIC hold that are not sent yet.
#include "nqtune/host.h"
#include "readings.h"
#include "registry.h"

/* DQL_MAX_LIMIT of the kernel: what the word max means. */
#define LIMIT_MAX 1879048192

#define DIR "byte_queue_limits/"
#define ROW(word, u, leaf, ...)                                                                    \
	{ .name = word, .kind = ATTR_NUMBER, .scope = SCOPE_TX, .unit = u, .file = DIR leaf,       \
	  __VA_ARGS__ }

static const struct knob_attr attrs[] = {
	ROW("limit", "bytes", "limit", .read_only = true,
	    .help = "what the NIC may hold now: the kernel moves it with the load, from limit-min "
		    "to limit-max"),
	ROW("limit-max", "bytes", "limit_max", .limit = LIMIT_MAX,
	    .help = "the most; less means shorter queues in the NIC; or max"),
	ROW("limit-min", "bytes", "limit_min", .limit = LIMIT_MAX,
	    .help = "the least; the same as limit-max fixes it; or max"),
	ROW("hold-time", "ms", "hold_time",
	    .help = "how long it must have been too high before it falls"),
	ROW("inflight", "bytes", "inflight", .read_only = true, .help = "what the NIC holds now"),
	ROW("stall-thrs", "ms", "stall_thrs",
	    .help = "a send that completes later is counted as a stall; 0 = none is (since 6.9)"),
	ROW("stall-cnt", NULL, "stall_cnt", .read_only = true, .help = "stalls so far"),
	ROW("stall-max", "ms", "stall_max", .read_only = true, .help = "the longest of them"),
};

static int bql_read(const struct knob *k, struct sys *s, const struct host *h,
		    const struct nic *nic, struct arena *a, struct knob_readings *out,
		    struct err *e)
{
	*out = (struct knob_readings){ 0 };
	for (size_t i = 0; i < nic->ntx; i++) {
		unsigned queue = nic->tx[i].index;

		file_readings(k, s, nic->name, SCOPE_TX, target_tx(a, queue), queue, a, out);
	}
	for (size_t i = 0; i < out->n; i++)
		if (out->v[i].attr->limit && out->v[i].value.kind == VALUE_NUMBER)
			out->v[i].max = (struct value){ .kind = VALUE_NUMBER, .number = LIMIT_MAX };
	return 0;
}

const struct knob knob_bql = {
	.name = "bql",
	.summary = "byte queue limits: how much a transmit queue of the NIC may hold",
	.examples = (const char *const []){
		"bql eth0 limit-max 20000",
		"bql eth0 queue 1 limit-max max",
		NULL },
	.stage = 90,
	.settable = true,
	.attrs = attrs,
	.nattrs = sizeof(attrs) / sizeof(attrs[0]),
	.read = bql_read,
};
