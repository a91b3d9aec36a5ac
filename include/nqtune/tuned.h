/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>

struct err;
struct host;
struct session;
struct wish;

/*
 * The interfaces nqtune tunes here, with the options that named them (rule P9), kept
 * below /run/nqtune for this network namespace. Loading never fails: what is
 * damaged is forgotten, with a text in e (e->text empty otherwise). Saving: 0, or -errno with e.
 */
struct wish tuned_load(struct session *s, const struct host *h, struct err *e);
int tuned_save(struct session *s, const struct wish *w, struct err *e);
/* What is kept now, as a text of its own for the journal; "[]" when nothing is. Arena memory. */
const char *tuned_text(struct session *s);
/* Whether such a text says the same as w. */
bool tuned_says(struct session *s, const struct wish *w, const char *text);
/* Keeps what such a text says instead. -EINVAL: it is none. */
int tuned_restore(struct session *s, const char *text, struct err *e);
