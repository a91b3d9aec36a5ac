// SPDX-License-Identifier: GPL-2.0-or-later
// Decodes a rule: what it asks of the outgoing interface, and what it does.
#include <errno.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nf_tables_compat.h>
#include <string.h>

#include "attrs.h"
#include "nfnl_priv.h"
#include "nqtune/arena.h"
#include "nqtune/parse.h"

/* Registers as 32-bit slots: the verdict, then 64 bytes under two sets of names. */
#define SLOTS 20
#define VERDICT_SLOT 0

#define ATTR_MAX 16

struct decoder {
	struct nft *nft;
	struct nft_rule *rule;
	enum nft_field slot[SLOTS];	/* what begins in the slot */
};

/* What an expression that nothing here decodes does to a rule. */
static const struct {
	const char *name;
	bool narrows;
} plain[] = {
	{ "counter", false }, { "log", false },	     { "last", false },
	{ "notrack", false }, { "dup", false },	     { "range", true },
	{ "limit", true },    { "quota", true },     { "connlimit", true },
	{ "objref", true },   { "dynset", true },
};

static int slot_of(const struct nlattr *reg)
{
	struct reading r = attr_be32(reg);

	if (r.set && r.n <= NFT_REG_4)
		return (int)r.n * 4;
	if (r.set && r.n >= NFT_REG32_00 && r.n <= NFT_REG32_15)
		return (int)r.n - NFT_REG32_00 + 4;
	return -1;
}

/*
 * A register is loaded. What lies above it was loaded for an earlier condition:
 * the parts of a concatenation are loaded in ascending order.
 */
static void load(struct decoder *d, const struct nlattr *reg, enum nft_field field)
{
	int from = slot_of(reg);

	for (int i = from < 0 ? 0 : from; i < SLOTS; i++)
		d->slot[i] = FIELD_OTHER;
	if (from >= 0)
		d->slot[from] = field;
}

static int on_meta(struct decoder *d, const struct nlattr **tb)
{
	struct reading key = attr_be32(tb[NFTA_META_KEY]);
	enum nft_field field = FIELD_OTHER;

	if (!tb[NFTA_META_DREG])
		return 0;
	if (key.set && key.n == NFT_META_OIFNAME)
		field = FIELD_OIFNAME;
	if (key.set && key.n == NFT_META_OIF)
		field = FIELD_OIF;
	load(d, tb[NFTA_META_DREG], field);
	return 0;
}

static const struct nlattr *data_value(const struct nlattr *nest)
{
	const struct nlattr *tb[NFTA_DATA_VERDICT + 1];

	if (!nest || !attrs_sort(attrs_in(nest), tb, NFTA_DATA_VERDICT))
		return NULL;
	return tb[NFTA_DATA_VALUE];
}

static int on_cmp(struct decoder *d, const struct nlattr **tb)
{
	const struct nlattr *value = data_value(tb[NFTA_CMP_DATA]);
	struct reading op = attr_be32(tb[NFTA_CMP_OP]);
	int slot = slot_of(tb[NFTA_CMP_SREG]);
	enum nft_field field = slot < 0 ? FIELD_OTHER : d->slot[slot];
	struct nft_match m = { 0 };
	uint32_t index;

	if (!value || !op.set)
		return -EBADMSG;
	if (op.n == NFT_CMP_NEQ)
		m.inverted = true;
	else if (op.n != NFT_CMP_EQ)
		field = FIELD_OTHER;
	if (field == FIELD_OIFNAME) {
		m.name = ifpat_make(attr_data(value), attr_len(value));
	} else if (field == FIELD_OIF && attr_len(value) == sizeof(index)) {
		memcpy(&index, attr_data(value), sizeof(index));
		m.name = nft_ifname(d->nft, index);
	} else {
		d->rule->narrowed = true;
		return 0;
	}
	*arena_push(d->nft->arena, d->rule->matches, d->rule->nmatches) = m;
	return 0;
}

