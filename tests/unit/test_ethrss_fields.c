// SPDX-License-Identifier: GPL-2.0-or-later
// A6: which header fields are hashed, read and set both ways.
#include "attrs.h"
#include "main.h"
#include "nqtune/ethrss.h"
#include "rsstape.h"
#include "tapetest.h"
#include "told.h"

/* The header's own RXH_DISCARD shifts a signed 1 by 31. */
#define DISCARD (UINT32_C(1) << 31)

#define ADDRESSES (RXH_IP_SRC | RXH_IP_DST)
#define PORTS (RXH_L4_B_0_1 | RXH_L4_B_2_3)

static struct told told;
static uint64_t bits;

static void setup(void)
{
	tape_setup();
	told_by(&told, a);
	bits = 77;
}

static void again(void)
{
	tape_teardown();
	setup();
}

static int get(uint32_t flow)
{
	return ethrss_get_fields(a, "eth0", flow, &bits, &e);
}

/* An RSS_GET answer with a nest of fields, one of them len bytes of v. */
static struct nlbytes *nest(unsigned attr, const void *v, size_t len)
{
	struct nlbytes *b = nltape_add(&t, "ethtool/rss-get/eth0");
	size_t fields;

	nl_genl(b, RSS_FAMILY, 0);
	fields = nl_nest(b, K_RSS_FLOW_HASH);
	nl_u32(b, K_FLOW_TCP4, ADDRESSES | PORTS);
	nl_attr(b, attr, v, len);
	nl_nest_end(b, fields);
	nl_end(b);
	nl_ack(b);
	return b;
}

static void grxfh(const char *name, uint32_t flow, uint64_t data)
{
	const struct ethtool_rxnfc r = { .cmd = ETHTOOL_GRXFH, .flow_type = flow, .data = data };

	rss_ioctl(&t, name, 0, &r, sizeof(r));
}

START_TEST(by_netlink)
{
	const uint64_t wide = ADDRESSES | DISCARD;

	rss_family(&t, RSS_ALL);
	nest(K_FLOW_UDP6, &wide, sizeof(wide));
	ck_assert_int_eq(get(TCP_V4_FLOW), 0);
	ck_assert_uint_eq(bits, ADDRESSES | PORTS);
	ck_assert_int_eq(get(UDP_V6_FLOW), 0);
	ck_assert_uint_eq(bits, wide);
	/* What the kernel leaves out, the driver may still answer an ioctl about. */
	ck_assert_int_eq(get(UDP_V4_FLOW), -ENODATA);
	rss_ioctl(&t, "ioctl/rxfh-2/eth0", -EINVAL, NULL, 0);
	ck_assert_int_eq(get(UDP_V4_FLOW), -EOPNOTSUPP);
	ck_assert_str_eq(e.text, "the driver does not tell");
	ck_assert_uint_eq(bits, 0);
}
END_TEST

/* One answer tells of the table and of all fields. */
START_TEST(along_with_the_rest)
{
	const uint64_t wide = ADDRESSES | DISCARD;
	struct ethrss rss;

	rss_family(&t, RSS_ALL);
	nest(K_FLOW_UDP6, &wide, sizeof(wide));
	ck_assert_int_eq(ethrss_get(a, "eth0", arena, &rss, &e), 0);
	ck_assert_uint_eq(rss.nfields, 2);
	ck_assert_uint_eq(rss.fields[0].flow, TCP_V4_FLOW);
	ck_assert_uint_eq(rss.fields[0].bits, ADDRESSES | PORTS);
	ck_assert_uint_eq(rss.fields[1].flow, UDP_V6_FLOW);
	ck_assert_uint_eq(rss.fields[1].bits, wide);
	again();
	rss_family(&t, RSS_ALL);
	nest(K_FLOW_UDP6, &wide, 3);
	ck_assert_int_eq(ethrss_get(a, "eth0", arena, &rss, &e), -EBADMSG);
	ck_assert_ptr_null(rss.fields);
}
END_TEST

