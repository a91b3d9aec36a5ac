// SPDX-License-Identifier: GPL-2.0-or-later
// A2: interrupt moderation of single queues beside that of the interface.
#include <linux/ethtool.h>
#include <stddef.h>

#include "main.h"

#include "knobwire.h"

/* struct ethtool_per_queue_op with one queue's struct behind it. */
struct request {
	uint32_t cmd;
	uint32_t sub_command;
	uint32_t queue_mask[__KERNEL_DIV_ROUND_UP(MAX_NUM_QUEUE, 32)];
	struct ethtool_coalesce c;
};
_Static_assert(offsetof(struct request, c) == sizeof(struct ethtool_per_queue_op), "as the kernel's");

/* What the struct has; netlink has seven more. */
#define BY_QUEUE 22

static void give_iface(void)
{
	struct nlbytes *b = kw_answer("coalesce");

	nl_u32(b, ETHTOOL_A_COALESCE_RX_USECS, 10);
	nl_u32(b, ETHTOOL_A_COALESCE_TX_USECS, 0);
	nl_u8(b, ETHTOOL_A_COALESCE_USE_ADAPTIVE_RX, 0);
	nl_u8(b, ETHTOOL_A_COALESCE_USE_CQE_MODE_RX, 1);
	kw_end(b);
}

/* The driver's answer about one queue: rx-usecs, and a number it does not say it has. */
static void give_queue(unsigned queue, uint32_t rx_usecs, int32_t rc)
{
	struct request q = {
		.cmd = ETHTOOL_PERQUEUE, .sub_command = ETHTOOL_GCOALESCE,
		.c = { .cmd = ETHTOOL_GCOALESCE, .rx_coalesce_usecs = rx_usecs,
		       .use_adaptive_rx_coalesce = queue, .tx_max_coalesced_frames = 64 },
	};
	struct nlbytes *b;
	char key[64];

	snprintf(key, sizeof(key), "ioctl/coalesce-q%u/eth0", queue);
	b = nltape_add(&kw.tape, key);
	memcpy(b->v, &rc, sizeof(rc));
	memcpy(b->v + sizeof(rc), &q, sizeof(q));
	b->len = sizeof(rc) + (rc ? 0 : sizeof(q));
}

static size_t count_scope(enum attr_scope scope)
{
	size_t n = 0;

	for (size_t i = 0; i < kw.now.n; i++)
		n += kw.now.v[i].attr->scope == scope;
	return n;
}

static const struct ethtool_coalesce *heard(void)
{
	const struct request *q = (const void *)kw.told.bytes;

	ck_assert_uint_eq(kw.told.times, 1);
	ck_assert_uint_eq(kw.told.size, sizeof(*q));
	ck_assert_uint_eq(q->sub_command, ETHTOOL_SCOALESCE);
	ck_assert_uint_eq(q->queue_mask[0], 2);
	return &q->c;
}

START_TEST(queues_are_read_beside_the_interface)
{
	give_iface();
	give_queue(0, 20, 0);
	give_queue(1, 30, 0);
	ck_assert_int_eq(kw_read("coalesce"), 0);
	ck_assert_uint_eq(count_scope(SCOPE_IFACE), BY_QUEUE + 7);
	ck_assert_uint_eq(count_scope(SCOPE_QUEUE), 2 * BY_QUEUE);
	ck_assert_str_eq(kw_value("rx-usecs", ""), "10");
	ck_assert_str_eq(kw_value("rx-usecs", "queue-0"), "20");
	ck_assert_str_eq(kw_value("rx-usecs", "queue-1"), "30");
	ck_assert_uint_eq(kw_of("rx-usecs", "queue-1")->index, 1);
	ck_assert_str_eq(kw_value("adaptive-rx", "queue-0"), "off");
	ck_assert_str_eq(kw_value("adaptive-rx", "queue-1"), "on");
	/* A 0 is a value where the driver has the setting, and nothing where it has not. */
	ck_assert_str_eq(kw_value("tx-usecs", "queue-0"), "0");
	ck_assert_str_eq(kw_value("tx-frames", "queue-0"), "64");
	ck_assert_str_eq(kw_value("rx-frames", "queue-0"), "not supported");
}
END_TEST

START_TEST(most_drivers_have_none)
{
	give_iface();
	give_queue(0, 0, -EOPNOTSUPP);
	give_queue(1, 30, 0);
	ck_assert_int_eq(kw_read("coalesce"), 0);
	ck_assert_uint_eq(count_scope(SCOPE_QUEUE), 0);
	ck_assert_int_eq(KW_ORDER(1, "rx-usecs", "5"), -EOPNOTSUPP);
	ck_assert_str_eq(kw.err.text, "eth0 has no coalesce of its own for queue 1 (set the whole "
				      "interface)");
	ck_assert_int_eq(KW_ORDER(-1, "rx-usecs", "5"), 0);
	ck_assert_uint_eq(kw.out.n, 1);
	ck_assert_int_eq(kw.out.v[0].attr->scope, SCOPE_IFACE);
}
END_TEST

