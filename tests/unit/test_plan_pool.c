// SPDX-License-Identifier: GPL-2.0-or-later
// Rule P1: the CPUs an interface may use. A NIC with one queue shows them all: its interrupt and
// its RPS set.
#include <errno.h>

#include "fakehost.h"
#include "main.h"
#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/host.h"
#include "plantest.h"

START_TEST(p1_offline)
{
	ck_assert_str_eq(laid_out("cpu:6 offline:0,4 nic:eth0:one:at=1", "eth0"),
			 "eth0=1 eth0/rx-0=2-3,5");
}
END_TEST

START_TEST(p1_isolated)
{
	ck_assert_str_eq(laid_out("cpu:8 isolated:2-3,7 nic:eth0:one", "eth0"),
			 "eth0=0 eth0/rx-0=1,4-6");
}
END_TEST

/* Queues may go to isolated CPUs when asked for; the kernel would take them out of an RPS set. */
START_TEST(p1_use_isolated)
{
	ck_assert_str_eq(laid_out("cpu:4 isolated:2-3 nic:eth0:igb:q=4", "use-isolated eth0"),
			 "eth0-TxRx-0=0 eth0-TxRx-1=1 eth0-TxRx-2=2 eth0-TxRx-3=3 eth0/tx-0=0 "
			 "eth0/tx-1=1 eth0/tx-2=2 eth0/tx-3=3");
	ck_assert_str_eq(laid_out("cpu:8 isolated:6-7 nic:eth0:one", "use-isolated eth0"),
			 "eth0=0 eth0/rx-0=1-5");
}
END_TEST

/* Every CPU of the pool isolated: no RPS set would be accepted, so none is written. */
START_TEST(p1_only_isolated_left)
{
	struct host *h = fake_host(arena, "cpu:4 isolated:2-3 nic:eth0:one:at=2 rps:eth0=0-1");
	struct plan p = plan_on(h, "reserve=0-1 use-isolated eth0");

	ck_assert_str_eq(changes_of(h, "reserve=0-1 use-isolated eth0"), "eth0=2");
	ck_assert_ptr_nonnull(strstr(left_why(&p, "eth0", "rps"), "isolated"));
}
END_TEST

START_TEST(p1_reserve)
{
	ck_assert_str_eq(laid_out("cpu:6 nic:eth0:one", "reserve=0,5 eth0"),
			 "eth0=1 eth0/rx-0=2-4");
}
END_TEST

START_TEST(p1_nothing_left_is_refused)
{
	struct host *h = fake_host(arena, "cpu:4 isolated:3 nic:eth0:one");
	struct wish w = wish_of(h, "reserve=0-2 eth0");
	struct plan p;
	struct err e;

	ck_assert_int_eq(plan_auto(&p, h, &w, arena, &e), -EINVAL);
	ck_assert_ptr_nonnull(strstr(e.text, "eth0"));
	w = wish_of(h, "eth7");
	ck_assert_int_eq(plan_auto(&p, h, &w, arena, &e), -ENODEV);
	ck_assert_ptr_nonnull(strstr(e.text, "eth7"));
}
END_TEST

/* S6: one thread a core, unless all are asked for; then each has a queue, and sends through it. */
START_TEST(p1_smt)
{
	ck_assert_str_eq(laid_out("cpu:8 smt:2 nic:eth0:one", "eth0"), "eth0=0 eth0/rx-0=1-3");
	ck_assert_str_eq(laid_out("cpu:8 smt:2 nic:eth0:one", "smt eth0"), "eth0=0 eth0/rx-0=1-7");
	ck_assert_str_eq(laid_out("cpu:4 smt:2 nic:eth0:igb:q=4", "smt eth0"),
			 "eth0-TxRx-0=0 eth0-TxRx-1=1 eth0-TxRx-2=2 eth0-TxRx-3=3 eth0/tx-0=0 "
			 "eth0/tx-1=1 eth0/tx-2=2 eth0/tx-3=3");
}
END_TEST

/* A core whose first thread is out (offline, isolated) is a core still: its other counts. */
START_TEST(p1_smt_second_threads)
{
	ck_assert_str_eq(laid_out("cpu:8 smt:2 offline:1 isolated:2 nic:eth0:one", "eth0"),
			 "eth0=0 eth0/rx-0=3,5-6");
}
END_TEST

/*
 * Reserving both threads of a core, or the second, leaves no doubt. Reserving the first
 * keeps the whole core free: its other thread would work on the same execution units.
 */
