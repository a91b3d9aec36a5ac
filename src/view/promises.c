// SPDX-License-Identifier: GPL-2.0-or-later
// What was kept of a layout, for whoever is woken up by it: what is broken comes first.
#include <inttypes.h>
#include <string.h>

#include "draw.h"
#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/view.h"
#include "promises.h"

#define STATE_COLS 8	/* "broken  " */

struct sheet {
	FILE *out;
	const struct style *st;
	const struct promises *p;
	unsigned iface_cols;
	struct arena *a;
};

const char *state_word(enum promise_state state)
{
	static const char *const words[] = { "broken", "kept", "idle" };

	return words[state];
}

static enum paint paint_of(enum promise_state state)
{
	if (state == PROMISE_BROKEN)
		return PAINT_WARN;
	return state == PROMISE_IDLE ? PAINT_DIM : PAINT_NONE;
}

static void draw_row(const struct sheet *s, enum promise_state state, const char *iface,
		     const char *text)
{
	unsigned from = STATE_COLS + s->iface_cols + 2;
	struct items items;

	items_start(&items, s->out, s->st, from, s->a);
	line_put(&items.line, paint_of(state), state_word(state));
	line_to(&items.line, STATE_COLS);
	line_put(&items.line, PAINT_NAME, iface);
	line_to(&items.line, from);
	items_put(&items, PAINT_NONE, text);
	items_end(&items);
}

static bool is_irq(const struct promise *p)
{
	return !strcmp(p->what, "irq");
}

/* "irq eth0-TxRx-3 on 3", "rps on 1-2", "xps tx-1 on 1": the knob's command in short. */
static const char *title(const struct sheet *s, const struct promise *p)
{
	return arena_printf(s->a, "%s%s%s on %s", p->what, strcmp(p->what, "rps") ? " " : "",
			    strcmp(p->what, "rps") ? p->target : "", set_text(s->a, p->asked));
}

static void draw_promise(const struct sheet *s, const struct promise *p)
{
	draw_row(s, p->state, p->iface,
		 arena_printf(s->a, "%s: %s", title(s, p), p->evidence));
}

static const char *vectors_text(const struct sheet *s, size_t n)
{
	return arena_printf(s->a, "%zu vector%s", n, n == 1 ? "" : "s");
}

/* Interrupts of one interface from v on, which are kept: one row. How many they are. */
static size_t draw_kept_vectors(const struct sheet *s, const struct promise *v, size_t left)
{
	struct cpuset *asked = cpuset_copy(s->a, v->asked);
	uint64_t count = 0;
	size_t n = 0;

	for (; n < left && v[n].state == PROMISE_KEPT && is_irq(&v[n]) &&
	       !strcmp(v[n].iface, v->iface); n++) {
		cpuset_or(asked, v[n].asked);
		count += v[n].count;
	}
	if (n == 1) {
		draw_promise(s, v);
		return 1;
	}
	draw_row(s, PROMISE_KEPT, v->iface,
		 arena_printf(s->a, "irq, %s on %s: %" PRIu64 " interrupts, each where it was asked to",
			      vectors_text(s, n), set_text(s->a, asked), count));
	return n;
}

static void draw_kept(const struct sheet *s)
{
	const struct promises *p = s->p;

	for (size_t i = p->count[PROMISE_BROKEN]; i < p->n && p->v[i].state == PROMISE_KEPT;) {
		if (is_irq(&p->v[i])) {
			i += draw_kept_vectors(s, &p->v[i], p->n - i);
			continue;
		}
		draw_promise(s, &p->v[i++]);
	}
}

/* "idle: 12 vectors (6 of eth1, 6 of eth2), RPS of wan" */
static void draw_idle(const struct sheet *s)
{
	const struct promises *p = s->p;
	size_t first = p->n - p->count[PROMISE_IDLE], vectors = 0, here = 0;
	const char *of = "", *rest = "";

	for (size_t i = first; i < p->n; i++) {
		const struct promise *v = &p->v[i];
		bool last = i + 1 == p->n || strcmp(v->iface, v[1].iface);

		here += is_irq(v);
		vectors += is_irq(v);
		if (!is_irq(v))
			rest = arena_printf(s->a, "%s %s", rest, v->iface);
		if (last && here)
			of = arena_printf(s->a, "%s%s%zu of %s", of, *of ? ", " : "", here, v->iface);
		if (last)
			here = 0;
	}
	if (vectors)
		of = arena_printf(s->a, " %s (%s)", vectors_text(s, vectors), of);
	if (*rest)
		of = arena_printf(s->a, "%s%s RPS of%s", of, *of ? "," : "", rest);
	if (*of)
		draw_wrapped(s->out, s->st, 0, STATE_COLS, arena_printf(s->a, "idle:%s", of), s->a);
}

static void draw_sum(const struct sheet *s)
{
	const struct promises *p = s->p;
	const char *text;

	if (p->n)
		text = arena_printf(s->a, "%zu kept, %zu broken, %zu idle in %.1f s",
				    p->count[PROMISE_KEPT], p->count[PROMISE_BROKEN],
				    p->count[PROMISE_IDLE], (double)p->ns / 1e9);
	else
		text = "nothing to verify: no interrupt is asked to certain CPUs, and RPS is off (nqtune auto)";
	if (p->unasked)
		text = arena_printf(s->a, "%s; %zu interrupt%s may come to any CPU", text, p->unasked,
				    p->unasked == 1 ? "" : "s");
	draw_wrapped(s->out, s->st, 0, 2, text, s->a);
}

void view_promises(FILE *out, const struct style *st, const struct promises *p, struct arena *a)
{
	struct sheet s = { .out = out, .st = st, .p = p, .a = a };
	bool each = st->verbose > 0;

	for (size_t i = 0; i < p->n; i++)
		if (text_cols(p->v[i].iface) > s.iface_cols)
			s.iface_cols = text_cols(p->v[i].iface);
	for (size_t i = 0; i < (each ? p->n : p->count[PROMISE_BROKEN]); i++)
		draw_promise(&s, &p->v[i]);
	if (st->verbose < 0)
		return;
	if (!each) {
		draw_kept(&s);
		draw_idle(&s);
	}
	draw_sum(&s);
}
