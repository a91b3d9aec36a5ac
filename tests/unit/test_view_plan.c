// SPDX-License-Identifier: GPL-2.0-or-later
// What a plan looks like before and after it was applied; a knob as a table.
#include "main.h"
#include "nqtune/apply.h"
#include "nqtune/knob.h"
#include "nqtune/plan.h"
#include "viewhost.h"

static const struct style ascii = { 0 };
static const struct style utf8 = { .utf8 = true };
static const struct style wide80 = { .utf8 = true, .width = 80 };
static const struct style wide40 = { .width = 40 };
static const struct style verbose = { .verbose = 1 };

static struct arena *arena;
static struct host *before, *after;
static struct change *changes;
static size_t nchanges;

static void setup(void)
{
	arena = arena_new(NULL);
	changes = NULL;
	nchanges = 0;
}

static void teardown(void)
{
	arena_free(arena);
}

static struct value set_value(const struct cpuset *s)
{
	return (struct value){ .kind = VALUE_CPUS, .cpus = s };
}

static void add_irq(unsigned nic, unsigned i, const char *why)
{
	const struct vector *old = before->nics[nic].rx[i].vector;
	const struct vector *new = after->nics[nic].rx[i].vector;
	struct change *c = arena_push(arena, changes, nchanges);

	*c = (struct change){ .iface = before->nics[nic].name, .knob = &knob_irq,
			      .attr = attr_irq_cpus, .target = old->name,
			      .index = old->irq->number, .old = set_value(old->irq->asked),
			      .new = set_value(new->irq->asked), .why = why };
	c->path = knob_path(arena, c->attr, c->iface, c->index);
}

static void add_xps(unsigned nic, unsigned i, const char *why)
{
	struct change *c = arena_push(arena, changes, nchanges);

	*c = (struct change){ .iface = before->nics[nic].name, .knob = &knob_xps,
			      .attr = attr_xps_cpus, .target = arena_printf(arena, "tx-%u", i),
			      .index = i, .old = set_value(before->nics[nic].tx[i].xps),
			      .new = set_value(after->nics[nic].tx[i].xps), .why = why };
	c->path = knob_path(arena, c->attr, c->iface, c->index);
}

static void add_rps(unsigned nic, unsigned i, const char *why)
{
	struct change *c = arena_push(arena, changes, nchanges);

	*c = (struct change){ .iface = before->nics[nic].name, .knob = &knob_rps,
			      .attr = attr_rps_cpus, .target = arena_printf(arena, "rx-%u", i),
			      .index = i, .old = set_value(before->nics[nic].rx[i].rps),
			      .new = set_value(after->nics[nic].rx[i].rps), .why = why };
	c->path = knob_path(arena, c->attr, c->iface, c->index);
}

/* S3: NICs of six queues, from everything on CPU 0 to the diagonal. */
static struct plan igb_plan(unsigned nics)
{
	before = vh_host(arena, 6, 1, false);
	after = vh_host(arena, 6, 1, false);
	for (unsigned k = 0; k < nics; k++) {
		vh_igb(arena, before, arena_printf(arena, "eth%u", k + 1), 6, 25 + 6 * k);
		vh_igb_tuned(arena, after, arena_printf(arena, "eth%u", k + 1), 6, 25 + 6 * k);
	}
	for (unsigned k = 0; k < nics; k++)
		for (unsigned i = 0; i < 6; i++)
			add_irq(k, i, arena_printf(arena, "queue %u on CPU %u, as on every NIC", i,
						   i));
	for (unsigned k = 0; k < nics; k++)
		for (unsigned i = 0; i < 6; i++)
			add_xps(k, i, "its interrupt's CPU");
	return (struct plan){ .changes = changes, .nchanges = nchanges };
}

static const char *plan_of(const struct style *st, const struct plan *p)
{
	struct screen s;

	view_plan(screen_open(&s), st, before, after, p, arena);
	return screen_close(&s, arena);
}

