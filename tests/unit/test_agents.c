// SPDX-License-Identifier: GPL-2.0-or-later
// U5: programs that set what we set, found by their processes' names; of a recording, only these.
#include "main.h"
#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/files.h"
#include "nqtune/host.h"
#include "nqtune/sys.h"
#include "tree.h"

static struct tree tree;
static struct arena *arena;

static void setup(void)
{
	tree = tree_new();
	arena = arena_new(NULL);
	tree_file(&tree, "sys/devices/system/cpu/possible", "0-1\n");
	tree_file(&tree, "sys/devices/system/cpu/online", "0-1\n");
	tree_dirs(&tree, "sys/class/net/");
	tree_file(&tree, "proc/1/comm", "systemd\n");
	tree_file(&tree, "proc/fs/comm", "tuned\n");
}

static void teardown(void)
{
	arena_free(arena);
	tree_free(&tree);
}

static struct host *read_root(const char *root, const char *record)
{
	const struct host_want want = { .irqbalance = true };
	struct host *h;
	struct sys sys;
	struct err e;

	ck_assert_int_eq(sys_open(&sys, root, &e), 0);
	if (record)
		ck_assert_msg(files_record(sys.files, record, &e) == 0, "%s", e.text);
	ck_assert_msg(host_read(&h, &sys, &want, arena, &e) == 0, "%s", e.text);
	sys_close(&sys);
	return h;
}

static bool runs(const struct host *h, const char *name)
{
	for (size_t i = 0; i < h->nagents; i++)
		if (!strcmp(h->agents[i], name))
			return true;
	return false;
}

START_TEST(none)
{
	struct host *h = read_root(tree.path, NULL);

	ck_assert_uint_eq(h->nagents, 0);
	ck_assert(!h->irqbalance.running);
}
END_TEST

START_TEST(known_ones)
{
	struct host *h;

	tree_file(&tree, "proc/412/comm", "irqbalance\n");
	tree_file(&tree, "proc/500/comm", "NetworkManager\n");
	/* Twice, as it is while one starts the other: told once. */
	tree_file(&tree, "proc/501/comm", "google_guest_ag\n");
	tree_file(&tree, "proc/502/comm", "google_guest_ag\n");
	tree_file(&tree, "proc/503/comm", "systemd-network\n");
	tree_file(&tree, "proc/504/comm", "tuned-ppd\n");
	h = read_root(tree.path, NULL);
	ck_assert(h->irqbalance.running);
	ck_assert_uint_eq(h->irqbalance.pid, 412);
	ck_assert_str_eq(h->irqbalance.how, "process 412");
	ck_assert_uint_eq(h->nagents, 3);
	ck_assert(runs(h, "NetworkManager") && runs(h, "google_guest_agent") &&
		  runs(h, "systemd-networkd"));
	ck_assert(!runs(h, "tuned") && !runs(h, "irqbalance"));
}
END_TEST

START_TEST(recorded)
{
	struct tree copy = tree_new();
	struct host *h;

	tree_file(&tree, "proc/412/comm", "irqbalance\n");
	tree_file(&tree, "proc/500/comm", "tuned\n");
	tree_file(&tree, "proc/600/comm", "secret\n");
	read_root(tree.path, copy.path);
	ck_assert_str_eq(tree_text(&copy, "proc/500/comm"), "tuned\n");
	ck_assert_ptr_null(tree_text(&copy, "proc/600/comm"));
	ck_assert_ptr_null(tree_text(&copy, "proc/1/comm"));
	h = read_root(copy.path, NULL);
	ck_assert(h->irqbalance.running && runs(h, "tuned"));
	tree_free(&copy);
}
END_TEST

static Suite *make_suite(void)
{
	Suite *s = suite_create("agents");
	TCase *t = tcase_create("agents");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, none);
	tcase_add_test(t, known_ones);
	tcase_add_test(t, recorded);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(make_suite)
