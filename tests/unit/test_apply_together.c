// SPDX-License-Identifier: GPL-2.0-or-later
// The transaction over changes that go to the kernel together, over several calls, and its mending.
#include "applykernel.h"
#include "main.h"

START_TEST(what_goes_together_is_one_message)
{
	ck_assert_int_eq(ak_apply(0, AK_SLOTS), 0);
	ck_assert_str_eq(ak.diary, "0+1 2 3+4+5 6 7");
	ck_assert_str_eq(ak.read, ak.diary);
	ck_assert_str_eq(ak_outcomes(AK_SLOTS), "DDDDDDDD");
	ck_assert_uint_eq(report.done, AK_SLOTS);
	for (unsigned i = 0; i < AK_SLOTS; i++) {
		ck_assert(value_equal(&ak.now[i], &changes[i].new));
		ck_assert(value_equal(&report.steps[i].got, &changes[i].new));
		ck_assert_ptr_null(report.steps[i].note);
	}
}
END_TEST

static const char *const back_after[] = {
	"0+1!",
	"0+1 2! 0+1 mend:eth0",
	"0+1 2 3+4+5! 2 0+1 mend:eth0 mend:eth1",
	"0+1 2 3+4+5 6! 3+4+5 2 0+1 mend:eth0 mend:eth1",
	"0+1 2 3+4+5 6 7! 6 3+4+5 2 0+1 mend:eth0 mend:eth1",
};

/* Promise 2, whichever message fails: newest first, together as they went, then mended once. */
START_TEST(every_message_failing_is_put_back)
{
	static const unsigned first[] = { 0, 2, 3, 6, 7 };

	ak.fail_message = (unsigned)_i;
	ck_assert_int_eq(ak_apply(0, AK_SLOTS), -EINVAL);
	ck_assert_str_eq(ak.diary, back_after[_i - 1]);
	ak_all_as_before();
	ck_assert(report.rolled_back);
	ck_assert_uint_eq(report.rollback_failures, 0);
	ck_assert_uint_eq(report.done, first[_i - 1]);
	ck_assert_int_eq(report.steps[first[_i - 1]].outcome, OUTCOME_FAILED);
	ck_assert_str_eq(report.steps[first[_i - 1]].note, "words of the kernel");
	ck_assert_ptr_nonnull(strstr(err.text, ": words of the kernel"));
	ck_assert_uint_eq(transaction.nwritten, 0);
}
END_TEST

/* The same over two calls, wherever between two messages the second begins. */
START_TEST(every_message_failing_over_two_calls)
{
	static const unsigned begins[] = { 2, 3, 6, 7 };
	unsigned second = begins[_i / 5], fails = (unsigned)_i % 5 + 1;
	int r;

	ak.fail_message = fails;
	r = ak_apply(0, second);
	ck_assert_int_eq(r, fails <= (unsigned)_i / 5 + 1 ? -EINVAL : 0);
	ck_assert_int_eq(report.rolled_back, r != 0);
	if (!r)
		ck_assert_int_eq(ak_apply(second, AK_SLOTS - second), -EINVAL);
	ck_assert_str_eq(ak.diary, back_after[fails - 1]);
	ak_all_as_before();
	ck_assert(report.rolled_back);
}
END_TEST

START_TEST(every_reading_failing_is_put_back)
{
	ak.fail_read = (unsigned)_i;
	ck_assert_int_eq(ak_apply(0, AK_SLOTS), -ENODEV);
	ak_all_as_before();
	ck_assert_ptr_nonnull(strstr(err.text, "could not be read back: the device is gone"));
}
END_TEST

START_TEST(a_message_that_fails_names_its_changes)
{
	ak.fail_message = 3;
	ck_assert_int_eq(ak_apply(0, AK_SLOTS), -EINVAL);
	ck_assert_str_eq(err.text, "eth0: coalesce rx-usecs to 50, rx-frames to 16, adaptive-rx "
				   "to off: words of the kernel");
	ck_assert_str_eq(ak_outcomes(AK_SLOTS), "DDDFFF--");
}
END_TEST

