// SPDX-License-Identifier: GPL-2.0-or-later
// As many queues as CPUs (S4, S5), tables that stand in the way, and the layout that follows.
#include <errno.h>

#include "cardtest.h"
#include "fakehost.h"
#include "main.h"
#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/host.h"
#include "plantest.h"

#define SAYS(text, part) ck_assert_msg(strstr(text, part) != NULL, "'%s'", text)
#define SIX "cpu:6 nic:eth1:igb:q=6"
#define IGB3 "cpu:6 nic:eth1:igb:q=6 nic:eth2:igb:q=6 nic:eth3:igb:q=6"

/* S4: a CPU for everything else. The driver's own table, in blocks or in turn, follows by itself. */
START_TEST(s4_reserve)
{
	struct plan p = cards_plan(cards_of(SIX, "eth1 IGB"), "router channels | reserve=0 eth1");

	ck_assert_str_eq(cards_text(&p), "eth1 channels combined=5");
	SAYS(cards_why(&p, "eth1", "channels combined"),
	     "a queue for each of its CPUs 1-5, without the reserved 0");
	ck_assert_str_eq(cards_planned(SIX, "eth1 channels.combined=6/8 rss.table=turn:6:128",
				       "router channels | reserve=0 eth1"),
			 "eth1 channels combined=5");
}
END_TEST

/* S4 to the end: 5 queues on CPUs 1 to 5, on each of the three NICs, CPU 0 free. */
START_TEST(s4_reserve_and_layout)
{
	struct cards c = cards_of(IGB3, "eth1 IGB eth2 IGB eth3 IGB");
	struct plan p = cards_plan(c, "router channels | reserve=0 eth1 eth2 eth3");
	const struct host *then = plan_preview(c.h, p.changes, p.nchanges, arena);

	ck_assert_str_eq(cards_text(&p), "eth1 channels combined=5, eth2 channels combined=5, "
					 "eth3 channels combined=5");
	ck_assert_str_eq(
		changes_of(then, "reserve=0 eth1 eth2 eth3"),
		"eth1-TxRx-0=1 eth1-TxRx-1=2 eth1-TxRx-2=3 eth1-TxRx-3=4 eth1-TxRx-4=5 "
		"eth2-TxRx-0=1 eth2-TxRx-1=2 eth2-TxRx-2=3 eth2-TxRx-3=4 eth2-TxRx-4=5 "
		"eth3-TxRx-0=1 eth3-TxRx-1=2 eth3-TxRx-2=3 eth3-TxRx-3=4 eth3-TxRx-4=5 "
		"eth1/tx-0=1 eth1/tx-1=2 eth1/tx-2=3 eth1/tx-3=4 eth1/tx-4=5 "
		"eth2/tx-0=1 eth2/tx-1=2 eth2/tx-2=3 eth2/tx-3=4 eth2/tx-4=5 "
		"eth3/tx-0=1 eth3/tx-1=2 eth3/tx-2=3 eth3/tx-3=4 eth3/tx-4=5");
}
END_TEST

/* S5, S6, R1: the pool's CPUs, not the host's; U9: one CPU takes one queue. */
START_TEST(s5_as_many_as_the_pool)
{
	const char *eight = "eth1 channels.combined=8/8", *all = "router channels | eth1";

	ck_assert_str_eq(cards_planned("cpu:4 nic:eth1:igb:q=8", eight, all),
			 "eth1 channels combined=4");
	ck_assert_str_eq(cards_planned("cpu:8 smt:2 nic:eth1:igb:q=8", eight, all),
			 "eth1 channels combined=4");
	ck_assert_str_eq(cards_planned("cpu:8 smt:2 nic:eth1:igb:q=8", eight,
				       "router channels | smt eth1"), "");
	ck_assert_str_eq(cards_planned("cpu:12 node:2 nic:eth1:igb:q=8:node=1", eight, all),
			 "eth1 channels combined=6");
	ck_assert_str_eq(cards_planned("cpu:8 isolated:6-7 nic:eth1:igb:q=8", eight, all),
			 "eth1 channels combined=6");
	ck_assert_str_eq(cards_planned("cpu:8 cap:0-3=430,4-7=1024 nic:eth1:igb:q=8", eight, all),
			 "eth1 channels combined=4");
	ck_assert_str_eq(cards_planned("cpu:1 nic:eth1:igb:q=8", eight, all),
			 "eth1 channels combined=1");
}
END_TEST

