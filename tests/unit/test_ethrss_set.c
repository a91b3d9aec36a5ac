// SPDX-License-Identifier: GPL-2.0-or-later
// A4, A5, A6: what a kernel is told of receive hashing, and what never gets that far.
#include "attrs.h"
#include "main.h"
#include "nqtune/err.h"
#include "nqtune/ethrss.h"
#include "rsstape.h"

/* RXH_XFRM_SYM_XOR and RXH_XFRM_NO_CHANGE, in headers since 6.8. */
#define SYM_XOR 1
#define XFRM_AT 17

static struct nltape t;
static struct answers *a;
static struct err e;

static uint32_t table[128];
static uint8_t key[40];
static const struct rss_answer nic = { table, 128, key, sizeof(key), 1u << TOEPLITZ, 0 };

/* A kernel that takes down what it is told; rc and refusal are its answers. */
static struct {
	unsigned netlinks;
	struct nlbytes msg;	/* the last */
	unsigned ioctls;
	struct {
		uint8_t v[2048];
		size_t size;
	} ioctl[2];
	int rc;
	struct nlbytes reply;
	bool forgets_table;	/* as 6.17 does */
	size_t nentries;	/* of the table from then on */
} told;

static const struct nlattr *told_attr(unsigned type)
{
	const struct nlattr *tb[K_RSS_FLOW_HASH + 1];

	ck_assert_uint_gt(told.netlinks, 0);
	ck_assert(attrs_sort(attrs_after((void *)told.msg.v, GENL_HDRLEN), tb, K_RSS_FLOW_HASH));
	return tb[type];
}

/* The table is what the answer says from now on. */
static void take_table(void)
{
	const struct nlattr *indir = told_attr(K_RSS_INDIR);
	struct rss_answer now = nic;
	uint32_t own[128];

	if (!indir || told.forgets_table)
		return;
	for (unsigned i = 0; i < 128; i++)
		own[i] = i % 6;
	now.table = attr_len(indir) ? attr_data(indir) : own;
	now.nentries = told.nentries ? told.nentries : 128;
	for (size_t i = 0; i < t.n; i++)
		if (strstr(t.v[i].key, "rss-get"))
			rss_put_netlink(&t.v[i].bytes, &now);
}

static int on_netlink(const struct nlmsghdr *request, const void **bytes, size_t *len, void *data)
{
	told.netlinks++;
	told.msg.len = 0;
	nl_put(&told.msg, request, request->nlmsg_len);
	take_table();
	*bytes = told.reply.v;
	*len = told.reply.len;
	return 0;
}

static int on_ioctl(const char *ifname, void *buf, size_t size, void *data)
{
	unsigned n = told.ioctls++;

	ck_assert_str_eq(ifname, "eth0");
	ck_assert_uint_lt(n, 2);
	ck_assert_uint_le(size, sizeof(told.ioctl[n].v));
	memcpy(told.ioctl[n].v, buf, size);
	told.ioctl[n].size = size;
	return told.rc;
}

static const struct stand_in kernel = { on_netlink, on_ioctl, NULL };

static void setup(void)
{
	memset(&t, 0, sizeof(t));
	memset(&e, 0, sizeof(e));
	memset(&told, 0, sizeof(told));
	nl_ack(&told.reply);
	a = nltape_open(&t);
	a->stand_in = &kernel;
	for (unsigned i = 0; i < 128; i++)
		table[i] = i * 6 / 128;
	for (unsigned i = 0; i < sizeof(key); i++)
		key[i] = (uint8_t)(i + 1);
}

static void teardown(void)
{
	answers_close(a);
}

static void again(void)
{
	teardown();
	setup();
}

static void lay(enum rss_age age, const struct rss_answer *r)
{
	rss_family(&t, age);
	if (age == RSS_IOCTL)
		rss_grssh(&t, r);
	else
		rss_netlink(&t, r);
	rss_rings(&t, 6);
}

static int set(const struct ethrss_order *o)
{
	return ethrss_set(a, "eth0", o, &e);
}

static const uint32_t two[] = { 4, 5 };

