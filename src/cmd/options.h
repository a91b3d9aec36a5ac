/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct session;

/* One row of an option table; --help, completion and the manual's list derive from it. */
struct option_row {
	const char *name;	/* "dry-run" */
	char letter;		/* 'n', or 0 */
	const char *value;	/* "DIR" when it takes one, "[SEC]" when it may take a number, else NULL */
	const char *help;
	bool changing;		/* for commands that change something, as far as they take it */
};

extern const struct option_row global_options[];	/* ends with a row without a name */

/* Handles one option of the table; value NULL unless the row takes one. 0 or an exit status. */
typedef int (*option_fn)(struct session *s, const struct option_row *row, const char *value,
			 void *data);

/*
 * Takes the options out of argv: those of the command's table (may be NULL) go to
 * fn, global ones to the session; what is left are the words, in their order.
 * stop: leave everything from the first word on alone. Options are spelled out,
 * "--" ends them. Returns 0 or STATUS_USAGE (said); *help is set on -h.
 */
int take_options(struct session *s, int *argc, char **argv, const struct option_row *rows,
		 option_fn fn, void *data, bool stop, bool *help);
