// SPDX-License-Identifier: GPL-2.0-or-later
// A knob of one interface: tables, and what is no table.
#include "main.h"
#include "viewhost.h"
#include "viewknob.h"

static const struct style ascii = { 0 };
static const struct style verbose = { .verbose = 1 };
static const struct style wide80 = { .utf8 = true, .width = 80 };
static const struct style wide40 = { .width = 40 };

static struct arena *arena;
static struct host *h;

static void setup(void)
{
	arena = arena_new(NULL);
}

static void teardown(void)
{
	arena_free(arena);
}

static void igb(unsigned queues)
{
	h = vh_host(arena, 6, 1, false);
	vh_igb(arena, h, "eth1", queues, 25);
}

static const char *knob_of(const struct style *st, const struct knob *k,
			   const struct knob_readings *r)
{
	struct screen s;

	view_knob(screen_open(&s), st, h, &h->nics[0], k, r, arena);
	return screen_close(&s, arena);
}

static const char *vk_text(const struct style *st, const struct vk *k)
{
	return knob_of(st, knob_find(k->knob), &k->r);
}

START_TEST(knob_of_queues)
{
	struct knob_readings r = { 0 }, x = { 0 }, none = { 0 };

	igb(6);
	h->nics[0].nrx = h->nics[0].ntx = 2;
	h->nics[0].rx[1].rps = vh_set(arena, h, "1-5");
	h->nics[0].rx[0].flows = (struct reading){ true, 32 };
	ck_assert_int_eq(knob_rps.read(&knob_rps, NULL, h, h->nics, arena, &r, NULL), 0);
	ck_assert_str_eq(knob_of(&ascii, &knob_rps, &r),
			 "eth1 rps\n"
			 "  queue cpus\n"
			 "  rx-0  none\n"
			 "  rx-1  1-5\n");
	h->nics[0].tx[0].xps = NULL;
	ck_assert_int_eq(knob_xps.read(&knob_xps, NULL, h, h->nics, arena, &x, NULL), 0);
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

	igb(6);
	h->nics[0].nvectors = 3;
	h->nics[0].vectors[0].irq->asked = vh_set(arena, h, "4");
	irq = h->nics[0].vectors[1].irq;
	irq->movable = false;
	irq->unmovable_why = "managed";
	h->nics[0].vectors[2].irq->effective = NULL;
	ck_assert_int_eq(knob_irq.read(&knob_irq, NULL, h, h->nics, arena, &r, NULL), 0);
	ck_assert_str_eq(knob_of(&ascii, &knob_irq, &r),
			 "eth1 irq\n"
			 "  interrupt   irq asked effective found by\n"
			 "  eth1-TxRx-0  25 4     0         msi_irqs pending\n"
			 "  eth1-TxRx-1  26 0-5   0         msi_irqs fixed: managed\n"
			 "  eth1-TxRx-2  27 0-5   -         msi_irqs\n");
}
END_TEST

/* Most drivers ask for interrupts when the card comes up: names, and before the first time files, come then. */
START_TEST(knob_of_vectors_while_down)
{
	struct knob_readings r = { 0 };
	struct nic *nic;

	igb(2);
	nic = &h->nics[0];
	nic->nvectors = 2;
	nic->device = "sys/devices/pci0000:00/0000:00:01.0";
	nic->up = false;
	ck_assert_int_eq(knob_irq.read(&knob_irq, NULL, h, nic, arena, &r, NULL), 0);
	ck_assert_ptr_null(strstr(knob_of(&ascii, &knob_irq, &r), "down"));
	nic->vectors[0].name = nic->vectors[1].name = "";
	ck_assert_str_eq(knob_of(&ascii, &knob_irq, &r),
			 "eth1 irq\n"
			 "  interrupt   irq asked effective found by\n"
			 "  eth1-TxRx-0  25 0-5   0         msi_irqs\n"
			 "  eth1-TxRx-1  26 0-5   0         msi_irqs\n"
			 "  down: its interrupts get their names when it comes up (ip link set eth1 up)\n");
	r.v[0].value = r.v[1].value = (struct value){ .kind = VALUE_NONE };
	ck_assert_str_eq(knob_of(&ascii, &knob_irq, &r),
			 "eth1 irq\n"
			 "  down: its interrupts get their names when it comes up (ip link set eth1 up)\n");
	nic->nvectors = r.n = 0;
	ck_assert_str_eq(knob_of(&ascii, &knob_irq, &r),
			 "eth1 irq: nothing to show\n"
			 "  down: it gets its interrupts when it comes up (ip link set eth1 up)\n");
	nic->up = true;
	ck_assert_str_eq(knob_of(&ascii, &knob_irq, &r), "eth1 irq: nothing to show\n");
}
END_TEST

