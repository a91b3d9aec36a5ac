// SPDX-License-Identifier: GPL-2.0-or-later
#include "nqtune/nfnl.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answers_priv.h"
#include "attrs.h"
#include "nfnl_priv.h"
#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/files.h"
#include "nqtune/parse.h"

#define LEGACY_NAMES_SIZE 256
/* A file's name holds 255 bytes. */
#define PART_SIZE 240

const char *nft_family_word(uint8_t family)
{
	switch (family) {
	case NFPROTO_INET:
		return "inet";
	case NFPROTO_IPV4:
		return "ip";
	case NFPROTO_IPV6:
		return "ip6";
	default:
		return NULL;
	}
}

static bool plain(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || c == '-';
}

void nft_key_add(char *key, size_t size, const char *word)
{
	char part[PART_SIZE];
	size_t n = 0;

	for (; *word && n + 4 <= sizeof(part); word++) {
		if (plain(*word) || (*word == '.' && n > 0))
			part[n++] = *word;
		else
			n += (size_t)snprintf(part + n, 4, "%%%02x", (unsigned char)*word);
	}
	part[n] = '\0';
	n = strlen(key);
	snprintf(key + n, size - n, "/%s", part);
}

struct ifpat nft_ifname(const struct nft *nft, uint32_t index)
{
	const char *name = nft->ifname_of ? nft->ifname_of(index, nft->data) : NULL;

	return ifpat_make(name ? name : "", name ? strlen(name) + 1 : 1);
}

int nft_dump(struct nft *nft, uint8_t msg, uint8_t family, const char *table, const char *set,
	     const char *key, int (*fn)(const struct nlmsghdr *msg, void *data), void *data,
	     struct err *e)
{
	_Alignas(struct nlmsghdr) char buf[1024] = { 0 };
	struct nlmsghdr *request = mnl_nlmsg_put_header(buf);
	struct nfgenmsg *nfg = mnl_nlmsg_put_extra_header(request, sizeof(*nfg));

	request->nlmsg_type = NFNL_SUBSYS_NFTABLES << 8 | msg;
	request->nlmsg_flags = NLM_F_DUMP;
	nfg->nfgen_family = family;
	nfg->version = NFNETLINK_V0;
	/* Rules and elements alike name the table first. */
	if (table && !mnl_attr_put_strz_check(request, sizeof(buf), NFTA_RULE_TABLE, table))
		return err_set(e, -EBADMSG, "a table's name is too long");
	if (set && !mnl_attr_put_strz_check(request, sizeof(buf), NFTA_SET_ELEM_LIST_SET, set))
		return err_set(e, -EBADMSG, "a set's name is too long");
	return answers_ask(nft->answers, NETLINK_NETFILTER, key, request, fn, data, e);
}

static int chain_cmp(const void *a, const void *b)
{
	const struct nft_chain *x = a;
	const struct nft_chain *y = b;
	int r = (x->family > y->family) - (x->family < y->family);

	if (r == 0)
		r = strcmp(x->table, y->table);
	return r ? r : strcmp(x->name, y->name);
}

struct nft_chain *nft_chain_find(const struct nft *nft, uint8_t family, const char *table,
				 const char *name)
{
	struct nft_chain key = { .family = family, .table = table, .name = name };

	if (nft->nchains == 0)
		return NULL;
	return bsearch(&key, nft->chains, nft->nchains, sizeof(key), chain_cmp);
}

static uint8_t family_of(const struct nlmsghdr *msg)
{
	const struct nfgenmsg *nfg = (const void *)((const uint8_t *)msg + NLMSG_HDRLEN);

	return msg->nlmsg_len < NLMSG_HDRLEN + sizeof(*nfg) ? NFPROTO_UNSPEC : nfg->nfgen_family;
}

