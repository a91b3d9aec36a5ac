// SPDX-License-Identifier: GPL-2.0-or-later
// Which of two layouts is better, beyond the noise of their own runs. Pure.
#include "nqtune/arena.h"
#include "figures.h"
#include "ranks.h"

/* So often one figure may take chance for a difference; all five, less than once in twenty times. */
#define CHANCE 0.007
/* Four runs against four cannot be as sure as that by their order alone: all must win, and clearly. */
#define RUNS_FEW 4
/* The gap between the two, against what the runs of one layout differ among themselves. */
#define GAP 0.5
/* Fewer packets in a run say nothing. */
#define PACKETS_FEW 1000
/* Forwarding is what a host is there for, where it forwards that much of what it receives. */
#define FORWARDS 0.1

struct comparing {
	const struct measured *a, *b;
	size_t na, nb;
	struct arena *arena;
};

/* Values of one figure, turned so that more is better. */
struct side {
	double *v;		/* ascending */
	size_t n;
	double median;
};

static bool take_side(struct side *s, const struct figure_row *row, const struct measured *m,
		      size_t n, struct arena *a)
{
	*s = (struct side){ .v = arena_array(a, n, sizeof(*s->v)), .n = n };
	for (size_t i = 0; i < n; i++) {
		double v = row->read(&m[i]);

		if (v < 0)
			return false;
		s->v[i] = row->less ? -v : v;
	}
	s->median = median(s->v, n);
	return true;
}

static double least(const struct side *s)
{
	return s->v[0];
}

static double most(const struct side *s)
{
	return s->v[s->n - 1];
}

static double spread(const struct side *s)
{
	return most(s) - least(s);
}

/* Of all encounters, those that the better one does not win. */
static size_t losses(const struct side *better, const struct side *other)
{
	size_t lost = 0;

	for (size_t i = 0; i < better->n; i++)
		for (size_t k = 0; k < other->n; k++)
			lost += better->v[i] <= other->v[k];
	return lost;
}

static bool matters(const struct figure_row *row, const struct side *better,
		    const struct side *other)
{
	double of = row->less ? -better->median : other->median;

	return better->median - other->median > (row->relative ? row->least * of : row->least);
}

static bool beyond_noise(const struct side *better, const struct side *other, size_t lost)
{
	double noise = spread(better) > spread(other) ? spread(better) : spread(other);

	if (chance_of(better->n, other->n, lost) <= CHANCE)
		return true;
	return !lost && better->n >= RUNS_FEW && other->n >= RUNS_FEW &&
	       least(better) - most(other) > GAP * noise;
}

static void judge(struct compared *c, const struct figure_row *row, const struct side *a,
		  const struct side *b)
{
	bool b_leads = b->median > a->median;
	const struct side *better = b_leads ? b : a, *other = b_leads ? a : b;

	c->lost = losses(better, other);
	if (matters(row, better, other) && beyond_noise(better, other, c->lost))
		c->better = b_leads ? BETTER_B : BETTER_A;
}

static void tell_side(const struct figure_row *row, const struct side *s, double *mid, double *min,
		      double *max)
{
	*mid = row->less ? -s->median : s->median;
	*min = row->less ? -most(s) : least(s);
	*max = row->less ? -least(s) : most(s);
}

static const char *range(enum figure f, double min, double max, struct arena *a)
{
	return arena_printf(a, "%s to %s", figure_text(f, min, a), figure_text(f, max, a));
}

static void put_into_words(struct compared *c, enum figure f, struct arena *a)
{
	c->a_text = figure_text(f, c->a, a);
	c->b_text = figure_text(f, c->b, a);
	c->a_range = range(f, c->a_min, c->a_max, a);
	c->b_range = range(f, c->b_min, c->b_max, a);
}

static struct compared compare(const struct comparing *all, enum figure f)
{
	const struct figure_row *row = &figure_rows[f];
	struct compared c = { .name = row->name };
	struct side a, b;

	if (!take_side(&a, row, all->a, all->na, all->arena) ||
	    !take_side(&b, row, all->b, all->nb, all->arena))
		return c;
	c.known = true;
	tell_side(row, &a, &c.a, &c.a_min, &c.a_max);
	tell_side(row, &b, &c.b, &c.b_min, &c.b_max);
	judge(&c, row, &a, &b);
	put_into_words(&c, f, all->arena);
	return c;
}

