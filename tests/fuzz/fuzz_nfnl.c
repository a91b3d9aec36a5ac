// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes as a rule set. The input is a length (two bytes) and that much for the rules, the rest
// for sets; with the length 0xffff all of it answers everything, the list of chains too; with 0xfffe
// two lengths follow, of the list of chains and of the rules, and then these, and the sets.
#include <arpa/inet.h>
#include <libmnl/libmnl.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <string.h>

#include "answers_priv.h"
#include "nqtune/arena.h"
#include "nqtune/nfnl.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define ALL 0xffff
#define OWN_CHAINS 0xfffe

struct input {
	const uint8_t *v;
	size_t n;
	size_t rules;
	_Alignas(4) char chains[16384];
	size_t nchains;
};

static size_t length_at(const uint8_t *v)
{
	return (size_t)v[0] << 8 | v[1];
}

static size_t put_chain(char *buf, const char *name, bool base)
{
	struct nlmsghdr *msg = mnl_nlmsg_put_header(buf);
	struct nfgenmsg *nfg = mnl_nlmsg_put_extra_header(msg, sizeof(*nfg));

	msg->nlmsg_type = NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_NEWCHAIN;
	nfg->nfgen_family = NFPROTO_IPV4;
	mnl_attr_put_strz(msg, NFTA_CHAIN_TABLE, "t");
	mnl_attr_put_strz(msg, NFTA_CHAIN_NAME, name);
	if (base) {
		struct nlattr *hook = mnl_attr_nest_start(msg, NFTA_CHAIN_HOOK);

		mnl_attr_put_u32(msg, NFTA_HOOK_HOOKNUM, htonl(NF_INET_POST_ROUTING));
		mnl_attr_nest_end(msg, hook);
		mnl_attr_put_strz(msg, NFTA_CHAIN_TYPE, "nat");
	}
	return msg->nlmsg_len;
}

/* One base chain "post" and one other, "nat", of table t. */
static size_t put_chains(char *buf)
{
	size_t len = put_chain(buf, "post", true);
	struct nlmsghdr *end;

	len += put_chain(buf + len, "nat", false);
	end = mnl_nlmsg_put_header(buf + len);
	end->nlmsg_type = NLMSG_DONE;
	return len + end->nlmsg_len;
}

static int feed(const char *key, const void **bytes, size_t *len, void *data)
{
	struct input *in = data;

	if (in->rules == ALL) {
		*bytes = in->v;
		*len = in->n;
	} else if (strcmp(key, "nftables/chains") == 0) {
		*bytes = in->chains;
		*len = in->nchains;
	} else if (strncmp(key, "nftables/setelem", 16) == 0) {
		*bytes = in->v + in->rules;
		*len = in->n - in->rules;
	} else {
		*bytes = in->v;
		*len = in->rules;
	}
	return 0;
}

static const char *ifname_of(unsigned ifindex, void *data)
{
	(void)data;
	return ifindex < 10 ? "lan0" : NULL;
}

/* What is taken off the front of the input for the chains. */
static void take_chains(struct input *in)
{
	size_t n;

	if (in->rules != OWN_CHAINS || in->n < 4) {
		in->nchains = put_chains(in->chains);
		return;
	}
	n = length_at(in->v);
	in->rules = length_at(in->v + 2);
	in->v += 4;
	in->n -= 4;
	in->nchains = n < in->n ? n : in->n;
	if (in->nchains > sizeof(in->chains))
		in->nchains = sizeof(in->chains);
	memcpy(in->chains, in->v, in->nchains);
	in->v += in->nchains;
	in->n -= in->nchains;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct input in;
	struct arena *arena;
	struct answers *a;
	struct nat nat;

	if (size < 2)
		return 0;
	in = (struct input){ .v = data + 2, .n = size - 2, .rules = length_at(data) };
	take_chains(&in);
	if (in.rules != ALL && in.rules > in.n)
		in.rules = in.n;
	if (answers_open_bytes(&a, feed, &in))
		return 0;
	arena = arena_new(NULL);
	nfnl_read_nat(a, arena, ifname_of, NULL, &nat);
	nat_names(&nat, "lan0");
	nat_covers(&nat, "lan0");
	nat_is_offloaded(&nat, "lan0");
	arena_free(arena);
	answers_close(a);
	return 0;
}
