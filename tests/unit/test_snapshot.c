// SPDX-License-Identifier: GPL-2.0-or-later
// What a driver forgot when its queues were made anew comes back: files of a tree, and two pretended knobs.
#include <errno.h>

#include "../../src/knob/readings.h"
#include "main.h"
#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/knob.h"
#include "nqtune/snapshot.h"
#include "nqtune/sys.h"
#include "tree.h"

#define NIC "sys/devices/pci0000:00/0000:00:04.0"
#define NET NIC "/net/eth0"
#define QUEUES NET "/queues"

static struct tree tree;
static struct sys sys;
static struct arena *arena;
static struct err err;
static unsigned first_irq;

/* The pretended driver: what it has, what it does with what it is told, and what it was told. */
static uint64_t has[4];
static unsigned refuses, ignores;	/* bits of rows */
static bool silent;			/* says nothing any more when it is read */
static const char *diary;

static const struct knob_attr early_rows[] = {
	{ .name = "depth", .kind = ATTR_NUMBER, .scope = SCOPE_IFACE },
	{ .name = "seen", .kind = ATTR_NUMBER, .scope = SCOPE_IFACE, .read_only = true },
};
static const struct knob_attr late_rows[] = {
	{ .name = "delay", .kind = ATTR_NUMBER, .scope = SCOPE_IFACE },
	{ .name = "rule", .kind = ATTR_NUMBER, .scope = SCOPE_NAMED },
};
static bool late_fixed;
static unsigned rule_index;	/* the driver's number behind "rule 7" */

static unsigned slot_of(const struct knob_attr *attr)
{
	return attr >= late_rows && attr < late_rows + 2 ? 2 + (unsigned)(attr - late_rows)
							 : (unsigned)(attr - early_rows);
}

static int read_fake(const struct knob *k, struct sys *s, const struct host *h,
		     const struct nic *nic, struct arena *a, struct knob_readings *out,
		     struct err *e)
{
	*out = (struct knob_readings){ 0 };
	if (silent)
		return err_set(e, -EBUSY, "not now");
	for (size_t i = 0; i < k->nattrs; i++) {
		bool named = k->attrs[i].scope == SCOPE_NAMED;
		uint64_t n = has[slot_of(&k->attrs[i])];
		struct knob_reading *r;

		if (named && !n)	/* such a thing is there, or it is not */
			continue;
		r = readings_add(a, out, &k->attrs[i], named ? "rule 7" : "", named ? rule_index : 0);
		r->value = value_number((struct reading){ n != 99, n });
		r->fixed = late_fixed && k->attrs == late_rows;
	}
	return 0;
}

static int set_fake(struct sys *s, const struct change *c, const struct value *const *v, size_t n,
		    struct err *e)
{
	unsigned slot = slot_of(c->attr);

	ck_assert_uint_eq(n, 1);
	ck_assert_str_eq(c->iface, "eth0");
	ck_assert_uint_eq(c->index, c->attr->scope == SCOPE_NAMED ? rule_index : 0);
	diary = arena_printf(arena, "%s%s%s=%u", diary, *diary ? " " : "", c->attr->name,
			     (unsigned)v[0]->number);
	if (refuses >> slot & 1)
		return err_set(e, -EINVAL, "words of the kernel");
	if (!(ignores >> slot & 1))
		has[slot] = v[0]->number;
	return 0;
}

static int get_fake(struct sys *s, const struct change *c, size_t n, struct arena *a,
		    struct value *out, struct err *e)
{
	*out = (struct value){ .kind = VALUE_NUMBER, .number = has[slot_of(c->attr)] };
	return 0;
}

static const struct knob early = {
	.name = "early", .stage = 10, .settable = true, .attrs = early_rows, .nattrs = 2,
	.read = read_fake, .set = set_fake, .get = get_fake,
};
static struct knob late = {
	.name = "late", .stage = 90, .settable = true, .attrs = late_rows, .nattrs = 2,
	.read = read_fake, .set = set_fake, .get = get_fake,
};

/* In place of the registry: not in the order of stages. */
const struct knob *const knobs[] = { &late, &knob_rps, &knob_xps, &knob_irq, &early, NULL };

static void file(const char *path, const char *text)
{
	tree_file(&tree, path, text);
}

static void affinity(unsigned vector, const char *mask)
{
	file(arena_printf(arena, "proc/irq/%u/smp_affinity", first_irq + vector), mask);
	file(arena_printf(arena, "proc/irq/%u/effective_affinity", first_irq + vector), mask);
}

