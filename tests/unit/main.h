/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/* The main of a unit test program: one suite, TAP on stdout when CK_TAP_LOG_FILE_NAME=- is set. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#define TEST_MAIN(make_suite)                                                                      \
	int main(void)                                                                             \
	{                                                                                          \
		SRunner *runner = srunner_create(make_suite());                                    \
		int failed;                                                                        \
                                                                                                   \
		srunner_run_all(runner, CK_ENV);                                                   \
		failed = srunner_ntests_failed(runner);                                            \
		srunner_free(runner);                                                              \
		return failed ? EXIT_FAILURE : EXIT_SUCCESS;                                       \
	}

/* A struct reading that is set, and to that. */
#define is_reading(r, want)                                                                        \
	do {                                                                                       \
		ck_assert((r).set);                                                                \
		ck_assert_uint_eq((r).n, (want));                                                  \
	} while (0)
