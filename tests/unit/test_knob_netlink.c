// SPDX-License-Identifier: GPL-2.0-or-later
// Knobs read over ethtool netlink, with the door to it pretended here.
#include <errno.h>
#include <linux/ethtool_netlink.h>

#include "knobhost.h"
#include "main.h"
#include "nqtune/err.h"
#include "nqtune/ethnl.h"
#include "nqtune/knob.h"
#include "nqtune/sys.h"

/* An attribute here is its number plus one; the pretended door says what it was asked. */
static uint64_t numbers[ETHNL_ATTR_MAX + 1];
static const struct nlattr *table[ETHNL_ATTR_MAX + 1];
static int code, answers;
static uint8_t asked_cmd;
static struct ethnl_rss rss;

static struct arena *arena;
static struct host *host;
static struct err err;
static struct knob_readings readings;

int ethnl_get(struct answers *a, uint8_t cmd, const char *ifname, ethnl_fn fn, void *data,
	      struct err *e)
{
	asked_cmd = cmd;
	ck_assert_str_eq(ifname, "eth0");
	for (int i = 0; i < answers; i++)
		ck_assert_int_eq(fn(table, data), 0);
	return code ? err_set(e, code, "words of the kernel") : 0;
}

struct reading ethnl_number(const struct nlattr *attr)
{
	if (!attr)
		return (struct reading){ 0 };
	return (struct reading){ true, *(const uint64_t *)(const void *)attr };
}

int ethnl_rss(struct answers *a, const char *ifname, struct ethnl_rss *out, struct err *e)
{
	*out = rss;
	return code ? err_set(e, code, "words of the kernel") : 0;
}

static void setup(void)
{
	arena = arena_new(NULL);
	host = kh_new(arena);
	memset(table, 0, sizeof(table));
	code = 0;
	answers = 1;
	rss = (struct ethnl_rss){ 0 };
}

static void teardown(void)
{
	arena_free(arena);
}

static void give(unsigned id, uint64_t n)
{
	numbers[id] = n;
	table[id] = (const struct nlattr *)(const void *)&numbers[id];
}

static int read_knob(const char *name)
{
	const struct knob *k = knob_find(name);
	struct sys sys = { 0 };

	return k->read(k, &sys, host, &host->nics[KH_ETH0], arena, &readings, &err);
}

static const struct knob_reading *of(const char *attr)
{
	for (size_t i = 0; i < readings.n; i++)
		if (!strcmp(readings.v[i].attr->name, attr))
			return &readings.v[i];
	ck_abort_msg("no reading of %s", attr);
}

static void check(const char *attr, const char *value, const char *max)
{
	ck_assert_str_eq(value_text(arena, &of(attr)->value), value);
	ck_assert_str_eq(value_text(arena, &of(attr)->max), max);
	ck_assert_str_eq(of(attr)->target, "");
}

START_TEST(a3_channels_and_their_maxima)
{
	give(ETHTOOL_A_CHANNELS_COMBINED_COUNT, 6);
	give(ETHTOOL_A_CHANNELS_COMBINED_MAX, 8);
	give(ETHTOOL_A_CHANNELS_OTHER_COUNT, 0);
	give(ETHTOOL_A_CHANNELS_OTHER_MAX, 1);
	ck_assert_int_eq(read_knob("channels"), 0);
	ck_assert_uint_eq(asked_cmd, ETHTOOL_MSG_CHANNELS_GET);
	ck_assert_uint_eq(readings.n, 4);
	check("combined", "6", "8");
	check("other", "0", "1");
	check("rx", "not supported", "not supported");
}
END_TEST

START_TEST(a8_rings_and_their_maxima)
{
	give(ETHTOOL_A_RINGS_RX, 256);
	give(ETHTOOL_A_RINGS_RX_MAX, 4096);
	give(ETHTOOL_A_RINGS_RX_JUMBO, 7);
	give(ETHTOOL_A_RINGS_TX, 80);
	ck_assert_int_eq(read_knob("ring"), 0);
	ck_assert_uint_eq(asked_cmd, ETHTOOL_MSG_RINGS_GET);
	check("rx", "256", "4096");
	check("rx-jumbo", "7", "not supported");
	check("tx", "80", "not supported");
}
END_TEST

