// SPDX-License-Identifier: GPL-2.0-or-later
// A2: interrupt moderation of a single queue.
#include <linux/ethtool.h>
#include <linux/ethtool_netlink.h>

#include "main.h"
#include "nqtune/ethcoalesce.h"
#include "tapetest.h"
#include "told.h"

/* Newer than the struct of the ioctl. */
#define TX_AGGR_MAX_BYTES 26

/* As the kernel takes it: a command in a command, 4096 bits, the struct. */
struct request {
	uint32_t cmd;
	uint32_t sub_command;
	uint32_t queue_mask[128];
	struct ethtool_coalesce c;
};

static struct told told;
static struct ethcoalesce got;

static void setup(void)
{
	tape_setup();
	told_by(&told, a);
}

static void put(const char *key, int32_t rc, const struct request *q)
{
	struct nlbytes *b = nltape_add(&t, key);

	memcpy(b->v, &rc, sizeof(rc));
	if (q)
		memcpy(b->v + sizeof(rc), q, sizeof(*q));
	b->len = sizeof(rc) + (q ? sizeof(*q) : 0);
}

/* As the kernel answers: every number differs. */
static struct request answer(void)
{
	return (struct request){
		.cmd = ETHTOOL_PERQUEUE,
		.sub_command = ETHTOOL_GCOALESCE,
		.c = { ETHTOOL_GCOALESCE, 102, 103, 104, 105, 106, 107, 108, 109, 110, 1, 112, 113,
		       114, 115, 116, 117, 118, 119, 120, 121, 122, 123 },
	};
}

static uint32_t value(uint16_t id)
{
	ck_assert(got.known & UINT64_C(1) << id);
	return got.v[id];
}

START_TEST(one_queue_is_read)
{
	const struct request q = answer();

	put("ioctl/coalesce-q37/eth0", 0, &q);
	ck_assert_int_eq(ethcoalesce_get(a, "eth0", 37, &got, &e), 0);
	ck_assert_uint_eq(value(ETHTOOL_A_COALESCE_RX_USECS), 102);
	ck_assert_uint_eq(value(ETHTOOL_A_COALESCE_RX_MAX_FRAMES), 103);
	ck_assert_uint_eq(value(ETHTOOL_A_COALESCE_RX_USECS_IRQ), 104);
	ck_assert_uint_eq(value(ETHTOOL_A_COALESCE_RX_MAX_FRAMES_IRQ), 105);
	ck_assert_uint_eq(value(ETHTOOL_A_COALESCE_TX_USECS), 106);
	ck_assert_uint_eq(value(ETHTOOL_A_COALESCE_TX_MAX_FRAMES), 107);
	ck_assert_uint_eq(value(ETHTOOL_A_COALESCE_TX_USECS_IRQ), 108);
	ck_assert_uint_eq(value(ETHTOOL_A_COALESCE_TX_MAX_FRAMES_IRQ), 109);
	ck_assert_uint_eq(value(ETHTOOL_A_COALESCE_STATS_BLOCK_USECS), 110);
	ck_assert_uint_eq(value(ETHTOOL_A_COALESCE_USE_ADAPTIVE_RX), 1);
	ck_assert_uint_eq(value(ETHTOOL_A_COALESCE_USE_ADAPTIVE_TX), 112);
	ck_assert_uint_eq(value(ETHTOOL_A_COALESCE_PKT_RATE_LOW), 113);
	ck_assert_uint_eq(value(ETHTOOL_A_COALESCE_RX_USECS_LOW), 114);
	ck_assert_uint_eq(value(ETHTOOL_A_COALESCE_RX_MAX_FRAMES_LOW), 115);
	ck_assert_uint_eq(value(ETHTOOL_A_COALESCE_TX_USECS_LOW), 116);
	ck_assert_uint_eq(value(ETHTOOL_A_COALESCE_TX_MAX_FRAMES_LOW), 117);
	ck_assert_uint_eq(value(ETHTOOL_A_COALESCE_PKT_RATE_HIGH), 118);
	ck_assert_uint_eq(value(ETHTOOL_A_COALESCE_RX_USECS_HIGH), 119);
	ck_assert_uint_eq(value(ETHTOOL_A_COALESCE_RX_MAX_FRAMES_HIGH), 120);
	ck_assert_uint_eq(value(ETHTOOL_A_COALESCE_TX_USECS_HIGH), 121);
	ck_assert_uint_eq(value(ETHTOOL_A_COALESCE_TX_MAX_FRAMES_HIGH), 122);
	ck_assert_uint_eq(value(ETHTOOL_A_COALESCE_RATE_SAMPLE_INTERVAL), 123);
	/* The struct's 22 numbers, and none that only netlink has. */
	ck_assert_int_eq(__builtin_popcountll(got.known), 22);
	ck_assert(!(got.known & UINT64_C(1) << ETHTOOL_A_COALESCE_USE_CQE_MODE_RX));
	ck_assert(!(got.known & UINT64_C(1) << TX_AGGR_MAX_BYTES));
	ck_assert_uint_eq(told.times, 0);
}
END_TEST

