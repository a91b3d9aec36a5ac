// SPDX-License-Identifier: GPL-2.0-or-later
// napi, on a recorded tree, with the netdev family and the threads' door pretended here.
#include <errno.h>

#include "knobtree.h"
#include "main.h"
#include "nqtune/cpuset.h"
#include "nqtune/files.h"
#include "nqtune/netdevnl.h"

static struct netdev_queue queues[8];
static struct netdev_napi napis[8];
static struct netdev_map map;
static int map_code;

static struct {
	unsigned calls, napi, pid;
	enum netdev_napi_attr attr;
	uint64_t value;
	const char *cpus;
	int code;
} heard;

int netdevnl_map(struct answers *a, const char *ifname, unsigned ifindex, struct arena *arena,
		 struct netdev_map *out, struct err *e)
{
	*out = map_code ? (struct netdev_map){ 0 } : map;
	ck_assert_str_eq(ifname, "eth0");
	ck_assert_uint_eq(ifindex, 2);
	return map_code ? err_set(e, map_code, "words") : 0;
}

int netdevnl_napi_set(struct answers *a, unsigned napi, enum netdev_napi_attr attr, uint64_t value,
		      struct err *e)
{
	heard.calls++;
	heard.napi = napi;
	heard.attr = attr;
	heard.value = value;
	return heard.code ? err_set(e, heard.code, "words of the kernel") : 0;
}

int sys_thread_cpus(const struct sys *s, unsigned pid, const struct cpuset *cpus, struct err *e)
{
	heard.calls++;
	heard.pid = pid;
	heard.cpus = cpuset_list(kt.arena, cpus);
	return heard.code ? err_set(e, heard.code, "words of the kernel") : 0;
}

static struct reading some(uint64_t n)
{
	return (struct reading){ true, n };
}

/* NAPI 8193 + i serves rx queue i; its settings as of 6.17. */
static void tell_napis(unsigned n, bool linked)
{
	for (unsigned i = 0; i < n; i++) {
		queues[i] = (struct netdev_queue){ .id = i };
		queues[i].napi = linked ? some(8193 + i) : (struct reading){ 0 };
		napis[i] = (struct netdev_napi){ .id = 8193 + i, .defer_hard_irqs = some(0),
						 .gro_flush_ns = some(0), .irq_suspend_ns = some(0),
						 .threaded = some(0) };
	}
	map = (struct netdev_map){ queues, n, napis, n };
}

static void put_thread(unsigned pid, const char *name, const char *cpus, unsigned parent)
{
	char path[64], text[256];

	snprintf(path, sizeof(path), "proc/%u/comm", pid);
	snprintf(text, sizeof(text), "%s\n", name);
	tree_file(&kt.tree, path, text);
	snprintf(path, sizeof(path), "proc/%u/status", pid);
	snprintf(text, sizeof(text),
		 "Name:\t%s\nPid:\t%u\nPPid:\t%u\nCpus_allowed:\tf\nCpus_allowed_list:\t%s\n"
		 "Mems_allowed:\t1\n", name, pid, parent, cpus);
	tree_file(&kt.tree, path, text);
}

static void all_threaded(unsigned n, bool linked)
{
	char name[32];

	tree_file(&kt.tree, ETH0 "/threaded", "1\n");
	tell_napis(n, linked);
	for (unsigned i = 0; i < n; i++) {
		napis[i].pid = some(500 + i);
		napis[i].threaded = some(1);
		snprintf(name, sizeof(name), "napi/eth0-%u", 8193 + i);
		put_thread(500 + i, name, "0-3", 2);
	}
}

static void setup(void)
{
	kt_setup();
	memset(&heard, 0, sizeof(heard));
	map_code = 0;
	map = (struct netdev_map){ 0 };
}

static bool said(const char *words)
{
	return strstr(kt.err.text, words) != NULL;
}

static void check(size_t i, const char *attr, const char *target, const char *old, const char *new)
{
	const struct change *c = &kt.out.v[i];

	ck_assert_uint_lt(i, kt.out.n);
	ck_assert_str_eq(c->attr->name, attr);
	ck_assert_str_eq(c->target, target);
	ck_assert_str_eq(value_text(kt.arena, &c->old), old);
	ck_assert_str_eq(value_text(kt.arena, &c->new), new);
}

