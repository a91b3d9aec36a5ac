// SPDX-License-Identifier: GPL-2.0-or-later
// Setting over ethtool netlink: the messages, and what becomes of a refusal.
#include <linux/ethtool.h>
#include <linux/ethtool_netlink.h>

#include "main.h"
#include "nqtune/ethioctl.h"
#include "nqtune/ethnl.h"
#include "tapetest.h"
#include "told.h"
#include "uapi.h"

#define FAMILY 21
/* Attributes begin here in a request: behind netlink's header and generic netlink's. */
#define ATTRS (NLMSG_HDRLEN + GENL_HDRLEN)
/* The header nest with an interface's name of 1 to 3 bytes. */
#define HEADER 12

static const uint8_t ops[] = {
	ETHTOOL_MSG_CHANNELS_SET, ETHTOOL_MSG_RINGS_SET, ETHTOOL_MSG_COALESCE_SET,
	ETHTOOL_MSG_PAUSE_SET, ETHTOOL_MSG_FEATURES_SET,
};

static struct told told;
static struct nlbytes want;

static void setup(void)
{
	tape_setup();
	memset(&want, 0, sizeof(want));
	nl_family(nltape_add(&t, "genl/ethtool"), FAMILY, ops, sizeof(ops));
	told_by(&told, a);
}

/* The request that is wanted, as far as the interface's name. */
static void want_request(uint8_t cmd, const char *ifname)
{
	const struct genlmsghdr genl = { .cmd = cmd, .version = 1 };
	size_t header;

	nl_msg(&want, FAMILY, NLM_F_REQUEST | NLM_F_ACK);
	nl_put(&want, &genl, sizeof(genl));
	header = nl_nest(&want, ETHTOOL_A_CHANNELS_HEADER);
	nl_text(&want, ETHTOOL_A_HEADER_DEV_NAME, ifname);
	nl_nest_end(&want, header);
}

static void want_u8(unsigned type, uint8_t n)
{
	nl_attr(&want, type, &n, sizeof(n));
}

static void is_wanted(void)
{
	nl_end(&want);
	ck_assert_uint_eq(told.times, 1);
	ck_assert_uint_eq(told.heard.len, want.len);
	ck_assert_mem_eq(told.heard.v, want.v, want.len);
}

/* A3: as "ethtool -L v0 rx 2 tx 3" asks for it. */
START_TEST(a3_channels_as_ethtool)
{
	const struct ethnl_value v[] = {
		{ .id = ETHTOOL_A_CHANNELS_RX_COUNT, .width = ETHNL_U32, .number = 2 },
		{ .id = ETHTOOL_A_CHANNELS_TX_COUNT, .width = ETHNL_U32, .number = 3 },
	};

	ck_assert_int_eq(ethnl_set(a, ETHTOOL_MSG_CHANNELS_SET, "v0", v, 2, &e), 0);
	want_request(18, "v0");
	nl_u32(&want, 6, 2);
	nl_u32(&want, 7, 3);
	is_wanted();
}
END_TEST

/* A8: as "ethtool -G v0 rx 256 tx 512". */
START_TEST(a8_rings_as_ethtool)
{
	const struct ethnl_value v[] = {
		{ .id = ETHTOOL_A_RINGS_RX, .width = ETHNL_U32, .number = 256 },
		{ .id = ETHTOOL_A_RINGS_TX, .width = ETHNL_U32, .number = 512 },
	};

	ck_assert_int_eq(ethnl_set(a, ETHTOOL_MSG_RINGS_SET, "v0", v, 2, &e), 0);
	want_request(16, "v0");
	nl_u32(&want, 6, 256);
	nl_u32(&want, 9, 512);
	is_wanted();
}
END_TEST

