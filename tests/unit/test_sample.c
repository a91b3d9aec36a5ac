// SPDX-License-Identifier: GPL-2.0-or-later
// The kernel's counters: /proc/net/softnet_stat as kernels give it, a whole sample, and differences (U11).
#include <stdio.h>

#include "main.h"
#include "tree.h"
#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/err.h"
#include "nqtune/host.h"
#include "nqtune/sample.h"
#include "nqtune/sys.h"
#include "reader.h"

static struct arena *arena;
static struct cpu_counters cpus[8];

static void setup(void)
{
	arena = arena_new(NULL);
	memset(cpus, 0, sizeof(cpus));
}

static void teardown(void)
{
	arena_free(arena);
}

static struct cpuset *set(const char *list)
{
	struct cpuset *s = cpuset_new(arena, 8);

	ck_assert_int_eq(cpuset_parse_list(s, list), 0);
	return s;
}

static void parse(const char *online, const char *text)
{
	softnet_parse(text, set(online), cpus, 8);
}

/* Linux 6.12: 15 columns, the CPU in the 13th; 2 and 3 are offline. */
START_TEST(rows_say_their_cpu)
{
	parse("0-1,4",
	      "0000a1b2 00000003 00000007 00000000 00000000 00000000 00000000 00000000 00000000 000001ff 00000002 00000009 00000000 00000009 00000000\n"
	      "00000010 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000001 00000000 00000000\n"
	      "ffffffff 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000001 00000000 00000000 00000004 00000000 00000000\n");
	is_reading(cpus[0].processed, 0xa1b2);
	is_reading(cpus[0].dropped, 3);
	is_reading(cpus[0].squeezed, 7);
	is_reading(cpus[0].steered, 0x1ff);
	is_reading(cpus[0].limited, 2);
	is_reading(cpus[0].backlog, 9);
	is_reading(cpus[1].processed, 16);
	ck_assert(!cpus[2].processed.set);
	ck_assert(!cpus[3].steered.set);
	is_reading(cpus[4].processed, 0xffffffff);
	is_reading(cpus[4].steered, 1);
}
END_TEST

/* Before 5.10: 11 columns, a row for each online CPU; no backlog is not a backlog of 0. */
START_TEST(rows_by_online_cpu)
{
	parse("1,3",
	      "00000011 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000005 00000000\n"
	      "00000022 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000006 00000000\n");
	ck_assert(!cpus[0].processed.set);
	is_reading(cpus[1].processed, 0x11);
	is_reading(cpus[3].processed, 0x22);
	is_reading(cpus[3].steered, 6);
	ck_assert(!cpus[3].backlog.set);
}
END_TEST

/* A CPU came or went between the two readings: no row can be told from another. */
START_TEST(rows_of_other_cpus)
{
	parse("0-2", "00000011 00000000 00000000\n00000022 00000000 00000000\n");
	for (unsigned i = 0; i < 8; i++)
		ck_assert(!cpus[i].processed.set);
}
END_TEST

START_TEST(junk)
{
	parse("0", "");
	parse("0", "\n");
	parse("0", "00000011\n");
	parse("0", "00000011 00000000\n");
	parse("0", "0000001x 00000000 00000000\n");
	parse("0", "11111111111111111 00000000 00000000\n");
	parse("0", "00000011 00000000 00000000");
	parse("0", "1 2 3 0 0 0 0 0 0 0 0 0 8\n");
	parse("0", "1 2 3 0 0 0 0 0 0 0 0 0 ffffffffffffffff\n");
	for (unsigned i = 0; i < 8; i++)
		ck_assert(!cpus[i].processed.set);
	/* More columns than anyone knows. */
	parse("0", "1 2 3 4 5 6 7 8 9 a b c 2 e f 1 2 3 4 5 6 7 8 9 a b c d e f 1 2 3 4 5 6 7 8 9 a b c d e f\n");
	is_reading(cpus[2].processed, 1);
	is_reading(cpus[2].steered, 10);
}
END_TEST

