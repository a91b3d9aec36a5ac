// SPDX-License-Identifier: GPL-2.0-or-later
// The transaction over a pretended kernel whose n-th write or reading goes wrong.
#include <errno.h>

#include "main.h"
#include "nqtune/apply.h"
#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/err.h"
#include "nqtune/knob.h"

enum { SLOTS = 6, LOG_MAX = 64 };

/* The pretended kernel: one value a change, which is found by its index. */
struct kernel {
	struct arena *a;
	struct value now[SLOTS];
	unsigned log[LOG_MAX];	/* the slots written to, in order */
	unsigned writes, reads;
	unsigned fail_write;	/* the n-th write fails; 0 = none */
	unsigned fail_from;	/* every write from the n-th on fails; 0 = none */
	unsigned fail_read;
	int fail_code;
	unsigned unmovable;	/* bit i: slot i refuses with -EIO */
	unsigned deaf;		/* bit i: slot i accepts and keeps what it has */
	const char *keeps;	/* CPUs that can be kept at all; NULL = every one */
	unsigned moving;	/* so many readings behind a write of slot 1 find it nowhere */
	unsigned nowhere;	/* of these, how many are left */
};

static struct arena *arena;
static struct kernel kernel;
static struct change changes[SLOTS];
static struct apply_report report;
static struct err err;

static struct value cpus(const char *list)
{
	struct cpuset *s = cpuset_new(arena, 8);

	ck_assert_int_eq(cpuset_parse_list(s, list), 0);
	return (struct value){ .kind = VALUE_CPUS, .cpus = s };
}

/* Files take one value each; what goes together is in test_apply_together.c. */
static int fake_set(void *ctx, const struct change *c, const struct value *const *v, size_t n,
		    struct err *e)
{
	struct kernel *k = ctx;
	struct cpuset *kept;

	ck_assert_uint_eq(n, 1);
	ck_assert_uint_lt(k->writes, LOG_MAX);
	k->log[k->writes++] = c->index;
	if (k->writes == k->fail_write || (k->fail_from && k->writes >= k->fail_from))
		return err_set(e, k->fail_code, "words of the kernel");
	if (k->unmovable >> c->index & 1)
		return err_set(e, -EIO, "cannot be moved");
	if (k->deaf >> c->index & 1)
		return 0;
	kept = cpuset_copy(k->a, v[0]->cpus);
	if (c->index == 1)
		k->nowhere = k->moving;
	if (k->keeps)
		cpuset_and(kept, cpus(k->keeps).cpus);
	k->now[c->index] = (struct value){ .kind = VALUE_CPUS, .cpus = kept };
	return 0;
}

static int fake_get(void *ctx, const struct change *c, size_t n, struct arena *a,
		    struct value *out, struct err *e)
{
	struct kernel *k = ctx;

	ck_assert_uint_eq(n, 1);
	if (++k->reads == k->fail_read)
		return err_set(e, -ENOENT, "the queue is gone");
	*out = k->now[c->index];
	if (c->index == 1 && k->nowhere) {
		k->nowhere--;
		*out = cpus("");
	}
	return 0;
}

/* Nothing here makes queues anew. */
static size_t fake_mend(void *ctx, const char *iface, struct err *e)
{
	ck_abort_msg("%s needs no mending", iface);
}

static const struct apply_io io = { fake_set, fake_get, fake_mend, &kernel };

/* Slots 0-2 are interrupts, 3 is XPS, 4 and 5 are RPS; each goes from 0 to 1-2. */
static void setup(void)
{
	static const char *const targets[SLOTS] = { "q-0", "q-1", "q-2", "tx-0", "rx-0", "rx-1" };

	arena = arena_new(NULL);
	kernel = (struct kernel){ .a = arena, .fail_code = -EINVAL };
	err.text[0] = '\0';
	for (unsigned i = 0; i < SLOTS; i++) {
		const struct knob *k = i < 3 ? &knob_irq : i < 4 ? &knob_xps : &knob_rps;

		kernel.now[i] = cpus("0");
		changes[i] = (struct change){ .iface = "wan", .knob = k, .attr = k->attrs,
					      .target = targets[i], .index = i, .old = cpus("0"),
					      .new = cpus("1-2") };
	}
}

static void teardown(void)
{
	arena_free(arena);
}

static int apply(size_t n)
{
	struct transaction t = { .io = &io, .arena = arena };

	return apply_changes(&t, changes, n, &report, &err);
}

static void check_now(unsigned slot, const char *list)
{
	ck_assert_str_eq(cpuset_list(arena, kernel.now[slot].cpus), list);
}

