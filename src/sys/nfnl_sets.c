// SPDX-License-Identifier: GPL-2.0-or-later
// The elements of sets and verdict maps that rules look interfaces up in.
#include <errno.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <stdio.h>
#include <string.h>

#include "attrs.h"
#include "nfnl_priv.h"
#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/parse.h"

/* More interfaces, or more different verdicts, than any rule set names. */
#define ELEMS_MAX 1024

struct collecting {
	struct nft *nft;
	const struct nft_key *key;
	struct nft_elems *out;
	uint8_t (*ends)[IFNAMSIZ];	/* where ranges end, each the first name beyond */
	size_t nends;
};

static const struct nlattr *data_part(const struct nlattr *nest, unsigned part)
{
	const struct nlattr *tb[NFTA_DATA_VERDICT + 1];

	if (!nest || !attrs_sort(attrs_in(nest), tb, NFTA_DATA_VERDICT))
		return NULL;
	return tb[part];
}

/* The interface in a key, as bytes; NULL if the key holds none. */
static const void *field_bytes(const struct nft_key *key, size_t len, const struct nlattr *value)
{
	if (key->field == FIELD_OTHER || !value || attr_len(value) < key->offset + len)
		return NULL;
	return (const uint8_t *)attr_data(value) + key->offset;
}

static void read_key(const struct collecting *c, const struct nlattr **tb, struct nft_elem *out)
{
	const struct nlattr *first = data_part(tb[NFTA_SET_ELEM_KEY], NFTA_DATA_VALUE);
	const struct nlattr *last = data_part(tb[NFTA_SET_ELEM_KEY_END], NFTA_DATA_VALUE);
	size_t len = c->key->field == FIELD_OIFNAME ? IFNAMSIZ : sizeof(uint32_t);
	const void *bytes = field_bytes(c->key, len, first);
	const void *end = field_bytes(c->key, len, last);
	uint32_t index;

	out->rest = attr_be32(tb[NFTA_SET_ELEM_FLAGS]).n & NFT_SET_ELEM_CATCHALL;
	out->vague = !bytes && !out->rest;
	if (!bytes)
		return;
	out->narrowed = attr_len(first) > len;
	if (tb[NFTA_SET_ELEM_KEY_END])
		out->vague = !end || memcmp(bytes, end, len) != 0;
	if (c->key->field == FIELD_OIFNAME) {
		out->name = ifpat_make(bytes, IFNAMSIZ);
		return;
	}
	memcpy(&index, bytes, sizeof(index));
	out->name = nft_ifname(c->nft, index);
}

static bool same_verdict(const struct nft_verdict *a, const struct nft_verdict *b)
{
	if (a->action != b->action || !a->chain != !b->chain)
		return false;
	return !a->chain || strcmp(a->chain, b->chain) == 0;
}

/* Keys that name no interface differ in their verdict alone: one of each is enough. */
static bool seen(const struct nft_elems *list, const struct nft_elem *elem)
{
	if (!elem->vague)
		return false;
	for (size_t i = 0; i < list->n; i++) {
		if (list->v[i].vague && same_verdict(&list->v[i].verdict, &elem->verdict))
			return true;
	}
	return false;
}

static int add_end(struct collecting *c, const struct nlattr *key)
{
	const struct nlattr *value = data_part(key, NFTA_DATA_VALUE);
	uint8_t *end;

	if (c->nends == ELEMS_MAX)
		return -E2BIG;
	end = *arena_push(c->nft->arena, c->ends, c->nends);
	/* An end of another shape stays zero and closes no range. */
	if (value && attr_len(value) == IFNAMSIZ)
		memcpy(end, attr_data(value), IFNAMSIZ);
	return 0;
}

static int add_elem(struct collecting *c, const struct nlattr *attr)
{
	const struct nlattr *tb[NFTA_SET_ELEM_KEY_END + 1];
	const struct nlattr *verdict;
	struct nft_elem elem = { 0 };
	int rc;

	if (!attrs_sort(attrs_in(attr), tb, NFTA_SET_ELEM_KEY_END))
		return -EBADMSG;
	if (attr_be32(tb[NFTA_SET_ELEM_FLAGS]).n & NFT_SET_ELEM_INTERVAL_END)
		return add_end(c, tb[NFTA_SET_ELEM_KEY]);
	verdict = data_part(tb[NFTA_SET_ELEM_DATA], NFTA_DATA_VERDICT);
	if (verdict) {
		rc = nft_verdict_decode(c->nft->arena, verdict, &elem.verdict);
		if (rc)
			return rc;
	}
	read_key(c, tb, &elem);
	if (seen(c->out, &elem))
		return 0;
	if (c->out->n == ELEMS_MAX)
		return -E2BIG;
	*arena_push(c->nft->arena, c->out->v, c->out->n) = elem;
	return 0;
}