/* A whole sample, through the doors. */
START_TEST(from_files)
{
	struct tree t = tree_new();
	struct nic nic = { .name = "eth0", .known_layout = true };
	struct irq irq = { .number = 24, .actions = "eth0" }, *irqs[] = { &irq };
	struct host h = { .ncpus = 8, .online = set("0,2"), .nics = &nic, .nnics = 1,
			  .irqs = irqs, .nirqs = 1 };
	const struct irq_counters *c;
	struct sample *s;
	struct sys sys;
	struct err e;

	tree_file(&t, "proc/interrupts", "  CPU0 CPU2\n 23: 5 6 C 0-edge timer\n 24: 7 8 C 1-edge eth0\n");
	tree_file(&t, "proc/net/softnet_stat",
		  "00000011 0 0 0 0 0 0 0 0 00000003 0 0 00000002\n");
	tree_file(&t, "sys/class/net/eth0/ifindex", "7\n");
	tree_file(&t, "sys/class/net/eth0/statistics/rx_packets", "18446744073709551615\n");
	tree_file(&t, "sys/class/net/eth0/statistics/tx_bytes", "0\n");
	tree_file(&t, "sys/class/net/eth0/statistics/rx_dropped", "-1\n");
	ck_assert_int_eq(sys_open(&sys, t.path, &e), 0);
	s = sample_read(&sys, &h, arena);
	ck_assert_uint_gt(s->ns, 0);
	ck_assert_uint_eq(s->nirqs, 1);
	ck_assert_ptr_null(sample_irq(s, 23));
	c = sample_irq(s, 24);
	ck_assert_uint_eq(c->counts[0], 7);
	ck_assert_uint_eq(c->counts[2], 8);
	ck_assert(cpuset_equal(s->irq_cpus, set("0,2")));
	is_reading(s->cpus[2].steered, 3);
	ck_assert_ptr_null(sample_nic(s, "eth1"));
	ck_assert_uint_eq(sample_nic(s, "eth0")->ifindex, 7);
	is_reading(sample_nic(s, "eth0")->rx_packets, UINT64_MAX);
	is_reading(sample_nic(s, "eth0")->tx_bytes, 0);
	ck_assert(!sample_nic(s, "eth0")->rx_dropped.set);
	ck_assert(!sample_nic(s, "eth0")->rx_missed.set);
	sys_close(&sys);
	tree_free(&t);
}
END_TEST

/* An empty machine: all is not said, nothing fails. */
START_TEST(from_nothing)
{
	struct tree t = tree_new();
	struct nic nic = { .name = "eth0", .known_layout = true };
	struct host h = { .ncpus = 8, .online = set("0"), .nics = &nic, .nnics = 1 };
	struct sample *s, *d;
	struct sys sys;
	struct err e;

	ck_assert_int_eq(sys_open(&sys, t.path, &e), 0);
	s = sample_read(&sys, &h, arena);
	ck_assert_ptr_null(s->irq_cpus);
	ck_assert(!s->cpus[0].processed.set);
	ck_assert(!s->nics[0].rx_packets.set);
	d = sample_diff(s, s, arena);
	ck_assert_uint_eq(d->nirqs, 0);
	ck_assert(!d->cpus[0].processed.set);
	ck_assert(!d->nics[0].rx_packets.set);
	sys_close(&sys);
	tree_free(&t);
}
END_TEST

/* --- differences */

static struct sample *made(uint64_t ns, const char *irq_cpus)
{
	struct sample *s = arena_alloc(arena, sizeof(*s));

	s->ns = ns;
	s->ncpus = 8;
	s->irq_cpus = irq_cpus ? set(irq_cpus) : NULL;
	s->cpus = arena_array(arena, 8, sizeof(*s->cpus));
	return s;
}

static uint64_t *add_irq(struct sample *s, unsigned number, const char *actions)
{
	struct irq_counters *c = arena_push(arena, s->irqs, s->nirqs);

	*c = (struct irq_counters){ number, actions, arena_array(arena, 8, sizeof(uint64_t)) };
	return c->counts;
}

static void add_nic(struct sample *s, unsigned ifindex, uint64_t rx)
{
	*arena_push(arena, s->nics, s->nnics) = (struct nic_counters){
		.name = "eth0", .ifindex = ifindex, .rx_packets = { true, rx },
	};
}

START_TEST(differences)
{
	struct sample *from = made(1000, "0-1"), *to = made(5000, "0-1"), *d;
	uint64_t *c = add_irq(from, 24, "a");

	c[0] = 10;
	c[1] = 20;
	c = add_irq(to, 24, "a");
	c[0] = 15;
	c[1] = 20;
	from->cpus[1].processed = (struct reading){ true, 100 };
	to->cpus[1].processed = (struct reading){ true, 350 };
	to->cpus[1].backlog = (struct reading){ true, 4 };
	add_nic(from, 3, 1000);
	add_nic(to, 3, 1600);
	d = sample_diff(from, to, arena);
	ck_assert_uint_eq(d->ns, 4000);
	ck_assert_uint_eq(sample_irq(d, 24)->counts[0], 5);
	ck_assert_uint_eq(sample_irq(d, 24)->counts[1], 0);
	is_reading(d->cpus[1].processed, 250);
	is_reading(d->cpus[1].backlog, 4);
	ck_assert(!d->cpus[0].processed.set);
	is_reading(sample_nic(d, "eth0")->rx_packets, 600);
	ck_assert(!sample_nic(d, "eth0")->tx_packets.set);
}
END_TEST

