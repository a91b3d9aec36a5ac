// SPDX-License-Identifier: GPL-2.0-or-later
#include "nqtune/nfhooks.h"

#include <arpa/inet.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_hook.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "attrs.h"
#include "nqtune/answers.h"
#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/parse.h"
#include "uapi.h"

/* One hook's functions on their way into out. */
struct dump {
	struct arena *arena;
	uint8_t family;
	unsigned number;
	const char *hook;
	const char *iface;	/* of NFPROTO_NETDEV; else NULL */
	struct nf_hooks *out;
};

static const char *const inet_hooks[] = {
	[NF_INET_PRE_ROUTING] = "prerouting",
	[NF_INET_LOCAL_IN] = "input",
	[NF_INET_FORWARD] = "forward",
	[NF_INET_LOCAL_OUT] = "output",
	[NF_INET_POST_ROUTING] = "postrouting",
};

static const char *family_word(uint64_t family)
{
	switch (family) {
	case NFPROTO_INET:
		return "inet";
	case NFPROTO_IPV4:
		return "ip";
	case NFPROTO_IPV6:
		return "ip6";
	case NFPROTO_ARP:
		return "arp";
	case NFPROTO_NETDEV:
		return "netdev";
	case NFPROTO_BRIDGE:
		return "bridge";
	default:
		return "?";
	}
}

static const char *keep(struct dump *d, const struct nlattr *attr)
{
	const char *text = attr_text(attr);
	char *copy;

	if (!text || !*text)
		return NULL;
	copy = arena_strdup(d->arena, text);
	text_clean(copy);
	return copy;
}

/* The chain or flowtable that registered the function. False if malformed. */
static bool read_chain(struct dump *d, const struct nlattr *info, struct nf_hook *h)
{
	const struct nlattr *tb[NFNLA_HOOK_INFO_MAX + 1], *desc[NFNLA_CHAIN_MAX + 1];
	const char *table, *name;
	struct reading type;

	if (!attrs_sort(attrs_in(info), tb, NFNLA_HOOK_INFO_MAX))
		return false;
	type = attr_be32(tb[NFNLA_HOOK_INFO_TYPE]);
	if (!type.set || (type.n != NFNL_HOOK_TYPE_NFTABLES && type.n != K_HOOK_TYPE_FLOWTABLE))
		return true;
	if (!tb[NFNLA_HOOK_INFO_DESC] ||
	    !attrs_sort(attrs_in(tb[NFNLA_HOOK_INFO_DESC]), desc, NFNLA_CHAIN_MAX))
		return false;
	h->flowtable |= type.n == K_HOOK_TYPE_FLOWTABLE;
	table = keep(d, desc[NFNLA_CHAIN_TABLE]);
	name = keep(d, desc[NFNLA_CHAIN_NAME]);
	if (table && name)
		h->chain = arena_printf(d->arena, "%s %s %s",
					family_word(attr_number(desc[NFNLA_CHAIN_FAMILY]).n), table,
					name);
	return true;
}

static int on_hook(const struct nlmsghdr *msg, void *data)
{
	const struct nlattr *tb[NFNLA_HOOK_MAX + 1];
	struct dump *d = data;
	struct reading priority;
	struct nf_hook h;

	if (!attrs_sort(attrs_after(msg, sizeof(struct nfgenmsg)), tb, NFNLA_HOOK_MAX))
		return -EBADMSG;
	priority = attr_be32(tb[NFNLA_HOOK_PRIORITY]);
	if (!priority.set)
		return -EBADMSG;
	h = (struct nf_hook){
		.family = family_word(d->family),
		.hook = d->hook,
		.iface = d->iface,
		.priority = (int)(int32_t)(uint32_t)priority.n,
		.function = keep(d, tb[NFNLA_HOOK_FUNCTION_NAME]),
		.module = keep(d, tb[NFNLA_HOOK_MODULE_NAME]),
	};
	/* Before 6.17 the function's name alone gives a flowtable away. */
	h.flowtable = h.function && strncmp(h.function, "nf_flow_offload_", 16) == 0;
	if (tb[NFNLA_HOOK_CHAIN_INFO] && !read_chain(d, tb[NFNLA_HOOK_CHAIN_INFO], &h))
		return -EBADMSG;
	*arena_push(d->arena, d->out->v, d->out->n) = h;
	return 0;
}

/* A kernel that knows no such subsystem, or not that of this family, says EINVAL. */
static int unsupported(int rc)
{
	return rc == -EINVAL || rc == -EOPNOTSUPP || rc == -EPROTONOSUPPORT;
}

static int read_hook(struct answers *a, struct dump *d, struct err *e)
{
	_Alignas(struct nlmsghdr) char buf[128] = { 0 };
	struct nlmsghdr *request = mnl_nlmsg_put_header(buf);
	struct nfgenmsg *nfg = mnl_nlmsg_put_extra_header(request, sizeof(*nfg));
	size_t had = d->out->n;
	char key[64];
	int rc;

	request->nlmsg_type = NFNL_SUBSYS_HOOK << 8 | NFNL_MSG_HOOK_GET;
	request->nlmsg_flags = NLM_F_DUMP;
	nfg->nfgen_family = d->family;
	nfg->version = NFNETLINK_V0;
	mnl_attr_put_u32(request, NFNLA_HOOK_HOOKNUM, htonl(d->number));
	if (d->iface)
		mnl_attr_put_strz(request, NFNLA_HOOK_DEV, d->iface);
	snprintf(key, sizeof(key), "netfilter/hooks/%s/%s", family_word(d->family),
		 d->iface ? d->iface : d->hook);
	rc = answers_ask(a, NETLINK_NETFILTER, key, request, on_hook, d, e);
	if (!rc)
		return 0;
	d->out->n = had;
	if (unsupported(rc))
		return err_set(e, -EOPNOTSUPP,
			       "the kernel does not tell who looks at packets (before 5.15, or"
			       " without CONFIG_NETFILTER_NETLINK_HOOK)");
	return rc == -EBADMSG ? err_set(e, rc, "the netlink answer about hooks is damaged") : rc;
}

int nfhooks_read(struct answers *a, struct arena *arena, struct nf_hooks *out, struct err *e)
{
	static const uint8_t families[] = { NFPROTO_IPV4, NFPROTO_IPV6 };
	struct dump d = { .arena = arena, .out = out };
	int rc;

	*out = (struct nf_hooks){ 0 };
	for (size_t i = 0; i < sizeof(families); i++) {
		for (d.number = 0; d.number < NF_INET_POST_ROUTING + 1; d.number++) {
			d.family = families[i];
			d.hook = inet_hooks[d.number];
			rc = read_hook(a, &d, e);
			/* Without IPv6, what is said of IPv4 is all. */
			if (rc == -EOPNOTSUPP && i)
				return 0;
			if (rc) {
				*out = (struct nf_hooks){ 0 };
				return rc;
			}
		}
	}
	return 0;
}

int nfhooks_add_ingress(struct answers *a, const char *ifname, struct arena *arena,
			struct nf_hooks *out, struct err *e)
{
	struct dump d = {
		.arena = arena, .family = NFPROTO_NETDEV, .number = NF_NETDEV_INGRESS,
		.hook = "ingress", .iface = arena_strdup(arena, ifname), .out = out,
	};

	if (!ifname_valid(ifname))
		return err_set(e, -EINVAL, "%.40s: no interface's name", ifname);
	return read_hook(a, &d, e);
}