/* The outgoing interface among the registers that make up a set's key. */
static struct nft_key key_at(const struct decoder *d, int slot, const char *set)
{
	struct nft_key key = { .set = arena_strdup(d->nft->arena, set) };

	for (int i = slot; i >= 0 && i < SLOTS; i++) {
		if (d->slot[i] == FIELD_OTHER)
			continue;
		key.field = d->slot[i];
		key.offset = 4 * (size_t)(i - slot);
		break;
	}
	return key;
}

static int on_lookup(struct decoder *d, const struct nlattr **tb)
{
	const char *set = attr_text(tb[NFTA_LOOKUP_SET]);
	int dreg = slot_of(tb[NFTA_LOOKUP_DREG]);
	struct nft_match m = { 0 };

	if (!set)
		return -EBADMSG;
	m.inverted = attr_be32(tb[NFTA_LOOKUP_FLAGS]).n & NFT_LOOKUP_F_INV;
	m.key = key_at(d, slot_of(tb[NFTA_LOOKUP_SREG]), set);
	if (tb[NFTA_LOOKUP_DREG] && dreg == VERDICT_SLOT) {
		d->rule->verdict.action = ACTION_MAP;
		d->rule->map = m.key;
		return 0;
	}
	if (tb[NFTA_LOOKUP_DREG])
		load(d, tb[NFTA_LOOKUP_DREG], FIELD_OTHER);
	if (m.key.field == FIELD_OTHER)
		d->rule->narrowed = true;
	else
		*arena_push(d->nft->arena, d->rule->matches, d->rule->nmatches) = m;
	return 0;
}

int nft_verdict_decode(struct arena *arena, const struct nlattr *nest, struct nft_verdict *out)
{
	const struct nlattr *tb[NFTA_VERDICT_CHAIN + 1];
	struct reading code;
	const char *chain;

	*out = (struct nft_verdict){ 0 };
	if (!attrs_sort(attrs_in(nest), tb, NFTA_VERDICT_CHAIN))
		return -EBADMSG;
	code = attr_be32(tb[NFTA_VERDICT_CODE]);
	if (!code.set)
		return -EBADMSG;
	chain = attr_text(tb[NFTA_VERDICT_CHAIN]);
	switch ((int32_t)code.n) {
	case NFT_CONTINUE:
	case NFT_BREAK:
		return 0;
	case NFT_JUMP:
	case NFT_GOTO:
		if (!chain)
			return -EBADMSG;
		out->action = (int32_t)code.n == NFT_JUMP ? ACTION_JUMP : ACTION_GOTO;
		out->chain = arena_strdup(arena, chain);
		return 0;
	case NFT_RETURN:
		out->action = ACTION_RETURN;
		return 0;
	default:
		out->action = ACTION_END;
		return 0;
	}
}

static int on_immediate(struct decoder *d, const struct nlattr **tb)
{
	const struct nlattr *data[NFTA_DATA_VERDICT + 1];
	const struct nlattr *nest = tb[NFTA_IMMEDIATE_DATA];

	if (!nest || !attrs_sort(attrs_in(nest), data, NFTA_DATA_VERDICT))
		return -EBADMSG;
	if (slot_of(tb[NFTA_IMMEDIATE_DREG]) != VERDICT_SLOT) {
		load(d, tb[NFTA_IMMEDIATE_DREG], FIELD_OTHER);
		return 0;
	}
	if (!data[NFTA_DATA_VERDICT])
		return -EBADMSG;
	return nft_verdict_decode(d->nft->arena, data[NFTA_DATA_VERDICT], &d->rule->verdict);
}

static int on_nat(struct decoder *d, const struct nlattr **tb)
{
	struct reading type = attr_be32(tb[NFTA_NAT_TYPE]);

	d->rule->verdict.action = type.set && type.n == NFT_NAT_SNAT ? ACTION_NAT : ACTION_END;
	return 0;
}

static int on_masq(struct decoder *d, const struct nlattr **tb)
{
	d->rule->verdict.action = ACTION_NAT;
	return 0;
}