static const struct ethrss_order pair = { .table = two, .nentries = 2 };
static const struct ethrss_order own = { .table_default = true };
static const struct ethrss_order keyed = { .key = key, .key_len = sizeof(key) };
static const struct ethrss_order hashed = { .hfunc = { true, XOR } };
static const struct ethrss_order symmetric = { .xfrm = { true, SYM_XOR } };

/* SRSSH as it was told: the header's fields. */
static const struct ethtool_rxfh *srssh(unsigned i)
{
	static struct ethtool_rxfh r;

	ck_assert_uint_lt(i, told.ioctls);
	memcpy(&r, told.ioctl[i].v, sizeof(r));
	ck_assert_uint_eq(r.cmd, ETHTOOL_SRSSH);
	ck_assert_uint_eq(r.rss_context, 0);
	ck_assert_uint_eq(r.rsvd32, 0);
	return &r;
}

static void check_pairs(const void *bytes)
{
	uint32_t v[128];

	memcpy(v, bytes, sizeof(v));
	for (unsigned i = 0; i < 128; i++)
		ck_assert_uint_eq(v[i], two[i % 2]);
}

START_TEST(netlink_all_at_once)
{
	const struct ethrss_order o = {
		.table = two, .nentries = 2, .key = key, .key_len = sizeof(key),
		.hfunc = { true, XOR }, .xfrm = { true, SYM_XOR },
	};

	lay(RSS_ALL, &nic);
	ck_assert_int_eq(set(&o), 0);
	ck_assert_uint_eq(told.netlinks, 1);
	ck_assert_uint_eq(told.ioctls, 0);
	ck_assert_uint_eq(((struct genlmsghdr *)(told.msg.v + NLMSG_HDRLEN))->cmd,
			  K_ETHTOOL_RSS_SET);
	ck_assert_uint_eq(attr_len(told_attr(K_RSS_INDIR)), 512);
	check_pairs(attr_data(told_attr(K_RSS_INDIR)));
	ck_assert_uint_eq(attr_len(told_attr(K_RSS_HKEY)), sizeof(key));
	ck_assert_mem_eq(attr_data(told_attr(K_RSS_HKEY)), key, sizeof(key));
	ck_assert_uint_eq(attr_number(told_attr(K_RSS_HFUNC)).n, 1u << XOR);
	ck_assert_uint_eq(attr_number(told_attr(K_RSS_INPUT_XFRM)).n, SYM_XOR);
}
END_TEST

/* What is not named is not told. */
START_TEST(netlink_one_at_a_time)
{
	static const struct {
		const struct ethrss_order *o;
		unsigned attr;
		size_t len;
	} one[] = {
		{ &pair, K_RSS_INDIR, 512 },
		{ &own, K_RSS_INDIR, 0 },
		{ &keyed, K_RSS_HKEY, 40 },
		{ &hashed, K_RSS_HFUNC, 4 },
		{ &symmetric, K_RSS_INPUT_XFRM, 4 },
	};

	for (size_t i = 0; i < sizeof(one) / sizeof(one[0]); i++) {
		lay(RSS_ALL, &nic);
		ck_assert_int_eq(set(one[i].o), 0);
		ck_assert_uint_eq(told.netlinks, 1);
		ck_assert_uint_eq(told.ioctls, 0);
		for (unsigned k = K_RSS_CONTEXT; k <= K_RSS_FLOW_HASH; k++) {
			const struct nlattr *attr = told_attr(k);

			ck_assert_int_eq(attr != NULL, k == one[i].attr);
			ck_assert(!attr || attr_len(attr) == one[i].len);
		}
		again();
	}
}
END_TEST

START_TEST(netlink_refuses)
{
	const struct nlmsgerr err = { .error = -EINVAL };
	const struct ethrss_order o = { .table = two, .nentries = 2, .hfunc = { true, XOR } };

	lay(RSS_ALL, &nic);
	told.forgets_table = true;
	told.reply.len = 0;
	nl_msg(&told.reply, NLMSG_ERROR, NLM_F_CAPPED | NLM_F_ACK_TLVS);
	nl_put(&told.reply, &err, sizeof(err));
	nl_text(&told.reply, NLMSGERR_ATTR_MSG, "the kernel's words");
	/* The second attribute behind the header nest: 16 + 4 + 4 + 12 + 516. */
	nl_u32(&told.reply, NLMSGERR_ATTR_OFFS, 552);
	nl_end(&told.reply);
	ck_assert_int_eq(set(&o), -EINVAL);
	ck_assert_str_eq(e.text, "hash function: the kernel's words");
	ck_assert_uint_eq(told.ioctls, 0);
}
END_TEST

