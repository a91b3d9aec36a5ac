// SPDX-License-Identifier: GPL-2.0-or-later
// U1: queue -> NAPI -> interrupt, as the kernel tells it.
#include "main.h"
#include "nlbytes.h"
#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/netdevnl.h"
#include "uapi.h"

#define FAMILY 20

static const uint8_t ops[] = { 1, K_NETDEV_QUEUE_GET, K_NETDEV_NAPI_GET };

static struct nltape t;
static struct answers *a;
static struct arena *arena;
static struct netdev_map map;
static struct err e;

static void setup(void)
{
	memset(&t, 0, sizeof(t));
	memset(&e, 0, sizeof(e));
	a = nltape_open(&t);
	arena = arena_new(NULL);
}

static void teardown(void)
{
	answers_close(a);
	arena_free(arena);
}

static void put_queue(struct nlbytes *b, unsigned id, unsigned type, long napi)
{
	nl_genl(b, FAMILY, NLM_F_MULTI);
	nl_u32(b, K_QUEUE_ID, id);
	nl_u32(b, K_QUEUE_TYPE, type);
	if (napi >= 0)
		nl_u32(b, K_QUEUE_NAPI_ID, (uint32_t)napi);
	nl_u32(b, K_QUEUE_IFINDEX, 2);
	nl_end(b);
}

static void put_napi(struct nlbytes *b, unsigned id, long irq, long pid)
{
	nl_genl(b, FAMILY, NLM_F_MULTI);
	nl_u32(b, K_NAPI_ID, id);
	if (irq >= 0)
		nl_u32(b, K_NAPI_IRQ, (uint32_t)irq);
	if (pid >= 0)
		nl_u32(b, K_NAPI_PID, (uint32_t)pid);
	nl_end(b);
}

/* As igb answers since 6.16: paired queues share a NAPI, each NAPI names its interrupt. */
START_TEST(u1_igb)
{
	struct nlbytes *b;

	nl_family(nltape_add(&t, "genl/netdev"), FAMILY, ops, sizeof(ops));
	b = nltape_add(&t, "netdev/queue-get/eth1");
	put_queue(b, 0, K_QUEUE_TYPE_RX, 8193);
	put_queue(b, 1, K_QUEUE_TYPE_RX, 8194);
	put_queue(b, 0, K_QUEUE_TYPE_TX, 8193);
	put_queue(b, 1, K_QUEUE_TYPE_TX, -1);
	put_queue(b, 7, 9, 8193);	/* a kind of queue that is not known yet */
	nl_done(b, 0);
	b = nltape_add(&t, "netdev/napi-get/eth1");
	put_napi(b, 8194, 26, 77);
	put_napi(b, 8193, 0, -1);
	nl_done(b, 0);
	ck_assert_int_eq(netdevnl_map(a, "eth1", 2, arena, &map, &e), 0);
	ck_assert_uint_eq(map.nqueues, 4);
	ck_assert(!map.queues[1].tx && map.queues[1].id == 1);
	ck_assert(map.queues[1].napi.set && map.queues[1].napi.n == 8194);
	ck_assert(map.queues[3].tx && map.queues[3].id == 1 && !map.queues[3].napi.set);
	ck_assert_uint_eq(map.nnapis, 2);
	ck_assert_uint_eq(map.napis[0].id, 8194);
	ck_assert(map.napis[0].irq.set && map.napis[0].irq.n == 26);
	ck_assert(map.napis[0].pid.set && map.napis[0].pid.n == 77);
	ck_assert(map.napis[1].irq.set && map.napis[1].irq.n == 0 && !map.napis[1].pid.set);
}
END_TEST

/* Down: empty dumps are an answer. */
START_TEST(u1_down_is_empty)
{
	nl_family(nltape_add(&t, "genl/netdev"), FAMILY, ops, sizeof(ops));
	nl_done(nltape_add(&t, "netdev/queue-get/eth1"), 0);
	nl_done(nltape_add(&t, "netdev/napi-get/eth1"), 0);
	ck_assert_int_eq(netdevnl_map(a, "eth1", 2, arena, &map, &e), 0);
	ck_assert_uint_eq(map.nqueues + map.nnapis, 0);
}
END_TEST

