// SPDX-License-Identifier: GPL-2.0-or-later
// Channels, rings, interrupt moderation and flow control: read, ordered and told over netlink.
#include "main.h"

#include "knobwire.h"

/* Newer than the headers. */
enum {
	RINGS_RX_PUSH = 14,
	RINGS_TX_PUSH_BUF_LEN,
	RINGS_TX_PUSH_BUF_LEN_MAX,
	RINGS_HDS_THRESH,
	RINGS_HDS_THRESH_MAX,
	COALESCE_LAST = 32,
};

static void check(const char *attr, const char *value, const char *max)
{
	ck_assert_str_eq(kw_value(attr, ""), value);
	ck_assert_str_eq(kw_max(attr), max);
}

static void give_channels(void)
{
	struct nlbytes *b = kw_answer("channels");

	nl_u32(b, ETHTOOL_A_CHANNELS_COMBINED_MAX, 8);
	nl_u32(b, ETHTOOL_A_CHANNELS_COMBINED_COUNT, 6);
	nl_u32(b, ETHTOOL_A_CHANNELS_RX_MAX, 4);
	nl_u32(b, ETHTOOL_A_CHANNELS_RX_COUNT, 1);
	nl_u32(b, ETHTOOL_A_CHANNELS_OTHER_MAX, 1);
	nl_u32(b, ETHTOOL_A_CHANNELS_OTHER_COUNT, 0);
	kw_end(b);
}

START_TEST(a3_channels_and_their_maxima)
{
	give_channels();
	ck_assert_int_eq(kw_read("channels"), 0);
	ck_assert_uint_eq(kw.now.n, 4);
	check("combined", "6", "8");
	check("rx", "1", "4");
	check("other", "0", "1");
	check("tx", "not supported", "not supported");
}
END_TEST

START_TEST(a3_channels_in_one_message)
{
	give_channels();
	kw_read("channels");
	ck_assert_int_eq(KW_ORDER(-1, "rx", "max", "combined", "2", "other", "0"), 0);
	ck_assert_uint_eq(kw.out.n, 2);
	ck_assert_uint_eq(kw.already, 1);
	ck_assert_int_eq(kw_tell(false), 0);
	ck_assert_uint_eq(kw.told.times, 1);
	ck_assert_uint_eq(kw_heard_cmd(), 18);
	ck_assert_uint_eq(kw_count_heard(), 3);
	kw_check_heard(ETHTOOL_A_CHANNELS_RX_COUNT, 4, 4);
	kw_check_heard(ETHTOOL_A_CHANNELS_COMBINED_COUNT, 4, 2);
	ck_assert_int_eq(kw_tell(true), 0);
	kw_check_heard(ETHTOOL_A_CHANNELS_RX_COUNT, 4, 1);
	kw_check_heard(ETHTOOL_A_CHANNELS_COMBINED_COUNT, 4, 6);
	ck_assert_str_eq(kw_read_back(1), "6");
	ck_assert_str_eq(knob_shell(kw.arena, &kw.out.v[1], 6), "ethtool -L eth0 combined 2");
	ck_assert(kw.knob->remakes_queues && kw.knob->bounces_link);
}
END_TEST

START_TEST(what_the_card_has_not_is_refused_here)
{
	give_channels();
	kw_read("channels");
	ck_assert_int_eq(KW_ORDER(-1, "tx", "1"), -EOPNOTSUPP);
	ck_assert_str_eq(kw.err.text, "tx is not supported by eth0");
	ck_assert_int_eq(KW_ORDER(1, "combined", "1"), -EINVAL);
	ck_assert_int_eq(KW_ORDER(-1, "combined", "4294967296"), -EINVAL);
	ck_assert_int_eq(KW_ORDER(-1, "combined", "-1"), -EINVAL);
	ck_assert_uint_eq(kw.told.times, 0);
}
END_TEST