/* An xtables target: those that rewrite the source; others let the packet go on. */
static int on_target(struct decoder *d, const struct nlattr **tb)
{
	static const char *const source_nat[] = { "MASQUERADE", "SNAT", "NETMAP" };
	const char *name = attr_text(tb[NFTA_TARGET_NAME]);

	if (!name)
		return -EBADMSG;
	for (size_t i = 0; i < sizeof(source_nat) / sizeof(source_nat[0]); i++) {
		if (strcmp(name, source_nat[i]) == 0)
			d->rule->verdict.action = ACTION_NAT;
	}
	return 0;
}

static int on_match(struct decoder *d, const struct nlattr **tb)
{
	const char *name = attr_text(tb[NFTA_MATCH_NAME]);

	if (!name)
		return -EBADMSG;
	if (strcmp(name, "comment") != 0)
		d->rule->narrowed = true;
	return 0;
}

/* Expressions that put into a register what has nothing to do with the interface. */
static int on_payload(struct decoder *d, const struct nlattr **tb)
{
	if (tb[NFTA_PAYLOAD_DREG])
		load(d, tb[NFTA_PAYLOAD_DREG], FIELD_OTHER);
	return 0;
}

static int on_ct(struct decoder *d, const struct nlattr **tb)
{
	if (tb[NFTA_CT_DREG])
		load(d, tb[NFTA_CT_DREG], FIELD_OTHER);
	return 0;
}

static int on_bitwise(struct decoder *d, const struct nlattr **tb)
{
	load(d, tb[NFTA_BITWISE_DREG], FIELD_OTHER);
	return 0;
}

static const struct {
	const char *name;
	int (*fn)(struct decoder *d, const struct nlattr **tb);
} decoded[] = {
	{ "meta", on_meta },	   { "cmp", on_cmp },	      { "lookup", on_lookup },
	{ "immediate", on_immediate }, { "masq", on_masq },   { "nat", on_nat },
	{ "target", on_target },   { "match", on_match },     { "payload", on_payload },
	{ "ct", on_ct },	   { "bitwise", on_bitwise }, { "byteorder", on_bitwise },
};
_Static_assert((int)NFTA_BITWISE_DREG == (int)NFTA_BYTEORDER_DREG, "one decoder serves both");

static int on_expression(struct decoder *d, const struct nlattr *expr)
{
	const struct nlattr *tb[ATTR_MAX + 1] = { 0 };
	const struct nlattr *parts[NFTA_EXPR_DATA + 1];
	const char *name;

	if (!attrs_sort(attrs_in(expr), parts, NFTA_EXPR_DATA))
		return -EBADMSG;
	name = attr_text(parts[NFTA_EXPR_NAME]);
	if (!name)
		return -EBADMSG;
	if (parts[NFTA_EXPR_DATA] && !attrs_sort(attrs_in(parts[NFTA_EXPR_DATA]), tb, ATTR_MAX))
		return -EBADMSG;
	for (size_t i = 0; i < sizeof(decoded) / sizeof(decoded[0]); i++) {
		if (strcmp(name, decoded[i].name) == 0)
			return decoded[i].fn(d, tb);
	}
	for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++) {
		if (strcmp(name, plain[i].name) == 0) {
			d->rule->narrowed |= plain[i].narrows;
			return 0;
		}
	}
	/* A stranger may load any register. */
	load(d, NULL, FIELD_OTHER);
	d->rule->narrowed = true;
	return 0;
}

int nft_rule_decode(struct nft *nft, const struct nlattr *expressions, struct nft_rule *out)
{
	struct decoder d = { .nft = nft, .rule = out };
	const struct nlattr *expr;
	struct attrs list;
	int rc;

	*out = (struct nft_rule){ 0 };
	if (!expressions)
		return 0;
	list = attrs_in(expressions);
	while ((expr = attrs_next(&list))) {
		rc = on_expression(&d, expr);
		if (rc)
			return rc;
		/* Nothing that follows a verdict is reached. */
		if (out->verdict.action != ACTION_NONE)
			break;
	}
	return list.bad ? -EBADMSG : 0;
}
