// SPDX-License-Identifier: GPL-2.0-or-later
// What an interval counted, under the names that records and JSON give it.
#include <string.h>

#include "nqtune/host.h"
#include "nqtune/sample.h"
#include "nqtune/watch.h"
#include "watch_rows.h"

void watch_iface_counts(const struct interval *t, const struct nic *nic, struct watch_count out[WATCH_COUNTS])
{
	static const struct nic_counters none;
	const struct nic_counters *c = sample_nic(t->counted, nic->name);

	c = c ? c : &none;
	memcpy(out, (const struct watch_count[WATCH_COUNTS]){
		{ "rx_packets", c->rx_packets }, { "rx_bytes", c->rx_bytes },
		{ "tx_packets", c->tx_packets }, { "tx_bytes", c->tx_bytes },
		{ "rx_dropped", c->rx_dropped }, { "tx_dropped", c->tx_dropped },
		{ "rx_missed", c->rx_missed },
	}, sizeof(*out) * WATCH_COUNTS);
}

void watch_queue_counts(const struct watch_queue *q, struct watch_count out[WATCH_COUNTS])
{
	memcpy(out, (const struct watch_count[WATCH_COUNTS]){
		{ "packets", q->packets }, { "bytes", q->bytes }, { "drops", q->drops },
		{ "interrupts", q->interrupts },
	}, sizeof(*out) * WATCH_COUNTS);
}

void watch_cpu_counts(const struct interval *t, unsigned cpu, struct watch_count out[WATCH_COUNTS])
{
	static const struct cpu_counters none;
	const struct cpu_counters *c = cpu < t->counted->ncpus ? &t->counted->cpus[cpu] : &none;

	memcpy(out, (const struct watch_count[WATCH_COUNTS]){
		{ "processed", c->processed }, { "dropped", c->dropped }, { "squeezed", c->squeezed },
		{ "steered", c->steered }, { "net_rx", c->net_rx }, { "net_tx", c->net_tx },
	}, sizeof(*out) * WATCH_COUNTS);
}