START_TEST(s5_grows_up_to_the_maximum)
{
	struct plan p = cards_plan(cards_of("cpu:16 nic:eth1:igb:q=2", "eth1 channels.combined=2/8"),
				   "server channels | eth1");

	ck_assert_str_eq(cards_text(&p), "eth1 channels combined=8");
	SAYS(cards_why(&p, "eth1", "channels combined"), "all the queues it has, for its CPUs 0-15");
	/* A driver that tells no maximum is not asked for more. */
	ck_assert_str_eq(cards_planned("cpu:16 nic:eth1:igb:q=2", "eth1 channels.combined=2",
				       "server channels | eth1"), "");
}
END_TEST

/* What already holds is not written: no link goes down for nothing. */
START_TEST(already_right)
{
	struct plan p = cards_plan(cards_of(SIX, "eth1 IGB"), "router channels | eth1");

	ck_assert_str_eq(cards_text(&p), "");
	ck_assert_uint_eq(p.nleft, 0);
}
END_TEST

/* Drivers with rx and tx queues of their own; each kind up to its maximum. */
START_TEST(separate_channels)
{
	ck_assert_str_eq(cards_planned("cpu:4 nic:eth1:unpaired:q=8",
				       "eth1 channels.rx=8/8 channels.tx=8/8",
				       "router channels | eth1"),
			 "eth1 channels rx=4, eth1 channels tx=4");
	ck_assert_str_eq(cards_planned("cpu:8 nic:eth1:unpaired:q=4",
				       "eth1 channels.rx=4/8 channels.tx=1/1 channels.combined=0/0",
				       "router channels | eth1"),
			 "eth1 channels rx=8");
	ck_assert_str_eq(cards_planned("cpu:8 nic:eth1:unpaired:q=4",
				       "eth1 channels.rx=1/1 channels.tx=4/4",
				       "router channels | eth1"), "");
}
END_TEST

/* Combined channels, but separate ones are in use beside or in place of them. */
START_TEST(combined_in_place_of_separate)
{
	ck_assert_str_eq(cards_planned("cpu:4 nic:eth1:unpaired:q=4",
				       "eth1 channels.combined=0/8 channels.rx=4/8 channels.tx=4/8",
				       "router channels | eth1"),
			 "eth1 channels combined=4, eth1 channels rx=0, eth1 channels tx=0");
	ck_assert_str_eq(cards_planned("cpu:4 nic:eth1:igb:q=6",
				       "eth1 channels.combined=4/8 channels.rx=2/8 channels.tx=0/8",
				       "router channels | eth1"),
			 "eth1 channels rx=0");
}
END_TEST

START_TEST(nothing_to_set)
{
	struct plan p = cards_plan(cards_of("cpu:4 nic:eth0:one nic:eth1:igb nic:eth2:one",
					    "eth0 channels.combined=none eth1 channels.combined=1/1"),
				   "router channels | eth0 eth1 eth2");

	ck_assert_str_eq(cards_text(&p), "");
	SAYS(left_why(&p, "eth0", "channels"), "no channels");
	ck_assert_str_eq(left_why(&p, "eth1", "channels"), "it has one queue and no more");
	SAYS(left_why(&p, "eth2", "channels"), "no channels");
}
END_TEST

