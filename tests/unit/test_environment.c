// SPDX-License-Identifier: GPL-2.0-or-later
// Of the environment only what is listened to stays.
#include <stdbool.h>
#include <unistd.h>

#include "nqtune/environment.h"
#include "main.h"

/* What stays of env, which ends with NULL. The test's own environment is as it was. */
static void clean(char **env)
{
	char **own = environ;

	environ = env;
	environment_clean();
	environ = own;
}

static void expect_kept(const char *entry, bool kept)
{
	char copy[600], path[] = "PATH=/tmp";
	char *env[] = { path, copy, path, NULL };

	strcpy(copy, entry);
	clean(env);
	ck_assert_msg((env[0] == copy) == kept, "%.80s", entry);
	ck_assert_ptr_null(env[kept]);
}

START_TEST(what_is_listened_to_stays)
{
	static const char *const entries[] = {
		"LANG=de_DE.UTF-8", "LC_ALL=C", "LC_CTYPE=C.UTF-8", "NO_COLOR=1", "NO_COLOR=", "TERM=xterm",
		"SSH_CONNECTION=10.0.0.5 50412 10.0.0.1 22", "TZ=UTC", "TZ=Europe/Berlin",
		"TZ=:/usr/share/zoneinfo/Europe/Berlin", "TZ=<+03>-3", "COLUMNS=80",
	};

	for (size_t i = 0; i < sizeof(entries) / sizeof(entries[0]); i++)
		expect_kept(entries[i], true);
}
END_TEST

START_TEST(all_else_goes)
{
	static const char *const entries[] = {
		"LIBSMARTCOLS_DEBUG=all", "LD_PRELOAD=/tmp/x.so", "MALLOC_CHECK_=3", "LOCPATH=/tmp", "LANGUAGE=de",
		"PATH=/bin", "HOME=/", "IFS= ", "LC=1", "LC_=1", "LANGX=1", "LAN=1", "TZDIR=/tmp", "=LANG", "LANG",
		"", "NLSPATH=/tmp/%N", "GCONV_PATH=/tmp", "TERMINFO=/tmp",
	};

	for (size_t i = 0; i < sizeof(entries) / sizeof(entries[0]); i++)
		expect_kept(entries[i], false);
}
END_TEST

START_TEST(what_names_a_file_goes)
{
	static const char *const entries[] = {
		"LANG=/tmp/x", "LC_ALL=../../tmp/x", "TZ=/etc/shadow", "TZ=:/etc/shadow", "TZ=../../../etc/shadow",
		"TZ=:Europe/../../../../etc/shadow", "TZ=/usr/share/zoneinfo/../../../etc/shadow",
		"TZ=/usr/share/zoneinfoX", "TERM=../../tmp/x",
	};

	for (size_t i = 0; i < sizeof(entries) / sizeof(entries[0]); i++)
		expect_kept(entries[i], false);
}
END_TEST

START_TEST(what_is_too_long_goes)
{
	char entry[500];

	memset(entry, 'x', sizeof(entry));
	memcpy(entry, "TERM=", 5);
	entry[5 + 256] = '\0';
	expect_kept(entry, true);
	entry[5 + 256] = 'x';
	entry[5 + 257] = '\0';
	expect_kept(entry, false);
}
END_TEST

START_TEST(none_or_an_empty_one)
{
	char *empty[] = { NULL };

	clean(empty);
	ck_assert_ptr_null(empty[0]);
	clean(NULL);
}
END_TEST

START_TEST(order_stays)
{
	char a[] = "TZ=UTC", b[] = "X=1", c[] = "LANG=C", d[] = "Y=", e[] = "TERM=vt100";
	char *env[] = { a, b, c, d, e, NULL };

	clean(env);
	ck_assert_ptr_eq(env[0], a);
	ck_assert_ptr_eq(env[1], c);
	ck_assert_ptr_eq(env[2], e);
	ck_assert_ptr_null(env[3]);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("environment");
	TCase *t = tcase_create("environment");

	tcase_add_test(t, what_is_listened_to_stays);
	tcase_add_test(t, all_else_goes);
	tcase_add_test(t, what_names_a_file_goes);
	tcase_add_test(t, what_is_too_long_goes);
	tcase_add_test(t, none_or_an_empty_one);
	tcase_add_test(t, order_stays);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(suite)
