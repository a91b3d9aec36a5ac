// SPDX-License-Identifier: GPL-2.0-or-later
// The kernel's counters at one moment.
#include <stdio.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/clock.h"
#include "nqtune/cpuset.h"
#include "nqtune/files.h"
#include "nqtune/host.h"
#include "nqtune/sample.h"
#include "nqtune/sys.h"
#include "reader.h"

/* As many rows as there can be CPUs, of 16 columns. */
#define SOFTNET_LIMIT (CPUSET_MAX * 16u * 9)

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
	for (size_t i = 0; i < n; i++) {
		/* A damaged recording may have a number twice. */
		if (!host_irq(h, rows[i].number) || (i && rows[i - 1].number == rows[i].number))
			continue;
		*arena_push(a, out->irqs, out->nirqs) = (struct irq_counters){
			rows[i].number, rows[i].actions, rows[i].counts,
		};
	}
}

static void read_softnet(struct sample *out, struct sys *s, const struct host *h, struct arena *a)
{
	char *text;

	out->cpus = arena_array(a, h->ncpus, sizeof(*out->cpus));
	if (!files_read_all(s->files, "/proc/net/softnet_stat", SOFTNET_LIMIT, a, &text, NULL))
		softnet_parse(text, h->online, out->cpus, h->ncpus);
}

static struct reading statistic(struct reader *rd, const char *iface, const char *name)
{
	return read_number(rd, "/sys/class/net/%s/statistics/%s", iface, name);
}

static void read_statistics(struct reader *rd, struct nic_counters *c)
{
	c->rx_packets = statistic(rd, c->name, "rx_packets");
	c->tx_packets = statistic(rd, c->name, "tx_packets");
	c->rx_bytes = statistic(rd, c->name, "rx_bytes");
	c->tx_bytes = statistic(rd, c->name, "tx_bytes");
	c->rx_dropped = statistic(rd, c->name, "rx_dropped");
	c->tx_dropped = statistic(rd, c->name, "tx_dropped");
	c->rx_missed = statistic(rd, c->name, "rx_missed_errors");
}

/* The number anew: an interface of that name may be another one now. */
static void read_interfaces(struct sample *out, struct sys *s, const struct host *h,
			    struct arena *a)
{
	struct reader rd = { .sys = s, .arena = a };

	for (size_t i = 0; i < h->nnics; i++) {
		const struct nic *nic = &h->nics[i];
		struct nic_counters *c;

		if (!nic->known_layout)
			continue;
		c = arena_push(a, out->nics, out->nnics);
		c->name = arena_strdup(a, nic->name);
		c->ifindex = (unsigned)read_number(&rd, "/sys/class/net/%s/ifindex", nic->name).n;
		read_statistics(&rd, c);
	}
}

struct sample *sample_read(struct sys *s, const struct host *h, struct arena *a)
{
	struct sample *out = arena_alloc(a, sizeof(*out));

	out->ncpus = h->ncpus;
	out->ns = clock_ns();
	read_interrupts(out, s, h, a);
	read_softnet(out, s, h, a);
	read_interfaces(out, s, h, a);
	return out;
}