START_TEST(p1_smt_reserve)
{
	ck_assert_str_eq(laid_out("cpu:8 smt:2 nic:eth0:igb:q=3", "reserve=0,4 eth0"),
			 "eth0-TxRx-0=1 eth0-TxRx-1=2 eth0-TxRx-2=3 eth0/tx-0=1,5 eth0/tx-1=2,6 "
			 "eth0/tx-2=3,7");
	ck_assert_str_eq(laid_out("cpu:8 smt:2 nic:eth0:one", "reserve=4 eth0"),
			 "eth0=0 eth0/rx-0=1-3");
	ck_assert_str_eq(laid_out("cpu:8 smt:2 nic:eth0:one", "reserve=0 eth0"),
			 "eth0=1 eth0/rx-0=1-3");
}
END_TEST

/* R1: the NIC's own node. */
START_TEST(p1_node)
{
	ck_assert_str_eq(laid_out("cpu:8 node:2 nic:eth0:one:node=1:at=3", "eth0"),
			 "eth0=4 eth0/rx-0=5-7");
	ck_assert_str_eq(laid_out("cpu:8 node:2 smt:2 nic:eth0:igb:q=2:node=1", "eth0"),
			 "eth0-TxRx-0=2 eth0-TxRx-1=3 eth0/tx-0=2,6 eth0/tx-1=3,7");
}
END_TEST

/* The second NIC's node is not burdened by the first's. */
START_TEST(p1_two_nodes)
{
	ck_assert_str_eq(
		laid_out("cpu:8 node:2 nic:eth0:one:node=0 nic:eth1:one:node=1", "eth0 eth1"),
		"eth0=0 eth1=4 eth0/rx-0=1-3 eth1/rx-0=5-7");
}
END_TEST

START_TEST(p1_node_minus_one)
{
	struct host *h = fake_host(arena, "cpu:8 node:2 nic:eth0:one");

	ck_assert_int_eq(host_nic(h, "eth0")->node, -1);
	ck_assert_str_eq(changes_of(h, "eth0"), "eth0=0 eth0/rx-0=1-7");
}
END_TEST

/* No CPU of the node is left: served from elsewhere, and said. */
START_TEST(p1_node_without_cpus)
{
	struct host *h = fake_host(arena, "cpu:8 node:2 isolated:4-7 nic:eth0:one:node=1:at=5");
	struct plan p = plan_on(h, "eth0");

	ck_assert_str_eq(changes_of(h, "eth0"), "eth0=0 eth0/rx-0=1-3");
	ck_assert_ptr_nonnull(finding_of(&p, "node-far", "eth0"));
	p = plan_on(fake_host(arena, "cpu:8 node:2 isolated:4-6 nic:eth0:one:node=1"), "eth0");
	ck_assert_ptr_null(finding_of(&p, "node-far", "eth0"));
}
END_TEST

/* U9: fast cores are those of 80 % of the best or more, if there are two. */
START_TEST(p1_capacity)
{
	ck_assert_str_eq(laid_out("cpu:6 cap:0-1=819,2-3=820,4-5=1024 nic:eth0:one", "eth0"),
			 "eth0=2 eth0/rx-0=3-5");
	ck_assert_str_eq(laid_out("cpu:4 cap:0-2=430,3=1024 nic:eth0:one", "eth0"),
			 "eth0=0 eth0/rx-0=1-3");
	ck_assert_str_eq(laid_out("cpu:4 cap:0-1=430,2-3=1024 offline:3 nic:eth0:one", "eth0"),
			 "eth0=0 eth0/rx-0=0-2");
	ck_assert_str_eq(laid_out("cpu:8 cap:0-3=430,4-7=1024 nic:eth0:one", "all-cores eth0"),
			 "eth0=0 eth0/rx-0=1-7");
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("plan_pool");
	TCase *tc = tcase_create("pool");

	tcase_add_checked_fixture(tc, arena_setup, arena_teardown);
	tcase_add_test(tc, p1_offline);
	tcase_add_test(tc, p1_isolated);
	tcase_add_test(tc, p1_use_isolated);
	tcase_add_test(tc, p1_only_isolated_left);
	tcase_add_test(tc, p1_reserve);
	tcase_add_test(tc, p1_nothing_left_is_refused);
	tcase_add_test(tc, p1_smt);
	tcase_add_test(tc, p1_smt_second_threads);
	tcase_add_test(tc, p1_smt_reserve);
	tcase_add_test(tc, p1_node);
	tcase_add_test(tc, p1_two_nodes);
	tcase_add_test(tc, p1_node_minus_one);
	tcase_add_test(tc, p1_node_without_cpus);
	tcase_add_test(tc, p1_capacity);
	suite_add_tcase(s, tc);
	return s;
}

TEST_MAIN(suite)
