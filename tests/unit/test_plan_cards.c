// SPDX-License-Identifier: GPL-2.0-or-later
// What the profiles ask of rings, hash, moderation, flow control and features.
#include "cardtest.h"
#include "fakehost.h"
#include "main.h"
#include "nqtune/arena.h"
#include "nqtune/host.h"
#include "plantest.h"

#define SAYS(text, part) ck_assert_msg(strstr(text, part) != NULL, "'%s'", text)
#define SIX "cpu:6 llc:6 cache:15 nic:eth1:igb:q=6"
#define ONE "cpu:4 llc:4 cache:35 nic:eth1:one"

static const char *six(const char *readings, const char *words)
{
	return cards_planned(SIX, arena_printf(arena, "eth1 %s", readings),
			     arena_printf(arena, "%s | eth1", words));
}

static const char *one(const char *readings, const char *words)
{
	return cards_planned(ONE, arena_printf(arena, "eth1 %s", readings),
			     arena_printf(arena, "%s | eth1", words));
}

/* R9: 6 x 4096 x 2 KiB are 48 MiB, where the NIC's share of the cache is 1.5. */
START_TEST(r9_too_large_for_the_cache)
{
	struct plan p = cards_plan(cards_of(SIX, "eth1 ring.rx=4096/4096"), "router ring | eth1");

	ck_assert_str_eq(cards_text(&p), "eth1 ring rx=512");
	SAYS(cards_why(&p, "eth1", "ring rx"), "6 x 512 buffers are 6 MiB");
	SAYS(cards_why(&p, "eth1", "ring rx"), "its share of 15 MiB of cache is 1.5 MiB");
	ck_assert_str_eq(six("ring.rx=4096/4096", "server ring"), "eth1 ring rx=1024");
	ck_assert_str_eq(six("ring.rx=4096/4096", "latency ring"), "eth1 ring rx=256");
	ck_assert_str_eq(six("ring.rx=4096/4096", "capture ring"), "eth1 ring rx=1024");
}
END_TEST

/* Not larger than the cache allows, only because drops are feared; and not a link reset for little. */
START_TEST(r9_between)
{
	ck_assert_str_eq(six("ring.rx=256/4096", "router ring"), "");
	ck_assert_str_eq(six("ring.rx=512/4096", "router ring"), "");
	ck_assert_str_eq(six("ring.rx=64/4096", "router ring"), "eth1 ring rx=256");
	ck_assert_str_eq(six("ring.rx=256/4096", "server ring"), "eth1 ring rx=512");
	ck_assert_str_eq(six("ring.rx=1024/4096", "server ring"), "");
	ck_assert_str_eq(six("ring.rx=256/4096", "capture ring"), "eth1 ring rx=512");
	ck_assert_str_eq(six("ring.rx=512/4096", "latency ring"), "eth1 ring rx=256");
}
END_TEST

/* One queue and a large cache: 3.5 MiB hold 1792 buffers. */
START_TEST(r9_as_the_cache_allows)
{
	ck_assert_str_eq(one("ring.rx=4096/4096", "capture ring"), "eth1 ring rx=1024");
	ck_assert_str_eq(one("ring.rx=256/4096", "router ring"), "eth1 ring rx=1024");
	ck_assert_str_eq(one("ring.rx=256/4096", "server ring"), "eth1 ring rx=1024");
	ck_assert_str_eq(one("ring.rx=256/4096", "latency ring"), "");
	ck_assert_str_eq(cards_planned("cpu:4 llc:4 cache:400 nic:eth1:one", "eth1 ring.rx=256/8192",
				       "capture ring | eth1"), "eth1 ring rx=4096");
	/* Two caches are twice the room; but only those that the NIC's CPUs have. */
	ck_assert_str_eq(cards_planned("cpu:4 llc:2 cache:35 nic:eth1:one", "eth1 ring.rx=256/8192",
				       "capture ring | eth1"), "eth1 ring rx=2048");
	ck_assert_str_eq(cards_planned("cpu:4 llc:2 node:2 cache:35 nic:eth1:one:node=0",
				       "eth1 ring.rx=256/8192", "capture ring | eth1"),
			 "eth1 ring rx=1024");
}
END_TEST