/* Linux 6.17 says yes to a table that begins as the old one, and leaves the driver alone. */
START_TEST(netlink_that_forgets_the_table)
{
	lay(RSS_ALL, &nic);
	told.forgets_table = true;
	ck_assert_int_eq(set(&pair), 0);
	ck_assert_uint_eq(told.netlinks, 1);
	ck_assert_uint_eq(told.ioctls, 1);
	ck_assert_uint_eq(srssh(0)->indir_size, 128);
	ck_assert_uint_eq(srssh(0)->key_size, 0);
	ck_assert_uint_eq(srssh(0)->hfunc, 0);
	ck_assert_uint_eq(told.ioctl[0].size, sizeof(struct ethtool_rxfh) + 512);
	check_pairs(told.ioctl[0].v + sizeof(struct ethtool_rxfh));
	again();
	lay(RSS_ALL, &nic);
	told.forgets_table = true;
	told.rc = -EIO;
	ck_assert_int_eq(set(&own), -EIO);
	ck_assert_uint_eq(srssh(0)->indir_size, 0);
	/* Without its rings nobody knows what the driver's own table is. */
	again();
	lay(RSS_ALL, &nic);
	t.n--;
	told.forgets_table = true;
	ck_assert_int_eq(set(&own), 0);
	ck_assert_uint_eq(told.ioctls, 0);
	/* A table of another length is someone else's doing. */
	again();
	lay(RSS_ALL, &nic);
	told.nentries = 64;
	ck_assert_int_eq(set(&pair), 0);
	ck_assert_uint_eq(told.ioctls, 0);
}
END_TEST

/* As "ethtool -X eth0 equal 2", "default", "hfunc toeplitz" and "hkey ..." pass it. */
START_TEST(ioctl_one_at_a_time)
{
	const struct ethrss_order toeplitz = { .hfunc = { true, TOEPLITZ } };
	const struct ethtool_rxfh *r;

	lay(RSS_IOCTL, &nic);
	ck_assert_int_eq(set(&pair), 0);
	r = srssh(0);
	ck_assert(r->indir_size == 128 && r->key_size == 0 && r->hfunc == 0);
	ck_assert_uint_eq(told.ioctl[0].size, 24 + 512);
	check_pairs(told.ioctl[0].v + 24);
	told.ioctls = 0;
	ck_assert_int_eq(set(&own), 0);
	r = srssh(0);
	ck_assert(r->indir_size == 0 && r->key_size == 0 && r->hfunc == 0);
	ck_assert_uint_eq(told.ioctl[0].size, 24);
	told.ioctls = 0;
	ck_assert_int_eq(set(&toeplitz), 0);
	r = srssh(0);
	ck_assert(r->indir_size == 0xffffffff && r->key_size == 0 && r->hfunc == 1);
	ck_assert_uint_eq(told.ioctl[0].size, 24);
	told.ioctls = 0;
	ck_assert_int_eq(set(&keyed), 0);
	r = srssh(0);
	ck_assert(r->indir_size == 0xffffffff && r->key_size == 40 && r->hfunc == 0);
	ck_assert_uint_eq(told.ioctl[0].size, 24 + 40);
	ck_assert_mem_eq(told.ioctl[0].v + 24, key, sizeof(key));
	ck_assert_uint_eq(told.ioctl[0].v[XFRM_AT], 0);
	ck_assert_uint_eq(told.ioctls, 1);
	ck_assert_uint_eq(told.netlinks, 0);
}
END_TEST

