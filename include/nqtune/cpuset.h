/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

/* No kernel is built for more (NR_CPUS_RANGE_END with MAXSMP, and some room). */
#define CPUSET_MAX 16384

/*
 * A set of small numbers: CPUs, or rx queues for xps_rxqs. nbits is the width the
 * set was made for (the kernel's possible CPUs); bits at or above it are refused
 * by the parsers and never set. Sets of different widths may be compared and
 * combined: missing bits count as zero.
 */
struct cpuset {
	unsigned nbits;
	unsigned nwords;
	uint64_t word[];
};

/* An empty set for numbers 0 .. nbits-1; 1 <= nbits <= CPUSET_MAX (clamped). */
struct cpuset *cpuset_new(struct arena *a, unsigned nbits);
/* As wide as s. */
struct cpuset *cpuset_copy(struct arena *a, const struct cpuset *s);
/* A set with the one member n. */
struct cpuset *cpuset_one(struct arena *a, unsigned nbits, unsigned n);

/* Out of range is no member. */
bool cpuset_has(const struct cpuset *s, unsigned n);
/* Out of range is ignored. */
void cpuset_add(struct cpuset *s, unsigned n);
void cpuset_del(struct cpuset *s, unsigned n);
void cpuset_clear(struct cpuset *s);

/* By members, whatever the widths; the empty set is a part of each, and meets none. */
bool cpuset_empty(const struct cpuset *s);
unsigned cpuset_count(const struct cpuset *s);
bool cpuset_equal(const struct cpuset *a, const struct cpuset *b);
bool cpuset_subset(const struct cpuset *part, const struct cpuset *whole);
bool cpuset_intersects(const struct cpuset *a, const struct cpuset *b);

/* The least member above after (start with -1), or -1. */
int cpuset_next(const struct cpuset *s, int after);
#define cpuset_each(i, s) for (int i = cpuset_next((s), -1); i >= 0; i = cpuset_next((s), i))

/* In place: dst becomes dst AND / OR / AND NOT src; OR drops bits dst has no room for. */
void cpuset_and(struct cpuset *dst, const struct cpuset *src);
void cpuset_or(struct cpuset *dst, const struct cpuset *src);
void cpuset_sub(struct cpuset *dst, const struct cpuset *src);

/*
 * The kernel's list syntax ("0-3,8", Documentation/core-api/kernel-api, bitmap_parselist):
 * blanks around it are fine, "" and "(null)" are the empty set. Adds to s.
 * -EINVAL on anything else, -ERANGE on a number the set has no room for.
 */
int cpuset_parse_list(struct cpuset *s, const char *text);

/*
 * The kernel's mask syntax (hexadecimal, 32-bit groups, commas): as it prints
 * them, with an optional 0x for people. Adds to s. -EINVAL, -ERANGE as above.
 */
int cpuset_parse_mask(struct cpuset *s, const char *text);

/* "1-3,6" ("" when empty). Returns arena text. */
const char *cpuset_list(struct arena *a, const struct cpuset *s);
/* "CPU 1", "CPUs 1-2,4". Arena text. */
const char *cpus_words(const struct cpuset *s, struct arena *a);

/*
 * The mask exactly as wide as the kernel prints and accepts it for nbits CPUs:
 * 6 -> "3f", 36 -> "f,ffffffff". More groups would be EOVERFLOW.
 */
const char *cpuset_mask(struct arena *a, const struct cpuset *s, unsigned nbits);

/* The same list into a caller's buffer, always terminated; returns the length it needs. */
size_t cpuset_print_list(const struct cpuset *s, char *buf, size_t size);
