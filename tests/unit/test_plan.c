// SPDX-License-Identifier: GPL-2.0-or-later
// The worked examples of the manual, and rules P2 and P3: where interrupts go.
#include "fakehost.h"
#include "main.h"
#include "nqtune/arena.h"
#include "nqtune/host.h"
#include "plantest.h"

#define BPI                                                                                        \
	"cpu:4 nic:eth0:one dsa:wan:eth0 dsa:lan0:eth0 dsa:lan1:eth0 dsa:lan2:eth0 dsa:lan3:eth0 " \
	"bridge:br0:lan0,lan1,lan2,lan3"
#define IGB3 "cpu:6 nic:eth1:igb:q=6 nic:eth2:igb:q=6:at=1-5 nic:eth3:igb:q=6:at=2-5"

/* B1, B2: the interrupt stays where it is by chance, and is pinned there (S7). */
START_TEST(example_bpi_two_networks)
{
	ck_assert_str_eq(laid_out(BPI, "wan br0"), "eth0=0 wan/rx-0=1 br0/rx-0=2");
}
END_TEST

/* B3: the interface that masquerades gets two. */
START_TEST(example_bpi_masquerading)
{
	ck_assert_str_eq(laid_out(BPI " nat:wan", "wan br0"), "eth0=0 wan/rx-0=1-2 br0/rx-0=3");
}
END_TEST

START_TEST(example_bpi_one_port)
{
	ck_assert_str_eq(laid_out(BPI, "lan1"), "eth0=0 lan1/rx-0=1-3");
}
END_TEST

/* S3: the diagonal, the same on every NIC; RPS is off and stays unwritten. */
START_TEST(example_three_igb)
{
	struct host *h = fake_host(arena, IGB3);
	struct plan p = plan_on(h, "eth1 eth2 eth3");

	ck_assert_str_eq(changes_of(h, "eth1 eth2 eth3"),
			 "eth1-TxRx-0=0 eth1-TxRx-1=1 eth1-TxRx-2=2 eth1-TxRx-3=3 eth1-TxRx-4=4 "
			 "eth1-TxRx-5=5 "
			 "eth2-TxRx-0=0 eth2-TxRx-1=1 eth2-TxRx-2=2 eth2-TxRx-3=3 eth2-TxRx-4=4 "
			 "eth2-TxRx-5=5 "
			 "eth3-TxRx-0=0 eth3-TxRx-1=1 eth3-TxRx-2=2 eth3-TxRx-3=3 eth3-TxRx-4=4 "
			 "eth3-TxRx-5=5 "
			 "eth1/tx-0=0 eth1/tx-1=1 eth1/tx-2=2 eth1/tx-3=3 eth1/tx-4=4 eth1/tx-5=5 "
			 "eth2/tx-0=0 eth2/tx-1=1 eth2/tx-2=2 eth2/tx-3=3 eth2/tx-4=4 eth2/tx-5=5 "
			 "eth3/tx-0=0 eth3/tx-1=1 eth3/tx-2=2 eth3/tx-3=3 eth3/tx-4=4 eth3/tx-5=5");
	ck_assert_str_eq(left_why(&p, "eth1", "rps"), "6 queues serve 6 CPUs");
	ck_assert_str_eq(left_why(&p, "eth3", "rps"), "6 queues serve 6 CPUs");
}
END_TEST

/* S6: the first thread of each core takes interrupts, both threads send through its queue. */
START_TEST(example_smt)
{
	ck_assert_str_eq(laid_out("cpu:12 smt:2 nic:eth1:igb:q=6", "eth1"),
			 "eth1-TxRx-0=0 eth1-TxRx-1=1 eth1-TxRx-2=2 eth1-TxRx-3=3 eth1-TxRx-4=4 "
			 "eth1-TxRx-5=5 eth1/tx-0=0,6 eth1/tx-1=1,7 eth1/tx-2=2,8 eth1/tx-3=3,9 "
			 "eth1/tx-4=4,10 eth1/tx-5=5,11");
}
END_TEST

START_TEST(example_virtio_two_vcpus)
{
	ck_assert_str_eq(
		laid_out("cpu:2 nic:eth0:virtio:q=2", "eth0"),
		"virtio2-input.0=0 virtio2-output.0=0 virtio2-input.1=1 virtio2-output.1=1 "
		"eth0/tx-0=0 eth0/tx-1=1");
}
END_TEST

START_TEST(example_two_one_queue_nics)
{
	ck_assert_str_eq(laid_out("cpu:8 nic:eth0:one nic:eth1:one", "eth0 eth1"),
			 "eth0=0 eth1=1 eth0/rx-0=2-4 eth1/rx-0=5-7");
}
END_TEST