static bool is_source_nat(const struct nlattr **tb)
{
	const struct nlattr *hook[NFTA_HOOK_HOOKNUM + 1];
	const char *type = attr_text(tb[NFTA_CHAIN_TYPE]);
	struct reading num;

	if (!type || strcmp(type, "nat") != 0 || !tb[NFTA_CHAIN_HOOK])
		return false;
	if (!attrs_sort(attrs_in(tb[NFTA_CHAIN_HOOK]), hook, NFTA_HOOK_HOOKNUM))
		return false;
	num = attr_be32(hook[NFTA_HOOK_HOOKNUM]);
	return num.set && num.n == NF_INET_POST_ROUTING;
}

static int on_chain(const struct nlmsghdr *msg, void *data)
{
	const struct nlattr *tb[NFTA_CHAIN_TYPE + 1];
	struct nft *nft = data;
	struct nft_chain *chain;
	const char *table;
	const char *name;

	if (!nft_family_word(family_of(msg)))
		return 0;
	if (!attrs_sort(attrs_after(msg, sizeof(struct nfgenmsg)), tb, NFTA_CHAIN_TYPE))
		return -EBADMSG;
	table = attr_text(tb[NFTA_CHAIN_TABLE]);
	name = attr_text(tb[NFTA_CHAIN_NAME]);
	if (!table || !name)
		return -EBADMSG;
	chain = arena_push(nft->arena, nft->chains, nft->nchains);
	chain->family = family_of(msg);
	chain->table = arena_strdup(nft->arena, table);
	chain->name = arena_strdup(nft->arena, name);
	chain->source_nat = is_source_nat(tb);
	return 0;
}

/* The chains of a table that is switched off (nft "flags dormant") see no packet. */
static int on_table(const struct nlmsghdr *msg, void *data)
{
	const struct nlattr *tb[NFTA_TABLE_FLAGS + 1];
	struct nft *nft = data;
	const char *name;

	if (!attrs_sort(attrs_after(msg, sizeof(struct nfgenmsg)), tb, NFTA_TABLE_FLAGS))
		return -EBADMSG;
	name = attr_text(tb[NFTA_TABLE_NAME]);
	if (!name || !(attr_be32(tb[NFTA_TABLE_FLAGS]).n & NFT_TABLE_F_DORMANT))
		return 0;
	for (size_t i = 0; i < nft->nchains; i++) {
		struct nft_chain *chain = &nft->chains[i];

		if (chain->family == family_of(msg) && strcmp(chain->table, name) == 0)
			chain->source_nat = false;
	}
	return 0;
}

static int on_rule(const struct nlmsghdr *msg, void *data)
{
	const struct nlattr *tb[NFTA_RULE_EXPRESSIONS + 1];
	struct nft *nft = data;
	struct nft_chain *chain;
	struct nft_rule rule;
	const char *table;
	const char *name;
	int rc;

	if (!attrs_sort(attrs_after(msg, sizeof(struct nfgenmsg)), tb, NFTA_RULE_EXPRESSIONS))
		return -EBADMSG;
	table = attr_text(tb[NFTA_RULE_TABLE]);
	name = attr_text(tb[NFTA_RULE_CHAIN]);
	if (!table || !name)
		return -EBADMSG;
	chain = nft_chain_find(nft, family_of(msg), table, name);
	/* The chain may be younger than our list of them. */
	if (!chain)
		return 0;
	rc = nft_rule_decode(nft, tb[NFTA_RULE_EXPRESSIONS], &rule);
	if (rc == 0)
		*arena_push(nft->arena, chain->rules, chain->nrules) = rule;
	return rc;
}

/* Only the tables that hold a source-NAT chain: a firewall's filters may be long, and private. */
static int read_rules(struct nft *nft, struct err *e)
{
	const struct nft_chain *asked = NULL;
	char key[512];
	int rc;

	for (size_t i = 0; i < nft->nchains; i++) {
		const struct nft_chain *chain = &nft->chains[i];

		if (!chain->source_nat)
			continue;
		if (asked && asked->family == chain->family &&
		    strcmp(asked->table, chain->table) == 0)
			continue;
		asked = chain;
		strcpy(key, "nftables/rules");
		nft_key_add(key, sizeof(key), nft_family_word(chain->family));
		nft_key_add(key, sizeof(key), chain->table);
		rc = nft_dump(nft, NFT_MSG_GETRULE, chain->family, chain->table, NULL, key,
			      on_rule, nft, e);
		if (rc)
			return rc;
	}
	return 0;
}

