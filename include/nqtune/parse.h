/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A number the kernel may or may not say: "not said" is not 0. */
struct reading {
	bool set;
	uint64_t n;
};

/*
 * A whole decimal (or 0x hexadecimal) number with nothing after it but blanks.
 * -EINVAL, or -ERANGE above max.
 */
int parse_u64(const char *text, uint64_t max, uint64_t *out);
/* The same for signed decimals, min <= n <= max. */
int parse_i64(const char *text, int64_t min, int64_t max, int64_t *out);

/* Whether a word is meant as a number, whatever it is: "-3", "1.5"; an interface may be called "4g". */
bool meant_as_number(const char *word);

/* Compares names by their numbers: "rx-2" before "rx-10". For qsort-like use on strings. */
int name_cmp(const char *a, const char *b);

/* The word of the NULL-terminated list that is nearest to text, or NULL if none is near. */
const char *nearest_word(const char *text, const char *const *words);

/* True if name can be an interface's: 1-15 bytes, no '/', no blank, not "." or "..". */
bool ifname_valid(const char *name);

/*
 * Makes text from the kernel or a recording safe for a terminal: control
 * characters and invalid UTF-8 become '?'. In place.
 */
void text_clean(char *s);
