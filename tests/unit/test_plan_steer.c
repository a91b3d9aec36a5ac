// SPDX-License-Identifier: GPL-2.0-or-later
// Rules P5 to P7: receive packet steering.
#include "fakehost.h"
#include "main.h"
#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/host.h"
#include "plantest.h"

#define PORTS                                                                                      \
	"cpu:4 nic:eth0:one:asked=0 dsa:wan:eth0 dsa:lan0:eth0 dsa:lan1:eth0 dsa:lan2:eth0 "       \
	"dsa:lan3:eth0 "

#define ASSERT_SAYS(text, part) ck_assert_msg(strstr(text, part) != NULL, "'%s'", text)

START_TEST(p5_switches_off_what_is_on)
{
	ck_assert_str_eq(
		laid_out("cpu:2 nic:eth0:igb:q=2:asked=0:at=0 rps:eth0=0-1 xps:eth0=1", "eth0"),
		"eth0-TxRx-1=1 eth0/tx-0=0 eth0/rx-0=- eth0/rx-1=-");
}
END_TEST

/* Four NICs with one queue each: their interrupts keep all four CPUs at work. */
START_TEST(p5_vectors_together)
{
	struct host *h = fake_host(arena,
				   "cpu:4 nic:eth0:one nic:eth1:one nic:eth2:one nic:eth3:one "
				   "rps:eth2=0-3");
	struct plan p = plan_on(h, "eth0 eth1 eth2 eth3");

	ck_assert_str_eq(changes_of(h, "eth0 eth1 eth2 eth3"),
			 "eth0=0 eth1=1 eth2=2 eth3=3 eth2/rx-0=-");
	ASSERT_SAYS(left_why(&p, "eth0", "rps"), "together");
}
END_TEST

/* The packets of a virtual device come on the sender's CPU, however many queues it has. */
START_TEST(p5_virtual_queues_do_not_spread)
{
	ck_assert_str_eq(laid_out("cpu:2 veth:veth0:q=2", "veth0"), "veth0/rx-0=0 veth0/rx-1=1");
}
END_TEST

/* One interrupt for all four queues: the hardware does not spread over CPUs. */
START_TEST(p5_shared_vector_does_not_spread)
{
	ck_assert_str_eq(laid_out("cpu:4 nic:eth0:one:q=4:tx=1", "eth0"),
			 "eth0=0 eth0/rx-0=1 eth0/rx-1=2 eth0/rx-2=3 eth0/rx-3=1");
}
END_TEST

/* B1: apart from the interrupt's CPU where the pool is four times the IRQ CPUs, else all. */
START_TEST(p6_four_times)
{
	ck_assert_str_eq(laid_out("cpu:4 nic:eth0:one", "eth0"), "eth0=0 eth0/rx-0=1-3");
	ck_assert_str_eq(laid_out("cpu:3 nic:eth0:one", "eth0"), "eth0=0 eth0/rx-0=0-2");
	ck_assert_str_eq(laid_out("cpu:7 nic:eth0:one nic:eth1:one", "eth0 eth1"),
			 "eth0=0 eth1=1 eth0/rx-0=2-4 eth1/rx-0=0,5-6");
}
END_TEST

/* L1: a CPU set apart for the interrupt, by name, on however few CPUs. */
START_TEST(p6_dedicated)
{
	ck_assert_str_eq(laid_out("cpu:2 nic:eth0:one", "dedicated eth0"), "eth0=0 eth0/rx-0=1");
	ck_assert_str_eq(laid_out("cpu:6 nic:eth0:igb:q=2", "dedicated eth0"),
			 "eth0-TxRx-0=0 eth0-TxRx-1=1 eth0/tx-0=0 eth0/tx-1=1 eth0/rx-0=2-3 "
			 "eth0/rx-1=4-5");
}
END_TEST

