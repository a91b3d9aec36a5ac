// SPDX-License-Identifier: GPL-2.0-or-later
// rfs and bql: knobs of plain files, on a recorded tree: read, ordered, written.
#include <errno.h>

#include "../../src/knob/refusal.h"
#include "knobtree.h"
#include "main.h"

static uint64_t new_of(size_t i)
{
	ck_assert_uint_lt(i, kt.out.n);
	ck_assert_int_eq(kt.out.v[i].new.kind, VALUE_NUMBER);
	return kt.out.v[i].new.number;
}

static bool said(const char *words)
{
	return strstr(kt.err.text, words) != NULL;
}

static bool why(size_t i, const char *words)
{
	return strstr(kt.out.v[i].why, words) != NULL;
}

START_TEST(rfs_reads_each_queue_and_the_host)
{
	tree_file(&kt.tree, RX(1) "/rps_flow_cnt", "4096\n");
	unlink_file(RX(2) "/rps_flow_cnt");
	kt_read("rfs", "eth0");
	ck_assert_uint_eq(kt.now.n, 4);
	ck_assert_str_eq(kt_value("flows", "rx-0"), "0");
	ck_assert_str_eq(kt_value("flows", "rx-1"), "4096");
	ck_assert_str_eq(kt_value("flows", "rx-2"), "not supported");
	ck_assert_str_eq(kt_value("entries", ""), "0");
	unlink_file(CORE "rps_sock_flow_entries");
	kt_read("rfs", "eth0");
	ck_assert_str_eq(kt_value("entries", ""), "not supported");
}
END_TEST

START_TEST(rfs_divides_a_total_over_the_queues)
{
	kt_read("rfs", "eth0");
	ck_assert_int_eq(KT_ORDER(-1, "flows", "32768"), 0);
	ck_assert_uint_eq(kt.out.n, 3);
	for (unsigned i = 0; i < 3; i++) {
		ck_assert_uint_eq(new_of(i), 16384);
		ck_assert_uint_eq(kt.out.v[i].index, i);
		ck_assert_str_eq(kt.out.v[i].iface, "eth0");
	}
	ck_assert_str_eq(kt.out.v[2].path, "/" RX(2) "/rps_flow_cnt");
	ck_assert(why(0, "32768 over 3 queues: sizes are powers of two"));
	ck_assert(why(0, "off until the host has a table too"));
	ck_assert_int_eq(kt_write(1, false), 0);
	ck_assert_str_eq(tree_text(&kt.tree, RX(1) "/rps_flow_cnt"), "16384");
	ck_assert_str_eq(kt_read_back(1), "16384");
	ck_assert_int_eq(KT_ORDER(-1, "flows", "3072"), 0);
	ck_assert_uint_eq(new_of(0), 1024);
	ck_assert_int_eq(KT_ORDER(-1, "flows", "3073"), 0);
	ck_assert_uint_eq(new_of(0), 2048);
	ck_assert_int_eq(KT_ORDER(-1, "flows", "0"), 0);
	ck_assert_uint_eq(kt.out.n, 0);
	ck_assert_uint_eq(kt.already, 3);
}
END_TEST

START_TEST(rfs_of_one_queue_is_its_own_number)
{
	tree_file(&kt.tree, CORE "rps_sock_flow_entries", "2048\n");
	kt_read("rfs", "eth0");
	ck_assert_int_eq(KT_ORDER(1, "flows", "2048"), 0);
	ck_assert_uint_eq(kt.out.n, 1);
	ck_assert_str_eq(kt.out.v[0].target, "rx-1");
	ck_assert_uint_eq(new_of(0), 2048);
	ck_assert_str_eq(kt.out.v[0].why, "asked for");
	ck_assert_int_eq(KT_ORDER(1, "flows", "2049"), 0);
	ck_assert_uint_eq(new_of(0), 4096);
	ck_assert(why(0, "2049 over 1 queue"));
	ck_assert(why(0, "the host's table has 2048 entries: no more will be used"));
	ck_assert_int_eq(KT_ORDER(1, "flows", "1"), 0);
	ck_assert_uint_eq(new_of(0), 1);
	ck_assert_int_eq(KT_ORDER(3, "flows", "1"), -EINVAL);
	ck_assert_str_eq(kt.err.text, "no rx queue 3: eth0 has rx queues 0-2");
}
END_TEST

