// SPDX-License-Identifier: GPL-2.0-or-later
// A4, A5, A6: receive hashing as the kernel tells it, over netlink and by ioctl.
#include "main.h"
#include "nqtune/ethrss.h"
#include "rsstape.h"
#include "tapetest.h"

static struct ethrss rss;

static uint32_t table[128];
static uint8_t key[40];
static const struct rss_answer igb = { table, 128, key, sizeof(key), 1u << TOEPLITZ, 0 };

static void setup(void)
{
	tape_setup();
	for (unsigned i = 0; i < 128; i++)
		table[i] = i * 6 / 128;
	for (unsigned i = 0; i < sizeof(key); i++)
		key[i] = (uint8_t)(7 * i + 1);
}

static void again(void)
{
	tape_teardown();
	setup();
}

static int get(void)
{
	return ethrss_get(a, "eth0", arena, &rss, &e);
}

static void check_igb(bool by_netlink)
{
	ck_assert_int_eq(rss.by_netlink, by_netlink);
	ck_assert_uint_eq(rss.nentries, 128);
	ck_assert_mem_eq(rss.table, table, sizeof(table));
	ck_assert_uint_eq(rss.key_len, sizeof(key));
	ck_assert_mem_eq(rss.key, key, sizeof(key));
	ck_assert(rss.hfunc.set && rss.hfunc.n == TOEPLITZ);
	ck_assert(rss.rings.set && rss.rings.n == 6);
}

static void check_nothing(void)
{
	ck_assert_ptr_null(rss.table);
	ck_assert_ptr_null(rss.key);
	ck_assert_ptr_null(rss.contexts);
	ck_assert_uint_eq(rss.nentries + rss.key_len + rss.ncontexts, 0);
	ck_assert(!rss.hfunc.set && !rss.xfrm.set && !rss.rings.set);
	ck_assert(!rss.contexts_told && !rss.by_netlink);
}

static void put_context(struct nlbytes *b, long number)
{
	nl_genl(b, RSS_FAMILY, NLM_F_MULTI);
	nl_attr(b, K_RSS_INDIR, table, 8);
	if (number >= 0)
		nl_u32(b, K_RSS_CONTEXT, (uint32_t)number);
	nl_end(b);
}

START_TEST(a5_by_netlink)
{
	struct rss_answer with = igb;
	struct nlbytes *b;

	with.xfrm = 1;
	rss_family(&t, RSS_READ);
	rss_netlink(&t, &with);
	b = nltape_add(&t, "ethtool/rss-contexts/eth0");
	put_context(b, 3);
	put_context(b, -1);	/* the main one, with or without its number */
	put_context(b, 0);
	put_context(b, 1);
	nl_done(b, 0);
	rss_rings(&t, 6);
	ck_assert_int_eq(get(), 0);
	check_igb(true);
	ck_assert(rss.xfrm.set && rss.xfrm.n == 1);
	ck_assert(rss.contexts_told);
	ck_assert_uint_eq(rss.ncontexts, 2);
	ck_assert(rss.contexts[0] == 3 && rss.contexts[1] == 1);
}
END_TEST

/* Kernels before 6.12 list no contexts, and older recordings neither those nor the rings. */
START_TEST(what_is_not_told_is_not_set)
{
	static const int codes[] = { -EOPNOTSUPP, -EINVAL };
	const struct rss_answer bare = { 0 };

	for (size_t i = 0; i < 2; i++) {
		rss_family(&t, RSS_READ);
		rss_netlink(&t, &igb);
		nl_error(nltape_add(&t, "ethtool/rss-contexts/eth0"), codes[i], NULL);
		rss_ioctl(&t, "ioctl/rxrings/eth0", -EOPNOTSUPP, NULL, 0);
		ck_assert_int_eq(get(), 0);
		ck_assert(rss.nentries == 128 && rss.ncontexts == 0 && !rss.contexts_told);
		ck_assert(!rss.rings.set && !rss.xfrm.set);
		again();
	}
	rss_family(&t, RSS_READ);
	rss_netlink(&t, &bare);
	ck_assert_int_eq(get(), 0);
	ck_assert(rss.by_netlink);
	rss.by_netlink = false;
	check_nothing();
}
END_TEST

