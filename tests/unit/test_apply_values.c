// SPDX-License-Identifier: GPL-2.0-or-later
// What the transaction makes of a value that reads otherwise than it was written.
#include "applykernel.h"
#include "main.h"

/* Slot 3 alone, a number: it was old, asked is asked, and it reads got. */
static int number(uint64_t old, uint64_t asked, uint64_t got)
{
	ak_change(3, "eth0", &ak_delay, &ak_delay_rows[0], "", ak_number(old), ak_number(asked));
	ak.made[3] = ak_number(got);
	transaction.nwritten = 0;
	return ak_apply(3, 1);
}

static struct value list(const uint32_t *v, size_t n)
{
	return (struct value){ .kind = VALUE_LIST, .list = { v, n } };
}

/* Drivers round up, down, and clamp. What they made of it is success, and said. */
START_TEST(a8_numbers_that_a_driver_rounds)
{
	static const struct {
		uint64_t old, asked, got;
	} t[] = {
		{ 256, 1000, 1008 },	/* a multiple of eight */
		{ 1024, 1000, 1024 },	/* to the power of two that it was: near, not ignored */
		{ 4096, 4095, 4096 },
		{ 0, 33, 64 },
		{ 64, 33, 64 },		/* the farthest that a power of two is away */
		{ 256, 8192, 4096 },	/* clamped */
		{ 256, 16, 64 },
		{ 50, 1, 0 },
	};

	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		ck_assert_int_eq(number(t[i].old, t[i].asked, t[i].got), 0);
		ck_assert_str_eq(ak_outcomes(1), "R");
		ck_assert_uint_eq(report.rounded, 1);
		ck_assert_uint_eq(report.done, 0);
		ck_assert_uint_eq(report.steps[0].got.number, t[i].got);
		ck_assert_str_eq(report.steps[0].note,
				 arena_printf(arena, "the driver made %u of %u",
					      (unsigned)t[i].got, (unsigned)t[i].asked));
	}
}
END_TEST

/* U3: reads as before, and that is nowhere near. */
START_TEST(u3_numbers_that_a_driver_ignores)
{
	static const struct {
		uint64_t old, asked;
	} t[] = { { 256, 1024 }, { 64, 16 }, { 64, 31 }, { 3, 50 }, { 1, 2 }, { 50, 0 } };

	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		ck_assert_int_eq(number(t[i].old, t[i].asked, t[i].old), -ESTALE);
		ck_assert_str_eq(ak_outcomes(1), "F");
		ck_assert_uint_eq(report.rounded, 0);
		ck_assert_str_eq(report.steps[0].note,
				 arena_printf(arena, "accepted but not kept: reads %u",
					      (unsigned)t[i].old));
	}
}
END_TEST

START_TEST(u3_ignored_is_put_back_with_the_rest)
{
	ak.deaf = 1U << 3;
	ck_assert_int_eq(ak_apply(0, AK_SLOTS), -ESTALE);
	ck_assert_str_eq(ak.diary, "0+1 2 3+4+5 3+4+5 2 0+1 mend:eth0 mend:eth1");
	ak_all_as_before();
	ck_assert_str_eq(ak_outcomes(AK_SLOTS), "DDDFDD--");
	ck_assert_str_eq(err.text, "eth0: coalesce rx-usecs to 50: accepted but not kept: reads 3");
}
END_TEST

/* A number that reads as a word, or not at all, was not rounded. */
START_TEST(a_number_that_is_none_any_more)
{
	ak.made[3] = ak_word("auto");
	ck_assert_int_eq(ak_apply(3, 1), -ESTALE);
	ck_assert_str_eq(report.steps[0].note, "accepted but not kept: reads auto");
	ak.made[6] = ak_number(6);
	ck_assert_int_eq(ak_apply(6, 1), -ESTALE);
	ck_assert_str_eq(report.steps[0].note, "accepted but not kept: reads 6");
}
END_TEST

START_TEST(one_of_a_message_rounded)
{
	ak.made[4] = ak_number(32);
	ck_assert_int_eq(ak_apply(0, AK_SLOTS), 0);
	ck_assert_str_eq(ak_outcomes(AK_SLOTS), "DDDDRDDD");
	ck_assert_uint_eq(report.rounded, 1);
	ck_assert_uint_eq(report.done, AK_SLOTS - 1);
	ck_assert(!report.rolled_back);
}
END_TEST

