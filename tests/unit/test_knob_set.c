// SPDX-License-Identifier: GPL-2.0-or-later
// Knobs written and read through the file door, on a recorded tree.
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../src/knob/readings.h"
#include "main.h"
#include "nqtune/apply.h"
#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/err.h"
#include "nqtune/knob.h"
#include "nqtune/sys.h"

#define RX "sys/class/net/wan/queues/rx-0"
#define TX "sys/class/net/wan/queues/tx-0"
#define IRQ "proc/irq/25"

static char root[] = "/tmp/nqtune-test-XXXXXX";
static struct arena *arena;
static struct sys sys;
static struct err err;

static void run(const char *fmt, const char *arg)
{
	char command[256];

	snprintf(command, sizeof(command), fmt, arg);
	ck_assert_int_eq(system(command), 0);
}

static void put(const char *path, const char *text)
{
	char full[256];
	FILE *f;

	snprintf(full, sizeof(full), "%s/%s", root, path);
	f = fopen(full, "w");
	ck_assert_ptr_nonnull(f);
	fputs(text, f);
	ck_assert_int_eq(fclose(f), 0);
}

static const char *got(const char *path)
{
	static char buf[256];
	char full[256];
	size_t n;
	FILE *f;

	snprintf(full, sizeof(full), "%s/%s", root, path);
	f = fopen(full, "r");
	ck_assert_ptr_nonnull(f);
	n = fread(buf, 1, sizeof(buf) - 1, f);
	buf[n] = '\0';
	fclose(f);
	buf[strcspn(buf, "\n")] = '\0';
	return buf;
}

static void setup(void)
{
	strcpy(root + sizeof(root) - 7, "XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(root));
	run("cd %s && mkdir -p " RX " " TX " " IRQ, root);
	put(RX "/rps_cpus", "0,00000000\n");
	put(TX "/xps_cpus", "0,0000000c\n");
	put(TX "/xps_rxqs", "0,00000001\n");
	put(IRQ "/smp_affinity", "f,ffffffff\n");
	arena = arena_new(NULL);
	err.text[0] = '\0';
	ck_assert_int_eq(sys_open(&sys, root, &err), 0);
}

static void teardown(void)
{
	sys_close(&sys);
	arena_free(arena);
	run("rm -rf %s", root);
}

static struct change change(const struct knob *k, const char *attr, unsigned index)
{
	return (struct change){ .iface = "wan", .knob = k, .attr = knob_attr_find(k, attr),
				.target = "", .index = index };
}

static struct value cpus(unsigned nbits, const char *list)
{
	struct cpuset *s = cpuset_new(arena, nbits);

	ck_assert_int_eq(cpuset_parse_list(s, list), 0);
	return (struct value){ .kind = VALUE_CPUS, .cpus = s };
}

static int set(struct change c, struct value v)
{
	const struct value *one = &v;

	return knob_set(&sys, &c, &one, 1, 36, &err);
}

static const char *get(struct change c)
{
	struct value v;
	int r = knob_get(&sys, &c, 1, 36, arena, &v, &err);

	return r ? err.text : value_text(arena, &v);
}

START_TEST(u2_written_as_wide_as_the_kernel_prints)
{
	ck_assert_int_eq(set(change(&knob_rps, "cpus", 0), cpus(36, "1-2,35")), 0);
	ck_assert_str_eq(got(RX "/rps_cpus"), "8,00000006");
	ck_assert_str_eq(get(change(&knob_rps, "cpus", 0)), "1-2,35");
	ck_assert_int_eq(set(change(&knob_irq, "cpus", 25), cpus(36, "3")), 0);
	ck_assert_str_eq(got(IRQ "/smp_affinity"), "0,00000008");
	ck_assert_str_eq(get(change(&knob_irq, "cpus", 25)), "3");
}
END_TEST

START_TEST(rxqs_are_as_wide_as_the_receive_queues)
{
	ck_assert_int_eq(set(change(&knob_xps, "rxqs", 0), cpus(40, "33")), 0);
	ck_assert_str_eq(got(TX "/xps_rxqs"), "02,00000000");
	ck_assert_str_eq(get(change(&knob_xps, "rxqs", 0)), "33");
	put(TX "/xps_rxqs", "1\n");
	ck_assert_str_eq(get(change(&knob_xps, "rxqs", 0)), "0");
}
END_TEST

START_TEST(the_changes_own_path_is_used)
{
	struct change c = change(&knob_rps, "cpus", 7);

	c.path = "/" RX "/rps_cpus";
	ck_assert_int_eq(set(c, cpus(36, "4")), 0);
	ck_assert_str_eq(get(c), "4");
}
END_TEST

START_TEST(what_is_gone_is_said)
{
	struct value v = cpus(36, "1");

	ck_assert_int_eq(set(change(&knob_irq, "cpus", 26), v), -ENOENT);
	ck_assert_ptr_nonnull(strstr(err.text, "interrupt 26 is gone"));
	ck_assert_int_eq(set(change(&knob_rps, "cpus", 1), v), -ENOENT);
	ck_assert_ptr_nonnull(strstr(err.text, "queue is gone"));
	ck_assert_ptr_nonnull(strstr(get(change(&knob_rps, "cpus", 1)), "queue is gone"));
	run("rm %s/" TX "/xps_cpus", root);
	ck_assert_int_eq(set(change(&knob_xps, "cpus", 0), v), -ENOENT);
	ck_assert_ptr_nonnull(strstr(err.text, "this kernel has no xps_cpus"));
	ck_assert_str_eq(get(change(&knob_xps, "cpus", 0)), "not supported");
}
END_TEST

START_TEST(rubbish_is_no_mask)
{
	static const char *const texts[] = { "", "xyz", "1,2", "10,00000000", "\033[31m" };

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		put(RX "/rps_cpus", texts[i]);
		ck_assert_ptr_nonnull(strstr(get(change(&knob_rps, "cpus", 0)), "is no mask"));
		ck_assert_ptr_null(strchr(err.text, '\033'));
	}
	put(TX "/xps_rxqs", "");
	ck_assert_ptr_nonnull(strstr(get(change(&knob_xps, "rxqs", 0)), "is no mask"));
}
END_TEST