/* The kernel would allocate what a slip of the finger asks for. */
START_TEST(rfs_bounds_a_queues_table)
{
	kt_read("rfs", "eth0");
	ck_assert_int_eq(KT_ORDER(0, "flows", "1048576"), 0);
	ck_assert_int_eq(KT_ORDER(0, "flows", "1048577"), -EINVAL);
	ck_assert(said("2097152 flows a queue: more than 1048576"));
	ck_assert_uint_eq(kt.out.n, 0);
	ck_assert_int_eq(KT_ORDER(0, "entries", "2097152"), -EINVAL);
	ck_assert_int_eq(KT_ORDER(-1, "flows", "6291456", "entries", "2097152"), 0);
	ck_assert_uint_eq(kt.out.n, 4);
	ck_assert_str_eq(kt.out.v[0].attr->name, "entries");
	ck_assert_uint_eq(new_of(3), 2097152);
	ck_assert_str_eq(kt.out.v[3].why, "asked for");
	tree_file(&kt.tree, CORE "rps_sock_flow_entries", "4194304\n");
	kt_read("rfs", "eth0");
	ck_assert_int_eq(KT_ORDER(0, "flows", "4194304"), 0);
	ck_assert_int_eq(KT_ORDER(0, "flows", "4194305"), -EINVAL);
	ck_assert_int_eq(KT_ORDER(-1, "flows", "18446744073709551615"), -EINVAL);
	ck_assert_int_eq(KT_ORDER(-1, "flows", "2199023255552"), -EINVAL);
	ck_assert_int_eq(KT_ORDER(-1, "flows", "-1"), -EINVAL);
	ck_assert_int_eq(KT_ORDER(-1, "flows", "many"), -EINVAL);
}
END_TEST

START_TEST(rfs_entries_are_the_hosts)
{
	kt_read("rfs", "lo");
	ck_assert_int_eq(KT_ORDER(-1, "entries", "30000"), 0);
	ck_assert_uint_eq(kt.out.n, 1);
	ck_assert_uint_eq(new_of(0), 32768);
	ck_assert(why(0, "30000 was asked for: sizes are powers of two"));
	ck_assert_str_eq(kt.out.v[0].iface, "");
	ck_assert_str_eq(kt.out.v[0].path, "/" CORE "rps_sock_flow_entries");
	ck_assert_int_eq(kt_write(0, false), 0);
	ck_assert_str_eq(tree_text(&kt.tree, CORE "rps_sock_flow_entries"), "32768");
	ck_assert_str_eq(kt_read_back(0), "32768");
	ck_assert_int_eq(KT_ORDER(-1, "entries", "536870912"), 0);
	ck_assert_int_eq(KT_ORDER(-1, "entries", "536870913"), -EINVAL);
	ck_assert_str_eq(kt.err.text, "entries takes a number up to 536870912, not '536870913'");
	ck_assert_int_eq(KT_ORDER(0, "entries", "1"), -EINVAL);
	ck_assert_str_eq(kt.err.text, "entries is of the whole host: it takes no queue");
}
END_TEST

/* In a network namespace of its own there is no such file. */
START_TEST(rfs_entries_elsewhere)
{
	unlink_file(CORE "rps_sock_flow_entries");
	kt_read("rfs", "eth0");
	ck_assert_int_eq(KT_ORDER(-1, "entries", "32768"), -EOPNOTSUPP);
	ck_assert(said("the whole host's (set it outside of this network namespace)"));
	ck_assert_int_eq(KT_ORDER(-1, "flows", "3072"), 0);
	ck_assert_str_eq(kt.out.v[0].why, "asked for");
	ck_assert_uint_eq(new_of(0), 1024);
	ck_assert_int_eq(KT_ORDER(0, "flows", "2097152"), -EINVAL);
}
END_TEST

