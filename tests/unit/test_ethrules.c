// SPDX-License-Identifier: GPL-2.0-or-later
// L2, R7: n-tuple rules as a driver tells them, and what it is told.
#include <arpa/inet.h>
#include <linux/ethtool.h>

#include "main.h"
#include "nqtune/ethrules.h"
#include "tapetest.h"
#include "told.h"

static struct told told;
static struct ethrules rules;
static struct ethtool_rx_flow_spec spec;

static void setup(void)
{
	tape_setup();
	memset(&rules, 0xff, sizeof(rules));
	told_by(&told, a);
}

static void again(void)
{
	tape_teardown();
	setup();
}

static int get(void)
{
	return ethrules_get(a, "eth0", arena, &rules, &e);
}

static struct nlbytes *put(const char *key, int32_t rc, const struct ethtool_rxnfc *r,
			   const uint32_t *places, size_t n)
{
	struct nlbytes *b = nltape_add(&t, key);

	memcpy(b->v, &rc, sizeof(rc));
	b->len = sizeof(rc);
	if (rc)
		return b;
	memcpy(b->v + sizeof(rc), r, sizeof(*r));
	b->len = sizeof(rc) + sizeof(*r) + n * sizeof(*places);
	/* They begin where the struct's padding does. */
	if (n)
		memcpy(b->v + sizeof(rc) + offsetof(struct ethtool_rxnfc, rule_locs), places,
		       n * sizeof(*places));
	return b;
}

static void put_count(uint32_t n, uint64_t room)
{
	const struct ethtool_rxnfc r = { .cmd = ETHTOOL_GRXCLSRLCNT, .data = room,
					 .rule_cnt = n };

	put("ioctl/rxnfc-count/eth0", 0, &r, NULL, 0);
}

/* n of asked places; room as the driver tells it here. */
static struct nlbytes *put_all(const uint32_t *places, uint32_t asked, uint32_t n, uint64_t room)
{
	const struct ethtool_rxnfc r = { .cmd = ETHTOOL_GRXCLSRLALL, .data = room,
					 .rule_cnt = n };

	return put("ioctl/rxnfc-all/eth0", 0, &r, places, asked);
}

static struct ethtool_rx_flow_spec dns(uint32_t location, uint64_t queue)
{
	struct ethtool_rx_flow_spec s = { .flow_type = UDP_V4_FLOW, .ring_cookie = queue,
					  .location = location };

	s.h_u.udp_ip4_spec.pdst = htons(53);
	s.m_u.udp_ip4_spec.pdst = 0xffff;
	return s;
}

static void put_rule(uint32_t place, uint64_t queue)
{
	struct ethtool_rxnfc r = { .cmd = ETHTOOL_GRXCLSRULE, .fs = dns(place, queue) };
	char key[64];

	snprintf(key, sizeof(key), "ioctl/rxnfc-rule-%u/eth0", place);
	/* Not every driver says again where it is. */
	r.fs.location = 0;
	put(key, 0, &r, NULL, 0);
}

static void put_missing(const char *key, int32_t rc)
{
	put(key, rc, NULL, NULL, 0);
}

static void check_nothing(void)
{
	ck_assert_ptr_null(rules.v);
	ck_assert_uint_eq(rules.n, 0);
	ck_assert_uint_eq(rules.room, 0);
	ck_assert(!rules.picks_location);
}

START_TEST(rules_by_place)
{
	static const uint32_t places[] = { 15, 2, 0x7fffffff };

	put_count(3, 0);
	put_all(places, 3, 3, 16);
	put_rule(2, 1);
	put_rule(15, 3);
	put_rule(0x7fffffff, RX_CLS_FLOW_DISC);
	ck_assert_int_eq(get(), 0);
	ck_assert_uint_eq(rules.n, 3);
	ck_assert_uint_eq(rules.room, 16);
	ck_assert(!rules.picks_location);
	ck_assert_uint_eq(rules.v[0].location, 2);
	ck_assert_uint_eq(rules.v[1].location, 15);
	ck_assert_uint_eq(rules.v[2].location, 0x7fffffff);
	ck_assert_uint_eq(rules.v[0].flow_type, UDP_V4_FLOW);
	ck_assert_uint_eq(rules.v[0].h_u.udp_ip4_spec.pdst, htons(53));
	ck_assert_uint_eq(rules.v[0].m_u.udp_ip4_spec.pdst, 0xffff);
	ck_assert_uint_eq(rules.v[0].ring_cookie, 1);
	ck_assert_uint_eq(rules.v[1].ring_cookie, 3);
	ck_assert_uint_eq(rules.v[2].ring_cookie, RX_CLS_FLOW_DISC);
}
END_TEST

/* A damaged recording: one rule, listed three times. */
START_TEST(one_place_is_one_rule)
{
	static const uint32_t places[] = { 7, 2, 7, 7 };

	put_count(4, 16);
	put_all(places, 4, 4, 16);
	put_rule(2, 1);
	put_rule(7, 3);
	ck_assert_int_eq(get(), 0);
	ck_assert_uint_eq(rules.n, 2);
	ck_assert_uint_eq(rules.v[0].location, 2);
	ck_assert_uint_eq(rules.v[1].location, 7);
	ck_assert_uint_eq(t.asked, 4);
}
END_TEST

