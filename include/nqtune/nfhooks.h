/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stddef.h>

struct answers;
struct arena;
struct err;

/*
 * The functions that netfilter calls for packets (nfnetlink_hook, since 5.15), in the order of
 * each hook. Needs CAP_NET_ADMIN. Of this network namespace.
 */
struct nf_hook {
	const char *family;	/* "ip", "ip6", "netdev", ... */
	const char *hook;	/* "prerouting", "forward", ... */
	const char *iface;	/* of family netdev; else NULL */
	int priority;
	const char *function;	/* "nft_do_chain_ipv4", "ipv4_conntrack_in"; NULL = not said */
	const char *module;	/* NULL = not said */
	const char *chain;	/* "ip nat post"; NULL = no chain of nf_tables */
};
struct nf_hooks {
	struct nf_hook *v;
	size_t n;
};

/* Those of IPv4 and IPv6, arena memory. -EOPNOTSUPP: this kernel does not tell; -EPERM; -ENODATA: not recorded. */
int nfhooks_read(struct answers *a, struct arena *arena, struct nf_hooks *out, struct err *e);
