// SPDX-License-Identifier: GPL-2.0-or-later
// The indirection table and the hash's fields (A5 to A7).
#include <inttypes.h>
#include <string.h>

#include "cards.h"
#include "nqtune/arena.h"
#include "nqtune/host.h"

/*
 * Some NICs hash to fewer queues than they have. A table that goes evenly over so
 * many is their own limit, and nobody's choice.
 */
#define ENOUGH_QUEUES 16

static const struct numbers *table_of(const struct knob_reading *r)
{
	return r && r->value.kind == VALUE_LIST && r->value.list.n ? &r->value.list : NULL;
}

static uint32_t highest(const struct numbers *t)
{
	uint32_t most = 0;

	for (size_t i = 0; i < t->n; i++)
		most = t->v[i] > most ? t->v[i] : most;
	return most;
}

/* What drivers make for so many queues by themselves: in turn, or block after block. */
static bool is_drivers_own(const struct numbers *t, uint64_t queues)
{
	bool turns = queues > 0, blocks = queues > 0;

	for (size_t i = 0; i < t->n && (turns || blocks); i++) {
		turns &= t->v[i] == i % queues;
		blocks &= t->v[i] == i * queues / t->n;
	}
	return turns || blocks;
}

/*
 * The kernel refuses to take queues away that a configured table names, and does not tell
 * whether it was configured; a table that no driver makes was.
 */
void release_table(struct card *c, uint64_t queues_now, uint64_t queues_then)
{
	static const struct profile_line line = { .knob = "rss", .attr = "table",
						  .optional = true };
	const struct knob_reading *r = card_reading(c, &line);
	const struct numbers *t = table_of(r);

	if (!t || queues_then >= queues_now || highest(t) < queues_then ||
	    is_drivers_own(t, queues_now))
		return;
	card_set_word(c, &line, r, "default",
		      arena_printf(c->l->arena,
				   "a table was set up that names queue %" PRIu32 ", which goes away",
				   highest(t)));
}

/* How the queues 0 to n-1 share the table. */
struct shares {
	size_t missing;		/* queues that it does not name */
	uint32_t least, most;	/* entries a queue */
	bool beyond;		/* it names other queues too */
};

static struct shares share_out(const struct card *c, const struct numbers *t, size_t n)
{
	uint32_t *count = arena_array(c->l->arena, n, sizeof(*count));
	struct shares s = { .least = UINT32_MAX };

	for (size_t i = 0; i < t->n; i++) {
		if (t->v[i] < n)
			count[t->v[i]]++;
		else
			s.beyond = true;
	}
	for (size_t i = 0; i < n; i++) {
		s.missing += !count[i];
		s.least = count[i] < s.least ? count[i] : s.least;
		s.most = count[i] > s.most ? count[i] : s.most;
	}
	return s;
}

static bool is_even(const struct card *c, const struct numbers *t, size_t n)
{
	struct shares s = share_out(c, t, n);

	return !s.beyond && s.most - s.least <= 1;
}

static const char *why_uneven(const struct card *c, const struct profile_line *line,
			      const struct numbers *t)
{
	struct shares s = share_out(c, t, c->nrx);

	if (s.missing)
		return arena_printf(c->l->arena, "%zu of its %zu rx queues %s not in the table: %s",
				    s.missing, c->nrx, s.missing == 1 ? "is" : "are", line->why);
	return arena_printf(c->l->arena, "of its %zu entries a queue has from %" PRIu32 " to %" PRIu32
			    ": some CPUs would get more than others", t->n, s.least, s.most);
}

/*
 * Drivers' own tables are even. An even one set by hand would be a configured one, and
 * later keep the kernel from taking queues away.
 */
void set_table(struct card *c, const struct profile_line *line)
{
	const struct knob_reading *r = card_reading(c, line);
	const struct numbers *t = table_of(r);
	uint32_t top;

	if (!t)
		return;
	top = highest(t);
	if (c->nrx < 2) {
		left_alone(c->l, c->nic->name, line->knob, "it has one rx queue: nothing to spread");
		return;
	}
	if (c->remade) {
		left_alone(c->l, c->nic->name, line->knob,
			   "the driver makes its table anew when the channels change: it is looked at then");
		return;
	}
	if (is_even(c, t, c->nrx) ||
	    (top + 1 >= ENOUGH_QUEUES && top < c->nrx && is_even(c, t, top + 1)))
		return;
	card_set_word(c, line, r, "default", why_uneven(c, line, t));
}

/* One queue spreads nothing, and RPS computes its own hash where the NIC's has no ports. */
void set_ports(struct card *c, const struct profile_line *line)
{
	const struct knob_reading *r = card_reading(c, line);

	if (c->nrx > 1 && r && r->value.kind == VALUE_WORD && !strcmp(r->value.word, "sd"))
		card_set_word(c, line, r, "sdfn", line->why);
}