START_TEST(netlink_rows_and_no_value_are_refused)
{
	struct value none = { .kind = VALUE_NONE };
	struct knob unset = *knob_find("ring");

	unset.set = NULL;
	ck_assert_int_eq(set(change(&unset, "rx", 0), (struct value){ VALUE_NUMBER }), -EOPNOTSUPP);
	ck_assert_int_eq(set(change(knob_find("ring"), "rx", 0), (struct value){ VALUE_NUMBER }),
			 -EROFS);
	ck_assert_ptr_nonnull(strstr(err.text, "recorded machine"));
	ck_assert_int_eq(set(change(&knob_rps, "cpus", 0), none), -EINVAL);
	ck_assert_str_eq(got(RX "/rps_cpus"), "0,00000000");
}
END_TEST

static const struct knob_attr rows[] = {
	{ .name = "threaded", .kind = ATTR_BOOL, .scope = SCOPE_IFACE, .file = "threaded" },
	{ .name = "timeout", .kind = ATTR_NUMBER, .scope = SCOPE_IFACE, .file = "timeout" },
	{ .name = "mode", .kind = ATTR_WORD, .scope = SCOPE_IFACE, .file = "mode" },
	{ .name = "entries", .kind = ATTR_NUMBER, .scope = SCOPE_HOST,
	  .file = "/proc/sys/net/core/entries" },
	{ .name = "flows", .kind = ATTR_NUMBER, .scope = SCOPE_RX, .file = "rps_flow_cnt" },
};
static const struct knob files = { .name = "files", .attrs = rows, .nattrs = 5 };

static struct value number(uint64_t n)
{
	return (struct value){ .kind = VALUE_NUMBER, .number = n };
}

static struct value word(const char *w)
{
	return (struct value){ .kind = VALUE_WORD, .word = w };
}

