/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct answers;
struct arena;
struct err;

/*
 * The functions that netfilter calls for packets (nfnetlink_hook, since 5.15, where it is
 * configured), in the order of each hook. Needs CAP_NET_ADMIN. Of this network namespace.
 */
struct nf_hook {
	const char *family;	/* where the packets are: "ip", "ip6", "netdev" */
	const char *hook;	/* "prerouting", "forward", "postrouting", ...; "ingress" of netdev */
	const char *iface;	/* of family netdev; else NULL */
	int priority;
	const char *function;	/* "nft_do_chain_ipv4", "ipv4_conntrack_in"; NULL = not said */
	const char *module;	/* "nf_conntrack"; NULL = not said, or built in */
	const char *chain;	/* "inet nat post", of nf_tables, or a flowtable so; NULL = not said */
	bool flowtable;		/* a flowtable's: packets of its flows pass the others by */
};
struct nf_hooks {
	struct nf_hook *v;
	size_t n;
};

/*
 * Those of IPv4 and IPv6, arena memory. -EOPNOTSUPP: this kernel does not tell; -EPERM: the
 * privilege is missing; -ENODATA: not recorded; -EBADMSG: damaged.
 */
int nfhooks_read(struct answers *a, struct arena *arena, struct nf_hooks *out, struct err *e);
/* Adds those at the ingress of one interface; out keeps what it has if they cannot be read. */
int nfhooks_add_ingress(struct answers *a, const char *ifname, struct arena *arena,
			struct nf_hooks *out, struct err *e);
