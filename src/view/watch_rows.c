// SPDX-License-Identifier: GPL-2.0-or-later
// The three tables of the live view, a second's worth of each count.
#include "watch_rows.h"

#include <stdio.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/host.h"
#include "nqtune/sample.h"
#include "nqtune/watch.h"

static const struct watch_column iface_cols[] = {
	{ "interface", true, false, 0 }, { "rx pkt/s", false, false, 0 },
	{ "rx B/s", false, false, 3 },   { "tx pkt/s", false, false, 1 },
	{ "tx B/s", false, false, 4 },   { "rx drop/s", false, true, 2 },
	{ "tx drop/s", false, true, 5 }, { "missed/s", false, true, 6 },
};
static const struct watch_column queue_cols[] = {
	{ "interface", true, false, 0 }, { "queue", true, false, 0 },
	{ "irq", true, false, 6 },       { "cpu", true, false, 4 },
	{ "pkt/s", false, false, 0 },    { "B/s", false, false, 5 },
	{ "irq/s", false, false, 1 },    { "pkt/irq", false, false, 3 },
	{ "drop/s", false, true, 2 },
};
static const struct watch_column cpu_cols[] = {
	{ "cpu", true, false, 0 },       { "node", true, false, 7 },
	{ "softirq", false, false, 0 },  { "net_rx/s", false, false, 4 },
	{ "net_tx/s", false, false, 6 }, { "pkt/s", false, false, 1 },
	{ "drop/s", false, true, 2 },    { "squeeze/s", false, true, 3 },
	{ "rps ipi/s", false, false, 5 },
};

static const struct {
	const struct watch_column *v;
	size_t n;
} columns[] = {
	[WATCH_IFACES] = { iface_cols, sizeof(iface_cols) / sizeof(iface_cols[0]) },
	[WATCH_QUEUES] = { queue_cols, sizeof(queue_cols) / sizeof(queue_cols[0]) },
	[WATCH_CPUS] = { cpu_cols, sizeof(cpu_cols) / sizeof(cpu_cols[0]) },
};

size_t watch_columns(enum watch_kind kind, const struct watch_column **out)
{
	*out = columns[kind].v;
	return columns[kind].n;
}

static struct cell word(const char *text)
{
	return (struct cell){ text ? CELL_WORD : CELL_NONE, text, 0 };
}

static struct cell rate(const struct interval *t, struct reading r)
{
	if (!r.set || !t->counted || !t->counted->ns)
		return (struct cell){ 0 };
	return (struct cell){ CELL_NUMBER, NULL, (double)r.n * 1e9 / (double)t->counted->ns };
}

static struct watch_row *add(struct watch_table *t, struct arena *a)
{
	struct watch_row *row = arena_push(a, t->rows, t->nrows);

	row->place = t->nrows;
	row->node = -1;
	return row;
}

static void iface_rows(struct watch_table *out, const struct interval *t, struct arena *a)
{
	for (size_t i = 0; i < t->h->nnics; i++) {
		const struct nic *nic = &t->h->nics[i];
		static const struct nic_counters none;
		const struct nic_counters *c = t->counted ? sample_nic(t->counted, nic->name) : NULL;
		struct watch_row *row;

		if (!watch_shows(t, nic))
			continue;
		c = c ? c : &none;
		row = add(out, a);
		row->nic = nic;
		row->c[0] = word(watch_clean(nic->name, a));
		row->c[1] = rate(t, c->rx_packets);
		row->c[2] = rate(t, c->rx_bytes);
		row->c[3] = rate(t, c->tx_packets);
		row->c[4] = rate(t, c->tx_bytes);
		row->c[5] = rate(t, c->rx_dropped);
		row->c[6] = rate(t, c->tx_dropped);
		row->c[7] = rate(t, c->rx_missed);
	}
}

static struct cell ratio(struct reading of, struct reading by)
{
	if (!of.set || !by.set || !by.n)
		return (struct cell){ 0 };
	return (struct cell){ CELL_NUMBER, NULL, (double)of.n / (double)by.n };
}

static void queue_rows(struct watch_table *out, const struct interval *t, struct arena *a)
{
	struct watch_queue *q;
	size_t n = watch_queues(t, &q, a);

	for (size_t i = 0; i < n; i++) {
		struct watch_row *row = add(out, a);

		row->c[0] = word(watch_clean(q[i].nic->name, a));
		row->c[1] = word(arena_printf(a, "%s-%u", q[i].tx ? "tx" : "rx", q[i].index));
		row->c[2] = word(q[i].irq ? arena_printf(a, "%u", q[i].irq->number) : NULL);
		row->c[3] = word(q[i].cpus ? cpuset_list(a, q[i].cpus) : NULL);
		row->c[4] = rate(t, q[i].packets);
		row->c[5] = rate(t, q[i].bytes);
		row->c[6] = rate(t, q[i].interrupts);
		row->c[7] = ratio(q[i].packets, q[i].interrupts);
		row->c[8] = rate(t, q[i].drops);
	}
}