START_TEST(interface_and_host_on_an_old_kernel)
{
	map_code = -EOPNOTSUPP;
	kt_read("napi", "eth0");
	ck_assert_uint_eq(kt.now.n, 9);
	ck_assert_str_eq(kt_value("threaded", ""), "off");
	ck_assert_str_eq(kt_value("budget", ""), "300");
	ck_assert_int_eq(KT_ORDER(-1, "threaded", "on", "gro-flush-timeout", "20000",
				  "busy-poll", "50"), 0);
	ck_assert_uint_eq(kt.out.n, 3);
	check(0, "threaded", "", "off", "on");
	ck_assert_str_eq(kt.out.v[0].path, "/" ETH0 "/threaded");
	ck_assert_str_eq(kt.out.v[2].iface, "");
	for (size_t i = 0; i < 3; i++)
		ck_assert_int_eq(kt_write(i, false), 0);
	ck_assert_str_eq(tree_text(&kt.tree, ETH0 "/threaded"), "1");
	ck_assert_str_eq(tree_text(&kt.tree, ETH0 "/gro_flush_timeout"), "20000");
	ck_assert_str_eq(tree_text(&kt.tree, CORE "busy_poll"), "50");
	ck_assert_str_eq(kt_read_back(0), "on");
	ck_assert_uint_eq(heard.calls, 0);
}
END_TEST

/* Trap 28: the kernel takes 0, and stops. */
START_TEST(trap28_numbers_that_the_kernel_should_not_get)
{
	static const char *const bad[][2] = {
		{ "budget", "0" }, { "budget", "-5" }, { "weight", "0" }, { "max-backlog", "0" },
		{ "budget", "2147483648" }, { "busy-poll", "-1" }, { "budget-usecs", "0" },
		{ "defer-hard-irqs", "2147483648" }, { "gro-flush-timeout", "1us" },
		{ "threaded", "busy-poll" }, { "threaded", "1" },
	};

	kt_read("napi", "eth0");
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		ck_assert_msg(KT_ORDER(-1, bad[i][0], bad[i][1]) == -EINVAL, "%s", bad[i][0]);
		ck_assert_msg(strstr(kt.err.text, bad[i][0]) != NULL, "%s", kt.err.text);
	}
	ck_assert_int_eq(KT_ORDER(-1, "budget", "0"), -EINVAL);
	ck_assert_str_eq(kt.err.text, "budget takes a number from 1 up to 2147483647, not '0'");
	ck_assert_int_eq(KT_ORDER(-1, "budget", "1"), 0);
	ck_assert_int_eq(KT_ORDER(-1, "busy-poll", "0"), 0);
	ck_assert_uint_eq(kt.already, 1);
	ck_assert_int_eq(KT_ORDER(-1, "gro-flush-timeout", "18446744073709551615"), 0);
}
END_TEST

START_TEST(host_rows_elsewhere)
{
	unlink_file(CORE "netdev_budget");
	kt_read("napi", "eth0");
	ck_assert_str_eq(kt_value("budget", ""), "not supported");
	ck_assert_int_eq(KT_ORDER(-1, "budget", "600"), -EOPNOTSUPP);
	ck_assert(said("netdev_budget is not here: it is the whole host's"));
	ck_assert_int_eq(KT_ORDER(0, "busy-poll", "5"), -EINVAL);
	ck_assert_str_eq(kt.err.text, "busy-poll is of the whole host: it takes no queue");
}
END_TEST

