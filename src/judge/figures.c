// SPDX-License-Identifier: GPL-2.0-or-later
// What layouts are compared by, in the order of what matters. Pure.
#include "figures.h"

#include "nqtune/arena.h"

static double rate(struct reading r, const struct measured *m)
{
	return r.set && m->ns ? (double)r.n * 1e9 / (double)m->ns : -1;
}

static double forwarded(const struct measured *m)
{
	return rate(m->forwarded, m);
}

static double received(const struct measured *m)
{
	return rate(m->rx_packets, m);
}

/* Those that had no room in a ring were not received. */
static double dropped(const struct measured *m)
{
	uint64_t all = m->rx_packets.n + m->drops_ring.n;

	if (!m->rx_packets.set || !m->drops.set || !all)
		return -1;
	return m->drops.n < all ? (double)m->drops.n / (double)all : 1;
}

static double largest(const struct measured *m)
{
	return m->worked.set && m->worked.n ? m->largest_share : -1;
}

static double softirq(const struct measured *m)
{
	bool known = m->softirq_ns_per_packet > 0 && m->softirq_ticks >= MEASURE_TICKS;

	return known ? m->softirq_ns_per_packet : -1;
}

/*
 * A packet that gets through counts more than where it was worked on. The busiest CPU stands before the time
 * a packet: it is what gives out first, and handing packets on to other CPUs costs time of its own.
 */
const struct figure_row figure_rows[FIGURES] = {
	[FIGURE_FORWARDED] = { "packets forwarded a second", "forwarded", forwarded,
			       .relative = true, .least = 0.03 },
	[FIGURE_RECEIVED] = { "packets received a second", "received", received,
			      .relative = true, .least = 0.03 },
	[FIGURE_DROPPED] = { "packets dropped", "of the packets dropped", dropped,
			     .less = true, .least = 0.001 },
	[FIGURE_LARGEST] = { "packets on the busiest CPU", "of the packets on the busiest CPU", largest,
			     .less = true, .least = 0.05 },
	[FIGURE_SOFTIRQ] = { "softirq time a packet", "of softirq time a packet", softirq,
			     .less = true, .relative = true, .least = 0.05 },
};

static const char *rate_text(double v, struct arena *a)
{
	if (v >= 999500)
		return arena_printf(a, "%.2f M packets/s", v / 1e6);
	if (v >= 9999.5)
		return arena_printf(a, "%.1f k packets/s", v / 1e3);
	return arena_printf(a, "%.0f packets/s", v);
}

const char *figure_text(enum figure f, double value, struct arena *a)
{
	switch (f) {
	case FIGURE_DROPPED:
		return arena_printf(a, "%.2f %%", value * 100);
	case FIGURE_LARGEST:
		return arena_printf(a, "%.1f %%", value * 100);
	case FIGURE_SOFTIRQ:
		return arena_printf(a, "%.2f us", value / 1000);
	default:
		return rate_text(value, a);
	}
}
