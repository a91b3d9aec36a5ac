// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>

#include "main.h"
#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/cpuspec.h"
#include "nqtune/err.h"

static struct arena *arena;

static void setup(void)
{
	arena = arena_new(NULL);
}

static void teardown(void)
{
	arena_free(arena);
}

static const char *relist(unsigned nbits, const char *list)
{
	struct cpuset *s = cpuset_new(arena, nbits);

	ck_assert_int_eq(cpuset_parse_list(s, list), 0);
	return cpuset_list(arena, s);
}

/* U2: masks beyond 32 and 64 CPUs, exactly the kernel's width. */
START_TEST(u2_mask_width)
{
	static const struct {
		unsigned nbits;
		const char *list, *mask;
	} t[] = {
		{ 1, "0", "1" },
		{ 2, "1", "2" },
		{ 4, "1-3", "e" },
		{ 6, "", "00" },
		{ 6, "0-5", "3f" },
		{ 32, "31", "80000000" },
		{ 33, "0,32", "1,00000001" },
		{ 36, "0-35", "f,ffffffff" },
		{ 64, "63", "80000000,00000000" },
		{ 65, "64", "1,00000000,00000000" },
		{ 80, "0-3", "0000,00000000,0000000f" },
	};

	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		struct cpuset *s = cpuset_new(arena, t[i].nbits);
		struct cpuset *back = cpuset_new(arena, t[i].nbits);

		ck_assert_int_eq(cpuset_parse_list(s, t[i].list), 0);
		ck_assert_str_eq(cpuset_mask(arena, s, t[i].nbits), t[i].mask);
		ck_assert_int_eq(cpuset_parse_mask(back, t[i].mask), 0);
		ck_assert(cpuset_equal(s, back));
	}
}
END_TEST

START_TEST(u2_mask_1024_round_trip)
{
	struct cpuset *s = cpuset_new(arena, 1024), *back = cpuset_new(arena, 1024);
	const char *mask;

	for (unsigned i = 0; i < 1024; i += 37)
		cpuset_add(s, i);
	mask = cpuset_mask(arena, s, 1024);
	ck_assert_uint_eq(strlen(mask), 32 * 9 - 1);
	ck_assert_int_eq(cpuset_parse_mask(back, mask), 0);
	ck_assert(cpuset_equal(s, back));
}
END_TEST

START_TEST(lists)
{
	ck_assert_str_eq(relist(8, "0-3,6\n"), "0-3,6");
	ck_assert_str_eq(relist(8, " 7,1,2 "), "1-2,7");
	ck_assert_str_eq(relist(8, ""), "");
	ck_assert_str_eq(relist(8, "(null)"), "");
	ck_assert_str_eq(relist(1024, "1,3,5-9,1000-1023"), "1,3,5-9,1000-1023");
}
END_TEST

START_TEST(bad_lists_are_refused)
{
	static const struct {
		const char *text;
		int code;
	} t[] = {
		{ "x", -EINVAL },    { "1-", -EINVAL },	  { "-1", -EINVAL },
		{ "3-1", -EINVAL },  { "1,,2", -EINVAL }, { "1,", -EINVAL },
		{ "1 2", -EINVAL },  { "8", -ERANGE },	  { "0-8", -ERANGE },
		{ "99999999999999999999", -ERANGE },
	};

	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++)
		ck_assert_msg(cpuset_parse_list(cpuset_new(arena, 8), t[i].text) == t[i].code,
			      "%s", t[i].text);
}
END_TEST

START_TEST(bad_masks_are_refused)
{
	static const struct {
		const char *text;
		int code;
	} t[] = {
		{ "", -EINVAL },      { "g", -EINVAL },	   { "0x", -EINVAL }, { "1,2", -EINVAL },
		{ ",", -EINVAL },     { "1,", -EINVAL },   { "3 4", -EINVAL }, { "100", -ERANGE },
		{ "1,00000000", -ERANGE },
	};

	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++)
		ck_assert_msg(cpuset_parse_mask(cpuset_new(arena, 8), t[i].text) == t[i].code,
			      "%s", t[i].text);
}
END_TEST