START_TEST(rfs_is_refused_as_others_are)
{
	unlink_file(RX(2) "/rps_flow_cnt");
	kt_read("rfs", "eth0");
	ck_assert_int_eq(KT_ORDER(-1, "flows", "1", "flows", "2"), -EINVAL);
	ck_assert_str_eq(kt.err.text, "'flows' is given twice");
	ck_assert_int_eq(KT_ORDER(-1, "cpus", "1"), -EINVAL);
	ck_assert(said("rfs has no setting 'cpus'"));
	ck_assert_int_eq(KT_ORDER(-1, "flows", "512"), -EOPNOTSUPP);
	ck_assert(said("eth0 rx-2 has no rps_flow_cnt"));
	ck_assert_int_eq(KT_ORDER(0, "flows", "512"), 0);
}
END_TEST

/* L3: byte queue limits, per queue. */
START_TEST(l3_bql_reads_each_queue)
{
	kt_read("bql", "eth0");
	ck_assert_uint_eq(kt.now.n, 16);
	ck_assert_str_eq(kt_value("limit", "tx-0"), "3028");
	ck_assert_str_eq(kt_value("limit-max", "tx-1"), "1879048192");
	ck_assert_str_eq(kt_value("hold-time", "tx-0"), "1000");
	ck_assert_str_eq(kt_value("inflight", "tx-1"), "0");
	ck_assert_str_eq(kt_value("stall-thrs", "tx-0"), "not supported");
	ck_assert_str_eq(value_text(kt.arena, &kt_of("limit-min", "tx-0")->max), "1879048192");
	kt_read("bql", "lo");
	ck_assert_uint_eq(kt.now.n, 8);
	ck_assert_str_eq(kt_value("limit-max", "tx-0"), "not supported");
	ck_assert_int_eq(kt_of("limit-max", "tx-0")->max.kind, VALUE_NONE);
}
END_TEST

/* A kernel makes the files of all queues alike: what tx-0 lacks is not looked for at tx-1. */
START_TEST(l3_bql_asks_the_first_queue)
{
	unlink_file(TX(0) "/byte_queue_limits/hold_time");
	tree_file(&kt.tree, TX(1) "/byte_queue_limits/stall_thrs", "7\n");
	kt_read("bql", "eth0");
	ck_assert_uint_eq(kt.now.n, 16);
	ck_assert_str_eq(kt_value("hold-time", "tx-1"), "not supported");
	ck_assert_str_eq(kt_value("stall-thrs", "tx-1"), "not supported");
	ck_assert_str_eq(kt_value("limit-min", "tx-1"), "0");
}
END_TEST

START_TEST(l3_bql_sets_one_queue_or_all)
{
	kt_read("bql", "eth0");
	ck_assert_int_eq(KT_ORDER(1, "limit-max", "20000"), 0);
	ck_assert_uint_eq(kt.out.n, 1);
	ck_assert_str_eq(kt.out.v[0].path, "/" TX(1) "/byte_queue_limits/limit_max");
	ck_assert_int_eq(kt_write(0, false), 0);
	ck_assert_str_eq(tree_text(&kt.tree, TX(1) "/byte_queue_limits/limit_max"), "20000");
	ck_assert_str_eq(kt_read_back(0), "20000");
	kt_read("bql", "eth0");
	ck_assert_int_eq(KT_ORDER(-1, "limit-max", "max", "limit-min", "0"), 0);
	ck_assert_uint_eq(kt.out.n, 1);
	ck_assert_uint_eq(kt.already, 3);
	ck_assert_uint_eq(new_of(0), 1879048192);
	ck_assert_str_eq(knob_shell(kt.arena, &kt.out.v[0], 4),
			 "echo 1879048192 > /" TX(1) "/byte_queue_limits/limit_max");
}
END_TEST

START_TEST(l3_bql_refuses)
{
	kt_read("bql", "eth0");
	ck_assert_int_eq(KT_ORDER(-1, "limit-max", "1879048193"), -EINVAL);
	ck_assert_str_eq(kt.err.text,
			 "limit-max takes a number up to 1879048192, or max, not '1879048193'");
	ck_assert_int_eq(KT_ORDER(-1, "limit", "1"), -EINVAL);
	ck_assert_int_eq(KT_ORDER(-1, "inflight", "1"), -EINVAL);
	ck_assert_str_eq(kt.err.text, "inflight can be shown but not set");
	ck_assert_int_eq(KT_ORDER(2, "limit-max", "1"), -EINVAL);
	ck_assert_str_eq(kt.err.text, "no tx queue 2: eth0 has tx queues 0-1");
	ck_assert_int_eq(KT_ORDER(-1, "stall-thrs", "100"), -EOPNOTSUPP);
	ck_assert(said("this kernel is too old for it"));
	kt_read("bql", "lo");
	ck_assert_int_eq(KT_ORDER(-1, "limit-max", "1"), -EOPNOTSUPP);
	ck_assert(said("lo tx-0 has no byte_queue_limits/limit_max (a device made of software"));
}
END_TEST

