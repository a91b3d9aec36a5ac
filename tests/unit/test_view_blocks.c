// SPDX-License-Identifier: GPL-2.0-or-later
// What "show IFACE -v" says of the knobs: all that ethtool -l -g -c -a -x -n -k would, on one screen.
#include "main.h"
#include "viewhost.h"
#include "viewknob.h"

static const struct style ascii = { .verbose = 1 };
static const struct style wide80 = { .utf8 = true, .width = 80, .verbose = 1 };
static const struct style wide40 = { .width = 40, .verbose = 1 };
static const struct style colour = { .color = true, .width = 80, .verbose = 1 };

static struct arena *arena;
static struct vk knob[16];
static size_t nknobs;

static void setup(void)
{
	arena = arena_new(NULL);
	nknobs = 0;
}

static void teardown(void)
{
	arena_free(arena);
}

static struct vk *add(const char *name)
{
	knob[nknobs] = (struct vk){ .knob = name, .a = arena };
	return &knob[nknobs++];
}

static struct nic_knobs all_knobs(void)
{
	static const struct nic nic = { .name = "eth1", .node = -1 };
	struct nic_knobs k = { .nic = &nic, .n = nknobs };

	k.knob = arena_array(arena, nknobs, sizeof(*k.knob));
	k.readings = arena_array(arena, nknobs, sizeof(*k.readings));
	for (size_t i = 0; i < nknobs; i++) {
		k.knob[i] = knob_find(knob[i].knob);
		k.readings[i] = knob[i].r;
	}
	return k;
}

static const char *blocks(const struct style *st)
{
	struct nic_knobs k = all_knobs();
	struct screen s;

	view_nic_knobs(screen_open(&s), st, &k, arena);
	return screen_close(&s, arena);
}

static const char *host_line(const struct style *st)
{
	struct nic_knobs k = all_knobs();
	struct screen s;

	view_host_knobs(screen_open(&s), st, &k, arena);
	return screen_close(&s, arena);
}

static void igb(void)
{
	static const uint32_t own[] = { 0, 0, 0, 1, 1, 1, 2, 2 };
	struct vk *k = add("coalesce");

	vk_add(k, "adaptive-rx", vk_none, vk_none);
	vk_add(k, "rx-usecs", vk_number(3), vk_none);
	vk_add(k, "tx-usecs", vk_number(0), vk_none);
	k = add("rss");
	vk_add(k, "entries", vk_number(8), vk_none);
	vk_add(k, "table", vk_list(arena, own, 8, 8), vk_none);
	vk_add(k, "hfunc", vk_word("toeplitz"), vk_none);
	vk_add(k, "key", vk_none, vk_none);
	vk_named(k, "fields", "tcp4", vk_word("sdfn"));
	vk_named(k, "fields", "udp4", vk_word("sd"));
	vk_named(k, "fields", "tcp6", vk_word("sdfn"));
	vk_named(k, "fields", "ah4", vk_none);
	k = add("ring");
	vk_add(k, "rx", vk_number(256), vk_number(4096));
	vk_add(k, "tx", vk_number(80), vk_number(4096));
	vk_add(k, "tx-push", vk_word("off"), vk_none);
	vk_add(add("pause"), "rx", vk_none, vk_none);
	k = add("offload");
	vk_feature(k, "rx-gro", true, false);
	vk_feature(k, "tx-nocache-copy", false, false);
	vk_feature(k, "highdma", true, true);
	vk_feature(k, "rx-lro", false, true);
	vk_feature(k, "loopback", false, true);
	k = add("rfs");
	for (unsigned i = 0; i < 3; i++)
		vk_at(k, "flows", SCOPE_RX, "rx", i, vk_number(0));
	vk_host(k, "entries", vk_number(32768));
	k = add("bql");
	for (unsigned i = 0; i < 2; i++) {
		vk_at(k, "limit", SCOPE_TX, "tx", i, vk_number(90 + 1424 * i));
		vk_at(k, "limit-max", SCOPE_TX, "tx", i, vk_number(1879048192));
		k->r.v[k->r.n - 1].max = vk_number(1879048192);
	}
	add("ntuple");
}