/* A virtual device that has channels has no less use for them; of a loopback nothing is said here. */
START_TEST(virtual_device)
{
	struct cards c = cards_of("cpu:4 veth:v0:q=8 veth:lo", "v0 channels.rx=8/8 channels.tx=8/8");
	struct plan p;

	c.h->nics[0].kind = NIC_LOOPBACK;
	p = cards_plan(c, "router channels | v0 lo");
	ck_assert_str_eq(cards_text(&p), "v0 channels rx=4, v0 channels tx=4");
	ck_assert_uint_eq(p.nleft, 0);
}
END_TEST

/* The NIC below, once; its queues are planned with the pool of whoever reaches it first, as its interrupts. */
START_TEST(stacked)
{
	const char *host = "cpu:4 nic:eth0:igb:q=4 vlan:eth0.5:eth0 dsa:wan:eth0";
	const char *now = "eth0 channels.combined=4/8";

	ck_assert_str_eq(cards_planned(host, now, "router channels | reserve=0 wan eth0.5"),
			 "eth0 channels combined=3");
	ck_assert_str_eq(cards_planned(host, now, "router channels | wan reserve=0 eth0.5"), "");
	ck_assert_str_eq(cards_planned(host, now, "router channels | reserve=0 eth0.5 reserve=0-1 wan"),
			 "eth0 channels combined=3");
}
END_TEST

/* P8: nothing would be laid out on new queues, so there are none; what does not spread is set all the same. */
START_TEST(p8_no_layout_no_channels)
{
	const char *readings = "eth1 channels.combined=8/8 ring.rx=4096/4096 pause.rx=on";
	struct plan p = cards_plan(cards_of("cpu:4 nic:eth1:igb:q=8 hwoffload", readings),
				   "router channels ring pause | reserve=0-3 eth1");

	ck_assert_str_eq(cards_text(&p), "eth1 pause rx=off, eth1 ring rx=512");
	SAYS(left_why(&p, "eth1", "channels"), "hardware flow offload is in use");
	SAYS(cards_why(&p, "eth1", "ring rx"), "8 x 512 buffers");
	p = cards_plan(cards_of("cpu:4 nic:eth1:igb:q=8:norps", readings),
		       "router channels | eth1");
	ck_assert_str_eq(cards_text(&p), "");
	SAYS(left_why(&p, "eth1", "channels"), "CONFIG_RPS");
}
END_TEST

START_TEST(no_cpu_left)
{
	struct cards c = cards_of("cpu:2 nic:eth1:igb:q=2", "eth1 channels.combined=2/8");
	const char *const asks[] = { "channels", NULL }, *const names[] = { "eth1", NULL },
			  *const typo[] = { "eth9", NULL };
	struct wish_cards asked = { .knobs = asks, .ifaces = names };
	struct wish w = wish_of(c.h, "reserve=0-1 eth1");
	struct plan p;
	struct err e;

	ck_assert_int_eq(plan_cards(&p, c.h, &w, &asked, c.v, c.n, arena, &e), -EINVAL);
	SAYS(e.text, "eth1: no CPU is left for it");
	asked.ifaces = typo;
	ck_assert_int_eq(plan_cards(&p, c.h, &w, &asked, c.v, c.n, arena, &e), -ENODEV);
	SAYS(e.text, "eth9: no such interface");
}
END_TEST

/* The kernel refuses to take away queues that a configured table names: the table goes first. */
START_TEST(configured_table_is_released)
{
	struct cards c = cards_of(SIX, "eth1 channels.combined=6/8 rss.table=list:5,5,5,5,0,1,2,3");
	struct plan p = cards_plan(c, "router channels | reserve=0 eth1");

	ck_assert_str_eq(cards_text(&p), "eth1 rss table=default, eth1 channels combined=5");
	ck_assert(p.changes[0].optional);
	ck_assert_int_eq(p.changes[0].old.kind, VALUE_LIST);
	SAYS(cards_why(&p, "eth1", "rss table"), "names queue 5");
}
END_TEST

