// SPDX-License-Identifier: GPL-2.0-or-later
// Features: on or off, and whether that can be changed. There are many: names in groups.
#include <string.h>

#include "draw.h"
#include "nqtune/arena.h"
#include "nqtune/view.h"
#include "table.h"

bool is_feature(const struct knob_reading *r)
{
	return r->attr->scope == SCOPE_NAMED && r->attr->kind == ATTR_BOOL && is_said(r);
}

static bool is_on(const struct knob_reading *r)
{
	return r->value.kind == VALUE_WORD && !strcmp(r->value.word, "on");
}

/* For a search in the output. */
static void draw_lines(FILE *out, const struct style *st, const struct knob_readings *r,
			       struct arena *a)
{
	unsigned cols = 0;

	for (size_t i = 0; i < r->n; i++)
		if (is_feature(&r->v[i]) && text_cols(r->v[i].target) > cols)
			cols = text_cols(r->v[i].target);
	for (size_t i = 0; i < r->n; i++) {
		struct line l;

		if (!is_feature(&r->v[i]))
			continue;
		line_start(&l, st, a);
		line_to(&l, 2);
		line_put(&l, PAINT_NONE, r->v[i].target);
		line_to(&l, 2 + cols + 2);
		line_put(&l, PAINT_NONE, is_on(&r->v[i]) ? "on" : "off");
		if (r->v[i].fixed) {
			line_to(&l, 2 + cols + 6);
			line_put(&l, PAINT_DIM, "fixed");
		}
		line_end(&l, out);
	}
}

/* "on: rx-gro rx-checksum"; false where there is none of them. */
static bool put_group(struct items *items, const struct knob_readings *r, bool on,
			       bool fixed)
{
	size_t n = 0;

	for (size_t i = 0; i < r->n; i++) {
		if (!is_feature(&r->v[i]) || is_on(&r->v[i]) != on || r->v[i].fixed != fixed)
			continue;
		if (!n++)
			items_put(items, PAINT_NAME, fixed ? on ? "on, fixed:" : "off, fixed:"
						     : on ? "on:" : "off:");
		items_put(items, fixed ? PAINT_DIM : PAINT_NONE, r->v[i].target);
	}
	return n > 0;
}

static size_t count_group(const struct knob_readings *r, bool on, bool fixed)
{
	size_t n = 0;

	for (size_t i = 0; i < r->n; i++)
		n += is_feature(&r->v[i]) && is_on(&r->v[i]) == on && r->v[i].fixed == fixed;
	return n;
}

void draw_feature_groups(struct items *items, unsigned from, const struct knob_readings *r,
			 const char *elsewhere)
{
	size_t rest = elsewhere ? count_group(r, false, true) : 0;

	items->gap = 1;
	for (int group = 0; group < (elsewhere ? 3 : 4); group++) {
		line_to(&items->line, from);
		if (put_group(items, r, group % 2 == 0, group >= 2))
			items_end(items);
	}
	if (rest) {
		line_to(&items->line, from);
		items_put(items, PAINT_NAME, "off, fixed:");
		items_put(items, PAINT_DIM,
			  arena_printf(items->line.arena, "%zu more %s", rest, elsewhere));
		items_end(items);
	}
	items->gap = 2;
}

void draw_features(FILE *out, const struct style *st, const struct knob_readings *r,
		   struct arena *a)
{
	struct items items;

	if (!st->width) {
		draw_lines(out, st, r, a);
		return;
	}
	items_start(&items, out, st, 4, a);
	draw_feature_groups(&items, 2, r, NULL);
}
