// SPDX-License-Identifier: GPL-2.0-or-later
// The whole screen of the live view: a line on the host, the tables, a line on the one in focus.
#include "watch_draw.h"

#include <string.h>
#include <time.h>

#include "draw.h"
#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/host.h"
#include "nqtune/sample.h"
#include "nqtune/watch.h"
#include "watch_help.h"
#include "watch_keys.h"

/* Where less is, the one table in focus has it alone. */
#define ROWS_FOR_ALL 15
/* What a node's CPUs need to stand beside those of another node. */
#define BLOCK_COLS 48
#define BLOCK_GAP 3

static const char *time_of_day(uint64_t ms, struct arena *a)
{
	time_t seconds = (time_t)(ms / 1000);
	char text[16] = "-";
	struct tm tm;

	if (localtime_r(&seconds, &tm))
		strftime(text, sizeof(text), "%H:%M:%S", &tm);
	return arena_strdup(a, text);
}

static const char *counted_words(size_t n, const char *one, struct arena *a)
{
	return arena_printf(a, "%zu %s%s", n, one, n == 1 ? "" : "s");
}

static void draw_head(struct canvas *c, const struct watch_state *state, const struct interval *t,
		      struct arena *a)
{
	const char *self = arena_printf(a, "nqtune itself: %.1f %% CPU", t->self_cpu * 100);
	unsigned x, end = text_cols(self) < c->cols ? c->cols - text_cols(self) : 0;
	const char *more = arena_printf(a, "  %s", counted_words(cpuset_count(t->h->online), "CPU", a));

	x = canvas_put(c, 0, 0, INK_NAME, time_of_day(t->time_ms, a));
	x += canvas_put(c, 0, x, INK_PLAIN, arena_printf(a, " every %g s", t->asked_ms / 1e3));
	if (state->paused)
		x += canvas_put(c, 0, x, INK_ALARM, " paused");
	else if (!t->counted)
		x += canvas_put(c, 0, x, INK_DIM, " counting");
	if (x + text_cols(more) + 2 < end)
		x += canvas_put(c, 0, x, INK_PLAIN, more);
	if (t->counted && x + 2 < end)
		canvas_put(c, 0, end, INK_PLAIN, self);
}

/* Behind x columns, as far as there is room. */
static void put_keys(struct canvas *c, unsigned y, unsigned x)
{
	const char *keys = "h help  q quit";

	if (x + 1 + text_cols(keys) > c->cols)
		keys = "h help";
	if (x + 1 + text_cols(keys) <= c->cols)
		canvas_put(c, y, c->cols - text_cols(keys), INK_DIM, keys);
}

/* "queues 11-20 of 64, by pkt/s, with "eth1"" */
static void draw_foot(struct canvas *c, const struct watch_state *state, struct arena *a)
{
	const struct watch_list *l = &state->list[state->focus];
	const struct watch_column *cols;
	const char *text = watch_kind_word(state->focus);
	size_t last = l->top + l->page < l->rows ? l->top + l->page : l->rows;
	unsigned x = 0, y = c->rows - 1;

	watch_columns(state->focus, &cols);
	if (state->typing) {
		canvas_put(c, y, 0, INK_NAME, arena_printf(a, "%s with: %s_", text, l->filter));
		return;
	}
	if (!l->rows)
		text = arena_printf(a, "no %s", text);
	else
		text = arena_printf(a, "%s %zu-%zu of %zu", text, l->top + 1, last, l->rows);
	text = arena_printf(a, "%s, by %s%s", text, cols[l->column].head, l->reverse ? " reversed" : "");
	x = canvas_put(c, y, 0, INK_PLAIN, text);
	if (*l->filter)
		x += canvas_put(c, y, x, INK_NAME, arena_printf(a, ", with \"%s\"", l->filter));
	put_keys(c, y, x);
}

/* Everything that is to be drawn, as tables. */
struct sheet {
	struct watch_table t[WATCH_KINDS];
	struct watch_table *nodes;	/* of CPUs, those of each node; NULL = in one list */
	unsigned nnodes;
	unsigned rows[WATCH_KINDS];	/* that each would fill, with its feet */
};

static unsigned node_numbers(const struct watch_table *t, int *out, unsigned most)
{
	unsigned n = 0;

	for (size_t i = 0; i < t->nrows; i++) {
		unsigned k = 0;

		while (k < n && out[k] != t->rows[i].node)
			k++;
		if (k == most)
			return 0;
		out[k] = t->rows[i].node;
		n += k == n;
	}
	return n;
}

