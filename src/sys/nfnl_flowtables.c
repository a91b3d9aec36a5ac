// SPDX-License-Identifier: GPL-2.0-or-later
// Flowtables: which interfaces they are on, and whether they ask for hardware offload (B7).
#include <errno.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>

#include "attrs.h"
#include "nfnl_priv.h"
#include "nqtune/arena.h"
#include "nqtune/nfnl.h"
#include "nqtune/parse.h"
#include "uapi.h"

struct flowtables {
	struct arena *arena;
	struct nat *out;
};

static void add_name(struct flowtables *t, const struct nlattr *device, bool hw)
{
	struct ifpat p = ifpat_make(attr_data(device), attr_len(device));
	struct nat *out = t->out;
	char *name;

	p.prefix |= attr_type(device) == K_DEVICE_PREFIX;
	name = arena_printf(t->arena, "%s%s", p.text, p.prefix ? "*" : "");
	*arena_push(t->arena, out->fast, out->nfast) = name;
	if (hw)
		*arena_push(t->arena, out->offloaded, out->noffloaded) = name;
}

static int on_flowtable(const struct nlmsghdr *msg, void *data)
{
	const struct nlattr *tb[NFTA_FLOWTABLE_FLAGS + 1], *hook[NFTA_FLOWTABLE_HOOK_DEVS + 1];
	const struct nlattr *device;
	struct attrs devices;
	bool hw;

	if (!attrs_sort(attrs_after(msg, sizeof(struct nfgenmsg)), tb, NFTA_FLOWTABLE_FLAGS))
		return -EBADMSG;
	if (!tb[NFTA_FLOWTABLE_HOOK])
		return 0;
	if (!attrs_sort(attrs_in(tb[NFTA_FLOWTABLE_HOOK]), hook, NFTA_FLOWTABLE_HOOK_DEVS))
		return -EBADMSG;
	if (!hook[NFTA_FLOWTABLE_HOOK_DEVS])
		return 0;
	hw = attr_be32(tb[NFTA_FLOWTABLE_FLAGS]).n & NFT_FLOWTABLE_HW_OFFLOAD;
	devices = attrs_in(hook[NFTA_FLOWTABLE_HOOK_DEVS]);
	while ((device = attrs_next(&devices)))
		if (attr_type(device) == NFTA_DEVICE_NAME || attr_type(device) == K_DEVICE_PREFIX)
			add_name(data, device, hw);
	return devices.bad ? -EBADMSG : 0;
}

void nft_flowtables_read(struct nft *nft, struct arena *arena, struct nat *out)
{
	struct flowtables t = { arena, out };

	nft_dump(nft, NFT_MSG_GETFLOWTABLE, NFPROTO_UNSPEC, NULL, NULL, "nftables/flowtables",
		 on_flowtable, &t, NULL);
}
