// SPDX-License-Identifier: GPL-2.0-or-later
// The doctor on a card: rings, moderation, flow control, copying (A8, R4, R5, R8, R9, L6).
#include "checkup.h"

#define HOST "cpu:6 llc:6 cache:8 nic:eth1:igb:q=6:at=0-5"
#define LARGE "cpu:6 llc:6 cache:512 nic:eth1:igb:q=6:at=0-5"

static void setup(void)
{
	arena = arena_new(NULL);
}

static void teardown(void)
{
	arena_free(arena);
}

static struct patient *counted(const char *host, const char *readings, const char *line)
{
	struct patient *p = patient(host, readings, NULL);

	counts(p, line);
	return p;
}

static const char *remedy(const struct patient *p, const char *id)
{
	return found(p, id, "eth1")->remedy;
}

START_TEST(a8_ring_overflows)
{
	struct patient *p = counted(HOST, "eth1 ring.rx=256/4096", "eth1=5000 eth1.rx-missed=70");

	ck_assert_str_eq(on_whom(p, "rings-small"), "eth1=bad");
	ASSERT_SAYS(found(p, "rings-small", "eth1")->evidence,
		    "70 lost beside 5000 packets in 3.0 s; ring of 256, at most 4096");
	ck_assert_str_eq(remedy(p, "rings-small"), "nqtune ring eth1 rx 512  # resets the link");
	/* A few of many are worth a warning; none, nothing. */
	counts(p, "eth1=500000");
	ck_assert_str_eq(on_whom(p, "rings-small"), "eth1=warn");
	counts(p, "eth1.rx-missed=0");
	ck_assert_str_eq(on_whom(p, "rings-small"), "");
	/* A driver may tell of its queues only. */
	counts(p, "eth1/rx-0.drops=700 eth1/rx-3.drops=20");
	ck_assert_str_eq(on_whom(p, "rings-small"), "eth1=bad");
	ASSERT_SAYS(found(p, "rings-small", "eth1")->evidence, "720 lost");
}
END_TEST

START_TEST(a8_next_size)
{
	const char *line = "eth1=5000 eth1.rx-missed=70";
	struct patient *p = counted(HOST, "eth1 ring.rx=500/4096", line);

	/* A few entries more are no remedy. */
	ck_assert_str_eq(on_whom(p, "rings-small"), "eth1=bad");
	ck_assert_str_eq(remedy(p, "rings-small"), "nqtune ring eth1 rx 1024  # resets the link");
	p = counted(LARGE, "eth1 ring.rx=2048/4078", line);
	ck_assert_str_eq(on_whom(p, "rings-small"), "eth1=bad");
	ck_assert_str_eq(remedy(p, "rings-small"), "nqtune ring eth1 rx 4078  # resets the link");
}
END_TEST

START_TEST(a8_longest_ring_overflows)
{
	const char *line = "eth1=5000 eth1.rx-missed=70";
	struct patient *p = counted(HOST, "eth1 ring.rx=4096/4096 channels.combined=2/8", line);

	ck_assert_str_eq(on_whom(p, "rings-small"), "eth1=bad");
	ASSERT_SAYS(found(p, "rings-small", "eth1")->what, "as long as they can be");
	ck_assert_str_eq(remedy(p, "rings-small"),
			 "nqtune channels eth1 combined 6 && nqtune ring eth1 rx 1024  # resets the link");
	p = counted(HOST, "eth1 ring.rx=512/512 channels.combined=2/8", line);
	ck_assert_str_eq(on_whom(p, "rings-small"), "eth1=bad");
	ck_assert_str_eq(remedy(p, "rings-small"), "nqtune channels eth1 combined 6  # resets the link");
	/* Nor would they fit: six of 4096 entries do, eight are to be shorter. */
	p = counted("cpu:8 llc:8 cache:520 nic:eth1:igb:q=6", "eth1 ring.rx=4096/4096 channels.combined=6/8", line);
	ck_assert_str_eq(on_whom(p, "rings-large"), "");
	ck_assert_str_eq(remedy(p, "rings-small"),
			 "nqtune channels eth1 combined 8 && nqtune ring eth1 rx 2048  # resets the link");
	/* What the cache has no room for is no remedy either. */
	p = counted(HOST, "eth1 ring.rx=1024/4096 channels.combined=6/8", line);
	ck_assert_str_eq(on_whom(p, "rings-small"), "eth1=bad");
	ASSERT_SAYS(found(p, "rings-small", "eth1")->what, "as long as the cache has room for");
	ASSERT_SAYS(remedy(p, "rings-small"), "spread the work");
	p = counted(HOST, "eth1 ring.rx=4096/4096 channels.combined=6/8 coalesce.rx-usecs=125",
		    line);
	ck_assert_str_eq(on_whom(p, "rings-small"), "eth1=bad");
	ck_assert_str_eq(remedy(p, "rings-small"), "nqtune coalesce eth1 rx-usecs 50");
	/* A driver without rings to set. */
	p = counted(HOST, "eth1 ring.rx=none", line);
	ck_assert_str_eq(on_whom(p, "rings-small"), "eth1=bad");
	ASSERT_SAYS(remedy(p, "rings-small"), "nqtune auto");
}
END_TEST