/* Two is less than four times one: the interrupt's CPU is steered to as well. */
START_TEST(example_two_cpus)
{
	ck_assert_str_eq(laid_out("cpu:2 nic:eth0:one", "eth0"), "eth0=0 eth0/rx-0=0-1");
}
END_TEST

START_TEST(example_fast_and_slow_cores)
{
	ck_assert_str_eq(laid_out("cpu:8 cap:0-3=430,4-7=1024 nic:eth0:one", "eth0"),
			 "eth0=4 eth0/rx-0=5-7");
}
END_TEST

/* The queues' part of "--reserve 0 --channels", once there are five: CPU 0 stays free (S4). */
START_TEST(example_reserve_after_channels)
{
	ck_assert_str_eq(laid_out("cpu:6 nic:eth1:igb:q=5", "reserve=0 eth1"),
			 "eth1-TxRx-0=1 eth1-TxRx-1=2 eth1-TxRx-2=3 eth1-TxRx-3=4 eth1-TxRx-4=5 "
			 "eth1/tx-0=1 eth1/tx-1=2 eth1/tx-2=3 eth1/tx-3=4 eth1/tx-4=5");
}
END_TEST

/* The link's vector and the configuration's stay where they are. */
START_TEST(p2_other_vectors_untouched)
{
	struct plan p = plan_on(fake_host(arena, "cpu:2 nic:eth0:igb:q=2:at=1 nic:eth1:e1000e:at=1 "
						 "nic:eth2:virtio:q=2:at=1"),
				"eth0 eth1 eth2");

	ck_assert_uint_gt(p.nchanges, 0);
	for (size_t i = 0; i < p.nchanges; i++) {
		ck_assert_str_ne(p.changes[i].target, "eth0");
		ck_assert_str_ne(p.changes[i].target, "eth1");
		ck_assert_str_ne(p.changes[i].target, "virtio4-config");
	}
}
END_TEST

/* An interrupt that has no name is called by its number, as "nqtune irq" takes it. */
START_TEST(p2_nameless_vector)
{
	struct host *h = fake_host(arena, "cpu:2 nic:eth0:one:at=1");

	h->nics[0].vectors[0].name = "";
	h->irqs[0]->actions = "";
	ck_assert_str_eq(changes_of(h, "eth0"), "24=0 eth0/rx-0=0-1");
}
END_TEST

START_TEST(p2_rx_and_tx_share_a_cpu)
{
	ck_assert_str_eq(laid_out("cpu:2 nic:eth0:unpaired:q=2", "eth0"),
			 "eth0-rx-0=0 eth0-tx-0=0 eth0-rx-1=1 eth0-tx-1=1 eth0/tx-0=0 eth0/tx-1=1");
	ck_assert_str_eq(laid_out("cpu:4 nic:eth0:e1000e:at=2-3", "eth0"),
			 "eth0-rx-0=0 eth0-tx-0=0 eth0/rx-0=1-3");
}
END_TEST

START_TEST(p2_more_queues_than_cpus)
{
	ck_assert_str_eq(laid_out("cpu:2 nic:eth0:igb:q=5", "eth0"),
			 "eth0-TxRx-0=0 eth0-TxRx-1=1 eth0-TxRx-2=0 eth0-TxRx-3=1 eth0-TxRx-4=0 "
			 "eth0/tx-0=0 eth0/tx-1=1 eth0/tx-2=0 eth0/tx-3=1 eth0/tx-4=0");
}
END_TEST

/* Six vectors on six CPUs, one each; together they suffice (P5). */
START_TEST(p2_fewer_queues_start_at_the_least_loaded)
{
	ck_assert_str_eq(
		laid_out("cpu:6 nic:eth0:igb:q=2 nic:eth1:igb:q=2 nic:eth2:igb:q=2",
			 "eth0 eth1 eth2"),
		"eth0-TxRx-0=0 eth0-TxRx-1=1 eth1-TxRx-0=2 eth1-TxRx-1=3 eth2-TxRx-0=4 "
		"eth2-TxRx-1=5 eth0/tx-0=0 eth0/tx-1=1 eth1/tx-0=2 eth1/tx-1=3 eth2/tx-0=4 "
		"eth2/tx-1=5");
}
END_TEST