/* A2: as "ethtool -C v0 rx-usecs 5 adaptive-rx on tx-frames 7": two widths in one message. */
START_TEST(a2_coalesce_as_ethtool)
{
	const struct ethnl_value v[] = {
		{ .id = ETHTOOL_A_COALESCE_RX_USECS, .width = ETHNL_U32, .number = 5 },
		{ .id = ETHTOOL_A_COALESCE_USE_ADAPTIVE_RX, .width = ETHNL_U8, .number = 1 },
		{ .id = ETHTOOL_A_COALESCE_TX_MAX_FRAMES, .width = ETHNL_U32, .number = 7 },
	};

	ck_assert_int_eq(ethnl_set(a, ETHTOOL_MSG_COALESCE_SET, "v0", v, 3, &e), 0);
	want_request(20, "v0");
	nl_u32(&want, 2, 5);
	want_u8(11, 1);
	nl_u32(&want, 7, 7);
	is_wanted();
}
END_TEST

/* R5: as "ethtool -A v0 rx on tx off autoneg on". */
START_TEST(r5_pause_as_ethtool)
{
	const struct ethnl_value v[] = {
		{ .id = ETHTOOL_A_PAUSE_RX, .width = ETHNL_U8, .number = 1 },
		{ .id = ETHTOOL_A_PAUSE_TX, .width = ETHNL_U8, .number = 0 },
		{ .id = ETHTOOL_A_PAUSE_AUTONEG, .width = ETHNL_U8, .number = 1 },
	};

	ck_assert_int_eq(ethnl_set(a, ETHTOOL_MSG_PAUSE_SET, "v0", v, 3, &e), 0);
	want_request(22, "v0");
	want_u8(3, 1);
	want_u8(4, 0);
	want_u8(2, 1);
	is_wanted();
}
END_TEST

/* Bytes of any length, none included, padded with zeros; the longest name of an interface. */
START_TEST(bytes_and_empty_ones)
{
	const struct ethnl_value v[] = {
		{ .id = 4 | NLA_F_NESTED, .width = ETHNL_BYTES, .bytes = "abcde", .len = 5 },
		{ .id = 5, .width = ETHNL_BYTES },
		{ .id = 6, .width = ETHNL_U8, .number = 255 },
	};

	ck_assert_int_eq(ethnl_set(a, ETHTOOL_MSG_RINGS_SET, "fifteen-letters", v, 3, &e), 0);
	want_request(16, "fifteen-letters");
	nl_attr(&want, 4 | NLA_F_NESTED, "abcde", 5);
	nl_attr(&want, 5, NULL, 0);
	want_u8(6, 255);
	is_wanted();
}
END_TEST

static void want_bit(const char *name, bool on)
{
	size_t bit = nl_nest(&want, ETHTOOL_A_BITSET_BITS_BIT);

	nl_text(&want, ETHTOOL_A_BITSET_BIT_NAME, name);
	if (on)
		nl_attr(&want, ETHTOOL_A_BITSET_BIT_VALUE, NULL, 0);
	nl_nest_end(&want, bit);
}

/*
 * As "ethtool -K v0 gro on tx-nocache-copy off", but for the flag with which it asks
 * for a shorter reply. A feature to be switched off is one without a value.
 */
START_TEST(features_as_ethtool)
{
	const struct ethnl_feature v[] = { { "rx-gro", true }, { "tx-nocache-copy", false } };
	size_t wanted;
	size_t bits;

	ck_assert_int_eq(ethnl_set_features(a, "v0", v, 2, &e), 0);
	want_request(12, "v0");
	wanted = nl_nest(&want, 3);
	bits = nl_nest(&want, 3);
	want_bit("rx-gro", true);
	want_bit("tx-nocache-copy", false);
	nl_nest_end(&want, bits);
	nl_nest_end(&want, wanted);
	is_wanted();
}
END_TEST

/* What comes of features is in a reply before the acknowledgement: it is no error. */
START_TEST(features_with_a_reply)
{
	const struct ethnl_feature v = { "rx-gro", true };

	told.reply.len = 0;
	nl_genl(&told.reply, FAMILY, 0);
	nl_u32(&told.reply, ETHTOOL_A_FEATURES_ACTIVE, 1);
	nl_end(&told.reply);
	nl_ack(&told.reply);
	ck_assert_int_eq(ethnl_set_features(a, "v0", &v, 1, &e), 0);
	told.reply.len -= 4;
	ck_assert_int_eq(ethnl_set_features(a, "v0", &v, 1, &e), -EBADMSG);
}
END_TEST

