/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "nqtune/knob.h"

struct arena;
struct cpuset;
struct err;

enum rss_row {
	RSS_ENTRIES,
	RSS_QUEUES,
	RSS_TABLE,
	RSS_HFUNC,
	RSS_XFRM,
	RSS_KEY,
	RSS_CONTEXTS,
	RSS_FIELDS,
	RSS_NROWS,
};
extern const struct knob_attr rss_rows[RSS_NROWS];

/* The order(), set() and shell() of rss. */
int rss_order(const struct knob_order *o, struct changes *out, size_t *already, struct err *e);
int rss_set(struct sys *s, const struct change *c, const struct value *const *v, size_t n,
	    struct err *e);
const char *rss_shell(struct arena *a, const struct change *c);

/* Hash functions by ETH_RSS_HASH_*_BIT, input transformations by RXH_XFRM_*; NULL-terminated. */
extern const char *const rss_hfuncs[], *const rss_xfrms[];
/* The number of a word, or of a number without one; not set = no such word. */
struct reading rss_number(const char *const *words, const struct value *v);

/* Kinds of flow that are hashed, in ethtool's words; ends with a row without a name. */
struct rss_flow {
	const char *name;
	uint32_t type;		/* TCP_V4_FLOW, ... */
};
extern const struct rss_flow rss_flows[];
/* NULL = there is no flow of that name. */
const struct rss_flow *rss_flow_find(const char *name);

/* Hashed fields in ethtool's letters: "sdfn", "none". And back: -EINVAL. */
const char *rss_fields_text(struct arena *a, uint64_t bits);
int rss_fields_parse(const char *text, uint64_t *bits);

/* The key of which a flow and its answers have one hash. */
const char *rss_key_symmetric(struct arena *a, size_t len);

/* Indirection tables of n entries, made in the arena. */
struct numbers rss_table_equal(struct arena *a, size_t n, uint32_t start, uint32_t queues);
/*
 * Blocks in proportion to the weights, queue after queue; start is the first weight's queue.
 * A weight may be so small that its queue gets no entry.
 */
struct numbers rss_table_weight(struct arena *a, size_t n, uint32_t start,
				const uint64_t *weights, size_t nweights);
/* The queues of now without those of the set, in turn; n is 0 if none is left. */
struct numbers rss_table_without(struct arena *a, const struct numbers *now,
				 const struct cpuset *without);
/* The queues that the table names, each once, in order. */
struct numbers rss_table_queues(struct arena *a, const struct numbers *table);
/* The words behind "ethtool -X IFACE" for the table; shares alone where no words make its order. */
const char *rss_table_words(struct arena *a, const struct numbers *table);
