// SPDX-License-Identifier: GPL-2.0-or-later
// All knobs of an interface below its picture, on one screen: a block each.
#include <inttypes.h>
#include <string.h>

#include "draw.h"
#include "nqtune/arena.h"
#include "nqtune/host.h"
#include "nqtune/knob.h"
#include "nqtune/view.h"
#include "table.h"

#define INDENT 2
#define GAP 2		/* between two settings */
/* So many are shown; the knob's own command has them all. */
#define RULES_MAX 8
#define VALUES_MAX 64
#define NAMES_MAX 64	/* of one value: more than a driver has packet types */

struct block {
	const struct nic *nic;
	const struct knob *knob;
	const struct knob_readings *r;
	struct items items;
	unsigned from;		/* the column of its text */
	struct style brief;	/* without masks: paths and masks are the single knobs' */
	struct arena *a;
};

static void paragraph(struct block *b)
{
	if (b->items.begun)
		items_end(&b->items);
	line_to(&b->items.line, b->from);
}

static const char *words_of(const struct block *b, const struct knob_reading *r)
{
	if (r->value.kind == VALUE_LIST)
		return value_short(b->a, &b->brief, &r->value, 0);
	if (r->max.kind != VALUE_NONE)
		return reading_words(b->a, r);
	return value_words(b->a, &b->brief, &r->value, 0);
}

static void put_setting(struct block *b, const struct knob_reading *r)
{
	items_put(&b->items, r->fixed ? PAINT_DIM : PAINT_NONE,
		  arena_printf(b->a, "%s %s%s", r->attr->name, words_of(b, r),
			       r->fixed ? " (fixed)" : ""));
}

static void put_settings(struct block *b, enum attr_scope scope)
{
	for (size_t i = 0; i < b->r->n; i++) {
		if (b->r->v[i].attr->scope != scope || !is_said(&b->r->v[i]))
			continue;
		put_setting(b, &b->r->v[i]);
		b->items.gap = GAP;
	}
}

/* What the queues have of one setting. */
struct spread {
	const struct knob_reading *first;
	size_t n;
	bool differs;
	uint64_t least, most;	/* of numbers */
};

static struct spread spread_of(const struct block *b, const struct knob_attr *attr)
{
	struct spread s = { .least = UINT64_MAX };

	for (size_t i = 0; i < b->r->n; i++) {
		const struct knob_reading *r = &b->r->v[i];

		if (r->attr != attr || !is_said(r))
			continue;
		if (!s.n++)
			s.first = r;
		s.differs |= !value_equal(&s.first->value, &r->value);
		if (r->value.kind != VALUE_NUMBER)
			continue;
		s.least = r->value.number < s.least ? r->value.number : s.least;
		s.most = r->value.number > s.most ? r->value.number : s.most;
	}
	return s;
}

static const char *queue_words(const struct block *b, const struct knob_reading *r)
{
	if (r->max.kind != VALUE_NONE && value_equal(&r->value, &r->max))
		return "max";
	return value_words(b->a, &b->brief, &r->value, 0);
}

/* "flows 0 each", "limit-max 20000 to 1879048192": the table of each is the knob's own command's. */
static void put_queues(struct block *b, const struct knob_attr *attr)
{
	struct spread s = spread_of(b, attr);
	const char *text;

	if (!s.n || !is_own(b->r, attr))
		return;
	if (!s.differs)
		text = arena_printf(b->a, "%s %s%s", attr->name, queue_words(b, s.first),
				    s.n > 1 ? " each" : "");
	else if (s.first->value.kind == VALUE_NUMBER)
		text = arena_printf(b->a, "%s %" PRIu64 " to %" PRIu64, attr->name, s.least,
				    s.most);
	else
		text = arena_printf(b->a, "%s differs by queue", attr->name);
	items_put(&b->items, PAINT_NONE, text);
}

static void put_rule(struct block *b, const struct knob_reading *r, size_t nth)
{
	if (nth == RULES_MAX) {
		paragraph(b);
		items_put(&b->items, PAINT_DIM,
			  arena_printf(b->a, "and more (nqtune %s %s)", b->knob->name,
				       b->nic->name));
	}
	if (nth >= RULES_MAX)
		return;
	paragraph(b);
	items_put(&b->items, PAINT_NONE,
		  arena_printf(b->a, "%s: %s", setting_name(b->a, r), words_of(b, r)));
}

/* One value, and the names that have it. */
struct alike {
	const struct knob_reading *first;
	const char *names;	/* "tcp4,tcp6"; of many the first */
	size_t n;
};

struct alikes {
	struct alike *v;
	size_t n;
};

/* Names and values are the driver's, and may be many: both are bounded. */
static void add_alike(struct block *b, struct alikes *all, const struct knob_reading *r)
{
	struct alike *a = NULL;

	for (size_t i = 0; i < all->n && !a; i++)
		if (value_equal(&all->v[i].first->value, &r->value))
			a = &all->v[i];
	if (!a && all->n > VALUES_MAX)
		return;
	if (!a) {
		a = arena_push(b->a, all->v, all->n);
		*a = (struct alike){ .first = r, .names = "" };
	}
	if (a->n < NAMES_MAX)
		a->names = arena_printf(b->a, "%s%s%s", a->names, a->n ? "," : "", r->target);
	a->n++;
}

