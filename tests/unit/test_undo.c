// SPDX-License-Identifier: GPL-2.0-or-later
// Undo (B1, B2): wherever a command was ended, what was before stands again; on a tree whose driver makes queues and interrupts anew.
#include <errno.h>

#include "../../src/knob/readings.h"
#include "main.h"
#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/err.h"
#include "nqtune/journal.h"
#include "nqtune/knob.h"
#include "nqtune/snapshot.h"
#include "nqtune/sys.h"
#include "tree.h"

#define NIC "sys/devices/pci0000:00/0000:00:04.0"
#define NET NIC "/net/eth0"
#define QUEUES NET "/queues"
#define BUDGET "proc/sys/net/core/netdev_budget"

enum { NCPUS = 4, NCHANGES = 9 };

static struct tree tree;
static struct sys sys;
static struct arena *arena;
static struct err err;
static unsigned first_irq;
static uint64_t channels;
static uint64_t delay;
static bool refuses_delay;
static unsigned sets;		/* how often the driver was told something */

static void file(const char *path, const char *text)
{
	tree_file(&tree, path, text);
}

static void run(const char *command)
{
	ck_assert_int_eq(system(command), 0);
}

static void affinity(unsigned vector, const char *mask)
{
	file(arena_printf(arena, "proc/irq/%u/smp_affinity", first_irq + vector), mask);
	file(arena_printf(arena, "proc/irq/%u/effective_affinity", first_irq + vector), mask);
}

/* The driver makes queues and interrupts anew: under other numbers, and all is its own again. */
static void remake(uint64_t count)
{
	const char *text = "           CPU0       CPU1       CPU2       CPU3\n";

	run(arena_printf(arena, "rm -rf %s/proc/irq %s/" NIC "/msi_irqs %s/" QUEUES, tree.path, tree.path,
			 tree.path));
	first_irq += 10;
	for (unsigned i = 0; i < count; i++) {
		unsigned irq = first_irq + i;

		text = arena_printf(arena, "%s%4u:  1 0 0 0  PCI-MSIX-0000:00:04.0  %u-edge  eth0-TxRx-%u\n",
				    text, irq, i, i);
		file(arena_printf(arena, NIC "/msi_irqs/%u", irq), "msix\n");
		affinity(i, "f");
		file(arena_printf(arena, QUEUES "/rx-%u/rps_cpus", i), "0");
		file(arena_printf(arena, QUEUES "/tx-%u/xps_cpus", i), "0");
	}
	file("proc/interrupts", text);
	channels = count;
	delay = 3;
}

static const struct knob_attr channel_rows[] = {
	{ .name = "combined", .kind = ATTR_NUMBER, .scope = SCOPE_IFACE },
};
static const struct knob_attr delay_rows[] = {
	{ .name = "rx-usecs", .kind = ATTR_NUMBER, .scope = SCOPE_IFACE },
};
static const struct knob_attr host_rows[] = {
	{ .name = "budget", .kind = ATTR_NUMBER, .scope = SCOPE_HOST, .file = "/" BUDGET },
};

static int fake_read(const struct knob *k, struct sys *s, const struct host *h, const struct nic *nic,
		     struct arena *a, struct knob_readings *out, struct err *e)
{
	*out = (struct knob_readings){ 0 };
	if (k->attrs == host_rows)
		file_readings(k, s, "", SCOPE_HOST, "", 0, a, out);
	else
		readings_add(a, out, k->attrs, "", 0)->value =
			value_number((struct reading){ true, k->attrs == delay_rows ? delay : channels });
	return 0;
}

static int fake_set(struct sys *s, const struct change *c, const struct value *const *v, size_t n,
		    struct err *e)
{
	sets++;
	if (c->attr == channel_rows) {
		remake(v[0]->number);
		return 0;
	}
	if (refuses_delay)
		return err_set(e, -EINVAL, "words of the driver");
	delay = v[0]->number;
	return 0;
}

static int fake_get(struct sys *s, const struct change *c, size_t n, struct arena *a, struct value *out,
		    struct err *e)
{
	out[0] = value_number((struct reading){ true, c->attr == delay_rows ? delay : channels });
	return 0;
}

static const struct knob fake_channels = {
	.name = "channels", .stage = 10, .settable = true, .remakes_queues = true, .attrs = channel_rows,
	.nattrs = 1, .read = fake_read, .set = fake_set, .get = fake_get,
};
static const struct knob fake_delay = {
	.name = "coalesce", .stage = 40, .settable = true, .attrs = delay_rows, .nattrs = 1,
	.read = fake_read, .set = fake_set, .get = fake_get,
};
static const struct knob fake_host = {
	.name = "napi", .stage = 95, .settable = true, .attrs = host_rows, .nattrs = 1, .read = fake_read,
};

