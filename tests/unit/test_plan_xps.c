// SPDX-License-Identifier: GPL-2.0-or-later
// Rule P4: which CPUs send through which queue.
#include "fakehost.h"
#include "main.h"
#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/host.h"
#include "nqtune/knob.h"
#include "plantest.h"

/* R2: one to one where the driver set nothing, and instead of what it set. */
START_TEST(r2_one_to_one)
{
	ck_assert_str_eq(laid_out("cpu:2 nic:eth0:igb:q=2:managed:at=0-1 xps:eth0=0-1", "eth0"),
			 "eth0/tx-0=0 eth0/tx-1=1");
}
END_TEST

START_TEST(p4_one_tx_queue)
{
	struct host *h = fake_host(arena, "cpu:2 nic:eth0:one:asked=0 rps:eth0=0-1");
	struct plan p = plan_on(h, "eth0");

	ck_assert_uint_eq(p.nchanges, 0);
	ck_assert_ptr_nonnull(strstr(left_why(&p, "eth0", "xps"), "one tx queue"));
}
END_TEST

/* CPUs without a queue of their own are left to the kernel's hash. */
START_TEST(p4_cpus_without_a_queue)
{
	ck_assert_str_eq(laid_out("cpu:8 smt:2 nic:eth0:igb:q=2:managed:at=1,2 rps:eth0=0", "eth0"),
			 "eth0/tx-0=1,5 eth0/tx-1=2,6 eth0/rx-0=0-1 eth0/rx-1=2-3");
}
END_TEST

/* A thread that is offline sends nothing; an isolated one may. */
START_TEST(p4_threads_online)
{
	ck_assert_str_eq(
		laid_out("cpu:4 smt:2 offline:2 isolated:3 nic:eth0:igb:q=2:managed:at=0-1",
			 "eth0"),
		"eth0/tx-0=0 eth0/tx-1=1,3");
}
END_TEST

START_TEST(p4_xps_all_nearest_cache)
{
	ck_assert_str_eq(
		laid_out("cpu:8 llc:4 nic:eth0:igb:q=2:managed:at=2,5", "xps-all reserve=7 eth0"),
		"eth0/tx-0=0-3 eth0/tx-1=4-7 eth0/rx-0=0-3 eth0/rx-1=4-6");
	ck_assert_str_eq(
		laid_out("cpu:8 node:2 smt:2 nic:eth0:igb:q=2:managed:at=3,0", "xps-all eth0"),
		"eth0/tx-0=2-3,6-7 eth0/tx-1=0-1,4-5 eth0/rx-0=2-3 eth0/rx-1=0-1");
}
END_TEST

/* Equally near: spread evenly, none left out. */
START_TEST(p4_xps_all_even)
{
	ck_assert_str_eq(laid_out("cpu:6 nic:eth0:igb:q=2:managed:at=0-1", "xps-all eth0"),
			 "eth0/tx-0=0,2,4 eth0/tx-1=1,3,5 eth0/rx-0=0,2-3 eth0/rx-1=1,4-5");
}
END_TEST

START_TEST(p4_more_queues_than_cpus)
{
	ck_assert_str_eq(laid_out("cpu:4 smt:2 nic:eth0:igb:q=3:managed:at=0-1", "eth0"),
			 "eth0/tx-0=0,2 eth0/tx-1=1,3 eth0/tx-2=0,2");
	ck_assert_str_eq(laid_out("cpu:2 nic:eth0:igb:q=3:managed:at=0-1", "xps-all eth0"),
			 "eth0/tx-0=0 eth0/tx-1=1 eth0/tx-2=0");
}
END_TEST

/* Receive vectors only: sends are completed where the queue of the same number receives. */
START_TEST(p4_no_tx_vectors)
{
	ck_assert_str_eq(laid_out("cpu:2 nic:eth0:igb:q=2:tx=3:managed:at=0-1", "eth0"),
			 "eth0/tx-0=0 eth0/tx-1=1");
}
END_TEST

/* xps_rxqs goes before xps_cpus in the kernel: someone chose so. */
START_TEST(p4_chosen_by_rx_queue)
{
	struct plan p = plan_on(
		fake_host(arena, "cpu:2 nic:eth0:igb:q=2:managed:at=0-1 rxqs:eth0=0"), "eth0");

	ck_assert_uint_eq(p.nchanges, 0);
	ck_assert_ptr_nonnull(strstr(left_why(&p, "eth0", "xps"), "xps_rxqs"));
}
END_TEST

START_TEST(p4_kernel_without_xps)
{
	struct plan p = plan_on(
		fake_host(arena, "cpu:2 veth:v0 nic:eth0:igb:q=2:norps:managed:at=0-1"), "eth0");

	ck_assert_uint_eq(p.nchanges, 0);
	ck_assert_str_ne(left_why(&p, "eth0", "xps"), "");
}
END_TEST

/* On the largest kernels there are, in no time to speak of. */
START_TEST(xps_all_on_thousands_of_cpus)
{
	struct host *h = fake_host(arena, "cpu:4096 nic:eth0:igb:q=512");
	struct plan p = plan_on(h, "xps-all eth0");
	const struct change *last = &p.changes[p.nchanges - 1];

	ck_assert_str_eq(last->path, "/sys/class/net/eth0/queues/rx-511/rps_cpus");
	for (size_t i = 0; i < p.nchanges; i++)
		if (p.changes[i].knob == &knob_xps)
			ck_assert_uint_eq(cpuset_count(p.changes[i].new.cpus), 8);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("plan_xps");
	TCase *tc = tcase_create("xps");

	tcase_add_checked_fixture(tc, arena_setup, arena_teardown);
	tcase_add_test(tc, r2_one_to_one);
	tcase_add_test(tc, p4_one_tx_queue);
	tcase_add_test(tc, p4_cpus_without_a_queue);
	tcase_add_test(tc, p4_threads_online);
	tcase_add_test(tc, p4_xps_all_nearest_cache);
	tcase_add_test(tc, p4_xps_all_even);
	tcase_add_test(tc, p4_more_queues_than_cpus);
	tcase_add_test(tc, p4_no_tx_vectors);
	tcase_add_test(tc, p4_chosen_by_rx_queue);
	tcase_add_test(tc, xps_all_on_thousands_of_cpus);
	tcase_add_test(tc, p4_kernel_without_xps);
	suite_add_tcase(s, tc);
	return s;
}

TEST_MAIN(suite)
