// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/cpuset.h"

#define WORD_BITS 64

struct cpuset *cpuset_new(struct arena *a, unsigned nbits)
{
	struct cpuset *s;
	unsigned nwords;

	if (nbits < 1)
		nbits = 1;
	if (nbits > CPUSET_MAX)
		nbits = CPUSET_MAX;
	nwords = (nbits + WORD_BITS - 1) / WORD_BITS;
	s = arena_alloc(a, sizeof(*s) + nwords * sizeof(s->word[0]));
	s->nbits = nbits;
	s->nwords = nwords;
	return s;
}

struct cpuset *cpuset_copy(struct arena *a, const struct cpuset *s)
{
	struct cpuset *copy = cpuset_new(a, s->nbits);

	memcpy(copy->word, s->word, s->nwords * sizeof(s->word[0]));
	return copy;
}

struct cpuset *cpuset_one(struct arena *a, unsigned nbits, unsigned n)
{
	struct cpuset *s = cpuset_new(a, nbits);

	cpuset_add(s, n);
	return s;
}

bool cpuset_has(const struct cpuset *s, unsigned n)
{
	return n < s->nbits && (s->word[n / WORD_BITS] >> (n % WORD_BITS) & 1);
}

void cpuset_add(struct cpuset *s, unsigned n)
{
	if (n < s->nbits)
		s->word[n / WORD_BITS] |= UINT64_C(1) << (n % WORD_BITS);
}

void cpuset_del(struct cpuset *s, unsigned n)
{
	if (n < s->nbits)
		s->word[n / WORD_BITS] &= ~(UINT64_C(1) << (n % WORD_BITS));
}

void cpuset_clear(struct cpuset *s)
{
	memset(s->word, 0, s->nwords * sizeof(s->word[0]));
}

static uint64_t word_of(const struct cpuset *s, unsigned i)
{
	return i < s->nwords ? s->word[i] : 0;
}

static unsigned wider(const struct cpuset *a, const struct cpuset *b)
{
	return a->nwords > b->nwords ? a->nwords : b->nwords;
}

bool cpuset_empty(const struct cpuset *s)
{
	for (unsigned i = 0; i < s->nwords; i++)
		if (s->word[i])
			return false;
	return true;
}

unsigned cpuset_count(const struct cpuset *s)
{
	unsigned n = 0;

	for (unsigned i = 0; i < s->nwords; i++)
		n += (unsigned)__builtin_popcountll(s->word[i]);
	return n;
}

bool cpuset_equal(const struct cpuset *a, const struct cpuset *b)
{
	for (unsigned i = 0; i < wider(a, b); i++)
		if (word_of(a, i) != word_of(b, i))
			return false;
	return true;
}

bool cpuset_subset(const struct cpuset *part, const struct cpuset *whole)
{
	for (unsigned i = 0; i < part->nwords; i++)
		if (part->word[i] & ~word_of(whole, i))
			return false;
	return true;
}

bool cpuset_intersects(const struct cpuset *a, const struct cpuset *b)
{
	for (unsigned i = 0; i < a->nwords; i++)
		if (a->word[i] & word_of(b, i))
			return true;
	return false;
}

int cpuset_next(const struct cpuset *s, int after)
{
	unsigned n = after < 0 ? 0 : (unsigned)after + 1;
	unsigned i = n / WORD_BITS;
	uint64_t rest;

	if (n >= s->nbits)
		return -1;
	rest = s->word[i] & (~UINT64_C(0) << (n % WORD_BITS));
	while (!rest) {
		if (++i >= s->nwords)
			return -1;
		rest = s->word[i];
	}
	return (int)(i * WORD_BITS + (unsigned)__builtin_ctzll(rest));
}

void cpuset_and(struct cpuset *dst, const struct cpuset *src)
{
	for (unsigned i = 0; i < dst->nwords; i++)
		dst->word[i] &= word_of(src, i);
}

void cpuset_or(struct cpuset *dst, const struct cpuset *src)
{
	for (unsigned i = 0; i < dst->nwords; i++)
		dst->word[i] |= word_of(src, i);
	if (dst->nbits % WORD_BITS)
		dst->word[dst->nwords - 1] &= ~(~UINT64_C(0) << (dst->nbits % WORD_BITS));
}

void cpuset_sub(struct cpuset *dst, const struct cpuset *src)
{
	for (unsigned i = 0; i < dst->nwords; i++)
		dst->word[i] &= ~word_of(src, i);
}
