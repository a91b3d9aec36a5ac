// SPDX-License-Identifier: GPL-2.0-or-later
// L5: queueing disciplines as rtnetlink tells them.
#include <linux/gen_stats.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>

#include "main.h"
#include "nqtune/qdiscs.h"
#include "tapetest.h"

#define KEY "route/qdisc-get"

static struct qdiscs found;

static int read_them(void)
{
	return qdiscs_read(a, arena, &found, &e);
}

/* One as the kernel tells it; stats NULL: without counters. */
static void put_qdisc(struct nlbytes *b, int ifindex, uint32_t handle, uint32_t parent,
		      const char *kind, const struct gnet_stats_queue *stats)
{
	const struct tcmsg head = {
		.tcm_ifindex = ifindex, .tcm_handle = handle, .tcm_parent = parent, .tcm_info = 2,
	};
	const struct gnet_stats_basic basic = { .bytes = 7777, .packets = 77 };
	size_t nest;

	nl_msg(b, RTM_NEWQDISC, NLM_F_MULTI);
	nl_put(b, &head, sizeof(head));
	if (kind)
		nl_text(b, TCA_KIND, kind);
	if (stats) {
		nest = nl_nest(b, TCA_STATS2);
		nl_attr(b, TCA_STATS_BASIC, &basic, sizeof(basic));
		nl_attr(b, TCA_STATS_QUEUE, stats, sizeof(*stats));
		nl_nest_end(b, nest);
	}
	nl_end(b);
}

START_TEST(l5_roots_children_and_ingress)
{
	const struct gnet_stats_queue some = {
		.qlen = 3, .backlog = 4500, .drops = 5, .requeues = 6, .overlimits = 8,
	};
	struct nlbytes *b = nltape_add(&t, KEY);

	put_qdisc(b, 2, 0x80010000, TC_H_ROOT, "mq", &some);
	put_qdisc(b, 2, 0, 0x80010001, "fq_codel", &some);
	put_qdisc(b, 2, 0xffff0000, TC_H_INGRESS, "clsact", NULL);
	nl_done(b, 0);
	ck_assert_int_eq(read_them(), 0);
	ck_assert_uint_eq(found.n, 3);
	ck_assert_uint_eq(found.v[0].ifindex, 2);
	ck_assert_str_eq(found.v[0].kind, "mq");
	ck_assert_uint_eq(found.v[0].handle, 0x80010000);
	ck_assert(found.v[0].root);
	is_reading(found.v[0].backlog, 3);
	is_reading(found.v[0].drops, 5);
	is_reading(found.v[0].requeues, 6);
	ck_assert(!found.v[1].root);
	ck_assert_uint_eq(found.v[1].parent, 0x80010001);
	ck_assert(!found.v[2].root);
	ck_assert(!found.v[2].drops.set && !found.v[2].backlog.set && !found.v[2].requeues.set);
}
END_TEST

/* What igb with 4 queues has after boot, Linux 6.12 and 7. */
static void check_recorded(const char *dir)
{
	unsigned roots = 0, below = 0;

	if (!data_readable())
		return;
	ck_assert(nltape_load(&t, dir, KEY));
	ck_assert_int_eq(read_them(), 0);
	for (size_t i = 0; i < found.n; i++) {
		if (found.v[i].ifindex != 2)
			continue;
		roots += found.v[i].root && !strcmp(found.v[i].kind, "mq");
		below += !found.v[i].root && !strcmp(found.v[i].kind, "fq_codel");
		ck_assert(found.v[i].drops.set);
	}
	ck_assert_uint_eq(roots, 1);
	ck_assert_uint_eq(below, 4);
}

START_TEST(l5_recorded)
{
	check_recorded("hooks-6.12");
	t.n = 0;
	check_recorded("hooks-7");
}
END_TEST