static const char *changes_of(const struct style *st, size_t n, const struct apply_report *r)
{
	struct screen s;

	view_changes(screen_open(&s), st, changes, n, r, before->ncpus, arena);
	return screen_close(&s, arena);
}

static size_t lines(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += *text == '\n';
	return n;
}

START_TEST(one_igb)
{
	struct plan p = igb_plan(1);
	struct left_alone left = { "eth1", "rps", "6 queues serve 6 CPUs" };

	p.left = &left;
	p.nleft = 1;
	ck_assert_str_eq(plan_of(&utf8, &p),
			 "eth1  igb  1000Mb/s  node 0\n"
			 "                   before                            after\n"
			 "             irq   cpu0 cpu1 cpu2 cpu3 cpu4 cpu5     cpu0 cpu1 cpu2 cpu3 cpu4 cpu5\n"
			 "* TxRx-0      25     ×    ·    ·    ·    ·    ·        ×t   ·    ·    ·    ·    ·\n"
			 "* TxRx-1      26     ×    ·    ·    ·    ·    ·        ·    ×t   ·    ·    ·    ·\n"
			 "* TxRx-2      27     ×    ·    ·    ·    ·    ·        ·    ·    ×t   ·    ·    ·\n"
			 "* TxRx-3      28     ×    ·    ·    ·    ·    ·        ·    ·    ·    ×t   ·    ·\n"
			 "* TxRx-4      29     ×    ·    ·    ·    ·    ·        ·    ·    ·    ·    ×t   ·\n"
			 "* TxRx-5      30     ×    ·    ·    ·    ·    ·        ·    ·    ·    ·    ·    ×t\n"
			 "  × interrupt  t XPS  RPS off  * changes\n"
			 "\n"
			 "12 changes:\n"
			 "  eth1 TxRx-0..5 irq: 0-5 each → 0 1 2 3 4 5 (queue N on CPU N, as on every NIC)\n"
			 "  eth1 tx-0..5 xps: none each → 0 1 2 3 4 5 (its interrupt's CPU)\n"
			 "left alone:\n"
			 "  eth1 rps: 6 queues serve 6 CPUs\n");
	ck_assert_str_eq(plan_of(&wide80, &p),
			 "eth1  igb  1000Mb/s  node 0\n"
			 "                  before                after\n"
			 "         irq  cpu 0  1  2  3  4  5      0  1  2  3  4  5\n"
			 "* TxRx-0  25      ×  ·  ·  ·  ·  ·      ×t ·  ·  ·  ·  ·\n"
			 "* TxRx-1  26      ×  ·  ·  ·  ·  ·      ·  ×t ·  ·  ·  ·\n"
			 "* TxRx-2  27      ×  ·  ·  ·  ·  ·      ·  ·  ×t ·  ·  ·\n"
			 "* TxRx-3  28      ×  ·  ·  ·  ·  ·      ·  ·  ·  ×t ·  ·\n"
			 "* TxRx-4  29      ×  ·  ·  ·  ·  ·      ·  ·  ·  ·  ×t ·\n"
			 "* TxRx-5  30      ×  ·  ·  ·  ·  ·      ·  ·  ·  ·  ·  ×t\n"
			 "  × interrupt  t XPS  RPS off  * changes\n"
			 "\n"
			 "12 changes:\n"
			 "  eth1 TxRx-0..5 irq: 0-5 each → 0 1 2 3 4 5 (queue N on CPU N, as on every NIC)\n"
			 "  eth1 tx-0..5 xps: none each → 0 1 2 3 4 5 (its interrupt's CPU)\n"
			 "left alone:\n"
			 "  eth1 rps: 6 queues serve 6 CPUs\n");
	ck_assert_str_eq(plan_of(&wide40, &p),
			 "eth1  igb  1000Mb/s  node 0\n"
			 "  after:\n"
			 "         irq  cpu 0  1  2  3  4  5\n"
			 "* TxRx-0  25      Xt .  .  .  .  .\n"
			 "* TxRx-1  26      .  Xt .  .  .  .\n"
			 "* TxRx-2  27      .  .  Xt .  .  .\n"
			 "* TxRx-3  28      .  .  .  Xt .  .\n"
			 "* TxRx-4  29      .  .  .  .  Xt .\n"
			 "* TxRx-5  30      .  .  .  .  .  Xt\n"
			 "  X interrupt  t XPS  RPS off  * changes\n"
			 "\n"
			 "12 changes:\n"
			 "  eth1 TxRx-0..5 irq: 0-5 each -> 0 1 2\n"
			 "      3 4 5 (queue N on CPU N, as on\n"
			 "      every NIC)\n"
			 "  eth1 tx-0..5 xps: none each -> 0 1 2 3\n"
			 "      4 5 (its interrupt's CPU)\n"
			 "left alone:\n"
			 "  eth1 rps: 6 queues serve 6 CPUs\n");
}
END_TEST

