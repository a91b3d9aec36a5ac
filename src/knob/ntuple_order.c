// SPDX-License-Identifier: GPL-2.0-or-later
// "add FLOW... queue N|drop [at LOCATION]" and "delete LOCATION" as changes. Pure.
#include <errno.h>
#include <inttypes.h>
#include <linux/ethtool.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/host.h"
#include "nqtune/parse.h"
#include "ntuple.h"
#include "readings.h"
#include "rxqs.h"

/* Locations with RX_CLS_LOC_SPECIAL have another meaning. */
#define LOCATION_MAX (RX_CLS_LOC_SPECIAL - 1)

struct wish {
	const struct knob_order *o;
	struct changes *out;
	size_t *already;
};

static const struct knob_reading *now(const struct wish *w, enum ntuple_row row)
{
	return readings_find(w->o->now, &ntuple_rows[row], NULL);
}

static bool says(const struct wish *w, enum ntuple_row row, const char *word)
{
	const struct knob_reading *r = now(w, row);

	return r && r->value.kind == VALUE_WORD && !strcmp(r->value.word, word);
}

static const struct knob_reading *rule_at(const struct wish *w, uint64_t location)
{
	for (size_t i = 0; i < w->o->now->n; i++) {
		const struct knob_reading *r = &w->o->now->v[i];

		if (r->attr == &ntuple_rows[NTUPLE_RULES] && r->index == location)
			return r;
	}
	return NULL;
}

/* Whether the order has a change at this location already. */
static bool taken(const struct wish *w, const char *target)
{
	for (size_t i = 0; i < w->out->n; i++)
		if (!strcmp(w->out->v[i].target, target))
			return true;
	return false;
}

static bool known(const struct wish *w, const char *text)
{
	for (size_t i = 0; i < w->o->now->n; i++) {
		const struct knob_reading *r = &w->o->now->v[i];

		if (r->attr == &ntuple_rows[NTUPLE_RULES] && !strcmp(r->value.word, text))
			return true;
	}
	for (size_t i = 0; i < w->out->n; i++)
		if (!strcmp(w->out->v[i].new.word, text))
			return true;
	return false;
}

static const char *target_at(const struct wish *w, uint64_t location)
{
	return arena_printf(w->o->arena, "rule %" PRIu64, location);
}

static int check_supported(const struct wish *w, struct err *e)
{
	const struct nic *nic = w->o->nic;
	const struct knob_reading *r = now(w, NTUPLE_ACTIVE);

	if (!says(w, NTUPLE_PICKS, NTUPLE_BY_USER) && !says(w, NTUPLE_PICKS, NTUPLE_BY_DRIVER))
		return err_set(e, -EOPNOTSUPP, "ntuple: its driver%s%s%s has no flow rules (rss %s "
			       "exclude keeps a queue free of what is hashed)",
			       nic->driver ? " (" : "", nic->driver ? nic->driver : "",
			       nic->driver ? ")" : "", nic->name);
	if (says(w, NTUPLE_ACTIVE, "off") && !r->fixed)
		return err_set(e, -EOPNOTSUPP, "ntuple: its flow rules are switched off (switch "
			       "them on: nqtune offload %s ntuple on)", nic->name);
	return 0;
}

/* The change of what is at a location, or of what the driver will put somewhere (NTUPLE_NEW). */
static void add_change(const struct wish *w, const char *target, uint64_t location,
		       const char *old, const char *new)
{
	*arena_push(w->o->arena, w->out->v, w->out->n) = (struct change){
		.iface = w->o->nic->name,
		.knob = w->o->knob,
		.attr = &ntuple_rows[NTUPLE_RULES],
		.target = target,
		.index = (unsigned)location,
		.old = { .kind = VALUE_WORD, .word = old },
		.new = { .kind = VALUE_WORD, .word = new },
		.why = "asked for",
	};
}

/* What stands there now must be possible to put back. */
static int check_words(const struct wish *w, const struct knob_reading *r, struct err *e)
{
	struct ethtool_rx_flow_spec rule;
	struct err ignored;

	if (!rule_parse(w->o->arena, r->value.word, &rule, &ignored))
		return 0;
	return err_set(e, -EOPNOTSUPP, "%s (%s) was not made with words that could make it again "
		       "(ethtool -N %s delete %u)", r->target, r->value.word, w->o->nic->name,
		       r->index);
}

static int location_of(const struct wish *w, const char *word, const char *text, uint64_t *out,
		       struct err *e)
{
	const struct knob_reading *room = now(w, NTUPLE_ROOM);

