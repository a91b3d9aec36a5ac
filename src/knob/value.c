// SPDX-License-Identifier: GPL-2.0-or-later
// Values compared and spelled. Pure: the planner links this.
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/change.h"
#include "nqtune/cpuset.h"

static bool list_equal(const struct numbers *a, const struct numbers *b)
{
	return a->n == b->n && (!a->n || !memcmp(a->v, b->v, a->n * sizeof(*a->v)));
}

bool value_equal(const struct value *a, const struct value *b)
{
	if (a->kind != b->kind)
		return false;
	switch (a->kind) {
	case VALUE_NONE:
		return true;
	case VALUE_CPUS:
		return cpuset_equal(a->cpus, b->cpus);
	case VALUE_NUMBER:
		return a->number == b->number;
	case VALUE_WORD:
		return !strcmp(a->word, b->word);
	case VALUE_LIST:
		return list_equal(&a->list, &b->list);
	}
	return false;
}

/* After how many of n numbers, 1 or more, the list begins anew, n if it never does. */
static size_t period(struct arena *a, const uint32_t *v, size_t n)
{
	/* How many of the first numbers also end at i: the list overlaps itself by the last. */
	size_t *same = arena_array(a, n, sizeof(*same)), p;

	for (size_t i = 1; i < n; i++) {
		size_t k = same[i - 1];

		while (k && v[i] != v[k])
			k = same[k - 1];
		same[i] = k + (v[i] == v[k]);
	}
	p = n - same[n - 1];
	return p <= n / 2 ? p : n;
}

/* "0-3 7" for numbers that rise by one. */
static const char *rising_text(struct arena *a, const uint32_t *v, size_t n)
{
	char *text = arena_array(a, n + 1, sizeof(" 4294967295-4294967295")), *p = text;

	for (size_t i = 0, k; i < n; i = k) {
		for (k = i + 1; k < n && v[k] == v[k - 1] + 1; k++)
			;
		p += sprintf(p, "%s%" PRIu32, i ? " " : "", v[i]);
		if (k - i > 1)
			p += sprintf(p, "-%" PRIu32, v[k - 1]);
	}
	return text;
}

/* "0 x22, 1 x21, ...": how a driver's own table looks, queue after queue. */
static const char *blocks_text(struct arena *a, const struct numbers *l)
{
	char *text = arena_array(a, l->n + 1, sizeof(", 4294967295 x4294967295")), *p = text;

	for (size_t i = 0, k; i < l->n; i = k) {
		for (k = i + 1; k < l->n && l->v[k] == l->v[i]; k++)
			;
		p += sprintf(p, "%s%" PRIu32 " x%zu", i ? ", " : "", l->v[i], k - i);
	}
	return text;
}

static const char *list_text(struct arena *a, const struct numbers *l)
{
	size_t p = l->n ? period(a, l->v, l->n) : 0;

	if (!l->n)
		return "none";
	if (p == 1)
		return arena_printf(a, "all %zu to %" PRIu32, l->n, l->v[0]);
	if (p < l->n)
		return arena_printf(a, "%s in turn, %zu entries", rising_text(a, l->v, p), l->n);
	return blocks_text(a, l);
}

const char *value_text(struct arena *a, const struct value *v)
{
	switch (v->kind) {
	case VALUE_NONE:
		break;
	case VALUE_CPUS:
		return cpuset_empty(v->cpus) ? "none" : cpuset_list(a, v->cpus);
	case VALUE_NUMBER:
		return arena_printf(a, "%" PRIu64, v->number);
	case VALUE_WORD:
		return v->word;
	case VALUE_LIST:
		return list_text(a, &v->list);
	}
	return "not supported";
}