/* Six queues on three NICs: 36 changes fit a screen. */
START_TEST(three_igb_are_one_screen)
{
	struct plan p = igb_plan(3);
	const char *text = plan_of(&utf8, &p);

	ck_assert_uint_eq(p.nchanges, 36);
	ck_assert_uint_le(lines(text), 40);
	ck_assert_ptr_nonnull(strstr(text, "36 changes:\n"
		"  eth1 TxRx-0..5 irq: 0-5 each → 0 1 2 3 4 5 (queue N on CPU N, as on every NIC)\n"
		"  eth2 TxRx-0..5 irq: 0-5 each → 0 1 2 3 4 5 (queue N on CPU N, as on every NIC)\n"
		"  eth3 TxRx-0..5 irq: 0-5 each → 0 1 2 3 4 5 (queue N on CPU N, as on every NIC)\n"
		"  eth1 tx-0..5 xps: none each → 0 1 2 3 4 5 (its interrupt's CPU)\n"));
}
END_TEST

/* B2, B3, B7 and P10: the single-queue router with all that can be said about it. */
START_TEST(router)
{
	struct left_alone left[] = {
		{ "eth0", "rps", "its ports are steered" },
		{ "lan0", "rps", "not a member of the wish" },
		{ "eth0", "xps", "one tx queue" },
		{ "lan1", "rps", "not a member of the wish" },
	};
	struct finding found[] = {
		{ "irqbalance-running", NULL, "warn", "irqbalance runs", "ban interrupt 25" },
		{ "offload", "wan", "info", "flows are offloaded", NULL },
	};
	struct plan p = { .left = left, .nleft = 4, .findings = found, .nfindings = 2 };

	before = vh_host(arena, 4, 0, false);
	after = vh_host(arena, 4, 0, false);
	vh_nic(arena, before, "br0", NIC_BRIDGE, "bridge", 1, 1);
	vh_nic(arena, after, "br0", NIC_BRIDGE, "bridge", 1, 1);
	vh_nic(arena, before, "wan", NIC_DSA_PORT, "dsa", 1, 1);
	vh_nic(arena, after, "wan", NIC_DSA_PORT, "dsa", 1, 1);
	after->nics[0].rx[0].rps = vh_set(arena, after, "3");
	after->nics[1].rx[0].rps = vh_set(arena, after, "1-2");
	add_rps(1, 0, "two shares: the firewall masquerades on wan");
	add_rps(0, 0, "one share");
	p.changes = changes;
	p.nchanges = nchanges;
	ck_assert_str_eq(plan_of(&ascii, &p),
			 "wan  dsa port\n"
			 "                   before                  after\n"
			 "             irq   cpu0 cpu1 cpu2 cpu3     cpu0 cpu1 cpu2 cpu3\n"
			 "* rx-0         -     .    .    .    .        .    r    r    .\n"
			 "  r RPS  * changes\n"
			 "\n"
			 "br0  bridge without ports\n"
			 "                   before                  after\n"
			 "             irq   cpu0 cpu1 cpu2 cpu3     cpu0 cpu1 cpu2 cpu3\n"
			 "* rx-0         -     .    .    .    .        .    .    .    r\n"
			 "  r RPS  * changes\n"
			 "\n"
			 "2 changes:\n"
			 "  wan rx-0 rps: none -> 1-2 (two shares: the firewall masquerades on wan)\n"
			 "  br0 rx-0 rps: none -> 3 (one share)\n"
			 "left alone:\n"
			 "  eth0 rps: its ports are steered\n"
			 "  lan0 lan1 rps: not a member of the wish\n"
			 "  eth0 xps: one tx queue\n"
			 "warn: irqbalance runs\n"
			 "  to do: ban interrupt 25\n"
			 "info: wan: flows are offloaded\n");
}
END_TEST