/* It stays while it names no queue that goes, and while none goes. */
START_TEST(configured_table_that_fits)
{
	ck_assert_str_eq(cards_planned(SIX, "eth1 channels.combined=6/8 rss.table=list:0,7",
				       "router channels | eth1"), "");
	ck_assert_str_eq(cards_planned(SIX, "eth1 channels.combined=6/8 rss.table=turn:5:128",
				       "router channels | reserve=0 eth1"),
			 "eth1 channels combined=5");
	ck_assert_str_eq(cards_planned("cpu:8 nic:eth1:igb:q=6",
				       "eth1 channels.combined=6/8 rss.table=list:5,5,5,0",
				       "router channels | eth1"),
			 "eth1 channels combined=8");
	ck_assert_str_eq(cards_planned("cpu:4 nic:eth1:unpaired:q=6",
				       "eth1 channels.rx=6/8 channels.tx=6/8 rss.table=list:5,5,5,0",
				       "router channels | eth1"),
			 "eth1 rss table=default, eth1 channels rx=4, eth1 channels tx=4");
}
END_TEST

static const struct change *change_of(const struct cards *c, const char *attr, uint64_t now)
{
	const struct knob_reading *r = cards_reading(c, "eth1", "channels", attr, NULL);
	struct change *ch = arena_alloc(arena, sizeof(*ch));

	*ch = (struct change){ .iface = "eth1", .knob = c->v[0].knob[0], .attr = r->attr,
			       .target = "", .old = r->value };
	ch->new = (struct value){ .kind = VALUE_NUMBER, .number = now };
	return ch;
}

/* Queues go with their vectors, also where rx and tx have one each; the link's vector stays. */
START_TEST(preview_takes_queues_away)
{
	struct cards c = cards_of("cpu:4 nic:eth1:unpaired:q=4", "eth1 channels.combined=4/4");
	struct host *h = plan_preview(c.h, change_of(&c, "combined", 2), 1, arena);
	struct nic *nic = host_nic(h, "eth1");

	ck_assert_uint_eq(nic->nrx, 2);
	ck_assert_uint_eq(nic->ntx, 2);
	ck_assert_uint_eq(nic->nvectors, 5);
	ck_assert_str_eq(nic->rx[1].vector->name, "eth1-rx-1");
	ck_assert_str_eq(nic->tx[1].vector->name, "eth1-tx-1");
	ck_assert_ptr_nonnull(nic->tx[1].xps);
	ck_assert_str_eq(changes_of(h, "eth1"),
			 "eth1-rx-0=0 eth1-tx-0=0 eth1-rx-1=1 eth1-tx-1=1 eth1/tx-0=0 eth1/tx-1=1 "
			 "eth1/rx-0=0,2 eth1/rx-1=1,3");
	/* The host looked at is as it was. */
	ck_assert_uint_eq(host_nic(c.h, "eth1")->nrx, 4);
	ck_assert_uint_eq(host_nic(c.h, "eth1")->nvectors, 9);
	ck_assert_str_eq(host_nic(c.h, "eth1")->tx[3].vector->name, "eth1-tx-3");
}
END_TEST

/* The kernel has no xps_cpus of a single tx queue. */
START_TEST(preview_of_one_queue)
{
	struct cards c = cards_of("cpu:4 nic:eth1:unpaired:q=2 xps:eth1=1",
				  "eth1 channels.rx=2/2 channels.tx=2/2");
	struct host *h = plan_preview(c.h, change_of(&c, "tx", 1), 1, arena);
	struct nic *nic = host_nic(h, "eth1");

	ck_assert_uint_eq(nic->nrx, 2);
	ck_assert_uint_eq(nic->ntx, 1);
	ck_assert_ptr_null(nic->tx[0].xps);
	ck_assert_uint_eq(nic->nvectors, 4);
	h = plan_preview(h, change_of(&c, "tx", 4), 1, arena);
	nic = host_nic(h, "eth1");
	ck_assert_uint_eq(nic->ntx, 3);
	ck_assert_ptr_nonnull(nic->tx[0].xps);
	ck_assert_ptr_nonnull(nic->tx[2].xps);
}
END_TEST

