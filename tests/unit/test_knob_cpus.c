// SPDX-License-Identifier: GPL-2.0-or-later
// CPU sets as a person writes them for a target.
#include <errno.h>

#include "knobtest.h"
#include "main.h"
#include "nqtune/knob.h"

static int code;

/* The list that text means, or the error's text. */
static const char *ask(unsigned nic, enum attr_scope scope, unsigned index, const char *text)
{
	struct cpuset *set = NULL;

	code = knob_parse_cpus(host, &host->nics[nic], scope, index, text, arena, &set, &err);
	if (code)
		return err.text;
	ck_assert_uint_eq(set->nbits, KH_NCPUS);
	return cpuset_list(arena, set);
}

static const char *rx0(const char *text)
{
	return ask(KH_ETH0, SCOPE_RX, 0, text);
}

START_TEST(numbers)
{
	ck_assert_str_eq(rx0("1-3,5"), "1-3,5");
	ck_assert_str_eq(rx0("0xe"), "1-3");
	ck_assert_str_eq(rx0("!0"), "1-5");
	ck_assert_str_eq(rx0("all,!2-3"), "0-1,4-5");
	ck_assert_str_eq(rx0("none"), "");
	ck_assert_str_eq(rx0("!9"), "0-5");
}
END_TEST

START_TEST(all_is_what_is_online)
{
	kh_offline(host, 2);
	ck_assert_str_eq(rx0("all"), "0-1,3-5");
	ck_assert_str_eq(rx0("!0"), "1,3-5");
}
END_TEST

START_TEST(r1_local_is_the_nics_node)
{
	ck_assert_str_eq(rx0("local"), "3-5");
	kh_offline(host, 4);
	ck_assert_str_eq(rx0("local"), "3,5");
	ck_assert_str_eq(ask(KH_WAN, SCOPE_RX, 0, "local"), "0-3,5");
	kh_offline(host, 3);
	kh_offline(host, 5);
	ck_assert_str_eq(rx0("local"), "'local': no CPU of node 1, where eth0 is, is online");
	ck_assert_int_eq(code, -EINVAL);
}
END_TEST

START_TEST(irq_is_where_the_targets_own_interrupt_is)
{
	ck_assert_str_eq(rx0("irq"), "0");
	ck_assert_str_eq(ask(KH_ETH0, SCOPE_RX, 1, "irq"), "1");
	ck_assert_str_eq(ask(KH_ETH0, SCOPE_TX, 1, "irq"), "1");
	ck_assert_str_eq(ask(KH_ETH0, SCOPE_VECTOR, 33, "irq"), "2");
	ck_assert_str_eq(ask(KH_WAN, SCOPE_TX, 0, "irq"),
			 "'irq': no interrupt is known to serve tx-0 of wan");
	ck_assert_int_eq(code, -EINVAL);
	host->nics[KH_ETH0].vectors[0].irq->asked = NULL;
	host->nics[KH_ETH0].vectors[0].irq->effective = NULL;
	ck_assert_str_eq(rx0("irq"), "'irq': the kernel does not say where interrupt 30 is");
}
END_TEST

/* B1: all but the CPUs that take the NIC's interrupts; the link's own does not count. */
START_TEST(b1_others)
{
	ck_assert_str_eq(rx0("others"), "2-5");
	ck_assert_str_eq(ask(KH_BR0, SCOPE_RX, 0, "others"), "2-5");
	ck_assert_str_eq(ask(KH_WAN, SCOPE_RX, 0, "others"),
			 "'others': it is not known which CPUs take the interrupts of wan");
	host->nics[KH_ETH0].vectors[1].irq->effective = kh_set(arena, "0-5");
	ck_assert_str_eq(rx0("others"), "'others': every online CPU takes interrupts of eth0");
	ck_assert_int_eq(code, -EINVAL);
}
END_TEST

START_TEST(u9_big)
{
	ck_assert_str_eq(rx0("big"), "0-3");
	kh_offline(host, 0);
	ck_assert_str_eq(rx0("big,!1"), "2-3");
}
END_TEST

/* Trap 3: a mask of offline CPUs would turn RPS off without an error. */
START_TEST(cpus_that_cannot_be_used_are_named)
{
	ck_assert_str_eq(rx0("9"), "CPU 9 does not exist: this host has CPUs 0-5");
	ck_assert_int_eq(code, -EINVAL);
	ck_assert_str_eq(rx0("4-7"), "CPUs 6-7 do not exist: this host has CPUs 0-5");
	ck_assert_str_eq(rx0("0xff"), "CPUs 6-7 do not exist: this host has CPUs 0-5");
	kh_offline(host, 3);
	ck_assert_str_eq(rx0("2-3"), "CPU 3 is offline (online: 0-2,4-5)");
	kh_offline(host, 4);
	ck_assert_str_eq(rx0("3-4"), "CPUs 3-4 are offline (online: 0-2,5)");
	ck_assert_int_eq(code, -EINVAL);
	ck_assert_str_eq(rx0("all,!3"), "0-2,5");
}
END_TEST

START_TEST(an_interrupt_needs_a_cpu)
{
	ck_assert_str_eq(ask(KH_ETH0, SCOPE_VECTOR, 30, "none"),
			 "an interrupt needs at least one CPU");
	ck_assert_int_eq(code, -EINVAL);
	ck_assert_str_eq(ask(KH_ETH0, SCOPE_VECTOR, 30, "1,!1"),
			 "an interrupt needs at least one CPU");
}
END_TEST

START_TEST(words_are_not_guessed)
{
	ck_assert_ptr_nonnull(strstr(rx0("loacl"), "did you mean 'local'"));
	ck_assert_str_eq(rx0("everything"), "unknown CPU set 'everything' (a list as 1-3,6, a mask as "
					    "0xe, or one of all, none, local, others, irq, big)");
	ck_assert_int_eq(code, -EINVAL);
	rx0("");
	ck_assert_int_eq(code, -EINVAL);
	rx0("1-");
	ck_assert_int_eq(code, -EINVAL);
	rx0("99999999999999999999");
	ck_assert_int_eq(code, -EINVAL);
}
END_TEST

START_TEST(the_model_stays_as_it_is)
{
	rx0("others");
	rx0("local");
	rx0("big");
	rx0("!irq");
	ck_assert_str_eq(cpuset_list(arena, host->online), "0-5");
	ck_assert_str_eq(cpuset_list(arena, host->nics[KH_ETH0].vectors[0].irq->effective), "0");
}
END_TEST

static Suite *make_suite(void)
{
	Suite *s = suite_create("knob_cpus");
	TCase *t = tcase_create("knob_cpus");

	tcase_add_checked_fixture(t, knob_setup, knob_teardown);
	tcase_add_test(t, numbers);
	tcase_add_test(t, all_is_what_is_online);
	tcase_add_test(t, r1_local_is_the_nics_node);
	tcase_add_test(t, irq_is_where_the_targets_own_interrupt_is);
	tcase_add_test(t, b1_others);
	tcase_add_test(t, u9_big);
	tcase_add_test(t, cpus_that_cannot_be_used_are_named);
	tcase_add_test(t, an_interrupt_needs_a_cpu);
	tcase_add_test(t, words_are_not_guessed);
	tcase_add_test(t, the_model_stays_as_it_is);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(make_suite)