/* igb's 82576 tells of 16 places, and takes no rule. */
START_TEST(no_rules_and_the_room)
{
	put_count(0, 0);
	put_all(NULL, 0, 0, 16);
	ck_assert_int_eq(get(), 0);
	ck_assert_uint_eq(rules.n, 0);
	ck_assert_ptr_null(rules.v);
	ck_assert_uint_eq(rules.room, 16);
	again();
	put_count(0, 4096 | RX_CLS_LOC_SPECIAL);
	put_all(NULL, 0, 0, 4096);
	ck_assert_int_eq(get(), 0);
	ck_assert_uint_eq(rules.room, 4096);
	ck_assert(rules.picks_location);
	again();
	put_count(0, 0);
	put_all(NULL, 0, 0, 0);
	ck_assert_int_eq(get(), 0);
	check_nothing();
}
END_TEST

/* Between the list and the reading of a rule, it may go. */
START_TEST(rules_that_are_gone)
{
	static const uint32_t places[] = { 1, 2, 3, 4 };

	put_count(4, 8);
	put_all(places, 4, 3, 8);
	put_missing("ioctl/rxnfc-rule-1/eth0", -ENOENT);
	put_rule(2, 0);
	put_missing("ioctl/rxnfc-rule-3/eth0", -EINVAL);
	ck_assert_int_eq(get(), 0);
	ck_assert_uint_eq(rules.n, 1);
	ck_assert_uint_eq(rules.v[0].location, 2);
}
END_TEST

/* It may also grow; then it is counted again, but not for ever. */
START_TEST(a_list_that_grows)
{
	put_count(1, 8);
	put_missing("ioctl/rxnfc-all/eth0", -EMSGSIZE);
	ck_assert_int_eq(get(), -EMSGSIZE);
	ck_assert_uint_eq(t.asked, 6);
	check_nothing();
}
END_TEST

START_TEST(none_at_all)
{
	ck_assert_int_eq(get(), -ENODATA);
	ck_assert_int_eq(ethrules_get(a, "../x", arena, &rules, &e), -ENODEV);
	put_missing("ioctl/rxnfc-count/eth0", -EOPNOTSUPP);
	ck_assert_int_eq(get(), -EOPNOTSUPP);
	check_nothing();
}
END_TEST

static void check_damaged(const char *what)
{
	ck_assert_int_eq(get(), -EBADMSG);
	ck_assert_msg(strstr(e.text, what) != NULL, "%s", e.text);
	check_nothing();
	again();
}

START_TEST(damaged)
{
	static const uint32_t places[] = { 1, 2 };

	put_count(65537, 0);
	check_damaged("too many to be true");
	put_count(65536, 0);
	put_all(places, 2, 2, 0);
	check_damaged("ioctl/rxnfc-all/eth0");
	put_count(2, 0);
	put_all(places, 2, 3, 0);
	check_damaged("more rules are listed");
	put_count(0, 0);
	t.v[0].bytes.len--;
	check_damaged("ioctl/rxnfc-count/eth0");
	put_count(2, 0);
	put_all(places, 2, 2, 0);
	put_rule(1, 0);
	put_rule(2, 0);
	t.v[3].bytes.len -= 4;
	check_damaged("ioctl/rxnfc-rule-2/eth0");
	put_count(2, 0);
	put_all(places, 2, 2, 0);
	put_rule(1, 0);
	ck_assert_int_eq(get(), -ENODATA);
	check_nothing();
}
END_TEST

START_TEST(one_rule)
{
	put_rule(17, 2);
	put_missing("ioctl/rxnfc-rule-18/eth0", -EINVAL);
	put_missing("ioctl/rxnfc-rule-4294967295/eth0", -ENOENT);
	put_missing("ioctl/rxnfc-rule-19/eth0", -EOPNOTSUPP);
	ck_assert_int_eq(ethrules_one(a, "eth0", 17, &spec, &e), 0);
	ck_assert_uint_eq(spec.location, 17);
	ck_assert_uint_eq(spec.ring_cookie, 2);
	ck_assert_int_eq(ethrules_one(a, "eth0", 18, &spec, &e), -ENOENT);
	ck_assert_str_eq(e.text, "there is no rule 18");
	ck_assert_uint_eq(spec.flow_type, 0);
	ck_assert_int_eq(ethrules_one(a, "eth0", 4294967295, &spec, &e), -ENOENT);
	ck_assert_str_eq(e.text, "there is no rule 4294967295");
	ck_assert_int_eq(ethrules_one(a, "eth0", 19, &spec, &e), -EOPNOTSUPP);
	ck_assert_int_eq(ethrules_one(a, "eth0", 20, &spec, &e), -ENODATA);
}
END_TEST