struct names {
	unsigned on, off, nameless;
	char text[4096];	/* "+name -name ..." */
};

static void take_name(const char *name, bool on, void *data)
{
	struct names *n = data;
	size_t at = strlen(n->text);

	n->on += on;
	n->off += !on;
	n->nameless += *name == '\0';
	snprintf(n->text + at, sizeof(n->text) - at, "%c%s ", on ? '+' : '-', name);
}

static int take_features(const struct nlattr *const *tb, void *data)
{
	struct names *n = data;

	for (unsigned i = 0; i < 4; i++)
		ck_assert_int_eq(ethnl_bits(tb[ETHTOOL_A_FEATURES_HW + i], take_name, &n[i]), 0);
	return 0;
}

/* Linux 6.18's virtio_net: all names once, four of its 64 bits having none, then what is on. */
START_TEST(features_are_read)
{
	enum { HW, WANTED, ACTIVE, NOCHANGE };
	static struct names n[4];

	if (!data_readable())
		return;
	answers_close(a);
	t.n = 0;
	a = nltape_open(&t);
	ck_assert(nltape_load(&t, "virtio", "genl/ethtool"));
	ck_assert(nltape_load(&t, "virtio", "ethtool/features-get/eth0"));
	ck_assert_int_eq(ethnl_get(a, ETHTOOL_MSG_FEATURES_GET, "eth0", take_features, n, &e), 0);
	ck_assert_uint_eq(n[HW].on, 10);
	ck_assert_uint_eq(n[HW].on + n[HW].off, 60);
	ck_assert_uint_eq(n[HW].nameless, 0);
	ck_assert_ptr_nonnull(strstr(n[HW].text, "+rx-gro "));
	ck_assert_ptr_nonnull(strstr(n[HW].text, "-rx-gro-hw "));
	ck_assert_uint_eq(n[WANTED].on, 6);
	ck_assert_uint_eq(n[WANTED].off, 0);
	ck_assert_uint_eq(n[ACTIVE].on, 10);
	ck_assert_uint_eq(n[ACTIVE].off, 0);
	/* On, and fixed: not to be switched. */
	ck_assert_ptr_nonnull(strstr(n[ACTIVE].text, "+rx-gro-hw "));
	ck_assert_str_eq(n[NOCHANGE].text, "+vlan-challenged ");
}
END_TEST

static const struct ethnl_value two[] = {
	{ .id = ETHTOOL_A_RINGS_RX, .width = ETHNL_U32, .number = 9999, .name = "rx" },
	{ .id = ETHTOOL_A_RINGS_TX, .width = ETHNL_U32, .number = 8, .name = "tx" },
};

static int set_two(void)
{
	return ethnl_set(a, ETHTOOL_MSG_RINGS_SET, "v0", two, 2, &e);
}

/* The kernel says where in the message the trouble is; the name is ours. */
START_TEST(refused_and_named)
{
	told_refuse(&told, -EINVAL, "requested ring size exceeds maximum", ATTRS + HEADER);
	ck_assert_int_eq(set_two(), -EINVAL);
	ck_assert_str_eq(e.text, "rx: requested ring size exceeds maximum");
	told_refuse(&told, -EINVAL, "requested ring size exceeds maximum", ATTRS + HEADER + 8);
	ck_assert_int_eq(set_two(), -EINVAL);
	ck_assert_str_eq(e.text, "tx: requested ring size exceeds maximum");
	/* Inside of one: its value. */
	told_refuse(&told, -EINVAL, "odd", ATTRS + HEADER + 12);
	ck_assert_int_eq(set_two(), -EINVAL);
	ck_assert_str_eq(e.text, "tx: odd");
}
END_TEST