/* Three CPUs: 1 and 1 for two, 2 and 1 with a weight, 1 each for three. */
START_TEST(p6_floor_and_weight)
{
	ck_assert_str_eq(laid_out(PORTS, "lan0 lan1"), "lan0/rx-0=1 lan1/rx-0=2");
	ck_assert_str_eq(laid_out(PORTS, "lan0 lan1*2"), "lan0/rx-0=3 lan1/rx-0=1-2");
	ck_assert_str_eq(laid_out(PORTS, "lan0 lan1 wan"), "lan0/rx-0=1 lan1/rx-0=2 wan/rx-0=3");
	ck_assert_str_eq(laid_out(PORTS, "lan0 lan1 wan*2"), "lan0/rx-0=2 lan1/rx-0=3 wan/rx-0=1");
	ck_assert_str_eq(laid_out(PORTS, "lan0*1000000"), "lan0/rx-0=1-3");
	ck_assert_str_eq(laid_out(PORTS, "lan0*4294967295 lan1*4294967295"),
			 "lan0/rx-0=1 lan1/rx-0=2");
}
END_TEST

/* Five on three CPUs: none twice until all are used. */
START_TEST(p6_more_interfaces_than_cpus)
{
	ck_assert_str_eq(laid_out(PORTS, "lan3 lan2 lan1 lan0 wan"),
			 "lan3/rx-0=1 lan2/rx-0=2 lan1/rx-0=3 lan0/rx-0=1 wan/rx-0=2");
	ck_assert_str_eq(laid_out(PORTS, "lan3 lan2 lan1 lan0 wan*2"),
			 "lan3/rx-0=2 lan2/rx-0=3 lan1/rx-0=1 lan0/rx-0=2 wan/rx-0=1");
}
END_TEST

/* A vector is load: the CPUs without one go first, where those with one are in the set. */
START_TEST(p6_least_loaded_first)
{
	ck_assert_str_eq(
		laid_out("cpu:3 nic:eth0:one:asked=0 veth:v0 veth:v1 veth:v2", "eth0 v0 v1"),
		"eth0/rx-0=1 v0/rx-0=2 v1/rx-0=0");
	ck_assert_str_eq(laid_out("cpu:6 nic:eth0:one nic:eth1:one", "eth0 eth1"),
			 "eth0=0 eth1=1 eth0/rx-0=2-4 eth1/rx-0=0-1,5");
}
END_TEST

/* B3: masquerading counts double, read from the rules; a weight given is what counts. */
START_TEST(b3_masquerading)
{
	ck_assert_str_eq(laid_out(PORTS "nat:lan1", "lan0 lan1"), "lan0/rx-0=3 lan1/rx-0=1-2");
	ck_assert_str_eq(laid_out(PORTS "nat:lan*", "lan0 wan"), "lan0/rx-0=1-2 wan/rx-0=3");
	ck_assert_str_eq(laid_out(PORTS "nat:lan1", "lan0 lan1*1"), "lan0/rx-0=1 lan1/rx-0=2");
}
END_TEST

/* A rule that names no interface means the one with the default route. */
START_TEST(b3_masquerading_anywhere)
{
	ck_assert_str_eq(laid_out(PORTS "nat:*:!docker0 route:wan", "lan0 wan"),
			 "lan0/rx-0=3 wan/rx-0=1-2");
	ck_assert_str_eq(laid_out(PORTS "nat:*:!wan route:wan", "lan0 wan"),
			 "lan0/rx-0=1 wan/rx-0=2");
	ck_assert_str_eq(laid_out(PORTS "nat:*", "lan0 wan"), "lan0/rx-0=1 wan/rx-0=2");
}
END_TEST