START_TEST(algebra_of_different_widths)
{
	struct cpuset *small = cpuset_new(arena, 4), *wide = cpuset_new(arena, 200);

	cpuset_parse_list(small, "1,3");
	cpuset_parse_list(wide, "1,3,150");
	ck_assert(cpuset_subset(small, wide));
	ck_assert(!cpuset_subset(wide, small));
	ck_assert(!cpuset_equal(small, wide));
	ck_assert(cpuset_intersects(wide, small));
	cpuset_or(small, wide);
	ck_assert_str_eq(cpuset_list(arena, small), "1,3");
	cpuset_sub(wide, small);
	ck_assert_str_eq(cpuset_list(arena, wide), "150");
	ck_assert_uint_eq(cpuset_count(wide), 1);
	cpuset_del(wide, 150);
	ck_assert(cpuset_empty(wide));
	cpuset_add(small, 4);
	ck_assert(!cpuset_has(small, 4));
}
END_TEST

static const char *const words[] = { "all", "none", "local", "others", "irq", "big", NULL };

static const struct cpuset *word(void *data, const char *name, const char **why)
{
	struct cpuset *s = cpuset_new(arena, 8);

	if (!strcmp(name, "all"))
		cpuset_parse_list(s, "0-7");
	else if (!strcmp(name, "local"))
		cpuset_parse_list(s, "0-3");
	else if (!strcmp(name, "irq")) {
		*why = "its interrupt is not known";
		return NULL;
	} else if (strcmp(name, "none"))
		return NULL;
	return s;
}

static int spec(const char *text, const char **out, struct err *e)
{
	struct cpuset *s = cpuset_new(arena, 8);
	const char *why;
	int r = cpuspec_parse(s, text, word(NULL, "all", &why), words, word, NULL, e);

	*out = cpuset_list(arena, s);
	return r;
}

/* B1: "value e on 4 cores", and every other spelling. */
START_TEST(b1_spellings)
{
	static const struct {
		const char *text, *list;
	} t[] = {
		{ "1-3,6", "1-3,6" },	{ "0xe", "1-3" },	{ "0x0e", "1-3" },
		{ "all,!0", "1-7" },	{ "!0", "1-7" },	{ "local,!0x3", "2-3" },
		{ "none", "" },		{ "local,6", "0-3,6" }, { "all,!local", "4-7" },
		{ "!local,0", "0,4-7" },
	};

	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		const char *list;
		struct err e = { "" };

		ck_assert_msg(spec(t[i].text, &list, &e) == 0, "%s: %s", t[i].text, e.text);
		ck_assert_str_eq(list, t[i].list);
	}
}
END_TEST

START_TEST(bad_specs_name_the_term)
{
	static const struct {
		const char *text, *says;
	} t[] = {
		{ "", "empty" },	{ "1,,2", "empty term" },   { "lokal", "'local'" },
		{ "irq", "not known" }, { "9", "no such CPU" },	    { "0x100", "no such CPU" },
		{ "1-", "not a CPU" },	{ "1,!", "empty term" },    { "e", "one of " },
	};

	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		const char *list;
		struct err e = { "" };

		ck_assert_msg(spec(t[i].text, &list, &e) == -EINVAL, "%s", t[i].text);
		ck_assert_msg(strstr(e.text, t[i].says), "%s: %s", t[i].text, e.text);
	}
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("cpuset");
	TCase *tc = tcase_create("cpuset");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, u2_mask_width);
	tcase_add_test(tc, u2_mask_1024_round_trip);
	tcase_add_test(tc, lists);
	tcase_add_test(tc, bad_lists_are_refused);
	tcase_add_test(tc, bad_masks_are_refused);
	tcase_add_test(tc, algebra_of_different_widths);
	tcase_add_test(tc, b1_spellings);
	tcase_add_test(tc, bad_specs_name_the_term);
	suite_add_tcase(s, tc);
	return s;
}

TEST_MAIN(suite)