static int on_elements(const struct nlmsghdr *msg, void *data)
{
	const struct nlattr *tb[NFTA_SET_ELEM_LIST_ELEMENTS + 1];
	struct collecting *c = data;
	const struct nlattr *elem;
	struct attrs list;
	int rc;

	if (!attrs_sort(attrs_after(msg, sizeof(struct nfgenmsg)), tb,
			NFTA_SET_ELEM_LIST_ELEMENTS))
		return -EBADMSG;
	if (!tb[NFTA_SET_ELEM_LIST_ELEMENTS])
		return 0;
	list = attrs_in(tb[NFTA_SET_ELEM_LIST_ELEMENTS]);
	while ((elem = attrs_next(&list))) {
		rc = add_elem(c, elem);
		if (rc)
			return rc;
	}
	return list.bad ? -EBADMSG : 0;
}

/* Adds one to the byte at and carries, as if the bytes were one number. */
static void increment(uint8_t *bytes, size_t at)
{
	while (++bytes[at] == 0 && at > 0)
		at--;
}

/*
 * A set with wildcards keeps each name as the range from it to the next: "eth0"
 * up to "eth0" plus one in the last byte, "ppp*" up to "ppq".
 */
static void name_range(const struct collecting *c, struct nft_elem *elem)
{
	const uint8_t *from = (const uint8_t *)elem->name.text;
	size_t len = strlen(elem->name.text);
	const uint8_t *end = NULL;
	uint8_t next[IFNAMSIZ];

	for (size_t i = 0; i < c->nends; i++) {
		if (memcmp(c->ends[i], from, IFNAMSIZ) > 0 &&
		    (!end || memcmp(c->ends[i], end, IFNAMSIZ) < 0))
			end = c->ends[i];
	}
	elem->vague = true;
	if (!end || !len || elem->narrowed || c->key->field != FIELD_OIFNAME)
		return;
	memcpy(next, from, IFNAMSIZ);
	increment(next, IFNAMSIZ - 1);
	if (memcmp(next, end, IFNAMSIZ) == 0) {
		elem->vague = false;
		return;
	}
	memcpy(next, from, IFNAMSIZ);
	increment(next, len - 1);
	elem->name.prefix = memcmp(next, end, IFNAMSIZ) == 0;
	elem->vague = !elem->name.prefix;
}

static void gather(struct arena *arena, struct nft_elems *out)
{
	struct ifpat *v = arena_array(arena, out->n + 1, sizeof(*v));

	out->all = !out->known;
	out->exact = out->known;
	out->listed = (struct oifs){ .v = v };
	for (size_t i = 0; i < out->n; i++) {
		const struct nft_elem *elem = &out->v[i];

		out->all |= elem->vague || elem->rest;
		out->exact &= !elem->vague && !elem->narrowed;
		if (elem->name.text[0])
			v[out->listed.n++] = elem->name;
	}
}

const struct nft_elems *nft_elems_read(struct nft *nft, const struct nft_chain *chain,
				       const struct nft_key *key)
{
	struct nft_elems *out = arena_alloc(nft->arena, sizeof(*out));
	struct collecting c = { .nft = nft, .key = key, .out = out };
	char name[512] = "nftables/setelem";
	int rc;

	nft_key_add(name, sizeof(name), nft_family_word(chain->family));
	nft_key_add(name, sizeof(name), chain->table);
	nft_key_add(name, sizeof(name), key->set);
	rc = nft_dump(nft, NFT_MSG_GETSETELEM, chain->family, chain->table, key->set, name,
		      on_elements, &c, NULL);
	out->known = rc == 0;
	for (size_t i = 0; c.nends && i < out->n; i++)
		name_range(&c, &out->v[i]);
	gather(nft->arena, out);
	return out;
}