START_TEST(refused_elsewhere)
{
	static const uint32_t offsets[] = {
		0, 1, NLMSG_HDRLEN, ATTRS, ATTRS + HEADER - 1, ATTRS + HEADER + 16, UINT32_MAX,
	};

	for (size_t i = 0; i < sizeof(offsets) / sizeof(offsets[0]); i++) {
		told_refuse(&told, -ENODEV, "no device matches name", offsets[i]);
		ck_assert_int_eq(set_two(), -ENODEV);
		ck_assert_str_eq(e.text, "no device matches name");
	}
}
END_TEST

START_TEST(refused_without_words)
{
	nl_error((told.reply.len = 0, &told.reply), -EINVAL, NULL);
	ck_assert_int_eq(set_two(), -EINVAL);
	ck_assert_str_eq(e.text, err_words(-EINVAL));
	/* Without words, but with a place. */
	told_refuse(&told, -EOPNOTSUPP, NULL, ATTRS + HEADER);
	ck_assert_int_eq(set_two(), -EOPNOTSUPP);
	ck_assert_str_eq(e.text, "rx: not supported");
	/* A driver that asks to come again is not asked again, and that number does not leave. */
	told_refuse(&told, -EAGAIN, NULL, 0);
	told.times = 0;
	ck_assert_int_eq(set_two(), -EBUSY);
	ck_assert_uint_eq(told.times, 1);
	ck_assert_str_eq(e.text, "busy");
	/* As a kernel's socket that lost the answer: not sent again. */
	told.rc = -ENOBUFS;
	ck_assert_int_eq(set_two(), -ENOBUFS);
	ck_assert_uint_eq(told.times, 2);
}
END_TEST

START_TEST(refused_with_a_range)
{
	told_refuse(&told, -ERANGE, "integer out of range", ATTRS + HEADER);
	told_range(&told, NL_POLICY_TYPE_ATTR_MIN_VALUE_U, 1, NL_POLICY_TYPE_ATTR_MAX_VALUE_U,
		   4096);
	ck_assert_int_eq(set_two(), -ERANGE);
	ck_assert_str_eq(e.text, "rx: integer out of range (1 to 4096)");
	told_refuse(&told, -ERANGE, "integer out of range", 0);
	told_range(&told, NL_POLICY_TYPE_ATTR_MIN_VALUE_S, (uint64_t)-5,
		   NL_POLICY_TYPE_ATTR_MAX_VALUE_S, 7);
	ck_assert_int_eq(set_two(), -ERANGE);
	ck_assert_str_eq(e.text, "integer out of range (-5 to 7)");
	/* The policy of a number of the wrong width has a range as well: not what is wrong. */
	told_refuse(&told, -EINVAL, "invalid attribute length", 0);
	told_range(&told, NL_POLICY_TYPE_ATTR_MIN_VALUE_U, 1, NL_POLICY_TYPE_ATTR_MAX_VALUE_U,
		   4096);
	ck_assert_int_eq(set_two(), -EINVAL);
	ck_assert_str_eq(e.text, "invalid attribute length");
	/* Half a range is none. */
	told_refuse(&told, -ERANGE, NULL, 0);
	told_range(&told, NL_POLICY_TYPE_ATTR_MIN_VALUE_U, 1, 40, 4096);
	ck_assert_int_eq(set_two(), -ERANGE);
	ck_assert_str_eq(e.text, "out of range");
}
END_TEST

/* An older kernel, or a driver, that has no such setting: one number for all of them. */
START_TEST(refused_as_not_there)
{
	told_refuse(&told, -EINVAL, "Unknown attribute type", ATTRS + HEADER);
	ck_assert_int_eq(set_two(), -EOPNOTSUPP);
	ck_assert_str_eq(e.text, "rx: this kernel has no such setting");
	told_refuse(&told, -EINVAL, "Unsupported attribute", ATTRS + HEADER + 8);
	ck_assert_int_eq(set_two(), -EOPNOTSUPP);
	ck_assert_str_eq(e.text, "tx: this kernel has no such setting");
	told_refuse(&told, -EINVAL, "cannot modify an unsupported parameter", ATTRS + HEADER);
	ck_assert_int_eq(set_two(), -EOPNOTSUPP);
	ck_assert_str_eq(e.text, "rx: the driver has no such setting");
}
END_TEST