START_TEST(r9_unknown_cache)
{
	struct plan p = cards_plan(cards_of("cpu:4 nic:eth1:one", "eth1 ring.rx=2048/4096"),
				   "router ring | eth1");

	ck_assert_str_eq(cards_text(&p), "eth1 ring rx=512");
	SAYS(cards_why(&p, "eth1", "ring rx"), "8 MiB of cache (the size is not known) is 819 KiB");
}
END_TEST

/* Never above the maximum, always a power of two; near enough is no reason to reset the link. */
START_TEST(r9_bounds)
{
	ck_assert_str_eq(one("ring.rx=100/1000", "capture ring"), "eth1 ring rx=512");
	ck_assert_str_eq(one("ring.rx=128/128", "capture ring"), "");
	ck_assert_str_eq(one("ring.rx=1023/2047", "router ring"), "");
	ck_assert_str_eq(one("ring.rx=1030/2047", "router ring"), "");
	ck_assert_str_eq(one("ring.rx=4096/0", "router ring"), "");
	ck_assert_str_eq(one("ring.tx=4096/4096", "router ring"), "");
}
END_TEST

/* The rings of the queues that will be, not of those that go with the channels. */
START_TEST(r9_after_channels)
{
	ck_assert_str_eq(cards_planned("cpu:8 llc:8 cache:160 nic:eth1:igb:q=8",
				       "eth1 channels.combined=8/8 ring.rx=4096/4096",
				       "capture channels ring | reserve=0-6 eth1"),
			 "eth1 channels combined=1");
	ck_assert_str_eq(cards_planned("cpu:8 llc:8 cache:160 nic:eth1:igb:q=8",
				       "eth1 channels.combined=8/8 ring.rx=4096/4096",
				       "capture ring | eth1"), "eth1 ring rx=1024");
}
END_TEST

/* R10: on request, and to forward. */
START_TEST(r10_short_tx_ring)
{
	struct plan p;

	ck_assert_str_eq(six("ring.rx=256/4096 ring.tx=256/4096", "router ring"), "");
	p = cards_plan(cards_of(SIX, "eth1 ring.rx=256/4096 ring.tx=256/4096"),
		       "router ring short-tx-ring | eth1");
	ck_assert_str_eq(cards_text(&p), "eth1 ring tx=80");
	SAYS(cards_why(&p, "eth1", "ring tx"), "xmit_more");
	ck_assert_str_eq(six("ring.tx=256/64", "router ring short-tx-ring"), "eth1 ring tx=64");
	/* What virtio_net and vmxnet3 refuse is not asked of them. */
	ck_assert_str_eq(cards_planned("cpu:2 nic:eth1:virtio:q=2:driver=virtio_net", "eth1 ring.tx=256/256",
				       "router ring short-tx-ring | eth1"), "eth1 ring tx=128");
	ck_assert_str_eq(cards_planned("cpu:2 nic:eth1:igb:q=2:driver=vmxnet3", "eth1 ring.tx=512/4096",
				       "router ring short-tx-ring | eth1"), "eth1 ring tx=96");
	p = cards_plan(cards_of(SIX, "eth1 ring.rx=512/4096 ring.tx=256/4096"),
		       "server ring short-tx-ring | eth1");
	ck_assert_str_eq(cards_text(&p), "");
	SAYS(left_why(&p, "eth1", "ring"), "only the router profile");
}
END_TEST