START_TEST(a2_every_coalescing_parameter)
{
	for (unsigned id = 2; id <= 28; id++)
		give(id, 100 + id);
	give(ETHTOOL_A_COALESCE_USE_ADAPTIVE_RX, 1);
	give(ETHTOOL_A_COALESCE_USE_ADAPTIVE_TX, 0);
	ck_assert_int_eq(read_knob("coalesce"), 0);
	ck_assert_uint_eq(asked_cmd, ETHTOOL_MSG_COALESCE_GET);
	ck_assert_uint_eq(readings.n, 29);
	check("adaptive-rx", "on", "not supported");
	check("adaptive-tx", "off", "not supported");
	check("rx-usecs", "102", "not supported");
	check("rx-frames", "103", "not supported");
	check("tx-usecs", "106", "not supported");
	check("sample-interval", "123", "not supported");
	check("tx-aggr-time-usecs", "128", "not supported");
	check("rx-cqe-frames", "not supported", "not supported");
	for (size_t i = 0; i < readings.n; i++)
		for (size_t j = 0; j < i; j++)
			ck_assert_uint_ne(readings.v[i].attr->id, readings.v[j].attr->id);
}
END_TEST

START_TEST(what_is_not_there_is_a_result)
{
	static const int codes[] = { -EOPNOTSUPP, -ENODATA, -ENOENT };
	static const char *const names[] = { "channels", "ring", "coalesce", "rss" };

	answers = 0;
	for (size_t i = 0; i < 3; i++) {
		code = codes[i];
		for (size_t j = 0; j < 4; j++) {
			ck_assert_int_eq(read_knob(names[j]), 0);
			ck_assert_uint_eq(readings.n, knob_find(names[j])->nattrs);
			for (size_t n = 0; n < readings.n; n++)
				ck_assert_int_eq(readings.v[n].value.kind, VALUE_NONE);
		}
	}
	code = -ENODEV;
	ck_assert_int_eq(read_knob("ring"), -ENODEV);
	ck_assert_str_eq(err.text, "words of the kernel");
	ck_assert_int_eq(read_knob("rss"), -ENODEV);
}
END_TEST

/* A recording may hold an answer twice, or none. */
START_TEST(answers_of_a_wrong_number)
{
	answers = 3;
	give(ETHTOOL_A_RINGS_RX, 256);
	ck_assert_int_eq(read_knob("ring"), 0);
	ck_assert_uint_eq(readings.n, 4);
	answers = 0;
	ck_assert_int_eq(read_knob("ring"), 0);
	ck_assert_uint_eq(readings.n, 4);
	check("rx", "not supported", "not supported");
}
END_TEST

START_TEST(a5_rss_in_one_line)
{
	rss = (struct ethnl_rss){ { true, 128 }, { true, 6 }, { true, 0 } };
	ck_assert_int_eq(read_knob("rss"), 0);
	check("entries", "128", "not supported");
	check("queues", "6", "not supported");
	check("hfunc", "toeplitz", "not supported");
	rss.hfunc.n = 2;
	ck_assert_int_eq(read_knob("rss"), 0);
	check("hfunc", "crc32", "not supported");
	rss.hfunc.n = 9;
	ck_assert_int_eq(read_knob("rss"), 0);
	check("hfunc", "9", "not supported");
	rss = (struct ethnl_rss){ 0 };
	ck_assert_int_eq(read_knob("rss"), 0);
	check("hfunc", "not supported", "not supported");
}
END_TEST

static Suite *make_suite(void)
{
	Suite *s = suite_create("knob_netlink");
	TCase *t = tcase_create("knob_netlink");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, a3_channels_and_their_maxima);
	tcase_add_test(t, a8_rings_and_their_maxima);
	tcase_add_test(t, a2_every_coalescing_parameter);
	tcase_add_test(t, what_is_not_there_is_a_result);
	tcase_add_test(t, answers_of_a_wrong_number);
	tcase_add_test(t, a5_rss_in_one_line);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(make_suite)
