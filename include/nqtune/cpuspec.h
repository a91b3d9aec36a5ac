/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

struct arena;
struct cpuset;
struct err;

/* Resolves a word ("local", "others", ...) to a set, or NULL with *why saying why not (or NULL: no such word). */
typedef const struct cpuset *(*cpuspec_word_fn)(void *data, const char *word, const char **why);

/*
 * A CPU set as people write it: comma-separated terms, each a number, a range
 * "1-3", a mask "0xe" or a word; "!" before a term takes it away (a spec that
 * starts with "!" starts from every member of all). Fills out (cleared first).
 * -EINVAL with a text in e that names the term and the nearest known word;
 * words is a NULL-terminated list for that text. The result may be empty.
 */
int cpuspec_parse(struct cpuset *out, const char *text, const struct cpuset *all,
		  const char *const *words, cpuspec_word_fn word, void *data, struct err *e);
