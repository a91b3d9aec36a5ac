// SPDX-License-Identifier: GPL-2.0-or-later
// ethtool over netlink and ioctl: made-up answers, and those of a real virtio_net and veth.
#include <linux/ethtool.h>
#include <linux/ethtool_netlink.h>

#include "attrs.h"
#include "main.h"
#include "nqtune/ethioctl.h"
#include "nqtune/ethnl.h"
#include "tapetest.h"
#include "uapi.h"

#define FAMILY 21

static void family(const uint8_t *ops, size_t n)
{
	nl_family(nltape_add(&t, "genl/ethtool"), FAMILY, ops, n);
}

struct numbers {
	struct reading v[ETHNL_ATTR_MAX + 1];
	unsigned calls;
};

static int take_numbers(const struct nlattr *const *tb, void *data)
{
	struct numbers *n = data;

	n->calls++;
	for (unsigned i = 0; i <= ETHNL_ATTR_MAX; i++)
		n->v[i] = ethnl_number(tb[i]);
	return 0;
}

static int nothing(const struct nlattr *const *tb, void *data)
{
	return 0;
}

/* A3: an absent count is "does not say", not 0. */
START_TEST(a3_numbers_of_every_width)
{
	static const uint8_t ops[] = { ETHTOOL_MSG_CHANNELS_GET };
	struct numbers n = { 0 };
	const uint64_t u64 = UINT64_C(1) << 40;
	const uint16_t u16 = 513;
	struct nlbytes *b;

	family(ops, sizeof(ops));
	b = nltape_add(&t, "ethtool/channels-get/eth0");
	nl_genl(b, FAMILY, 0);
	nl_attr(b, 2, "\x07", 1);
	nl_attr(b, 3, &u16, sizeof(u16));
	nl_u32(b, 4, 0);
	nl_attr(b, 5, &u64, sizeof(u64));
	nl_attr(b, 6, "abc", 3);
	nl_attr(b, 7, NULL, 0);
	nl_u32(b, ETHNL_ATTR_MAX + 1, 9);
	nl_end(b);
	nl_ack(b);
	ck_assert_int_eq(ethnl_get(a, ETHTOOL_MSG_CHANNELS_GET, "eth0", take_numbers, &n, &e), 0);
	ck_assert_uint_eq(n.calls, 1);
	ck_assert(n.v[2].set && n.v[2].n == 7);
	ck_assert(n.v[3].set && n.v[3].n == 513);
	ck_assert(n.v[4].set && n.v[4].n == 0);
	ck_assert(n.v[5].set && n.v[5].n == u64);
	ck_assert(!n.v[6].set && !n.v[7].set && !n.v[8].set);
}
END_TEST

START_TEST(what_a_kernel_does_not_have)
{
	static const uint8_t ops[] = { ETHTOOL_MSG_CHANNELS_GET };

	ck_assert_int_eq(ethnl_get(a, ETHTOOL_MSG_RINGS_GET, "eth0", nothing, NULL, &e), -ENODATA);
	answers_close(a);
	a = nltape_open(&t);
	nl_error(nltape_add(&t, "genl/ethtool"), -ENOENT, NULL);
	ck_assert_int_eq(ethnl_get(a, ETHTOOL_MSG_RINGS_GET, "eth0", nothing, NULL, &e),
			 -EOPNOTSUPP);
	answers_close(a);
	t.n = 0;
	a = nltape_open(&t);
	family(ops, sizeof(ops));
	ck_assert_int_eq(ethnl_get(a, ETHTOOL_MSG_RINGS_GET, "eth0", nothing, NULL, &e),
			 -EOPNOTSUPP);
	ck_assert(strstr(e.text, "rings") != NULL);
	ck_assert_int_eq(ethnl_get(a, ETHTOOL_MSG_CHANNELS_GET, "eth0", nothing, NULL, &e),
			 -ENODATA);
}
END_TEST