/* Queues 0 and 1 on two interrupts, and a third that has no name. */
static void interrupts(unsigned first)
{
	static const char *const names[] = { "eth0-TxRx-0", "eth0-TxRx-1", "" };
	const char *text = "           CPU0       CPU1       CPU2       CPU3\n";

	if (first_irq)
		ck_assert_int_eq(system(arena_printf(arena, "rm -r %s/proc/irq %s/" NIC "/msi_irqs",
						     tree.path, tree.path)), 0);
	first_irq = first;
	for (unsigned i = 0; i < 3; i++) {
		text = arena_printf(arena, "%s%4u:  1 0 0 0  PCI-MSIX-0000:00:04.0  %u-edge  %s\n",
				    text, first + i, i, names[i]);
		file(arena_printf(arena, NIC "/msi_irqs/%u", first + i), "msix\n");
		affinity(i, "f\n");
	}
	file("proc/interrupts", text);
}

static void setup(void)
{
	arena = arena_new(NULL);
	tree = tree_new();
	first_irq = 0;
	file("sys/devices/system/cpu/possible", "0-3\n");
	file("sys/devices/system/cpu/online", "0-3\n");
	tree_link(&tree, "sys/class/net/eth0", "../../devices/pci0000:00/0000:00:04.0/net/eth0");
	tree_link(&tree, NET "/device", "../../../0000:00:04.0");
	file(NET "/flags", "0x1003\n");
	file(NET "/ifindex", "2\n");
	file(QUEUES "/rx-0/rps_cpus", "0\n");
	file(QUEUES "/rx-1/rps_cpus", "0\n");
	file(QUEUES "/tx-0/xps_cpus", "1\n");
	file(QUEUES "/tx-1/xps_cpus", "2\n");
	interrupts(30);
	ck_assert_int_eq(sys_open(&sys, tree.path, &err), 0);
	memcpy(has, (uint64_t[]){ 1, 2, 3, 4 }, sizeof(has));
	refuses = ignores = 0;
	silent = late_fixed = false;
	late.settable = true;
	rule_index = 7;
	diary = "";
	err_set(&err, 0, "eth0: the reason");
}

static void teardown(void)
{
	sys_close(&sys);
	tree_free(&tree);
	arena_free(arena);
}

static struct snapshot *take(void)
{
	struct err e = { "" };
	struct snapshot *snap = snapshot_take(&sys, "eth0", arena, &e);

	ck_assert_msg(snap != NULL, "%s", e.text);
	return snap;
}

static void holds(const char *path, const char *text)
{
	const char *now = tree_text(&tree, path);

	ck_assert_ptr_nonnull(now);
	ck_assert_str_eq(now, text);
}

static void irq_holds(unsigned vector, const char *text)
{
	holds(arena_printf(arena, "proc/irq/%u/smp_affinity", first_irq + vector), text);
}

/* The text of a file tells whether it was written: written masks have no newline. */
START_TEST(nothing_differs_nothing_is_written)
{
	struct snapshot *snap = take();

	ck_assert_uint_eq(snapshot_restore(snap, &sys, &err), 0);
	holds(QUEUES "/rx-0/rps_cpus", "0\n");
	holds(QUEUES "/tx-1/xps_cpus", "2\n");
	irq_holds(0, "f\n");
	ck_assert_str_eq(diary, "");
	ck_assert_str_eq(err.text, "eth0: the reason");
}
END_TEST

START_TEST(only_what_differs_is_written)
{
	struct snapshot *snap;

	file(QUEUES "/rx-1/rps_cpus", "6\n");
	affinity(1, "4\n");
	snap = take();
	file(QUEUES "/rx-1/rps_cpus", "0\n");
	file(QUEUES "/tx-0/xps_cpus", "f\n");
	affinity(1, "f\n");
	has[0] = 8;
	ck_assert_uint_eq(snapshot_restore(snap, &sys, &err), 0);
	holds(QUEUES "/rx-0/rps_cpus", "0\n");
	holds(QUEUES "/rx-1/rps_cpus", "6");
	holds(QUEUES "/tx-0/xps_cpus", "1");
	holds(QUEUES "/tx-1/xps_cpus", "2\n");
	irq_holds(0, "f\n");
	irq_holds(1, "4");
	irq_holds(2, "f\n");
	ck_assert_str_eq(diary, "depth=1");
	ck_assert_str_eq(err.text, "eth0: the reason");
}
END_TEST