START_TEST(each_queue_where_the_kernel_tells)
{
	tell_napis(3, true);
	napis[1].gro_flush_ns = some(50000);
	napis[2].threaded = some(2);
	napis[0].irq_suspend_ns = (struct reading){ 0 };
	kt_read("napi", "eth0");
	ck_assert_uint_eq(kt.now.n, 9 + 15);
	ck_assert_str_eq(kt_value("gro-flush-timeout", "rx-1"), "50000");
	ck_assert_str_eq(kt_value("threaded", "rx-0"), "off");
	ck_assert_str_eq(kt_value("threaded", "rx-2"), "busy-poll");
	ck_assert_str_eq(kt_value("threads", "rx-0"), "not supported");
	ck_assert_str_eq(kt_value("irq-suspend-timeout", "rx-0"), "not supported");
	ck_assert_str_eq(kt_value("irq-suspend-timeout", "rx-1"), "0");
	tree_file(&kt.tree, ETH0 "/flags", "0x1002\n");
	kt_read("napi", "eth0");
	ck_assert_uint_eq(kt.now.n, 9);
	ck_assert_int_eq(KT_ORDER(1, "threaded", "on"), -EOPNOTSUPP);
	ck_assert_str_eq(kt.err.text, "eth0 is down: it has no NAPI now (bring it up first)");
}
END_TEST

START_TEST(a_queues_own_settings)
{
	tell_napis(3, true);
	kt_read("napi", "eth0");
	ck_assert_int_eq(KT_ORDER(1, "gro-flush-timeout", "5000000000", "threaded", "busy-poll",
				  "defer-hard-irqs", "2"), 0);
	ck_assert_uint_eq(kt.out.n, 3);
	check(0, "gro-flush-timeout", "rx-1", "0", "5000000000");
	check(1, "threaded", "rx-1", "off", "busy-poll");
	ck_assert_ptr_null(kt.out.v[0].path);
	ck_assert_str_eq(knob_shell(kt.arena, &kt.out.v[1], 4),
			 "ynl --family netdev --do napi-set --json "
			 "'{\"id\": 8194, \"threaded\": 2}'");
	ck_assert_int_eq(kt_write(0, false), 0);
	ck_assert_uint_eq(heard.napi, 8194);
	ck_assert_int_eq(heard.attr, NAPI_ATTR_GRO_FLUSH);
	ck_assert_uint_eq(heard.value, 5000000000);
	ck_assert_int_eq(kt_write(1, false), 0);
	ck_assert_int_eq(heard.attr, NAPI_ATTR_THREADED);
	ck_assert_uint_eq(heard.value, 2);
	ck_assert_int_eq(kt_write(1, true), 0);
	ck_assert_uint_eq(heard.value, 0);
	ck_assert_int_eq(kt_write(2, false), 0);
	ck_assert_int_eq(heard.attr, NAPI_ATTR_DEFER_HARD_IRQS);
	napis[1].defer_hard_irqs = some(2);
	ck_assert_str_eq(kt_read_back(2), "2");
	heard.code = -EPERM;
	ck_assert_int_eq(kt_write(2, false), -EPERM);
	ck_assert_str_eq(kt.err.text, "words of the kernel");
}
END_TEST

START_TEST(no_queue_is_no_whole_interface)
{
	tell_napis(3, true);
	kt_read("napi", "eth0");
	ck_assert_int_eq(KT_ORDER(-1, "irq-suspend-timeout", "1000"), 0);
	ck_assert_uint_eq(kt.out.n, 3);
	check(2, "irq-suspend-timeout", "rx-2", "0", "1000");
	ck_assert_int_eq(kt_write(2, false), 0);
	ck_assert_uint_eq(heard.napi, 8195);
	ck_assert_int_eq(heard.attr, NAPI_ATTR_IRQ_SUSPEND);
	ck_assert_int_eq(KT_ORDER(3, "threaded", "on"), -EINVAL);
	ck_assert_str_eq(kt.err.text, "no rx queue 3: eth0 has rx queues 0-2");
	ck_assert_int_eq(KT_ORDER(1, "defer-hard-irqs", "2147483648"), -EINVAL);
	napis[1].threaded = (struct reading){ 0 };
	kt_read("napi", "eth0");
	ck_assert_int_eq(KT_ORDER(1, "threaded", "on"), -EOPNOTSUPP);
	ck_assert_str_eq(kt.err.text,
			 "this kernel has no threaded of a single NAPI (set the whole interface)");
	tell_napis(3, false);
	kt_read("napi", "eth0");
	ck_assert_int_eq(KT_ORDER(1, "threaded", "on"), -EOPNOTSUPP);
	ck_assert(said("does not say which NAPI serves which queue (set the whole"));
	ck_assert_uint_eq(heard.calls, 1);
}
END_TEST

