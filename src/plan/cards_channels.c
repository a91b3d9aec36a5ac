// SPDX-License-Identifier: GPL-2.0-or-later
// As many queues as there are CPUs to serve them (S4, S5).
#include "cards.h"
#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/host.h"

/* The NIC's channels: either combined ones, or rx and tx ones; drivers tell the maxima. */
struct channels {
	const struct knob_reading *combined, *rx, *tx;
};

static struct channels read_channels(const struct card *c)
{
	return (struct channels){
		.combined = nic_knobs_find(c->now, "channels", "combined", NULL),
		.rx = nic_knobs_find(c->now, "channels", "rx", NULL),
		.tx = nic_knobs_find(c->now, "channels", "tx", NULL),
	};
}

static uint64_t wanted(const struct card *c, const struct knob_reading *r)
{
	uint64_t cpus = cpuset_count(c->pool), max = reading_max(r);

	return cpus < max ? cpus : max;
}

static const char *why_so_many(const struct card *c, const struct profile_line *line, uint64_t n)
{
	const char *what = n == cpuset_count(c->pool) ? "a queue for each of its"
						      : "all the queues it has, for its";

	return arena_printf(c->l->arena, "%s %s: %s", what, c->pool_why, line->why);
}

static void set_count(struct card *c, const struct profile_line *line, const struct knob_reading *r)
{
	uint64_t n = wanted(c, r);

	if (n)
		card_set_number(c, line, r, n, why_so_many(c, line, n));
}

/* Rx and tx queues of their own, beside combined ones, would be queues without a CPU. */
static void set_combined(struct card *c, const struct profile_line *line,
			 const struct channels *ch)
{
	set_count(c, line, ch->combined);
	if (reading_number(ch->rx))
		card_set_number(c, line, ch->rx, 0, "combined queues serve both ways");
	if (reading_number(ch->tx))
		card_set_number(c, line, ch->tx, 0, "combined queues serve both ways");
}

/* Whether there is anything to choose. */
static bool has_choice(const struct channels *ch)
{
	if (reading_max(ch->combined))
		return reading_max(ch->combined) > 1;
	return reading_max(ch->rx) > 1 || reading_max(ch->tx) > 1;
}

/*
 * P8: a driver that changes its channels forgets where its interrupts were, and nothing
 * would be laid out anew. One CPU takes one queue all the same (S5).
 */
static const char *why_not(const struct card *c)
{
	const struct host *h = c->l->host;

	return cpuset_count(h->online) > 1 ? nothing_to_lay_out(h) : NULL;
}

size_t planned_rx(const struct card *c)
{
	struct channels ch = read_channels(c);
	uint64_t n = wanted(c, reading_max(ch.combined) ? ch.combined : ch.rx);

	return n && !why_not(c) ? (size_t)n : c->nrx;
}

void set_channels(struct card *c, const struct profile_line *line)
{
	struct channels ch = read_channels(c);
	size_t before = c->l->plan->nchanges;

	if (why_not(c)) {
		left_alone(c->l, c->nic->name, line->knob, "%s", why_not(c));
		return;
	}
	if (cpuset_empty(c->pool)) {
		left_alone(c->l, c->nic->name, line->knob, "no CPU is left for its queues");
		return;
	}
	if (!has_choice(&ch)) {
		left_alone(c->l, c->nic->name, line->knob, "it has one queue and no more");
		return;
	}
	release_table(c, reading_number(ch.combined) + reading_number(ch.rx), planned_rx(c));
	if (reading_max(ch.combined)) {
		set_combined(c, line, &ch);
	} else {
		set_count(c, line, ch.rx);
		set_count(c, line, ch.tx);
	}
	c->remade = c->l->plan->nchanges > before;
}