/* The fourth and fifth NIC share, none gets a third queue on a CPU; the order named decides. */
START_TEST(p2_fewer_queues_wrap)
{
	ck_assert_str_eq(
		laid_out("cpu:4 nic:eth0:one nic:eth1:one nic:eth2:one nic:eth3:one nic:eth4:one",
			 "eth4 eth3 eth2 eth1 eth0"),
		"eth4=0 eth3=1 eth2=2 eth1=3 eth0=0");
	ck_assert_str_eq(laid_out("cpu:3 nic:eth0:igb:q=2 nic:eth1:igb:q=2", "eth0 eth1"),
			 "eth0-TxRx-0=0 eth0-TxRx-1=1 eth1-TxRx-0=2 eth1-TxRx-1=0 eth0/tx-0=0 "
			 "eth0/tx-1=1 eth1/tx-0=2 eth1/tx-1=0");
}
END_TEST

/* What a full NIC took counts for a small one after it; a full one never moves for it. */
START_TEST(p2_diagonal_beside_small_nic)
{
	ck_assert_str_eq(
		laid_out("cpu:2 nic:eth0:one nic:eth1:igb:q=2 nic:eth2:one", "eth0 eth1 eth2"),
		"eth0=0 eth1-TxRx-0=0 eth1-TxRx-1=1 eth2=1 eth1/tx-0=0 eth1/tx-1=1");
}
END_TEST

/* S7: what lies well by chance is pinned; what is pinned already is not written again. */
START_TEST(s7_pins_what_lies_well)
{
	ck_assert_str_eq(laid_out("cpu:4 nic:eth0:igb:q=4:at=0-3 xps:eth0=0", "eth0"),
			 "eth0-TxRx-0=0 eth0-TxRx-1=1 eth0-TxRx-2=2 eth0-TxRx-3=3 eth0/tx-1=1 "
			 "eth0/tx-2=2 eth0/tx-3=3");
	ck_assert_str_eq(laid_out("cpu:4 nic:eth0:one:asked=0 rps:eth0=1-3", "eth0"), "");
}
END_TEST

/* Asked for and not yet there (an idle queue): asking again would not help. */
START_TEST(s7_pending_is_not_asked_again)
{
	ck_assert_str_eq(laid_out("cpu:4 nic:eth0:one:asked=0:at=2 rps:eth0=1-3", "eth0"), "");
}
END_TEST

/* Queue 0 lives on CPU 3: the queue that would lie there takes the CPU left over. */
START_TEST(p3_managed_vector_is_planned_around)
{
	struct host *h = fake_host(arena, "cpu:4 nic:eth0:igb:q=4:managed=0:at=3");
	struct plan p = plan_on(h, "eth0");

	ck_assert_str_eq(changes_of(h, "eth0"),
			 "eth0-TxRx-1=1 eth0-TxRx-2=2 eth0-TxRx-3=0 eth0/tx-0=3 eth0/tx-1=1 "
			 "eth0/tx-2=2 eth0/tx-3=0");
	ck_assert_msg(strstr(left_why(&p, "eth0", "irq"), "1 of 4"), "%s",
		      left_why(&p, "eth0", "irq"));
}
END_TEST

START_TEST(p3_managed_where_it_belongs)
{
	ck_assert_str_eq(laid_out("cpu:4 nic:eth0:igb:q=4:managed=3:at=3", "eth0"),
			 "eth0-TxRx-0=0 eth0-TxRx-1=1 eth0-TxRx-2=2 eth0/tx-0=0 eth0/tx-1=1 "
			 "eth0/tx-2=2 eth0/tx-3=3");
}
END_TEST

/* Vectors that cannot move are load for all others, also of NICs named before theirs. */
START_TEST(p3_managed_counts_as_load)
{
	ck_assert_str_eq(laid_out("cpu:4 nic:eth0:one nic:eth1:one:managed:at=0", "eth0 eth1"),
			 "eth0=1 eth0/rx-0=2-3 eth1/rx-0=0-1");
}
END_TEST

/* Four queues, yet on two CPUs: the hardware does not spread (P5), so RPS does. */
START_TEST(p3_all_managed)
{
	ck_assert_str_eq(laid_out("cpu:4 nic:eth0:igb:q=4:managed:at=0,2", "eth0"),
			 "eth0/tx-0=0 eth0/tx-1=2 eth0/tx-2=0 eth0/tx-3=2 eth0/rx-0=0 eth0/rx-1=2 "
			 "eth0/rx-2=1 eth0/rx-3=3");
	ck_assert_str_eq(laid_out("cpu:4 nic:eth0:unpaired:q=2:managed:at=1-2", "eth0"),
			 "eth0/tx-0=2 eth0/tx-1=2 eth0/rx-0=0-1 eth0/rx-1=2-3");
}
END_TEST

/* Outside the pool, too, it is where that queue lives. */
START_TEST(p3_managed_outside_the_pool)
{
	ck_assert_str_eq(laid_out("cpu:4 nic:eth0:one:managed:at=3", "reserve=3 eth0"),
			 "eth0/rx-0=0-2");
}
END_TEST