START_TEST(u1_older_kernels)
{
	/* 6.1 has no such family, 6.6 has it without queues. */
	nl_error(nltape_add(&t, "genl/netdev"), -ENOENT, NULL);
	ck_assert_int_eq(netdevnl_map(a, "eth1", 2, arena, &map, &e), -EOPNOTSUPP);
	answers_close(a);
	t.n = 0;
	a = nltape_open(&t);
	nl_family(nltape_add(&t, "genl/netdev"), FAMILY, ops, 1);
	ck_assert_int_eq(netdevnl_map(a, "eth1", 2, arena, &map, &e), -EOPNOTSUPP);
}
END_TEST

START_TEST(not_recorded_or_damaged)
{
	struct nlbytes *b;

	ck_assert_int_eq(netdevnl_map(a, "eth1", 2, arena, &map, &e), -ENODATA);
	answers_close(a);
	a = nltape_open(&t);
	nl_family(nltape_add(&t, "genl/netdev"), FAMILY, ops, sizeof(ops));
	ck_assert_int_eq(netdevnl_map(a, "eth1", 2, arena, &map, &e), -ENODATA);
	b = nltape_add(&t, "netdev/queue-get/eth1");
	nl_genl(b, FAMILY, NLM_F_MULTI);
	nl_u32(b, K_QUEUE_TYPE, K_QUEUE_TYPE_RX);
	nl_end(b);
	nl_done(b, 0);
	ck_assert_int_eq(netdevnl_map(a, "eth1", 2, arena, &map, &e), -EBADMSG);
	ck_assert(strstr(e.text, "netdev/queue-get/eth1") != NULL);
	ck_assert_int_eq(netdevnl_map(a, "../x", 2, arena, &map, &e), -ENODEV);
}
END_TEST

static void load(const char *dir, const char *ifname)
{
	char key[64];

	ck_assert(nltape_load(&t, dir, "genl/netdev"));
	snprintf(key, sizeof(key), "netdev/queue-get/%s", ifname);
	ck_assert(nltape_load(&t, dir, key));
	snprintf(key, sizeof(key), "netdev/napi-get/%s", ifname);
	ck_assert(nltape_load(&t, dir, key));
}

/* Linux 6.18: virtio_net links its rx queue only, and no interrupt. */
START_TEST(u1_recorded_virtio)
{
	if (!data_readable())
		return;
	load("virtio", "eth0");
	ck_assert_int_eq(netdevnl_map(a, "eth0", 2, arena, &map, &e), 0);
	ck_assert_uint_eq(map.nqueues, 2);
	ck_assert(!map.queues[0].tx && map.queues[0].napi.set && map.queues[0].napi.n == 257);
	ck_assert(map.queues[1].tx && !map.queues[1].napi.set);
	ck_assert_uint_eq(map.nnapis, 1);
	ck_assert(map.napis[0].id == 257 && !map.napis[0].irq.set);
}
END_TEST

START_TEST(u1_recorded_veth)
{
	if (!data_readable())
		return;
	load("veth", "lan0");
	ck_assert_int_eq(netdevnl_map(a, "lan0", 3, arena, &map, &e), 0);
	ck_assert_uint_eq(map.nqueues, 4);
	ck_assert_uint_eq(map.nnapis, 2);
	for (size_t i = 0; i < map.nqueues; i++)
		ck_assert(!map.queues[i].napi.set);
}
END_TEST

static void read_map(struct nltape *tape, void *data)
{
	struct answers *one = nltape_open(tape);
	struct arena *scratch = arena_new(NULL);
	struct netdev_map m;
	int rc = netdevnl_map(one, "lan0", 3, scratch, &m, &e);

	ck_assert_int_le(rc, 0);
	ck_assert_int_gt(rc, -4096);
	arena_free(scratch);
	answers_close(one);
}

START_TEST(recorded_and_damaged)
{
	if (!data_readable())
		return;
	load("veth", "lan0");
	nltape_flip_all(&t, read_map, NULL);
	ck_assert_uint_gt(t.asked, 2000);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("netdevnl");
	TCase *c = tcase_create("netdevnl");

	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_test(c, u1_igb);
	tcase_add_test(c, u1_down_is_empty);
	tcase_add_test(c, u1_older_kernels);
	tcase_add_test(c, not_recorded_or_damaged);
	tcase_add_test(c, u1_recorded_virtio);
	tcase_add_test(c, u1_recorded_veth);
	tcase_add_test(c, recorded_and_damaged);
	suite_add_tcase(s, c);
	return s;
}

TEST_MAIN(suite)