static void check_all_now(const char *list)
{
	for (unsigned i = 0; i < SLOTS; i++)
		check_now(i, list);
}

START_TEST(all_is_written_in_order_and_read_back)
{
	ck_assert_int_eq(apply(SLOTS), 0);
	check_all_now("1-2");
	ck_assert_uint_eq(kernel.writes, SLOTS);
	ck_assert_uint_eq(kernel.reads, SLOTS);
	for (unsigned i = 0; i < SLOTS; i++) {
		ck_assert_uint_eq(kernel.log[i], i);
		ck_assert_int_eq(report.steps[i].outcome, OUTCOME_DONE);
		ck_assert_ptr_null(report.steps[i].note);
		ck_assert(value_equal(&report.steps[i].got, &changes[i].new));
	}
	ck_assert_uint_eq(report.done, SLOTS);
	ck_assert(!report.rolled_back);
}
END_TEST

START_TEST(nothing_to_do_writes_nothing)
{
	ck_assert_int_eq(apply(0), 0);
	ck_assert_uint_eq(kernel.writes, 0);
	ck_assert(!report.rolled_back);
}
END_TEST

/* Promise 2: whichever write fails, the state afterwards is the state before, newest first. */
START_TEST(every_write_failing_leaves_no_trace)
{
	unsigned n = (unsigned)_i;

	kernel.fail_write = n;
	ck_assert_int_eq(apply(SLOTS), -EINVAL);
	check_all_now("0");
	ck_assert(report.rolled_back);
	ck_assert_uint_eq(report.rollback_failures, 0);
	ck_assert_uint_eq(kernel.writes, n + (n - 1));
	for (unsigned i = 0; i < n - 1; i++)
		ck_assert_uint_eq(kernel.log[n + i], n - 2 - i);
	for (unsigned i = 0; i < SLOTS; i++)
		ck_assert_int_eq(report.steps[i].outcome, i < n - 1  ? OUTCOME_DONE
							  : i == n - 1 ? OUTCOME_FAILED
								       : OUTCOME_NOT_TRIED);
	ck_assert_ptr_nonnull(strstr(err.text, changes[n - 1].target));
	ck_assert_ptr_nonnull(strstr(err.text, "words of the kernel"));
	ck_assert_str_eq(report.steps[n - 1].note, "words of the kernel");
}
END_TEST

/* A value that was written but cannot be read back is put back too. */
START_TEST(every_reading_failing_leaves_no_trace)
{
	kernel.fail_read = (unsigned)_i;
	ck_assert_int_eq(apply(SLOTS), -ENOENT);
	check_all_now("0");
	ck_assert(report.rolled_back);
	ck_assert_uint_eq(report.rollback_failures, 0);
	ck_assert_int_eq(report.steps[_i - 1].outcome, OUTCOME_FAILED);
	ck_assert_ptr_nonnull(strstr(err.text, "could not be read back: the queue is gone"));
}
END_TEST

START_TEST(the_message_names_the_step)
{
	kernel.fail_write = 5;
	kernel.fail_code = -EPERM;
	ck_assert_int_eq(apply(SLOTS), -EPERM);
	ck_assert_str_eq(err.text, "wan: rps rx-0 to 1-2: words of the kernel");
}
END_TEST

/* U3: accepted is not kept. */
START_TEST(u3_accepted_but_not_kept)
{
	kernel.deaf = 1 << 4;
	ck_assert_int_eq(apply(SLOTS), -ESTALE);
	check_all_now("0");
	ck_assert(report.rolled_back);
	ck_assert_int_eq(report.steps[4].outcome, OUTCOME_FAILED);
	ck_assert_str_eq(report.steps[4].note, "accepted but not kept: reads 0");
	ck_assert_int_eq(report.steps[5].outcome, OUTCOME_NOT_TRIED);
}
END_TEST

START_TEST(narrowed_is_success_with_a_note)
{
	changes[4].new = cpus("1-3");
	kernel.keeps = "0-2";
	ck_assert_int_eq(apply(SLOTS), 0);
	ck_assert_int_eq(report.steps[4].outcome, OUTCOME_NARROWED);
	ck_assert_uint_eq(report.narrowed, 1);
	ck_assert_uint_eq(report.done, SLOTS - 1);
	ck_assert_str_eq(value_text(arena, &report.steps[4].got), "1-2");
	ck_assert_ptr_nonnull(strstr(report.steps[4].note, "1-2 of 1-3"));
}
END_TEST