/* Several messages of the kernel may stand behind one: what some of them did goes too. */
START_TEST(what_a_failing_message_did_is_put_back)
{
	ak.fail_message = 3;
	ak.done_in_part = (unsigned)_i;
	ck_assert_int_eq(ak_apply(0, AK_SLOTS), -EINVAL);
	ak_all_as_before();
	ck_assert_uint_eq(report.rollback_failures, 0);
}
END_TEST

/* A driver that takes a number, and fails at what comes with it. */
START_TEST(what_a_single_failing_change_did_is_put_back)
{
	ak.fail_message = 2;
	ak.done_in_part = 1;
	ck_assert_int_eq(ak_apply(0, AK_SLOTS), -EINVAL);
	ck_assert_str_eq(ak.diary, "0+1 2! 2 0+1 mend:eth0 mend:eth1");
	ak_all_as_before();
	ck_assert_uint_eq(report.rollback_failures, 0);
}
END_TEST

/* The same when one of them is to be found that is not supported. */
START_TEST(what_a_failing_message_did_is_put_back_one_by_one)
{
	changes[3].optional = true;
	ak.unsupported = 1U << 4;
	ak.done_in_part = 3;
	ck_assert_int_eq(ak_apply(0, AK_SLOTS), -EOPNOTSUPP);
	ak_all_as_before();
}
END_TEST

/* A driver without one of them is asked one by one, and that one is left alone. */
START_TEST(r4_optional_and_unsupported_is_refused_alone)
{
	static const char *const diary[] = { "0+1 2 3+4+5! 3! 4 5 6 7", "0+1 2 3+4+5! 3 4! 5 6 7",
					     "0+1 2 3+4+5! 3 4 5! 6 7" };
	static const char *const outcomes[] = { "DDDXDDDD", "DDDDXDDD", "DDDDDXDD" };

	changes[_i].optional = true;
	ak.unsupported = 1U << _i;
	ck_assert_int_eq(ak_apply(0, AK_SLOTS), 0);
	ck_assert_str_eq(ak.diary, diary[_i - 3]);
	ck_assert_str_eq(ak_outcomes(AK_SLOTS), outcomes[_i - 3]);
	ck_assert_uint_eq(report.refused, 1);
	ck_assert_uint_eq(report.done, AK_SLOTS - 1);
	ck_assert_str_eq(report.steps[_i].note, "words of the kernel");
	ck_assert(!report.rolled_back);
	ck_assert(value_equal(&ak.now[_i], &changes[_i].old));
}
END_TEST

START_TEST(r4_all_of_them_unsupported)
{
	for (unsigned i = 3; i < 6; i++)
		changes[i].optional = true;
	ak.unsupported = 7U << 3;
	ck_assert_int_eq(ak_apply(0, AK_SLOTS), 0);
	ck_assert_str_eq(ak_outcomes(AK_SLOTS), "DDDXXXDD");
	ck_assert_uint_eq(report.refused, 3);
}
END_TEST

/* What was not written is not put back. */
START_TEST(r4_refused_then_put_back)
{
	changes[4].optional = true;
	ak.unsupported = 1U << 4;
	ak.fail_message = 8;
	ck_assert_int_eq(ak_apply(0, AK_SLOTS), -EINVAL);
	ck_assert_str_eq(ak.diary, "0+1 2 3+4+5! 3 4! 5 6 7! 6 5 3 2 0+1 mend:eth0 mend:eth1");
	ak_all_as_before();
}
END_TEST

START_TEST(r4_what_is_not_optional_fails)
{
	ak.unsupported = 1U << 4;
	ck_assert_int_eq(ak_apply(0, AK_SLOTS), -EOPNOTSUPP);
	ck_assert_str_eq(ak.diary, "0+1 2 3+4+5! 2 0+1 mend:eth0 mend:eth1");
	ak_all_as_before();
	ck_assert_uint_eq(report.refused, 0);
}
END_TEST

/* The optional ones of a message do not excuse the one that is not. */
START_TEST(r4_what_is_not_optional_fails_among_those_that_are)
{
	changes[3].optional = changes[5].optional = true;
	ak.unsupported = 1U << 4 | 1U << 3;
	ck_assert_int_eq(ak_apply(0, AK_SLOTS), -EOPNOTSUPP);
	ck_assert_str_eq(ak.diary, "0+1 2 3+4+5! 3! 4! 2 0+1 mend:eth0 mend:eth1");
	ak_all_as_before();
	ck_assert_str_eq(ak_outcomes(AK_SLOTS), "DDDXF---");
	ck_assert_ptr_nonnull(strstr(err.text, "eth0: coalesce rx-frames to 16: "));
}
END_TEST