START_TEST(a4_one_hash_function_or_none)
{
	struct rss_answer r = igb;

	rss_family(&t, RSS_READ);
	r.hfunc = 1u << XOR;
	rss_netlink(&t, &r);
	ck_assert_int_eq(get(), 0);
	ck_assert(rss.hfunc.set && rss.hfunc.n == XOR);
	r.hfunc = 3;
	rss_put_netlink(&t.v[1].bytes, &r);
	ck_assert_int_eq(get(), 0);
	ck_assert(!rss.hfunc.set && rss.nentries == 128);
}
END_TEST

START_TEST(a5_by_ioctl)
{
	static const enum rss_age ages[] = { RSS_IOCTL, RSS_READ };
	struct rss_answer r = igb;

	r.xfrm = 2;
	for (size_t i = 0; i < 2; i++) {
		if (ages[i] == RSS_IOCTL)
			rss_family(&t, ages[i]);
		else
			nl_error(nltape_add(&t, "genl/ethtool"), -ENOENT, NULL);
		rss_grssh(&t, &r);
		rss_rings(&t, 6);
		ck_assert_int_eq(get(), 0);
		check_igb(false);
		ck_assert(rss.xfrm.set && rss.xfrm.n == 2);
		again();
	}
	/* igb of 6.17 shows no key; virtio_net without a hashing host shows neither. */
	r = (struct rss_answer){ .table = table, .nentries = 128, .key = key, .hfunc = 1 };
	rss_family(&t, RSS_IOCTL);
	rss_grssh(&t, &r);
	ck_assert_int_eq(get(), 0);
	ck_assert(rss.nentries == 128 && !rss.key && rss.key_len == 0 && !rss.xfrm.set);
	again();
	r.nentries = 0;
	rss_family(&t, RSS_IOCTL);
	rss_grssh(&t, &r);
	t.n--;
	ck_assert_int_eq(get(), 0);
	ck_assert(!rss.table && !rss.key && rss.hfunc.set);
}
END_TEST

