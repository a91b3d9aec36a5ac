/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <string.h>

#include "rss.h"

/* An order for rss, its words sorted out. */
struct rss_wish {
	const struct knob_order *o;
	const struct knob_setting *table;	/* the setting that gives the table, or NULL */
	const struct knob_setting *start;
	struct changes *out;
	size_t *already;
};

static inline bool rss_is(const struct knob_setting *s, const char *word)
{
	return s && !strcmp(s->word, word);
}

/* The reading of a setting; NULL = there is none. */
const struct knob_reading *rss_now(const struct rss_wish *w, enum rss_row row, const char *target);
/* The same of the whole interface; NULL = not supported (said in *code). */
const struct knob_reading *rss_need(const struct rss_wish *w, enum rss_row row, int *code,
				    struct err *e);
/* The change of the table, if one is wished. */
int rss_order_table(const struct rss_wish *w, struct err *e);
