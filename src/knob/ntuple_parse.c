// SPDX-License-Identifier: GPL-2.0-or-later
// A flow rule from its words. Pure.
#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <linux/ethtool.h>
#include <string.h>

#include "hexbytes.h"
#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/parse.h"
#include "ntuple.h"

struct parse {
	struct arena *a;
	char *rest;		/* words that were not taken yet */
	const struct rule_kind *kind;
	struct ethtool_rx_flow_spec *out;
};

static const char *next_word(struct parse *p)
{
	char *word;

	while ((word = strsep(&p->rest, " \t")))
		if (*word)
			return word;
	return NULL;
}

static const char *kinds_text(struct arena *a)
{
	const char *text = "";

	for (const struct rule_kind *k = rule_kinds; k->word; k++)
		text = arena_list(a, text, k->word);
	return text;
}

static const char *fields_text(struct arena *a, const struct rule_kind *k)
{
	const struct rule_field *f;
	const char *text = "";

	for (size_t i = 0; (f = rule_field_at(k, i)); i++)
		text = arena_list(a, text, f->word);
	return text;
}

static int parse_bytes(struct arena *a, const struct rule_field *f, const char *text, uint8_t *out)
{
	uint64_t limit = f->size < 8 ? (UINT64_C(1) << f->size * 8) - 1 : UINT64_MAX, n;
	uint8_t *v;
	size_t len;

	switch (f->form) {
	case FORM_IP4:
		return inet_pton(AF_INET, text, out) == 1 ? 0 : -EINVAL;
	case FORM_IP6:
		return inet_pton(AF_INET6, text, out) == 1 ? 0 : -EINVAL;
	case FORM_MAC:
		if (hexbytes_parse(a, text, &v, &len) || len != f->size)
			return -EINVAL;
		memcpy(out, v, len);
		return 0;
	case FORM_NUMBER:
	case FORM_HEX:
		if (parse_u64(text, limit, &n))
			return -EINVAL;
		rule_store(out, f->size, n);
		return 0;
	}
	return -EINVAL;
}

static int parse_prefix(const struct rule_field *f, const char *text, uint8_t *mask)
{
	uint64_t n;

	if (parse_u64(text, f->size * 8u, &n))
		return -EINVAL;
	memset(mask, 0, f->size);
	for (size_t i = 0; i < n; i++)
		mask[i / 8] |= (uint8_t)(0x80 >> i % 8);
	return 0;
}

static int parse_mask(struct arena *a, const struct rule_field *f, const char *text, uint8_t *mask)
{
	bool address = f->form == FORM_IP4 || f->form == FORM_IP6;

	if (address && !strpbrk(text, ".:"))
		return parse_prefix(f, text, mask);
	return parse_bytes(a, f, text, mask);
}

static int bad_value(const struct rule_field *f, const char *text, struct err *e)
{
	static const char *const takes[] = {
		[FORM_IP4] = "an IPv4 address, ADDRESS/PREFIX or ADDRESS/MASK",
		[FORM_IP6] = "an IPv6 address, ADDRESS/PREFIX or ADDRESS/MASK",
		[FORM_MAC] = "6 bytes as 52:54:00:12:34:56, or BYTES/MASK",
	};
	uint64_t limit = f->usual ? f->usual : f->size < 8 ? (UINT64_C(1) << f->size * 8) - 1
							   : UINT64_MAX;

	if (f->form == FORM_NUMBER || f->form == FORM_HEX)
		return err_set(e, -EINVAL, "%s takes a number up to %" PRIu64 ", or NUMBER/MASK, "
			       "not '%.60s'", f->word, limit, text);
	return err_set(e, -EINVAL, "%s takes %s, not '%.60s'", f->word, takes[f->form], text);
}

/* Bits of the value that do not count are left out: 10.1.2.3/8 is 10.0.0.0/8. */
static int take_field(struct parse *p, const struct rule_field *f, const char *text,
		      struct err *e)
{
	uint8_t v[RULE_BYTES_MAX] = { 0 }, m[RULE_BYTES_MAX];
	char *value = arena_strdup(p->a, text), *mask = strchr(value, '/');
	bool beyond = false, counts = false;

	rule_usual_mask(f, m);
	if (mask)
		*mask++ = '\0';
	if (parse_bytes(p->a, f, value, v) || (mask && parse_mask(p->a, f, mask, m)))
		return bad_value(f, text, e);
	for (size_t i = 0; i < f->size; i++) {
		beyond |= !mask && v[i] & ~m[i];
		v[i] &= m[i];
		counts |= m[i] != 0;
	}
	if (beyond)
		return bad_value(f, text, e);
	memcpy(rule_value(p->out, f), v, f->size);
	memcpy(rule_mask(p->out, f), m, f->size);
	if (counts)
		p->out->flow_type |= f->flag;
	return 0;
}

static int take_queue(struct parse *p, struct err *e)
{
	const char *text = next_word(p);
	uint64_t queue;

	if (!text || parse_u64(text, UINT32_MAX, &queue))
		return err_set(e, -EINVAL, "queue takes the number of a queue, not '%.40s'",
			       text ? text : "");
	p->out->ring_cookie = queue;
	return 0;
}

static const struct rule_field *find_field(const struct rule_kind *k, const char *word,
					   size_t *at)
{
	const struct rule_field *f;

	for (*at = 0; (f = rule_field_at(k, *at)); ++*at)
		if (!strcmp(f->word, word))
			return f;
	return NULL;
}

static int take_fields(struct parse *p, struct err *e)
{
	uint32_t seen = 0;

	for (;;) {
		const struct rule_field *f;
		const char *word = next_word(p), *text;
		size_t at;
		int code;

		if (!word)
			return err_set(e, -EINVAL, "the rule does not say what becomes of the "
				       "packets (end it with: queue N, or drop)");
		if (!strcmp(word, "queue"))
			return take_queue(p, e);
		if (!strcmp(word, "drop")) {
			p->out->ring_cookie = RX_CLS_FLOW_DISC;
			return 0;
		}
		f = find_field(p->kind, word, &at);
		if (!f)
			return err_set(e, -EINVAL, "%s has no field '%.40s' (it has %s)",
				       p->kind->word, word, fields_text(p->a, p->kind));
		if (seen & UINT32_C(1) << at)
			return err_set(e, -EINVAL, "'%s' is given twice", f->word);
		seen |= UINT32_C(1) << at;
		text = next_word(p);
		code = text ? take_field(p, f, text, e)
			    : err_set(e, -EINVAL, "'%s' needs a value", f->word);
		if (code)
			return code;
	}
}

int rule_parse(struct arena *a, const char *text, struct ethtool_rx_flow_spec *out, struct err *e)
{
	struct parse p = { .a = a, .rest = arena_strdup(a, text), .out = out };
	const char *word = next_word(&p);
	int code;

	memset(out, 0, sizeof(*out));
	p.kind = word ? rule_kind_called(word) : NULL;
	if (!p.kind)
		return err_set(e, -EINVAL, "a rule begins with one of %s, not '%.40s'",
			       kinds_text(a), word ? word : "");
	out->flow_type = p.kind->flow;
	if (p.kind->flow == IPV4_USER_FLOW)
		out->h_u.usr_ip4_spec.ip_ver = ETH_RX_NFC_IP4;
	code = take_fields(&p, e);
	if (code)
		return code;
	word = next_word(&p);
	if (!word)
		return 0;
	if (!strcmp(word, "at"))
		return err_set(e, -EINVAL, "'at' needs the place of the rule");
	return err_set(e, -EINVAL, "'%.40s' stands behind the end of the rule", word);
}
