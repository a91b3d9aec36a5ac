// SPDX-License-Identifier: GPL-2.0-or-later
// The last-level cache and its size, as /sys/devices/system/cpu tells them.
#include "main.h"
#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/host.h"
#include "nqtune/sys.h"
#include "tree.h"

#define CPU "sys/devices/system/cpu/"

static struct tree tree;
static struct arena *arena;

static void setup(void)
{
	tree = tree_new();
	arena = arena_new(NULL);
	tree_file(&tree, CPU "possible", "0-3\n");
	tree_file(&tree, CPU "online", "0-3\n");
	tree_dirs(&tree, "sys/class/net/");
}

static void teardown(void)
{
	arena_free(arena);
	tree_free(&tree);
}

static void cache(unsigned cpu, unsigned index, const char *level, const char *cpus,
		  const char *size)
{
	const char *dir = arena_printf(arena, CPU "cpu%u/cache/index%u", cpu, index);

	tree_file(&tree, arena_printf(arena, "%s/level", dir), level);
	tree_file(&tree, arena_printf(arena, "%s/shared_cpu_list", dir), cpus);
	if (size)
		tree_file(&tree, arena_printf(arena, "%s/size", dir), size);
}

static struct host *read_host(void)
{
	const struct host_want want = { 0 };
	struct host *h;
	struct sys sys;
	struct err e;

	ck_assert_int_eq(sys_open(&sys, tree.path, &e), 0);
	ck_assert_msg(host_read(&h, &sys, &want, arena, &e) == 0, "%s", e.text);
	sys_close(&sys);
	return h;
}

/* R9: the highest level counts, for all who share it. */
START_TEST(llc_size)
{
	struct host *h;

	for (unsigned i = 0; i < 4; i++) {
		cache(i, 0, "1\n", arena_printf(arena, "%u\n", i), "32K\n");
		cache(i, 1, "3\n", i < 2 ? "0-1\n" : "2-3\n", i < 2 ? "16384K\n" : "8192K\n");
	}
	h = read_host();
	ck_assert_int_eq(h->cpus[1].llc, 0);
	ck_assert_int_eq(h->cpus[3].llc, 2);
	ck_assert(h->cpus[1].llc_bytes.set && h->cpus[3].llc_bytes.set);
	ck_assert_uint_eq(h->cpus[1].llc_bytes.n, 16384 * 1024);
	ck_assert_uint_eq(h->cpus[3].llc_bytes.n, 8192 * 1024);
}
END_TEST

/* A size that is missing or makes no sense is not said; who shares the cache is still known. */
START_TEST(llc_size_not_said)
{
	static const char *const sizes[] = { NULL, "0K\n", "lots\n", "16384\n" };
	struct host *h;

	for (unsigned i = 0; i < 4; i++)
		cache(i, 0, "2\n", arena_printf(arena, "%u\n", i), sizes[i]);
	h = read_host();
	for (int i = 0; i < 4; i++) {
		ck_assert_int_eq(h->cpus[i].llc, i);
		ck_assert(!h->cpus[i].llc_bytes.set);
	}
}
END_TEST

START_TEST(no_cache)
{
	struct host *h = read_host();

	ck_assert_int_eq(h->cpus[0].llc, -1);
	ck_assert(!h->cpus[0].llc_bytes.set);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("cpus");
	TCase *tc = tcase_create("cpus");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, llc_size);
	tcase_add_test(tc, llc_size_not_said);
	tcase_add_test(tc, no_cache);
	suite_add_tcase(s, tc);
	return s;
}

TEST_MAIN(suite)
