/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/* An interval of two seconds on a host of two igb in a bridge, made by hand. */
#include "nqtune/sample.h"
#include "nqtune/watch.h"
#include "viewhost.h"
#include "watch_rows.h"

static inline struct reading wh_n(uint64_t n)
{
	return (struct reading){ true, n };
}

static inline struct nic_counters *wh_nic(struct sample *s, struct arena *a, const char *name,
					  uint64_t packets)
{
	struct nic_counters *c = arena_push(a, s->nics, s->nnics);

	*c = (struct nic_counters){ .name = name, .rx_packets = wh_n(packets),
				    .rx_bytes = wh_n(packets * 100), .tx_packets = wh_n(packets / 2),
				    .tx_bytes = wh_n(packets * 50), .rx_dropped = wh_n(0),
				    .tx_dropped = wh_n(0), .rx_missed = wh_n(0) };
	return c;
}

static inline void wh_queue(struct sample *s, struct arena *a, const char *iface, bool tx,
			    unsigned index, uint64_t packets)
{
	*arena_push(a, s->queues, s->nqueues) = (struct queue_counters){
		.iface = iface, .tx = tx, .index = index, .packets = wh_n(packets),
		.bytes = wh_n(packets * 100), .drops = wh_n(index == 2 ? 7 : 0),
	};
}

static inline void wh_irq(struct sample *s, struct arena *a, unsigned number, unsigned cpu,
			  uint64_t count)
{
	struct irq_counters *c = arena_push(a, s->irqs, s->nirqs);

	c->number = number;
	c->counts = arena_array(a, s->ncpus, sizeof(*c->counts));
	c->counts[cpu] = count;
}

static inline void wh_cpus(struct sample *s, struct arena *a)
{
	s->cpus = arena_array(a, s->ncpus, sizeof(*s->cpus));
	for (unsigned i = 0; i < s->ncpus; i++)
		s->cpus[i] = (struct cpu_counters){
			.processed = wh_n(1000 * i), .dropped = wh_n(0), .squeezed = wh_n(i == 1 ? 4 : 0),
			.steered = wh_n(0), .net_rx = wh_n(10 * i), .net_tx = wh_n(i),
			.softirq = wh_n(i * 30), .ticks = wh_n(200),
		};
}

/* br0 on eth0 and eth10, of 4 queues each, vectors from 30 on; eth10's queues are not counted. */
static inline struct interval *wh_interval(struct arena *a, struct host *h)
{
	struct interval *t = arena_alloc(a, sizeof(*t));
	struct sample *s = arena_alloc(a, sizeof(*s));
	struct nic *ports[] = { NULL, NULL };
	struct nic *br;

	vh_nic(a, h, "br0", NIC_BRIDGE, "bridge", 1, 1);
	ports[0] = vh_igb(a, h, "eth0", 4, 30);
	ports[1] = vh_igb(a, h, "eth10", 4, 34);
	br = &h->nics[0];
	vh_lower(a, br, ports, 2);
	*s = (struct sample){ .ns = 2000000000, .ncpus = h->ncpus, .forwarded = wh_n(90) };
	s->irq_cpus = cpuset_copy(a, h->online);
	wh_nic(s, a, "br0", 3000);
	wh_nic(s, a, "eth0", 2000)->rx_missed = wh_n(6);
	wh_nic(s, a, "eth10", 1000)->tx_dropped = (struct reading){ 0 };
	for (unsigned i = 0; i < 4; i++)
		wh_queue(s, a, "eth0", false, i, i * 1000);
	for (unsigned i = 0; i < 4; i++)
		wh_irq(s, a, 30 + i, i % h->ncpus, i * 100);
	wh_cpus(s, a);
	*t = (struct interval){ .h = h, .counted = s, .self_cpu = 0.0042, .asked_ms = 2000,
				.time_ms = 1780000000123 };
	bool *shown = arena_array(a, h->nnics, sizeof(*shown));
	for (size_t i = 0; i < h->nnics; i++)
		shown[i] = true;
	t->shown = shown;
	return t;
}