/* In place of the registry. */
const struct knob *const knobs[] = {
	&knob_rps, &knob_xps, &knob_irq, &fake_delay, &fake_channels, &fake_host, NULL,
};

const struct knob *knob_find(const char *name)
{
	for (size_t i = 0; knobs[i]; i++)
		if (!strcmp(knobs[i]->name, name))
			return knobs[i];
	return NULL;
}

const struct knob_attr *knob_attr_find(const struct knob *k, const char *name)
{
	for (size_t i = 0; i < k->nattrs; i++)
		if (!strcmp(k->attrs[i].name, name))
			return &k->attrs[i];
	return NULL;
}

static void setup(void)
{
	arena = arena_new(NULL);
	tree = tree_new();
	first_irq = 20;
	refuses_delay = false;
	file("sys/devices/system/cpu/possible", "0-3\n");
	file("sys/devices/system/cpu/online", "0-3\n");
	tree_link(&tree, "sys/class/net/eth0", "../../devices/pci0000:00/0000:00:04.0/net/eth0");
	tree_link(&tree, NET "/device", "../../../0000:00:04.0");
	file(NET "/flags", "0x1003\n");
	file(NET "/ifindex", "2\n");
	file(BUDGET, "300");
	remake(4);
	/* What was set before. */
	affinity(1, "4");
	file(QUEUES "/rx-3/rps_cpus", "3");
	file(QUEUES "/tx-2/xps_cpus", "8");
	delay = 50;
	sets = 0;
	ck_assert_int_eq(sys_open(&sys, tree.path, &err), 0);
}

static void teardown(void)
{
	sys_close(&sys);
	tree_free(&tree);
	arena_free(arena);
}

/* All of it, interrupts by their names. */
static const char *everything(void)
{
	const char *text = arena_printf(arena, "channels %u delay %u budget %s", (unsigned)channels,
					(unsigned)delay, tree_text(&tree, BUDGET));

	for (unsigned i = 0; i < channels; i++) {
		text = arena_printf(arena, "%s, irq %s", text,
				    tree_text(&tree, arena_printf(arena, "proc/irq/%u/smp_affinity", first_irq + i)));
		text = arena_printf(arena, "%s rps %s", text,
				    tree_text(&tree, arena_printf(arena, QUEUES "/rx-%u/rps_cpus", i)));
		text = arena_printf(arena, "%s xps %s", text,
				    tree_text(&tree, arena_printf(arena, QUEUES "/tx-%u/xps_cpus", i)));
	}
	return text;
}

static struct value mask(const char *text)
{
	struct cpuset *s = cpuset_new(arena, NCPUS);

	ck_assert_int_eq(cpuset_parse_mask(s, text), 0);
	return value_cpus(s);
}

static struct value number(uint64_t x)
{
	return (struct value){ .kind = VALUE_NUMBER, .number = x };
}

static struct change change(const struct knob *k, const char *target, unsigned index, struct value old,
			    struct value new)
{
	return (struct change){ .iface = k == &fake_host ? "" : "eth0", .knob = k, .attr = k->attrs,
				.target = target, .index = index, .old = old, .new = new };
}

/*
 * What a run does: a layout of four queues, two channels instead, a layout of these. Interrupts
 * have in each change the number that they had when it was made.
 */
static struct change script(unsigned i)
{
	switch (i) {
	case 0:
		return change(&fake_host, "", 0, number(300), number(600));
	case 1:
		return change(&knob_irq, "eth0-TxRx-3", first_irq + 3, mask("f"), mask("1"));
	case 2:
		return change(&knob_rps, "rx-3", 3, mask("3"), mask("1"));
	case 3:
		return change(&fake_delay, "", 0, number(50), number(90));
	case 4:
		return change(&fake_channels, "", 0, number(4), number(2));
	case 5:
		return change(&knob_irq, "eth0-TxRx-1", first_irq + 1, mask("f"), mask("2"));
	case 6:
		return change(&knob_xps, "tx-0", 0, mask("0"), mask("c"));
	case 7:
		return change(&fake_delay, "", 0, number(3), number(9));
	default:
		return change(&fake_host, "", 0, number(600), number(900));
	}
}

static struct journal_iface here[] = { { "eth0", 2 } };
static struct journal_entry entry;
static struct undo_report report;