START_TEST(none_or_not_recorded)
{
	ck_assert_int_eq(get(), -ENODATA);
	again();
	rss_family(&t, RSS_READ);
	ck_assert_int_eq(get(), -ENODATA);
	nl_error(nltape_add(&t, "ethtool/rss-get/eth0"), -EOPNOTSUPP, NULL);
	ck_assert_int_eq(get(), -EOPNOTSUPP);
	check_nothing();
	ck_assert_int_eq(ethrss_get(a, "../x", arena, &rss, &e), -ENODEV);
	again();
	rss_family(&t, RSS_IOCTL);
	ck_assert_int_eq(get(), -ENODATA);
	rss_grssh(&t, &igb);
	t.n--;
	ck_assert_int_eq(get(), -ENODATA);
	check_nothing();
	again();
	rss_family(&t, RSS_IOCTL);
	rss_ioctl(&t, "ioctl/rssh-size/eth0", -EOPNOTSUPP, NULL, 0);
	ck_assert_int_eq(get(), -EOPNOTSUPP);
	check_nothing();
	again();
	rss_family(&t, RSS_READ);
	rss_netlink(&t, &igb);
	nl_error(nltape_add(&t, "ethtool/rss-contexts/eth0"), -EPERM, "not you");
	ck_assert_int_eq(get(), -EPERM);
	ck_assert_str_eq(e.text, "not you");
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

static struct nlbytes *one_attribute(const char *name, unsigned type, const void *v, size_t len)
{
	struct nlbytes *b;

	rss_family(&t, RSS_READ);
	if (strstr(name, "contexts"))
		rss_netlink(&t, &igb);
	b = nltape_add(&t, name);
	nl_genl(b, RSS_FAMILY, 0);
	nl_attr(b, type, v, len);
	nl_end(b);
	nl_ack(b);
	return b;
}

START_TEST(damaged_netlink)
{
	static const char rss_get[] = "ethtool/rss-get/eth0";
	static const char contexts[] = "ethtool/rss-contexts/eth0";
	static const uint8_t zeros[1025];
	const uint64_t wide = UINT64_C(1) << 32;
	struct nlbytes *b;

	one_attribute(rss_get, K_RSS_INDIR, zeros, 6);
	check_damaged(rss_get);
	one_attribute(rss_get, K_RSS_HKEY, zeros, 1025);
	check_damaged(rss_get);
	one_attribute(rss_get, K_RSS_HFUNC, zeros, 3);
	check_damaged(rss_get);
	one_attribute(rss_get, K_RSS_INPUT_XFRM, zeros, 5);
	check_damaged(rss_get);
	one_attribute(contexts, K_RSS_CONTEXT, zeros, 3);
	check_damaged(contexts);
	one_attribute(contexts, K_RSS_CONTEXT, &wide, sizeof(wide));
	check_damaged(contexts);
	b = one_attribute(contexts, K_RSS_CONTEXT, zeros, 4);
	((struct nlattr *)(b->v + NLMSG_HDRLEN + GENL_HDRLEN))->nla_len = 40;
	check_damaged(contexts);

	/* The longest key that is believed. */
	one_attribute(rss_get, K_RSS_HKEY, zeros, 1024);
	ck_assert_int_eq(get(), 0);
	ck_assert_uint_eq(rss.key_len, 1024);
}
END_TEST

START_TEST(damaged_ioctl)
{
	struct ethtool_rxfh sizes = { .cmd = ETHTOOL_GRSSH, .indir_size = 65537 };

	rss_family(&t, RSS_IOCTL);
	rss_grssh(&t, &igb);
	t.v[2].bytes.len--;
	check_damaged("ioctl/rssh/eth0");
	rss_family(&t, RSS_IOCTL);
	rss_grssh(&t, &igb);
	t.v[1].bytes.len++;
	check_damaged("ioctl/rssh-size/eth0");
	rss_family(&t, RSS_IOCTL);
	rss_ioctl(&t, "ioctl/rssh-size/eth0", 0, &sizes, sizeof(sizes));
	check_damaged("too long to be true");
	sizes.indir_size = 128;
	sizes.key_size = 1025;
	rss_family(&t, RSS_IOCTL);
	rss_ioctl(&t, "ioctl/rssh-size/eth0", 0, &sizes, sizeof(sizes));
	check_damaged("too long to be true");
	rss_family(&t, RSS_READ);
	rss_netlink(&t, &igb);
	rss_rings(&t, 6);
	t.v[2].bytes.len--;
	check_damaged("ioctl/rxrings/eth0");
}
END_TEST

/* More contexts than anyone has. */
static struct nlbytes one_context;
static uint8_t *many;
static size_t many_len;

static int feed_many(const char *name, const void **bytes, size_t *len, void *data)
{
	if (!strstr(name, "contexts"))
		return nltape_fn(name, bytes, len, data);
	*bytes = many;
	*len = many_len;
	return 0;
}

START_TEST(contexts_without_end)
{
	const size_t n = 65537;
	struct answers *flood;
	struct nlbytes end = { .len = 0 };

	rss_family(&t, RSS_READ);
	rss_netlink(&t, &igb);
	one_context.len = 0;
	put_context(&one_context, 7);
	nl_done(&end, 0);
	many = malloc(n * one_context.len + end.len);
	ck_assert_int_eq(answers_open_bytes(&flood, feed_many, &t), 0);
	for (size_t more = 0; more < 2; more++) {
		many_len = 0;
		for (size_t i = 0; i < n - 1 + more; i++, many_len += one_context.len)
			memcpy(many + many_len, one_context.v, one_context.len);
		memcpy(many + many_len, end.v, end.len);
		many_len += end.len;
		ck_assert_int_eq(ethrss_get(flood, "eth0", arena, &rss, &e),
				 more ? -EBADMSG : 0);
		ck_assert_uint_eq(rss.ncontexts, more ? 0 : n - 1);
	}
	answers_close(flood);
	free(many);
}
END_TEST

static void load(const char *dir, const char *const *keys)
{
	for (; *keys; keys++)
		ck_assert(nltape_load(&t, dir, *keys));
}

static const char *const keys_6_1[] = {
	"genl/ethtool", "ioctl/rssh-size/eth0", "ioctl/rssh/eth0", "ioctl/rxrings/eth0",
	"ioctl/rxfh-2/eth0", NULL,
};
static const char *const keys_7[] = {
	"genl/ethtool", "ethtool/rss-get/eth0", "ethtool/rss-contexts/eth0",
	"ioctl/rxrings/eth0", NULL,
};

/* One machine under two kernels: it says the same both ways. */
START_TEST(recorded)
{
	static const uint32_t turn[] = { 0, 1, 2, 3, 3, 2, 1, 0 };

	if (!data_readable())
		return;
	for (unsigned i = 0; i < 2; i++) {
		uint64_t bits;

		load(i ? "rss-7" : "rss-6.1", i ? keys_7 : keys_6_1);
		ck_assert_int_eq(get(), 0);
		ck_assert_int_eq(rss.by_netlink, i == 1);
		ck_assert_uint_eq(rss.nentries, 128);
		for (unsigned k = 0; k < 128; k++)
			ck_assert_uint_eq(rss.table[k], turn[k % 8]);
		ck_assert_uint_eq(rss.key_len, sizeof(key));
		ck_assert_mem_eq(rss.key, key, sizeof(key));
		ck_assert(rss.hfunc.set && rss.hfunc.n == TOEPLITZ && !rss.xfrm.set);
		ck_assert(rss.rings.set && rss.rings.n == 4);
		ck_assert(rss.ncontexts == 0 && rss.contexts_told == (i == 1));
		ck_assert_int_eq(ethrss_get_fields(a, "eth0", UDP_V4_FLOW, &bits, &e), 0);
		ck_assert_uint_eq(bits, RXH_IP_SRC | RXH_IP_DST);
		again();
	}
}
END_TEST

/* The same kind of card without a hashing host; and veth, which has none of this. */
START_TEST(recorded_with_less)
{
	if (!data_readable())
		return;
	ck_assert(nltape_load(&t, "virtio", "genl/ethtool"));
	ck_assert(nltape_load(&t, "virtio", "ethtool/rss-get/eth0"));
	ck_assert_int_eq(get(), 0);
	ck_assert(rss.hfunc.set && rss.hfunc.n == TOEPLITZ && !rss.table && !rss.key);
	again();
	ck_assert(nltape_load(&t, "veth", "genl/ethtool"));
	ck_assert(nltape_load(&t, "veth", "ethtool/rss-get/lan0"));
	ck_assert_int_eq(ethrss_get(a, "lan0", arena, &rss, &e), -EOPNOTSUPP);
	check_nothing();
}
END_TEST

static void read_all(struct nltape *tape, void *data)
{
	struct answers *one = nltape_open(tape);
	struct arena *here = arena_new(NULL);
	uint64_t bits;
	int rc = ethrss_get(one, "eth0", here, &rss, &e);

	ck_assert(rc <= 0 && rc > -4096);
	ck_assert(rc == 0 || e.text[0]);
	ck_assert(rss.nentries == 0 || rss.table);
	ck_assert(rss.key_len == 0 || rss.key);
	rc = ethrss_get_fields(one, "eth0", UDP_V4_FLOW, &bits, &e);
	ck_assert(rc <= 0 && rc > -4096);
	arena_free(here);
	answers_close(one);
}

START_TEST(recorded_and_damaged)
{
	if (!data_readable())
		return;
	load(_i ? "rss-7" : "rss-6.1", _i ? keys_7 : keys_6_1);
	nltape_flip_all(&t, read_all, NULL);
	ck_assert_uint_gt(t.asked, 10000);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("ethrss");
	TCase *c = tcase_create("ethrss");

	tcase_add_checked_fixture(c, setup, tape_teardown);
	tcase_set_timeout(c, 60);
	tcase_add_test(c, a5_by_netlink);
	tcase_add_test(c, what_is_not_told_is_not_set);
	tcase_add_test(c, a4_one_hash_function_or_none);
	tcase_add_test(c, a5_by_ioctl);
	tcase_add_test(c, none_or_not_recorded);
	tcase_add_test(c, damaged_netlink);
	tcase_add_test(c, damaged_ioctl);
	tcase_add_test(c, contexts_without_end);
	tcase_add_test(c, recorded);
	tcase_add_test(c, recorded_with_less);
	tcase_add_loop_test(c, recorded_and_damaged, 0, 2);
	suite_add_tcase(s, c);
	return s;
}

TEST_MAIN(suite)