/* One line, two NICs: placed once, one load. */
START_TEST(p3_shared_line)
{
	struct host *h = fake_host(arena,
				   "cpu:4 nic:eth0:one nic:eth1:one:shared=eth0 nic:eth2:one");
	struct plan p = plan_on(h, "eth0 eth1 eth2");

	ck_assert_str_eq(changes_of(h, "eth0 eth1 eth2"),
			 "eth0=0 eth2=1 eth0/rx-0=2 eth1/rx-0=3 eth2/rx-0=0");
	ck_assert_ptr_nonnull(finding_of(&p, "irq-shared", "eth0"));
}
END_TEST

/* Neither asked nor effective CPUs are said: nothing is made up. */
START_TEST(p3_unreadable_affinity)
{
	struct host *h = fake_host(arena, "cpu:4 nic:eth0:igb:q=2:noask:noeff");
	struct plan p = plan_on(h, "eth0");

	ck_assert_str_eq(changes_of(h, "eth0"), "eth0/rx-0=0-1 eth0/rx-1=2-3");
	ck_assert_str_ne(left_why(&p, "eth0", "irq"), "");
	ck_assert_str_ne(left_why(&p, "eth0", "xps"), "");
	ck_assert_str_eq(laid_out("cpu:4 nic:eth0:igb:q=4:noask:at=0-3", "eth0"),
			 "eth0/tx-0=0 eth0/tx-1=1 eth0/tx-2=2 eth0/tx-3=3");
}
END_TEST

/* A managed interrupt was shut down with its CPU: that is no place to send from. */
START_TEST(p3_managed_on_an_offline_cpu)
{
	ck_assert_str_eq(laid_out("cpu:4 offline:3 nic:eth0:igb:q=2:managed=1:at=0,3", "eth0"),
			 "eth0-TxRx-0=0 eth0/tx-0=0 eth0/rx-0=0-1 eth0/rx-1=2");
}
END_TEST

START_TEST(unknown_vectors)
{
	struct plan p = plan_on(fake_host(arena, "cpu:4 nic:eth0:none:q=2 nic:eth1:none down:eth1"),
				"eth0 eth1");

	ck_assert_str_ne(left_why(&p, "eth0", "irq"), "");
	ck_assert_ptr_nonnull(strstr(left_why(&p, "eth1", "irq"), "down"));
	ck_assert_str_eq(laid_out("cpu:4 nic:eth0:none:q=2", "eth0"),
			 "eth0/rx-0=0-1 eth0/rx-1=2-3");
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("plan");
	TCase *tc = tcase_create("examples");

	tcase_add_checked_fixture(tc, arena_setup, arena_teardown);
	tcase_add_test(tc, example_bpi_two_networks);
	tcase_add_test(tc, example_bpi_masquerading);
	tcase_add_test(tc, example_bpi_one_port);
	tcase_add_test(tc, example_three_igb);
	tcase_add_test(tc, example_smt);
	tcase_add_test(tc, example_virtio_two_vcpus);
	tcase_add_test(tc, example_two_one_queue_nics);
	tcase_add_test(tc, example_two_cpus);
	tcase_add_test(tc, example_fast_and_slow_cores);
	tcase_add_test(tc, example_reserve_after_channels);
	suite_add_tcase(s, tc);
	tc = tcase_create("interrupts");
	tcase_add_checked_fixture(tc, arena_setup, arena_teardown);
	tcase_add_test(tc, p2_other_vectors_untouched);
	tcase_add_test(tc, p2_nameless_vector);
	tcase_add_test(tc, p2_rx_and_tx_share_a_cpu);
	tcase_add_test(tc, p2_more_queues_than_cpus);
	tcase_add_test(tc, p2_fewer_queues_start_at_the_least_loaded);
	tcase_add_test(tc, p2_fewer_queues_wrap);
	tcase_add_test(tc, p2_diagonal_beside_small_nic);
	tcase_add_test(tc, s7_pins_what_lies_well);
	tcase_add_test(tc, s7_pending_is_not_asked_again);
	tcase_add_test(tc, p3_managed_vector_is_planned_around);
	tcase_add_test(tc, p3_managed_where_it_belongs);
	tcase_add_test(tc, p3_managed_counts_as_load);
	tcase_add_test(tc, p3_all_managed);
	tcase_add_test(tc, p3_managed_outside_the_pool);
	tcase_add_test(tc, p3_shared_line);
	tcase_add_test(tc, p3_unreadable_affinity);
	tcase_add_test(tc, p3_managed_on_an_offline_cpu);
	tcase_add_test(tc, unknown_vectors);
	suite_add_tcase(s, tc);
	return s;
}

TEST_MAIN(suite)
