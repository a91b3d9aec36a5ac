// SPDX-License-Identifier: GPL-2.0-or-later
// B4: statistics of queues, as netdev netlink tells them, and of interfaces, as route netlink does.
#include <linux/if_link.h>
#include <linux/rtnetlink.h>

#include "main.h"
#include "nqtune/linkstats.h"
#include "nqtune/netdevstats.h"
#include "tapetest.h"
#include "uapi.h"

#define FAMILY 20
#define QSTATS "netdev/qstats-get/eth1"

static const uint8_t ops[] = { K_NETDEV_QUEUE_GET, K_NETDEV_NAPI_GET, K_NETDEV_QSTATS_GET };

static struct netdev_qstats stats;

static void setup(void)
{
	tape_setup();
	memset(&stats, 0xff, sizeof(stats));
}

static int get(void)
{
	return netdevstats_read(a, "eth1", 3, arena, &stats, &e);
}

static void put_u64(struct nlbytes *b, unsigned type, uint64_t n)
{
	nl_attr(b, type, &n, sizeof(n));
}

static void begin(struct nlbytes *b, unsigned id, unsigned type)
{
	nl_genl(b, FAMILY, NLM_F_MULTI);
	nl_u32(b, K_QSTATS_IFINDEX, 3);
	nl_u32(b, K_QSTATS_QUEUE_TYPE, type);
	nl_u32(b, K_QSTATS_QUEUE_ID, id);
}

static bool is(struct reading r, uint64_t n)
{
	return r.set && r.n == n;
}

/* As virtio_net answers; numbers are as wide as they need. */
START_TEST(of_queues)
{
	struct nlbytes *b;

	nl_family(nltape_add(&t, "genl/netdev"), FAMILY, ops, sizeof(ops));
	b = nltape_add(&t, QSTATS);
	begin(b, 0, K_QUEUE_TYPE_RX);
	nl_u32(b, 8, 17);
	put_u64(b, 9, 5000000000u);
	nl_u32(b, 12, 99);	/* an allocation that failed is no packet */
	nl_u32(b, 13, 9);
	nl_u32(b, 14, 4);
	nl_end(b);
	begin(b, 1, K_QUEUE_TYPE_RX);
	nl_u32(b, 8, 0);
	nl_u32(b, 13, 6);
	nl_end(b);
	begin(b, 3, K_QUEUE_TYPE_TX);
	nl_u32(b, 8, 1);	/* rx-packets, which are not a tx queue's */
	nl_u32(b, 10, 20);
	nl_u32(b, 11, 2000);
	nl_u32(b, 24, 2);
	nl_end(b);
	begin(b, 7, 9);	/* a kind of queue that is not known yet */
	nl_end(b);
	nl_done(b, 0);
	ck_assert_int_eq(get(), 0);
	ck_assert_uint_eq(stats.n, 3);
	ck_assert(!stats.v[0].tx && stats.v[0].id == 0);
	ck_assert(is(stats.v[0].packets, 17) && is(stats.v[0].bytes, 5000000000u));
	ck_assert(is(stats.v[0].drops, 4));
	ck_assert(is(stats.v[1].packets, 0) && !stats.v[1].bytes.set && is(stats.v[1].drops, 6));
	ck_assert(stats.v[2].tx && stats.v[2].id == 3);
	ck_assert(is(stats.v[2].packets, 20) && is(stats.v[2].bytes, 2000));
	ck_assert(is(stats.v[2].drops, 2));
}
END_TEST

static void check_nothing(int rc, int want, const char *text)
{
	ck_assert_int_eq(rc, want);
	ck_assert_msg(strstr(e.text, text), "'%s' lacks '%s'", e.text, text);
	ck_assert_ptr_null(stats.v);
	ck_assert_uint_eq(stats.n, 0);
}

START_TEST(there_are_none)
{
	static const uint8_t older[] = { K_NETDEV_QUEUE_GET, K_NETDEV_NAPI_GET };

	check_nothing(get(), -ENODATA, "not recorded");
	tape_teardown();
	setup();
	nl_error(nltape_add(&t, "genl/netdev"), -ENOENT, NULL);
	check_nothing(get(), -EOPNOTSUPP, "this kernel has no statistics of queues");
	tape_teardown();
	setup();
	nl_family(nltape_add(&t, "genl/netdev"), FAMILY, older, sizeof(older));
	check_nothing(get(), -EOPNOTSUPP, "this kernel has no statistics of queues");
	tape_teardown();
	setup();
	nl_family(nltape_add(&t, "genl/netdev"), FAMILY, ops, sizeof(ops));
	check_nothing(get(), -ENODATA, "not recorded");
	nl_done(nltape_add(&t, QSTATS), -EOPNOTSUPP);
	check_nothing(get(), -EOPNOTSUPP, "driver has no statistics of queues");
	check_nothing(netdevstats_read(a, "no/name", 3, arena, &stats, &e), -ENODEV, "no such");
}
END_TEST