static struct cell share(double n)
{
	return (struct cell){ n < 0 ? CELL_NONE : CELL_SHARE, NULL, n };
}

static void cpu_rows(struct watch_table *out, const struct interval *t, struct arena *a)
{
	static const struct cpu_counters none;

	cpuset_each(cpu, t->h->online) {
		bool known = t->counted && (unsigned)cpu < t->counted->ncpus;
		const struct cpu_counters *c = known ? &t->counted->cpus[cpu] : &none;
		struct watch_row *row = add(out, a);

		row->node = t->h->cpus[cpu].node;
		row->c[0] = word(arena_printf(a, "%d", cpu));
		row->c[1] = word(row->node < 0 ? NULL : arena_printf(a, "%d", row->node));
		row->c[2] = share(watch_softirq(t, (unsigned)cpu));
		row->c[3] = rate(t, c->net_rx);
		row->c[4] = rate(t, c->net_tx);
		row->c[5] = rate(t, c->processed);
		row->c[6] = rate(t, c->dropped);
		row->c[7] = rate(t, c->squeezed);
		row->c[8] = rate(t, c->steered);
	}
}

/* A filter that says "cpu3" or "node0" means the cell, since these words stand above it only. */
static bool has_word(const struct watch_table *t, const struct watch_row *row, const char *filter)
{
	char named[64];

	for (size_t i = 0; i < t->ncols; i++) {
		const struct cell *c = &row->c[i];

		if (c->kind != CELL_WORD)
			continue;
		if (t->kind == WATCH_CPUS)
			snprintf(named, sizeof(named), "%s%s", t->cols[i].head, c->word);
		if (strcasestr(t->kind == WATCH_CPUS ? named : c->word, filter))
			return true;
	}
	return false;
}

static void keep_filtered(struct watch_table *t, const char *filter)
{
	size_t n = 0;

	for (size_t i = 0; i < t->nrows; i++)
		if (has_word(t, &t->rows[i], filter))
			t->rows[n++] = t->rows[i];
	t->nrows = n;
}

static bool among(const struct watch_table *t, const struct nic *nic)
{
	for (size_t i = 0; i < t->nrows; i++)
		if (t->rows[i].nic == nic)
			return true;
	return false;
}

/* What a bridge counts, its ports have counted. */
static bool counts_anew(const struct watch_table *t, const struct nic *nic)
{
	for (size_t i = 0; i < nic->nlower; i++)
		if (among(t, nic->lower[i]))
			return false;
	return true;
}

static void add_numbers(struct watch_row *sum, const struct watch_row *row)
{
	for (size_t i = 0; i < WATCH_COLUMNS; i++) {
		if (row->c[i].kind != CELL_NUMBER)
			continue;
		sum->c[i].kind = CELL_NUMBER;
		sum->c[i].n += row->c[i].n;
	}
}

static void add_feet(struct watch_table *out, const struct interval *t)
{
	struct watch_row *sum = &out->foot[0], *forwarded = &out->foot[1];

	*sum = (struct watch_row){ .c[0] = word("sum") };
	for (size_t i = 0; i < out->nrows; i++)
		if (counts_anew(out, out->rows[i].nic))
			add_numbers(sum, &out->rows[i]);
	*forwarded = (struct watch_row){ .c[0] = word("forwarded") };
	forwarded->c[1] = rate(t, t->counted ? t->counted->forwarded : (struct reading){ 0 });
	for (size_t c = 2; c < out->ncols; c++)
		forwarded->c[c].kind = CELL_BLANK;
	out->nfoot = 2;
}

void watch_table(struct watch_table *out, enum watch_kind kind, const struct interval *t,
		 const char *filter, struct arena *a)
{
	static void (*const rows[])(struct watch_table *, const struct interval *, struct arena *) = {
		[WATCH_IFACES] = iface_rows, [WATCH_QUEUES] = queue_rows, [WATCH_CPUS] = cpu_rows,
	};

	*out = (struct watch_table){ .kind = kind };
	out->ncols = watch_columns(kind, &out->cols);
	rows[kind](out, t, a);
	if (filter && *filter)
		keep_filtered(out, filter);
	if (kind == WATCH_IFACES)
		add_feet(out, t);
}