/* Queues of one interface divide its share, nearest cache first. */
START_TEST(p6_queues_divide_by_cache)
{
	ck_assert_str_eq(laid_out("cpu:8 llc:4 nic:eth0:igb:q=2:managed:at=4,0", "eth0"),
			 "eth0/tx-0=4 eth0/tx-1=0 eth0/rx-0=5-7 eth0/rx-1=1-3");
	ck_assert_str_eq(laid_out("cpu:8 nic:eth0:igb:q=2", "eth0"),
			 "eth0-TxRx-0=0 eth0-TxRx-1=1 eth0/tx-0=0 eth0/tx-1=1 eth0/rx-0=2-4 "
			 "eth0/rx-1=5-7");
}
END_TEST

/* The nearest cache is each queue's, whichever of them chooses first. */
START_TEST(p6_queues_do_not_rob_each_other)
{
	ck_assert_str_eq(
		laid_out("cpu:12 llc:6 nic:eth0:igb:q=2:managed:at=0,6 nic:eth1:one:managed:at=1",
			 "eth0"),
		"eth0/tx-0=0 eth0/tx-1=6 eth0/rx-0=1-5 eth0/rx-1=7-11");
	ck_assert_str_eq(
		laid_out("cpu:8 llc:2 nic:eth0:igb:q=2:managed:at=0,6", "reserve=4-5 eth0"),
		"eth0/tx-0=0 eth0/tx-1=6 eth0/rx-0=0-2 eth0/rx-1=3,6-7");
	/* CPUs 1; 5, 6; 8-10 in caches of four: the first queue fills up from the third cache. */
	ck_assert_str_eq(laid_out("cpu:12 llc:4 nic:eth0:igb:q=2:managed:at=0,4",
				  "dedicated reserve=2-3,7,11 eth0"),
			 "eth0/tx-0=0 eth0/tx-1=4 eth0/rx-0=1,8-9 eth0/rx-1=5-6,10");
}
END_TEST

/* More queues than CPUs in the share: each gets one. */
/* The largest kernels there are: dividing must not take the product of everything. */
START_TEST(p6_thousands_of_cpus)
{
	struct host *h = fake_host(arena, "cpu:4096 nic:eth0:none:q=256");
	struct plan p = plan_on(h, "eth0");

	ck_assert_uint_eq(p.nchanges, 256);
	ck_assert_uint_eq(cpuset_count(p.changes[255].new.cpus), 16);
}
END_TEST

START_TEST(p6_more_queues_than_cpus)
{
	ck_assert_str_eq(laid_out("cpu:6 nic:eth0:igb:q=4:asked=0:managed veth:v0", "eth0 v0*2"),
			 "eth0/tx-0=0 eth0/tx-1=0 eth0/tx-2=0 eth0/tx-3=0 eth0/rx-0=4 eth0/rx-1=4 "
			 "eth0/rx-2=4 eth0/rx-3=4 v0/rx-0=1-3");
	ck_assert_str_eq(laid_out("cpu:3 veth:v0:q=4", "v0"),
			 "v0/rx-0=0 v0/rx-1=1 v0/rx-2=2 v0/rx-3=0");
}
END_TEST

/* U10: NAPI threads receive where they run, not where the interrupt is. */
START_TEST(u10_threads_count_as_irq_cpus)
{
	ck_assert_str_eq(laid_out("cpu:8 nic:eth0:one:asked=0:threads=5", "eth0"),
			 "eth0/rx-0=1-4,6-7");
}
END_TEST

START_TEST(p7_bridge_over_dsa_ports)
{
	struct host *h = fake_host(arena, PORTS "bridge:br0:lan0,lan1,lan2,lan3");
	struct plan p = plan_on(h, "br0");

	ck_assert_str_eq(changes_of(h, "br0"), "br0/rx-0=1-3");
	ck_assert_str_ne(left_why(&p, "eth0", "xps"), "");
	ck_assert_str_eq(left_why(&p, "br0", "rps"), "");
}
END_TEST