/* Files say 1 and 0 where people say on and off. */
START_TEST(flags_numbers_and_words_in_files)
{
	put("sys/class/net/wan/threaded", "0\n");
	put("sys/class/net/wan/timeout", "0\n");
	put("sys/class/net/wan/mode", "low\n");
	ck_assert_int_eq(set(change(&files, "threaded", 0), word("on")), 0);
	ck_assert_str_eq(got("sys/class/net/wan/threaded"), "1");
	ck_assert_str_eq(get(change(&files, "threaded", 0)), "on");
	ck_assert_int_eq(set(change(&files, "threaded", 0), word("off")), 0);
	ck_assert_str_eq(got("sys/class/net/wan/threaded"), "0");
	ck_assert_int_eq(set(change(&files, "timeout", 0), number(UINT64_MAX)), 0);
	ck_assert_str_eq(got("sys/class/net/wan/timeout"), "18446744073709551615");
	ck_assert_str_eq(get(change(&files, "timeout", 0)), "18446744073709551615");
	ck_assert_int_eq(set(change(&files, "mode", 0), word("high")), 0);
	ck_assert_str_eq(get(change(&files, "mode", 0)), "high");
}
END_TEST

START_TEST(the_hosts_own_file)
{
	run("mkdir -p %s/proc/sys/net/core", root);
	put("proc/sys/net/core/entries", "0\n");
	ck_assert_int_eq(set(change(&files, "entries", 0), number(32768)), 0);
	ck_assert_str_eq(got("proc/sys/net/core/entries"), "32768");
	ck_assert_str_eq(get(change(&files, "entries", 0)), "32768");
	run("rm %s/proc/sys/net/core/entries", root);
	ck_assert_str_eq(get(change(&files, "entries", 0)), "not supported");
	ck_assert_int_eq(set(change(&files, "entries", 0), number(1)), -ENOENT);
	ck_assert_ptr_nonnull(strstr(err.text, "network namespace"));
}
END_TEST

/* A hostile tree: what is no number is an error, and what a terminal obeys is not handed on. */
START_TEST(rubbish_is_no_number)
{
	static const char *const texts[] = { "", "on", "1 2", "-1", "18446744073709551616" };

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		put("sys/class/net/wan/threaded", texts[i]);
		put("sys/class/net/wan/timeout", texts[i]);
		ck_assert_ptr_nonnull(strstr(get(change(&files, "timeout", 0)), "is no number"));
		ck_assert_ptr_nonnull(strstr(get(change(&files, "threaded", 0)), "is no number"));
	}
	put("sys/class/net/wan/mode", "\033[31mlow\n");
	ck_assert_str_eq(get(change(&files, "mode", 0)), "?[31mlow");
}
END_TEST

START_TEST(all_files_of_a_target)
{
	struct knob_readings r = { 0 };

	put("sys/class/net/wan/threaded", "1\n");
	put("sys/class/net/wan/timeout", "rubbish\n");
	file_readings(&files, &sys, "wan", SCOPE_IFACE, "", 0, arena, &r);
	ck_assert_uint_eq(r.n, 3);
	ck_assert_str_eq(value_text(arena, &r.v[0].value), "on");
	ck_assert_int_eq(r.v[1].value.kind, VALUE_NONE);
	ck_assert_int_eq(r.v[2].value.kind, VALUE_NONE);
	put(RX "/rps_flow_cnt", "4096\n");
	file_readings(&files, &sys, "wan", SCOPE_RX, "rx-0", 0, arena, &r);
	ck_assert_uint_eq(r.n, 4);
	ck_assert_str_eq(r.v[3].target, "rx-0");
	ck_assert_uint_eq(r.v[3].value.number, 4096);
}
END_TEST

static unsigned heard;

static int hear(struct sys *s, const struct change *c, const struct value *const *v, size_t n,
		struct err *e)
{
	for (size_t i = 0; i < n; i++)
		heard = heard * 10 + (unsigned)v[i]->number;
	return err_set(e, -EBUSY, "the driver is busy");
}

static int tell(struct sys *s, const struct change *c, size_t n, struct arena *a,
		struct value *out, struct err *e)
{
	for (size_t i = 0; i + 1 < n; i++)
		out[i] = number(n);
	return 0;
}