static int read_nft(struct nft *nft, struct arena *arena, struct nat *out, struct err *e)
{
	bool any = false;
	int rc = nft_dump(nft, NFT_MSG_GETCHAIN, NFPROTO_UNSPEC, NULL, NULL, "nftables/chains",
			  on_chain, nft, e);

	if (rc)
		return rc;
	if (nft->nchains)
		qsort(nft->chains, nft->nchains, sizeof(*nft->chains), chain_cmp);
	for (size_t i = 0; i < nft->nchains; i++)
		any |= nft->chains[i].source_nat;
	nft_flowtables_read(nft, arena, out);
	if (!any)
		return 0;
	rc = nft_dump(nft, NFT_MSG_GETTABLE, NFPROTO_UNSPEC, NULL, NULL, "nftables/tables",
		      on_table, nft, e);
	return rc && rc != -ENODATA ? rc : read_rules(nft, e);
}

static bool has_legacy_nat(struct answers *a, const char *path)
{
	char names[LEGACY_NAMES_SIZE];
	char *save;

	if (!a->files || files_read(a->files, path, names, sizeof(names)) < 0)
		return false;
	for (char *t = strtok_r(names, "\n", &save); t; t = strtok_r(NULL, "\n", &save)) {
		if (strcmp(t, "nat") == 0)
			return true;
	}
	return false;
}

void nfnl_read_nat(struct answers *a, struct arena *arena,
		   const char *(*ifname_of)(unsigned ifindex, void *data), void *data,
		   struct nat *out)
{
	struct nft nft = { .answers = a, .ifname_of = ifname_of, .data = data };
	struct err e = { 0 };
	int rc;

	*out = (struct nat){ .known = true };
	out->legacy = has_legacy_nat(a, "/proc/net/ip_tables_names") ||
		      has_legacy_nat(a, "/proc/net/ip6_tables_names");
	nft.arena = arena_new(NULL);
	rc = read_nft(&nft, arena, out, &e);
	if (rc == 0) {
		nft_follow(&nft, arena, out);
	} else if (rc == -EPERM) {
		out->known = false;
		out->unknown_why = "reading nf_tables needs CAP_NET_ADMIN (run as root)";
	} else if (rc == -ENODATA) {
		out->known = false;
		out->unknown_why = "not recorded";
	} else if (nft.nchains || (rc != -EINVAL && rc != -EOPNOTSUPP && rc != -EPROTONOSUPPORT)) {
		out->known = false;
		out->unknown_why = arena_printf(arena, "nf_tables: %s", e.text[0] ? e.text
										  : err_words(rc));
	}
	arena_free(nft.arena);
}

static bool pattern_matches(const char *pattern, const char *name)
{
	size_t len = strlen(pattern);

	if (len && pattern[len - 1] == '*')
		return strncmp(pattern, name, len - 1) == 0;
	return strcmp(pattern, name) == 0;
}

static bool any_matches(char *const *patterns, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++) {
		if (pattern_matches(patterns[i], name))
			return true;
	}
	return false;
}

bool nat_names(const struct nat *nat, const char *ifname)
{
	return any_matches(nat->ifaces, nat->nifaces, ifname);
}

bool nat_covers(const struct nat *nat, const char *ifname)
{
	return nat->any_iface && !any_matches(nat->except, nat->nexcept, ifname);
}

bool nat_is_fast(const struct nat *nat, const char *ifname)
{
	return any_matches(nat->fast, nat->nfast, ifname);
}

bool nat_is_offloaded(const struct nat *nat, const char *ifname)
{
	return any_matches(nat->offloaded, nat->noffloaded, ifname);
}
