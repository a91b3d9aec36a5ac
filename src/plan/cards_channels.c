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

static uint64_t at_most(uint64_t n, uint64_t max)
{
	return n < max ? n : max;
}

static const char *why_so_many(const struct card *c, const struct profile_line *line, uint64_t n)
{
	const char *what = n == cpuset_count(c->pool) ? "a queue for each of its"
						      : "all the queues it has, for its";

	return arena_printf(c->l->arena, "%s %s: %s", what, c->pool_why, line->why);
}

/* Rx and tx queues of their own, beside combined ones, would be queues without a CPU. */
static void set_combined(struct card *c, const struct profile_line *line,
			 const struct channels *ch)
{
	uint64_t n = at_most(cpuset_count(c->pool), reading_max(ch->combined));
	const char *why = why_so_many(c, line, n);

	release_table(c, reading_number(ch->combined) + reading_number(ch->rx), n);
	card_set_number(c, line, ch->combined, n, why);
	if (reading_number(ch->rx))
		card_set_number(c, line, ch->rx, 0, "combined queues serve both ways");
	if (reading_number(ch->tx))
		card_set_number(c, line, ch->tx, 0, "combined queues serve both ways");
	c->nrx = (size_t)n;
}

static void set_separate(struct card *c, const struct profile_line *line,
			 const struct channels *ch)
{
	uint64_t rx = at_most(cpuset_count(c->pool), reading_max(ch->rx));
	uint64_t tx = at_most(cpuset_count(c->pool), reading_max(ch->tx));

	if (rx) {
		release_table(c, reading_number(ch->rx), rx);
		card_set_number(c, line, ch->rx, rx, why_so_many(c, line, rx));
		c->nrx = (size_t)rx;
	}
	if (tx)
		card_set_number(c, line, ch->tx, tx, why_so_many(c, line, tx));
}

void set_channels(struct card *c, const struct profile_line *line)
{
	struct channels ch = read_channels(c);
	bool combined = reading_max(ch.combined) > 0;
	size_t before = c->l->plan->nchanges;

	if (cpuset_empty(c->pool)) {
		left_alone(c->l, c->nic->name, line->knob, "no CPU is left for its queues");
		return;
	}
	if (combined ? reading_max(ch.combined) < 2
		     : reading_max(ch.rx) < 2 && reading_max(ch.tx) < 2) {
		left_alone(c->l, c->nic->name, line->knob, "it has one queue and no more");
		return;
	}
	if (combined)
		set_combined(c, line, &ch);
	else
		set_separate(c, line, &ch);
	c->remade = c->l->plan->nchanges > before;
}
