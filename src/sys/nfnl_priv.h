/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "nfnl_oifs.h"

struct answers;
struct arena;
struct err;
struct nlattr;
struct nlmsghdr;
struct nat;
struct nft_elems;

/* What nf_tables tells, decoded as far as source NAT and outgoing interfaces matter. */

enum nft_field {
	FIELD_OTHER,
	FIELD_OIFNAME,
	FIELD_OIF,
};

/* Which part of a set's keys is the outgoing interface. */
struct nft_key {
	const char *set;
	enum nft_field field;	/* FIELD_OTHER: no part of it */
	size_t offset;		/* bytes into the key */
};

/* A condition on the outgoing interface: one name (or prefix), or those of a set. */
struct nft_match {
	bool inverted;
	struct ifpat name;	/* "" where an index no longer has one: nothing can leave by it */
	struct nft_key key;	/* key.set is NULL for a name */
	const struct nft_elems *elems;	/* of key, read when first needed */
};

enum nft_action {
	ACTION_NONE,
	ACTION_NAT,		/* the source address is rewritten */
	ACTION_END,		/* accept, drop, queue, another kind of NAT */
	ACTION_RETURN,
	ACTION_JUMP,
	ACTION_GOTO,
	ACTION_MAP,		/* a verdict map decides */
};

struct nft_verdict {
	enum nft_action action;
	const char *chain;	/* of a jump or goto */
};

struct nft_rule {
	struct nft_match *matches;
	size_t nmatches;
	bool narrowed;		/* it asks for more than the outgoing interface */
	struct nft_verdict verdict;
	struct nft_key map;	/* of ACTION_MAP */
	const struct nft_elems *elems;	/* of map, read when first needed */
};

struct nft_chain {
	uint8_t family;
	const char *table;
	const char *name;
	bool source_nat;	/* a base chain: type nat, hook postrouting */
	struct nft_rule *rules;
	size_t nrules;
};

/* One element of a verdict map: whose packets get the verdict. */
struct nft_elem {
	bool rest;		/* every interface that no other element names: the catch-all */
	bool vague;		/* no single interface: a range, or a key without one */
	bool narrowed;		/* the key asks for more than the interface */
	struct ifpat name;
	struct nft_verdict verdict;
};
struct nft_elems {
	struct nft_elem *v;
	size_t n;
	struct oifs listed;	/* the interfaces named */
	bool all;		/* it covers every interface: the catch-all, or one is vague */
	bool exact;		/* the above is all that the keys ask for */
	bool known;		/* false: not to be read, or too many to be looked at */
};

/* The rules of one host on their way through the decoders. */
struct nft {
	struct answers *answers;
	struct arena *arena;	/* everything here lives until the walk is over */
	struct nft_chain *chains;	/* sorted by family, table, name */
	size_t nchains;
	const char *(*ifname_of)(unsigned ifindex, void *data);
	void *data;
};

/* The interface of an index, "" if there is none. */
struct ifpat nft_ifname(const struct nft *nft, uint32_t index);

/* A dump of one kind of nf_tables object; table and set (or NULL) narrow it. */
int nft_dump(struct nft *nft, uint8_t msg, uint8_t family, const char *table, const char *set,
	     const char *key, int (*fn)(const struct nlmsghdr *msg, void *data), void *data,
	     struct err *e);
const char *nft_family_word(uint8_t family);
/* Adds word to a key of a recording: '/' and what no file name should hold becomes %XX. */
void nft_key_add(char *key, size_t size, const char *word);
struct nft_chain *nft_chain_find(const struct nft *nft, uint8_t family, const char *table,
				 const char *name);

/* Decodes the expressions of one rule. -EBADMSG. */
int nft_rule_decode(struct nft *nft, const struct nlattr *expressions, struct nft_rule *out);
/* A verdict (NFTA_DATA_VERDICT's nest). -EBADMSG. */
int nft_verdict_decode(struct arena *arena, const struct nlattr *nest, struct nft_verdict *out);

/* The elements of the set that key names, in the chain's table. Never NULL. */
const struct nft_elems *nft_elems_read(struct nft *nft, const struct nft_chain *chain,
				       const struct nft_key *key);

/* Which interfaces flowtables name: none before 4.16, or if an answer is malformed. */
void nft_flowtables_read(struct nft *nft, struct arena *arena, struct nat *out);

/* Follows the packets through the source-NAT chains into out; out->known may become false. */
void nft_follow(struct nft *nft, struct arena *arena, struct nat *out);