static void add_up(const struct measured *m, size_t n, double *in, double *through)
{
	for (size_t i = 0; i < n; i++) {
		*in += (double)m[i].rx_packets.n;
		*through += (double)m[i].forwarded.n;
	}
}

static bool forwards(const struct comparing *all)
{
	double in = 0, through = 0;

	add_up(all->a, all->na, &in, &through);
	add_up(all->b, all->nb, &in, &through);
	return through > 0 && through >= FORWARDS * in;
}

/* In the middle one of the runs. */
static double packets(const struct measured *m, size_t n, struct arena *a)
{
	double *v = arena_array(a, n, sizeof(*v));

	for (size_t i = 0; i < n; i++)
		v[i] = (double)m[i].rx_packets.n;
	return median(v, n);
}

static const char *name_of(enum better better)
{
	return better == BETTER_B ? "B" : "A";
}

static const char *value_words(enum figure f, double value, struct arena *a)
{
	return arena_printf(a, "%s %s", figure_text(f, value, a), figure_rows[f].of);
}

static const char *how_sure(const struct comparison *c, const struct compared *by, struct arena *a)
{
	if (by->lost)
		return arena_printf(a, "by the ranks of %zu runs", c->na + c->nb);
	return c->na == c->nb ? arena_printf(a, "every one of %zu runs", c->na)
			      : "every run of it against every run of the other";
}

/* What the other one does better: whoever decides shall know. */
static const char *though(const struct comparison *c, enum figure from, struct arena *a)
{
	for (unsigned f = from + 1; f < FIGURES; f++) {
		const struct compared *v = &c->figure[f];
		bool b = v->better == BETTER_B;

		if (v->better != BETTER_UNKNOWN && v->better != c->better)
			return arena_printf(a, "; but %s has %s against %s", name_of(v->better),
					    value_words(f, b ? v->b : v->a, a),
					    figure_text(f, b ? v->a : v->b, a));
	}
	return "";
}

static const char *verdict(const struct comparison *c, enum figure f, struct arena *a)
{
	const struct compared *by = &c->figure[f];
	bool b = c->better == BETTER_B;

	return arena_printf(a, "%s is better: %s against %s (%s)%s", name_of(c->better),
			    value_words(f, b ? by->b : by->a, a), figure_text(f, b ? by->a : by->b, a),
			    how_sure(c, by, a), though(c, f, a));
}

static void decide(struct comparison *c, struct arena *a)
{
	c->words = "cannot tell: the differences are within the noise of the runs themselves";
	for (unsigned f = 0; f < FIGURES; f++) {
		const struct compared *v = &c->figure[f];

		if (v->better == BETTER_UNKNOWN)
			continue;
		c->better = v->better;
		c->by = figure_rows[f].name;
		c->a = v->a;
		c->b = v->b;
		c->words = verdict(c, f, a);
		return;
	}
}

/* Too little to compare anything by. Says so, and returns true. */
static bool too_few(struct comparison *c, const struct comparing *all)
{
	double a, b, more;

	if (c->na < RUNS_FEW || c->nb < RUNS_FEW) {
		c->words = arena_printf(all->arena, "cannot tell: it takes %d runs of each", RUNS_FEW);
		return true;
	}
	a = packets(all->a, all->na, all->arena);
	b = packets(all->b, all->nb, all->arena);
	more = a > b ? a : b;
	if (more >= PACKETS_FEW)
		return false;
	c->words = arena_printf(all->arena, "cannot tell: only %.0f packets came in during a run: let the "
					    "traffic that it is about run meanwhile", more);
	return true;
}

struct comparison compare_runs(const struct measured *a, size_t na, const struct measured *b,
			       size_t nb, struct arena *arena)
{
	const struct comparing all = { a, b, na, nb, arena };
	struct comparison c = { .na = na, .nb = nb };

	for (unsigned f = 0; na && nb && f < FIGURES; f++)
		if (f != FIGURE_FORWARDED || forwards(&all))
			c.figure[f] = compare(&all, f);
	if (too_few(&c, &all))
		for (unsigned f = 0; f < FIGURES; f++)
			c.figure[f].better = BETTER_UNKNOWN;
	else
		decide(&c, arena);
	return c;
}
