/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What is left of one line of a text of counters. The kernel ends each line: another was
 * cut, and the number at its end with it.
 */
struct words {
	const char *at;
	const char *end;
};

/* The next whole line of *text, which is moved behind it; false at the end. */
bool words_line(const char **text, struct words *line);
/* The next word of the line; false at its end. Blanks and tabs part words. */
bool words_next(struct words *line, const char **word, size_t *len);
bool words_is(const char *word, size_t len, const char *text);
/* The next word of the line as a decimal number; false: there is none, or it is none. */
bool words_number(struct words *line, uint64_t *n);
