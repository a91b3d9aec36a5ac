// SPDX-License-Identifier: GPL-2.0-or-later
// U10: a thread of NAPI gets its CPUs. The test program plays the thread: it is called like one.
#include <errno.h>
#include <sched.h>
#include <sys/prctl.h>

#include "main.h"
#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/err.h"
#include "nqtune/sys.h"
#include "tree.h"

/* More CPUs than fit into a cpu_set_t. */
#define MANY 8192

static struct sys s;
static struct arena *arena;
static struct cpuset *own;	/* where this process may run */
static struct err e;

static struct cpuset *allowed(void)
{
	struct cpuset *set = cpuset_new(arena, MANY);
	size_t size = CPU_ALLOC_SIZE(MANY);
	cpu_set_t *mask = CPU_ALLOC(MANY);

	ck_assert_int_eq(sched_getaffinity(0, size, mask), 0);
	for (unsigned i = 0; i < MANY; i++) {
		if (CPU_ISSET_S(i, size, mask))
			cpuset_add(set, i);
	}
	CPU_FREE(mask);
	return set;
}

static void setup(void)
{
	memset(&e, 0, sizeof(e));
	arena = arena_new(NULL);
	ck_assert_int_eq(sys_open(&s, NULL, &e), 0);
	own = allowed();
	ck_assert_int_eq(prctl(PR_SET_NAME, "napi/eth0-8193"), 0);
}

static void teardown(void)
{
	sys_close(&s);
	arena_free(arena);
}

START_TEST(u10_one_cpu)
{
	const int last = cpuset_next(own, -1);
	struct cpuset *one = cpuset_one(arena, MANY, (unsigned)last);

	ck_assert_int_eq(sys_thread_cpus(&s, (unsigned)getpid(), one, &e), 0);
	ck_assert(cpuset_equal(allowed(), one));
	ck_assert_int_eq(sys_thread_cpus(&s, (unsigned)getpid(), own, &e), 0);
	ck_assert(cpuset_equal(allowed(), own));
}
END_TEST

/* No machine that runs this has a CPU of that number. */
START_TEST(cpus_that_cannot_be_used)
{
	struct cpuset *none = cpuset_new(arena, 4);

	ck_assert_int_eq(sys_thread_cpus(&s, (unsigned)getpid(), none, &e), -EINVAL);
	ck_assert_str_eq(e.text, "none of these CPUs can be used (offline, or not allowed)");
	ck_assert_int_eq(sys_thread_cpus(&s, (unsigned)getpid(),
					 cpuset_one(arena, MANY, MANY - 1), &e), -EINVAL);
	ck_assert(cpuset_equal(allowed(), own));
}
END_TEST

/* Numbers of threads are used again: what is not called like a thread of NAPI is left alone. */
START_TEST(threads_of_others)
{
	const struct cpuset *one = cpuset_one(arena, MANY, (unsigned)cpuset_next(own, -1));

	ck_assert_int_eq(prctl(PR_SET_NAME, "nap"), 0);
	ck_assert_int_eq(sys_thread_cpus(&s, (unsigned)getpid(), one, &e), -ESRCH);
	ck_assert_ptr_nonnull(strstr(e.text, "is not a thread of NAPI"));
	/* 0 would be ourselves, and there is no such number as the others. */
	ck_assert_int_eq(prctl(PR_SET_NAME, "napi/eth0-8193"), 0);
	ck_assert_int_eq(sys_thread_cpus(&s, 0, one, &e), -ESRCH);
	ck_assert_str_eq(e.text, "0 is no thread's number");
	ck_assert_int_eq(sys_thread_cpus(&s, 0x7fffffff, one, &e), -ESRCH);
	ck_assert_ptr_nonnull(strstr(e.text, "there is no thread 2147483647"));
	ck_assert_int_eq(sys_thread_cpus(&s, 0x80000000u + (unsigned)getpid(), one, &e), -ESRCH);
	ck_assert(cpuset_equal(allowed(), own));
}
END_TEST

/* A thread of that number here has nothing to do with the one there. */
START_TEST(a_recorded_machine)
{
	const struct cpuset *one = cpuset_one(arena, MANY, (unsigned)cpuset_next(own, -1));
	struct tree t = tree_new();
	char comm[64];
	struct sys recorded;

	snprintf(comm, sizeof(comm), "proc/%d/comm", (int)getpid());
	tree_put(&t, comm, "napi/eth0-8193\n", 15);
	ck_assert_int_eq(sys_open(&recorded, t.path, &e), 0);
	ck_assert_int_eq(sys_thread_cpus(&recorded, (unsigned)getpid(), one, &e), -EROFS);
	ck_assert_str_eq(e.text, "a recorded machine has no threads to move (see what would be done"
				 " with --dry-run)");
	ck_assert(cpuset_equal(allowed(), own));
	sys_close(&recorded);
	tree_free(&t);
}
END_TEST

static Suite *suite(void)
{
	Suite *suite = suite_create("threads");
	TCase *c = tcase_create("threads");

	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_test(c, u10_one_cpu);
	tcase_add_test(c, cpus_that_cannot_be_used);
	tcase_add_test(c, threads_of_others);
	tcase_add_test(c, a_recorded_machine);
	suite_add_tcase(suite, c);
	return suite;
}

TEST_MAIN(suite)