/* A7: queues that the table does not name, and one that it favours. */
START_TEST(a7_table)
{
	struct plan p = cards_plan(cards_of(SIX, "eth1 rss.table=turn:2:128"), "router rss | eth1");

	ck_assert_str_eq(cards_text(&p), "eth1 rss table=default");
	SAYS(cards_why(&p, "eth1", "rss table"), "4 of its 6 rx queues are not in the table");
	p = cards_plan(cards_of(SIX, "eth1 rss.table=list:0,1,2,3,4,5,0,0,0,0,0,0"), "server rss | eth1");
	ck_assert_str_eq(cards_text(&p), "eth1 rss table=default");
	SAYS(cards_why(&p, "eth1", "rss table"), "of its 12 entries a queue has from 1 to 7");
	ck_assert_str_eq(cards_planned("cpu:2 nic:eth1:igb:q=2", "eth1 rss.table=list:0,0,0,1",
				       "router rss | eth1"), "eth1 rss table=default");
	ck_assert_str_eq(six("rss.table=block:6:128", "router rss"), "");
	ck_assert_str_eq(six("rss.table=turn:6:128", "capture rss"), "");
}
END_TEST

/* Some NICs hash to 16 queues of more; what goes evenly over these is no one's mistake. */
START_TEST(a5_limits_of_the_hardware)
{
	ck_assert_str_eq(cards_planned("cpu:24 nic:eth1:igb:q=24", "eth1 rss.table=turn:16:128",
				       "router rss | eth1"), "");
	ck_assert_str_eq(cards_planned("cpu:24 nic:eth1:igb:q=24", "eth1 rss.table=turn:8:48",
				       "router rss | eth1"),
			 "eth1 rss table=default");
	/* More queues than entries: none twice is as even as it gets. */
	ck_assert_str_eq(cards_planned("cpu:6 nic:eth1:igb:q=6", "eth1 rss.table=list:0,1,2,3",
				       "router rss | eth1"), "");
}
END_TEST

/* A card that is down shows eight directories, and uses six queues. */
START_TEST(a5_queues_in_use)
{
	ck_assert_str_eq(cards_planned("cpu:8 nic:eth1:none:q=8 down:eth1",
				       "eth1 channels.combined=6/8 rss.table=turn:6:128",
				       "router rss | eth1"), "");
}
END_TEST

START_TEST(a5_left_alone)
{
	struct plan p = cards_plan(cards_of(ONE " nic:eth0:igb:q=4",
					    "eth1 rss.table=turn:1:128 eth0 rss.table=none"),
				   "router rss | eth0 eth1");

	ck_assert_str_eq(cards_text(&p), "");
	SAYS(left_why(&p, "eth0", "rss"), "neither an indirection table nor hash fields");
	SAYS(left_why(&p, "eth1", "rss"), "one rx queue");
}
END_TEST

/* Its own table lets the kernel take queues away later; one set by hand, even an even one, would not. */
START_TEST(a5_default_is_not_in_the_way)
{
	struct cards c = cards_of(SIX, "eth1 channels.combined=6/8 rss.table=turn:2:128");
	struct plan p = cards_plan(c, "router rss | eth1");

	ck_assert_int_eq(p.changes[0].new.kind, VALUE_WORD);
	ck_assert_int_eq(p.changes[0].old.kind, VALUE_LIST);
	cards_apply(&c, &p);
	p = cards_plan(c, "router channels rss | reserve=0 eth1");
	ck_assert_str_eq(cards_text(&p), "eth1 channels combined=5");
}
END_TEST

/* The driver makes its table anew with the channels: it is looked at after that, the fields are not lost. */
START_TEST(a5_after_channels)
{
	struct cards c = cards_of("cpu:4 nic:eth1:igb:q=6",
				  "eth1 channels.combined=6/8 rss.table=turn:2:128 rss.udp4=sd");
	struct plan p = cards_plan(c, "router channels rss | eth1");

	ck_assert_str_eq(cards_text(&p),
			 "eth1 channels combined=4, eth1 rss fields udp4=sdfn");
	SAYS(left_why(&p, "eth1", "rss"), "it is looked at then");
	cards_apply(&c, &p);
	p = cards_plan(c, "router channels rss | eth1");
	ck_assert_str_eq(cards_text(&p), "");
	ck_assert_str_eq(left_why(&p, "eth1", "rss"), "");
}
END_TEST