/* All or none: which of the features it was is said. */
START_TEST(a_feature_refused)
{
	const struct ethnl_feature v[] = { { "rx-gro", true }, { "nosuch", true }, { "x", false } };
	/* Two nests; the first bit's nest, its name of 7 bytes and its value. */
	const uint32_t first = ATTRS + HEADER + 8;
	const uint32_t second = first + 4 + 12 + 4;

	told_refuse(&told, -EOPNOTSUPP, "bit name not found", second + 4);
	ck_assert_int_eq(ethnl_set_features(a, "v0", v, 3, &e), -EOPNOTSUPP);
	ck_assert_str_eq(e.text, "nosuch: bit name not found");
	told_refuse(&told, -EOPNOTSUPP, "bit name not found", first);
	ck_assert_int_eq(ethnl_set_features(a, "v0", v, 3, &e), -EOPNOTSUPP);
	ck_assert_str_eq(e.text, "rx-gro: bit name not found");
	told_refuse(&told, -EINVAL, "attempt to change non-ethtool features", 0);
	ck_assert_int_eq(ethnl_set_features(a, "v0", v, 3, &e), -EINVAL);
	ck_assert_str_eq(e.text, "attempt to change non-ethtool features");
}
END_TEST

/* Nothing is sent of what cannot be said. */
START_TEST(what_netlink_cannot_send)
{
	static uint8_t much[UINT16_MAX];
	struct ethnl_value v = { .id = 4, .width = ETHNL_BYTES, .bytes = much, .name = "equal",
				 .len = UINT16_MAX - NLA_HDRLEN + 1 };
	static struct ethnl_feature many[4000];

	ck_assert_int_eq(ethnl_set(a, ETHTOOL_MSG_RINGS_SET, "v0", &v, 1, &e), -E2BIG);
	ck_assert_str_eq(e.text, "equal: longer than netlink can send");
	v = (struct ethnl_value){ .id = 4, .width = ETHNL_U8, .number = 256 };
	ck_assert_int_eq(ethnl_set(a, ETHTOOL_MSG_RINGS_SET, "v0", &v, 1, &e), -ERANGE);
	ck_assert_str_eq(e.text, "out of range (0 to 255)");
	for (size_t i = 0; i < sizeof(many) / sizeof(many[0]); i++)
		many[i].name = "tx-nocache-copy";
	ck_assert_int_eq(ethnl_set_features(a, "v0", many, 4000, &e), -E2BIG);
	ck_assert_int_eq(ethnl_set(a, ETHTOOL_MSG_RINGS_SET, "a b", two, 2, &e), -ENODEV);
	ck_assert_int_eq(ethnl_set(a, ETHTOOL_MSG_RINGS_GET, "v0", two, 2, &e), -EOPNOTSUPP);
	ck_assert_int_eq(ethnl_set(a, 0, "v0", two, 2, &e), -EOPNOTSUPP);
	ck_assert_str_eq(e.text, "ethtool message 0 is not one of ours");
	ck_assert_uint_eq(told.times, 0);
}
END_TEST

START_TEST(what_a_kernel_does_not_have)
{
	ck_assert_int_eq(ethnl_set(a, K_ETHTOOL_RSS_SET, "v0", NULL, 0, &e), -EOPNOTSUPP);
	ck_assert_str_eq(e.text, "this kernel's ethtool netlink has no setting of rss");
	answers_close(a);
	a = nltape_open(&t);
	told_by(&told, a);
	t.v[0].bytes.len = 0;
	nl_error(&t.v[0].bytes, -ENOENT, NULL);
	ck_assert_int_eq(set_two(), -EOPNOTSUPP);
	ck_assert_str_eq(e.text, "this kernel has no ethtool netlink");
	ck_assert_uint_eq(told.times, 0);
}
END_TEST

