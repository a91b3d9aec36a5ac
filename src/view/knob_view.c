// SPDX-License-Identifier: GPL-2.0-or-later
// One knob of one interface: its tables, and below them what fits into no cell.
#include "draw.h"
#include "nqtune/arena.h"
#include "nqtune/host.h"
#include "nqtune/knob.h"
#include "nqtune/view.h"
#include "table.h"

#define ROW_NUMBERS 8	/* of a list, as "ethtool -x" has it */

/* The list's numbers; each row begins with its first one's place. */
static void draw_numbers(struct table *t, const struct numbers *l)
{
	struct line line;
	unsigned cols = 1, place = 1;

	for (size_t i = 0; i < l->n; i++) {
		unsigned n = text_cols(arena_printf(t->a, "%u", l->v[i]));

		cols = n > cols ? n : cols;
	}
	place = text_cols(arena_printf(t->a, "%zu", l->n - 1));
	line_start(&line, t->st, t->a);
	for (size_t i = 0; i < l->n; i++) {
		if (i && i % ROW_NUMBERS == 0)
			line_end(&line, t->out);
		if (i % ROW_NUMBERS == 0)
			line_right(&line, PAINT_DIM, arena_printf(t->a, "%zu:", i), 5 + place);
		line_right(&line, PAINT_NONE, arena_printf(t->a, "%u", l->v[i]),
			   line.want + 2 + cols);
	}
	line_end(&line, t->out);
}

/* Rules, keys, tables: what is not a cell. */
static void draw_long(struct table *t)
{
	for (size_t i = 0; i < t->r->n; i++) {
		const struct knob_reading *r = &t->r->v[i];
		struct items items;

		if (!is_long(r))
			continue;
		items_start(&items, t->out, t->st, 4, t->a);
		line_to(&items.line, 2);
		items_put(&items, PAINT_NONE,
			  arena_printf(t->a, "%s: %s", setting_name(t->a, r),
				       value_text(t->a, &r->value)));
		items_end(&items);
		if (r->value.kind == VALUE_LIST && r->value.list.n > ROW_NUMBERS)
			draw_numbers(t, &r->value.list);
	}
}

/* Whether i is the first reading of its row. */
static bool is_first(const struct knob_readings *r, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (r->v[k].attr == r->v[i].attr)
			return false;
	return true;
}

/* The name of a row of which nothing is said, NULL where that is no news. */
static const char *unsupported_name(const struct table *t, size_t i)
{
	const struct knob_reading *r = &t->r->v[i];

	if (is_said(r))
		return NULL;
	switch (r->attr->scope) {
	case SCOPE_IFACE:
	case SCOPE_HOST:
	case SCOPE_NAMED:
		return setting_name(t->a, r);
	case SCOPE_RX:
	case SCOPE_TX:
	case SCOPE_VECTOR:
		/* Once, and only if no queue says anything at all. */
		if (scope_said(t->r, r->attr->scope) || !is_first(t->r, i) ||
		    !is_own(t->r, r->attr))
			return NULL;
		return r->attr->name;
	case SCOPE_QUEUE:
		break;
	}
	return NULL;
}

/* Names that the driver does not support: a line, not a table of nothing. */
static void draw_unsupported(const struct table *t)
{
	struct items items;

	items_start(&items, t->out, t->st, 4, t->a);
	items.gap = 1;
	for (size_t i = 0; i < t->r->n; i++) {
		const char *name = unsupported_name(t, i);

		if (!name)
			continue;
		if (!items.begun)
			line_to(&items.line, 2);
		if (!items.begun)
			items_put(&items, PAINT_NONE, "not supported:");
		items_put(&items, PAINT_NONE, name);
	}
	if (items.begun)
		items_end(&items);
}

static void draw_parts(struct table *t)
{
	draw_settings(t);
	draw_long(t);
	draw_targets(t, SCOPE_RX);
	draw_targets(t, SCOPE_TX);
	draw_targets(t, SCOPE_VECTOR);
	draw_targets(t, SCOPE_QUEUE);
	draw_features(t->out, t->st, t->r, t->a);
	draw_unsupported(t);
}

/*
 * What to know of interrupts while it is down; NULL = nothing. Most drivers ask for them when it comes up:
 * until then they have no names, and before the first time no affinity.
 */
static const char *down_text(const struct nic *nic, const struct knob *k)
{
	if (nic->up || !nic->device || !knob_has_scope(k, SCOPE_VECTOR))
		return NULL;
	for (size_t i = 0; i < nic->nvectors; i++)
		if (*nic->vectors[i].name)
			return NULL;
	return nic->nvectors ? "down: its interrupts get their names when it comes up"
			     : "down: it gets its interrupts when it comes up";
}

void view_knob(FILE *out, const struct style *st, const struct host *h, const struct nic *nic,
	       const struct knob *k, const struct knob_readings *r, struct arena *a)
{
	struct table t = { .out = out, .st = st, .h = h, .nic = nic, .knob = k, .r = r, .a = a };
	const char *down = down_text(nic, k);
	struct line l;

	line_start(&l, st, a);
	line_put(&l, PAINT_NAME, nic->name);
	line_to(&l, l.cols + 1);
	line_put(&l, PAINT_NAME, k->name);
	if (!r->n)
		line_put(&l, PAINT_NONE, ": nothing to show");
	line_end(&l, out);
	if (any_said(r))
		draw_parts(&t);
	else if (r->n && !down)
		fputs("  not supported\n", out);
	if (down)
		fprintf(out, "  %s (ip link set %s up)\n", down, nic->name);
}