/* Nodes beside each other where they fit; the column of a node is where it was, however it is sorted. */
static void part_nodes(struct sheet *s, const struct watch_state *state, unsigned cols, struct arena *a)
{
	unsigned most = (cols + BLOCK_GAP) / (BLOCK_COLS + BLOCK_GAP);
	const struct watch_table *cpus = &s->t[WATCH_CPUS];
	int *numbers = arena_array(a, most + 1, sizeof(*numbers));
	size_t longest = 0;
	unsigned n;

	n = state->one_list || most < 2 ? 0 : node_numbers(cpus, numbers, most);
	if (n < 2)
		return;
	s->nodes = arena_array(a, n, sizeof(*s->nodes));
	for (unsigned i = 0; i < n; i++) {
		s->nodes[i] = watch_node(cpus, numbers[i], a);
		if (s->nodes[i].nrows > longest)
			longest = s->nodes[i].nrows;
	}
	s->nnodes = n;
	s->rows[WATCH_CPUS] = (unsigned)longest;
}

static void make_sheet(struct sheet *s, const struct watch_state *state, const struct interval *t,
		       unsigned cols, struct arena *a)
{
	*s = (struct sheet){ 0 };
	for (unsigned k = 0; k < WATCH_KINDS; k++) {
		watch_table(&s->t[k], (enum watch_kind)k, t, state->list[k].filter, a);
		s->rows[k] = (unsigned)(s->t[k].nrows + s->t[k].nfoot);
	}
	part_nodes(s, state, cols, a);
	for (unsigned k = 0; k < WATCH_KINDS; k++)
		watch_sort(&s->t[k], state->list[k].column, state->list[k].reverse);
	for (unsigned i = 0; i < s->nnodes; i++)
		watch_sort(&s->nodes[i], state->list[WATCH_CPUS].column,
			   state->list[WATCH_CPUS].reverse);
}

/*
 * Lines for each table: a third for all if they need it, the rest to the one in focus, then to the
 * others. Those that are left over are returned.
 */
static unsigned share_lines(const struct sheet *s, const struct watch_state *state, unsigned lines,
			unsigned height[WATCH_KINDS])
{
	bool all = !state->alone && lines >= ROWS_FOR_ALL;
	unsigned left = lines;

	for (unsigned k = 0; k < WATCH_KINDS; k++) {
		unsigned want = s->rows[k] + 1, third = lines / WATCH_KINDS;

		height[k] = !all ? 0 : want < third ? want : third;
		left -= height[k];
	}
	for (unsigned i = 0; i < WATCH_KINDS; i++) {
		unsigned k = ((unsigned)state->focus + i) % WATCH_KINDS;
		unsigned more = s->rows[k] + 1 - height[k];

		if (!all && i)
			break;
		more = more < left ? more : left;
		height[k] += more;
		left -= more;
	}
	return left;
}

static void draw_table(struct canvas *c, struct watch_state *state, const struct sheet *s, unsigned kind,
		       unsigned y, unsigned height, struct arena *a)
{
	const struct watch_table *t = &s->t[kind];
	bool apart = kind == WATCH_CPUS && s->nodes;
	unsigned n = apart ? s->nnodes : 1, width = (c->cols + BLOCK_GAP) / n - (apart ? BLOCK_GAP : 0);
	struct watch_list *l = &state->list[kind];

	l->page = watch_page(t, height);
	l->rows = apart ? s->rows[kind] : t->nrows;
	if (l->top + l->page > l->rows)
		l->top = l->rows > l->page ? l->rows - l->page : 0;
	if (!apart)
		width = c->cols;
	for (unsigned i = 0; i < n; i++) {
		const struct region where = { y, height, i * (width + BLOCK_GAP), width };

		watch_draw_table(c, &where, state, apart ? &s->nodes[i] : t, a);
	}
}

void watch_draw(struct canvas *c, struct watch_state *state, const struct interval *t, struct arena *a)
{
	unsigned height[WATCH_KINDS], y = c->rows > 1, lines = c->rows - y, gap;
	struct sheet s;

	lines -= lines > 2;
	if (y)
		draw_head(c, state, t, a);
	if (state->help) {
		watch_draw_help(c);
		return;
	}
	make_sheet(&s, state, t, c->cols, a);
	gap = share_lines(&s, state, lines, height) >= WATCH_KINDS - 1;
	for (unsigned k = 0; k < WATCH_KINDS; k++) {
		draw_table(c, state, &s, k, y, height[k], a);
		y += height[k] ? height[k] + gap : 0;
	}
	if (c->rows > 3)
		draw_foot(c, state, a);
}