START_TEST(l6_lost_long_ago)
{
	struct patient *p = counted(HOST, "eth1 ring.rx=256/4096",
				    "eth1=5000000 eth1.rx-missed=70");

	since_boot(p);
	ck_assert_str_eq(on_whom(p, "rings-small"), "");
	counts(p, "eth1.rx-missed=70000");
	ck_assert_str_eq(on_whom(p, "rings-small"), "eth1=warn");
	ASSERT_SAYS(found(p, "rings-small", "eth1")->evidence, "since boot");
}
END_TEST

START_TEST(r9_rings_beyond_the_cache)
{
	struct patient *p = counted(HOST, "eth1 ring.rx=4096/4096", "eth1=5000");

	ck_assert_str_eq(on_whom(p, "rings-large"), "eth1=info");
	ASSERT_SAYS(found(p, "rings-large", "eth1")->evidence,
		    "6 queues x 4096 entries x 2 KiB are 49152 KiB; 10 % of 8192 KiB");
	ck_assert_str_eq(remedy(p, "rings-large"), "nqtune ring eth1 rx 1024  # resets the link");
	/* Lost packets cost more than those read from memory, and what is idle costs nothing. */
	counts(p, "eth1.rx-missed=70");
	ck_assert_str_eq(on_whom(p, "rings-large"), "");
	ck_assert_str_eq(on_whom(counted(HOST, "eth1 ring.rx=4096/4096", ""), "rings-large"), "");
	ck_assert_str_eq(
		on_whom(counted(HOST, "eth1 ring.rx=1024/4096", "eth1=5000"), "rings-large"), "");
	ck_assert_str_eq(on_whom(counted(HOST, "eth1 ring.rx=none", "eth1=5000"), "rings-large"),
			 "");
}
END_TEST

START_TEST(r9_large_cache)
{
	const char *host = "cpu:8 node:2 llc:4 cache:320 nic:eth1:igb:q=4:node=1";
	struct patient *p = counted(host, "eth1 ring.rx=4096/4096", "eth1=5000");

	/* 32 MiB of this node's cache hold 4 x 4096 buffers. */
	ck_assert_str_eq(on_whom(p, "rings-large"), "");
	p = counted("cpu:8 node:2 llc:4 cache:160 nic:eth1:igb:q=4:node=1",
		    "eth1 ring.rx=4096/4096", "eth1=5000");
	ck_assert_str_eq(on_whom(p, "rings-large"), "eth1=info");
	ck_assert_str_eq(remedy(p, "rings-large"), "nqtune ring eth1 rx 2048  # resets the link");
	/* Where its size is not told, that of a small server. */
	p = counted("cpu:4 nic:eth1:igb:q=4", "eth1 ring.rx=2048/4096", "eth1=5000");
	ck_assert_str_eq(on_whom(p, "rings-large"), "eth1=info");
	ASSERT_SAYS(found(p, "rings-large", "eth1")->evidence, "supposed 8192 KiB");
}
END_TEST