START_TEST(ioctl_all_at_once)
{
	const struct ethrss_order o = {
		.table = two, .nentries = 2, .key = key, .key_len = sizeof(key),
		.hfunc = { true, XOR }, .xfrm = { true, SYM_XOR },
	};

	/* 6.12 reads over netlink and is told by ioctl. */
	lay(RSS_READ, &nic);
	ck_assert_int_eq(set(&o), 0);
	ck_assert_uint_eq(told.ioctls, 1);
	ck_assert(srssh(0)->indir_size == 128 && srssh(0)->key_size == 40 && srssh(0)->hfunc == 2);
	ck_assert_uint_eq(told.ioctl[0].v[XFRM_AT], SYM_XOR);
	check_pairs(told.ioctl[0].v + 24);
	ck_assert_mem_eq(told.ioctl[0].v + 24 + 512, key, sizeof(key));
}
END_TEST

/* Kernels before 6.11 would set a key of zeros. */
START_TEST(ioctl_default_table_and_key)
{
	const struct ethrss_order both = { .table_default = true, .key = key,
					   .key_len = sizeof(key), .hfunc = { true, XOR } };

	lay(RSS_IOCTL, &nic);
	ck_assert_int_eq(set(&both), 0);
	ck_assert_uint_eq(told.ioctls, 2);
	ck_assert(srssh(0)->indir_size == 0xffffffff && srssh(0)->key_size == 40);
	ck_assert_uint_eq(srssh(0)->hfunc, 2);
	ck_assert(srssh(1)->indir_size == 0 && srssh(1)->key_size == 0 && srssh(1)->hfunc == 0);
	told.ioctls = 0;
	told.rc = -EOPNOTSUPP;
	ck_assert_int_eq(set(&both), -EOPNOTSUPP);
	ck_assert_uint_eq(told.ioctls, 1);
}
END_TEST

/* The byte means something since 6.8: what is there is said again. */
START_TEST(the_transformation_stays)
{
	static const enum rss_age ages[] = { RSS_IOCTL, RSS_READ };
	struct rss_answer r = nic;

	r.xfrm = SYM_XOR;
	for (size_t i = 0; i < 2; i++) {
		lay(ages[i], &r);
		ck_assert_int_eq(set(&pair), 0);
		ck_assert_uint_eq(told.ioctl[0].v[XFRM_AT], SYM_XOR);
		told.ioctls = 0;
		ck_assert_int_eq(set(&(struct ethrss_order){ .xfrm = { true, 0 } }), 0);
		ck_assert_uint_eq(told.ioctl[0].v[XFRM_AT], 0);
		told.ioctls = 0;
		ck_assert_int_eq(set(&symmetric), 0);
		ck_assert_uint_eq(told.ioctls, 0);
		again();
	}
	/* Also where one order takes two messages. */
	lay(RSS_READ, &nic);
	ck_assert_int_eq(set(&(struct ethrss_order){ .table_default = true, .key = key,
						     .key_len = sizeof(key),
						     .xfrm = { true, SYM_XOR } }), 0);
	ck_assert_uint_eq(told.ioctls, 2);
	ck_assert_uint_eq(told.ioctl[1].v[XFRM_AT], SYM_XOR);
	again();
	lay(RSS_ALL, &nic);
	told.forgets_table = true;
	ck_assert_int_eq(set(&(struct ethrss_order){ .table = two, .nentries = 2,
						     .xfrm = { true, SYM_XOR } }), 0);
	ck_assert_uint_eq(told.ioctls, 1);
	ck_assert_uint_eq(told.ioctl[0].v[XFRM_AT], SYM_XOR);
	again();
	lay(RSS_IOCTL, &nic);
	told.rc = -EINVAL;
	ck_assert_int_eq(set(&symmetric), -EINVAL);
	ck_assert(strstr(e.text, "needs Linux 6.8") != NULL);
	ck_assert_int_eq(set(&hashed), -EINVAL);
	ck_assert(strstr(e.text, "6.8") == NULL);
}
END_TEST

START_TEST(nothing_to_tell)
{
	lay(RSS_ALL, &nic);
	ck_assert_int_eq(set(&(struct ethrss_order){ 0 }), 0);
	ck_assert_int_eq(set(&(struct ethrss_order){ .xfrm = { true, 0 } }), 0);
	ck_assert_uint_eq(told.netlinks + told.ioctls, 0);
}
END_TEST