/* A6: with ports where it is addresses only; what someone chose otherwise stays. */
START_TEST(a6_fields)
{
	const char *both = "eth1 rss fields udp4=sdfn, eth1 rss fields udp6=sdfn";
	struct plan p;

	ck_assert_str_eq(six("rss.udp4=sd rss.udp6=sd rss.tcp4=sd", "router rss"), both);
	ck_assert_str_eq(six("rss.udp4=sd rss.udp6=sd", "server rss"), both);
	ck_assert_str_eq(six("rss.udp4=sd rss.udp6=sd", "latency rss"), both);
	ck_assert_str_eq(six("rss.udp4=sdfn rss.udp6=none", "router rss"), "");
	ck_assert_str_eq(six("rss.udp4=s rss.udp6=v", "router rss"), "");
	p = cards_plan(cards_of(SIX, "eth1 rss.udp4=sd"), "capture rss | eth1");
	ck_assert_str_eq(cards_text(&p), "");
	SAYS(left_why(&p, "eth1", "rss"), "fields udp4 stays sd: hashed with ports");
}
END_TEST

/* R4, A2: numbers that igb and e1000e take; with and without adaptive moderation. */
START_TEST(r4_coalesce)
{
	const char *igb = "coalesce.rx-usecs=3", *dim = "coalesce.rx-usecs=8 coalesce.adaptive-rx=on";
	const char *fixed = "coalesce.rx-usecs=8 coalesce.adaptive-rx=off";

	ck_assert_str_eq(six(igb, "router coalesce"), "eth1 coalesce rx-usecs=50");
	ck_assert_str_eq(six(igb, "server coalesce"), "eth1 coalesce rx-usecs=100");
	ck_assert_str_eq(six(igb, "latency coalesce"), "eth1 coalesce rx-usecs=10");
	ck_assert_str_eq(six(igb, "capture coalesce"), "eth1 coalesce rx-usecs=100");
	ck_assert_str_eq(six(dim, "router coalesce"),
			 "eth1 coalesce adaptive-rx=off, eth1 coalesce rx-usecs=50");
	ck_assert_str_eq(six(dim, "server coalesce"), "");
	ck_assert_str_eq(six(fixed, "server coalesce"), "eth1 coalesce adaptive-rx=on");
	ck_assert_str_eq(six(dim, "latency coalesce"), "eth1 coalesce adaptive-rx=off");
	ck_assert_str_eq(six(dim, "capture coalesce"),
			 "eth1 coalesce adaptive-rx=off, eth1 coalesce rx-usecs=100");
}
END_TEST

/* What delays less already is not made slower; Intel's 1 and 3 are modes and no microseconds. */
START_TEST(r4_latency_at_most)
{
	ck_assert_str_eq(six("coalesce.rx-usecs=0", "latency coalesce"), "");
	ck_assert_str_eq(six("coalesce.rx-usecs=5", "latency coalesce"), "");
	ck_assert_str_eq(six("coalesce.rx-usecs=1", "latency coalesce"), "eth1 coalesce rx-usecs=10");
	ck_assert_str_eq(six("coalesce.rx-usecs=11", "latency coalesce"),
			 "eth1 coalesce rx-usecs=10");
}
END_TEST

