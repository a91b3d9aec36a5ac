// SPDX-License-Identifier: GPL-2.0-or-later
// The lines that name the host and an interface.
#include <inttypes.h>
#include <string.h>

#include "draw.h"
#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/host.h"
#include "nqtune/knob.h"
#include "nqtune/view.h"

#define HANG 6
#define NAMES_MAX 8	/* ports of a bridge that are named */

struct header {
	FILE *out;
	struct line line;
};

/* One part of the line; a new line begins where it would not fit. */
static void field(struct header *f, enum paint p, const char *text)
{
	struct line *l = &f->line;
	unsigned width = l->st->width;

	if (!text || !*text)
		return;
	if (width && l->cols && l->cols + 2 + text_cols(text) > width) {
		line_end(l, f->out);
		line_to(l, HANG);
	} else if (l->cols) {
		line_to(l, l->cols + 2);
	}
	line_put(l, p, text);
}

static const char *lower_names(const struct nic *nic, struct arena *a)
{
	const char *text = "";

	for (size_t i = 0; i < nic->nlower && i < NAMES_MAX; i++)
		text = arena_printf(a, "%s %s", text, nic->lower[i]->name);
	if (nic->nlower > NAMES_MAX)
		text = arena_printf(a, "%s and %zu more", text, nic->nlower - NAMES_MAX);
	return text;
}

/* "bridge over lan0 lan1", "vlan on eth0", "dsa port, conduit eth0"; NULL for a plain NIC. */
static const char *kind_text(const struct nic *nic, struct arena *a)
{
	const char *lower = lower_names(nic, a);
	const char *word = nic->kind_word ? nic->kind_word : "virtual";

	switch (nic->kind) {
	case NIC_PHYSICAL:
		return NULL;
	case NIC_DSA_PORT:
		if (!nic->conduit)
			return "dsa port";
		return arena_printf(a, "dsa port, conduit %s", nic->conduit->name);
	case NIC_BRIDGE:
	case NIC_BOND:
		return *lower ? arena_printf(a, "%s over%s", word, lower)
			      : arena_printf(a, "%s without ports", word);
	case NIC_VLAN:
	case NIC_LOOPBACK:
	case NIC_VIRTUAL:
		break;
	}
	return *lower ? arena_printf(a, "%s on%s", word, lower) : word;
}

static const struct knob_readings *readings_of(const struct nic_knobs *k, const char *knob)
{
	for (size_t i = 0; k && i < k->n; i++)
		if (!strcmp(k->knob[i]->name, knob))
			return &k->readings[i];
	return NULL;
}

static const struct knob_reading *reading_of(const struct nic_knobs *k, const char *knob,
					     const char *attr)
{
	const struct knob_readings *r = readings_of(k, knob);

	for (size_t i = 0; r && i < r->n; i++)
		if (!strcmp(r->v[i].attr->name, attr))
			return r->v[i].value.kind == VALUE_NONE ? NULL : &r->v[i];
	return NULL;
}

/* "6/8", or "6" where there is no maximum. */
static const char *of_max(struct arena *a, const struct knob_reading *r)
{
	if (r->max.kind == VALUE_NONE)
		return value_text(a, &r->value);
	return arena_printf(a, "%s/%s", value_text(a, &r->value), value_text(a, &r->max));
}

static bool is_zero(const struct knob_reading *r)
{
	return r->value.kind == VALUE_NUMBER && !r->value.number;
}

static const char *channels_text(const struct nic_knobs *k, struct arena *a)
{
	static const char *const kinds[] = { "combined", "rx", "tx" };
	const char *text = "";

	for (size_t i = 0; i < 3; i++) {
		const struct knob_reading *r = reading_of(k, "channels", kinds[i]);
		if (!r || is_zero(r))
			continue;
		if (i && !*text)
			text = "channels";
		text = arena_printf(a, "%s%s%s %s", text, *text ? " " : "", kinds[i], of_max(a, r));
	}
	return text;
}

static const char *ring_text(const struct nic_knobs *k, struct arena *a)
{
	const struct knob_reading *rx = reading_of(k, "ring", "rx");
	const struct knob_reading *tx = reading_of(k, "ring", "tx");

	if (!rx || !tx) {
		const struct knob_reading *one = rx ? rx : tx;
		return one ? arena_printf(a, "ring %s %s", rx ? "rx" : "tx", of_max(a, one)) : NULL;
	}
	if (value_equal(&rx->value, &tx->value) && value_equal(&rx->max, &tx->max))
		return arena_printf(a, "ring %s", of_max(a, rx));
	return arena_printf(a, "ring rx %s tx %s", of_max(a, rx), of_max(a, tx));
}

static const char *coalesce_text(const struct nic_knobs *k, struct arena *a)
{
	const struct knob_reading *adaptive = reading_of(k, "coalesce", "adaptive-rx");
	const struct knob_reading *usecs = reading_of(k, "coalesce", "rx-usecs");

	if (adaptive && adaptive->value.kind == VALUE_WORD && !strcmp(adaptive->value.word, "on"))
		return "adaptive-rx on";
	return usecs ? arena_printf(a, "rx-usecs %s", value_text(a, &usecs->value)) : NULL;
}

static const char *rss_text(const struct nic_knobs *k, struct arena *a)
{
	const struct knob_reading *entries = reading_of(k, "rss", "entries");
	const struct knob_reading *queues = reading_of(k, "rss", "queues");

	if (!entries || is_zero(entries))
		return NULL;
	const char *text = arena_printf(a, "rss %s entries", value_text(a, &entries->value));
	if (!queues)
		return text;
	bool one = queues->value.kind == VALUE_NUMBER && queues->value.number == 1;
	return arena_printf(a, "%s over %s queue%s", text, value_text(a, &queues->value),
			    one ? "" : "s");
}

void draw_header(FILE *out, const struct style *st, const struct nic *nic,
		 const struct nic_knobs *k, struct arena *a)
{
	struct header f = { .out = out };

	line_start(&f.line, st, a);
	field(&f, PAINT_NAME, nic->name);
	/* A virtual device's driver is its kind in other words ("802.1Q VLAN Support"). */
	if (nic->kind == NIC_PHYSICAL)
		field(&f, PAINT_NONE, nic->driver);
	field(&f, PAINT_NONE, kind_text(nic, a));
	if (!nic->up)
		field(&f, PAINT_WARN, "down");
	if (nic->speed.set)
		field(&f, PAINT_NONE, arena_printf(a, "%" PRIu64 "Mb/s", nic->speed.n));
	if (nic->node >= 0)
		field(&f, PAINT_NONE, arena_printf(a, "node %d", nic->node));
	field(&f, PAINT_NONE, channels_text(k, a));
	field(&f, PAINT_NONE, ring_text(k, a));
	field(&f, PAINT_NONE, coalesce_text(k, a));
	field(&f, PAINT_NONE, rss_text(k, a));
	if (nic->threaded)
		field(&f, PAINT_NONE, "threaded NAPI");
	line_end(&f.line, out);
}

void view_nic(FILE *out, const struct style *st, const struct host *h, const struct nic_knobs *k,
	      const struct host *before, const char *verdict, struct arena *a)
{
	draw_header(out, st, k->nic, k, a);
	view_matrix(out, st, h, k->nic, before, a);
	if (verdict && *verdict)
		draw_wrapped(out, st, 2, 2, verdict, a);
}