/* Trap 3: only offline CPUs named reads as off. */
START_TEST(empty_in_place_of_a_set_is_a_failure)
{
	kernel.keeps = "0";
	ck_assert_int_eq(apply(SLOTS), -ESTALE);
	ck_assert_str_eq(report.steps[0].note, "accepted but not kept: reads none");
	check_all_now("0");
}
END_TEST

/* An interrupt on its way reads as nowhere for a moment, there as well as back. */
START_TEST(an_interrupt_that_moves_is_read_again)
{
	kernel.moving = 3;
	ck_assert_int_eq(apply(SLOTS), 0);
	check_all_now("1-2");
	ck_assert_uint_eq(report.done, SLOTS);
	ck_assert_uint_eq(kernel.reads, SLOTS + 3);
}
END_TEST

START_TEST(an_interrupt_that_moves_back_is_not_lost)
{
	kernel.moving = 3;
	kernel.fail_write = SLOTS;
	ck_assert_int_eq(apply(SLOTS), -EINVAL);
	check_all_now("0");
	ck_assert(report.rolled_back);
	ck_assert_ptr_null(strstr(err.text, "COULD NOT"));
}
END_TEST

START_TEST(an_interrupt_that_stays_nowhere_is_a_failure)
{
	kernel.moving = UINT32_MAX;
	ck_assert_int_eq(apply(SLOTS), -ESTALE);
	ck_assert_str_eq(report.steps[1].note, "accepted but not kept: reads none");
}
END_TEST

START_TEST(asked_empty_and_got_empty_is_done)
{
	changes[4].new = cpus("");
	ck_assert_int_eq(apply(SLOTS), 0);
	ck_assert_int_eq(report.steps[4].outcome, OUTCOME_DONE);
}
END_TEST

/* P3: all interrupts are tried, nothing else, then everything is put back. */
START_TEST(p3_refused_interrupts_are_all_found)
{
	static const unsigned log[] = { 0, 1, 2, 0 };

	kernel.unmovable = 1 << 1 | 1 << 2;
	ck_assert_int_eq(apply(SLOTS), -EXDEV);
	check_all_now("0");
	ck_assert_int_eq(report.steps[0].outcome, OUTCOME_DONE);
	ck_assert_int_eq(report.steps[1].outcome, OUTCOME_REFUSED);
	ck_assert_int_eq(report.steps[2].outcome, OUTCOME_REFUSED);
	ck_assert_int_eq(report.steps[3].outcome, OUTCOME_NOT_TRIED);
	ck_assert_str_eq(report.steps[1].note, "cannot be moved");
	ck_assert_uint_eq(report.refused, 2);
	ck_assert(report.rolled_back);
	ck_assert_str_eq(err.text, "interrupts that cannot be moved: q-1, q-2");
	ck_assert_uint_eq(kernel.writes, 4);
	ck_assert_mem_eq(kernel.log, log, sizeof(log));
}
END_TEST

/* P3: nobody plans again on a state that is not the one before. */
START_TEST(p3_refused_but_not_put_back)
{
	kernel.unmovable = 1 << 1;
	kernel.fail_from = 4;
	ck_assert_int_eq(apply(SLOTS), -EIO);
	ck_assert_uint_eq(report.rollback_failures, 2);
	check_now(0, "1-2");
	ck_assert_str_eq(err.text, "interrupts that cannot be moved: q-1; COULD NOT PUT BACK "
				   "wan: irq q-2 to 0 (words of the kernel), "
				   "wan: irq q-0 to 0 (words of the kernel)");
}
END_TEST

START_TEST(a_real_failure_outranks_a_refusal)
{
	kernel.unmovable = 1 << 0;
	kernel.fail_write = 3;
	kernel.fail_code = -EPERM;
	ck_assert_int_eq(apply(SLOTS), -EPERM);
	check_all_now("0");
	ck_assert_int_eq(report.steps[2].outcome, OUTCOME_FAILED);
	ck_assert_uint_eq(report.refused, 1);
}
END_TEST

START_TEST(an_io_error_elsewhere_is_no_refusal)
{
	kernel.unmovable = 1 << 4;
	ck_assert_int_eq(apply(SLOTS), -EIO);
	ck_assert_int_eq(report.steps[4].outcome, OUTCOME_FAILED);
	ck_assert_uint_eq(report.refused, 0);
	check_all_now("0");
}
END_TEST

/* Else a caller would plan again, and again. */
START_TEST(only_refused_interrupts_are_exdev)
{
	kernel.fail_write = 2;
	kernel.fail_code = -EXDEV;
	ck_assert_int_eq(apply(SLOTS), -ELOOP);
	check_all_now("0");
}
END_TEST