/* The NICs below spread over all CPUs: laid out, and the bridge left alone. */
START_TEST(p7_bridge_over_enough_queues)
{
	struct host *h = fake_host(arena,
				   "cpu:2 nic:eth0:igb:q=2 nic:eth1:igb:q=2 bridge:br0:eth0,eth1");
	struct plan p = plan_on(h, "br0");

	ck_assert_str_eq(
		changes_of(h, "br0"),
		"eth0-TxRx-0=0 eth0-TxRx-1=1 eth1-TxRx-0=0 eth1-TxRx-1=1 eth0/tx-0=0 eth0/tx-1=1 "
		"eth1/tx-0=0 eth1/tx-1=1");
	ASSERT_SAYS(left_why(&p, "br0", "rps"), "already serve 2 CPUs");
}
END_TEST

/* Several queues, yet too few: the bridge would see those of queue 0 only. */
START_TEST(p7_bridge_over_too_few_queues)
{
	struct host *h = fake_host(arena,
				   "cpu:8 nic:eth0:igb:q=2 nic:eth1:igb:q=2 bridge:br0:eth0,eth1");
	struct plan p = plan_on(h, "br0");

	ck_assert_str_eq(changes_of(h, "br0"),
			 "eth0-TxRx-0=0 eth0-TxRx-1=1 eth1-TxRx-0=2 eth1-TxRx-1=3 eth0/tx-0=0 "
			 "eth0/tx-1=1 eth1/tx-0=2 eth1/tx-1=3 eth0/rx-0=4-5 eth0/rx-1=6-7 "
			 "eth1/rx-0=0,2 eth1/rx-1=1,3");
	ASSERT_SAYS(left_why(&p, "br0", "rps"), "rx queue 0");
	ASSERT_SAYS(left_why(&p, "br0", "rps"), "eth0, eth1 are steered");
}
END_TEST

/* Steered twice would be moved twice: what is on above is switched off. */
START_TEST(p7_not_steered_twice)
{
	ck_assert_str_eq(laid_out("cpu:8 nic:eth0:igb:q=2:managed:at=0-1 bridge:br0:eth0 "
				  "rps:br0=2-3 xps:eth0=0",
				  "br0"),
			 "eth0/tx-1=1 br0/rx-0=- eth0/rx-0=2-4 eth0/rx-1=5-7");
}
END_TEST

/* RPS never acts on a bond or a VLAN: the NIC below is steered, and the plan says so. */
START_TEST(p7_bond_and_vlan)
{
	struct host *h = fake_host(arena, "cpu:4 nic:eth0:one nic:eth1:one bond:bond0:eth0,eth1 "
					  "vlan:bond0.7:bond0 nic:eth2:one vlan:eth2.5:eth2");
	struct plan p = plan_on(h, "bond0");

	ck_assert_str_eq(changes_of(h, "bond0"), "eth0=0 eth1=1 eth0/rx-0=2-3 eth1/rx-0=0-1");
	ASSERT_SAYS(left_why(&p, "bond0", "rps"), "eth0, eth1 are steered");
	p = plan_on(h, "eth2.5");
	ck_assert_str_eq(changes_of(h, "eth2.5"), "eth2=0 eth2/rx-0=1-3");
	ASSERT_SAYS(left_why(&p, "eth2.5", "rps"), "eth2 is steered");
	p = plan_on(h, "bond0.7");
	ck_assert_str_eq(changes_of(h, "bond0.7"), changes_of(h, "bond0"));
	ASSERT_SAYS(left_why(&p, "bond0.7", "rps"), "eth0, eth1 are steered");
}
END_TEST

/* Below a VLAN, where RPS acts first from above: the port, not the conduit of all ports. */
START_TEST(p7_vlan_on_port_and_bridge)
{
	const char *line = PORTS "bridge:br0:lan0,lan1 vlan:wan.7:wan vlan:br0.10:br0 nat:wan.7";

	ck_assert_str_eq(laid_out(line, "wan.7"), "wan/rx-0=1-3");
	ck_assert_str_eq(laid_out(line, "br0.10"), "br0/rx-0=1-3");
	ck_assert_str_eq(laid_out(line, "wan.7 br0.10"), "wan/rx-0=1-2 br0/rx-0=3");
	ck_assert_str_eq(laid_out(line, "br0 br0.10 wan wan.7"), "br0/rx-0=3 wan/rx-0=1-2");
}
END_TEST