/* A name must not lead out of its key's place in a recording. */
START_TEST(names_that_are_none)
{
	static const char *const bad[] = { "", ".", "..", "a/b", "a b", "sixteen-letters-" };
	char driver[32];

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		ck_assert_int_eq(ethnl_get(a, ETHTOOL_MSG_RINGS_GET, bad[i], nothing, NULL, &e),
				 -ENODEV);
		ck_assert_int_eq(ethioctl_driver(a, bad[i], driver, &e), -ENODEV);
	}
	ck_assert_uint_eq(t.asked, 0);
}
END_TEST

START_TEST(the_kernels_words_come_through)
{
	static const uint8_t ops[] = { ETHTOOL_MSG_RINGS_GET };

	family(ops, sizeof(ops));
	nl_error(nltape_add(&t, "ethtool/rings-get/eth9"), -ENODEV, "no device matches name");
	ck_assert_int_eq(ethnl_get(a, ETHTOOL_MSG_RINGS_GET, "eth9", nothing, NULL, &e), -ENODEV);
	ck_assert_str_eq(e.text, "no device matches name");
}
END_TEST

START_TEST(a_malformed_attribute)
{
	static const uint8_t ops[] = { ETHTOOL_MSG_RINGS_GET };
	struct nlbytes *b;

	family(ops, sizeof(ops));
	b = nltape_add(&t, "ethtool/rings-get/eth0");
	nl_genl(b, FAMILY, 0);
	nl_u32(b, 2, 256);
	((struct nlattr *)(b->v + b->len - 8))->nla_len = 64;
	nl_end(b);
	nl_ack(b);
	ck_assert_int_eq(ethnl_get(a, ETHTOOL_MSG_RINGS_GET, "eth0", nothing, NULL, &e), -EBADMSG);
	ck_assert(strstr(e.text, "ethtool/rings-get/eth0") != NULL);
}
END_TEST

START_TEST(text_must_end)
{
	struct nlbytes b = { .len = 0 };

	nl_attr(&b, 1, "abcd", 4);
	ck_assert_ptr_null(attr_text((void *)b.v));
	ck_assert_ptr_null(attr_text(NULL));
	b.len = 0;
	nl_text(&b, 1, "abcd");
	ck_assert_str_eq(attr_text((void *)b.v), "abcd");
}
END_TEST

static char bits_seen[512];

static void take_bit(const char *name, bool on, void *data)
{
	size_t at = strlen(bits_seen);

	snprintf(bits_seen + at, sizeof(bits_seen) - at, "%c%s ", on ? '+' : '-', name);
}

static void put_bit(struct nlbytes *b, const char *name, bool on)
{
	size_t bit = nl_nest(b, ETHTOOL_A_BITSET_BITS_BIT);

	nl_u32(b, ETHTOOL_A_BITSET_BIT_INDEX, 3);
	if (name)
		nl_text(b, ETHTOOL_A_BITSET_BIT_NAME, name);
	if (on)
		nl_attr(b, ETHTOOL_A_BITSET_BIT_VALUE, NULL, 0);
	nl_nest_end(b, bit);
}

static int bits_of(struct nlbytes *b, bool nomask)
{
	size_t set;
	size_t bits;

	b->len = 0;
	set = nl_nest(b, 2);
	if (nomask)
		nl_attr(b, ETHTOOL_A_BITSET_NOMASK, NULL, 0);
	nl_u32(b, ETHTOOL_A_BITSET_SIZE, 64);
	bits = nl_nest(b, ETHTOOL_A_BITSET_BITS);
	put_bit(b, "rx-hashing", true);
	put_bit(b, "rx-checksum", false);
	put_bit(b, NULL, true);
	nl_nest_end(b, bits);
	nl_nest_end(b, set);
	bits_seen[0] = '\0';
	return ethnl_bits((void *)b->v, take_bit, NULL);
}

