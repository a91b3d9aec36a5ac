// SPDX-License-Identifier: GPL-2.0-or-later
// Receive flow steering by profile: the host's table, and each queue's part of it.
#include "cardtest.h"
#include "fakehost.h"
#include "main.h"
#include "nqtune/arena.h"
#include "nqtune/host.h"
#include "plantest.h"

#define SAYS(text, part) ck_assert_msg(strstr(text, part) != NULL, "'%s'", text)
#define OFF "rfs.flows=0 rfs.entries=0"

/* 32768 over the queues, rounded up as the kernel rounds; the host's table once for all NICs. */
START_TEST(server_sizes)
{
	struct plan p = cards_plan(cards_of("cpu:4 nic:eth0:igb:q=3 nic:eth1:one", "eth0 " OFF " eth1 " OFF),
				   "server rfs | eth0 eth1");

	ck_assert_str_eq(cards_text(&p),
			 "host rfs entries=32768, eth0 rfs flows rx-0=16384, eth0 rfs flows rx-1=16384, "
			 "eth0 rfs flows rx-2=16384, eth1 rfs flows rx-0=32768");
	ck_assert_str_eq(p.changes[0].path, "/proc/entries");
	ck_assert_str_eq(p.changes[1].path, "/sys/class/net/eth0/queues/rx-0/rps_flow_cnt");
	SAYS(cards_why(&p, "eth0", "rfs flows"), "32768 flows over 3 rx queues");
	ck_assert_str_eq(cards_planned("cpu:4 nic:eth0:one", "eth0 " OFF, "latency rfs | eth0"),
			 "host rfs entries=32768, eth0 rfs flows rx-0=32768");
}
END_TEST

/* Larger tables are someone's choice; the queues' follow the host's. */
START_TEST(larger_tables_stay)
{
	ck_assert_str_eq(cards_planned("cpu:4 nic:eth0:igb:q=2",
				       "eth0 rfs.flows=0 rfs.entries=131072", "server rfs | eth0"),
			 "eth0 rfs flows rx-0=65536, eth0 rfs flows rx-1=65536");
	ck_assert_str_eq(cards_planned("cpu:4 nic:eth0:igb:q=2",
				       "eth0 rfs.flows=32768 rfs.entries=32768", "server rfs | eth0"),
			 "");
}
END_TEST

/* A recording may claim anything. */
START_TEST(absurd_table)
{
	ck_assert_str_eq(cards_planned("cpu:4 nic:eth0:one",
				       "eth0 rfs.flows=0 rfs.entries=18446744073709551615",
				       "server rfs | eth0"),
			 "eth0 rfs flows rx-0=536870912");
}
END_TEST

/* Forwarded and captured packets have no socket. */
START_TEST(router_and_capture)
{
	struct cards c = cards_of("cpu:4 nic:eth0:igb:q=2", "eth0 " OFF);
	struct plan p = cards_plan(c, "router rfs | eth0");

	ck_assert_str_eq(cards_text(&p), "");
	SAYS(left_why(&p, "eth0", "rfs"), "off: no socket");
	ck_assert_str_eq(cards_planned("cpu:4 nic:eth0:igb:q=2",
				       "eth0 rfs.flows=4096 rfs.entries=32768", "capture rfs | eth0"),
			 "eth0 rfs flows rx-0=0, eth0 rfs flows rx-1=0");
}
END_TEST

START_TEST(nothing_to_set)
{
	struct plan p = cards_plan(cards_of("cpu:4 nic:eth0:one nic:eth1:one",
					    "eth0 rfs.flows=none rfs.entries=0 eth1 rfs.flows=0"),
				   "server rfs | eth0 eth1");

	SAYS(left_why(&p, "eth0", "rfs"), "no receive flow steering");
	SAYS(left_why(&p, "eth1", "rfs"), "rps_sock_flow_entries");
	p = cards_plan(cards_of("cpu:1 nic:eth0:one", "eth0 " OFF), "server rfs | eth0");
	ck_assert_str_eq(cards_text(&p), "");
	SAYS(left_why(&p, "eth0", "rfs"), "one CPU");
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("plan_rfs");
	TCase *tc = tcase_create("rfs");

	tcase_add_checked_fixture(tc, arena_setup, arena_teardown);
	tcase_add_test(tc, server_sizes);
	tcase_add_test(tc, larger_tables_stay);
	tcase_add_test(tc, absurd_table);
	tcase_add_test(tc, router_and_capture);
	tcase_add_test(tc, nothing_to_set);
	suite_add_tcase(s, tc);
	return s;
}

TEST_MAIN(suite)