/* Write-ahead as a run does it, with the writes of the first so many changes made. */
static void begin(unsigned written)
{
	static struct journal_snapshot snap;
	struct snapshot *taken;

	here[0].ifindex = 2;
	entry = (struct journal_entry){ .id = 1, .ifaces = here, .nifaces = 1 };
	for (unsigned i = 0; i < NCHANGES; i++) {
		struct change c = script(i);
		const struct value *v = &c.new;

		if (i == 4) {
			taken = snapshot_take(&sys, "eth0", arena, &err);
			ck_assert_ptr_nonnull(taken);
			for (unsigned k = i; k-- > 0;)
				snapshot_amend(taken, &entry.changes[k]);
			snap = (struct journal_snapshot){ "eth0", snapshot_readings(taken) };
			entry.snaps = &snap;
			entry.nsnaps = 1;
		}
		/* What comes behind the channels is planned, and on file, once they are made. */
		if (i > 4 && written <= 4)
			break;
		*arena_push(arena, entry.changes, entry.nchanges) = c;
		if (i < written)
			ck_assert_int_eq(knob_set(&sys, &c, &v, 1, NCPUS, &err), 0);
	}
}

static void undo(bool dry)
{
	int r = undo_entry(&sys, &entry, dry, arena, &report, &err);

	ck_assert_msg(!r, "%s", err.text);
}

START_TEST(ended_after_any_write)
{
	const char *before = everything();

	begin((unsigned)_i);
	undo(false);
	ck_assert_uint_eq(report.lost, 0);
	ck_assert_uint_eq(report.ngone, 0);
	ck_assert_str_eq(everything(), before);
	/* Once more there is nothing to do, and nothing is done. */
	sets = 0;
	undo(false);
	ck_assert_uint_eq(report.nchanges, 0);
	ck_assert_uint_eq(sets, 0);
	ck_assert_str_eq(everything(), before);
}
END_TEST

START_TEST(interrupts_have_other_numbers_now)
{
	const char *before = everything();

	begin(4);
	/* Someone had the driver make all anew; other numbers, and all as the driver likes it. */
	remake(4);
	undo(false);
	ck_assert_uint_eq(report.lost, 0);
	ck_assert_str_eq(everything(), before);
}
END_TEST

START_TEST(nothing_was_written)
{
	begin(0);
	undo(false);
	ck_assert_uint_eq(report.nchanges, 0);
	ck_assert_uint_eq(sets, 0);
}
END_TEST

START_TEST(what_is_told_is_what_was_done)
{
	begin(4);
	entry.nchanges = 4;
	entry.nsnaps = 0;
	undo(false);
	ck_assert_uint_eq(report.nchanges, 4);
	/* Newest first. */
	ck_assert_ptr_eq(report.changes[0].knob, &fake_delay);
	ck_assert_uint_eq(report.changes[0].old.number, 90);
	ck_assert_uint_eq(report.changes[0].new.number, 50);
	ck_assert_ptr_eq(report.changes[3].knob, &fake_host);
}
END_TEST

START_TEST(dry_says_it_and_writes_nothing)
{
	const char *now;

	begin(NCHANGES);
	now = everything();
	sets = 0;
	undo(true);
	ck_assert_str_eq(everything(), now);
	ck_assert_uint_eq(sets, 0);
	for (size_t i = 0; i < report.nchanges; i++) {
		const struct change *c = &report.changes[i];

		ck_assert(!value_equal(&c->old, &c->new));
		for (size_t k = 0; k < i; k++)
			ck_assert(report.changes[k].attr != c->attr || strcmp(report.changes[k].target, c->target));
		if (c->knob == &fake_channels)
			ck_assert_uint_eq(c->new.number, 4);
		/* Of what was changed twice the first old value. */
		if (c->knob == &fake_delay)
			ck_assert_uint_eq(c->new.number, 50);
		if (c->knob == &fake_host)
			ck_assert_uint_eq(c->new.number, 300);
	}
	ck_assert_uint_ge(report.nchanges, 4);
}
END_TEST

START_TEST(gone_interface)
{
	const char *eth0;

	begin(NCHANGES);
	here[0].ifindex = 7;
	sets = 0;
	eth0 = strstr(everything(), ", irq");
	undo(false);
	ck_assert_uint_eq(report.ngone, 1);
	ck_assert_str_eq(report.gone[0], "eth0");
	ck_assert_uint_eq(report.lost, 0);
	ck_assert_uint_eq(sets, 0);
	ck_assert_str_eq(strstr(everything(), ", irq"), eth0);
	/* What is the host's goes with no interface. */
	ck_assert_str_eq(tree_text(&tree, BUDGET), "300");
}
END_TEST

