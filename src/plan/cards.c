// SPDX-License-Identifier: GPL-2.0-or-later
// What a profile asks of the NICs' own settings, line by line.
#include <errno.h>
#include <string.h>

#include "cards.h"
#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/err.h"
#include "nqtune/host.h"

/* Some drivers take such delays for modes of adapting by themselves. */
#define MODES_MAX 4

/*
 * The knobs in the order of application, and what a driver may lack. Flow control goes
 * first: set while the link comes up from another change, igb negotiates it once more, and
 * it is on again.
 */
static const struct {
	const char *knob;
	const char *lacking;
} stages[] = {
	{ "pause", "its driver has no flow control to set" },
	{ "channels", "its driver has no channels to set" },
	{ "ring", "its driver has no ring to size" },
	{ "rss", "its driver has neither an indirection table nor hash fields to set" },
	{ "coalesce", "its driver has no receive interrupt moderation to set" },
	{ "offload", "its driver has none of the features in question" },
};
#define NSTAGES (sizeof(stages) / sizeof(stages[0]))

bool cards_ask(const struct wish_cards *asked, const char *knob)
{
	for (size_t i = 0; asked->knobs && asked->knobs[i]; i++)
		if (!strcmp(asked->knobs[i], knob))
			return true;
	return false;
}

const struct knob_reading *card_reading(const struct card *c, const struct profile_line *line)
{
	return nic_knobs_find(c->now, line->knob, line->attr, line->target);
}

static size_t knob_place(const struct card *c, const char *knob)
{
	size_t i = 0;

	while (c->now && i < c->now->n && strcmp(c->now->knob[i]->name, knob))
		i++;
	return i;
}

const struct knob_readings *card_readings(const struct card *c, const char *knob)
{
	size_t i = knob_place(c, knob);

	return c->now && i < c->now->n ? &c->now->readings[i] : NULL;
}

uint64_t reading_number(const struct knob_reading *r)
{
	return r && r->value.kind == VALUE_NUMBER ? r->value.number : 0;
}

uint64_t reading_max(const struct knob_reading *r)
{
	return r && r->max.kind == VALUE_NUMBER ? r->max.number : reading_number(r);
}

static bool reads(const struct knob_reading *r, const char *word)
{
	return r && r->value.kind == VALUE_WORD && !strcmp(r->value.word, word);
}

void card_set(struct card *c, const struct profile_line *line, const struct knob_reading *r,
	      const struct value *v, const char *why)
{
	struct arena *a = c->l->arena;
	struct plan *p = c->l->plan;

	if (!r || value_equal(&r->value, v))
		return;
	if (r->fixed) {
		c->fixed = arena_list(a, c->fixed, knob_setting_name(a, r->attr, r->target));
		return;
	}
	*arena_push(a, p->changes, p->nchanges) = (struct change){
		.iface = r->attr->scope == SCOPE_HOST ? "" : c->nic->name,
		.knob = c->now->knob[knob_place(c, line->knob)],
		.attr = r->attr,
		.target = r->target,
		.index = r->index,
		.old = r->value,
		.new = *v,
		.path = knob_path(a, r->attr, c->nic->name, r->index),
		.why = why,
		.optional = line->optional,
	};
}

void card_set_number(struct card *c, const struct profile_line *line,
		     const struct knob_reading *r, uint64_t n, const char *why)
{
	card_set(c, line, r, &(struct value){ .kind = VALUE_NUMBER, .number = n }, why);
}

void card_set_word(struct card *c, const struct profile_line *line, const struct knob_reading *r,
		   const char *word, const char *why)
{
	card_set(c, line, r, &(struct value){ .kind = VALUE_WORD, .word = word }, why);
}

static void leave_once(struct card *c, const char *knob, const char *why)
{
	const struct plan *p = c->l->plan;

	for (size_t i = 0; i < p->nleft; i++)
		if (!strcmp(p->left[i].iface, c->nic->name) && !strcmp(p->left[i].knob, knob) &&
		    !strcmp(p->left[i].why, why))
			return;
	left_alone(c->l, c->nic->name, knob, "%s", why);
}

/* R4: what delays no longer than the line asks for, stays. */
static void set_at_most(struct card *c, const struct profile_line *line,
			const struct knob_reading *r)
{
	uint64_t now = reading_number(r);

	if (now == 0 || (now > MODES_MAX && now <= line->number))
		return;
	card_set_number(c, line, r, line->number, line->why);
}

