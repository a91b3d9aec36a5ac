// SPDX-License-Identifier: GPL-2.0-or-later
// U1: queue -> NAPI -> interrupt, as the kernel tells it.
#include "main.h"
#include "nqtune/netdevnl.h"
#include "tapetest.h"
#include "told.h"
#include "uapi.h"

#define FAMILY 20

static const uint8_t ops[] = { 1, K_NETDEV_QUEUE_GET, K_NETDEV_NAPI_GET };

static struct told told;
static struct netdev_map map;

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

/* U10: a NAPI's own settings, in both widths of the kernel's numbers; "not said" is not 0. */
START_TEST(u10_settings_of_a_napi)
{
	const uint64_t ns = UINT64_C(5000000000);
	struct nlbytes *b;

	nl_family(nltape_add(&t, "genl/netdev"), FAMILY, ops, sizeof(ops));
	nl_done(nltape_add(&t, "netdev/queue-get/eth1"), 0);
	b = nltape_add(&t, "netdev/napi-get/eth1");
	nl_genl(b, FAMILY, NLM_F_MULTI);
	nl_u32(b, 2, 8194);
	nl_u32(b, 5, 7);
	nl_u32(b, 6, 20000);
	nl_attr(b, 7, &ns, sizeof(ns));
	nl_u32(b, 8, 2);
	nl_end(b);
	put_napi(b, 8193, 26, -1);
	nl_done(b, 0);
	ck_assert_int_eq(netdevnl_map(a, "eth1", 2, arena, &map, &e), 0);
	ck_assert_uint_eq(map.nnapis, 2);
	ck_assert(map.napis[0].defer_hard_irqs.set && map.napis[0].defer_hard_irqs.n == 7);
	ck_assert(map.napis[0].gro_flush_ns.set && map.napis[0].gro_flush_ns.n == 20000);
	ck_assert(map.napis[0].irq_suspend_ns.set && map.napis[0].irq_suspend_ns.n == ns);
	ck_assert(map.napis[0].threaded.set && map.napis[0].threaded.n == 2);
	ck_assert(!map.napis[1].defer_hard_irqs.set && !map.napis[1].gro_flush_ns.set);
	ck_assert(!map.napis[1].irq_suspend_ns.set && !map.napis[1].threaded.set);
}
END_TEST

static const uint8_t with_set[] = { K_NETDEV_NAPI_GET, 14 };

/* Sets attr of NAPI 8193 and expects it sent as attribute id, n bytes wide. */
static void set_and_see(enum netdev_napi_attr attr, uint64_t value, unsigned id, size_t n)
{
	const struct genlmsghdr genl = { .cmd = 14, .version = 1 };
	const uint32_t value32 = (uint32_t)value;
	struct nlbytes want = { .len = 0 };

	ck_assert_int_eq(netdevnl_napi_set(a, 8193, attr, value, &e), 0);
	nl_msg(&want, FAMILY, NLM_F_REQUEST | NLM_F_ACK);
	nl_put(&want, &genl, sizeof(genl));
	nl_u32(&want, 2, 8193);
	nl_attr(&want, id, n == 4 ? (const void *)&value32 : &value, n);
	nl_end(&want);
	ck_assert_uint_eq(told.heard.len, want.len);
	ck_assert_mem_eq(told.heard.v, want.v, want.len);
}

START_TEST(u10_one_napi_is_set)
{
	nl_family(nltape_add(&t, "genl/netdev"), FAMILY, with_set, sizeof(with_set));
	told_by(&told, a);
	set_and_see(NAPI_ATTR_DEFER_HARD_IRQS, 3, 5, 4);
	set_and_see(NAPI_ATTR_GRO_FLUSH, 20000, 6, 4);
	set_and_see(NAPI_ATTR_GRO_FLUSH, UINT32_MAX, 6, 4);
	set_and_see(NAPI_ATTR_GRO_FLUSH, UINT64_C(1) << 32, 6, 8);
	set_and_see(NAPI_ATTR_IRQ_SUSPEND, 0, 7, 4);
	set_and_see(NAPI_ATTR_THREADED, 1, 8, 4);
	ck_assert_uint_eq(told.times, 6);
	ck_assert_int_eq(netdevnl_napi_set(a, 1, NAPI_ATTR_THREADED, UINT64_C(1) << 32, &e),
			 -ERANGE);
	ck_assert_str_eq(e.text, "out of range (0 to 4294967295)");
	ck_assert_uint_eq(told.times, 6);
}
END_TEST

