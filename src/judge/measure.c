// SPDX-License-Identifier: GPL-2.0-or-later
// What a layout did with its traffic, out of what was counted. Pure.
#include "nqtune/measure.h"

#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/host.h"
#include "nqtune/sample.h"

static void add(struct reading *sum, struct reading r)
{
	sum->set |= r.set;
	sum->n += r.set ? r.n : 0;
}

static struct reading larger(struct reading x, struct reading y)
{
	return !x.set || (y.set && y.n > x.n) ? y : x;
}

/* What stands on others counts their packets again. */
static void mark_carriers(const struct host *h, struct nic *nic, bool *marked)
{
	size_t n;
	struct nic **leaves = host_leaves(h, nic, &n);

	for (size_t i = 0; i < n; i++)
		marked[leaves[i] - h->nics] = true;
}

static void mark_all(const struct host *h, bool *marked)
{
	bool devices = false;

	for (size_t i = 0; i < h->nnics; i++)
		devices |= h->nics[i].kind == NIC_PHYSICAL;
	for (size_t i = 0; i < h->nnics; i++) {
		const struct nic *nic = &h->nics[i];

		marked[i] = devices ? nic->kind == NIC_PHYSICAL
				    : nic->kind != NIC_LOOPBACK && !nic->nlower;
	}
}

static bool *find_marked(const struct host *h, const char *const *ifaces, size_t n,
			 struct arena *a)
{
	bool *marked = arena_array(a, h->nnics, sizeof(*marked));

	if (!n)
		mark_all(h, marked);
	for (size_t i = 0; i < n; i++) {
		struct nic *nic = host_nic(h, ifaces[i]);

		if (nic)
			mark_carriers(h, nic, marked);
	}
	return marked;
}

const char **measure_ifaces(const struct host *h, const char *const *ifaces, size_t n,
			    size_t *count, struct arena *a)
{
	const bool *marked = find_marked(h, ifaces, n, a);
	const char **v = arena_array(a, h->nnics + 1, sizeof(*v));

	*count = 0;
	for (size_t i = 0; i < h->nnics; i++)
		if (marked[i])
			v[(*count)++] = h->nics[i].name;
	return v;
}

static void add_nic(struct measured *m, const struct nic_counters *c)
{
	add(&m->rx_packets, c->rx_packets);
	add(&m->tx_packets, c->tx_packets);
	add(&m->rx_bytes, c->rx_bytes);
	add(&m->tx_bytes, c->tx_bytes);
	add(&m->drops_ring, c->rx_missed);
	add(&m->drops_rx, c->rx_dropped);
	add(&m->drops_tx, c->tx_dropped);
}

/* One vector may serve several interfaces: it is counted once. */
static void add_vectors(struct measured *m, const struct sample *s, const struct host *h,
			const struct nic *nic, bool *counted)
{
	for (size_t i = 0; i < nic->nvectors; i++) {
		const struct irq *irq = nic->vectors[i].irq;
		const struct irq_counters *c = sample_irq(s, irq->number);
		bool *done = &counted[host_irq_place(h, irq->number)];

		if (!c || *done)
			continue;
		*done = true;
		for (unsigned k = 0; k < m->cpus; k++)
			if (cpuset_has(s->irq_cpus, m->cpu[k].cpu))
				add(&m->cpu[k].interrupts,
				    (struct reading){ true, c->counts[m->cpu[k].cpu] });
	}
}

static double share(struct reading part, struct reading whole)
{
	return part.set && whole.set && whole.n ? (double)part.n / (double)whole.n : -1;
}

static void add_cpu(struct measured *m, const struct sample *s, unsigned cpu)
{
	const struct cpu_counters *c = &s->cpus[cpu];

	m->cpu[m->cpus++] = (struct measured_cpu){
		.cpu = cpu,
		.worked = c->processed,
		.softirq = share(c->softirq, c->ticks),
		.idle = share(c->idle, c->ticks),
	};
	m->softirq_ticks += c->softirq.n;
	add(&m->worked, c->processed);
	add(&m->squeezed, c->squeezed);
	add(&m->drops_backlog, c->dropped);
}

static void find_largest(struct measured *m)
{
	uint64_t most = 0;

	for (unsigned i = 0; i < m->cpus; i++) {
		if (!m->cpu[i].worked.set || m->cpu[i].worked.n <= most)
			continue;
		most = m->cpu[i].worked.n;
		m->largest_cpu = m->cpu[i].cpu;
	}
	if (!most)
		return;
	m->largest_share = (double)most / (double)m->worked.n;
	m->share_to_mean = m->largest_share * m->cpus;
}

static void divide(struct measured *m)
{
	double busy = 0;
	unsigned known = 0;

	for (unsigned i = 0; i < m->cpus; i++) {
		add(&m->interrupts, m->cpu[i].interrupts);
		if (m->cpu[i].softirq < 0)
			continue;
		busy += m->cpu[i].softirq;
		known++;
	}
	if (known)
		m->softirq_share = busy / known;
	if (known && m->worked.n)
		m->softirq_ns_per_packet = busy * (double)m->ns / (double)m->worked.n;
	if (m->interrupts.set && m->rx_packets.n)
		m->interrupts_per_packet = (double)m->interrupts.n / (double)m->rx_packets.n;
}

/* A packet for which a backlog had no room is counted by its interface, too. */
static void add_up_drops(struct measured *m)
{
	add(&m->drops, m->drops_ring);
	add(&m->drops, m->drops_tx);
	add(&m->drops, larger(m->drops_rx, m->drops_backlog));
}

struct measured measure_sample(const struct sample *counted, const struct host *h,
			       const char *const *ifaces, size_t n, struct arena *a)
{
	struct measured m = { .ns = counted->ns, .forwarded = counted->forwarded };
	const bool *marked = find_marked(h, ifaces, n, a);
	bool *seen = arena_array(a, h->nirqs, sizeof(*seen));

	m.cpu = arena_array(a, h->ncpus, sizeof(*m.cpu));
	cpuset_each(cpu, h->online)
		if ((unsigned)cpu < counted->ncpus)
			add_cpu(&m, counted, (unsigned)cpu);
	for (size_t i = 0; i < h->nnics; i++) {
		const struct nic_counters *c = sample_nic(counted, h->nics[i].name);

		if (!marked[i])
			continue;
		if (c)
			add_nic(&m, c);
		if (counted->irq_cpus)
			add_vectors(&m, counted, h, &h->nics[i], seen);
	}
	add_up_drops(&m);
	find_largest(&m);
	divide(&m);
	return m;
}
