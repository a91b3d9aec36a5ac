// SPDX-License-Identifier: GPL-2.0-or-later
// Two layouts beside each other, and which one was better.
#include <libsmartcols.h>

#include "draw.h"
#include "nqtune/arena.h"
#include "nqtune/measure.h"
#include "nqtune/view.h"
#include "table.h"

static double mean_seconds(const struct trial *runs, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += (double)runs[i].m.ns / 1e9;
	return n ? sum / (double)n : 0;
}

/* "A B B A A B B A" */
static const char *order(const struct trial *runs, size_t n, struct arena *a)
{
	const char *text = "";

	for (size_t i = 0; i < n; i++)
		text = arena_printf(a, "%s%s%c", text, i ? " " : "", runs[i].is_b ? 'B' : 'A');
	return text;
}

static const char *better_word(enum better better)
{
	static const char *const words[] = { "-", "A", "B" };

	return words[better];
}

static void add_figure(struct table *t, const struct compared *c)
{
	struct libscols_line *l = scols_table_new_line(t->t, NULL);
	const char *const cells[] = {
		c->name, c->a_text, c->b_text, better_word(c->better), c->a_range, c->b_range,
	};
	size_t n = t->st->verbose > 0 ? 6 : 4;

	for (size_t i = 0; l && i < n; i++)
		scols_line_set_data(l, i, cells[i]);
}

static void draw_figures(FILE *out, const struct style *st, const struct comparison *c,
			 struct arena *a)
{
	static const char *const heads[] = { "median of", "A", "B", "better", "A from", "B from" };
	struct table t = { .out = out, .st = st, .a = a };

	if (!table_open(&t))
		return;
	for (size_t i = 0; i < (st->verbose > 0 ? 6 : 4); i++)
		table_column(&t, heads[i], i == 1 || i == 2 ? SCOLS_FL_RIGHT : 0);
	for (unsigned f = 0; f < FIGURES; f++)
		if (c->figure[f].known)
			add_figure(&t, &c->figure[f]);
	table_close(&t);
}

void view_comparison(FILE *out, const struct style *st, const struct trial *runs, size_t n,
		     const struct comparison *c, struct arena *a)
{
	if (st->verbose >= 0) {
		draw_wrapped(out, st, 0, 2, arena_printf(a, "%zu runs of %.1f s: %s", n,
							 mean_seconds(runs, n), order(runs, n, a)), a);
		draw_figures(out, st, c, a);
	}
	draw_wrapped(out, st, 0, 2, c->words, a);
}