/* Devices of a SoC give all of theirs one name: then only the number tells them apart. */
static void name_all_alike(void)
{
	const char *text = "           CPU0       CPU1       CPU2       CPU3\n";

	for (unsigned i = 0; i < 3; i++)
		text = arena_printf(arena, "%s%4u:  1 0 0 0  GICv3  %u Level  eth0\n", text, first_irq + i,
				    40 + i);
	file("proc/interrupts", text);
}

START_TEST(interrupts_of_one_name)
{
	struct snapshot *snap;

	name_all_alike();
	affinity(0, "1\n");
	affinity(1, "8\n");
	snap = take();
	affinity(0, "f\n");
	ck_assert_uint_eq(snapshot_restore(snap, &sys, &err), 0);
	irq_holds(0, "1");
	irq_holds(1, "8\n");
	irq_holds(2, "f\n");
}
END_TEST

/* With new numbers nobody knows which is which: better said than guessed. */
START_TEST(interrupts_of_one_name_made_anew)
{
	struct snapshot *snap;

	name_all_alike();
	affinity(0, "1\n");
	snap = take();
	interrupts(50);
	name_all_alike();
	ck_assert_uint_gt(snapshot_restore(snap, &sys, &err), 0);
	irq_holds(0, "f\n");
	irq_holds(1, "f\n");
	irq_holds(2, "f\n");
	ck_assert_ptr_nonnull(strstr(err.text, "eth0: irq eth0 to 0 (several interrupts have this name now)"));
}
END_TEST

/* Trap 5: interrupts made anew have other numbers; their names are the same. */
START_TEST(interrupts_are_found_by_name)
{
	struct snapshot *snap;

	affinity(0, "2\n");
	affinity(1, "8\n");
	affinity(2, "1\n");
	snap = take();
	interrupts(50);
	ck_assert_uint_eq(snapshot_restore(snap, &sys, &err), 0);
	irq_holds(0, "2");
	irq_holds(1, "8");
	/* Of one without a name nothing is known: its number may be another's now. */
	irq_holds(2, "f\n");
	ck_assert_str_eq(err.text, "eth0: the reason");
}
END_TEST

START_TEST(an_interrupt_that_is_gone_is_named)
{
	struct snapshot *snap = take();

	interrupts(50);
	file("proc/interrupts", "           CPU0       CPU1       CPU2       CPU3\n"
				"  50:  1 0 0 0  PCI-MSIX-0000:00:04.0  0-edge  eth0-TxRx-0\n");
	ck_assert_uint_eq(snapshot_restore(snap, &sys, &err), 1);
	ck_assert_str_eq(err.text, "eth0: the reason; COULD NOT RESTORE eth0: irq eth0-TxRx-1 to "
				   "0-3 (the interrupt is gone)");
}
END_TEST

START_TEST(a_queue_that_is_gone_is_named)
{
	struct snapshot *snap;

	file(QUEUES "/rx-1/rps_cpus", "6\n");
	snap = take();
	ck_assert_int_eq(system(arena_printf(arena, "rm -r %s/" QUEUES "/rx-1", tree.path)), 0);
	ck_assert_uint_eq(snapshot_restore(snap, &sys, &err), 1);
	ck_assert_ptr_nonnull(strstr(err.text, "; COULD NOT RESTORE eth0: rps rx-1 to 1-2 (the "
					       "queue is gone"));
}
END_TEST

/* What comes first makes anew what is set after it. */
START_TEST(in_the_order_of_stages)
{
	struct snapshot *snap = take();

	memcpy(has, (uint64_t[]){ 5, 5, 5, 5 }, sizeof(has));
	rule_index = 9;
	ck_assert_uint_eq(snapshot_restore(snap, &sys, &err), 0);
	ck_assert_str_eq(diary, "depth=1 delay=3 rule=4");
	ck_assert_uint_eq(has[1], 5);
}
END_TEST

/* Changes of an earlier stage are put back by themselves: to restore them would make them again. */
START_TEST(what_was_changed_before_is_amended)
{
	struct change changed = { .iface = "eth0", .knob = &early, .attr = &early_rows[0],
				  .target = "", .old = { VALUE_NUMBER, .number = 1 } };
	struct change other = { .iface = "eth1", .knob = &late, .attr = &late_rows[0],
				.target = "", .old = { VALUE_NUMBER, .number = 9 } };
	struct snapshot *snap;

	has[0] = 8;
	snap = take();
	snapshot_amend(snap, &changed);
	snapshot_amend(snap, &other);
	has[0] = 1;
	ck_assert_uint_eq(snapshot_restore(snap, &sys, &err), 0);
	ck_assert_str_eq(diary, "");
	has[0] = 5;
	ck_assert_uint_eq(snapshot_restore(snap, &sys, &err), 0);
	ck_assert_str_eq(diary, "depth=1");
}
END_TEST