static void give_rings(void)
{
	struct nlbytes *b = kw_answer("rings");

	nl_u32(b, ETHTOOL_A_RINGS_RX_MAX, 4096);
	nl_u32(b, ETHTOOL_A_RINGS_RX, 256);
	nl_u32(b, ETHTOOL_A_RINGS_RX_JUMBO, 7);
	nl_u32(b, ETHTOOL_A_RINGS_TX, 80);
	nl_u32(b, ETHTOOL_A_RINGS_RX_BUF_LEN, 2048);
	nl_u8(b, ETHTOOL_A_RINGS_TCP_DATA_SPLIT, 2);
	nl_u32(b, ETHTOOL_A_RINGS_CQE_SIZE, 64);
	nl_u8(b, ETHTOOL_A_RINGS_TX_PUSH, 0);
	nl_u8(b, RINGS_RX_PUSH, 1);
	nl_u32(b, RINGS_TX_PUSH_BUF_LEN, 96);
	nl_u32(b, RINGS_TX_PUSH_BUF_LEN_MAX, 224);
	nl_u32(b, RINGS_HDS_THRESH, 0);
	nl_u32(b, RINGS_HDS_THRESH_MAX, 1023);
	kw_end(b);
}

START_TEST(a8_rings_and_their_maxima)
{
	give_rings();
	ck_assert_int_eq(kw_read("ring"), 0);
	ck_assert_uint_eq(kw.now.n, kw.knob->nattrs);
	check("rx", "256", "4096");
	check("rx-mini", "not supported", "not supported");
	check("rx-jumbo", "7", "not supported");
	check("tx", "80", "not supported");
	check("rx-buf-len", "2048", "not supported");
	check("cqe-size", "64", "not supported");
	check("tx-push", "off", "not supported");
	check("rx-push", "on", "not supported");
	check("tx-push-buf-len", "96", "224");
	check("tcp-data-split", "on", "not supported");
	check("hds-thresh", "0", "1023");
}
END_TEST

/* Numbers are 32 bits wide on the wire, flags and words 8. */
START_TEST(a8_every_width_of_the_rings)
{
	give_rings();
	kw_read("ring");
	ck_assert_int_eq(KW_ORDER(-1, "rx", "512", "rx-buf-len", "4096", "cqe-size", "128", "tx-push",
				  "on", "rx-push", "off", "tx-push-buf-len", "max",
				  "tcp-data-split", "off", "hds-thresh", "1"), 0);
	ck_assert_int_eq(kw_tell(false), 0);
	ck_assert_uint_eq(kw_heard_cmd(), 16);
	ck_assert_uint_eq(kw_count_heard(), 9);
	kw_check_heard(ETHTOOL_A_RINGS_RX, 4, 512);
	kw_check_heard(ETHTOOL_A_RINGS_RX_BUF_LEN, 4, 4096);
	kw_check_heard(ETHTOOL_A_RINGS_CQE_SIZE, 4, 128);
	kw_check_heard(ETHTOOL_A_RINGS_TX_PUSH, 1, 1);
	kw_check_heard(RINGS_RX_PUSH, 1, 0);
	kw_check_heard(RINGS_TX_PUSH_BUF_LEN, 4, 224);
	kw_check_heard(ETHTOOL_A_RINGS_TCP_DATA_SPLIT, 1, 1);
	kw_check_heard(RINGS_HDS_THRESH, 4, 1);
	ck_assert_int_eq(kw_tell(true), 0);
	kw_check_heard(ETHTOOL_A_RINGS_TCP_DATA_SPLIT, 1, 2);
	kw_check_heard(RINGS_HDS_THRESH, 4, 0);
}
END_TEST

/* What the driver chose by itself reads as that, so it cannot be asked for and proved. */
START_TEST(a8_only_words_that_can_be_read_back)
{
	struct nlbytes *b = kw_answer("rings");

	nl_u8(b, ETHTOOL_A_RINGS_TCP_DATA_SPLIT, 0);
	kw_end(b);
	kw_read("ring");
	check("tcp-data-split", "not supported", "not supported");
	kw.tape.n = 1;
	give_rings();
	kw_read("ring");
	ck_assert_int_eq(KW_ORDER(-1, "tcp-data-split", "auto"), -EINVAL);
	ck_assert_str_eq(kw.err.text, "tcp-data-split takes one of off, on, not 'auto'");
	ck_assert_int_eq(KW_ORDER(-1, "tcp-data-split", ""), -EINVAL);
}
END_TEST