/* R5: one slow CPU must not stop the others; with one queue there are no others. */
START_TEST(r5_pause)
{
	const char *on = "pause.autoneg=on pause.rx=on pause.tx=on";
	const char *off = "eth1 pause autoneg=off, eth1 pause rx=off, eth1 pause tx=off";
	struct plan p;

	ck_assert_str_eq(six(on, "router pause"), off);
	ck_assert_str_eq(six(on, "server pause"), off);
	ck_assert_str_eq(six(on, "capture pause"), off);
	ck_assert_str_eq(six("pause.autoneg=off pause.rx=off pause.tx=on", "router pause"),
			 "eth1 pause tx=off");
	/* Agreed to be off: the link stays up. */
	ck_assert_str_eq(six("pause.autoneg=on pause.rx=off pause.tx=off", "router pause"), "");
	p = cards_plan(cards_of(SIX, "eth1 pause.rx=on pause.tx=on"), "latency pause | eth1");
	ck_assert_str_eq(cards_text(&p), "");
	SAYS(left_why(&p, "eth1", "pause"), "tx stays on");
	p = cards_plan(cards_of(ONE, "eth1 pause.autoneg=on pause.rx=on pause.tx=on"),
		       "router pause | eth1");
	ck_assert_str_eq(cards_text(&p), "");
	SAYS(left_why(&p, "eth1", "pause"), "one rx queue");
	ck_assert_uint_eq(p.nleft, 1);
}
END_TEST

/* Before the link goes down for the channels; a NIC that gets its queues in the same plan is one of several. */
START_TEST(r5_before_channels)
{
	ck_assert_str_eq(cards_planned("cpu:4 nic:eth1:igb:q=1",
				       "eth1 channels.combined=1/8 pause.tx=on",
				       "router channels pause | eth1"),
			 "eth1 pause tx=off, eth1 channels combined=4");
}
END_TEST

/* R8, A4, and what a host that forwards must not join. */
START_TEST(offload)
{
	const char *now = "offload.rx-gro=on offload.rx-lro=on offload.tx-nocache-copy=on "
			  "offload.rx-hashing=off offload.rx-ntuple-filter=on";
	const char *off = "eth1 offload rx-lro=off, eth1 offload tx-nocache-copy=off, "
			  "eth1 offload rx-hashing=on";

	ck_assert_str_eq(six(now, "router offload"), off);
	ck_assert_str_eq(six(now, "latency offload"), off);
	ck_assert_str_eq(six(now, "capture offload"),
			 "eth1 offload rx-lro=off, eth1 offload rx-gro=off, "
			 "eth1 offload tx-nocache-copy=off, eth1 offload rx-hashing=on");
	ck_assert_str_eq(six(now, "server offload"),
			 "eth1 offload tx-nocache-copy=off, eth1 offload rx-hashing=on");
	ck_assert_str_eq(six("offload.rx-gro=off", "server offload"), "eth1 offload rx-gro=on");
}
END_TEST

/* Fixed as wanted is fine; fixed otherwise is told, in one sentence. */
START_TEST(offload_fixed)
{
	struct plan p = cards_plan(cards_of(SIX, "eth1 offload.rx-gro=on! offload.rx-lro=off! "
						 "offload.rx-hashing=off! offload.tx-nocache-copy=off"),
				   "capture offload | eth1");

	ck_assert_str_eq(cards_text(&p), "");
	ck_assert_uint_eq(p.nleft, 1);
	ck_assert_str_eq(left_why(&p, "eth1", "offload"),
			 "its driver does not let these be changed: rx-gro, rx-hashing");
}
END_TEST

/* One sentence a knob, not one a setting; a NIC that was not read has nothing either. */
START_TEST(nothing_to_set)
{
	struct cards c = cards_of(SIX " nic:eth0:one", "eth1 channels.other=1 ring.rx=none "
						       "coalesce.rx-usecs=none pause.tx=none");
	struct plan p = cards_plan(c, "router full | eth1 eth0");

	ck_assert_str_eq(cards_text(&p), "");
	ck_assert_uint_eq(p.nleft, 12);
	SAYS(left_why(&p, "eth1", "ring"), "no ring");
	SAYS(left_why(&p, "eth1", "coalesce"), "no receive interrupt moderation");
	SAYS(left_why(&p, "eth0", "pause"), "no flow control");
	SAYS(left_why(&p, "eth0", "offload"), "none of the features");
}
END_TEST