START_TEST(a2_interrupt_for_each_packet)
{
	const char *host = "cpu:2 nic:eth1:unpaired:q=2:at=0,0,1,1";
	const char *line = "eth1=30000 24@0=14000 25@1=14000 26@0=9000";
	struct patient *p = counted(host, "eth1 coalesce.rx-usecs=0", line);
	const struct vector *v = host_nic(p->h, "eth1")->vectors;

	ck_assert_int_eq(v[0].role, VECTOR_RX);
	p = counted(host, "eth1 coalesce.rx-usecs=0",
		    arena_printf(arena, "eth1=30000 %u@0=28000", v[0].irq->number));
	ck_assert_str_eq(on_whom(p, "coalescing-off"), "eth1=warn");
	ASSERT_SAYS(found(p, "coalescing-off", "eth1")->evidence,
		    "28000 interrupts for 30000 packets in 3.0 s; rx-usecs 0, adaptive-rx off");
	ck_assert_str_eq(remedy(p, "coalescing-off"), "nqtune coalesce eth1 rx-usecs 50");
	/* Few interrupts, several packets for each, a delay that is set, or none to set. */
	counts(p, arena_printf(arena, "eth1=3000 %u@0=2800", v[0].irq->number));
	ck_assert_str_eq(on_whom(p, "coalescing-off"), "");
	counts(p, arena_printf(arena, "eth1=90000 %u@0=28000", v[0].irq->number));
	ck_assert_str_eq(on_whom(p, "coalescing-off"), "");
	line = arena_printf(arena, "eth1=30000 %u@0=28000", v[0].irq->number);
	ck_assert_str_eq(on_whom(counted(host, "eth1 coalesce.rx-usecs=3", line), "coalescing-off"),
			 "");
	ck_assert_str_eq(
		on_whom(counted(host, "eth1 coalesce.rx-usecs=0 coalesce.adaptive-rx=on", line),
			"coalescing-off"),
		"");
	ck_assert_str_eq(on_whom(counted(host, "eth1 coalesce.rx-usecs=0 coalesce.rx-frames=32", line),
				 "coalescing-off"),
			 "");
	ck_assert_str_eq(
		on_whom(counted(host, "eth1 coalesce.rx-usecs=none", line), "coalescing-off"), "");
	/* A virtual device that cannot wait says so by one frame. */
	p = counted(host, "eth1 coalesce.rx-usecs=0 coalesce.rx-frames=1", line);
	ck_assert_str_eq(on_whom(p, "coalescing-off"), "eth1=warn");
	host_nic(p->h, "eth1")->driver = "virtio_net";
	ck_assert_str_eq(on_whom(p, "coalescing-off"), "");
}
END_TEST

START_TEST(a2_paired_interrupts_tell_of_sent_ones_too)
{
	struct patient *p = patient("cpu:1 nic:eth1:igb:q=1", "eth1 coalesce.rx-usecs=0", NULL);
	unsigned irq = host_nic(p->h, "eth1")->rx[0].vector->irq->number;

	counts(p, arena_printf(arena, "eth1=30000 eth1.tx=30000 %u@0=28000", irq));
	ck_assert_str_eq(on_whom(p, "coalescing-off"), "");
	counts(p, arena_printf(arena, "eth1.tx=100"));
	ck_assert_str_eq(on_whom(p, "coalescing-off"), "eth1=warn");
	/* How many a second since boot is not known. */
	since_boot(p);
	ck_assert_str_eq(on_whom(p, "coalescing-off"), "");
}
END_TEST

START_TEST(a2_waits_for_nothing)
{
	struct patient *p = counted(HOST, "eth1 coalesce.rx-usecs=1000", "eth1=300");

	ck_assert_str_eq(on_whom(p, "coalescing-eager"), "eth1=info");
	ASSERT_SAYS(found(p, "coalescing-eager", "eth1")->what, "may wait 1000 us");
	ck_assert_str_eq(remedy(p, "coalescing-eager"), "nqtune coalesce eth1 rx-usecs 50");
	counts(p, "eth1=3");
	ck_assert_str_eq(on_whom(p, "coalescing-eager"), "");
	counts(p, "eth1=300000");
	ck_assert_str_eq(on_whom(p, "coalescing-eager"), "");
	ck_assert_str_eq(on_whom(counted(HOST, "eth1 coalesce.rx-usecs=100", "eth1=300"),
				 "coalescing-eager"),
			 "");
	ck_assert_str_eq(
		on_whom(counted(HOST, "eth1 coalesce.rx-usecs=1000 coalesce.adaptive-rx=on",
				"eth1=300"),
			"coalescing-eager"),
		"");
}
END_TEST