START_TEST(r4_another_error_of_an_optional_one_fails)
{
	changes[3].optional = changes[4].optional = changes[5].optional = true;
	ak.fail_message = 3;
	ak.fail_code = -ERANGE;
	ck_assert_int_eq(ak_apply(0, AK_SLOTS), -ERANGE);
	ck_assert_str_eq(ak.diary, "0+1 2 3+4+5! 2 0+1 mend:eth0 mend:eth1");
	ak_all_as_before();
}
END_TEST

START_TEST(mended_once_an_interface)
{
	changes[2].iface = "eth0";
	changes[3].iface = "eth1";	/* between the two, so that they are two messages */
	ak_change(2, "eth1", &ak_delay, &ak_delay_rows[0], "", ak_number(3), ak_number(50));
	ak_change(3, "eth0", &ak_channels, &ak_channel_rows[0], "", ak_number(4), ak_number(8));
	ak.fail_message = 4;
	ck_assert_int_eq(ak_apply(0, AK_SLOTS), -EINVAL);
	ck_assert_str_eq(ak.diary, "0+1 2 3 4+5! 3 2 0+1 mend:eth0");
}
END_TEST

START_TEST(what_mending_loses_counts)
{
	ak.fail_message = 5;
	ak.mend_loses = "eth1";
	ck_assert_int_eq(ak_apply(0, AK_SLOTS), -EINVAL);
	ck_assert_uint_eq(report.rollback_failures, 2);
}
END_TEST

START_TEST(nothing_to_mend_with)
{
	static const struct apply_io io = { ak_set, ak_get, NULL, &ak };

	transaction.io = &io;
	ak.fail_message = 5;
	ck_assert_int_eq(ak_apply(0, AK_SLOTS), -EINVAL);
	ak_all_as_before();
	ck_assert_uint_eq(report.rollback_failures, 0);
}
END_TEST

/* P3: only the call with the interrupts is put back; what came before stays, and stays known. */
START_TEST(p3_unmovable_keeps_earlier_calls)
{
	for (unsigned i = 6; i < AK_SLOTS; i++)
		ak_change(i, "eth0", &knob_irq, attr_irq_cpus, i == 6 ? "eth0-rx-0" : "eth0-rx-1",
			  ak_cpus("0"), ak_cpus("1"));
	ck_assert_int_eq(ak_apply(0, 3), 0);
	ak.unmovable = 1U << 7;
	ck_assert_int_eq(ak_apply(3, 5), -EXDEV);
	ck_assert_str_eq(ak.diary, "0+1 2 3+4+5 6 7! 6 3+4+5");
	ck_assert(report.rolled_back);
	ck_assert_str_eq(ak_now(0), "4");
	ck_assert_str_eq(ak_now(3), "3");
	ck_assert_str_eq(err.text, "interrupts that cannot be moved: eth0-rx-1");
	/* A third call fails for good: now the first one's changes go as well. */
	ak.diary = "";
	ak.fail_message = ak.messages + 2;
	ck_assert_int_eq(ak_apply(3, 4), -EINVAL);
	ck_assert_str_eq(ak.diary, "3+4+5 6! 3+4+5 2 0+1 mend:eth0 mend:eth1");
	ak_all_as_before();
}
END_TEST

/* A later part could not be planned: the caller puts back what the parts before it wrote. */
START_TEST(put_back_when_asked)
{
	ck_assert_int_eq(ak_apply(0, 3), 0);
	ck_assert_int_eq(ak_apply(3, 5), 0);
	ak.diary = "";
	err_set(&err, 0, "no plan");
	ck_assert_uint_eq(apply_put_back(&transaction, &err), 0);
	ck_assert_str_eq(ak.diary, "7 6 3+4+5 2 0+1 mend:eth0 mend:eth1");
	ck_assert_str_eq(err.text, "no plan");
	ak_all_as_before();
	/* Once is enough. */
	ck_assert_uint_eq(apply_put_back(&transaction, &err), 0);
	ck_assert_str_eq(ak.diary, "7 6 3+4+5 2 0+1 mend:eth0 mend:eth1");
}
END_TEST

