// SPDX-License-Identifier: GPL-2.0-or-later
// The words for a group of changes: which queues, from what, to what.
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "draw.h"
#include "group.h"
#include "nqtune/arena.h"
#include "nqtune/change.h"
#include "nqtune/cpuset.h"
#include "nqtune/knob.h"
#include "nqtune/view.h"

#define SPELLED 8	/* so many values are written one by one, more as runs */

/* Text that grows at its end. */
struct text {
	struct arena *a;
	char *s;
	size_t len;
	size_t cap;
};

static void text_add(struct text *t, const char *s)
{
	size_t n = strlen(s);

	if (t->len + n + 1 > t->cap) {
		size_t cap = (t->len + n + 1) * 2;
		char *grown = arena_alloc(t->a, cap);
		if (t->len)
			memcpy(grown, t->s, t->len);
		t->s = grown;
		t->cap = cap;
	}
	memcpy(t->s + t->len, s, n + 1);
	t->len += n;
}

static const char *target_word(struct arena *a, const struct change *c)
{
	const char *word = queue_word(a, c->iface, c->target);

	return word ? word : c->target;
}

static size_t stem_len(const char *word)
{
	size_t n = strlen(word);

	while (n && isdigit((unsigned char)word[n - 1]))
		n--;
	return n;
}

static const char *names_text(const struct group *g, struct arena *a)
{
	struct text t = { .a = a };

	for (size_t i = 0; i < g->n; i++) {
		text_add(&t, i ? " " : "");
		text_add(&t, g->v[i]->target);
	}
	return t.s;
}

/* "TxRx-0..5,8"; the members are in the order of their numbers. */
static const char *targets_text(const struct group *g, struct arena *a)
{
	const char *first = target_word(a, g->v[0]);
	size_t stem = stem_len(first);
	struct text t = { .a = a };

	if (g->n == 1)
		return first;
	if (is_switch(g->v[0]))
		return names_text(g, a);
	text_add(&t, arena_strndup(a, first, stem));
	for (size_t i = 0, j; i < g->n; i = j) {
		unsigned long from = strtoul(target_word(a, g->v[i]) + stem, NULL, 10), to = from;
		for (j = i + 1; j < g->n; j++, to++)
			if (strtoul(target_word(a, g->v[j]) + stem, NULL, 10) != to + 1)
				break;
		text_add(&t, i ? "," : "");
		text_add(&t, to > from ? arena_printf(a, "%lu..%lu", from, to)
				       : arena_printf(a, "%lu", from));
	}
	return t.s;
}

static const struct value *value_at(const struct group *g, size_t i, bool new)
{
	return new ? &g->v[i]->new : &g->v[i]->old;
}

/* b is a with every member one higher. */
static bool one_higher(const struct value *a, const struct value *b)
{
	int x, y = -1;

	if (a->kind != VALUE_CPUS || b->kind != VALUE_CPUS || cpuset_empty(a->cpus))
		return false;
	for (x = cpuset_next(a->cpus, -1); x >= 0; x = cpuset_next(a->cpus, x)) {
		y = cpuset_next(b->cpus, y);
		if (y != x + 1)
			return false;
	}
	return cpuset_next(b->cpus, y) < 0;
}

/* The end of the run that starts at i. */
static size_t run_end(const struct group *g, size_t i, bool new)
{
	size_t j = i + 1;

	while (j < g->n && one_higher(value_at(g, j - 1, new), value_at(g, j, new)))
		j++;
	return j;
}

static bool all_equal(const struct group *g, bool new)
{
	for (size_t i = 1; i < g->n; i++)
		if (!value_equal(value_at(g, 0, new), value_at(g, i, new)))
			return false;
	return true;
}

/* After how many values the row begins anew (more queues than CPUs); g->n if it never does. */
static size_t period(const struct group *g, bool new)
{
	size_t p = 1, i;

	for (i = 1; i < g->n && p < g->n; i++)
		if (!value_equal(value_at(g, i, new), value_at(g, i % p, new))) {
			p++;
			i = p - 1;
		}
	return p * 2 <= g->n ? p : g->n;
}

static void add_run(struct text *t, const struct style *st, const struct group *g, size_t i,
		    size_t j, bool new, unsigned ncpus)
{
	text_add(t, value_short(t->a, st, value_at(g, i, new), ncpus));
	if (j - i == 1)
		return;
	if (cpuset_count(value_at(g, i, new)->cpus) == 1) {
		text_add(t, "..");
	} else {
		text_add(t, " ");
		text_add(t, value_short(t->a, st, value_at(g, i + 1, new), ncpus));
		text_add(t, " .. ");
	}
	text_add(t, value_short(t->a, st, value_at(g, j - 1, new), ncpus));
}

static const char *values_text(const struct style *st, const struct group *g, bool new,
			       unsigned ncpus, struct arena *a)
{
	size_t n = g->n > SPELLED ? period(g, new) : g->n;
	struct text t = { .a = a };

	if (all_equal(g, new))
		return arena_printf(a, "%s%s", value_short(a, st, value_at(g, 0, new), ncpus),
				    g->n > 1 && !is_switch(g->v[0]) ? " each" : "");
	for (size_t i = 0, j; i < n; i = j) {
		j = g->n > SPELLED ? run_end(g, i, new) : i + 1;
		if (j > n)
			j = n;
		if (j - i < 3)
			j = i + 1;
		text_add(&t, i ? " " : "");
		add_run(&t, st, g, i, j, new, ncpus);
	}
	if (n < g->n)
		text_add(&t, ", over and over");
	return t.s;
}

/* "TxRx-0..5 irq", "ring rx", "offload rx-gro", "rss fields udp4", "ntuple rule 5". */
static const char *what_text(const struct style *st, const struct group *g, struct arena *a)
{
	const struct change *c = g->v[0];
	const char *target = st->verbose > 0 ? c->target : targets_text(g, a);
	/* A feature, and "rule 5", say themselves what they are. */
	bool itself = is_switch(c) || (c->attr->scope == SCOPE_NAMED && strchr(target, ' '));
	bool plain = itself || c->knob->nattrs <= 1 || !strcmp(c->attr->name, "cpus");
	const char *setting = arena_printf(a, "%s%s%s", c->knob->name, plain ? "" : " ",
					   plain ? "" : c->attr->name);

	if (!*target)
		return setting;
	if (c->attr->scope == SCOPE_NAMED)
		return arena_printf(a, "%s %s", setting, target);
	return arena_printf(a, "%s %s", target, setting);
}

const char *group_text(const struct style *st, const struct group *g, unsigned ncpus,
		       struct arena *a)
{
	return arena_printf(a, "%s: %s %s %s", what_text(st, g, a),
			    values_text(st, g, false, ncpus, a), sym_arrow(st),
			    values_text(st, g, true, ncpus, a));
}