START_TEST(one_queue_is_set)
{
	give_iface();
	give_queue(0, 20, 0);
	give_queue(1, 30, 0);
	kw_read("coalesce");
	ck_assert_int_eq(KW_ORDER(1, "rx-usecs", "5", "adaptive-rx", "off"), 0);
	ck_assert_uint_eq(kw.out.n, 2);
	ck_assert_str_eq(kw.out.v[0].target, "queue-1");
	ck_assert_int_eq(kw_tell(false), 0);
	ck_assert_uint_eq(heard()->rx_coalesce_usecs, 5);
	ck_assert_uint_eq(heard()->use_adaptive_rx_coalesce, 0);
	ck_assert_uint_eq(heard()->tx_max_coalesced_frames, 64);
	ck_assert_str_eq(kw_read_back(0), "30");
	ck_assert_str_eq(kw_read_back(1), "on");
	kw.told.times = 0;
	ck_assert_int_eq(kw_tell(true), 0);
	ck_assert_uint_eq(heard()->rx_coalesce_usecs, 30);
	ck_assert_uint_eq(heard()->use_adaptive_rx_coalesce, 1);
}
END_TEST

START_TEST(the_whole_interface_is_set)
{
	give_iface();
	give_queue(0, 20, 0);
	kw_read("coalesce");
	ck_assert_int_eq(KW_ORDER(-1, "rx-usecs", "5", "adaptive-rx", "on", "cqe-mode-rx", "off"), 0);
	ck_assert_uint_eq(kw.out.n, 3);
	ck_assert_str_eq(kw.out.v[0].target, "");
	ck_assert_int_eq(kw_tell(false), 0);
	ck_assert_uint_eq(kw_heard_cmd(), 20);
	ck_assert_uint_eq(kw_count_heard(), 4);
	kw_check_heard(ETHTOOL_A_COALESCE_RX_USECS, 4, 5);
	kw_check_heard(ETHTOOL_A_COALESCE_USE_ADAPTIVE_RX, 1, 1);
	kw_check_heard(ETHTOOL_A_COALESCE_USE_CQE_MODE_RX, 1, 0);
	ck_assert_str_eq(kw_read_back(0), "10");
}
END_TEST

/* What belongs to the interface must not be set when one queue was named. */
START_TEST(what_no_queue_has)
{
	give_iface();
	give_queue(0, 20, 0);
	give_queue(1, 30, 0);
	kw_read("coalesce");
	ck_assert_int_eq(KW_ORDER(1, "cqe-mode-rx", "off"), -EINVAL);
	ck_assert_str_eq(kw.err.text, "cqe-mode-rx is of the whole interface: it takes no queue");
	ck_assert_int_eq(KW_ORDER(1, "rx-frames", "5"), -EOPNOTSUPP);
	ck_assert_str_eq(kw.err.text, "rx-frames is not supported by eth0");
	ck_assert_int_eq(KW_ORDER(2, "rx-usecs", "5"), -EINVAL);
	ck_assert_str_eq(kw.err.text,
			 "no queue 2: eth0 has rx queues 0-1; eth0 has tx queues 0-1");
}
END_TEST

START_TEST(a_refusal_of_a_queue)
{
	give_iface();
	give_queue(0, 20, 0);
	give_queue(1, 30, 0);
	kw_read("coalesce");
	KW_ORDER(1, "rx-usecs", "5");
	kw.told.rc = -EBUSY;
	ck_assert_int_eq(kw_tell(false), -EBUSY);
	ck_assert_ptr_nonnull(strstr(kw.err.text, "ip link set dev eth0 down"));
}
END_TEST

/* Of two queues, each takes a request of its own. */
START_TEST(queues_go_one_by_one)
{
	struct change c[2];

	give_iface();
	give_queue(0, 20, 0);
	give_queue(1, 30, 0);
	kw_read("coalesce");
	KW_ORDER(1, "rx-usecs", "5");
	c[0] = c[1] = kw.out.v[0];
	c[1].index = 0;
	ck_assert_uint_eq(knob_together(c, 2), 1);
	KW_ORDER(-1, "rx-usecs", "5");
	c[1] = kw.out.v[0];
	ck_assert_uint_eq(knob_together(c, 2), 1);
}
END_TEST

START_TEST(the_command_that_does_the_same)
{
	give_iface();
	give_queue(0, 20, 0);
	give_queue(1, 30, 0);
	kw_read("coalesce");
	KW_ORDER(-1, "rx-usecs", "5");
	ck_assert_str_eq(knob_shell(kw.arena, &kw.out.v[0], 6), "ethtool -C eth0 rx-usecs 5");
	KW_ORDER(1, "rx-usecs", "5");
	ck_assert_str_eq(knob_shell(kw.arena, &kw.out.v[0], 6),
			 "ethtool -Q eth0 queue_mask 0x2 --coalesce rx-usecs 5");
	kw.out.v[0].index = 3;
	ck_assert_str_eq(knob_shell(kw.arena, &kw.out.v[0], 6),
			 "ethtool -Q eth0 queue_mask 0x8 --coalesce rx-usecs 5");
	kw.out.v[0].index = 37;
	ck_assert_str_eq(knob_shell(kw.arena, &kw.out.v[0], 6),
			 "ethtool -Q eth0 queue_mask 0x2000000000 --coalesce rx-usecs 5");
}
END_TEST

static Suite *make_suite(void)
{
	Suite *s = suite_create("knob_coalesce");
	TCase *t = tcase_create("knob_coalesce");

	tcase_add_checked_fixture(t, kw_setup, kw_teardown);
	tcase_add_test(t, queues_are_read_beside_the_interface);
	tcase_add_test(t, most_drivers_have_none);
	tcase_add_test(t, one_queue_is_set);
	tcase_add_test(t, the_whole_interface_is_set);
	tcase_add_test(t, what_no_queue_has);
	tcase_add_test(t, a_refusal_of_a_queue);
	tcase_add_test(t, queues_go_one_by_one);
	tcase_add_test(t, the_command_that_does_the_same);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(make_suite)