START_TEST(one_screen)
{
	igb();
	ck_assert_str_eq(blocks(&wide80),
			 "  coalesce  rx-usecs 3  tx-usecs 0\n"
			 "  rss       entries 8  table 0 x3, 1 x3, 2 x2  hfunc toeplitz\n"
			 "            fields:  tcp4,tcp6 sdfn  udp4 sd\n"
			 "  ring      rx 256/4096  tx 80/4096  tx-push off\n"
			 "  offload   on: rx-gro\n"
			 "            off: tx-nocache-copy\n"
			 "            on, fixed: highdma\n"
			 "            off, fixed: 2 more (nqtune offload eth1)\n"
			 "  rfs       flows 0 each\n"
			 "  bql       limit 90 to 1514  limit-max max each\n"
			 "  not supported: pause\n"
			 "  nothing to show: ntuple\n");
	ck_assert_str_eq(host_line(&wide80), "rfs entries 32768\n");
	/* Where there is no terminal, the same. */
	ck_assert_str_eq(blocks(&ascii), blocks(&wide80));
}
END_TEST

START_TEST(narrow)
{
	igb();
	ck_assert_str_eq(blocks(&wide40),
			 "  coalesce  rx-usecs 3  tx-usecs 0\n"
			 "  rss       entries 8\n"
			 "            table 0 x3, 1 x3, 2 x2\n"
			 "            hfunc toeplitz\n"
			 "            fields:  tcp4,tcp6 sdfn\n"
			 "            udp4 sd\n"
			 "  ring      rx 256/4096  tx 80/4096\n"
			 "            tx-push off\n"
			 "  offload   on: rx-gro\n"
			 "            off: tx-nocache-copy\n"
			 "            on, fixed: highdma\n"
			 "            off, fixed:\n"
			 "              2 more (nqtune offload\n"
			 "              eth1)\n"
			 "  rfs       flows 0 each\n"
			 "  bql       limit 90 to 1514\n"
			 "            limit-max max each\n"
			 "  not supported: pause\n"
			 "  nothing to show: ntuple\n");
}
END_TEST

/* Queues of their own, rules, a whole key: what only some drivers have. */
START_TEST(what_few_have)
{
	const char *key = "6d:5a:56:da:25:5b:0e:c2:41:67:25:3d:43:a3:8f:b0:d0:ca:2b:cb:"
			  "ae:7b:30:b4:77:cb:2d:a3:80:30:f2:0c:6a:42:b7:3b:be:ac:01:fa";
	struct vk *k = add("coalesce");

	vk_add(k, "adaptive-rx", vk_word("off"), vk_none);
	vk_add(k, "rx-usecs", vk_number(3), vk_none);
	for (unsigned i = 0; i < 3; i++) {
		vk_at(k, "adaptive-rx", SCOPE_QUEUE, "queue", i, vk_word(i ? "off" : "on"));
		vk_at(k, "rx-usecs", SCOPE_QUEUE, "queue", i, vk_number(3));
	}
	vk_add(add("rss"), "key", vk_word(key), vk_none);
	k = add("ntuple");
	vk_add(k, "room", vk_number(128), vk_none);
	vk_add(k, "active", vk_word("on"), vk_none);
	k->r.v[1].fixed = true;
	for (unsigned i = 0; i < 10; i++)
		vk_named(k, "rules", arena_printf(arena, "rule %u", i),
			 vk_word(arena_printf(arena, "udp4 dst-port %u drop", 5000 + i)));
	ck_assert_str_eq(blocks(&wide80),
			 "  coalesce  adaptive-rx off  rx-usecs 3  adaptive-rx differs by queue\n"
			 "  rss       key 6d:5a:56:da:25:5b:0e:c2:41:67:25:3d:43:a3:8f:b0:d0:ca:2b:cb:ae:\n"
			 "            7b:30:b4:77:cb:2d:a3:80:30:f2:0c:6a:42:b7:3b:be:ac:01:fa\n"
			 "  ntuple    room 128  active on (fixed)\n"
			 "            rule 0: udp4 dst-port 5000 drop\n"
			 "            rule 1: udp4 dst-port 5001 drop\n"
			 "            rule 2: udp4 dst-port 5002 drop\n"
			 "            rule 3: udp4 dst-port 5003 drop\n"
			 "            rule 4: udp4 dst-port 5004 drop\n"
			 "            rule 5: udp4 dst-port 5005 drop\n"
			 "            rule 6: udp4 dst-port 5006 drop\n"
			 "            rule 7: udp4 dst-port 5007 drop\n"
			 "            and more (nqtune ntuple eth1)\n");
}
END_TEST

