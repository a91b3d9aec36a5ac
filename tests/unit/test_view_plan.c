// SPDX-License-Identifier: GPL-2.0-or-later
// What a plan looks like before and after it was applied.
#include "main.h"
#include "nqtune/apply.h"
#include "nqtune/knob.h"
#include "nqtune/plan.h"
#include "viewhost.h"
#include "viewknob.h"

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
		"  eth1 eth2 eth3 TxRx-0..5 irq: 0-5 each → 0 1 2 3 4 5 (queue N on CPU N, as on every NIC)\n"
		"  eth1 eth2 eth3 tx-0..5 xps: none each → 0 1 2 3 4 5 (its interrupt's CPU)\n"));
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

static struct change *add_change(const char *iface, const char *knob, const char *attr,
				 enum attr_scope scope, const char *target, struct value old,
				 struct value new)
{
	struct change *c = arena_push(arena, changes, nchanges);

	*c = (struct change){ .iface = iface, .knob = knob_find(knob),
			      .attr = vk_attr(knob, attr, scope), .target = target,
			      .old = old, .new = new, .why = "w" };
	c->path = knob_path(arena, c->attr, c->iface, c->index);
	return c;
}

/* Promise 1: a knob that may reset the link says so, on the line; the host's settings name no interface. */
START_TEST(links_and_hosts)
{
	before = vh_host(arena, 4, 1, false);
	add_change("eth0", "ring", "rx", SCOPE_IFACE, "", vk_number(256), vk_number(1024));
	add_change("", "rfs", "entries", SCOPE_HOST, "", vk_number(0), vk_number(32768));
	ck_assert_str_eq(changes_of(&ascii, 2, NULL),
			 "  eth0 ring rx: 256 -> 1024 [resets the link] (w)\n"
			 "  host rfs entries: 0 -> 32768 (w)\n");
	ck_assert_str_eq(changes_of(&verbose, 2, NULL),
			 "  eth0 ring rx: 256 -> 1024 [resets the link] (w)\n"
			 "      ethtool -G eth0 rx 1024\n"
			 "  host rfs entries: 0 -> 32768 (w)\n"
			 "      /proc/sys/net/core/rps_sock_flow_entries\n"
			 "      echo 32768 > /proc/sys/net/core/rps_sock_flow_entries\n");
}
END_TEST

/* A5: a table is told in a few words, whatever its length; a key by its beginning, but whole with -v. */
START_TEST(tables_and_keys)
{
	static const uint32_t two[] = { 0, 1 };
	const char *key = "6d:5a:56:da:25:5b:0e:c2:41:67:25:3d:43:a3:8f:b0:d0:ca:2b:cb";
	const char *text;

	before = vh_host(arena, 4, 1, false);
	add_change("eth0", "rss", "table", SCOPE_IFACE, "", vk_mixed(arena, 6, 127),
		   vk_list(arena, two, 2, 128));
	add_change("eth0", "rss", "table", SCOPE_IFACE, "", vk_list(arena, two, 2, 128),
		   vk_word("default"));
	add_change("eth0", "rss", "key", SCOPE_IFACE, "", vk_word(key), vk_word("6d:5a:6d:5a"));
	ck_assert_str_eq(changes_of(&ascii, 3, NULL),
			 "  eth0 rss table: 127 entries over 0-5 -> 0-1 in turn, 128 entries (w)\n"
			 "  eth0 rss table: 0-1 in turn, 128 entries -> default (w)\n"
			 "  eth0 rss key: 6d:5a:56:da:25:5b:0e:c2... -> 6d:5a:6d:5a (w)\n");
	text = changes_of(&verbose, 3, NULL);
	ck_assert_ptr_nonnull(strstr(text, key));
	ck_assert_ptr_nonnull(strstr(text, "rss table: 0-1 4 3-4 2 1-2 5 4 0 3 2-3 0 in turn, 127 entries"));
}
END_TEST