START_TEST(a2_every_coalescing_parameter)
{
	struct nlbytes *b = kw_answer("coalesce");

	for (unsigned id = 2; id <= COALESCE_LAST; id++)
		if (id == ETHTOOL_A_COALESCE_USE_ADAPTIVE_RX)
			nl_u8(b, id, 1);
		else if (id == ETHTOOL_A_COALESCE_USE_ADAPTIVE_TX)
			nl_u8(b, id, 0);
		else if (id != COALESCE_LAST)
			nl_u32(b, id, 100 + id);
	kw_end(b);
	ck_assert_int_eq(kw_read("coalesce"), 0);
	ck_assert_uint_eq(kw.now.n, 29);
	check("adaptive-rx", "on", "not supported");
	check("adaptive-tx", "off", "not supported");
	check("rx-usecs", "102", "not supported");
	check("rx-frames", "103", "not supported");
	check("tx-usecs", "106", "not supported");
	check("sample-interval", "123", "not supported");
	check("tx-aggr-time-usecs", "128", "not supported");
	check("rx-cqe-frames", "131", "not supported");
	check("rx-cqe-nsecs", "not supported", "not supported");
	for (size_t i = 0; i < kw.now.n; i++)
		for (size_t j = 0; j < i; j++)
			ck_assert_uint_ne(kw.now.v[i].attr->id, kw.now.v[j].attr->id);
}
END_TEST

START_TEST(r5_pause)
{
	struct nlbytes *b = kw_answer("pause");

	nl_u8(b, ETHTOOL_A_PAUSE_AUTONEG, 1);
	nl_u8(b, ETHTOOL_A_PAUSE_RX, 1);
	nl_u8(b, ETHTOOL_A_PAUSE_TX, 0);
	kw_end(b);
	ck_assert_int_eq(kw_read("pause"), 0);
	ck_assert_str_eq(kw_value("autoneg", ""), "on");
	ck_assert_str_eq(kw_value("rx", ""), "on");
	ck_assert_str_eq(kw_value("tx", ""), "off");
	ck_assert_int_eq(KW_ORDER(-1, "autoneg", "off", "rx", "off", "tx", "off"), 0);
	ck_assert_uint_eq(kw.out.n, 2);
	ck_assert_int_eq(kw_tell(false), 0);
	ck_assert_uint_eq(kw_heard_cmd(), 22);
	ck_assert_uint_eq(kw_count_heard(), 3);
	kw_check_heard(ETHTOOL_A_PAUSE_AUTONEG, 1, 0);
	kw_check_heard(ETHTOOL_A_PAUSE_RX, 1, 0);
	ck_assert_str_eq(knob_shell(kw.arena, &kw.out.v[0], 6), "ethtool -A eth0 autoneg off");
	ck_assert(kw.knob->bounces_link && kw.knob->stage == 5);
	ck_assert_int_eq(KW_ORDER(-1, "rx", "yes"), -EINVAL);
	ck_assert_str_eq(kw.err.text, "rx takes on or off, not 'yes'");
}
END_TEST

static const char *const readers[][2] = {
	{ "channels", "channels" }, { "ring", "rings" }, { "coalesce", "coalesce" },
	{ "pause", "pause" },
};

START_TEST(what_is_not_there_is_a_result)
{
	static const int codes[] = { -EOPNOTSUPP, -ENODATA, -ENOENT };

	for (size_t j = 0; j < 4; j++)
		for (size_t i = 0; i < 3; i++) {
			kw.tape.n = 1;
			kw_no_answer(readers[j][1], codes[i], NULL);
			ck_assert_int_eq(kw_read(readers[j][0]), 0);
			ck_assert_uint_ge(kw.now.n, 3);
			for (size_t n = 0; n < kw.now.n; n++)
				ck_assert_int_eq(kw.now.v[n].value.kind, VALUE_NONE);
		}
	kw.tape.n = 1;
	kw_no_answer("rings", -ENODEV, "no device matches name");
	ck_assert_int_eq(kw_read("ring"), -ENODEV);
	ck_assert_str_eq(kw.err.text, "no device matches name");
}
END_TEST

/* A recording may hold an answer twice, or one without a message. */
START_TEST(answers_of_a_wrong_number)
{
	struct nlbytes *b = kw_answer("rings");

	nl_u32(b, ETHTOOL_A_RINGS_RX, 256);
	nl_end(b);
	nl_genl(b, KW_FAMILY, 0);
	nl_u32(b, ETHTOOL_A_RINGS_RX, 999);
	kw_end(b);
	ck_assert_int_eq(kw_read("ring"), 0);
	ck_assert_uint_eq(kw.now.n, kw.knob->nattrs);
	check("rx", "256", "not supported");
	b->len = 0;
	nl_ack(b);
	ck_assert_int_eq(kw_read("ring"), 0);
	ck_assert_uint_eq(kw.now.n, kw.knob->nattrs);
	check("rx", "not supported", "not supported");
}
END_TEST