/* Explained: with -v each change has its path and the command that would do the same. */
START_TEST(verbose_has_commands)
{
	struct plan p = igb_plan(1);

	ck_assert_uint_eq(p.nchanges, 12);
	changes[1] = changes[6];
	ck_assert_str_eq(changes_of(&verbose, 2, NULL),
			 "  eth1 eth1-TxRx-0 irq: 0-5 (mask 3f) -> 0 (mask 01) (queue 0 on CPU 0, as on every NIC)\n"
			 "      /proc/irq/25/smp_affinity\n"
			 "      echo 01 > /proc/irq/25/smp_affinity\n"
			 "  eth1 tx-0 xps: none (mask 00) -> 0 (mask 01) (its interrupt's CPU)\n"
			 "      /sys/class/net/eth1/queues/tx-0/xps_cpus\n"
			 "      echo 01 > /sys/class/net/eth1/queues/tx-0/xps_cpus\n");
}
END_TEST

START_TEST(empty_plan)
{
	struct left_alone left[] = { { "eth0", "irq", "one CPU" }, { "eth1", "irq", "one CPU" } };
	struct plan p = { .left = left, .nleft = 2 }, nothing = { 0 };

	before = after = vh_host(arena, 1, 0, false);
	ck_assert_str_eq(plan_of(&utf8, &p), "left alone:\n"
					     "  eth0 eth1 irq: one CPU\n");
	ck_assert_str_eq(plan_of(&utf8, &nothing), "");
}
END_TEST

/* Patterns of more than eight queues are told as runs; what has no pattern is spelled. */
START_TEST(long_patterns)
{
	before = vh_host(arena, 128, 1, true);
	after = vh_host(arena, 128, 1, true);
	vh_igb(arena, before, "eth1", 64, 100);
	vh_igb_tuned(arena, after, "eth1", 64, 100);
	for (unsigned i = 0; i < 63; i++) {
		unsigned cpu = i % 32;
		after->nics[0].tx[i].xps = vh_set(arena, after,
						  arena_printf(arena, "%u,%u", cpu, cpu + 64));
		add_irq(0, i, "w");
		add_xps(0, i, "w");
	}
	changes[20].new = set_value(vh_set(arena, after, ""));
	ck_assert_str_eq(changes_of(&ascii, nchanges, NULL),
			 "  eth1 TxRx-0..62 irq: 0-127 each -> 0..9 none 11..62 (w)\n"
			 "  eth1 tx-0..62 xps: none each -> 0,64 1,65 .. 31,95 0,64 1,65 .. 30,94 (w)\n");
	/* A queue left out of the middle. */
	changes[40] = changes[42];
	changes[42] = changes[44];
	ck_assert_ptr_nonnull(strstr(changes_of(&ascii, 43, NULL), "TxRx-0..19,21..22 irq"));
}
END_TEST