/* A number that no set can hold is not one queue of many. */
START_TEST(table_of_nonsense)
{
	static const uint32_t v[] = { 4294967295, 4294967290, 4294967280, 7, 4294967270, 3 };

	before = vh_host(arena, 4, 1, false);
	add_change("eth0", "rss", "table", SCOPE_IFACE, "", vk_list(arena, v, 6, 13),
		   vk_word("default"));
	ck_assert_str_eq(changes_of(&ascii, 1, NULL), "  eth0 rss table: 13 entries -> default (w)\n");
}
END_TEST

/* Flows whose names end in a number are no queues; features that are switched alike are one line. */
START_TEST(named_changes)
{
	before = vh_host(arena, 4, 1, false);
	add_change("eth0", "rss", "fields", SCOPE_NAMED, "udp4", vk_word("sd"), vk_word("sdfn"));
	add_change("eth0", "rss", "fields", SCOPE_NAMED, "udp6", vk_word("sd"), vk_word("sdfn"));
	add_change("eth0", "offload", "feature", SCOPE_NAMED, "rx-gro", vk_word("on"),
		   vk_word("off"));
	add_change("eth0", "offload", "feature", SCOPE_NAMED, "rx-fcs", vk_word("off"),
		   vk_word("on"));
	add_change("eth0", "offload", "feature", SCOPE_NAMED, "tx-nocache-copy", vk_word("on"),
		   vk_word("off"));
	add_change("eth0", "ntuple", "rules", SCOPE_NAMED, "rule 5", vk_word("none"),
		   vk_word("udp4 dst-port 53 queue 2"));
	ck_assert_str_eq(changes_of(&ascii, 6, NULL),
			 "  eth0 rss fields udp4: sd -> sdfn (w)\n"
			 "  eth0 rss fields udp6: sd -> sdfn (w)\n"
			 "  eth0 offload rx-gro tx-nocache-copy: on -> off (w)\n"
			 "  eth0 offload rx-fcs: off -> on (w)\n"
			 "  eth0 ntuple rule 5: none -> udp4 dst-port 53 queue 2 (w)\n");
}
END_TEST

/* Queues of one number, settings of a queue that name no direction. */
START_TEST(queue_changes)
{
	before = vh_host(arena, 4, 1, false);
	for (unsigned i = 0; i < 3; i++) {
		add_change("eth0", "rfs", "flows", SCOPE_RX, arena_printf(arena, "rx-%u", i),
			   vk_number(0), vk_number(4096))->index = i;
		add_change("eth1", "coalesce", "rx-usecs", SCOPE_QUEUE,
			   arena_printf(arena, "queue-%u", i), vk_number(3),
			   vk_number(50 + i))->index = i;
	}
	ck_assert_str_eq(changes_of(&ascii, 6, NULL),
			 "  eth0 rx-0..2 rfs flows: 0 each -> 4096 each (w)\n"
			 "  eth1 queue-0..2 coalesce rx-usecs: 3 each -> 50 51 52 (w)\n");
}
END_TEST

/* The same on several interfaces is one line, in the order they were planned; another reason is another line. */
START_TEST(interfaces_fold)
{
	static const char *const names[] = { "eth2", "eth0", "eth1" };

	before = vh_host(arena, 4, 1, false);
	for (size_t i = 0; i < 3; i++)
		add_change(names[i], "ring", "tx", SCOPE_IFACE, "", vk_number(256), vk_number(80));
	for (size_t i = 0; i < 3; i++)
		add_change(names[i], "coalesce", "rx-usecs", SCOPE_IFACE, "", vk_number(3),
			   vk_number(50));
	changes[5].why = "another";
	ck_assert_str_eq(changes_of(&ascii, 6, NULL),
			 "  eth2 eth0 eth1 ring tx: 256 -> 80 [resets the link] (w)\n"
			 "  eth2 eth0 coalesce rx-usecs: 3 -> 50 (w)\n"
			 "  eth1 coalesce rx-usecs: 3 -> 50 (another)\n");
	/* With -v each has its command. */
	ck_assert_uint_eq(lines(changes_of(&verbose, 6, NULL)), 12);
}
END_TEST