/* Every kind of flow that has an attribute, by the number the kernel gives it. */
START_TEST(attributes_of_flows)
{
	static const struct {
		uint32_t flow;
		uint16_t attr;
	} all[] = {
		{ ETHER_FLOW, 1 }, { IPV4_FLOW, 2 }, { IPV6_FLOW, 3 }, { TCP_V4_FLOW, 4 },
		{ TCP_V6_FLOW, 5 }, { UDP_V4_FLOW, 6 }, { UDP_V6_FLOW, 7 }, { SCTP_V4_FLOW, 8 },
		{ SCTP_V6_FLOW, 9 }, { AH_V4_FLOW, 10 }, { AH_V6_FLOW, 11 }, { ESP_V4_FLOW, 12 },
		{ ESP_V6_FLOW, 13 }, { AH_ESP_V4_FLOW, 14 }, { AH_ESP_V6_FLOW, 15 },
	};
	struct nlbytes *b;
	size_t fields;

	rss_family(&t, RSS_ALL);
	b = nltape_add(&t, "ethtool/rss-get/eth0");
	nl_genl(b, RSS_FAMILY, 0);
	fields = nl_nest(b, K_RSS_FLOW_HASH);
	for (unsigned i = 1; i <= 27; i++)
		nl_u32(b, i, 100 + i);
	nl_nest_end(b, fields);
	nl_end(b);
	nl_ack(b);
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		ck_assert_int_eq(get(all[i].flow), 0);
		ck_assert_uint_eq(bits, 100u + all[i].attr);
	}
}
END_TEST

/* e1000e has fields to tell and nothing else of receive hashing. */
START_TEST(by_ioctl)
{
	rss_family(&t, RSS_ALL);
	nl_error(nltape_add(&t, "ethtool/rss-get/eth0"), -EOPNOTSUPP, NULL);
	grxfh("ioctl/rxfh-2/eth0", UDP_V4_FLOW, ADDRESSES);
	grxfh("ioctl/rxfh-13/eth0", IP_USER_FLOW, 0);
	ck_assert_int_eq(get(UDP_V4_FLOW), 0);
	ck_assert_uint_eq(bits, ADDRESSES);
	ck_assert_int_eq(get(IP_USER_FLOW), 0);
	ck_assert_uint_eq(bits, 0);
	again();
	for (unsigned age = RSS_IOCTL; age <= RSS_READ; age++) {
		rss_family(&t, age);
		grxfh("ioctl/rxfh-2/eth0", UDP_V4_FLOW, ADDRESSES | PORTS);
		ck_assert_int_eq(get(UDP_V4_FLOW), 0);
		ck_assert_uint_eq(bits, ADDRESSES | PORTS);
		rss_ioctl(&t, "ioctl/rxfh-1/eth0", -EOPNOTSUPP, NULL, 0);
		ck_assert_int_eq(get(TCP_V4_FLOW), -EOPNOTSUPP);
		again();
	}
}
END_TEST

START_TEST(damaged_or_refused)
{
	const uint32_t some = ADDRESSES;
	struct nlbytes *b;

	ck_assert_int_eq(get(UDP_V4_FLOW), -ENODATA);
	again();
	rss_family(&t, RSS_ALL);
	nest(K_FLOW_UDP4, &some, 3);
	ck_assert_int_eq(get(UDP_V4_FLOW), -EBADMSG);
	ck_assert(strstr(e.text, "ethtool/rss-get/eth0") != NULL);
	/* Of the others nothing is wrong. */
	ck_assert_int_eq(get(TCP_V4_FLOW), 0);
	again();
	rss_family(&t, RSS_ALL);
	b = nest(K_FLOW_UDP4, &some, sizeof(some));
	((struct nlattr *)(b->v + NLMSG_HDRLEN + GENL_HDRLEN + NLA_HDRLEN))->nla_len = 3;
	ck_assert_int_eq(get(UDP_V4_FLOW), -EBADMSG);
	ck_assert_uint_eq(bits, 0);
	again();
	rss_family(&t, RSS_ALL);
	nl_error(nltape_add(&t, "ethtool/rss-get/eth0"), -ENODEV, "no device matches name");
	ck_assert_int_eq(get(UDP_V4_FLOW), -ENODEV);
	ck_assert_str_eq(e.text, "no device matches name");
	again();
	rss_family(&t, RSS_IOCTL);
	grxfh("ioctl/rxfh-2/eth0", UDP_V4_FLOW, ADDRESSES);
	t.v[1].bytes.len--;
	ck_assert_int_eq(get(UDP_V4_FLOW), -EBADMSG);
	ck_assert(strstr(e.text, "ioctl/rxfh-2/eth0") != NULL);
}
END_TEST

