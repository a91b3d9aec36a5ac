/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * What went wrong, for a person: "what failed: why (what to do)". Library code
 * fills one and returns a negative errno; only commands print it.
 */
struct err {
	char text[512];
};

/* Writes the text and returns code, so that "return err_set(e, -EINVAL, ...)" works. e may be NULL. */
int err_set(struct err *e, int code, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* Puts "prefix: " before the text already there. */
void err_prefix(struct err *e, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Plain words for a negative errno, e.g. "no such file or directory" (static text). */
const char *err_words(int code);