/* The kernel's counters of interrupts and softnet_stat have 32 bits. */
START_TEST(wraps)
{
	struct sample *from = made(0, "0"), *to = made(1, "0"), *d;

	add_irq(from, 24, "a")[0] = 0xfffffff0;
	add_irq(to, 24, "a")[0] = 0x10;
	from->cpus[0].processed = (struct reading){ true, 0xffffffff };
	to->cpus[0].processed = (struct reading){ true, 0 };
	add_nic(from, 3, 0xfffffffe);
	add_nic(to, 3, 7);
	d = sample_diff(from, to, arena);
	ck_assert_uint_eq(sample_irq(d, 24)->counts[0], 0x20);
	is_reading(d->cpus[0].processed, 1);
	is_reading(sample_nic(d, "eth0")->rx_packets, 9);
}
END_TEST

/* One that went back by more began anew: what it had counted is not known, and not 4 billion. */
START_TEST(begun_anew)
{
	struct sample *from = made(0, "0"), *to = made(1, "0"), *d;

	add_irq(from, 24, "a")[0] = 1000;
	add_irq(to, 24, "a")[0] = 10;
	from->cpus[0].processed = (struct reading){ true, 1000 };
	to->cpus[0].processed = (struct reading){ true, 10 };
	add_nic(from, 3, 1ull << 40);
	add_nic(to, 3, 10);
	d = sample_diff(from, to, arena);
	ck_assert_ptr_null(sample_irq(d, 24));
	ck_assert(!d->cpus[0].processed.set);
	ck_assert_uint_eq(d->cpus[0].processed.n, 0);
	ck_assert(!sample_nic(d, "eth0")->rx_packets.set);
}
END_TEST

START_TEST(counters_of_64_bits)
{
	struct sample *from = made(0, "0"), *to = made(1, "0"), *d;

	add_irq(from, 24, "a")[0] = 0xffffffff;
	add_irq(to, 24, "a")[0] = 0x100000005;
	add_nic(from, 3, 0xfffffffffffffff0);
	add_nic(to, 3, 0xfffffffffffffff5);
	d = sample_diff(from, to, arena);
	ck_assert_uint_eq(sample_irq(d, 24)->counts[0], 6);
	is_reading(sample_nic(d, "eth0")->rx_packets, 5);
}
END_TEST

/* CPU 1 went offline and took its column along; CPU 2 came. */
START_TEST(cpus_come_and_go)
{
	struct sample *from = made(0, "0-1"), *to = made(1, "0,2"), *d;

	add_irq(from, 24, "a")[1] = 500;
	add_irq(to, 24, "a")[2] = 900;
	from->cpus[1].processed = (struct reading){ true, 5 };
	to->cpus[2].processed = (struct reading){ true, 5 };
	d = sample_diff(from, to, arena);
	ck_assert(cpuset_equal(d->irq_cpus, set("0")));
	ck_assert_uint_eq(sample_irq(d, 24)->counts[1], 0);
	ck_assert_uint_eq(sample_irq(d, 24)->counts[2], 0);
	ck_assert(!d->cpus[1].processed.set);
	ck_assert(!d->cpus[2].processed.set);
}
END_TEST

/* Numbers are used again: another name is another interrupt, another ifindex another interface. */
START_TEST(others_of_that_name)
{
	struct sample *from = made(0, "0"), *to = made(1, "0"), *d;

	add_irq(from, 24, "eth0-TxRx-0");
	add_irq(to, 24, "eth1-TxRx-0")[0] = 5;
	add_irq(to, 25, "new")[0] = 5;
	add_nic(from, 3, 100);
	add_nic(to, 4, 200);
	d = sample_diff(from, to, arena);
	ck_assert_uint_eq(d->nirqs, 0);
	ck_assert_uint_eq(d->nnics, 0);
}
END_TEST

START_TEST(nothing_was_read)
{
	struct sample *from = made(5, NULL), *to = made(3, "0"), *d;

	add_irq(to, 24, "a")[0] = 5;
	d = sample_diff(from, to, arena);
	ck_assert_ptr_null(d->irq_cpus);
	ck_assert_uint_eq(d->nirqs, 0);
	ck_assert_uint_eq(d->ns, 0);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("sample");
	TCase *tc = tcase_create("sample");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, rows_say_their_cpu);
	tcase_add_test(tc, rows_by_online_cpu);
	tcase_add_test(tc, rows_of_other_cpus);
	tcase_add_test(tc, junk);
	tcase_add_test(tc, from_files);
	tcase_add_test(tc, from_nothing);
	tcase_add_test(tc, differences);
	tcase_add_test(tc, wraps);
	tcase_add_test(tc, begun_anew);
	tcase_add_test(tc, counters_of_64_bits);
	tcase_add_test(tc, cpus_come_and_go);
	tcase_add_test(tc, others_of_that_name);
	tcase_add_test(tc, nothing_was_read);
	suite_add_tcase(s, tc);
	return s;
}

TEST_MAIN(suite)
