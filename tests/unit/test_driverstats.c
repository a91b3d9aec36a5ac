// SPDX-License-Identifier: GPL-2.0-or-later
// B4: a driver's own statistics, as ioctl answers: sizes that do not fit together are no answer.
#include <linux/ethtool.h>

#include "main.h"
#include "nqtune/driverstats.h"
#include "tapetest.h"

static struct driverstats stats;

static void setup(void)
{
	tape_setup();
	memset(&stats, 0xff, sizeof(stats));
}

static void again(void)
{
	tape_teardown();
	setup();
}

/* An answer: how it went, the struct, what follows it. */
static struct nlbytes *put(const char *key, int32_t rc, const void *head, size_t head_len,
			   const void *tail, size_t tail_len)
{
	struct nlbytes *b = nltape_add(&t, key);

	memcpy(b->v, &rc, sizeof(rc));
	b->len = sizeof(rc);
	if (rc)
		return b;
	memcpy(b->v + b->len, head, head_len);
	if (tail_len)
		memcpy(b->v + b->len + head_len, tail, tail_len);
	b->len += head_len + tail_len;
	return b;
}

static void put_count(uint32_t n)
{
	const struct ethtool_sset_info info = { .cmd = ETHTOOL_GSSET_INFO,
						.sset_mask = 1 << ETH_SS_STATS };

	put("ioctl/stats-count/eth0", 0, &info, sizeof(info), &n, sizeof(n));
}

/* said: how many the driver says that it wrote. */
static void put_names(const char (*names)[ETH_GSTRING_LEN], size_t n, uint32_t said)
{
	const struct ethtool_gstrings head = { .cmd = ETHTOOL_GSTRINGS,
					       .string_set = ETH_SS_STATS, .len = said };

	put("ioctl/stats-names/eth0", 0, &head, sizeof(head), names, n * ETH_GSTRING_LEN);
}

static void put_values(const uint64_t *v, size_t n, uint32_t said)
{
	const struct ethtool_stats head = { .cmd = ETHTOOL_GSTATS, .n_stats = said };

	put("ioctl/stats-values/eth0", 0, &head, sizeof(head), v, n * sizeof(*v));
}

static int get(void)
{
	return driverstats_read(a, "eth0", arena, &stats, &e);
}

static void check_nothing(int want, const char *text)
{
	ck_assert_int_eq(get(), want);
	ck_assert_msg(strstr(e.text, text), "'%s' lacks '%s'", e.text, text);
	ck_assert_ptr_null(stats.v);
	ck_assert_uint_eq(stats.n, 0);
}

static const char names[3][ETH_GSTRING_LEN] = { "rx_packets", "a name of thirty-two bytes, whol", "\033[2J" };
static const uint64_t values[3] = { 5, UINT64_MAX, 7 };

START_TEST(names_and_values)
{
	put_count(3);
	put_names(names, 3, 3);
	put_values(values, 3, 3);
	ck_assert_int_eq(get(), 0);
	ck_assert_uint_eq(stats.n, 3);
	ck_assert_str_eq(stats.v[0].name, "rx_packets");
	ck_assert_uint_eq(stats.v[0].n, 5);
	/* The driver filled it whole: there is no end in it. */
	ck_assert_str_eq(stats.v[1].name, "a name of thirty-two bytes, whol");
	ck_assert_uint_eq(stats.v[1].n, UINT64_MAX);
	/* Nothing that a terminal would obey. */
	ck_assert_str_eq(stats.v[2].name, "?[2J");
	ck_assert_uint_eq(stats.v[2].n, 7);
}
END_TEST

START_TEST(there_are_none)
{
	const struct ethtool_sset_info info = { .cmd = ETHTOOL_GSSET_INFO };
	const uint32_t n = 3;

	check_nothing(-ENODATA, "not recorded");
	put_count(0);
	check_nothing(-EOPNOTSUPP, "no statistics of its own");
	again();
	/* The kernel takes the bit out where the driver has no such set. */
	put("ioctl/stats-count/eth0", 0, &info, sizeof(info), &n, sizeof(n));
	check_nothing(-EOPNOTSUPP, "no statistics of its own");
	again();
	put("ioctl/stats-count/eth0", -EOPNOTSUPP, NULL, 0, NULL, 0);
	check_nothing(-EOPNOTSUPP, "");
	again();
	put_count(3);
	check_nothing(-ENODATA, "not recorded");
}
END_TEST

START_TEST(too_many)
{
	put_count(UINT32_MAX);
	check_nothing(-EBADMSG, "4294967295 statistics are too many");
	again();
	put_count(65537);
	check_nothing(-EBADMSG, "65537 statistics are too many");
}
END_TEST

/* Queues came while it was asked: the answers are of different lengths. */
START_TEST(became_more)
{
	put_count(2);
	put_names(names, 2, 3);
	put_values(values, 2, 2);
	check_nothing(-EAGAIN, "keep changing");
	ck_assert_uint_eq(t.asked, 6);
	again();
	put_count(2);
	put_names(names, 2, 2);
	put_values(values, 2, 0);	/* what a kernel says since 6.19 that wrote nothing */
	check_nothing(-EAGAIN, "keep changing");
}
END_TEST

/* The first look finds it changing, the second whole. */
static int settles(const char *key, const void **bytes, size_t *len, void *data)
{
	const uint32_t more = 9;
	int rc = nltape_fn(key, bytes, len, data);

	if (strstr(key, "stats-names") && t.asked < 3)
		memcpy(t.out + sizeof(int32_t) + offsetof(struct ethtool_gstrings, len), &more,
		       sizeof(more));
	return rc;
}

START_TEST(asked_again)
{
	answers_close(a);
	ck_assert_int_eq(answers_open_bytes(&a, settles, &t), 0);
	put_count(3);
	put_names(names, 3, 3);
	put_values(values, 3, 3);
	ck_assert_int_eq(get(), 0);
	ck_assert_uint_eq(t.asked, 5);
	ck_assert_uint_eq(stats.n, 3);
}
END_TEST

START_TEST(cut_short)
{
	put_count(3);
	put_names(names, 2, 3);
	check_nothing(-EBADMSG, "damaged");
	again();
	put_count(3);
	put_names(names, 3, 3);
	put_values(values, 2, 3);
	check_nothing(-EBADMSG, "damaged");
}
END_TEST

static void read_flipped(struct nltape *tape, void *data)
{
	struct answers *flipped = nltape_open(tape);
	struct arena *scratch = arena_new(NULL);

	if (driverstats_read(flipped, "eth0", scratch, &stats, &e))
		ck_assert_uint_eq(stats.n, 0);
	else
		ck_assert_uint_le(stats.n, 3);
	arena_free(scratch);
	answers_close(flipped);
}

START_TEST(flipped_bytes)
{
	put_count(3);
	put_names(names, 3, 3);
	put_values(values, 3, 3);
	nltape_flip_all(&t, read_flipped, NULL);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("driverstats");
	TCase *tc = tcase_create("driverstats");

	tcase_add_checked_fixture(tc, setup, tape_teardown);
	tcase_add_test(tc, names_and_values);
	tcase_add_test(tc, there_are_none);
	tcase_add_test(tc, too_many);
	tcase_add_test(tc, became_more);
	tcase_add_test(tc, asked_again);
	tcase_add_test(tc, cut_short);
	tcase_add_test(tc, flipped_bytes);
	suite_add_tcase(s, tc);
	return s;
}

TEST_MAIN(suite)