/* "tcp4,tcp6 sdfn", "tcp4,tcp6 and 30 more sdfn" */
static void put_alikes(struct block *b, const struct knob_attr *attr, const struct alikes *all)
{
	if (!all->n)
		return;
	paragraph(b);
	items_put(&b->items, PAINT_NONE, arena_printf(b->a, "%s:", attr->name));
	for (size_t i = 0; i < all->n && i < VALUES_MAX; i++) {
		const struct alike *a = &all->v[i];
		const char *more = a->n <= NAMES_MAX ? ""
				 : arena_printf(b->a, " and %zu more", a->n - NAMES_MAX);

		items_put(&b->items, PAINT_NONE, arena_printf(b->a, "%s%s %s", a->names, more,
							      words_of(b, a->first)));
	}
	if (all->n > VALUES_MAX)
		items_put(&b->items, PAINT_DIM, arena_printf(b->a, "and more (nqtune %s %s)",
							     b->knob->name, b->nic->name));
}

/* Things with a name: a rule a line, what is short behind each other. */
static void put_named(struct block *b, const struct knob_attr *attr)
{
	struct alikes all = { 0 };
	size_t rules = 0;

	for (size_t i = 0; i < b->r->n; i++) {
		const struct knob_reading *r = &b->r->v[i];

		if (r->attr != attr || !is_said(r))
			continue;
		if (is_long(r))
			put_rule(b, r, rules++);
		else
			add_alike(b, &all, r);
	}
	put_alikes(b, attr, &all);
}

static bool has_features(const struct knob_readings *r)
{
	for (size_t i = 0; i < r->n; i++)
		if (is_feature(&r->v[i]))
			return true;
	return false;
}

static void put_parts(struct block *b)
{
	put_settings(b, SCOPE_IFACE);
	for (size_t i = 0; i < b->knob->nattrs; i++) {
		enum attr_scope scope = b->knob->attrs[i].scope;

		if (scope != SCOPE_IFACE && scope != SCOPE_HOST && scope != SCOPE_NAMED)
			put_queues(b, &b->knob->attrs[i]);
	}
	for (size_t i = 0; i < b->knob->nattrs; i++)
		if (b->knob->attrs[i].scope == SCOPE_NAMED && b->knob->attrs[i].kind != ATTR_BOOL)
			put_named(b, &b->knob->attrs[i]);
	if (!has_features(b->r))
		return;
	paragraph(b);
	b->items.hang = b->from + 2;
	draw_feature_groups(&b->items, b->from, b->r,
			    arena_printf(b->a, "(nqtune %s %s)", b->knob->name, b->nic->name));
}

/* The host's settings are said once, elsewhere. */
static bool has_own(const struct knob_readings *r)
{
	for (size_t i = 0; i < r->n; i++)
		if (is_said(&r->v[i]) && r->v[i].attr->scope != SCOPE_HOST)
			return true;
	return false;
}

static void start_block(struct block *b, FILE *out, const struct style *st, const char *heading)
{
	b->brief = *st;
	b->brief.verbose = 0;
	items_start(&b->items, out, st, b->from, b->a);
	line_to(&b->items.line, INDENT);
	line_put(&b->items.line, PAINT_NAME, heading);
	line_to(&b->items.line, b->from);
}

static void end_block(struct block *b)
{
	if (b->items.begun || b->items.line.len)
		items_end(&b->items);
}

/* Knobs that have nothing here: one line. */
static void draw_rest(FILE *out, const struct style *st, const struct nic_knobs *k, bool read,
		      const char *heading, struct arena *a)
{
	struct block b = { .a = a, .from = INDENT + 4 };
	bool any = false;

	for (size_t i = 0; i < k->n; i++) {
		if (has_own(&k->readings[i]) || (k->readings[i].n > 0) != read)
			continue;
		if (!any) {
			items_start(&b.items, out, st, b.from, a);
			line_to(&b.items.line, INDENT);
			items_put(&b.items, PAINT_DIM, heading);
			b.items.gap = 1;
		}
		any = true;
		items_put(&b.items, PAINT_DIM, k->knob[i]->name);
	}
	if (any)
		end_block(&b);
}

void view_nic_knobs(FILE *out, const struct style *st, const struct nic_knobs *k, struct arena *a)
{
	unsigned cols = 0;

	for (size_t i = 0; i < k->n; i++)
		if (text_cols(k->knob[i]->name) > cols)
			cols = text_cols(k->knob[i]->name);
	for (size_t i = 0; i < k->n; i++) {
		struct block b = { .nic = k->nic, .knob = k->knob[i], .r = &k->readings[i],
				   .from = INDENT + cols + 2, .a = a };

		if (!has_own(b.r))
			continue;
		start_block(&b, out, st, b.knob->name);
		put_parts(&b);
		end_block(&b);
	}
	draw_rest(out, st, k, true, "not supported:", a);
	draw_rest(out, st, k, false, "nothing to show:", a);
}

void view_host_knobs(FILE *out, const struct style *st, const struct nic_knobs *k, struct arena *a)
{
	struct block b = { .nic = k->nic, .from = 6, .a = a };

	items_start(&b.items, out, st, 6, a);
	for (size_t i = 0; i < k->n; i++) {
		b.knob = k->knob[i];
		b.r = &k->readings[i];
		if (!scope_said(b.r, SCOPE_HOST))
			continue;
		items_put(&b.items, PAINT_NAME, b.knob->name);
		b.items.gap = 1;
		put_settings(&b, SCOPE_HOST);
	}
	end_block(&b);
}
