// SPDX-License-Identifier: GPL-2.0-or-later
// Values as text and as numbers on the wire; long lists cost what they are long.
#include <malloc.h>
#include <stdlib.h>

#include "main.h"
#include "nqtune/arena.h"
#include "nqtune/change.h"
#include "readings.h"
#include "rss.h"

/* The longest table that is believed. */
#define LONG 65536

static struct arena *arena;

static void setup(void)
{
	arena = arena_new(NULL);
}

static void teardown(void)
{
	arena_free(arena);
}

static const char *text_of(const uint32_t *v, size_t n)
{
	const struct value list = { .kind = VALUE_LIST, .list = { v, n } };

	return value_text(arena, &list);
}
#define TEXT(...) text_of((const uint32_t[]){ __VA_ARGS__ },                                       \
			  sizeof((const uint32_t[]){ __VA_ARGS__ }) / sizeof(uint32_t))

START_TEST(a5_tables_in_few_words)
{
	ck_assert_str_eq(text_of(NULL, 0), "none");
	ck_assert_str_eq(TEXT(7), "all 1 to 7");
	ck_assert_str_eq(TEXT(7, 7), "all 2 to 7");
	ck_assert_str_eq(TEXT(0, 1, 0, 1), "0-1 in turn, 4 entries");
	ck_assert_str_eq(TEXT(0, 1, 2, 0, 1, 2, 0), "0-2 in turn, 7 entries");
	ck_assert_str_eq(TEXT(0, 1, 4, 6, 7, 8, 0, 1, 4, 6, 7, 8), "0-1 4 6-8 in turn, 12 entries");
	ck_assert_str_eq(TEXT(1, 0, 1, 0), "1 0 in turn, 4 entries");
	/* It begins again inside itself. */
	ck_assert_str_eq(TEXT(0, 0, 1, 0, 0, 1, 0, 0), "0 0-1 in turn, 8 entries");
	ck_assert_str_eq(TEXT(0, 0, 1, 0, 0, 0, 1, 0, 0), "0 0-1 0 in turn, 9 entries");
	/* Begun again, but not once whole. */
	ck_assert_str_eq(TEXT(0, 1, 2, 0, 1), "0 x1, 1 x1, 2 x1, 0 x1, 1 x1");
	ck_assert_str_eq(TEXT(0, 0, 1, 1, 1, 0), "0 x2, 1 x3, 0 x1");
	ck_assert_str_eq(TEXT(4294967295, 4294967295, 4294967294),
			 "4294967295 x2, 4294967294 x1");
}
END_TEST

/* The plain way: a length is a period if every number stands again so far behind. */
static size_t period_of(const uint32_t *v, size_t n)
{
	for (size_t p = 1; p <= n / 2; p++) {
		size_t i = p;

		while (i < n && v[i] == v[i - p])
			i++;
		if (i == n)
			return p;
	}
	return n;
}

/* Every table of few queues: "in turn" where it has a period, and no other. */
START_TEST(a5_every_short_table)
{
	for (unsigned n = 2; n <= 10; n++)
		for (unsigned bits = 0; bits < 1u << n; bits++) {
			uint32_t v[10];
			size_t p;

			for (unsigned i = 0; i < n; i++)
				v[i] = 2 * (bits >> i & 1);
			p = period_of(v, n);
			ck_assert_msg(!!strstr(text_of(v, n), "in turn") == (p > 1 && p < n),
				      "%u of %u: %s", bits, n, text_of(v, n));
		}
}
END_TEST

static size_t used(void)
{
	struct mallinfo2 m = mallinfo2();

	return m.uordblks + m.hblkhd;
}

/* A recording says what it likes: no text may cost more than some times the table. */
START_TEST(a5_hostile_tables)
{
	uint32_t *v = arena_array(arena, LONG, sizeof(*v));
	struct numbers table = { v, LONG };
	size_t before = used();

	for (uint32_t i = 0; i < LONG; i++)
		v[i] = 4294967295u - 2 * (i % 32768);
	ck_assert_ptr_nonnull(strstr(text_of(v, LONG), "4294967291 4294967289"));
	v[LONG - 1] = 0;
	ck_assert_ptr_nonnull(strstr(text_of(v, LONG), " x1, 0 x1"));
	ck_assert_ptr_null(rss_table_words(arena, &table));
	for (uint32_t i = 0; i < LONG; i++)
		v[i] = 2 * (LONG - 1 - i);
	ck_assert_ptr_nonnull(strstr(rss_table_words(arena, &table), "weight 1 0 1 0 1"));
	memset(v, 0, LONG * sizeof(*v));
	v[LONG - 1] = 1;
	ck_assert_str_eq(text_of(v, LONG), "0 x65535, 1 x1");
	ck_assert_uint_lt(used() - before, 32 << 20);
}
END_TEST

static const char *const words[] = { "", "off", "on", NULL };

static struct value word(const char *text)
{
	return (struct value){ .kind = VALUE_WORD, .word = text };
}

START_TEST(words_and_their_numbers)
{
	const struct knob_attr listed = { .kind = ATTR_WORD, .words = words };
	const struct knob_attr flag = { .kind = ATTR_BOOL };
	struct value v = value_word(words, (struct reading){ true, 1 });

	ck_assert_str_eq(v.word, "off");
	ck_assert_uint_eq(value_wire(&listed, &v), 1);
	v = value_word(words, (struct reading){ true, 0 });
	ck_assert_int_eq(v.kind, VALUE_NONE);
	v = value_word(words, (struct reading){ 0 });
	ck_assert_int_eq(v.kind, VALUE_NONE);
	/* A number that is newer than our words is put back as it was. */
	v = value_word(words, (struct reading){ true, 9 });
	ck_assert_int_eq(v.kind, VALUE_NUMBER);
	ck_assert_uint_eq(value_wire(&listed, &v), 9);
	v = word("on");
	ck_assert_uint_eq(value_wire(&listed, &v), 2);
	ck_assert_uint_eq(value_wire(&flag, &v), 1);
	v = word("off");
	ck_assert_uint_eq(value_wire(&flag, &v), 0);
	v = word("warp");
	ck_assert_uint_eq(value_wire(&listed, &v), 3);
	v = value_word(NULL, (struct reading){ true, 1 });
	ck_assert_int_eq(v.kind, VALUE_NUMBER);
}
END_TEST

START_TEST(readings_are_found)
{
	static const struct knob_attr a, b;
	struct knob_readings r = { 0 };

	ck_assert_ptr_null(readings_find(&r, NULL, NULL));
	readings_add(arena, &r, &a, "x", 0);
	readings_add(arena, &r, &b, "x", 1);
	readings_add(arena, &r, &b, "y", 2);
	ck_assert_ptr_eq(readings_find(&r, &b, NULL), &r.v[1]);
	ck_assert_ptr_eq(readings_find(&r, &b, "y"), &r.v[2]);
	ck_assert_ptr_eq(readings_find(&r, NULL, "y"), &r.v[2]);
	ck_assert_ptr_null(readings_find(&r, &a, "y"));
}
END_TEST

static Suite *make_suite(void)
{
	Suite *s = suite_create("knob_values");
	TCase *t = tcase_create("knob_values");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, a5_tables_in_few_words);
	tcase_add_test(t, a5_every_short_table);
	tcase_add_test(t, a5_hostile_tables);
	tcase_add_test(t, words_and_their_numbers);
	tcase_add_test(t, readings_are_found);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(make_suite)
