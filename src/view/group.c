// SPDX-License-Identifier: GPL-2.0-or-later
// Which changes are one line.
#include "group.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "draw.h"
#include "nqtune/apply.h"
#include "nqtune/arena.h"
#include "nqtune/change.h"
#include "nqtune/knob.h"

/* What makes a change's line; built once, so that sorting compares texts only. */
struct key {
	const struct change *c;
	const char *stem;	/* the target without its last number */
	unsigned long number;
	char *why;		/* each number replaced by '#' */
	const char *values;	/* of features that are one line, from what to what; "" of others */
	size_t alone;		/* 0, or unlike any other */
	size_t pos;
};

static size_t trailing_digits(const char *s)
{
	size_t n = strlen(s), d = 0;

	while (d < n && isdigit((unsigned char)s[n - 1 - d]))
		d++;
	return d > 9 ? 9 : d;
}

static char *fold_numbers(const char *s, struct arena *a)
{
	char *out = arena_strdup(a, s), *to = out;

	while (*s) {
		if (isdigit((unsigned char)*s)) {
			s += strspn(s, "0123456789");
			*to++ = '#';
		} else {
			*to++ = *s++;
		}
	}
	*to = '\0';
	return out;
}

bool is_switch(const struct change *c)
{
	return c->attr->scope == SCOPE_NAMED && c->attr->kind == ATTR_BOOL;
}

static bool by_queue(enum attr_scope scope)
{
	return scope != SCOPE_IFACE && scope != SCOPE_HOST && scope != SCOPE_NAMED;
}

/* The features that are switched alike are named behind each other. */
static struct key feature_key(const struct change *c, struct key k, bool alone, struct arena *a)
{
	k.values = arena_printf(a, "%s %s", value_text(a, &c->old), value_text(a, &c->new));
	k.alone = alone ? k.pos + 1 : 0;
	return k;
}

static struct key key_of(const struct change *c, size_t pos, bool alone, struct arena *a)
{
	const char *word = queue_word(a, c->iface, c->target);
	struct key k = { .c = c, .stem = "", .pos = pos, .values = "" };

	k.why = fold_numbers(c->why ? c->why : "", a);
	if (is_switch(c))
		return feature_key(c, k, alone, a);
	if (!word)
		word = c->target;
	size_t digits = trailing_digits(word), n = strlen(word) - digits;
	k.stem = arena_strndup(a, word, n);
	k.number = digits ? strtoul(word + n, NULL, 10) : 0;
	/* Only queues and interrupts are many of a kind: udp4 and udp6 are not. */
	k.alone = alone || !digits || !by_queue(c->attr->scope) ? pos + 1 : 0;
	return k;
}

static int num_cmp(size_t a, size_t b)
{
	return a < b ? -1 : a > b;
}

/* 0 for members of one group. */
static int kin_cmp(const struct key *a, const struct key *b)
{
	int r = strcmp(a->c->iface, b->c->iface);

	if (!r)
		r = strcmp(a->c->knob->name, b->c->knob->name);
	if (!r)
		r = strcmp(a->c->attr->name, b->c->attr->name);
	if (!r)
		r = strcmp(a->stem, b->stem);
	if (!r)
		r = strcmp(a->why, b->why);
	if (!r)
		r = strcmp(a->values, b->values);
	return r ? r : num_cmp(a->alone, b->alone);
}

static int key_cmp(const void *x, const void *y)
{
	const struct key *a = x, *b = y;
	int r = kin_cmp(a, b);

	if (!r)
		r = num_cmp(a->number, b->number);
	return r ? r : num_cmp(a->pos, b->pos);
}

static int group_cmp(const void *x, const void *y)
{
	const struct group *a = x, *b = y;

	return num_cmp(a->first, b->first);
}

/* Numbers that are the same in every reason stay, the others become "N". */
static const char *common_why(const struct key *k, size_t n, struct arena *a)
{
	const char *mine = k[0].c->why ? k[0].c->why : "";
	char *out = arena_strdup(a, mine), *to = out;
	const char **at = arena_array(a, n, sizeof(*at));

	for (size_t i = 0; i < n; i++)
		at[i] = k[i].c->why ? k[i].c->why : "";
	while (*at[0]) {
		size_t len = strspn(at[0], "0123456789");
		bool same = true;
		for (size_t i = n; i-- > 0;) {
			size_t d = strspn(at[i], "0123456789");
			same &= d == len && !strncmp(at[i], at[0], len);
			at[i] += i ? d + !d : 0;
		}
		if (len && same) {
			memcpy(to, at[0], len);
			to += len;
		} else {
			*to++ = len ? 'N' : *at[0];
		}
		at[0] += len + !len;
	}
	*to = '\0';
	return out;
}

static struct group make_group(const struct key *k, size_t n, struct arena *a)
{
	const struct change **v = arena_array(a, n, sizeof(*v));
	struct group g = { .v = v, .n = n, .first = k[0].pos, .why = common_why(k, n, a) };

	for (size_t i = 0; i < n; i++) {
		v[i] = k[i].c;
		if (k[i].pos < g.first)
			g.first = k[i].pos;
	}
	return g;
}

size_t group_changes(struct group **out, const struct change *c, size_t n,
		     const struct apply_report *r, struct arena *a)
{
	struct key *keys = arena_array(a, n ? n : 1, sizeof(*keys));
	struct group *groups = arena_array(a, n ? n : 1, sizeof(*groups));
	size_t count = 0;

	for (size_t i = 0; i < n; i++)
		keys[i] = key_of(&c[i], i, r && r->steps[i].outcome != OUTCOME_DONE, a);
	if (n)
		qsort(keys, n, sizeof(*keys), key_cmp);
	for (size_t i = 0, j; i < n; i = j) {
		for (j = i + 1; j < n && !kin_cmp(&keys[i], &keys[j]);)
			j++;
		groups[count++] = make_group(&keys[i], j - i, a);
	}
	if (count)
		qsort(groups, count, sizeof(*groups), group_cmp);
	*out = groups;
	return count;
}

size_t group_none(struct group **out, const struct change *c, size_t n, struct arena *a)
{
	struct group *groups = arena_array(a, n ? n : 1, sizeof(*groups));
	const struct change **v = arena_array(a, n ? n : 1, sizeof(*v));

	for (size_t i = 0; i < n; i++) {
		v[i] = &c[i];
		groups[i] = (struct group){ &v[i], 1, i, c[i].why ? c[i].why : "" };
	}
	*out = groups;
	return n;
}