START_TEST(damaged)
{
	struct nlbytes *b;

	nl_family(nltape_add(&t, "genl/netdev"), FAMILY, ops, sizeof(ops));
	b = nltape_add(&t, QSTATS);
	nl_genl(b, FAMILY, NLM_F_MULTI);
	nl_u32(b, K_QSTATS_QUEUE_TYPE, K_QUEUE_TYPE_RX);
	nl_end(b);
	nl_done(b, 0);
	check_nothing(get(), -EBADMSG, "damaged");
	b->len = 0;
	nl_genl(b, FAMILY, NLM_F_MULTI);
	nl_u32(b, K_QSTATS_QUEUE_ID, 0);
	nl_end(b);
	nl_done(b, 0);
	check_nothing(get(), -EBADMSG, "damaged");
}
END_TEST

static void read_flipped(struct nltape *tape, void *data)
{
	struct answers *again = nltape_open(tape);
	struct arena *scratch = arena_new(NULL);
	struct link_stats *links;
	size_t n;

	if (netdevstats_read(again, "eth1", 3, scratch, &stats, &e))
		ck_assert_uint_eq(stats.n, 0);
	if (linkstats_read(again, scratch, &links, &n, &e))
		ck_assert_uint_eq(n, 0);
	arena_free(scratch);
	answers_close(again);
}

static void put_link(struct nlbytes *b, unsigned ifindex, const void *numbers, size_t len)
{
	const struct if_stats_msg head = { .ifindex = ifindex };

	nl_msg(b, RTM_NEWSTATS, NLM_F_MULTI);
	nl_put(b, &head, sizeof(head));
	nl_attr(b, IFLA_STATS_LINK_64, numbers, len);
	nl_end(b);
}

START_TEST(of_interfaces)
{
	struct { uint64_t v[40]; } more = { { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17 } };
	const struct link_stats *s;
	struct link_stats *v;
	struct nlbytes *b;
	size_t n;

	ck_assert_int_eq(linkstats_read(a, arena, &v, &n, &e), -ENODATA);
	ck_assert_uint_eq(n, 0);
	ck_assert_ptr_null(linkstats_find(v, n, 1));
	b = nltape_add(&t, "route/stats-get");
	put_link(b, 70000, &more, sizeof(more));	/* of a kernel to come */
	put_link(b, 2, &more, 128);	/* the first that had it */
	nl_done(b, 0);
	ck_assert_int_eq(linkstats_read(a, arena, &v, &n, &e), 0);
	ck_assert_uint_eq(n, 2);
	ck_assert_uint_eq(v[0].ifindex, 2);
	s = linkstats_find(v, n, 70000);
	ck_assert_ptr_eq(s, &v[1]);
	ck_assert_ptr_null(linkstats_find(v, n, 3));
	ck_assert_uint_eq(s->rx_packets, 1);
	ck_assert_uint_eq(s->tx_packets, 2);
	ck_assert_uint_eq(s->rx_bytes, 3);
	ck_assert_uint_eq(s->tx_bytes, 4);
	ck_assert_uint_eq(s->rx_dropped, 7);
	ck_assert_uint_eq(s->tx_dropped, 8);
	ck_assert_uint_eq(s->rx_fifo_errors, 15);
	ck_assert_uint_eq(s->rx_missed_errors, 16);
	b->len = 0;
	put_link(b, 2, &more, 120);
	nl_done(b, 0);
	ck_assert_int_eq(linkstats_read(a, arena, &v, &n, &e), -EBADMSG);
	ck_assert_uint_eq(n, 0);
}
END_TEST

START_TEST(flipped_bytes)
{
	const uint64_t numbers[16] = { 1 };
	struct nlbytes *b;

	nl_family(nltape_add(&t, "genl/netdev"), FAMILY, ops, sizeof(ops));
	b = nltape_add(&t, QSTATS);
	begin(b, 0, K_QUEUE_TYPE_RX);
	nl_u32(b, 8, 17);
	nl_end(b);
	begin(b, 0, K_QUEUE_TYPE_TX);
	put_u64(b, 10, 17);
	nl_end(b);
	nl_done(b, 0);
	b = nltape_add(&t, "route/stats-get");
	put_link(b, 2, numbers, sizeof(numbers));
	nl_done(b, 0);
	nltape_flip_all(&t, read_flipped, NULL);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("netdevstats");
	TCase *tc = tcase_create("netdevstats");

	tcase_add_checked_fixture(tc, setup, tape_teardown);
	tcase_add_test(tc, of_queues);
	tcase_add_test(tc, there_are_none);
	tcase_add_test(tc, damaged);
	tcase_add_test(tc, of_interfaces);
	tcase_add_test(tc, flipped_bytes);
	suite_add_tcase(s, tc);
	return s;
}

TEST_MAIN(suite)
