// SPDX-License-Identifier: GPL-2.0-or-later
// Indirection tables: which entry of the hash goes to which queue. Pure.
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "rss.h"

struct numbers rss_table_equal(struct arena *a, size_t n, uint32_t start, uint32_t queues)
{
	uint32_t *v = arena_array(a, n, sizeof(*v));

	for (size_t i = 0; i < n; i++)
		v[i] = start + (uint32_t)(i % queues);
	return (struct numbers){ v, n };
}

struct numbers rss_table_weight(struct arena *a, size_t n, uint32_t start,
				const uint64_t *weights, size_t nweights)
{
	uint32_t *v = arena_array(a, n, sizeof(*v));
	uint64_t sum = 0, part = 0;
	size_t at = 0;

	for (size_t i = 0; i < nweights; i++)
		sum += weights[i];
	for (size_t i = 0; i < nweights; i++) {
		part += weights[i];
		while (at < n * part / sum)
			v[at++] = start + (uint32_t)i;
	}
	return (struct numbers){ v, n };
}

static int by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

static struct numbers sorted(struct arena *a, const struct numbers *table)
{
	uint32_t *v = arena_array(a, table->n + 1, sizeof(*v));

	if (table->n) {
		memcpy(v, table->v, table->n * sizeof(*v));
		qsort(v, table->n, sizeof(*v), by_number);
	}
	return (struct numbers){ v, table->n };
}

struct numbers rss_table_queues(struct arena *a, const struct numbers *table)
{
	struct numbers all = sorted(a, table);
	uint32_t *v = arena_array(a, all.n + 1, sizeof(*v));
	size_t n = 0;

	for (size_t i = 0; i < all.n; i++)
		if (!i || all.v[i] != all.v[i - 1])
			v[n++] = all.v[i];
	return (struct numbers){ v, n };
}

static bool names(const struct cpuset *set, uint32_t queue)
{
	return queue < set->nbits && cpuset_has(set, queue);
}

struct numbers rss_table_without(struct arena *a, const struct numbers *now,
				 const struct cpuset *without)
{
	struct numbers queues = rss_table_queues(a, now);
	uint32_t *rest = arena_array(a, queues.n + 1, sizeof(*rest));
	uint32_t *v = arena_array(a, now->n + 1, sizeof(*v));
	size_t n = 0;

	for (size_t i = 0; i < queues.n; i++)
		if (!names(without, queues.v[i]))
			rest[n++] = queues.v[i];
	if (n == queues.n)
		return *now;
	for (size_t i = 0; n && i < now->n; i++)
		v[i] = rest[i % n];
	return (struct numbers){ v, n ? now->n : 0 };
}

/* "3" of a table that goes 1 2 3 1 2 3: queues one after the other, in turn; 0 = it does not. */
static uint32_t in_turn(const struct numbers *table)
{
	uint32_t queues = 1;

	while (queues < table->n && table->v[queues] == table->v[0] + queues)
		queues++;
	for (size_t i = 0; i < table->n; i++)
		if (table->v[i] != table->v[0] + i % queues)
			return 0;
	return queues;
}

static const char *weight_words(struct arena *a, const struct numbers *table)
{
	struct numbers all = sorted(a, table);
	uint32_t queues = all.v[all.n - 1] - all.v[0] + 1;
	char *text = arena_array(a, (size_t)queues + 1, sizeof("weight 4294967295"));
	char *p = text + sprintf(text, "weight");

	for (size_t i = 0, k; i < all.n; i = k) {
		for (uint32_t none = i ? all.v[i - 1] + 1 : all.v[0]; none < all.v[i]; none++)
			p += sprintf(p, " 0");
		for (k = i; k < all.n && all.v[k] == all.v[i]; k++)
			;
		p += sprintf(p, " %zu", k - i);
	}
	return text;
}

const char *rss_table_words(struct arena *a, const struct numbers *table)
{
	struct numbers queues = rss_table_queues(a, table);
	uint32_t equal;
	const char *words, *start = "";

	if (!table->n || queues.v[queues.n - 1] - queues.v[0] >= table->n * 2)
		return NULL;
	if (queues.v[0])
		start = arena_printf(a, "start %" PRIu32 " ", queues.v[0]);
	equal = in_turn(table);
	words = equal ? arena_printf(a, "equal %" PRIu32, equal) : weight_words(a, table);
	return arena_printf(a, "%s%s", start, words);
}