/* What a dry run can say of queues that do not exist: where they will send from, and that the rest follows. */
START_TEST(preview_brings_queues)
{
	struct cards c = cards_of("cpu:4 nic:eth1:igb:q=2", "eth1 channels.combined=2/8");
	struct host *h = plan_preview(c.h, change_of(&c, "combined", 4), 1, arena);
	struct plan p = plan_on(h, "eth1");

	ck_assert_uint_eq(host_nic(h, "eth1")->nrx, 4);
	ck_assert_ptr_null(host_nic(h, "eth1")->rx[2].vector);
	ck_assert_str_eq(changes_of(h, "eth1"), "eth1-TxRx-0=0 eth1-TxRx-1=1 eth1/tx-0=0 eth1/tx-1=1 "
						"eth1/tx-2=2 eth1/tx-3=3");
	SAYS(left_why(&p, "eth1", "irq"), "2 new queues are placed once");
	ck_assert_str_eq(left_why(&p, "eth1", "rps"), "4 queues serve 4 CPUs");
}
END_TEST

/* New queues are load: another NIC's vector goes where none of them will. */
START_TEST(preview_counts_what_comes)
{
	struct cards c = cards_of("cpu:4 nic:eth1:igb:q=1 nic:eth2:one",
				  "eth1 channels.combined=1/3");
	struct host *h = plan_preview(c.h, change_of(&c, "combined", 3), 1, arena);

	ck_assert_str_eq(changes_of(h, "eth1 eth2"),
			 "eth1-TxRx-0=0 eth2=3 eth1/tx-0=0 eth1/tx-1=1 eth1/tx-2=2");
}
END_TEST

/* The interrupts of a NIC that is down have no names: those of new queues are not made up. */
START_TEST(preview_of_unknown_vectors)
{
	struct cards c = cards_of("cpu:4 nic:eth1:none:q=2", "eth1 channels.combined=2/8");
	struct host *h = plan_preview(c.h, change_of(&c, "combined", 4), 1, arena);
	struct plan p = plan_on(h, "eth1");

	SAYS(left_why(&p, "eth1", "irq"), "none of the host's interrupts");
	SAYS(left_why(&p, "eth1", "xps"), "not known");
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("plan_channels");
	TCase *tc = tcase_create("channels");

	tcase_add_checked_fixture(tc, arena_setup, arena_teardown);
	tcase_add_test(tc, s4_reserve);
	tcase_add_test(tc, s4_reserve_and_layout);
	tcase_add_test(tc, s5_as_many_as_the_pool);
	tcase_add_test(tc, s5_grows_up_to_the_maximum);
	tcase_add_test(tc, already_right);
	tcase_add_test(tc, separate_channels);
	tcase_add_test(tc, combined_in_place_of_separate);
	tcase_add_test(tc, nothing_to_set);
	tcase_add_test(tc, virtual_device);
	tcase_add_test(tc, stacked);
	tcase_add_test(tc, p8_no_layout_no_channels);
	tcase_add_test(tc, no_cpu_left);
	tcase_add_test(tc, configured_table_is_released);
	tcase_add_test(tc, configured_table_that_fits);
	suite_add_tcase(s, tc);
	tc = tcase_create("preview");
	tcase_add_checked_fixture(tc, arena_setup, arena_teardown);
	tcase_add_test(tc, preview_takes_queues_away);
	tcase_add_test(tc, preview_of_one_queue);
	tcase_add_test(tc, preview_brings_queues);
	tcase_add_test(tc, preview_counts_what_comes);
	tcase_add_test(tc, preview_of_unknown_vectors);
	suite_add_tcase(s, tc);
	return s;
}

TEST_MAIN(suite)