START_TEST(what_cannot_be_put_back_is_named)
{
	ak.fail_from = 4;
	ck_assert_int_eq(ak_apply(0, AK_SLOTS), -EINVAL);
	ck_assert_uint_eq(report.rollback_failures, 6);
	ck_assert_ptr_nonnull(strstr(err.text, "COULD NOT PUT BACK eth0: coalesce adaptive-rx to "
					       "on (words of the kernel), eth0: coalesce "
					       "rx-frames to 0 (words of the kernel)"));
	ck_assert_ptr_nonnull(strstr(err.text, "eth1: channels rx to 8 (words of the kernel)"));
}
END_TEST

/* One value of a message that cannot be put back does not keep the others from it. */
START_TEST(the_others_of_a_message_are_put_back)
{
	ck_assert_int_eq(ak_apply(0, 6), 0);
	ak.unsupported = 1U << 4;
	ak.fail_message = 4;
	ck_assert_int_eq(ak_apply(6, 2), -EINVAL);
	ck_assert_uint_eq(report.rollback_failures, 1);
	ck_assert_str_eq(err.text, "eth0: rps rx-0 to 1-2: words of the kernel; COULD NOT PUT "
				   "BACK eth0: coalesce rx-frames to 0 (words of the kernel)");
	ck_assert_str_eq(ak_now(3), "3");
	ck_assert_str_eq(ak_now(4), "16");
	ck_assert_str_eq(ak_now(5), "on");
	ck_assert_str_eq(ak_now(0), "8");
}
END_TEST

START_TEST(put_back_and_not_kept_is_named)
{
	ck_assert_int_eq(ak_apply(0, 6), 0);
	ak.deaf = 1U << 1;
	ak.fail_message = 4;
	ck_assert_int_eq(ak_apply(6, 2), -EINVAL);
	ck_assert_uint_eq(report.rollback_failures, 1);
	ck_assert_ptr_nonnull(strstr(err.text, "; COULD NOT PUT BACK eth0: channels tx to 8 (reads "
					       "2)"));
}
END_TEST

static Suite *make_suite(void)
{
	Suite *s = suite_create("apply_together");
	TCase *t = tcase_create("apply_together");

	tcase_add_checked_fixture(t, ak_setup, ak_teardown);
	tcase_add_test(t, what_goes_together_is_one_message);
	tcase_add_loop_test(t, every_message_failing_is_put_back, 1, 6);
	tcase_add_loop_test(t, every_message_failing_over_two_calls, 0, 20);
	tcase_add_loop_test(t, every_reading_failing_is_put_back, 1, 6);
	tcase_add_test(t, a_message_that_fails_names_its_changes);
	tcase_add_loop_test(t, what_a_failing_message_did_is_put_back, 1, 4);
	tcase_add_test(t, what_a_single_failing_change_did_is_put_back);
	tcase_add_test(t, what_a_failing_message_did_is_put_back_one_by_one);
	tcase_add_loop_test(t, r4_optional_and_unsupported_is_refused_alone, 3, 6);
	tcase_add_test(t, r4_all_of_them_unsupported);
	tcase_add_test(t, r4_refused_then_put_back);
	tcase_add_test(t, r4_what_is_not_optional_fails);
	tcase_add_test(t, r4_what_is_not_optional_fails_among_those_that_are);
	tcase_add_test(t, r4_another_error_of_an_optional_one_fails);
	tcase_add_test(t, mended_once_an_interface);
	tcase_add_test(t, what_mending_loses_counts);
	tcase_add_test(t, nothing_to_mend_with);
	tcase_add_test(t, p3_unmovable_keeps_earlier_calls);
	tcase_add_test(t, put_back_when_asked);
	tcase_add_test(t, what_cannot_be_put_back_is_named);
	tcase_add_test(t, the_others_of_a_message_are_put_back);
	tcase_add_test(t, put_back_and_not_kept_is_named);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(make_suite)
