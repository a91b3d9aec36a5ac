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

static const char *lower_names(const struct nic *nic, struct arena *a)
{
	const char *text = "";

	for (size_t i = 0; i < nic->nlower && i < NAMES_MAX; i++)
		text = arena_printf(a, "%s %s", text, nic->lower[i]->name);
	if (nic->nlower > NAMES_MAX)
		text = arena_printf(a, "%s and %zu more", text, nic->nlower - NAMES_MAX);
	return text;
}

/* "bridge over lan0 lan1", "vlan on eth0", "dsa port, conduit eth0"; "" for a plain NIC. */
static const char *kind_text(const struct nic *nic, struct arena *a)
{
	const char *lower = lower_names(nic, a);
	const char *word = nic->kind_word ? nic->kind_word : "virtual";

	switch (nic->kind) {
	case NIC_PHYSICAL:
		return "";
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

static bool is_zero(const struct knob_reading *r)
{
	return r->value.kind == VALUE_NUMBER && !r->value.number;
}

static const char *channels_text(const struct nic_knobs *k, struct arena *a)
{
	static const char *const kinds[] = { "combined", "rx", "tx" };
	const char *text = "";

	for (size_t i = 0; i < 3; i++) {
		const struct knob_reading *r = nic_knobs_find(k, "channels", kinds[i], NULL);
		if (!r || is_zero(r))
			continue;
		if (i && !*text)
			text = "channels";
		text = arena_printf(a, "%s%s%s %s", text, *text ? " " : "", kinds[i], reading_words(a, r));
	}
	return text;
}

static const char *ring_text(const struct nic_knobs *k, struct arena *a)
{
	const struct knob_reading *rx = nic_knobs_find(k, "ring", "rx", NULL);
	const struct knob_reading *tx = nic_knobs_find(k, "ring", "tx", NULL);

	if (!rx || !tx) {
		const struct knob_reading *one = rx ? rx : tx;
		return one ? arena_printf(a, "ring %s %s", rx ? "rx" : "tx", reading_words(a, one)) : "";
	}
	if (value_equal(&rx->value, &tx->value) && value_equal(&rx->max, &tx->max))
		return arena_printf(a, "ring %s", reading_words(a, rx));
	return arena_printf(a, "ring rx %s tx %s", reading_words(a, rx), reading_words(a, tx));
}

static const char *coalesce_text(const struct nic_knobs *k, struct arena *a)
{
	const struct knob_reading *adaptive = nic_knobs_find(k, "coalesce", "adaptive-rx", NULL);
	const struct knob_reading *usecs = nic_knobs_find(k, "coalesce", "rx-usecs", NULL);

	if (adaptive && adaptive->value.kind == VALUE_WORD && !strcmp(adaptive->value.word, "on"))
		return "adaptive-rx on";
	return usecs ? arena_printf(a, "rx-usecs %s", value_text(a, &usecs->value)) : "";
}

static const char *rss_text(const struct nic_knobs *k, struct arena *a)
{
	const struct knob_reading *entries = nic_knobs_find(k, "rss", "entries", NULL);
	const struct knob_reading *queues = nic_knobs_find(k, "rss", "queues", NULL);

	if (!entries || is_zero(entries))
		return "";
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
	struct items i;

	items_start(&i, out, st, HANG, a);
	items_put(&i, PAINT_NAME, nic->name);
	/* A virtual device's driver is its kind in other words ("802.1Q VLAN Support"). */
	if (nic->kind == NIC_PHYSICAL && nic->driver)
		items_put(&i, PAINT_NONE, nic->driver);
	items_put(&i, PAINT_NONE, kind_text(nic, a));
	if (!nic->up)
		items_put(&i, PAINT_WARN, "down");
	if (nic->speed.set)
		items_put(&i, PAINT_NONE, arena_printf(a, "%" PRIu64 "Mb/s", nic->speed.n));
	if (nic->node >= 0)
		items_put(&i, PAINT_NONE, arena_printf(a, "node %d", nic->node));
	items_put(&i, PAINT_NONE, channels_text(k, a));
	items_put(&i, PAINT_NONE, ring_text(k, a));
	items_put(&i, PAINT_NONE, coalesce_text(k, a));
	items_put(&i, PAINT_NONE, rss_text(k, a));
	if (nic->threaded)
		items_put(&i, PAINT_NONE, "threaded NAPI");
	items_end(&i);
}

void view_nic(FILE *out, const struct style *st, const struct host *h, const struct nic_knobs *k,
	      const struct host *before, const char *verdict, struct arena *a)
{
	draw_header(out, st, k->nic, k, a);
	view_matrix(out, st, h, k->nic, before, a);
	if (verdict && *verdict)
		draw_wrapped(out, st, 2, 2, verdict, a);
}