/* A thread a queue, and some cards have 1024 queues: what is shown of them ends somewhere. */
START_TEST(many_names)
{
	struct vk *k = add("rss");
	const char *text;

	for (unsigned i = 0; i < 64; i++)
		vk_named(k, "fields", arena_printf(arena, "name%u", i), vk_word("same"));
	text = blocks(&wide80);
	ck_assert_ptr_nonnull(strstr(text, "name63 same\n"));
	vk_named(k, "fields", "name64", vk_word("same"));
	text = blocks(&wide80);
	ck_assert_ptr_nonnull(strstr(text, "name63 and 1 more same\n"));
	ck_assert_ptr_null(strstr(text, "name64"));
	for (unsigned i = 1; i < 64; i++)
		vk_named(k, "fields", arena_printf(arena, "other%u", i),
			 vk_word(arena_printf(arena, "word%u", i)));
	text = blocks(&wide80);
	ck_assert_ptr_nonnull(strstr(text, "other63 word63\n"));
	ck_assert_ptr_null(strstr(text, "nqtune rss eth1"));
	vk_named(k, "fields", "other64", vk_word("word64"));
	text = blocks(&wide80);
	ck_assert_ptr_null(strstr(text, "other64"));
	ck_assert_ptr_nonnull(strstr(text, "(nqtune rss eth1)\n"));
}
END_TEST

/* A table without a pattern is not spelled out here. */
START_TEST(long_table)
{
	vk_add(add("rss"), "table", vk_mixed(arena, 7, 127), vk_none);
	ck_assert_str_eq(blocks(&wide80), "  rss  table 127 entries over 0-6\n");
}
END_TEST

/* The host's settings are said once, and of a knob that has no others nothing else. */
START_TEST(the_host)
{
	struct vk *k = add("rfs");

	vk_host(k, "entries", vk_number(0));
	k = add("napi");
	vk_add(k, "threaded", vk_none, vk_none);
	vk_host(k, "busy-poll", vk_number(0));
	vk_host(k, "budget", vk_number(300));
	vk_host(k, "weight", vk_none);
	ck_assert_str_eq(host_line(&ascii), "rfs entries 0  napi busy-poll 0  budget 300\n");
	ck_assert_str_eq(host_line(&wide40), "rfs entries 0  napi busy-poll 0\n      budget 300\n");
	ck_assert_str_eq(blocks(&wide80), "  not supported: rfs napi\n");
	nknobs = 0;
	add("ring");
	ck_assert_str_eq(host_line(&ascii), "");
}
END_TEST

START_TEST(colour_adds_nothing)
{
	igb();
	ck_assert_str_eq(without_colour(arena, blocks(&colour)), blocks(&wide80));
}
END_TEST

static Suite *make_suite(void)
{
	Suite *s = suite_create("view_blocks");
	TCase *t = tcase_create("all");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, one_screen);
	tcase_add_test(t, narrow);
	tcase_add_test(t, what_few_have);
	tcase_add_test(t, many_names);
	tcase_add_test(t, long_table);
	tcase_add_test(t, the_host);
	tcase_add_test(t, colour_adds_nothing);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(make_suite)