/* A knob's own ways get all changes at once; what get() does not say is not said. */
START_TEST(a_knobs_own_ways)
{
	static const struct knob_attr attr = { .name = "n", .kind = ATTR_NUMBER };
	const struct knob own = { .name = "own", .attrs = &attr, .nattrs = 1, .set = hear,
				  .get = tell };
	const struct change c[] = { change(&own, "n", 0), change(&own, "n", 1),
				    change(&own, "n", 2) };
	const struct value n[] = { number(1), number(2), number(3) }, none = { VALUE_NONE };
	const struct value *v[] = { &n[0], &n[1], &n[2] };
	struct value out[] = { number(7), number(7), number(7) };

	heard = 0;
	ck_assert_int_eq(knob_set(&sys, c, v, 3, 36, &err), -EBUSY);
	ck_assert_str_eq(err.text, "the driver is busy");
	ck_assert_uint_eq(heard, 123);
	v[2] = &none;
	ck_assert_int_eq(knob_set(&sys, c, v, 3, 36, &err), -EINVAL);
	ck_assert_uint_eq(heard, 123);
	ck_assert_int_eq(knob_get(&sys, c, 3, 36, arena, out, &err), 0);
	ck_assert_uint_eq(out[0].number, 3);
	ck_assert_uint_eq(out[1].number, 3);
	ck_assert_int_eq(out[2].kind, VALUE_NONE);
}
END_TEST

static int io_set(void *ctx, const struct change *c, const struct value *const *v, size_t n,
		  struct err *e)
{
	return knob_set(ctx, c, v, n, 36, e);
}

static int io_get(void *ctx, const struct change *c, size_t n, struct arena *a, struct value *out,
		  struct err *e)
{
	return knob_get(ctx, c, n, 36, a, out, e);
}

/* The doors together with the transaction: the missing interrupt undoes the rest. */
START_TEST(transaction_on_files)
{
	const struct apply_io io = { io_set, io_get, NULL, &sys };
	struct transaction t = { .io = &io, .arena = arena };
	struct apply_report report;
	struct change c[] = { change(&knob_xps, "cpus", 0), change(&knob_rps, "cpus", 0),
			      change(&knob_irq, "cpus", 26) };

	c[0].old = cpus(36, "2-3");
	c[1].old = cpus(36, "");
	c[2].old = cpus(36, "0-35");
	for (size_t i = 0; i < 3; i++)
		c[i].new = cpus(36, "1,35");
	ck_assert_int_eq(apply_changes(&t, c, 3, &report, &err), -ENOENT);
	ck_assert(report.rolled_back);
	ck_assert_uint_eq(report.rollback_failures, 0);
	ck_assert_str_eq(got(RX "/rps_cpus"), "0,00000000");
	ck_assert_str_eq(got(TX "/xps_cpus"), "0,0000000c");
	c[2].index = 25;
	ck_assert_int_eq(apply_changes(&t, c, 3, &report, &err), 0);
	ck_assert_uint_eq(report.done, 3);
	ck_assert_str_eq(got(RX "/rps_cpus"), "8,00000002");
	ck_assert_str_eq(got(IRQ "/smp_affinity"), "8,00000002");
}
END_TEST

static Suite *make_suite(void)
{
	Suite *s = suite_create("knob_set");
	TCase *t = tcase_create("knob_set");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, u2_written_as_wide_as_the_kernel_prints);
	tcase_add_test(t, rxqs_are_as_wide_as_the_receive_queues);
	tcase_add_test(t, the_changes_own_path_is_used);
	tcase_add_test(t, what_is_gone_is_said);
	tcase_add_test(t, rubbish_is_no_mask);
	tcase_add_test(t, netlink_rows_and_no_value_are_refused);
	tcase_add_test(t, flags_numbers_and_words_in_files);
	tcase_add_test(t, the_hosts_own_file);
	tcase_add_test(t, rubbish_is_no_number);
	tcase_add_test(t, all_files_of_a_target);
	tcase_add_test(t, a_knobs_own_ways);
	tcase_add_test(t, transaction_on_files);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(make_suite)