/* What the kernel made of it; 5: clamped is reported as clamped. */
START_TEST(results)
{
	struct plan p = igb_plan(1);
	struct apply_step steps[5] = {
		{ .outcome = OUTCOME_DONE },
		{ .outcome = OUTCOME_DONE },
		{ .outcome = OUTCOME_NARROWED, .note = "isolated CPUs are left out" },
		{ .outcome = OUTCOME_FAILED, .note = "no vectors left" },
		{ .outcome = OUTCOME_NOT_TRIED },
	};
	struct apply_report r = { .steps = steps };

	ck_assert_uint_eq(p.nchanges, 12);
	steps[2].got = set_value(vh_set(arena, before, ""));
	for (size_t i = 0; i < 5; i++)
		changes[i].why = NULL;
	ck_assert_str_eq(changes_of(&ascii, 5, &r),
			 "  eth1 TxRx-0..1 irq: 0-5 each -> 0 1\n"
			 "  eth1 TxRx-2 irq: 0-5 -> 2, kept none: isolated CPUs are left out\n"
			 "  eth1 TxRx-3 irq: 0-5 -> 3, failed: no vectors left\n"
			 "  eth1 TxRx-4 irq: 0-5 -> 4, not tried\n");
	steps[3].outcome = OUTCOME_REFUSED;
	steps[3].note = "managed interrupt";
	r.rolled_back = true;
	ck_assert_str_eq(changes_of(&ascii, 4, &r),
			 "  eth1 TxRx-0..1 irq: 0-5 each -> 0 1, put back\n"
			 "  eth1 TxRx-2 irq: 0-5 -> 2, kept none: isolated CPUs are left out, put back\n"
			 "  eth1 TxRx-3 irq: 0-5 -> 3, refused: managed interrupt\n"
			 "  everything was put back\n");
	r.rollback_failures = 1;
	ck_assert_ptr_nonnull(strstr(changes_of(&ascii, 1, &r), "put back, except 1 value\n"));
}
END_TEST

/* A queue count that changes is no pair of pictures: the new one, marked. */
START_TEST(other_queue_count)
{
	struct plan p = igb_plan(1);

	after->nics[0].nrx = after->nics[0].ntx = 5;
	ck_assert_str_eq(plan_of(&utf8, &p),
			 "eth1  igb  1000Mb/s  node 0\n"
			 "  after:\n"
			 "             irq   cpu0 cpu1 cpu2 cpu3 cpu4 cpu5\n"
			 "* TxRx-0      25     ×t   ·    ·    ·    ·    ·\n"
			 "* TxRx-1      26     ·    ×t   ·    ·    ·    ·\n"
			 "* TxRx-2      27     ·    ·    ×t   ·    ·    ·\n"
			 "* TxRx-3      28     ·    ·    ·    ×t   ·    ·\n"
			 "* TxRx-4      29     ·    ·    ·    ·    ×t   ·\n"
			 "  × interrupt  t XPS  RPS off  * changes\n"
			 "\n"
			 "12 changes:\n"
			 "  eth1 TxRx-0..5 irq: 0-5 each → 0 1 2 3 4 5 (queue N on CPU N, as on every NIC)\n"
			 "  eth1 tx-0..5 xps: none each → 0 1 2 3 4 5 (its interrupt's CPU)\n");
}
END_TEST

static const char *knob_of(const struct style *st, const struct knob *k,
			   const struct knob_readings *r)
{
	struct screen s;

	view_knob(screen_open(&s), st, before, &before->nics[0], k, r, arena);
	return screen_close(&s, arena);
}