START_TEST(a4_bitsets_by_name)
{
	struct nlbytes b = { .len = 0 };
	const struct nlattr *tb[ETHNL_ATTR_MAX + 1];

	ck_assert_int_eq(bits_of(&b, false), 0);
	ck_assert_str_eq(bits_seen, "+rx-hashing -rx-checksum ");
	ck_assert_int_eq(bits_of(&b, true), 0);
	ck_assert_str_eq(bits_seen, "+rx-hashing +rx-checksum ");
	ck_assert(ethnl_nest((void *)b.v, tb));
	ck_assert_ptr_nonnull(tb[ETHTOOL_A_BITSET_SIZE]);
	ck_assert(!ethnl_nest(NULL, tb));

	/* The compact form holds no names. */
	b.len = 0;
	nl_nest(&b, 2);
	nl_u32(&b, ETHTOOL_A_BITSET_SIZE, 32);
	nl_u32(&b, ETHTOOL_A_BITSET_VALUE, 1);
	nl_nest_end(&b, 0);
	ck_assert_int_eq(ethnl_bits((void *)b.v, take_bit, NULL), -EBADMSG);
	ck_assert_int_eq(ethnl_bits(NULL, take_bit, NULL), -EBADMSG);
}
END_TEST

static void put_ioctl(const char *key, int32_t rc, const void *bytes, size_t len)
{
	struct nlbytes *b = nltape_add(&t, key);

	memcpy(b->v, &rc, sizeof(rc));
	if (len)
		memcpy(b->v + sizeof(rc), bytes, len);
	b->len = sizeof(rc) + len;
}