/*
 * Traps 29: the interface's files are written over what queues had of their own. So that
 * putting back, newest first, ends with that, it is changed first, and by name.
 */
START_TEST(trap29_the_interface_overwrites_its_queues)
{
	tell_napis(3, true);
	napis[1].gro_flush_ns = some(50000);
	napis[2].threaded = some(1);
	kt_read("napi", "eth0");
	ck_assert_int_eq(KT_ORDER(-1, "gro-flush-timeout", "20000"), 0);
	ck_assert_uint_eq(kt.out.n, 2);
	check(0, "gro-flush-timeout", "rx-1", "50000", "20000");
	check(1, "gro-flush-timeout", "", "0", "20000");
	/* The file reads 0 while only one of them is threaded. */
	ck_assert_int_eq(KT_ORDER(-1, "threaded", "off"), 0);
	ck_assert_uint_eq(kt.out.n, 1);
	ck_assert_uint_eq(kt.already, 1);
	check(0, "threaded", "rx-2", "on", "off");
	/* What a queue has already would be lost when the interface's is put back. */
	ck_assert_int_eq(KT_ORDER(-1, "threaded", "on"), 0);
	ck_assert_uint_eq(kt.out.n, 2);
	check(0, "threaded", "rx-2", "on", "on");
	check(1, "threaded", "", "off", "on");
	ck_assert_int_eq(KT_ORDER(-1, "gro-flush-timeout", "50000"), 0);
	ck_assert_uint_eq(kt.out.n, 2);
	check(0, "gro-flush-timeout", "rx-1", "50000", "50000");
	ck_assert_int_eq(KT_ORDER(-1, "defer-hard-irqs", "3"), 0);
	ck_assert_uint_eq(kt.out.n, 1);
}
END_TEST

/* U10: the threads, queue by queue. */
START_TEST(u10_threads_of_queues)
{
	all_threaded(3, true);
	put_thread(501, "napi/eth0-8194", "1", 2);
	kt_read("napi", "eth0");
	ck_assert(kt.nic->threaded);
	ck_assert_uint_eq(kt.nic->nthreads, 3);
	ck_assert_str_eq(kt.nic->threads[1].name, "napi/eth0-8194");
	ck_assert_int_eq(kt.nic->threads[1].queue, 1);
	ck_assert_str_eq(cpuset_list(kt.arena, kt.nic->rx[1].napi_cpus), "1");
	ck_assert_str_eq(kt_value("threads", "rx-1"), "1");
	ck_assert_str_eq(kt_value("threads", "rx-2"), "0-3");
	ck_assert_int_eq(KT_ORDER(1, "threads", "2-3"), 0);
	ck_assert_uint_eq(kt.out.n, 1);
	check(0, "threads", "rx-1", "1", "2-3");
	ck_assert_str_eq(knob_shell(kt.arena, &kt.out.v[0], 4), "taskset -pc 2-3 501");
	ck_assert_int_eq(kt_write(0, false), 0);
	ck_assert_uint_eq(heard.pid, 501);
	ck_assert_str_eq(heard.cpus, "2-3");
	put_thread(501, "napi/eth0-8194", "2-3", 2);
	ck_assert_str_eq(kt_read_back(0), "2-3");
	ck_assert_int_eq(KT_ORDER(-1, "threads", "1"), 0);
	ck_assert_uint_eq(kt.out.n, 2);
	ck_assert_uint_eq(kt.already, 1);
	ck_assert_int_eq(KT_ORDER(-1, "threads", "none"), -EINVAL);
	ck_assert_str_eq(kt.err.text, "a thread needs at least one CPU");
	ck_assert_int_eq(KT_ORDER(-1, "threads", "7"), -EINVAL);
	ck_assert_int_eq(KT_ORDER(3, "threads", "1"), -EINVAL);
	/* Its NAPI was made anew in between: another thread. */
	ck_assert_int_eq(KT_ORDER(1, "threads", "2"), 0);
	napis[1].pid = some(777);
	ck_assert_int_eq(kt_write(0, false), 0);
	ck_assert_uint_eq(heard.pid, 777);
	napis[1].pid = (struct reading){ 0 };
	ck_assert_int_eq(kt_write(0, false), -ESRCH);
}
END_TEST