static void check_refused(const struct ethrss_order *o, int code, const char *words)
{
	ck_assert_int_eq(set(o), code);
	ck_assert_str_eq(e.text, words);
	ck_assert_uint_eq(told.netlinks + told.ioctls, 0);
}

START_TEST(what_does_not_fit_is_not_told)
{
	static const uint32_t beyond[] = { 0, 5, 1, 6 };
	static const struct rss_answer bare = { .hfunc = 1 };

	lay(RSS_ALL, &nic);
	check_refused(&(struct ethrss_order){ .table = beyond, .nentries = 3 }, -EINVAL,
		      "a table of 3 entries does not fit into the NIC's of 128 (give 128, or a"
		      " part that divides it)");
	check_refused(&(struct ethrss_order){ .table = table, .nentries = 256 }, -EINVAL,
		      "a table of 256 entries does not fit into the NIC's of 128 (give 128, or a"
		      " part that divides it)");
	check_refused(&(struct ethrss_order){ .table = beyond }, -EINVAL,
		      "a table of 0 entries does not fit into the NIC's of 128 (give 128, or a"
		      " part that divides it)");
	check_refused(&(struct ethrss_order){ .table = beyond, .nentries = 4 }, -EINVAL,
		      "table entry 3 names rx queue 6, of 6 there are");
	check_refused(&(struct ethrss_order){ .table = two, .nentries = 2,
					      .table_default = true }, -EINVAL,
		      "a table and the driver's own table at once");
	check_refused(&(struct ethrss_order){ .key = key, .key_len = 39 }, -EINVAL,
		      "a hash key of 39 bytes does not fit the NIC's of 40");
	check_refused(&(struct ethrss_order){ .hfunc = { true, 8 } }, -EINVAL,
		      "there is no hash function 8");
	check_refused(&(struct ethrss_order){ .xfrm = { true, 0xff } }, -EINVAL,
		      "there is no input transformation 0xff");
	again();
	lay(RSS_ALL, &bare);
	check_refused(&pair, -EOPNOTSUPP, "the driver has no indirection table");
	check_refused(&own, -EOPNOTSUPP, "the driver has no indirection table");
	check_refused(&keyed, -EOPNOTSUPP, "the driver has no hash key to set");
	/* Where the rings are not known, the kernel judges. */
	again();
	lay(RSS_ALL, &nic);
	t.n--;
	ck_assert_int_eq(set(&(struct ethrss_order){ .table = beyond, .nentries = 4 }), 0);
	ck_assert_uint_eq(told.netlinks, 1);
}
END_TEST

START_TEST(nobody_to_tell)
{
	lay(RSS_ALL, &nic);
	a->stand_in = NULL;
	ck_assert_int_eq(set(&pair), -EROFS);
	ck_assert_int_eq(ethrss_set_fields(a, "eth0", UDP_V4_FLOW, 0x30, &e), -EROFS);
	a->stand_in = &kernel;
	again();
	rss_family(&t, RSS_ALL);
	nl_error(nltape_add(&t, "ethtool/rss-get/eth0"), -EOPNOTSUPP, NULL);
	ck_assert_int_eq(set(&pair), -EOPNOTSUPP);
	again();
	ck_assert_int_eq(set(&pair), -ENODATA);
	ck_assert_int_eq(ethrss_set_fields(a, "eth0", UDP_V4_FLOW, 0x30, &e), -ENODATA);
	ck_assert_uint_eq(told.netlinks + told.ioctls, 0);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("ethrss_set");
	TCase *c = tcase_create("ethrss_set");

	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_test(c, netlink_all_at_once);
	tcase_add_test(c, netlink_one_at_a_time);
	tcase_add_test(c, netlink_refuses);
	tcase_add_test(c, netlink_that_forgets_the_table);
	tcase_add_test(c, ioctl_one_at_a_time);
	tcase_add_test(c, ioctl_all_at_once);
	tcase_add_test(c, ioctl_default_table_and_key);
	tcase_add_test(c, the_transformation_stays);
	tcase_add_test(c, nothing_to_tell);
	tcase_add_test(c, what_does_not_fit_is_not_told);
	tcase_add_test(c, nobody_to_tell);
	suite_add_tcase(s, c);
	return s;
}

TEST_MAIN(suite)