START_TEST(knob_of_queues)
{
	struct knob_readings r = { 0 }, x = { 0 }, none = { 0 };

	igb_plan(1);
	before->nics[0].nrx = before->nics[0].ntx = 2;
	before->nics[0].rx[1].rps = vh_set(arena, before, "1-5");
	before->nics[0].rx[0].flows = (struct reading){ true, 32 };
	ck_assert_int_eq(knob_rps.read(&knob_rps, NULL, before, before->nics, arena, &r, NULL), 0);
	ck_assert_str_eq(knob_of(&ascii, &knob_rps, &r),
			 "eth1 rps\n"
			 "  queue cpus\n"
			 "  rx-0  none\n"
			 "  rx-1  1-5\n");
	before->nics[0].tx[0].xps = NULL;
	ck_assert_int_eq(knob_xps.read(&knob_xps, NULL, before, before->nics, arena, &x, NULL), 0);
	ck_assert_str_eq(knob_of(&verbose, &knob_xps, &x),
			 "eth1 xps\n"
			 "  queue cpus           path\n"
			 "  tx-0  -              /sys/class/net/eth1/queues/tx-0/xps_cpus\n"
			 "  tx-1  none (mask 00) /sys/class/net/eth1/queues/tx-1/xps_cpus\n");
	x.n = 1;
	ck_assert_str_eq(knob_of(&ascii, &knob_xps, &x), "eth1 xps\n  not supported\n");
	ck_assert_str_eq(knob_of(&ascii, &knob_xps, &none), "eth1 xps: nothing to show\n");
}
END_TEST

START_TEST(knob_of_vectors)
{
	struct knob_readings r = { 0 };
	struct irq *irq;

	igb_plan(1);
	before->nics[0].nvectors = 3;
	before->nics[0].vectors[0].irq->asked = vh_set(arena, before, "4");
	irq = before->nics[0].vectors[1].irq;
	irq->movable = false;
	irq->unmovable_why = "managed";
	before->nics[0].vectors[2].irq->effective = NULL;
	ck_assert_int_eq(knob_irq.read(&knob_irq, NULL, before, before->nics, arena, &r, NULL), 0);
	ck_assert_str_eq(knob_of(&ascii, &knob_irq, &r),
			 "eth1 irq\n"
			 "  interrupt   irq asked effective found by\n"
			 "  eth1-TxRx-0  25 4     0         msi_irqs pending\n"
			 "  eth1-TxRx-1  26 0-5   0         msi_irqs fixed: managed\n"
			 "  eth1-TxRx-2  27 0-5   -         msi_irqs\n");
}
END_TEST

START_TEST(knob_of_interface)
{
	const struct knob *k = knob_find("ring");
	struct knob_readings r = { 0 };

	igb_plan(1);
	for (size_t i = 0; i < k->nattrs; i++)
		*arena_push(arena, r.v, r.n) = (struct knob_reading){ .attr = &k->attrs[i],
								      .target = "" };
	ck_assert_str_eq(knob_of(&ascii, k, &r), "eth1 ring\n  not supported\n");
	r.v[0].value = (struct value){ .kind = VALUE_NUMBER, .number = 256 };
	r.v[0].max = (struct value){ .kind = VALUE_NUMBER, .number = 4096 };
	r.v[1].value = (struct value){ .kind = VALUE_NUMBER, .number = 0 };
	ck_assert_str_eq(knob_of(&ascii, k, &r),
			 "eth1 ring\n"
			 "  setting now  max unit\n"
			 "  rx      256 4096 entries\n"
			 "  rx-mini   0    - entries\n"
			 "  not supported: rx-jumbo tx\n");
}
END_TEST

static Suite *make_suite(void)
{
	Suite *s = suite_create("view_plan");
	TCase *t = tcase_create("all");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, one_igb);
	tcase_add_test(t, three_igb_are_one_screen);
	tcase_add_test(t, router);
	tcase_add_test(t, verbose_has_commands);
	tcase_add_test(t, empty_plan);
	tcase_add_test(t, long_patterns);
	tcase_add_test(t, results);
	tcase_add_test(t, other_queue_count);
	tcase_add_test(t, knob_of_queues);
	tcase_add_test(t, knob_of_vectors);
	tcase_add_test(t, knob_of_interface);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(make_suite)
