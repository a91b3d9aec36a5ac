// SPDX-License-Identifier: GPL-2.0-or-later
// The kernel's counters at one moment.
#include <stdio.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/clock.h"
#include "nqtune/cpuset.h"
#include "nqtune/files.h"
#include "nqtune/host.h"
#include "nqtune/linkstats.h"
#include "nqtune/sample.h"
#include "nqtune/sys.h"
#include "reader.h"

/* As many rows as there can be CPUs, of 16 columns. */
#define SOFTNET_LIMIT (CPUSET_MAX * 16u * 9)
/* Rows of CPUs are longer; a number for each interrupt that there may be follows. */
#define STAT_LIMIT (8u << 20)
/* Ten rows, of a number for each CPU. */
#define SOFTIRQS_LIMIT (CPUSET_MAX * 11u * 12)
#define SNMP_LIMIT 65536

static void read_interrupts(struct sample *out, struct sys *s, const struct host *h,
			    struct arena *a)
{
	struct interrupt_row *rows;
	char *text;
	size_t n;

	if (interrupts_text(s, a, &text))
		return;
	out->irq_cpus = interrupts_cpus(text, h->ncpus, a);
	n = interrupts_parse(text, h->ncpus, a, &rows);
	out->irqs_listed = n;
	for (size_t i = 0; i < n; i++) {
		/* A damaged recording may have a number twice. */
		if (!host_irq(h, rows[i].number) || (i && rows[i - 1].number == rows[i].number))
			continue;
		*arena_push(a, out->irqs, out->nirqs) = (struct irq_counters){
			rows[i].number, rows[i].actions, rows[i].counts,
		};
	}
}

static void read_cpu_counts(struct sample *out, struct sys *s, const struct host *h,
			    struct arena *a)
{
	char *text;

	out->cpus = arena_array(a, h->ncpus, sizeof(*out->cpus));
	if (!files_read_all(s->files, "/proc/net/softnet_stat", SOFTNET_LIMIT, a, &text, NULL))
		softnet_parse(text, h->online, out->cpus, h->ncpus);
	if (!files_read_all(s->files, "/proc/softirqs", SOFTIRQS_LIMIT, a, &text, NULL))
		softirqs_parse(text, out->cpus, h->ncpus, a);
	if (!files_read_all(s->files, "/proc/stat", STAT_LIMIT, a, &text, NULL))
		procstat_parse(text, out->cpus, h->ncpus);
}

/* A kernel without IPv6 has no file of it, and forwards none. */
static void read_forwarded(struct sample *out, struct sys *s, struct arena *a)
{
	struct reading v4 = { 0 }, v6 = { 0 };
	char *text;

	if (!files_read_all(s->files, "/proc/net/snmp", SNMP_LIMIT, a, &text, NULL))
		v4 = snmp_parse(text);
	if (!files_read_all(s->files, "/proc/net/snmp6", SNMP_LIMIT, a, &text, NULL))
		v6 = snmp6_parse(text);
	out->forwarded = (struct reading){ v4.set || v6.set, v4.n + v6.n };
}

/* Some drivers count the same packets in both. */
static struct reading larger(struct reading a, struct reading b)
{
	return b.set && (!a.set || b.n > a.n) ? b : a;
}

static struct reading statistic(struct reader *rd, const char *iface, const char *name)
{
	return read_number(rd, "/sys/class/net/%s/statistics/%s", iface, name);
}

/* The number anew: an interface of that name may be another one now. */
static void take_files(struct reader *rd, struct nic_counters *c)
{
	c->ifindex = (unsigned)read_number(rd, "/sys/class/net/%s/ifindex", c->name).n;
	c->rx_packets = statistic(rd, c->name, "rx_packets");
	c->tx_packets = statistic(rd, c->name, "tx_packets");
	c->rx_bytes = statistic(rd, c->name, "rx_bytes");
	c->tx_bytes = statistic(rd, c->name, "tx_bytes");
	c->rx_dropped = statistic(rd, c->name, "rx_dropped");
	c->tx_dropped = statistic(rd, c->name, "tx_dropped");
	c->rx_missed = larger(statistic(rd, c->name, "rx_missed_errors"),
			      statistic(rd, c->name, "rx_fifo_errors"));
}

static struct reading said(uint64_t n)
{
	return (struct reading){ true, n };
}

static void take_link(const struct link_stats *s, struct nic_counters *c)
{
	c->ifindex = s->ifindex;
	c->rx_packets = said(s->rx_packets);
	c->tx_packets = said(s->tx_packets);
	c->rx_bytes = said(s->rx_bytes);
	c->tx_bytes = said(s->tx_bytes);
	c->rx_dropped = said(s->rx_dropped);
	c->tx_dropped = said(s->tx_dropped);
	c->rx_missed = larger(said(s->rx_missed_errors), said(s->rx_fifo_errors));
}

/* A recording of before, and a test's, has the files alone. */
static void read_interfaces(struct sample *out, struct sys *s, const struct host *h,
			    struct arena *a)
{
	struct reader rd = { .sys = s, .arena = a };
	struct link_stats *all = NULL;
	size_t n = 0;
	bool asked = s->answers && !linkstats_read(s->answers, a, &all, &n, NULL);

	for (size_t i = 0; i < h->nnics; i++) {
		const struct nic *nic = &h->nics[i];
		const struct link_stats *of = linkstats_find(all, n, nic->ifindex);
		struct nic_counters *c;

		/* Gone, or another one now. */
		if (!nic->known_layout || (asked && !of))
			continue;
		c = arena_push(a, out->nics, out->nnics);
		c->name = arena_strdup(a, nic->name);
		if (of)
			take_link(of, c);
		else
			take_files(&rd, c);
	}
}

struct sample *sample_read(struct sys *s, const struct host *h, struct arena *a)
{
	struct sample *out = arena_alloc(a, sizeof(*out));

	out->ncpus = h->ncpus;
	out->ns = clock_ns();
	read_interrupts(out, s, h, a);
	read_cpu_counts(out, s, h, a);
	read_interfaces(out, s, h, a);
	read_forwarded(out, s, a);
	return out;
}