/* What was rounded was written, and goes back with the rest. */
START_TEST(rounded_is_put_back)
{
	ak.fail_message = 4;
	ak.made[3] = ak_number(48);
	ck_assert_int_eq(ak_apply(0, 6), 0);
	ak.made[3] = (struct value){ VALUE_NONE };
	ck_assert_int_eq(ak_apply(6, 2), -EINVAL);
	ak_all_as_before();
}
END_TEST

/* Files are the kernel's own: no driver made anything of them. */
START_TEST(a_file_that_the_kernel_rounds)
{
	static const struct knob_attr flows = { .name = "flows", .kind = ATTR_NUMBER,
						.scope = SCOPE_RX, .file = "rps_flow_cnt" };

	ak_change(6, "eth0", &knob_rps, &flows, "rx-0", ak_number(0), ak_number(1000));
	ak.made[6] = ak_number(1024);
	ck_assert_int_eq(ak_apply(6, 1), 0);
	ck_assert_str_eq(report.steps[0].note, "the kernel made 1024 of 1000");
}
END_TEST

START_TEST(words_are_not_rounded)
{
	ak.deaf = 1U << 5;
	ck_assert_int_eq(ak_apply(3, 3), -ESTALE);
	ck_assert_str_eq(report.steps[2].note, "accepted but not kept: reads on");
	ak_all_as_before();
}
END_TEST

/* An optional change that the driver takes and does not keep is left alone. */
START_TEST(r4_optional_and_ignored_is_refused)
{
	changes[5].optional = true;
	ak.deaf = 1U << 5;
	ck_assert_int_eq(ak_apply(3, 5), 0);
	ck_assert_str_eq(ak_outcomes(5), "DDXDD");
	ck_assert_uint_eq(report.refused, 1);
	ck_assert_str_eq(report.steps[2].note, "accepted but not kept: reads on");
}
END_TEST

/* But not if it became something else altogether. */
START_TEST(r4_optional_and_otherwise_fails)
{
	changes[5].optional = true;
	ak.made[5] = ak_word("auto");
	ck_assert_int_eq(ak_apply(3, 3), -ESTALE);
	ck_assert_str_eq(ak_outcomes(3), "DDF");
}
END_TEST

/* A5: the default table is what the driver makes of it, whatever it reads. */
START_TEST(a5_a_default_list_is_what_the_driver_makes)
{
	static const uint32_t before[] = { 0, 0, 0, 0 }, after[] = { 0, 1, 2, 3 };

	ak_change(3, "eth0", &ak_delay, &ak_delay_rows[3], "", list(before, 4), ak_word("default"));
	ak.made[3] = list(after, 4);
	ck_assert_int_eq(ak_apply(3, 1), 0);
	ck_assert_str_eq(ak_outcomes(1), "D");
	ck_assert(value_equal(&report.steps[0].got, &ak.made[3]));
	/* A table that was asked for is another matter. */
	changes[3].new = list(before, 4);
	changes[3].old = list(after, 4);
	ck_assert_int_eq(ak_apply(3, 1), -ESTALE);
}
END_TEST

START_TEST(a5_a_list_is_put_back_number_by_number)
{
	static const uint32_t before[] = { 0, 0, 1, 1 }, after[] = { 0, 1, 0, 1 };

	ak_change(3, "eth0", &ak_delay, &ak_delay_rows[3], "", list(before, 4), list(after, 4));
	ak.fail_message = 2;
	ck_assert_int_eq(ak_apply(3, 1), 0);
	ck_assert_int_eq(ak_apply(6, 1), -EINVAL);
	ck_assert(value_equal(&ak.now[3], &changes[3].old));
	ck_assert_uint_eq(report.rollback_failures, 0);
}
END_TEST

static Suite *make_suite(void)
{
	Suite *s = suite_create("apply_values");
	TCase *t = tcase_create("apply_values");

	tcase_add_checked_fixture(t, ak_setup, ak_teardown);
	tcase_add_test(t, a8_numbers_that_a_driver_rounds);
	tcase_add_test(t, u3_numbers_that_a_driver_ignores);
	tcase_add_test(t, u3_ignored_is_put_back_with_the_rest);
	tcase_add_test(t, a_number_that_is_none_any_more);
	tcase_add_test(t, one_of_a_message_rounded);
	tcase_add_test(t, rounded_is_put_back);
	tcase_add_test(t, a_file_that_the_kernel_rounds);
	tcase_add_test(t, words_are_not_rounded);
	tcase_add_test(t, r4_optional_and_ignored_is_refused);
	tcase_add_test(t, r4_optional_and_otherwise_fails);
	tcase_add_test(t, a5_a_default_list_is_what_the_driver_makes);
	tcase_add_test(t, a5_a_list_is_put_back_number_by_number);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(make_suite)