/* R5: with one queue, the only one that a pause stops is the one whose ring is full. */
static void set_no_pause(struct card *c, const struct profile_line *line,
			 const struct knob_reading *r)
{
	if (!reads(nic_knobs_find(c->now, "pause", "rx", NULL), "on") &&
	    !reads(nic_knobs_find(c->now, "pause", "tx", NULL), "on"))
		return;
	if (c->nrx < 2)
		leave_once(c, "pause", "it has one rx queue: a pause stops no other, and saves packets");
	else
		card_set_word(c, line, r, line->word, line->why);
}

static void leave(struct card *c, const struct profile_line *line, const struct knob_reading *r)
{
	if (reads(r, line->word))
		left_alone(c->l, c->nic->name, line->knob, "%s stays %s: %s",
			   knob_setting_name(c->l->arena, r->attr, r->target), line->word, line->why);
}

static void follow(struct card *c, const struct profile_line *line)
{
	const struct knob_reading *r = card_reading(c, line);

	switch (line->rule) {
	case RULE_NUMBER:
		card_set_number(c, line, r, line->number, line->why);
		break;
	case RULE_AT_MOST:
		set_at_most(c, line, r);
		break;
	case RULE_UNLESS_ADAPTIVE:
		if (!nic_knobs_find(c->now, line->knob, "adaptive-rx", NULL))
			card_set_number(c, line, r, line->number, line->why);
		break;
	case RULE_WORD:
		card_set_word(c, line, r, line->word, line->why);
		break;
	case RULE_NO_PAUSE:
		set_no_pause(c, line, r);
		break;
	case RULE_A_CPU_EACH:
		set_channels(c, line);
		break;
	case RULE_CACHE:
		set_rx_ring(c, line);
		break;
	case RULE_SHORT:
		set_short_ring(c, line);
		break;
	case RULE_EVEN:
		set_table(c, line);
		break;
	case RULE_PORTS:
		set_ports(c, line);
		break;
	case RULE_LEAVE:
		leave(c, line, r);
		break;
	case RULE_ENTRIES:
	case RULE_FLOWS:
		break;
	}
}

/* Channels come as combined ones, or as rx and tx ones. */
static bool has_any(const struct card *c, const char *knob)
{
	for (const struct profile_line *line = profile_lines; line->knob; line++)
		if (!strcmp(line->knob, knob) && card_reading(c, line))
			return true;
	return !strcmp(knob, "channels") && (nic_knobs_find(c->now, knob, "rx", NULL) ||
					     nic_knobs_find(c->now, knob, "tx", NULL));
}

static void set_knob(struct card *c, const char *knob, const char *lacking)
{
	bool any = has_any(c, knob), shortened = false;

	if (!any)
		left_alone(c->l, c->nic->name, knob, "%s", lacking);
	c->fixed = "";
	for (const struct profile_line *line = profile_lines; any && line->knob; line++) {
		if (strcmp(line->knob, knob) || !profile_has(c->asked->profile, line))
			continue;
		shortened |= line->rule == RULE_SHORT;
		follow(c, line);
	}
	if (*c->fixed)
		left_alone(c->l, c->nic->name, knob, "its driver does not let these be changed: %s", c->fixed);
	if (any && c->asked->short_tx_ring && !strcmp(knob, "ring") && !shortened)
		left_alone(c->l, c->nic->name, knob,
			   "a short tx ring helps to forward, so only the router profile sets it");
}

static bool asks_any(const struct wish_cards *asked)
{
	for (size_t s = 0; s < NSTAGES; s++)
		if (cards_ask(asked, stages[s].knob))
			return true;
	return false;
}

int plan_cards(struct plan *out, const struct host *h, const struct wish *w,
	       const struct wish_cards *cards, const struct nic_knobs *k, size_t nk,
	       struct arena *a, struct err *e)
{
	const struct card_source from = { w, cards, k, nk };
	struct layout l = { .host = h, .arena = a, .plan = out };
	struct card *v;
	size_t n;
	int r;

	memset(out, 0, sizeof(*out));
	if (!asks_any(cards))
		return 0;
	r = find_cards(&l, &from, &v, &n, e);
	if (r)
		return r;
	for (size_t i = 0; cards_ask(cards, "channels") && i < n; i++)
		v[i].nrx = planned_rx(&v[i]);
	for (size_t s = 0; s < NSTAGES; s++)
		for (size_t i = 0; cards_ask(cards, stages[s].knob) && i < n; i++)
			set_knob(&v[i], stages[s].knob, stages[s].lacking);
	return 0;
}