/* A recorded machine has nobody to tell, whatever it recorded. */
START_TEST(a_recorded_machine)
{
	const struct ethnl_feature feature = { "rx-gro", true };
	struct ethtool_value ioctl = { .cmd = ETHTOOL_SGRO };

	a->stand_in = NULL;
	ck_assert_int_eq(set_two(), -EROFS);
	ck_assert_str_eq(e.text, "a recorded machine has no driver to ask (see what would be done"
				 " with --dry-run)");
	ck_assert_int_eq(ethnl_set_features(a, "v0", &feature, 1, &e), -EROFS);
	ck_assert_int_eq(ethioctl_set(a, "v0", &ioctl, sizeof(ioctl), &e), -EROFS);
	ck_assert_uint_eq(t.asked, 0);
}
END_TEST

START_TEST(by_ioctl)
{
	struct ethtool_value v = { .cmd = ETHTOOL_SGRO, .data = 1 };

	ck_assert_int_eq(ethioctl_set(a, "v0", &v, sizeof(v), &e), 0);
	ck_assert_str_eq(told.ifname, "v0");
	ck_assert_uint_eq(told.size, sizeof(v));
	ck_assert_mem_eq(told.bytes, &v, sizeof(v));
	told.rc = -EOPNOTSUPP;
	ck_assert_int_eq(ethioctl_set(a, "v0", &v, sizeof(v), &e), -EOPNOTSUPP);
	ck_assert_str_eq(e.text, "not supported");
	ck_assert_int_eq(ethioctl_set(a, "../v0", &v, sizeof(v), &e), -ENODEV);
	ck_assert_uint_eq(told.times, 2);
	ck_assert_uint_eq(t.asked, 0);
}
END_TEST

/* A refusal with every byte damaged, and cut short: an error, no more. */
START_TEST(a_damaged_refusal)
{
	static const uint8_t masks[] = { 0x01, 0x04, 0x80, 0xff };
	const struct ethnl_feature v[] = { { "rx-gro", true }, { "nosuch", true } };
	size_t len;

	told_refuse(&told, -ERANGE, "integer out of range", ATTRS + HEADER);
	told_range(&told, NL_POLICY_TYPE_ATTR_MIN_VALUE_U, 1, NL_POLICY_TYPE_ATTR_MAX_VALUE_U,
		   4096);
	len = told.reply.len;
	for (size_t at = 0; at < len * sizeof(masks); at++) {
		uint8_t *byte = &told.reply.v[at / sizeof(masks)];
		uint8_t mask = masks[at % sizeof(masks)];

		*byte ^= mask;
		ck_assert_int_le(set_two(), 0);
		ck_assert_int_le(ethnl_set_features(a, "v0", v, 2, &e), 0);
		*byte ^= mask;
	}
	for (told.reply.len = 0; told.reply.len < len; told.reply.len++)
		ck_assert_int_eq(set_two(), -EBADMSG);
	told.reply.len = len;
	ck_assert_int_eq(set_two(), -ERANGE);
	ck_assert_str_eq(e.text, "rx: integer out of range (1 to 4096)");
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("ethnl_set");
	TCase *c = tcase_create("ethnl_set");

	tcase_add_checked_fixture(c, setup, tape_teardown);
	tcase_add_test(c, a3_channels_as_ethtool);
	tcase_add_test(c, a8_rings_as_ethtool);
	tcase_add_test(c, a2_coalesce_as_ethtool);
	tcase_add_test(c, r5_pause_as_ethtool);
	tcase_add_test(c, bytes_and_empty_ones);
	tcase_add_test(c, features_as_ethtool);
	tcase_add_test(c, features_with_a_reply);
	tcase_add_test(c, features_are_read);
	tcase_add_test(c, refused_and_named);
	tcase_add_test(c, refused_elsewhere);
	tcase_add_test(c, refused_without_words);
	tcase_add_test(c, refused_with_a_range);
	tcase_add_test(c, refused_as_not_there);
	tcase_add_test(c, a_feature_refused);
	tcase_add_test(c, what_netlink_cannot_send);
	tcase_add_test(c, what_a_kernel_does_not_have);
	tcase_add_test(c, a_recorded_machine);
	tcase_add_test(c, by_ioctl);
	tcase_add_test(c, a_damaged_refusal);
	suite_add_tcase(s, c);
	return s;
}

TEST_MAIN(suite)