/* Rounded is told as it became; what a driver has not and need not have is left alone, in the kernel's words. */
START_TEST(rounded_and_optional)
{
	struct apply_step steps[4] = {
		{ OUTCOME_ROUNDED, vk_number(264), "the driver made 264 of 257" },
		{ .outcome = OUTCOME_REFUSED, .note = "cannot modify an unsupported parameter" },
		{ .outcome = OUTCOME_DONE },
		{ OUTCOME_ROUNDED, vk_number(64), NULL },
	};
	struct apply_report r = { .steps = steps };

	before = vh_host(arena, 4, 1, false);
	add_change("eth0", "ring", "rx", SCOPE_IFACE, "", vk_number(256), vk_number(257));
	add_change("eth0", "coalesce", "adaptive-rx", SCOPE_IFACE, "", vk_word("off"),
		   vk_word("on"))->optional = true;
	add_change("eth0", "ring", "tx", SCOPE_IFACE, "", vk_number(256), vk_number(80));
	add_change("eth0", "ring", "rx-mini", SCOPE_IFACE, "", vk_number(0), vk_number(50));
	ck_assert_str_eq(changes_of(&ascii, 4, &r),
			 "  eth0 ring rx: 256 -> 257, the driver made 264 of 257 (w)\n"
			 "  eth0 coalesce adaptive-rx: off -> on, left alone: cannot modify an unsupported parameter (w)\n"
			 "  eth0 ring tx: 256 -> 80 (w)\n"
			 "  eth0 ring rx-mini: 0 -> 50, became 64 (w)\n");
	r.rolled_back = true;
	ck_assert_ptr_nonnull(strstr(changes_of(&ascii, 4, &r),
				     "the driver made 264 of 257, put back (w)\n"));
}
END_TEST

/* Where only rings and the like change, the picture is as it was, and is not drawn. */
START_TEST(no_picture_of_what_it_does_not_show)
{
	struct plan p = { 0 };

	before = after = vh_host(arena, 2, 1, false);
	vh_igb(arena, before, "eth1", 2, 25);
	add_change("eth1", "ring", "rx", SCOPE_IFACE, "", vk_number(256), vk_number(1024));
	add_change("", "rfs", "entries", SCOPE_HOST, "", vk_number(0), vk_number(32768));
	p.changes = changes;
	p.nchanges = nchanges;
	ck_assert_str_eq(plan_of(&ascii, &p),
			 "2 changes:\n"
			 "  eth1 ring rx: 256 -> 1024 [resets the link] (w)\n"
			 "  host rfs entries: 0 -> 32768 (w)\n");
}
END_TEST

/* Planned channels bring queues that have no interrupt yet. */
START_TEST(queues_to_come)
{
	struct plan p = igb_plan(1);
	struct nic *nic = &after->nics[0];

	before->nics[0].nrx = before->nics[0].ntx = 1;
	before->nics[0].nvectors = 1;
	nic->nrx = nic->ntx = 2;
	nic->rx[1].vector = nic->tx[1].vector = NULL;
	nic->rx[1].coming = nic->tx[1].coming = true;
	p.nchanges = 1;
	ck_assert_str_eq(plan_of(&ascii, &p),
			 "eth1  igb  1000Mb/s  node 0\n"
			 "  after:\n"
			 "             irq   cpu0 cpu1 cpu2 cpu3 cpu4 cpu5\n"
			 "* TxRx-0      25     Xt   .    .    .    .    .\n"
			 "* rx-1         -     .    .    .    .    .    .   new\n"
			 "* tx-1         -     .    t    .    .    .    .   new\n"
			 "  X interrupt  t XPS  RPS off  * changes\n"
			 "\n"
			 "1 change:\n"
			 "  eth1 TxRx-0 irq: 0-5 -> 0 (queue 0 on CPU 0, as on every NIC)\n");
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
	tcase_add_test(t, links_and_hosts);
	tcase_add_test(t, tables_and_keys);
	tcase_add_test(t, table_of_nonsense);
	tcase_add_test(t, named_changes);
	tcase_add_test(t, queue_changes);
	tcase_add_test(t, interfaces_fold);
	tcase_add_test(t, rounded_and_optional);
	tcase_add_test(t, no_picture_of_what_it_does_not_show);
	tcase_add_test(t, queues_to_come);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(make_suite)