START_TEST(u10_one_napi_is_refused)
{
	/* Behind the headers stands the NAPI's number, then the value. */
	const uint32_t napi_at = NLMSG_HDRLEN + GENL_HDRLEN;

	nl_family(nltape_add(&t, "genl/netdev"), FAMILY, with_set, sizeof(with_set));
	ck_assert_int_eq(netdevnl_napi_set(a, 7, NAPI_ATTR_GRO_FLUSH, 1, &e), -EROFS);
	ck_assert_uint_eq(t.asked, 0);
	told_by(&told, a);
	told_refuse(&told, -ENOENT, NULL, napi_at);
	ck_assert_int_eq(netdevnl_napi_set(a, 7, NAPI_ATTR_GRO_FLUSH, 1, &e), -ENOENT);
	ck_assert_str_eq(e.text, "no such NAPI (its interface went down, or has other queues now)");
	told_refuse(&told, -EINVAL, "Unknown attribute type", napi_at + 8);
	ck_assert_int_eq(netdevnl_napi_set(a, 7, NAPI_ATTR_THREADED, 1, &e), -EOPNOTSUPP);
	ck_assert_str_eq(e.text, "this kernel has no such setting of a single NAPI");
	told_refuse(&told, -EINVAL, "odd", napi_at);
	ck_assert_int_eq(netdevnl_napi_set(a, 7, NAPI_ATTR_THREADED, 1, &e), -EINVAL);
	ck_assert_str_eq(e.text, "odd");
	told_refuse(&told, -ERANGE, "integer out of range", napi_at + 8);
	told_range(&told, NL_POLICY_TYPE_ATTR_MIN_VALUE_U, 0, NL_POLICY_TYPE_ATTR_MAX_VALUE_U, 1);
	ck_assert_int_eq(netdevnl_napi_set(a, 7, NAPI_ATTR_THREADED, 9, &e), -ERANGE);
	ck_assert_str_eq(e.text, "integer out of range (0 to 1)");
}
END_TEST

/* 6.12 reads NAPIs, and sets them only all at once. */
START_TEST(u10_older_kernels)
{
	nl_family(nltape_add(&t, "genl/netdev"), FAMILY, ops, sizeof(ops));
	told_by(&told, a);
	ck_assert_int_eq(netdevnl_napi_set(a, 7, NAPI_ATTR_GRO_FLUSH, 1, &e), -EOPNOTSUPP);
	answers_close(a);
	t.n = 0;
	a = nltape_open(&t);
	told_by(&told, a);
	nl_error(nltape_add(&t, "genl/netdev"), -ENOENT, NULL);
	ck_assert_int_eq(netdevnl_napi_set(a, 7, NAPI_ATTR_GRO_FLUSH, 1, &e), -EOPNOTSUPP);
	ck_assert_str_eq(e.text, "this kernel does not set a single NAPI");
	ck_assert_uint_eq(told.times, 0);
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

static uint8_t many[1 << 19];
static size_t many_len;

static int tell_many(const char *key, const void **bytes, size_t *len, void *data)
{
	if (strcmp(key, "netdev/queue-get/eth1") != 0)
		return nltape_fn(key, bytes, len, data);
	*bytes = many;
	*len = many_len;
	return 0;
}

static void put_many(const struct nlbytes *b)
{
	ck_assert_uint_le(many_len + b->len, sizeof(many));
	memcpy(many + many_len, b->v, b->len);
	many_len += b->len;
}

static int map_of_queues(unsigned n)
{
	struct nlbytes b = { .len = 0 };

	many_len = 0;
	for (unsigned i = 0; i < n; i++, b.len = 0) {
		put_queue(&b, i, K_QUEUE_TYPE_RX, -1);
		put_many(&b);
	}
	nl_done(&b, 0);
	put_many(&b);
	return netdevnl_map(a, "eth1", 2, arena, &map, &e);
}

/* A damaged recording: so many would be looked through for each queue and each NAPI. */
START_TEST(more_than_any_card_has)
{
	answers_close(a);
	ck_assert_int_eq(answers_open_bytes(&a, tell_many, &t), 0);
	nl_family(nltape_add(&t, "genl/netdev"), FAMILY, ops, sizeof(ops));
	nl_done(nltape_add(&t, "netdev/napi-get/eth1"), 0);
	ck_assert_int_eq(map_of_queues(8192), 0);
	ck_assert_uint_eq(map.nqueues, 8192);
	ck_assert_int_eq(map_of_queues(8193), -EBADMSG);
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

	tcase_add_checked_fixture(c, tape_setup, tape_teardown);
	tcase_add_test(c, u1_igb);
	tcase_add_test(c, u10_settings_of_a_napi);
	tcase_add_test(c, u10_one_napi_is_set);
	tcase_add_test(c, u10_one_napi_is_refused);
	tcase_add_test(c, u10_older_kernels);
	tcase_add_test(c, u1_down_is_empty);
	tcase_add_test(c, u1_older_kernels);
	tcase_add_test(c, not_recorded_or_damaged);
	tcase_add_test(c, more_than_any_card_has);
	tcase_add_test(c, u1_recorded_virtio);
	tcase_add_test(c, u1_recorded_veth);
	tcase_add_test(c, recorded_and_damaged);
	suite_add_tcase(s, c);
	return s;
}

TEST_MAIN(suite)