START_TEST(set_by_netlink)
{
	const struct nlattr *tb[K_RSS_FLOW_HASH + 1];
	const struct nlattr *fields[K_FLOW_AH_ESP6 + 1];

	rss_family(&t, RSS_ALL);
	ck_assert_int_eq(ethrss_set_fields(a, "eth0", UDP_V4_FLOW, ADDRESSES | PORTS, &e), 0);
	ck_assert_uint_eq(told.times, 1);
	ck_assert(attrs_sort(attrs_after((void *)told.heard.v, GENL_HDRLEN), tb,
			     K_RSS_FLOW_HASH));
	for (unsigned k = K_RSS_CONTEXT; k < K_RSS_FLOW_HASH; k++)
		ck_assert_ptr_null(tb[k]);
	/* The kernel insists on the flag. */
	ck_assert_uint_eq(tb[K_RSS_FLOW_HASH]->nla_type, K_RSS_FLOW_HASH | NLA_F_NESTED);
	ck_assert(attrs_sort(attrs_in(tb[K_RSS_FLOW_HASH]), fields, K_FLOW_AH_ESP6));
	for (unsigned k = 1; k <= K_FLOW_AH_ESP6; k++)
		ck_assert_int_eq(fields[k] != NULL, k == K_FLOW_UDP4);
	ck_assert_uint_eq(attr_len(fields[K_FLOW_UDP4]), 4);
	ck_assert_uint_eq(attr_number(fields[K_FLOW_UDP4]).n, ADDRESSES | PORTS);

	told_refuse(&told, -EINVAL, "conflict with xfrm-input", 0);
	ck_assert_int_eq(ethrss_set_fields(a, "eth0", UDP_V4_FLOW, RXH_IP_SRC, &e), -EINVAL);
	ck_assert_str_eq(e.text, "conflict with xfrm-input");
	ck_assert_int_eq(ethrss_set_fields(a, "eth0", UDP_V4_FLOW, UINT64_C(1) << 32, &e),
			 -EINVAL);
	ck_assert_uint_eq(told.times, 2);
}
END_TEST

/* As "ethtool -N eth0 rx-flow-hash udp4 sdfn" passes it. */
START_TEST(set_by_ioctl)
{
	struct ethtool_rxnfc r;

	for (unsigned age = RSS_IOCTL; age <= RSS_ALL; age++) {
		/* A flow without an attribute goes this way on every kernel. */
		uint32_t flow = age == RSS_ALL ? IP_USER_FLOW : UDP_V4_FLOW;

		rss_family(&t, age);
		ck_assert_int_eq(ethrss_set_fields(a, "eth0", flow, 0xf0, &e), 0);
		ck_assert_uint_eq(told.times, 1);
		ck_assert_uint_eq(told.size, 192);
		memcpy(&r, told.bytes, sizeof(r));
		ck_assert_uint_eq(r.cmd, ETHTOOL_SRXFH);
		ck_assert_uint_eq(r.flow_type, flow);
		ck_assert_uint_eq(r.data, 0xf0);
		told.rc = -EINVAL;
		ck_assert_int_eq(ethrss_set_fields(a, "eth0", flow, RXH_IP_SRC, &e), -EINVAL);
		again();
	}
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("ethrss_fields");
	TCase *c = tcase_create("ethrss_fields");

	tcase_add_checked_fixture(c, setup, tape_teardown);
	tcase_add_test(c, by_netlink);
	tcase_add_test(c, along_with_the_rest);
	tcase_add_test(c, attributes_of_flows);
	tcase_add_test(c, by_ioctl);
	tcase_add_test(c, damaged_or_refused);
	tcase_add_test(c, set_by_netlink);
	tcase_add_test(c, set_by_ioctl);
	suite_add_tcase(s, c);
	return s;
}

TEST_MAIN(suite)