START_TEST(driver_names)
{
	struct ethtool_drvinfo info = { 0 };
	char driver[32];

	memset(info.driver, 'x', sizeof(info.driver));
	info.driver[1] = '\033';
	put_ioctl("ioctl/drvinfo/eth0", 0, &info, sizeof(info));
	ck_assert_int_eq(ethioctl_driver(a, "eth0", driver, &e), 0);
	ck_assert_uint_eq(strlen(driver), 31);
	ck_assert_str_eq(driver, "x?xxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
	put_ioctl("ioctl/drvinfo/lo", -EOPNOTSUPP, NULL, 0);
	ck_assert_int_eq(ethioctl_driver(a, "lo", driver, &e), -EOPNOTSUPP);
	put_ioctl("ioctl/drvinfo/eth2", 5, NULL, 0);
	ck_assert_int_eq(ethioctl_driver(a, "eth2", driver, &e), -EBADMSG);
	ck_assert_int_eq(ethioctl_driver(a, "eth3", driver, &e), -ENODATA);
}
END_TEST

static const char *const recorded[] = {
	"channels", "rings", "coalesce", "features", "rss", "pause",
};
static const uint8_t recorded_cmd[] = {
	ETHTOOL_MSG_CHANNELS_GET, ETHTOOL_MSG_RINGS_GET, ETHTOOL_MSG_COALESCE_GET,
	ETHTOOL_MSG_FEATURES_GET, K_ETHTOOL_RSS_GET, ETHTOOL_MSG_PAUSE_GET,
};

static void load_recorded(const char *dir, const char *ifname)
{
	char key[64];

	ck_assert(nltape_load(&t, dir, "genl/ethtool"));
	for (size_t i = 0; i < sizeof(recorded) / sizeof(recorded[0]); i++) {
		snprintf(key, sizeof(key), "ethtool/%s-get/%s", recorded[i], ifname);
		ck_assert(nltape_load(&t, dir, key));
	}
	snprintf(key, sizeof(key), "ioctl/drvinfo/%s", ifname);
	ck_assert(nltape_load(&t, dir, key));
}

static int take_features(const struct nlattr *const *tb, void *data)
{
	bits_seen[0] = '\0';
	return ethnl_bits(tb[ETHTOOL_A_FEATURES_ACTIVE], take_bit, NULL);
}

/* Linux 6.18's own bytes. */
START_TEST(recorded_virtio)
{
	struct numbers n = { 0 };
	char driver[32];

	if (!data_readable())
		return;
	load_recorded("virtio", "eth0");
	ck_assert_int_eq(ethnl_get(a, ETHTOOL_MSG_CHANNELS_GET, "eth0", take_numbers, &n, &e), 0);
	ck_assert(n.v[ETHTOOL_A_CHANNELS_COMBINED_MAX].n == 1);
	ck_assert(n.v[ETHTOOL_A_CHANNELS_COMBINED_COUNT].n == 1);
	ck_assert(!n.v[ETHTOOL_A_CHANNELS_RX_MAX].set);
	ck_assert_int_eq(ethnl_get(a, ETHTOOL_MSG_RINGS_GET, "eth0", take_numbers, &n, &e), 0);
	ck_assert(n.v[ETHTOOL_A_RINGS_RX].n == 256 && n.v[ETHTOOL_A_RINGS_RX_MAX].n == 256);
	ck_assert_int_eq(ethnl_get(a, ETHTOOL_MSG_PAUSE_GET, "eth0", nothing, NULL, &e),
			 -EOPNOTSUPP);
	ck_assert_int_eq(ethnl_get(a, ETHTOOL_MSG_FEATURES_GET, "eth0", take_features, NULL, &e),
			 0);
	ck_assert(strstr(bits_seen, "+rx-gro ") != NULL);
	ck_assert(strstr(bits_seen, "-") != bits_seen);
	ck_assert_int_eq(ethioctl_driver(a, "eth0", driver, &e), 0);
	ck_assert_str_eq(driver, "virtio_net");
}
END_TEST

START_TEST(recorded_veth)
{
	struct numbers n = { 0 };
	char driver[32];

	if (!data_readable())
		return;
	load_recorded("veth", "lan0");
	ck_assert_int_eq(ethnl_get(a, ETHTOOL_MSG_CHANNELS_GET, "lan0", take_numbers, &n, &e), 0);
	ck_assert(n.v[ETHTOOL_A_CHANNELS_RX_COUNT].n == 2);
	ck_assert(n.v[ETHTOOL_A_CHANNELS_TX_COUNT].n == 2);
	ck_assert(!n.v[ETHTOOL_A_CHANNELS_COMBINED_MAX].set);
	ck_assert_int_eq(ethnl_get(a, ETHTOOL_MSG_RINGS_GET, "lan0", take_numbers, &n, &e),
			 -EOPNOTSUPP);
	ck_assert_int_eq(ethioctl_driver(a, "lan0", driver, &e), 0);
	ck_assert_str_eq(driver, "veth");
}
END_TEST

static void read_all(struct nltape *tape, void *data)
{
	struct answers *one = nltape_open(tape);
	const size_t i = tape->flip_entry;
	const char *ifname = data;
	struct numbers n = { 0 };
	char driver[32];

	for (size_t k = 0; k < sizeof(recorded_cmd); k++) {
		bool bits = recorded_cmd[k] == ETHTOOL_MSG_FEATURES_GET;
		int rc;

		/* Entry 0 is the family, entry k + 1 this command. */
		if (i != 0 && i != k + 1)
			continue;
		rc = ethnl_get(one, recorded_cmd[k], ifname, bits ? take_features : take_numbers,
			       &n, &e);
		ck_assert_int_le(rc, 0);
		ck_assert_int_gt(rc, -4096);
	}
	ck_assert_int_le(ethioctl_driver(one, ifname, driver, &e), 0);
	answers_close(one);
}

/* Every byte of a real machine's answers damaged, one at a time: errors, no more. */
START_TEST(recorded_and_damaged)
{
	char ifname[] = "eth0";

	if (!data_readable())
		return;
	load_recorded("virtio", "eth0");
	nltape_flip_all(&t, read_all, ifname);
	ck_assert_uint_gt(t.asked, 10000);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("ethnl");
	TCase *c = tcase_create("ethnl");

	tcase_add_checked_fixture(c, tape_setup, tape_teardown);
	tcase_set_timeout(c, 60);
	tcase_add_test(c, a3_numbers_of_every_width);
	tcase_add_test(c, what_a_kernel_does_not_have);
	tcase_add_test(c, names_that_are_none);
	tcase_add_test(c, the_kernels_words_come_through);
	tcase_add_test(c, a_malformed_attribute);
	tcase_add_test(c, text_must_end);
	tcase_add_test(c, a4_bitsets_by_name);
	tcase_add_test(c, driver_names);
	tcase_add_test(c, recorded_virtio);
	tcase_add_test(c, recorded_veth);
	tcase_add_test(c, recorded_and_damaged);
	suite_add_tcase(s, c);
	return s;
}

TEST_MAIN(suite)