/* As "ethtool -N eth0 flow-type udp4 dst-port 53 action 2 loc 15" passes it. */
START_TEST(insert)
{
	struct ethtool_rxnfc r;

	spec = dns(15, 2);
	ck_assert_int_eq(ethrules_insert(a, "eth0", &spec, &e), 0);
	ck_assert_str_eq(told.ifname, "eth0");
	ck_assert_uint_eq(told.size, 192);
	memcpy(&r, told.bytes, sizeof(r));
	ck_assert_uint_eq(r.cmd, ETHTOOL_SRXCLSRLINS);
	ck_assert_uint_eq(r.rule_cnt, 0);
	ck_assert_uint_eq(r.fs.flow_type, UDP_V4_FLOW);
	ck_assert_uint_eq(ntohs(r.fs.h_u.udp_ip4_spec.pdst), 53);
	ck_assert_uint_eq(r.fs.m_u.udp_ip4_spec.pdst, 0xffff);
	ck_assert_uint_eq(r.fs.m_u.udp_ip4_spec.psrc, 0);
	ck_assert_uint_eq(r.fs.ring_cookie, 2);
	ck_assert_uint_eq(r.fs.location, 15);
	/* Where ethtool's bytes differ from 0. */
	ck_assert_uint_eq(told.bytes[16], UDP_V4_FLOW);
	ck_assert_uint_eq(told.bytes[31], 53);
	ck_assert(told.bytes[102] == 0xff && told.bytes[103] == 0xff);
	ck_assert_uint_eq(told.bytes[168], 2);
	ck_assert_uint_eq(told.bytes[176], 15);
	for (size_t i = 4; i < 16; i++)
		ck_assert_uint_eq(told.bytes[i], 0);
}
END_TEST

static int choose(const char *ifname, void *buf, size_t size, void *data)
{
	struct ethtool_rxnfc *r = buf;

	ck_assert_uint_eq(r->fs.location, RX_CLS_LOC_ANY);
	r->fs.location = 1023;
	return told.rc;
}

START_TEST(insert_where_the_driver_likes)
{
	told.in.ioctl = choose;
	spec = dns(RX_CLS_LOC_ANY, 2);
	ck_assert_int_eq(ethrules_insert(a, "eth0", &spec, &e), 0);
	ck_assert_uint_eq(spec.location, 1023);
	told.rc = -EEXIST;
	spec = dns(RX_CLS_LOC_ANY, 2);
	ck_assert_int_eq(ethrules_insert(a, "eth0", &spec, &e), -EEXIST);
	ck_assert_uint_eq(spec.location, RX_CLS_LOC_ANY);
}
END_TEST

START_TEST(insert_what_cannot_be)
{
	spec = dns(1, 2);
	spec.flow_type |= FLOW_RSS;
	ck_assert_int_eq(ethrules_insert(a, "eth0", &spec, &e), -EOPNOTSUPP);
	ck_assert_uint_eq(told.times, 0);
	a->stand_in = NULL;
	spec = dns(1, 2);
	ck_assert_int_eq(ethrules_insert(a, "eth0", &spec, &e), -EROFS);
	ck_assert_int_eq(ethrules_remove(a, "eth0", 1, &e), -EROFS);
}
END_TEST

START_TEST(remove_one)
{
	struct ethtool_rxnfc r;

	ck_assert_int_eq(ethrules_remove(a, "eth0", 7, &e), 0);
	ck_assert_uint_eq(told.size, 192);
	memcpy(&r, told.bytes, sizeof(r));
	ck_assert_uint_eq(r.cmd, ETHTOOL_SRXCLSRLDEL);
	ck_assert_uint_eq(r.fs.location, 7);
	told.rc = -ENOENT;
	ck_assert_int_eq(ethrules_remove(a, "eth0", 7, &e), -ENOENT);
	ck_assert_str_eq(e.text, "there is no rule 7");
	told.rc = -EINVAL;
	ck_assert_int_eq(ethrules_remove(a, "eth0", 8, &e), -ENOENT);
	ck_assert_str_eq(e.text, "there is no rule 8");
	told.rc = -EPERM;
	ck_assert_int_eq(ethrules_remove(a, "eth0", 8, &e), -EPERM);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("ethrules");
	TCase *c = tcase_create("ethrules");

	tcase_add_checked_fixture(c, setup, tape_teardown);
	tcase_add_test(c, rules_by_place);
	tcase_add_test(c, no_rules_and_the_room);
	tcase_add_test(c, one_place_is_one_rule);
	tcase_add_test(c, rules_that_are_gone);
	tcase_add_test(c, a_list_that_grows);
	tcase_add_test(c, none_at_all);
	tcase_add_test(c, damaged);
	tcase_add_test(c, one_rule);
	tcase_add_test(c, insert);
	tcase_add_test(c, insert_where_the_driver_likes);
	tcase_add_test(c, insert_what_cannot_be);
	tcase_add_test(c, remove_one);
	suite_add_tcase(s, c);
	return s;
}

TEST_MAIN(suite)