/* A kernel's new counters go to the end of the structure; a short one says nothing. */
START_TEST(l5_counters_of_other_sizes)
{
	const uint32_t longer[8] = { 1, 2, 3, 4, 5, 6, 7, 8 };
	const struct tcmsg head = { .tcm_ifindex = 1, .tcm_parent = TC_H_ROOT };
	struct nlbytes *b = nltape_add(&t, KEY);

	for (size_t len = 4; len <= sizeof(longer); len += 4) {
		size_t nest;

		nl_msg(b, RTM_NEWQDISC, NLM_F_MULTI);
		nl_put(b, &head, sizeof(head));
		nl_text(b, TCA_KIND, "fq");
		nest = nl_nest(b, TCA_STATS2);
		nl_attr(b, TCA_STATS_QUEUE, longer, len);
		nl_nest_end(b, nest);
		nl_end(b);
	}
	nl_done(b, 0);
	ck_assert_int_eq(read_them(), 0);
	ck_assert_uint_eq(found.n, 8);
	ck_assert(!found.v[3].drops.set);
	is_reading(found.v[4].drops, 3);
	is_reading(found.v[7].requeues, 4);
}
END_TEST

START_TEST(l5_names_for_a_terminal)
{
	struct nlbytes *b = nltape_add(&t, KEY);

	put_qdisc(b, 1, 0, TC_H_ROOT, "\x1b[2Jmq", NULL);
	nl_done(b, 0);
	ck_assert_int_eq(read_them(), 0);
	ck_assert_str_eq(found.v[0].kind, "?[2Jmq");
}
END_TEST

START_TEST(l5_none_and_not_recorded)
{
	ck_assert_int_eq(read_them(), -ENODATA);
	ck_assert_str_eq(e.text, KEY ": not recorded");
	nl_done(nltape_add(&t, KEY), 0);
	ck_assert_int_eq(read_them(), 0);
	ck_assert_uint_eq(found.n, 0);
}
END_TEST

static void is_damaged(void)
{
	memset(&e, 0, sizeof(e));
	ck_assert_int_eq(read_them(), -EBADMSG);
	ck_assert_str_eq(e.text, "the netlink answer about queueing disciplines is damaged");
	ck_assert_uint_eq(found.n, 0);
	t.n = 0;
}

START_TEST(l5_damaged)
{
	struct nlbytes *b = nltape_add(&t, KEY);

	put_qdisc(b, 1, 0, TC_H_ROOT, "mq", NULL);
	put_qdisc(b, 1, 0, TC_H_ROOT, NULL, NULL);
	nl_done(b, 0);
	is_damaged();
	b = nltape_add(&t, KEY);
	put_qdisc(b, -1, 0, TC_H_ROOT, "mq", NULL);
	nl_done(b, 0);
	is_damaged();
	b = nltape_add(&t, KEY);
	nl_msg(b, RTM_NEWQDISC, NLM_F_MULTI);
	nl_end(b);
	nl_done(b, 0);
	is_damaged();
}
END_TEST

static void ask_again(struct nltape *tape, void *data)
{
	int rc = read_them();

	ck_assert_int_le(rc, 0);
	ck_assert(rc == 0 || found.n == 0);
	for (size_t i = 0; i < found.n; i++)
		ck_assert_uint_gt(found.v[i].ifindex + strlen(found.v[i].kind), 0);
}

/* Whatever byte is another: an answer or an error, never memory that is not ours. */
START_TEST(l5_flipped)
{
	const struct gnet_stats_queue some = { .drops = 5 };
	struct nlbytes *b = nltape_add(&t, KEY);

	put_qdisc(b, 2, 0x10000, TC_H_ROOT, "mq", &some);
	put_qdisc(b, 2, 0, 0x10001, "fq", &some);
	nl_done(b, 0);
	nltape_flip_all(&t, ask_again, NULL);
}
END_TEST

static Suite *make_suite(void)
{
	Suite *suite = suite_create("qdiscs");
	TCase *tc = tcase_create("qdiscs");

	tcase_add_checked_fixture(tc, tape_setup, tape_teardown);
	tcase_add_test(tc, l5_roots_children_and_ingress);
	tcase_add_test(tc, l5_recorded);
	tcase_add_test(tc, l5_counters_of_other_sizes);
	tcase_add_test(tc, l5_names_for_a_terminal);
	tcase_add_test(tc, l5_none_and_not_recorded);
	tcase_add_test(tc, l5_damaged);
	tcase_add_test(tc, l5_flipped);
	suite_add_tcase(suite, tc);
	return suite;
}

TEST_MAIN(make_suite)