START_TEST(r5_flow_control)
{
	struct patient *p = counted(HOST, "eth1 pause.autoneg=on pause.rx=on pause.tx=on",
				    "eth1=60000");

	/* So igb begins: a note, as long as it does nothing. */
	ck_assert_str_eq(on_whom(p, "pause"), "eth1=info");
	ASSERT_SAYS(found(p, "pause", "eth1")->evidence,
		    "pause autoneg on rx on tx on; its driver does not tell of pauses; 6 rx queues");
	ck_assert_str_eq(remedy(p, "pause"), "nqtune pause eth1 autoneg off rx off tx off  # resets the link");
	counts(p, "eth1.rx-pauses=0 eth1.tx-pauses=0");
	ck_assert_str_eq(on_whom(p, "pause"), "eth1=info");
	ASSERT_SAYS(found(p, "pause", "eth1")->evidence, "tx on; no pauses; 6");
	counts(p, "eth1=29000");
	ck_assert_str_eq(on_whom(p, "pause"), "");
	/* One is the partner that starts; one a second holds up the link. */
	counts(p, "eth1.rx-pauses=1 eth1.tx-pauses=1");
	ck_assert_str_eq(on_whom(p, "pause"), "");
	counts(p, "eth1.tx-pauses=2");
	ck_assert_str_eq(on_whom(p, "pause"), "eth1=warn");
	ASSERT_SAYS(found(p, "pause", "eth1")->evidence, "2 pauses sent, 1 received");
	since_boot(p);
	ck_assert_str_eq(on_whom(p, "pause"), "");
	counts(p, "eth1.tx-pauses=59");
	ck_assert_str_eq(on_whom(p, "pause"), "eth1=warn");
	p = counted(HOST, "eth1 pause.autoneg=off pause.rx=on pause.tx=off", "eth1=60000");
	ck_assert_str_eq(on_whom(p, "pause"), "eth1=info");
	ck_assert_str_eq(remedy(p, "pause"), "nqtune pause eth1 rx off  # resets the link");
	ASSERT_SAYS(found(p, "pause", "eth1")->what, "partner may stop");
	ck_assert_str_eq(
		on_whom(counted(HOST, "eth1 pause.rx=off pause.tx=off", "eth1=60000"), "pause"),
		"");
	ck_assert_str_eq(
		on_whom(counted("cpu:2 nic:eth1:one", "eth1 pause.rx=on pause.tx=on", "eth1=60000"),
			"pause"),
		"");
}
END_TEST

START_TEST(r8_past_the_cache)
{
	struct patient *p = counted(HOST, "eth1 offload.tx-nocache-copy=on", "");

	ck_assert_str_eq(on_whom(p, "nocache-copy"), "eth1=warn");
	ck_assert_str_eq(remedy(p, "nocache-copy"), "nqtune offload eth1 tx-nocache-copy off");
	ck_assert_str_eq(
		on_whom(counted(HOST, "eth1 offload.tx-nocache-copy=off", ""), "nocache-copy"), "");
	p = patient(HOST " down:eth1", "eth1 offload.tx-nocache-copy=on", NULL);
	ck_assert_str_eq(on_whom(p, "nocache-copy"), "");
}
END_TEST

static Suite *make_suite(void)
{
	Suite *s = suite_create("doctor card");
	TCase *t = tcase_create("doctor card");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, a8_ring_overflows);
	tcase_add_test(t, a8_next_size);
	tcase_add_test(t, a8_longest_ring_overflows);
	tcase_add_test(t, l6_lost_long_ago);
	tcase_add_test(t, r9_rings_beyond_the_cache);
	tcase_add_test(t, r9_large_cache);
	tcase_add_test(t, a2_interrupt_for_each_packet);
	tcase_add_test(t, a2_paired_interrupts_tell_of_sent_ones_too);
	tcase_add_test(t, a2_waits_for_nothing);
	tcase_add_test(t, r5_flow_control);
	tcase_add_test(t, r8_past_the_cache);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(make_suite)