START_TEST(what_cannot_be_put_back_is_named_and_the_rest_is_put_back)
{
	begin(4);
	entry.nchanges = 4;
	entry.nsnaps = 0;
	refuses_delay = true;
	undo(false);
	ck_assert_uint_eq(report.lost, 1);
	ck_assert_str_eq(report.lost_text[0], "eth0: coalesce rx-usecs to 50 (words of the driver)");
	ck_assert_uint_eq(report.nchanges, 3);
	ck_assert_str_eq(tree_text(&tree, QUEUES "/rx-3/rps_cpus"), "3");
	ck_assert_uint_eq(delay, 90);
	refuses_delay = false;
	undo(false);
	ck_assert_uint_eq(report.lost, 0);
	ck_assert_uint_eq(delay, 50);
}
END_TEST

START_TEST(an_interrupt_that_is_no_more_is_named)
{
	begin(2);
	entry.nchanges = 2;
	entry.nsnaps = 0;
	remake(2);
	undo(false);
	ck_assert_uint_eq(report.lost, 1);
	ck_assert_str_eq(report.lost_text[0],
			 "eth0: irq eth0-TxRx-3 to 0-3 (there is no interrupt of this name now)");
}
END_TEST

/* Devices of a SoC give all of theirs one name: then only the number tells them apart. */
static void name_all_alike(void)
{
	const char *text = "           CPU0       CPU1       CPU2       CPU3\n";

	for (unsigned i = 0; i < channels; i++)
		text = arena_printf(arena, "%s%4u:  1 0 0 0  GICv3  %u Level  eth0\n", text, first_irq + i,
				    40 + i);
	file("proc/interrupts", text);
}

static void irq_holds(unsigned vector, const char *text)
{
	const char *now = tree_text(&tree, arena_printf(arena, "proc/irq/%u/smp_affinity",
							first_irq + vector));

	ck_assert_ptr_nonnull(now);
	ck_assert_str_eq(now, text);
}

START_TEST(interrupts_of_one_name)
{
	name_all_alike();
	affinity(0, "1");
	affinity(1, "2");
	entry = (struct journal_entry){ .id = 1, .ifaces = here, .nifaces = 1 };
	here[0].ifindex = 2;
	for (unsigned i = 0; i < 2; i++) {
		struct change c = change(&knob_irq, "eth0", first_irq + i, mask(i ? "2" : "1"),
					 mask(i ? "8" : "4"));
		const struct value *v = &c.new;

		*arena_push(arena, entry.changes, entry.nchanges) = c;
		ck_assert_int_eq(knob_set(&sys, &c, &v, 1, NCPUS, &err), 0);
	}
	undo(false);
	ck_assert_uint_eq(report.lost, 0);
	ck_assert_uint_eq(report.nchanges, 2);
	irq_holds(0, "1");
	irq_holds(1, "2");
	irq_holds(2, "f");
}
END_TEST

/* Made anew under other numbers: better said than guessed. */
START_TEST(interrupts_of_one_name_made_anew)
{
	name_all_alike();
	affinity(0, "4");
	here[0].ifindex = 2;
	entry = (struct journal_entry){ .id = 1, .ifaces = here, .nifaces = 1 };
	*arena_push(arena, entry.changes, entry.nchanges) =
		change(&knob_irq, "eth0", first_irq, mask("1"), mask("4"));
	remake(4);
	name_all_alike();
	undo(false);
	ck_assert_uint_eq(report.lost, 1);
	ck_assert_str_eq(report.lost_text[0],
			 "eth0: irq eth0 to 0 (several interrupts have this name now)");
	irq_holds(0, "f");
	irq_holds(1, "f");
}
END_TEST

/* A snapshot alone does not undo what others did: its change was never made, or put back at once. */
START_TEST(a_snapshot_without_its_change_is_nothing)
{
	begin(4);
	entry.nchanges = 0;
	undo(false);
	ck_assert_uint_eq(report.nchanges, 0);
	ck_assert_uint_eq(delay, 90);
}
END_TEST

static Suite *make_suite(void)
{
	Suite *s = suite_create("undo");
	TCase *t = tcase_create("undo");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(t, ended_after_any_write, 0, NCHANGES + 1);
	tcase_add_test(t, interrupts_have_other_numbers_now);
	tcase_add_test(t, nothing_was_written);
	tcase_add_test(t, what_is_told_is_what_was_done);
	tcase_add_test(t, dry_says_it_and_writes_nothing);
	tcase_add_test(t, gone_interface);
	tcase_add_test(t, what_cannot_be_put_back_is_named_and_the_rest_is_put_back);
	tcase_add_test(t, an_interrupt_that_is_no_more_is_named);
	tcase_add_test(t, interrupts_of_one_name);
	tcase_add_test(t, interrupts_of_one_name_made_anew);
	tcase_add_test(t, a_snapshot_without_its_change_is_nothing);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(make_suite)