static const char *refusal(int code, const char *text, int becomes)
{
	told_refuse(&kw.told, code, text, 0);
	ck_assert_int_eq(kw_tell(false), becomes);
	return kw.err.text;
}

/* The kernel's words stay; words for programmers, and none at all, become some for users. */
START_TEST(a2_a_refusal_in_plain_words)
{
	give_rings();
	kw_read("ring");
	KW_ORDER(-1, "tcp-data-split", "off");
	ck_assert_str_eq(refusal(-EINVAL, "requested ring size exceeds maximum", -EINVAL),
			 "requested ring size exceeds maximum");
	ck_assert_str_eq(refusal(-EINVAL, "Unsupported attribute", -EOPNOTSUPP),
			 "this kernel has no such setting");
	ck_assert_str_eq(refusal(-EINVAL, NULL, -EINVAL),
			 "the driver takes no such value and does not say why (many take only "
			 "certain numbers: try another near it)");
	ck_assert_str_eq(refusal(-EBUSY, NULL, -EBUSY),
			 "busy: the driver does not change it now (try with the link down: "
			 "ip link set dev eth0 down)");
	ck_assert_str_eq(refusal(-EOPNOTSUPP, NULL, -EOPNOTSUPP), "the driver cannot change it");
	ck_assert_str_eq(refusal(-EOPNOTSUPP, "setting tx push not supported", -EOPNOTSUPP),
			 "setting tx push not supported");
	ck_assert_str_eq(refusal(-ENOMEM, NULL, -ENOMEM),
			 "out of memory, or a number that the driver cannot make (virtio's rings are "
			 "powers of two)");
	ck_assert_str_eq(refusal(-EIO, NULL, -EIO), err_words(-EIO));
	ck_assert_str_eq(refusal(-EINVAL, "requested channel counts are too low for existing "
				 "indirection table (2)", -EINVAL),
			 "requested channel counts are too low for existing indirection table (2) "
			 "(first let the driver make its own table: nqtune rss eth0 default)");
}
END_TEST

/* Of several attributes in one message, the refused one is named. */
START_TEST(a2_which_of_several_was_refused)
{
	size_t header = NLMSG_HDRLEN + GENL_HDRLEN + 2 * NLA_HDRLEN + NLA_ALIGN(sizeof("eth0"));

	give_rings();
	kw_read("ring");
	KW_ORDER(-1, "rx", "512", "rx-push", "off");
	told_refuse(&kw.told, -EINVAL, "Unknown attribute type", (uint32_t)header + 8);
	ck_assert_int_eq(kw_tell(false), -EOPNOTSUPP);
	ck_assert_str_eq(kw.err.text, "rx-push: this kernel has no such setting");
	told_refuse(&kw.told, -EINVAL, "requested ring size exceeds maximum", (uint32_t)header);
	ck_assert_int_eq(kw_tell(false), -EINVAL);
	ck_assert_str_eq(kw.err.text, "rx: requested ring size exceeds maximum");
}
END_TEST

static Suite *make_suite(void)
{
	Suite *s = suite_create("knob_netlink");
	TCase *t = tcase_create("knob_netlink");

	tcase_add_checked_fixture(t, kw_setup, kw_teardown);
	tcase_add_test(t, a3_channels_and_their_maxima);
	tcase_add_test(t, a3_channels_in_one_message);
	tcase_add_test(t, what_the_card_has_not_is_refused_here);
	tcase_add_test(t, a8_rings_and_their_maxima);
	tcase_add_test(t, a8_every_width_of_the_rings);
	tcase_add_test(t, a8_only_words_that_can_be_read_back);
	tcase_add_test(t, a2_every_coalescing_parameter);
	tcase_add_test(t, r5_pause);
	tcase_add_test(t, what_is_not_there_is_a_result);
	tcase_add_test(t, answers_of_a_wrong_number);
	tcase_add_test(t, a2_a_refusal_in_plain_words);
	tcase_add_test(t, a2_which_of_several_was_refused);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(make_suite)