START_TEST(what_is_not_there)
{
	put("ioctl/coalesce-q0/eth0", -EOPNOTSUPP, NULL);
	put("ioctl/coalesce-q9/eth0", -EINVAL, NULL);
	ck_assert_int_eq(ethcoalesce_get(a, "eth0", 0, &got, &e), -EOPNOTSUPP);
	ck_assert_str_eq(e.text, "the driver has no coalescing of a single queue");
	ck_assert(got.known == 0);
	ck_assert_int_eq(ethcoalesce_get(a, "eth0", 9, &got, &e), -EINVAL);
	ck_assert_str_eq(e.text, "no such queue");
	ck_assert_int_eq(ethcoalesce_get(a, "eth0", 1, &got, &e), -ENODATA);
	/* More than the request has bits for. */
	ck_assert_int_eq(ethcoalesce_get(a, "eth0", 4096, &got, &e), -EINVAL);
	ck_assert_int_eq(ethcoalesce_get(a, "eth0", (unsigned)-1, &got, &e), -EINVAL);
	ck_assert_str_eq(e.text, "no such queue");
	ck_assert_uint_eq(t.asked, 3);
}
END_TEST

START_TEST(a_damaged_recording)
{
	const struct request q = answer();

	put("ioctl/coalesce-q0/eth0", 0, &q);
	t.v[0].bytes.len--;
	ck_assert_int_eq(ethcoalesce_get(a, "eth0", 0, &got, &e), -EBADMSG);
	t.v[0].bytes.len = 2;
	ck_assert_int_eq(ethcoalesce_get(a, "eth0", 0, &got, &e), -EBADMSG);
	ck_assert(got.known == 0);
}
END_TEST

/* Only what is named changes; the request names one queue. */
START_TEST(one_queue_is_set)
{
	static const uint16_t ids[] = { ETHTOOL_A_COALESCE_TX_MAX_FRAMES,
					ETHTOOL_A_COALESCE_USE_ADAPTIVE_RX };
	static const uint32_t values[] = { 16, 0 };
	struct request q = answer();
	struct request sent;

	put("ioctl/coalesce-q37/eth0", 0, &q);
	ck_assert_int_eq(ethcoalesce_set(a, "eth0", 37, ids, values, 2, &e), 0);
	ck_assert_uint_eq(told.times, 1);
	ck_assert_str_eq(told.ifname, "eth0");
	ck_assert_uint_eq(told.size, sizeof(sent));
	memcpy(&sent, told.bytes, sizeof(sent));
	ck_assert_uint_eq(sent.cmd, ETHTOOL_PERQUEUE);
	ck_assert_uint_eq(sent.sub_command, ETHTOOL_SCOALESCE);
	for (unsigned i = 0; i < 128; i++)
		ck_assert_uint_eq(sent.queue_mask[i], i == 1 ? 1u << 5 : 0);
	q.c.cmd = ETHTOOL_SCOALESCE;
	q.c.tx_max_coalesced_frames = 16;
	q.c.use_adaptive_rx_coalesce = 0;
	ck_assert_mem_eq(&sent.c, &q.c, sizeof(q.c));
}
END_TEST

START_TEST(what_is_not_set)
{
	static const uint16_t header = ETHTOOL_A_COALESCE_HEADER;
	static const uint16_t id = TX_AGGR_MAX_BYTES;
	static const uint32_t one = 1;
	const struct request q = answer();

	ck_assert_int_eq(ethcoalesce_set(a, "eth0", 0, &id, &one, 1, &e), -ENODATA);
	put("ioctl/coalesce-q0/eth0", 0, &q);
	ck_assert_int_eq(ethcoalesce_set(a, "eth0", 0, &id, &one, 1, &e), -EOPNOTSUPP);
	ck_assert_int_eq(ethcoalesce_set(a, "eth0", 0, &header, &one, 1, &e), -EOPNOTSUPP);
	ck_assert_uint_eq(told.times, 0);
	told.rc = -EINVAL;
	ck_assert_int_eq(ethcoalesce_set(a, "eth0", 0, NULL, NULL, 0, &e), -EINVAL);
	ck_assert_str_eq(e.text, "invalid value");
	a->stand_in = NULL;
	ck_assert_int_eq(ethcoalesce_set(a, "eth0", 0, NULL, NULL, 0, &e), -EROFS);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("ethcoalesce");
	TCase *c = tcase_create("ethcoalesce");

	tcase_add_checked_fixture(c, setup, tape_teardown);
	tcase_add_test(c, one_queue_is_read);
	tcase_add_test(c, what_is_not_there);
	tcase_add_test(c, a_damaged_recording);
	tcase_add_test(c, one_queue_is_set);
	tcase_add_test(c, what_is_not_set);
	suite_add_tcase(s, c);
	return s;
}

TEST_MAIN(suite)
