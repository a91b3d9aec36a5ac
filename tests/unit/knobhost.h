/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * A small host for the knobs' tests: CPUs 0-5 (0-2 on node 0, 3-5 on node 1; 4 and 5
 * slow), eth0 on node 1 with two rx and two tx queues, their interrupts 30 (both
 * directions of queue 0, on CPU 0), 31 and 32 (rx and tx of queue 1, on CPU 1) and
 * 33 (link, on CPU 2); br0 over it; wan with one queue of each kind and no interrupt.
 */
#include <stdlib.h>

#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/host.h"

enum { KH_NCPUS = 6, KH_ETH0 = 1, KH_WAN = 2, KH_BR0 = 0 };

static inline struct cpuset *kh_set(struct arena *a, const char *list)
{
	struct cpuset *s = cpuset_new(a, KH_NCPUS);

	if (cpuset_parse_list(s, list))
		abort();
	return s;
}

static inline struct irq *kh_irq(struct arena *a, unsigned number, const char *asked,
				 const char *at)
{
	struct irq *irq = arena_alloc(a, sizeof(*irq));

	*irq = (struct irq){ .number = number, .actions = "", .movable = true,
			     .asked = kh_set(a, asked), .effective = kh_set(a, at) };
	return irq;
}

static inline void kh_queues(struct arena *a, struct nic *nic, unsigned n)
{
	nic->nrx = nic->ntx = n;
	nic->rx = arena_array(a, n, sizeof(*nic->rx));
	nic->tx = arena_array(a, n, sizeof(*nic->tx));
	for (unsigned i = 0; i < n; i++) {
		nic->rx[i] = (struct rx_queue){ .index = i, .rps = kh_set(a, "") };
		nic->tx[i] = (struct tx_queue){ .index = i, .xps_rxqs = cpuset_new(a, n) };
		if (n > 1)
			nic->tx[i].xps = kh_set(a, "");
	}
}

static inline void kh_eth0(struct arena *a, struct nic *nic)
{
	struct vector *v = arena_array(a, 4, sizeof(*v));

	kh_queues(a, nic, 2);
	v[0] = (struct vector){ kh_irq(a, 30, "0-5", "0"), "eth0-TxRx-0", VECTOR_RXTX, 0,
				METHOD_MSI };
	v[1] = (struct vector){ kh_irq(a, 31, "1", "1"), "eth0-rx-1", VECTOR_RX, 1, METHOD_MSI };
	v[2] = (struct vector){ kh_irq(a, 32, "1", "1"), "eth0-tx-1", VECTOR_TX, 1, METHOD_MSI };
	v[3] = (struct vector){ kh_irq(a, 33, "0-5", "2"), "eth0", VECTOR_OTHER, 0, METHOD_MSI };
	nic->vectors = v;
	nic->nvectors = 4;
	nic->rx[0].vector = nic->tx[0].vector = &v[0];
	nic->rx[1].vector = &v[1];
	nic->tx[1].vector = &v[2];
}

static inline void kh_cpus(struct arena *a, struct host *h)
{
	h->ncpus = KH_NCPUS;
	h->cpus = arena_array(a, KH_NCPUS, sizeof(*h->cpus));
	h->possible = kh_set(a, "0-5");
	h->online = kh_set(a, "0-5");
	h->isolated = kh_set(a, "");
	h->nnodes = 2;
	for (unsigned i = 0; i < KH_NCPUS; i++)
		h->cpus[i] = (struct cpu){ .possible = true, .online = true, .node = i / 3,
					   .core = (int)i, .llc = -1, .slow = i >= 4 };
}

static inline void kh_offline(struct host *h, unsigned cpu)
{
	cpuset_del(h->online, cpu);
	h->cpus[cpu].online = false;
}

static inline struct host *kh_new(struct arena *a)
{
	struct host *h = arena_alloc(a, sizeof(*h));
	struct nic *nics = arena_array(a, 3, sizeof(*nics));
	struct nic **lower = arena_array(a, 1, sizeof(*lower));

	h->arena = a;
	h->rps_known = true;
	kh_cpus(a, h);
	nics[KH_BR0] = (struct nic){ .name = "br0", .kind = NIC_BRIDGE, .up = true, .node = -1 };
	nics[KH_ETH0] = (struct nic){ .name = "eth0", .up = true, .node = 1, .device = "sys/x" };
	nics[KH_WAN] = (struct nic){ .name = "wan", .up = true, .node = -1, .device = "sys/y" };
	kh_eth0(a, &nics[KH_ETH0]);
	kh_queues(a, &nics[KH_WAN], 1);
	kh_queues(a, &nics[KH_BR0], 1);
	lower[0] = &nics[KH_ETH0];
	nics[KH_BR0].lower = lower;
	nics[KH_BR0].nlower = 1;
	h->nics = nics;
	h->nnics = 3;
	return h;
}