static const char *explained(const char *knob, const char *attr, int code)
{
	struct change c = { .iface = "eth0", .knob = knob_find(knob), .target = "t" };
	const struct refusal f = { .code = code, .dir_exists = true, .file_exists = true };

	c.attr = knob_attr_find(c.knob, attr);
	ck_assert_ptr_nonnull(c.attr);
	ck_assert_int_eq(refusal_explain(&c, &f, &kt.err), code == -EACCES ? -EPERM : code);
	return kt.err.text;
}

START_TEST(refusals_of_each_file_in_words)
{
	static const struct {
		const char *knob, *attr;
		int code;
		const char *words;
	} t[] = {
		{ "bql", "limit-max", -EACCES, "not permitted (needs root)" },
		{ "bql", "stall-thrs", -ERANGE, "4 to 128 of its ticks" },
		{ "bql", "hold-time", -ERANGE, "outside what this kernel takes" },
		{ "rfs", "flows", -EPERM, "CAP_NET_ADMIN, on the host itself" },
		{ "rfs", "flows", -ENOMEM, "take fewer flows" },
		{ "rfs", "entries", -EACCES, "outside of containers" },
		{ "rfs", "entries", -EROFS, "/proc/sys is read-only" },
		{ "rfs", "flows", -EROFS, "/sys is read-only" },
		{ "napi", "threaded", -EOPNOTSUPP, "veth only with gro" },
		{ "napi", "budget-usecs", -EINVAL, "two of its ticks" },
		{ "napi", "budget", -EINVAL, "takes no such value" },
		{ "napi", "gro-flush-timeout", -EPERM, "CAP_NET_ADMIN" },
	};

	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		const char *text = explained(t[i].knob, t[i].attr, t[i].code);

		ck_assert_msg(strstr(text, t[i].words) != NULL, "%s %s: %s", t[i].knob, t[i].attr,
			      text);
	}
}
END_TEST

START_TEST(what_went_away_is_said)
{
	kt_read("bql", "eth0");
	ck_assert_int_eq(KT_ORDER(1, "limit-max", "20000"), 0);
	unlink_file(TX(1) "/byte_queue_limits/limit_max");
	ck_assert_int_eq(kt_write(0, false), -ENOENT);
	kt_read("rfs", "lo");
	ck_assert_int_eq(KT_ORDER(-1, "entries", "4"), 0);
	unlink_file(CORE "rps_sock_flow_entries");
	ck_assert_int_eq(kt_write(0, false), -ENOENT);
	ck_assert(said("the whole host's"));
}
END_TEST

static Suite *make_suite(void)
{
	Suite *s = suite_create("knob_files");
	TCase *t = tcase_create("knob_files");

	tcase_add_checked_fixture(t, kt_setup, kt_teardown);
	tcase_add_test(t, rfs_reads_each_queue_and_the_host);
	tcase_add_test(t, rfs_divides_a_total_over_the_queues);
	tcase_add_test(t, rfs_of_one_queue_is_its_own_number);
	tcase_add_test(t, rfs_bounds_a_queues_table);
	tcase_add_test(t, rfs_entries_are_the_hosts);
	tcase_add_test(t, rfs_entries_elsewhere);
	tcase_add_test(t, rfs_is_refused_as_others_are);
	tcase_add_test(t, l3_bql_reads_each_queue);
	tcase_add_test(t, l3_bql_asks_the_first_queue);
	tcase_add_test(t, l3_bql_sets_one_queue_or_all);
	tcase_add_test(t, l3_bql_refuses);
	tcase_add_test(t, refusals_of_each_file_in_words);
	tcase_add_test(t, what_went_away_is_said);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(make_suite)
