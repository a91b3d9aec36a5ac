/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct answers;
struct arena;
struct err;

/*
 * What nf_tables (nft, iptables-nft, firewalld, fw4) does to packets that leave:
 * on which interfaces it masquerades or rewrites the source address.
 */
struct nat {
	bool known;		/* rules could be read */
	const char *unknown_why;	/* when not: plain words, arena or static */
	bool legacy;		/* iptables-legacy has a nat table, which nothing can read here */
	bool any_iface;		/* a rule masquerades without naming an interface */
	char **except;		/* then: the interfaces such rules leave out ("! -o docker0") */
	size_t nexcept;
	char **ifaces;		/* named by rules; a trailing '*' is a prefix, as in nft */
	size_t nifaces;
	char **fast;		/* named by flowtables, as in ifaces; from 6.16 on also what is not there */
	size_t nfast;
	char **offloaded;	/* of these, by flowtables that ask for hardware offload */
	size_t noffloaded;
	bool flowtable;		/* one is on an interface that is there: others see no packets */
	bool flowtable_hw;	/* one of these asks for hardware offload */
};

/*
 * Fills out; always succeeds in saying what is known. Follows jumps and gotos
 * from source-NAT base chains (postrouting, type nat), conditions on the outgoing
 * interface (name, index, anonymous and named sets, verdict maps, negation) along
 * the way, native and xtables-compat (MASQUERADE, SNAT) expressions.
 * Of flowtables, only what they name: which of that is there is for the caller to say.
 * ifname_of maps an ifindex to a name (or NULL).
 */
void nfnl_read_nat(struct answers *a, struct arena *arena,
		   const char *(*ifname_of)(unsigned ifindex, void *data), void *data,
		   struct nat *out);

/* Whether the packets that leave by ifname are masqueraded by a rule that names it, per nat. */
bool nat_names(const struct nat *nat, const char *ifname);
/* Whether a rule that names no interface covers it. */
bool nat_covers(const struct nat *nat, const char *ifname);
/* Whether a flowtable names it, and one that asks for hardware offload. */
bool nat_is_fast(const struct nat *nat, const char *ifname);
bool nat_is_offloaded(const struct nat *nat, const char *ifname);
