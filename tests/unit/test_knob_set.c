// SPDX-License-Identifier: GPL-2.0-or-later
// Knobs written and read through the file door, on a recorded tree.
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

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
	return knob_set(&sys, &c, &v, 36, &err);
}

static const char *get(struct change c)
{
	struct value v;
	int r = knob_get(&sys, &c, 36, arena, &v, &err);

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

	ck_assert_int_eq(set(change(knob_find("ring"), "rx", 0), cpus(36, "1")), -EOPNOTSUPP);
	ck_assert_int_eq(set(change(&knob_rps, "cpus", 0), none), -EINVAL);
	ck_assert_str_eq(got(RX "/rps_cpus"), "0,00000000");
}
END_TEST

static int io_set(void *ctx, const struct change *c, const struct value *v, struct err *e)
{
	return knob_set(ctx, c, v, 36, e);
}

static int io_get(void *ctx, const struct change *c, struct arena *a, struct value *out,
		  struct err *e)
{
	return knob_get(ctx, c, 36, a, out, e);
}

/* The doors together with the transaction: the missing interrupt undoes the rest. */
START_TEST(transaction_on_files)
{
	const struct apply_io io = { io_set, io_get, &sys };
	struct apply_report report;
	struct change c[] = { change(&knob_xps, "cpus", 0), change(&knob_rps, "cpus", 0),
			      change(&knob_irq, "cpus", 26) };

	c[0].old = cpus(36, "2-3");
	c[1].old = cpus(36, "");
	c[2].old = cpus(36, "0-35");
	for (size_t i = 0; i < 3; i++)
		c[i].new = cpus(36, "1,35");
	ck_assert_int_eq(apply_changes(&io, c, 3, arena, &report, &err), -ENOENT);
	ck_assert(report.rolled_back);
	ck_assert_uint_eq(report.rollback_failures, 0);
	ck_assert_str_eq(got(RX "/rps_cpus"), "0,00000000");
	ck_assert_str_eq(got(TX "/xps_cpus"), "0,0000000c");
	c[2].index = 25;
	ck_assert_int_eq(apply_changes(&io, c, 3, arena, &report, &err), 0);
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
	tcase_add_test(t, transaction_on_files);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(make_suite)