/* A NIC is laid out once, however many ways lead to it. */
START_TEST(p7_each_once)
{
	ck_assert_str_eq(laid_out("cpu:4 nic:eth0:one bridge:br0:eth0 vlan:eth0.2:eth0",
				  "eth0 eth0.2 br0 eth0"),
			 "eth0=0 eth0/rx-0=1 br0/rx-0=2");
}
END_TEST

/* Nothing below: the bridge itself. */
START_TEST(p7_bridge_without_ports)
{
	struct host *h = fake_host(arena, "cpu:4 bridge:br0");
	struct plan p = plan_on(h, "br0");

	ck_assert_str_eq(changes_of(h, "br0"), "br0/rx-0=0-3");
	ASSERT_SAYS(left_why(&p, "br0", "irq"), "no interrupts");
}
END_TEST

/* Different wishes for the two of them, and still one decision a queue. */
START_TEST(p7_two_wishes_for_one_nic)
{
	const char *line = "cpu:4 smt:2 nic:eth0:igb:q=2 vlan:eth0.5:eth0 rps:eth0=0-3";
	struct host *h = fake_host(arena, line);

	ck_assert_str_eq(changes_of(h, "eth0 smt eth0.5"),
			 "eth0-TxRx-0=0 eth0-TxRx-1=1 eth0/tx-0=0,2 eth0/tx-1=1,3 eth0/rx-0=0,2 "
			 "eth0/rx-1=1,3");
}
END_TEST

static void add_p7(TCase *tc)
{
	tcase_add_test(tc, p7_bridge_over_dsa_ports);
	tcase_add_test(tc, p7_bridge_over_enough_queues);
	tcase_add_test(tc, p7_bridge_over_too_few_queues);
	tcase_add_test(tc, p7_not_steered_twice);
	tcase_add_test(tc, p7_bond_and_vlan);
	tcase_add_test(tc, p7_vlan_on_port_and_bridge);
	tcase_add_test(tc, p7_each_once);
	tcase_add_test(tc, p7_bridge_without_ports);
	tcase_add_test(tc, p7_two_wishes_for_one_nic);
}

static Suite *suite(void)
{
	Suite *s = suite_create("plan_steer");
	TCase *tc = tcase_create("steer");

	tcase_add_checked_fixture(tc, arena_setup, arena_teardown);
	tcase_add_test(tc, p5_switches_off_what_is_on);
	tcase_add_test(tc, p5_vectors_together);
	tcase_add_test(tc, p5_virtual_queues_do_not_spread);
	tcase_add_test(tc, p5_shared_vector_does_not_spread);
	tcase_add_test(tc, p6_four_times);
	tcase_add_test(tc, p6_dedicated);
	tcase_add_test(tc, p6_floor_and_weight);
	tcase_add_test(tc, p6_more_interfaces_than_cpus);
	tcase_add_test(tc, p6_least_loaded_first);
	tcase_add_test(tc, b3_masquerading);
	tcase_add_test(tc, b3_masquerading_anywhere);
	tcase_add_test(tc, p6_queues_divide_by_cache);
	tcase_add_test(tc, p6_queues_do_not_rob_each_other);
	tcase_add_test(tc, p6_more_queues_than_cpus);
	tcase_add_test(tc, p6_thousands_of_cpus);
	tcase_add_test(tc, u10_threads_count_as_irq_cpus);
	add_p7(tc);
	suite_add_tcase(s, tc);
	return s;
}

TEST_MAIN(suite)
