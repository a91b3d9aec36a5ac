// SPDX-License-Identifier: GPL-2.0-or-later
// What is given up is gone. Each test in a process of its own; as root they show more.
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "main.h"
#include "nqtune/err.h"
#include "nqtune/privilege.h"

#define NET_ADMIN PRIVILEGE(CAP_NET_ADMIN)
#define SYS_NICE PRIVILEGE(CAP_SYS_NICE)

static void in_child(void (*test)(uint64_t held))
{
	uint64_t held = privilege_held();
	pid_t pid = fork();
	int status;

	if (!pid) {
		test(held);
		_exit(0);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_msg(WIFEXITED(status) && !WEXITSTATUS(status), "status %d", status);
}

/* No assertion of Check in a child of ours. */
static void want(bool so, int code)
{
	if (!so)
		_exit(code);
}

static void keep_two_then_one_then_none(uint64_t held)
{
	struct err e = { "" };

	want(!privilege_keep(NET_ADMIN | SYS_NICE, &e), 1);
	want(privilege_held() == (held & (NET_ADMIN | SYS_NICE)), 2);
	want(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1, 3);
	want(!privilege_keep(SYS_NICE, &e), 4);
	want(privilege_held() == (held & SYS_NICE), 5);
	/* What is gone does not come back. */
	want(!privilege_keep(NET_ADMIN | SYS_NICE, &e), 6);
	want(privilege_held() == (held & SYS_NICE), 7);
	want(!privilege_keep(0, &e), 8);
	want(!privilege_held(), 9);
	want(!privilege_keep(~UINT64_C(0), &e), 10);
	want(!privilege_held(), 11);
	want(!*e.text, 12);
}

START_TEST(capabilities_are_given_up_for_good)
{
	in_child(keep_two_then_one_then_none);
}
END_TEST

static void empty_the_bounding_set(uint64_t held)
{
	struct err e;

	want(!privilege_keep(NET_ADMIN, &e), 1);
	if (!(held & PRIVILEGE(CAP_SETPCAP)))
		return;
	for (int cap = 0; cap < 64; cap++)
		want(prctl(PR_CAPBSET_READ, cap, 0, 0, 0) <= 0, 2);
}

START_TEST(the_bounding_set_is_emptied)
{
	in_child(empty_the_bounding_set);
}
END_TEST

static void return_nothing(uint64_t held)
{
	bool raised = true;
	struct err e;

	want(!privilege_return(&raised, &e), 1);
	want(!raised, 2);
	want(privilege_held() == held, 3);
}

START_TEST(what_the_caller_has_is_not_given_back)
{
	in_child(return_nothing);
}
END_TEST

static void return_user(uint64_t held)
{
	bool raised = false;
	struct err e;
	uid_t real, effective, saved;

	want(!setresuid(65534, 0, 0), 1);
	want(!privilege_return(&raised, &e), 2);
	want(raised, 3);
	want(!getresuid(&real, &effective, &saved), 4);
	want(real == 65534 && effective == 65534 && saved == 65534, 5);
	want(!privilege_held(), 6);
	want(setuid(0), 7);
}

static void stay_put_on(uint64_t held)
{
	bool raised = false;
	struct err e;

	want(!setresuid(0, 65534, 0), 1);
	want(!privilege_return(&raised, &e), 2);
	want(raised && getuid() == 65534 && geteuid() == 65534, 3);
	want(!privilege_held() && setuid(0), 4);
}

static void return_group(uint64_t held)
{
	bool raised = false;
	struct err e;

	want(!setresgid(65534, 0, 0) && !setresuid(65534, 65534, 65534), 1);
	want(!privilege_return(&raised, &e), 2);
	want(raised && getegid() == 65534 && setgid(0), 3);
}

START_TEST(ids_are_given_back)
{
	if (geteuid())
		return;
	in_child(return_user);
	in_child(stay_put_on);
	in_child(return_group);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("privilege");
	TCase *t = tcase_create("privilege");

	tcase_add_test(t, capabilities_are_given_up_for_good);
	tcase_add_test(t, the_bounding_set_is_emptied);
	tcase_add_test(t, what_the_caller_has_is_not_given_back);
	tcase_add_test(t, ids_are_given_back);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(suite)
