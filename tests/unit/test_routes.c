// SPDX-License-Identifier: GPL-2.0-or-later
// U4: whose an address is, and the way to another, as rtnetlink tells it.
#include "main.h"
#include "nqtune/routes.h"
#include "tapetest.h"

#include <arpa/inet.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>

static unsigned *v;
static size_t n;

static struct net_addr addr(const char *text)
{
	struct net_addr out = { .v6 = strchr(text, ':') };

	ck_assert_int_eq(inet_pton(out.v6 ? AF_INET6 : AF_INET, text, out.bytes), 1);
	return out;
}

static void put_addr(struct nlbytes *b, unsigned type, const char *text)
{
	const struct net_addr one = addr(text);

	nl_attr(b, type, one.bytes, one.v6 ? 16 : 4);
}

/* An address as the kernel lists it; local NULL: it names one only. */
static void list_addr(struct nlbytes *b, unsigned ifindex, const char *address, const char *local)
{
	const struct ifaddrmsg head = {
		.ifa_family = strchr(address, ':') ? AF_INET6 : AF_INET, .ifa_index = ifindex,
	};

	nl_msg(b, RTM_NEWADDR, NLM_F_MULTI);
	nl_put(b, &head, sizeof(head));
	put_addr(b, IFA_ADDRESS, address);
	if (local)
		put_addr(b, IFA_LOCAL, local);
	nl_text(b, IFA_LABEL, "eth0");
	nl_end(b);
}

static int holders(const char *text)
{
	const struct net_addr one = addr(text);

	return routes_holders(a, &one, arena, &v, &n, &e);
}

START_TEST(u4_who_holds_an_address)
{
	struct nlbytes *b = nltape_add(&t, "route/addr-get/4");

	list_addr(b, 1, "127.0.0.1", "127.0.0.1");
	list_addr(b, 2, "10.0.0.1", "10.0.0.1");
	list_addr(b, 2, "10.0.0.1", "10.0.0.1");
	/* A link between two: the address is the other's. */
	list_addr(b, 3, "10.9.0.2", "10.9.0.1");
	nl_done(b, 0);
	ck_assert_int_eq(holders("10.0.0.1"), 0);
	ck_assert_uint_eq(n, 1);
	ck_assert_uint_eq(v[0], 2);
	ck_assert_int_eq(holders("10.9.0.1"), 0);
	ck_assert_uint_eq(n, 1);
	ck_assert_uint_eq(v[0], 3);
	ck_assert_int_eq(holders("10.9.0.2"), 0);
	ck_assert_uint_eq(n, 0);
	ck_assert_int_eq(holders("10.0.0.2"), 0);
	ck_assert_uint_eq(n, 0);
}
END_TEST

START_TEST(u4_link_local_on_several)
{
	struct nlbytes *b = nltape_add(&t, "route/addr-get/6");

	list_addr(b, 2, "fe80::1", NULL);
	list_addr(b, 5, "fe80::1", NULL);
	list_addr(b, 7, "fe80::2", NULL);
	nl_done(b, 0);
	ck_assert_int_eq(holders("fe80::1"), 0);
	ck_assert_uint_eq(n, 2);
	ck_assert(v[0] == 2 && v[1] == 5);
}
END_TEST

static void put_route(struct nlbytes *b, unsigned oif)
{
	const struct rtmsg head = { .rtm_family = AF_INET, .rtm_dst_len = 32 };

	nl_msg(b, RTM_NEWROUTE, 0);
	nl_put(b, &head, sizeof(head));
	put_addr(b, RTA_DST, "10.0.0.5");
	if (oif)
		nl_u32(b, RTA_OIF, oif);
	nl_end(b);
	nl_ack(b);
}

static int towards(unsigned *way)
{
	const struct net_addr from = addr("10.0.0.1"), to = addr("10.0.0.5");

	return routes_towards(a, &from, &to, way, &e);
}

START_TEST(u4_the_way_to_an_address)
{
	const struct net_addr four = addr("10.0.0.1"), six = addr("::1");
	unsigned way;

	put_route(nltape_add(&t, "route/route-get"), 4);
	ck_assert_int_eq(towards(&way), 0);
	ck_assert_uint_eq(way, 4);
	ck_assert_int_eq(routes_towards(a, &four, &six, &way, &e), -EAFNOSUPPORT);
	ck_assert_uint_eq(way, 0);
}
END_TEST

START_TEST(u4_no_way)
{
	unsigned way;

	nl_error(nltape_add(&t, "route/route-get"), -ENETUNREACH, NULL);
	ck_assert_int_eq(towards(&way), -ENETUNREACH);
	ck_assert_uint_eq(way, 0);
}
END_TEST

START_TEST(u4_a_way_without_an_interface)
{
	unsigned way;

	put_route(nltape_add(&t, "route/route-get"), 0);
	ck_assert_int_eq(towards(&way), -ENETUNREACH);
	ck_assert_str_eq(e.text, "no interface leads there");
}
END_TEST

static void ask_all(struct nltape *tape, void *data)
{
	unsigned way;

	(void)tape;
	(void)data;
	ck_assert_int_le(holders("10.0.0.1"), 0);
	ck_assert_int_le(holders("fe80::1"), 0);
	ck_assert_int_le(towards(&way), 0);
}

/* Whatever is damaged: an answer or an error, never memory that is not ours. */
START_TEST(u4_damaged_answers)
{
	struct nlbytes *b = nltape_add(&t, "route/addr-get/4");

	list_addr(b, 2, "10.0.0.1", "10.0.0.1");
	nl_done(b, 0);
	b = nltape_add(&t, "route/addr-get/6");
	list_addr(b, 2, "fe80::1", NULL);
	nl_done(b, 0);
	put_route(nltape_add(&t, "route/route-get"), 4);
	nltape_flip_all(&t, ask_all, NULL);
	/* Too short to be an address' message. */
	t.n = 0;
	b = nltape_add(&t, "route/addr-get/4");
	nl_msg(b, RTM_NEWADDR, NLM_F_MULTI);
	nl_end(b);
	nl_done(b, 0);
	ck_assert_int_eq(holders("10.0.0.1"), -EBADMSG);
	ck_assert_str_eq(e.text, "the netlink answer about addresses is damaged");
	ck_assert_uint_eq(n, 0);
}
END_TEST

static Suite *make_suite(void)
{
	Suite *suite = suite_create("routes");
	TCase *tc = tcase_create("routes");

	tcase_add_checked_fixture(tc, tape_setup, tape_teardown);
	tcase_add_test(tc, u4_who_holds_an_address);
	tcase_add_test(tc, u4_link_local_on_several);
	tcase_add_test(tc, u4_the_way_to_an_address);
	tcase_add_test(tc, u4_no_way);
	tcase_add_test(tc, u4_a_way_without_an_interface);
	tcase_add_test(tc, u4_damaged_answers);
	suite_add_tcase(suite, tc);
	return suite;
}

TEST_MAIN(make_suite)