START_TEST(what_cannot_be_put_back_is_named)
{
	kernel.fail_from = 4;	/* the write of tx-0, and all that put back */
	ck_assert_int_eq(apply(SLOTS), -EINVAL);
	ck_assert_uint_eq(report.rollback_failures, 3);
	ck_assert(report.rolled_back);
	ck_assert_str_eq(err.text, "wan: xps tx-0 to 1-2: words of the kernel; COULD NOT PUT BACK "
				   "wan: irq q-2 to 0 (words of the kernel), "
				   "wan: irq q-1 to 0 (words of the kernel), "
				   "wan: irq q-0 to 0 (words of the kernel)");
	check_now(0, "1-2");
	check_now(3, "0");
}
END_TEST

/* One value that cannot be put back does not keep the others from it. */
START_TEST(rolling_back_goes_on_after_a_failure)
{
	kernel.fail_write = 4;
	kernel.keeps = "1-7";
	changes[1].old = kernel.now[1] = cpus("5");
	changes[0].old = kernel.now[0] = cpus("6");
	ck_assert_int_eq(apply(SLOTS), -EINVAL);
	ck_assert_uint_eq(report.rollback_failures, 1);
	ck_assert_ptr_nonnull(strstr(err.text, "wan: irq q-2 to 0 (reads none)"));
	check_now(1, "5");
	check_now(0, "6");
}
END_TEST

START_TEST(a_change_without_an_earlier_value_never_begins)
{
	changes[5].old.kind = VALUE_NONE;
	ck_assert_int_eq(apply(SLOTS), -EINVAL);
	ck_assert_uint_eq(kernel.writes, 0);
	ck_assert(!report.rolled_back);
	ck_assert_str_eq(err.text, "wan: rps rx-1 has no earlier value: nothing was begun");
	changes[5].old = cpus("0");
	changes[0].new.kind = VALUE_NONE;
	ck_assert_int_eq(apply(SLOTS), -EINVAL);
	ck_assert_uint_eq(kernel.writes, 0);
}
END_TEST

/* Undo is the list reversed with old and new exchanged. */
START_TEST(undo_after_apply_is_identity)
{
	struct transaction t = { .io = &io, .arena = arena };
	struct change back[SLOTS];

	ck_assert_int_eq(apply(SLOTS), 0);
	for (unsigned i = 0; i < SLOTS; i++) {
		back[i] = changes[SLOTS - 1 - i];
		back[i].old = changes[SLOTS - 1 - i].new;
		back[i].new = changes[SLOTS - 1 - i].old;
	}
	ck_assert_int_eq(apply_changes(&t, back, SLOTS, &report, NULL), 0);
	check_all_now("0");
}
END_TEST

static Suite *make_suite(void)
{
	Suite *s = suite_create("apply");
	TCase *t = tcase_create("apply");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, all_is_written_in_order_and_read_back);
	tcase_add_test(t, nothing_to_do_writes_nothing);
	tcase_add_loop_test(t, every_write_failing_leaves_no_trace, 1, SLOTS + 1);
	tcase_add_loop_test(t, every_reading_failing_leaves_no_trace, 1, SLOTS + 1);
	tcase_add_test(t, the_message_names_the_step);
	tcase_add_test(t, u3_accepted_but_not_kept);
	tcase_add_test(t, narrowed_is_success_with_a_note);
	tcase_add_test(t, empty_in_place_of_a_set_is_a_failure);
	tcase_add_test(t, an_interrupt_that_moves_is_read_again);
	tcase_add_test(t, an_interrupt_that_moves_back_is_not_lost);
	tcase_add_test(t, an_interrupt_that_stays_nowhere_is_a_failure);
	tcase_add_test(t, asked_empty_and_got_empty_is_done);
	tcase_add_test(t, p3_refused_interrupts_are_all_found);
	tcase_add_test(t, p3_refused_but_not_put_back);
	tcase_add_test(t, a_real_failure_outranks_a_refusal);
	tcase_add_test(t, an_io_error_elsewhere_is_no_refusal);
	tcase_add_test(t, only_refused_interrupts_are_exdev);
	tcase_add_test(t, what_cannot_be_put_back_is_named);
	tcase_add_test(t, rolling_back_goes_on_after_a_failure);
	tcase_add_test(t, a_change_without_an_earlier_value_never_begins);
	tcase_add_test(t, undo_after_apply_is_identity);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(make_suite)