/* veth: NAPIs that no queue is linked to. */
START_TEST(u10_threads_that_serve_no_known_queue)
{
	all_threaded(3, false);
	kt_read("napi", "eth0");
	for (size_t i = 0; i < 3; i++)
		ck_assert_str_eq(cpuset_list(kt.arena, kt.nic->rx[i].napi_cpus), "0-3");
	ck_assert_ptr_null(kt_find("threads", "rx-0"));
	ck_assert_str_eq(kt_value("threads", "napi/eth0-8195"), "0-3");
	ck_assert_int_eq(KT_ORDER(-1, "threads", "2"), 0);
	ck_assert_uint_eq(kt.out.n, 3);
	check(1, "threads", "napi/eth0-8194", "0-3", "2");
	ck_assert_int_eq(kt_write(1, false), 0);
	ck_assert_uint_eq(heard.pid, 501);
	ck_assert_int_eq(KT_ORDER(1, "threads", "2"), -EOPNOTSUPP);
	ck_assert(said("does not say which NAPI serves which queue"));
	ck_assert_int_eq(KT_ORDER(-1, "threads", "irq"), -EINVAL);
	ck_assert_int_eq(KT_ORDER(-1, "threads", "2"), 0);
	put_thread(501, "sshd", "0-3", 1);
	heard.calls = 0;
	ck_assert_int_eq(kt_write(1, false), -ESRCH);
	ck_assert_str_eq(kt_read_back(1), "the thread is gone (look again)");
	ck_assert_uint_eq(heard.calls, 0);
	/* Not all alike: which serves a queue is not known. */
	put_thread(501, "napi/eth0-8194", "1", 2);
	kt_read("napi", "eth0");
	ck_assert_ptr_null(kt.nic->rx[0].napi_cpus);
	ck_assert(kt.nic->threaded);
	/* Not all queues have one. */
	put_thread(501, "napi/eth0-8194", "0-3", 2);
	napis[2].pid = (struct reading){ 0 };
	kt_read("napi", "eth0");
	ck_assert_uint_eq(kt.nic->nthreads, 2);
	ck_assert_ptr_null(kt.nic->rx[0].napi_cpus);
}
END_TEST

/* Numbers of another PID namespace are those of other processes. */
START_TEST(u10_a_number_is_not_yet_a_thread)
{
	all_threaded(3, true);
	put_thread(500, "bash", "0", 1);
	unlink_file("proc/501/comm");
	kt_read("napi", "eth0");
	ck_assert_uint_eq(kt.nic->nthreads, 1);
	ck_assert_ptr_null(kt.nic->rx[0].napi_cpus);
	ck_assert_str_eq(kt_value("threads", "rx-0"), "not supported");
	ck_assert_int_eq(KT_ORDER(0, "threads", "1"), -EOPNOTSUPP);
	ck_assert_str_eq(kt.err.text, "eth0 has no NAPI thread for this queue (first: nqtune napi "
				      "eth0 threaded on)");
}
END_TEST

/* Those other processes' names are nobody's business. */
START_TEST(u10_names_that_are_not_recorded)
{
	struct tree out = tree_new();
	char dir[80];

	snprintf(dir, sizeof(dir), "%s/rec", out.path);
	all_threaded(3, true);
	put_thread(500, "bash", "0", 1);
	ck_assert_int_eq(files_record(kt.sys.files, dir, &kt.err), 0);
	kt_read("napi", "eth0");
	ck_assert_uint_eq(kt.nic->nthreads, 2);
	ck_assert_str_eq(tree_text(&out, "rec/proc/501/comm"), "napi/eth0-8194\n");
	ck_assert_int_eq(faccessat(out.fd, "rec/proc/501/status", F_OK, 0), 0);
	ck_assert_int_ne(faccessat(out.fd, "rec/proc/500", F_OK, 0), 0);
	tree_free(&out);
}
END_TEST