START_TEST(knob_of_interface)
{
	const struct knob *k = knob_find("ring");
	struct knob_readings r = { 0 };

	igb(6);
	for (size_t i = 0; i < 4; i++)
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

/* A5: the table in words, then entry by entry, eight a row as ethtool prints them. */
START_TEST(a5_indirection_table)
{
	static const uint32_t weights[] = { 0, 1, 2, 2 }, wide[] = { 9, 10 };
	struct vk k = { .knob = "rss", .a = arena };

	igb(6);
	vk_add(&k, "entries", vk_number(20), vk_none);
	vk_add(&k, "table", vk_list(arena, weights, 4, 20), vk_none);
	ck_assert_str_eq(vk_text(&wide80, &k),
			 "eth1 rss\n"
			 "  setting now\n"
			 "  entries  20\n"
			 "  table: 0-2 2 in turn, 20 entries\n"
			 "     0:  0  1  2  2  0  1  2  2\n"
			 "     8:  0  1  2  2  0  1  2  2\n"
			 "    16:  0  1  2  2\n");
	k.r.v[1].value = vk_list(arena, wide, 2, 10);
	ck_assert_str_eq(vk_text(&ascii, &k),
			 "eth1 rss\n"
			 "  setting now\n"
			 "  entries  20\n"
			 "  table: 9-10 in turn, 10 entries\n"
			 "    0:   9  10   9  10   9  10   9  10\n"
			 "    8:   9  10\n");
	/* A table of one row is said in words already; none is none. */
	k.r.v[1].value = vk_list(arena, wide, 2, 8);
	ck_assert_ptr_nonnull(strstr(vk_text(&ascii, &k), "table: 9-10 in turn, 8 entries\n"));
	ck_assert_ptr_null(strstr(vk_text(&ascii, &k), "0:"));
	k.r.v[1].value = vk_list(arena, wide, 2, 0);
	ck_assert_ptr_nonnull(strstr(vk_text(&ascii, &k), "  table: none\n"));
}
END_TEST

/* A4, A6: what has a name is a row by the words that would set it; a long key wraps. */
START_TEST(a6_fields_and_key)
{
	const char *key = "6d:5a:56:da:25:5b:0e:c2:41:67:25:3d:43:a3:8f:b0:d0:ca:2b:cb";
	struct vk k = { .knob = "rss", .a = arena };

	igb(6);
	vk_add(&k, "hfunc", vk_word("toeplitz"), vk_none);
	vk_add(&k, "key", vk_word(key), vk_none);
	vk_add(&k, "table", vk_none, vk_none);
	vk_named(&k, "fields", "tcp4", vk_word("sdfn"));
	vk_named(&k, "fields", "udp4", vk_word("sd"));
	vk_named(&k, "fields", "ah4", vk_none);
	ck_assert_str_eq(vk_text(&wide80, &k),
			 "eth1 rss\n"
			 "  setting          now\n"
			 "  hfunc       toeplitz\n"
			 "  fields tcp4     sdfn\n"
			 "  fields udp4       sd\n"
			 "  key: 6d:5a:56:da:25:5b:0e:c2:41:67:25:3d:43:a3:8f:b0:d0:ca:2b:cb\n"
			 "  not supported: table fields ah4\n");
	ck_assert_ptr_nonnull(strstr(vk_text(&wide40, &k),
				     "  key: 6d:5a:56:da:25:5b:0e:c2:41:67:25:\n"
				     "    3d:43:a3:8f:b0:d0:ca:2b:cb\n"));
}
END_TEST

/* L2: a rule is a line. */
START_TEST(l2_rules)
{
	struct vk k = { .knob = "ntuple", .a = arena };

	igb(6);
	vk_add(&k, "room", vk_number(128), vk_none);
	vk_named(&k, "rules", "rule 0", vk_word("udp4 dst-port 53 queue 2"));
	vk_named(&k, "rules", "rule 17", vk_word("tcp4 src-ip 192.0.2.0/24 drop"));
	ck_assert_str_eq(vk_text(&ascii, &k),
			 "eth1 ntuple\n"
			 "  setting now unit\n"
			 "  room    128 rules\n"
			 "  rule 0: udp4 dst-port 53 queue 2\n"
			 "  rule 17: tcp4 src-ip 192.0.2.0/24 drop\n");
	k.r.n = 1;
	ck_assert_str_eq(vk_text(&ascii, &k),
			 "eth1 ntuple\n"
			 "  setting now unit\n"
			 "  room    128 rules\n");
	k.r.v[0].value = vk_none;
	ck_assert_str_eq(vk_text(&ascii, &k), "eth1 ntuple\n  not supported\n");
}
END_TEST

/* R8: features by what they are, on a terminal; elsewhere a line each, for grep. */
START_TEST(r8_features)
{
	struct vk k = { .knob = "offload", .a = arena };

	igb(6);
	vk_feature(&k, "rx-gro", true, false);
	vk_feature(&k, "tx-checksum-ip-generic", true, false);
	vk_feature(&k, "tx-nocache-copy", false, false);
	vk_feature(&k, "highdma", true, true);
	vk_feature(&k, "tx-generic-segmentation", true, false);
	vk_feature(&k, "rx-lro", false, true);
	ck_assert_str_eq(vk_text(&ascii, &k),
			 "eth1 offload\n"
			 "  rx-gro                   on\n"
			 "  tx-checksum-ip-generic   on\n"
			 "  tx-nocache-copy          off\n"
			 "  highdma                  on  fixed\n"
			 "  tx-generic-segmentation  on\n"
			 "  rx-lro                   off fixed\n");
	ck_assert_str_eq(vk_text(&wide80, &k),
			 "eth1 offload\n"
			 "  on: rx-gro tx-checksum-ip-generic tx-generic-segmentation\n"
			 "  off: tx-nocache-copy\n"
			 "  on, fixed: highdma\n"
			 "  off, fixed: rx-lro\n");
	ck_assert_str_eq(vk_text(&wide40, &k),
			 "eth1 offload\n"
			 "  on: rx-gro tx-checksum-ip-generic\n"
			 "    tx-generic-segmentation\n"
			 "  off: tx-nocache-copy\n"
			 "  on, fixed: highdma\n"
			 "  off, fixed: rx-lro\n");
}
END_TEST

/* The host's settings stand with the interface's, and say whose they are; fixed says fixed. */
START_TEST(settings_of_the_host)
{
	struct vk k = { .knob = "rfs", .a = arena }, p = { .knob = "pause", .a = arena };

	igb(2);
	vk_at(&k, "flows", SCOPE_RX, "rx", 0, vk_number(4096));
	vk_at(&k, "flows", SCOPE_RX, "rx", 1, vk_number(0));
	vk_host(&k, "entries", vk_number(32768));
	ck_assert_str_eq(vk_text(&ascii, &k),
			 "eth1 rfs\n"
			 "  setting   now unit\n"
			 "  entries 32768 entries of the host\n"
			 "  queue flows\n"
			 "  rx-0   4096\n"
			 "  rx-1      0\n");
	ck_assert_str_eq(vk_text(&verbose, &k),
			 "eth1 rfs\n"
			 "  setting   now unit                path\n"
			 "  entries 32768 entries of the host /proc/sys/net/core/rps_sock_flow_entries\n"
			 "  queue flows path\n"
			 "  rx-0   4096 /sys/class/net/eth1/queues/rx-0/rps_flow_cnt\n"
			 "  rx-1      0 /sys/class/net/eth1/queues/rx-1/rps_flow_cnt\n");
	k.r.v[2].value = vk_none;
	ck_assert_str_eq(vk_text(&ascii, &k),
			 "eth1 rfs\n"
			 "  queue flows\n"
			 "  rx-0   4096\n"
			 "  rx-1      0\n"
			 "  not supported: entries\n");
	k.r.v[0].value = k.r.v[1].value = vk_none;
	k.r.v[2].value = vk_number(0);
	ck_assert_str_eq(vk_text(&ascii, &k),
			 "eth1 rfs\n"
			 "  setting now unit\n"
			 "  entries   0 entries of the host\n"
			 "  not supported: flows\n");
	vk_add(&p, "rx", vk_word("on"), vk_none);
	p.r.v[0].fixed = true;
	ck_assert_str_eq(vk_text(&ascii, &p), "eth1 pause\n  setting now\n  rx       on fixed\n");
}
END_TEST

/* A2, L3: of the queues' own settings only what differs from the interface's is news. */
START_TEST(settings_of_queues)
{
	struct vk k = { .knob = "coalesce", .a = arena }, b = { .knob = "bql", .a = arena };

	igb(2);
	vk_add(&k, "adaptive-rx", vk_word("off"), vk_none);
	vk_add(&k, "rx-usecs", vk_number(3), vk_none);
	for (unsigned i = 0; i < 2; i++) {
		vk_at(&k, "adaptive-rx", SCOPE_QUEUE, "queue", i, vk_word("off"));
		vk_at(&k, "rx-usecs", SCOPE_QUEUE, "queue", i, vk_number(3));
	}
	ck_assert_str_eq(vk_text(&ascii, &k),
			 "eth1 coalesce\n"
			 "  setting     now unit\n"
			 "  adaptive-rx off\n"
			 "  rx-usecs      3 us\n"
			 "  every queue as the interface\n");
	k.r.v[5].value = vk_number(50);
	ck_assert_str_eq(vk_text(&ascii, &k),
			 "eth1 coalesce\n"
			 "  setting     now unit\n"
			 "  adaptive-rx off\n"
			 "  rx-usecs      3 us\n"
			 "  queue   rx-usecs\n"
			 "  queue-0        3\n"
			 "  queue-1       50\n");
	vk_at(&b, "limit", SCOPE_TX, "tx", 0, vk_number(1514));
	vk_at(&b, "limit-max", SCOPE_TX, "tx", 0, vk_number(20000));
	vk_at(&b, "limit", SCOPE_TX, "tx", 1, vk_number(90));
	vk_at(&b, "limit-max", SCOPE_TX, "tx", 1, vk_none);
	ck_assert_str_eq(vk_text(&ascii, &b),
			 "eth1 bql\n"
			 "  queue limit limit-max\n"
			 "  tx-0   1514     20000\n"
			 "  tx-1     90         -\n");
}
END_TEST

static Suite *make_suite(void)
{
	Suite *s = suite_create("view_knob");
	TCase *t = tcase_create("all");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, knob_of_queues);
	tcase_add_test(t, knob_of_vectors);
	tcase_add_test(t, knob_of_vectors_while_down);
	tcase_add_test(t, knob_of_interface);
	tcase_add_test(t, a5_indirection_table);
	tcase_add_test(t, a6_fields_and_key);
	tcase_add_test(t, l2_rules);
	tcase_add_test(t, r8_features);
	tcase_add_test(t, settings_of_the_host);
	tcase_add_test(t, settings_of_queues);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(make_suite)