START_TEST(what_cannot_be_set_is_left)
{
	struct snapshot *snap;

	late_fixed = true;
	has[0] = 99;	/* not said */
	snap = take();
	memcpy(has, (uint64_t[]){ 5, 5, 5, 5 }, sizeof(has));
	ck_assert_uint_eq(snapshot_restore(snap, &sys, &err), 0);
	ck_assert_str_eq(diary, "");
	late_fixed = late.settable = false;
	has[0] = 1;
	snap = take();
	memcpy(has, (uint64_t[]){ 6, 6, 6, 6 }, sizeof(has));
	ck_assert_uint_eq(snapshot_restore(snap, &sys, &err), 0);
	ck_assert_str_eq(diary, "depth=1");
}
END_TEST

START_TEST(what_is_lost_is_named_and_the_rest_restored)
{
	struct snapshot *snap = take();

	memcpy(has, (uint64_t[]){ 5, 5, 5, 5 }, sizeof(has));
	file(QUEUES "/rx-0/rps_cpus", "f\n");
	refuses = 1U << 0;
	ignores = 1U << 2;
	ck_assert_uint_eq(snapshot_restore(snap, &sys, &err), 2);
	ck_assert_str_eq(err.text,
			 "eth0: the reason; COULD NOT RESTORE eth0: early depth to 1 (words of the "
			 "kernel); COULD NOT RESTORE eth0: late delay to 3 (reads 5)");
	ck_assert_str_eq(diary, "depth=1 delay=3 rule=4");
	holds(QUEUES "/rx-0/rps_cpus", "0");
}
END_TEST

/* A rule that the driver forgot is not there to be read any more. */
START_TEST(what_is_gone_is_made_again)
{
	struct snapshot *snap = take();

	has[3] = 0;
	ck_assert_uint_eq(snapshot_restore(snap, &sys, &err), 0);
	ck_assert_str_eq(diary, "rule=4");
	ck_assert_uint_eq(has[3], 4);
	has[3] = 0;
	refuses = 1U << 3;
	ck_assert_uint_eq(snapshot_restore(snap, &sys, &err), 1);
	ck_assert_ptr_nonnull(strstr(err.text, "eth0: late rule 7 to 4 (words of the kernel)"));
}
END_TEST

START_TEST(what_is_not_said_any_more_is_tried)
{
	struct snapshot *snap = take();

	silent = true;
	refuses = 1U << 0;
	ck_assert_uint_eq(snapshot_restore(snap, &sys, &err), 1);
	ck_assert_str_eq(diary, "depth=1 delay=3 rule=4");
}
END_TEST

START_TEST(an_interface_that_is_gone)
{
	struct snapshot *snap = take();
	struct err e = { "" };

	ck_assert_int_eq(system(arena_printf(arena, "rm %s/sys/class/net/eth0", tree.path)), 0);
	ck_assert_uint_eq(snapshot_restore(snap, &sys, &err), 1);
	ck_assert_ptr_nonnull(strstr(err.text, "eth0: the reason; COULD NOT RESTORE eth0 ("));
	ck_assert_ptr_null(snapshot_take(&sys, "eth0", arena, &e));
	ck_assert_ptr_nonnull(strstr(e.text, "eth0"));
}
END_TEST

static Suite *make_suite(void)
{
	Suite *s = suite_create("snapshot");
	TCase *t = tcase_create("snapshot");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, nothing_differs_nothing_is_written);
	tcase_add_test(t, only_what_differs_is_written);
	tcase_add_test(t, interrupts_of_one_name);
	tcase_add_test(t, interrupts_of_one_name_made_anew);
	tcase_add_test(t, interrupts_are_found_by_name);
	tcase_add_test(t, an_interrupt_that_is_gone_is_named);
	tcase_add_test(t, a_queue_that_is_gone_is_named);
	tcase_add_test(t, in_the_order_of_stages);
	tcase_add_test(t, what_was_changed_before_is_amended);
	tcase_add_test(t, what_cannot_be_set_is_left);
	tcase_add_test(t, what_is_lost_is_named_and_the_rest_restored);
	tcase_add_test(t, what_is_gone_is_made_again);
	tcase_add_test(t, what_is_not_said_any_more_is_tried);
	tcase_add_test(t, an_interface_that_is_gone);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(make_suite)