/* All NICs' channels before the first ring, and so on; a NIC that two names lead to once. */
START_TEST(order)
{
	ck_assert_str_eq(
		cards_planned("cpu:4 llc:4 cache:8 nic:eth0:igb:q=6 nic:eth1:igb:q=6 bridge:br0:eth0,eth1",
			      "eth0 IGB eth1 IGB", "latency full | eth1 br0"),
		"eth1 channels combined=4, eth0 channels combined=4, "
		"eth1 rss fields udp4=sdfn, eth1 rss fields udp6=sdfn, "
		"eth0 rss fields udp4=sdfn, eth0 rss fields udp6=sdfn, "
		"eth1 coalesce rx-usecs=10, eth0 coalesce rx-usecs=10");
}
END_TEST

/* Not asked for, not touched. */
START_TEST(only_what_is_asked_for)
{
	struct cards c = cards_of(SIX, "eth1 IGB");
	struct plan p = cards_plan(c, "router pause | eth1");

	for (size_t i = 0; i < p.nchanges; i++)
		ck_assert_str_eq(p.changes[i].knob->name, "pause");
	ck_assert_uint_eq(p.nchanges, 3);
	p = cards_plan(c, "router | eth1");
	ck_assert_uint_eq(p.nchanges + p.nleft, 0);
}
END_TEST

/* Every line can be met, says what it asks for and why, and belongs to some profile. */
START_TEST(table_is_whole)
{
	size_t n = 0;

	for (const struct profile_line *line = profile_lines; line->knob; line++, n++) {
		bool any = false;

		for (size_t p = 0; profile_names[p]; p++)
			any |= profile_has((enum profile)p, line);
		ck_assert(any);
		ck_assert_ptr_nonnull(knob_find(line->knob) ? (void *)line : NULL);
		ck_assert(*line->attr && *line->why && *profile_value_text(arena, line));
		ck_assert_int_eq(line->rule == RULE_WORD || line->rule == RULE_NO_PAUSE ||
					 line->rule == RULE_LEAVE,
				 line->word != NULL);
		for (const struct profile_line *b = profile_lines; b < line; b++)
			ck_assert(!(b->profiles & line->profiles) || strcmp(b->knob, line->knob) ||
				  strcmp(b->attr, line->attr) ||
				  strcmp(b->target ? b->target : "", line->target ? line->target : ""));
	}
	ck_assert_uint_gt(n, 20);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("plan_cards");
	TCase *tc = tcase_create("ring");

	tcase_add_checked_fixture(tc, arena_setup, arena_teardown);
	tcase_add_test(tc, r9_too_large_for_the_cache);
	tcase_add_test(tc, r9_between);
	tcase_add_test(tc, r9_as_the_cache_allows);
	tcase_add_test(tc, r9_unknown_cache);
	tcase_add_test(tc, r9_bounds);
	tcase_add_test(tc, r9_after_channels);
	tcase_add_test(tc, r10_short_tx_ring);
	suite_add_tcase(s, tc);
	tc = tcase_create("rss");
	tcase_add_checked_fixture(tc, arena_setup, arena_teardown);
	tcase_add_test(tc, a7_table);
	tcase_add_test(tc, a5_limits_of_the_hardware);
	tcase_add_test(tc, a5_queues_in_use);
	tcase_add_test(tc, a5_left_alone);
	tcase_add_test(tc, a5_default_is_not_in_the_way);
	tcase_add_test(tc, a5_after_channels);
	tcase_add_test(tc, a6_fields);
	suite_add_tcase(s, tc);
	tc = tcase_create("others");
	tcase_add_checked_fixture(tc, arena_setup, arena_teardown);
	tcase_add_test(tc, r4_coalesce);
	tcase_add_test(tc, r4_latency_at_most);
	tcase_add_test(tc, r5_pause);
	tcase_add_test(tc, r5_before_channels);
	tcase_add_test(tc, offload);
	tcase_add_test(tc, offload_fixed);
	tcase_add_test(tc, nothing_to_set);
	tcase_add_test(tc, order);
	tcase_add_test(tc, only_what_is_asked_for);
	tcase_add_test(tc, table_is_whole);
	suite_add_tcase(s, tc);
	return s;
}

TEST_MAIN(suite)
