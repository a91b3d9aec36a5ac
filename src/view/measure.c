// SPDX-License-Identifier: GPL-2.0-or-later
// What a layout did with its traffic: sums, then the CPUs.
#include <inttypes.h>
#include <libsmartcols.h>

#include "amount.h"
#include "draw.h"
#include "nqtune/arena.h"
#include "nqtune/measure.h"
#include "nqtune/view.h"
#include "table.h"

/* Of more CPUs only the busiest have a row, unless -v. */
#define CPUS_MAX 16

static void add_row(struct table *t, const char *const *cells, size_t n)
{
	struct libscols_line *l = scols_table_new_line(t->t, NULL);

	for (size_t i = 0; l && i < n; i++)
		scols_line_set_data(l, i, cells[i]);
}

static double seconds(const struct measured *m)
{
	return m->ns ? (double)m->ns / 1e9 : 1;
}

static void add_count(struct table *t, const struct measured *m, const char *name,
		      struct reading r, const char *remark)
{
	const char *const cells[] = {
		name, r.set ? arena_printf(t->a, "%" PRIu64, r.n) : "-",
		r.set ? amount_text((double)r.n / seconds(m), "", t->a) : "-", remark,
	};

	add_row(t, cells, 4);
}

static const char *part(struct arena *a, const char *list, const char *name, struct reading r)
{
	return r.set ? arena_list(a, list, arena_printf(a, "%s %" PRIu64, name, r.n)) : list;
}

/* Those of backlogs are among the interfaces', or are other interfaces'. */
static const char *drops_where(const struct measured *m, struct arena *a)
{
	const char *list = part(a, "", "rings", m->drops_ring);

	if (!m->drops.set || !m->drops.n)
		return "";
	list = part(a, list, "interfaces in", m->drops_rx);
	list = part(a, list, "out", m->drops_tx);
	return part(a, list, "backlogs of CPUs", m->drops_backlog);
}

static const char *bits(const struct measured *m, struct reading bytes, struct arena *a)
{
	return bytes.set ? amount_text((double)bytes.n * 8 / seconds(m), "bit/s", a) : "";
}

static void draw_sums(FILE *out, const struct style *st, const struct measured *m, struct arena *a)
{
	struct table t = { .out = out, .st = st, .a = a };
	const char *per = m->interrupts_per_packet > 0
		? arena_printf(a, "%.3f a packet received", m->interrupts_per_packet) : "";

	if (!table_open(&t))
		return;
	table_column(&t, "", 0);
	table_column(&t, "count", SCOLS_FL_RIGHT);
	table_column(&t, "a second", SCOLS_FL_RIGHT);
	table_column(&t, "", 0);
	add_count(&t, m, "packets in", m->rx_packets, bits(m, m->rx_bytes, a));
	add_count(&t, m, "packets out", m->tx_packets, bits(m, m->tx_bytes, a));
	add_count(&t, m, "bytes in", m->rx_bytes, "");
	add_count(&t, m, "bytes out", m->tx_bytes, "");
	if (m->forwarded.set)
		add_count(&t, m, "forwarded", m->forwarded, "");
	add_count(&t, m, "dropped", m->drops, drops_where(m, a));
	if (m->interrupts.set)
		add_count(&t, m, "interrupts", m->interrupts, per);
	add_count(&t, m, "worked on", m->worked, "by the CPUs, once a device they pass");
	table_close(&t);
}

/* The next in order of work behind last (or NULL): most packets first, then by number. */
static const struct measured_cpu *next_cpu(const struct measured *m,
					   const struct measured_cpu *last)
{
	const struct measured_cpu *found = NULL;

	for (unsigned i = 0; i < m->cpus; i++) {
		const struct measured_cpu *c = &m->cpu[i];
		bool behind = !last || c->worked.n < last->worked.n ||
			      (c->worked.n == last->worked.n && c->cpu > last->cpu);

		if (behind && (!found || c->worked.n > found->worked.n))
			found = c;
	}
	return found;
}

static const char *percent(double share, struct arena *a)
{
	return share < 0 ? "-" : arena_printf(a, "%.1f %%", share * 100);
}

static double share_of(const struct measured *m, const struct measured_cpu *c)
{
	return m->worked.n ? (double)c->worked.n / (double)m->worked.n : 0;
}

static void add_cpu(struct table *t, const struct measured *m, const struct measured_cpu *c)
{
	const char *const cells[] = {
		arena_printf(t->a, "%u", c->cpu),
		c->worked.set ? arena_printf(t->a, "%" PRIu64, c->worked.n) : "-",
		percent(share_of(m, c), t->a),
		c->interrupts.set ? arena_printf(t->a, "%" PRIu64, c->interrupts.n) : "-",
		percent(c->softirq, t->a),
		percent(c->idle, t->a),
	};

	add_row(t, cells, 6);
}

static void draw_cpus(FILE *out, const struct style *st, const struct measured *m, struct arena *a)
{
	static const char *const heads[] = { "cpu", "packets", "share", "interrupts", "softirq", "idle" };
	unsigned most = st->verbose > 0 || m->cpus <= CPUS_MAX ? m->cpus : CPUS_MAX;
	struct table t = { .out = out, .st = st, .a = a };
	const struct measured_cpu *c = NULL;
	double rest = 1;

	if (!table_open(&t))
		return;
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
		table_column(&t, heads[i], SCOLS_FL_RIGHT);
	for (unsigned i = 0; i < most && (c = next_cpu(m, c)); i++) {
		add_cpu(&t, m, c);
		rest -= share_of(m, c);
	}
	table_close(&t);
	if (most < m->cpus)
		fprintf(out, "  and %u other CPUs with %s of the packets (-v shows them)\n", m->cpus - most,
			percent(m->worked.n && rest > 0 ? rest : 0, a));
}

static const char *busiest(const struct measured *m, struct arena *a)
{
	if (!m->worked.n)
		return "no CPU worked on any packet";
	return arena_printf(a, "busiest: CPU %u with %s of the packets, %.2f times the mean of %u CPU%s",
			    m->largest_cpu, percent(m->largest_share, a), m->share_to_mean, m->cpus,
			    m->cpus == 1 ? "" : "s");
}

/* Of few ticks, the time of a packet would be a number and no more. */
static const char *softirqs(const struct measured *m, struct arena *a)
{
	const char *all = percent(m->softirq_share, a);

	if (m->softirq_ticks < MEASURE_TICKS)
		return arena_printf(a, "softirqs: %s of all CPU time, too few ticks to tell what a packet costs", all);
	return arena_printf(a, "softirqs: %.2f us a packet, %s of all CPU time",
			    m->softirq_ns_per_packet / 1000, all);
}

void view_measured(FILE *out, const struct style *st, const struct measured *m,
		   const char *const *ifaces, size_t n, struct arena *a)
{
	const char *names = "";

	for (size_t i = 0; i < n; i++)
		names = arena_list(a, names, ifaces[i]);
	draw_wrapped(out, st, 0, 2, arena_printf(a, "%s: %.1f s", *names ? names : "no interface to count",
						 seconds(m)), a);
	draw_sums(out, st, m, a);
	draw_cpus(out, st, m, a);
	draw_wrapped(out, st, 0, 2, busiest(m, a), a);
	if (m->softirq_ns_per_packet > 0)
		draw_wrapped(out, st, 0, 2, softirqs(m, a), a);
}
