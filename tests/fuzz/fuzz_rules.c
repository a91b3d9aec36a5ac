// SPDX-License-Identifier: GPL-2.0-or-later
// Any text as a flow rule and as the words of rss and ntuple, any bytes as a driver's rule: what has
// words makes the same rule again, and what is planned names queues that exist.
#include <linux/ethtool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "hexbytes.h"
#include "knobhost.h"
#include "nqtune/err.h"
#include "nqtune/knob.h"
#include "ntuple.h"
#include "readings.h"
#include "rss.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define QUEUES 6
#define ENTRIES 32
#define SETTINGS 8

static void demand(bool holds)
{
	if (!holds)
		abort();
}

static void said(const struct err *e)
{
	demand(memchr(e->text, '\0', sizeof(e->text)) && *e->text);
}

static void rule_from_text(struct arena *a, const char *text)
{
	struct ethtool_rx_flow_spec rule, back;
	const char *words;
	struct err e = { "" };

	if (rule_parse(a, text, &rule, &e)) {
		said(&e);
		return;
	}
	words = rule_text(a, &rule);
	demand(!rule_parse(a, words, &back, &e) && rule_same(&rule, &back));
	demand(!strcmp(rule_text(a, &back), words));
}

static void rule_from_bytes(struct arena *a, const uint8_t *data, size_t size)
{
	struct ethtool_rx_flow_spec rule = { 0 }, back;
	const char *words;
	struct err e;

	memcpy(&rule, data, size < sizeof(rule) ? size : sizeof(rule));
	words = rule_text(a, &rule);
	demand(*words && *rule_ethtool(a, &rule));
	if (!rule_parse(a, words, &back, &e))
		demand(rule_same(&rule, &back));
}

static void hash_words(struct arena *a, const char *text)
{
	uint64_t bits, again;
	uint8_t *key;
	size_t len;

	if (!rss_fields_parse(text, &bits))
		demand(!rss_fields_parse(rss_fields_text(a, bits), &again) && again == bits);
	if (!hexbytes_parse(a, text, &key, &len))
		demand(!strcasecmp(hexbytes_text(a, key, len), text));
}

/* The bytes as an indirection table of few queues: told in turn exactly where it begins anew. */
static void table_words(struct arena *a, const uint8_t *data, size_t size)
{
	uint32_t *v = arena_array(a, size + 1, sizeof(*v));
	const struct value list = { .kind = VALUE_LIST, .list = { v, size } };
	const char *text, *turns;
	size_t p = 1;

	for (size_t i = 0; i < size; i++)
		v[i] = data[i] % 4;
	while (p <= size / 2 && memcmp(v, v + p, (size - p) * sizeof(*v)))
		p++;
	text = value_text(a, &list);
	turns = strstr(text, " in turn, ");
	demand(*text && !turns == (p == 1 || p > size / 2));
	demand(!size || *rss_table_words(a, &list.list));
}

static void give(struct arena *a, struct knob_readings *now, const struct knob_attr *attr,
		 const char *target, unsigned index, struct value v)
{
	struct knob_reading *r = readings_add(a, now, attr, target, index);

	r->value = v;
	if (attr == &rss_rows[RSS_QUEUES])
		r->max = value_number((struct reading){ true, QUEUES });
}

static struct value word(const char *text)
{
	return (struct value){ .kind = VALUE_WORD, .word = text };
}

/* One card that can all of it. */
static struct knob_readings card(struct arena *a)
{
	struct knob_readings now = { 0 };
	struct value table = { .kind = VALUE_LIST, .list = rss_table_equal(a, ENTRIES, 0, 4) };

	give(a, &now, &rss_rows[RSS_QUEUES], "", 0, value_number((struct reading){ true, 4 }));
	give(a, &now, &rss_rows[RSS_TABLE], "", 0, table);
	give(a, &now, &rss_rows[RSS_HFUNC], "", 0, word("toeplitz"));
	give(a, &now, &rss_rows[RSS_XFRM], "", 0, word("none"));
	give(a, &now, &rss_rows[RSS_KEY], "", 0, word("6d:5a:00:01"));
	give(a, &now, &rss_rows[RSS_FIELDS], "udp4", 0, word("sd"));
	give(a, &now, &ntuple_rows[NTUPLE_ROOM], "", 0, value_number((struct reading){ true, 4 }));
	give(a, &now, &ntuple_rows[NTUPLE_PICKS], "", 0, word(NTUPLE_BY_USER));
	give(a, &now, &ntuple_rows[NTUPLE_RULES], "rule 1", 1, word("udp4 queue 2"));
	return now;
}

static void check(struct arena *a, const struct change *c)
{
	struct ethtool_rx_flow_spec rule;
	struct err e;

	demand(knob_shell(a, c, KH_NCPUS) != NULL);
	if (c->attr == &rss_rows[RSS_TABLE] && c->new.kind == VALUE_LIST) {
		demand(c->new.list.n == ENTRIES);
		for (size_t i = 0; i < ENTRIES; i++)
			demand(c->new.list.v[i] < QUEUES);
	}
	if (c->attr == &ntuple_rows[NTUPLE_RULES])
		demand(!strcmp(c->new.word, NTUPLE_NONE) ||
		       !rule_parse(a, c->new.word, &rule, &e));
}

/* Settings as the command line splits them, roughly: a line each, words between blanks. */
static void order(struct arena *a, const char *knob, char *text)
{
	struct host *h = kh_new(a);
	struct knob_readings now = card(a);
	struct knob_setting s[SETTINGS];
	struct knob_order o = { .knob = knob_find(knob), .h = h, .nic = &h->nics[KH_ETH0],
				.now = &now, .queue = -1, .settings = s, .arena = a };
	struct err e = { "" };
	struct changes out;
	char *line, *part;

	kh_queues(a, &h->nics[KH_ETH0], QUEUES);
	while (o.nsettings < SETTINGS && (line = strsep(&text, "\n"))) {
		const char **args = NULL;
		size_t n = 0;

		s[o.nsettings] = (struct knob_setting){ .word = strsep(&line, " ") };
		while ((part = strsep(&line, " ")))
			*arena_push(a, args, n) = part;
		s[o.nsettings].args = args;
		s[o.nsettings++].nargs = n;
	}
	if (knob_changes(&o, &out, NULL, &e))
		said(&e);
	else
		for (size_t i = 0; i < out.n; i++)
			check(a, &out.v[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new(NULL);
	const char *text = arena_strndup(a, (const char *)data, size);

	rule_from_text(a, text);
	rule_from_bytes(a, data, size);
	hash_words(a, text);
	table_words(a, data, size);
	order(a, "rss", arena_strdup(a, text));
	order(a, "ntuple", arena_strdup(a, text));
	arena_free(a);
	return 0;
}