/* A status may be long; what is kept of it is a set of CPUs. */
START_TEST(u10_long_status)
{
	static char text[65536];
	size_t at = (size_t)snprintf(text, sizeof(text), "Name:\tx\nCpus_allowed_list:\t1-2\n");
	struct cpuset *cpus;

	memset(text + at, 'x', sizeof(text) - at);
	tree_put(&kt.tree, "proc/77/status", text, sizeof(text));
	cpus = host_thread_cpus(&kt.sys, 77, KT_NCPUS, kt.arena);
	ck_assert_ptr_nonnull(cpus);
	ck_assert_str_eq(cpuset_list(kt.arena, cpus), "1-2");
	ck_assert_ptr_null(host_thread_cpus(&kt.sys, 78, KT_NCPUS, kt.arena));
	tree_file(&kt.tree, "proc/77/status", "Name:\tx\nCpus_allowed_list:\t9\n");
	ck_assert_ptr_null(host_thread_cpus(&kt.sys, 77, KT_NCPUS, kt.arena));
}
END_TEST

/* Kernels before 6.8: by name alone, and only what is the kernel's own. */
START_TEST(u10_threads_by_name)
{
	map_code = -EOPNOTSUPP;
	tree_file(&kt.tree, ETH0 "/threaded", "1\n");
	put_thread(600, "napi/eth0-10", "0-3", 2);
	put_thread(601, "napi/eth0-9", "0-3", 2);
	put_thread(602, "napi/eth0-11", "0-3", 2);
	put_thread(603, "napi/eth01-12", "1", 2);
	put_thread(604, "napi/eth0-1-13", "1", 2);
	put_thread(605, "napi/eth0-14", "1", 4242);
	put_thread(606, "napi/eth0-", "1", 2);
	put_thread(607, "napi/eth0-0", "1", 2);
	put_thread(608, "napi/eth0-7 ", "1", 2);
	put_thread(609, "napi/eth0-0x7", "1", 2);
	kt_read("napi", "eth0");
	ck_assert_uint_eq(kt.nic->nthreads, 3);
	ck_assert_str_eq(kt.nic->threads[0].name, "napi/eth0-9");
	ck_assert_uint_eq(kt.nic->threads[2].pid, 602);
	ck_assert_str_eq(cpuset_list(kt.arena, kt.nic->rx[2].napi_cpus), "0-3");
	ck_assert_int_eq(KT_ORDER(-1, "threads", "0,2"), 0);
	ck_assert_uint_eq(kt.out.n, 3);
	ck_assert_int_eq(KT_ORDER(1, "threads", "0"), -EOPNOTSUPP);
	tree_file(&kt.tree, ETH0 "/threaded", "0\n");
	kt_read("napi", "eth0");
	ck_assert_uint_eq(kt.nic->nthreads, 0);
	ck_assert_int_eq(KT_ORDER(-1, "threads", "0"), -EOPNOTSUPP);
	ck_assert_str_eq(kt.err.text,
			 "eth0 has no NAPI thread (first: nqtune napi eth0 threaded on)");
}
END_TEST

static Suite *make_suite(void)
{
	Suite *s = suite_create("knob_napi");
	TCase *t = tcase_create("knob_napi");

	tcase_add_checked_fixture(t, setup, kt_teardown);
	tcase_add_test(t, interface_and_host_on_an_old_kernel);
	tcase_add_test(t, trap28_numbers_that_the_kernel_should_not_get);
	tcase_add_test(t, host_rows_elsewhere);
	tcase_add_test(t, each_queue_where_the_kernel_tells);
	tcase_add_test(t, a_queues_own_settings);
	tcase_add_test(t, no_queue_is_no_whole_interface);
	tcase_add_test(t, trap29_the_interface_overwrites_its_queues);
	tcase_add_test(t, u10_threads_of_queues);
	tcase_add_test(t, u10_threads_that_serve_no_known_queue);
	tcase_add_test(t, u10_a_number_is_not_yet_a_thread);
	tcase_add_test(t, u10_names_that_are_not_recorded);
	tcase_add_test(t, u10_long_status);
	tcase_add_test(t, u10_threads_by_name);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(make_suite)