	if (parse_u64(text, LOCATION_MAX, out))
		return err_set(e, -EINVAL, "%s takes the number of a rule, not '%.40s'", word,
			       text);
	if (room && room->value.kind == VALUE_NUMBER && *out >= room->value.number)
		return err_set(e, -EINVAL, "no place %" PRIu64 " for a rule: %s has room for rules "
			       "0-%" PRIu64, *out, w->o->nic->name, room->value.number - 1);
	return 0;
}

/* The lowest free location: a packet that several rules match follows the lowest. */
static int free_location(const struct wish *w, uint64_t *out, struct err *e)
{
	const struct knob_reading *room = now(w, NTUPLE_ROOM);
	uint64_t limit = room && room->value.kind == VALUE_NUMBER ? room->value.number
								   : LOCATION_MAX;
	const struct knob_reading *r = w->o->now->v, *end = r + w->o->now->n;

	/* Rules are read by location. */
	for (*out = 0; *out < limit; ++*out) {
		while (r < end && (r->attr != &ntuple_rows[NTUPLE_RULES] || r->index < *out))
			r++;
		if ((r == end || r->index > *out) && !taken(w, target_at(w, *out)))
			return 0;
	}
	return err_set(e, -ENOSPC, "all %" PRIu64 " places for rules are taken (ntuple %s delete N)",
		       limit, w->o->nic->name);
}

static int place(const struct wish *w, const char *text, const char *at, struct err *e)
{
	const struct knob_reading *r;
	uint64_t location;
	int code;

	if (!at && says(w, NTUPLE_PICKS, NTUPLE_BY_DRIVER)) {
		add_change(w, NTUPLE_NEW, 0, NTUPLE_NONE, text);
		return 0;
	}
	code = at ? location_of(w, "at", at, &location, e) : free_location(w, &location, e);
	if (code)
		return code;
	if (taken(w, target_at(w, location)))
		return err_set(e, -EINVAL, "%s is named twice", target_at(w, location));
	r = rule_at(w, location);
	code = r ? check_words(w, r, e) : 0;
	if (!code)
		add_change(w, target_at(w, location), location, r ? r->value.word : NTUPLE_NONE,
			   text);
	return code;
}

static bool has_queue(const struct nic *nic, uint64_t queue)
{
	for (size_t i = 0; i < nic->nrx; i++)
		if (nic->rx[i].index == queue)
			return true;
	return !nic->nrx;
}

static int add(const struct wish *w, const struct knob_setting *s, struct err *e)
{
	struct arena *a = w->o->arena;
	struct ethtool_rx_flow_spec rule;
	const char *words = "", *at = NULL;
	size_t n = s->nargs;
	int code;

	if (n >= 2 && !strcmp(s->args[n - 2], "at")) {
		at = s->args[n - 1];
		n -= 2;
	}
	for (size_t i = 0; i < n; i++)
		words = arena_printf(a, "%s%s%s", words, i ? " " : "", s->args[i]);
	code = rule_parse(a, words, &rule, e);
	if (code)
		return code;
	if (rule.ring_cookie != RX_CLS_FLOW_DISC && !has_queue(w->o->nic, rule.ring_cookie))
		return err_set(e, -EINVAL, "no rx queue %" PRIu64 ": %s",
			       (uint64_t)rule.ring_cookie, rx_queues_text(w->o->nic, a));
	words = rule_text(a, &rule);
	if (!known(w, words))
		return place(w, words, at, e);
	*w->already += 1;
	return 0;
}

/* What is gone is deleted. */
static int delete(const struct wish *w, const struct knob_setting *s, struct err *e)
{
	const struct knob_reading *r;
	uint64_t location;
	int code = location_of(w, "delete", s->nargs ? s->args[0] : "", &location, e);

	if (code)
		return code;
	if (taken(w, target_at(w, location)))
		return err_set(e, -EINVAL, "%s is named twice", target_at(w, location));
	r = rule_at(w, location);
	if (!r) {
		*w->already += 1;
		return 0;
	}
	code = check_words(w, r, e);
	if (!code)
		add_change(w, r->target, location, r->value.word, NTUPLE_NONE);
	return code;
}

int ntuple_order(const struct knob_order *o, struct changes *out, size_t *already, struct err *e)
{
	struct wish w = { o, out, already };
	int code = check_supported(&w, e);

	for (size_t i = 0; !code && i < o->nsettings; i++) {
		const struct knob_setting *s = &o->settings[i];

		if (!strcmp(s->word, "add"))
			code = add(&w, s, e);
		else if (!strcmp(s->word, "delete"))
			code = delete(&w, s, e);
		else
			code = err_set(e, -EINVAL, "rules are added and deleted: add FLOW... queue N "
				       "| drop, delete N");
	}
	return code;
}
