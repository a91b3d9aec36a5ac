/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stddef.h>

struct arena;
struct err;

/* A line of a file of commands, taken apart. */
struct conf_line {
	unsigned number;	/* in the file, from 1: where it begins, if it is continued */
	char **words;		/* at least one; NULL-terminated */
	size_t nwords;
};
struct conf {
	struct conf_line *lines;
	size_t n;
};

/* Sizes beyond these are refused, in bytes; lines are those that hold a command. */
#define CONF_FILE_MAX ((size_t)256 << 10)
#define CONF_LINE_MAX 4096
#define CONF_LINES_MAX 1000

/*
 * nqtune.conf(5): words between blanks, '...' and "..." around what holds blanks or #, # to
 * the end of the line where a word could begin, a \ at the end of the line to go on. Pure. Arena
 * memory. -EINVAL, with the line in *line and what is wrong with it in e.
 */
int conf_parse(const char *text, size_t len, struct arena *a, struct conf *out, unsigned *line,
	       struct err *e);
