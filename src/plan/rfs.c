// SPDX-License-Identifier: GPL-2.0-or-later
// Receive flow steering: the host's table of flows, and each queue's part of it.
#include <inttypes.h>
#include <string.h>

#include "cards.h"
#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/host.h"

static const struct profile_line *line_of(const struct card *c, const char *attr)
{
	for (const struct profile_line *line = profile_lines; line->knob; line++)
		if (!strcmp(line->knob, "rfs") && !strcmp(line->attr, attr) &&
		    profile_has(c->asked->profile, line))
			return line;
	return NULL;
}

/* The kernel takes no more; a damaged recording may claim more. */
#define ENTRIES_MAX (1u << 29)

/* The kernel rounds tables up so: asked for at once, what is read back is what was asked for. */
static uint64_t table_size(uint64_t n)
{
	uint64_t size = 1;

	while (size < n)
		size *= 2;
	return size;
}

/* Sets each queue's number that is below it (or, for 0, above); whether any can be read. */
static bool set_flows(struct card *c, const struct profile_line *line, uint64_t n, const char *why)
{
	const struct knob_readings *all = card_readings(c, "rfs");
	bool known = false;

	for (size_t i = 0; all && i < all->n; i++) {
		const struct knob_reading *r = &all->v[i];

		if (strcmp(r->attr->name, "flows") || r->value.kind != VALUE_NUMBER)
			continue;
		known = true;
		if (!n || r->value.number < n)
			card_set_number(c, line, r, n, why);
	}
	return known;
}

/* The table is the host's: the first NIC asks for all. */
static uint64_t set_entries(struct card *c, bool first)
{
	const struct profile_line *line = line_of(c, "entries");
	const struct knob_reading *r = line ? card_reading(c, line) : NULL;
	uint64_t now = reading_number(r);

	if (!r)
		return 0;
	if (now >= line->number)
		return now < ENTRIES_MAX ? now : ENTRIES_MAX;
	if (first)
		card_set_number(c, line, r, line->number, line->why);
	return line->number;
}

static void switch_on(struct card *c, const struct profile_line *line, bool first)
{
	uint64_t entries = set_entries(c, first);
	size_t queues = c->nic->nrx ? c->nic->nrx : 1;
	const char *why;

	if (!entries) {
		left_alone(c->l, c->nic->name, "rfs",
			   "the host's table of flows cannot be seen from here (net.core.rps_sock_flow_entries)");
		return;
	}
	why = arena_printf(c->l->arena, "%s: %" PRIu64 " flows over %zu rx queue%s", line->why,
			   entries, queues, queues == 1 ? "" : "s");
	if (!set_flows(c, line, table_size((entries + queues - 1) / queues), why))
		left_alone(c->l, c->nic->name, "rfs", "this kernel has no receive flow steering for it");
}

static void switch_off(struct card *c, const struct profile_line *line)
{
	size_t before = c->l->plan->nchanges;

	set_flows(c, line, 0, line->why);
	if (c->l->plan->nchanges == before)
		left_alone(c->l, c->nic->name, "rfs", "off: %s", line->why);
}

static void set_rfs(struct card *c, bool first)
{
	const struct profile_line *line = line_of(c, "flows");

	if (line->rule == RULE_NUMBER)
		switch_off(c, line);
	else if (cpuset_count(c->l->host->online) < 2)
		left_alone(c->l, c->nic->name, "rfs", "this host has one CPU online: all receivers run there");
	else
		switch_on(c, line, first);
}

int plan_rfs(struct plan *out, const struct host *h, const struct wish *w,
	     const struct wish_cards *cards, const struct nic_knobs *k, size_t nk, struct arena *a,
	     struct err *e)
{
	const struct card_source from = { w, cards, k, nk };
	struct layout l = { .host = h, .arena = a, .plan = out };
	struct card *v;
	size_t n;
	int r;

	memset(out, 0, sizeof(*out));
	if (!cards_ask(cards, "rfs"))
		return 0;
	r = find_cards(&l, &from, &v, &n, e);
	for (size_t i = 0; !r && i < n; i++)
		set_rfs(&v[i], i == 0);
	return r;
}
