// SPDX-License-Identifier: GPL-2.0-or-later
#include "nqtune/routes.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <limits.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>

#include "attrs.h"
#include "nqtune/answers.h"
#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/parse.h"

struct holders {
	const struct net_addr *addr;
	struct arena *arena;
	unsigned *v;
	size_t n;
};

static size_t width(const struct net_addr *addr)
{
	return addr->v6 ? 16 : 4;
}

static uint8_t family(const struct net_addr *addr)
{
	return addr->v6 ? AF_INET6 : AF_INET;
}

static bool is_addr(const struct nlattr *attr, const struct net_addr *addr)
{
	return attr && attr_len(attr) == width(addr) &&
	       !memcmp(attr_data(attr), addr->bytes, width(addr));
}

static void add_holder(struct holders *h, unsigned ifindex)
{
	for (size_t i = 0; i < h->n; i++)
		if (h->v[i] == ifindex)
			return;
	*arena_push(h->arena, h->v, h->n) = ifindex;
}

static int on_addr(const struct nlmsghdr *msg, void *data)
{
	const struct nlattr *tb[IFA_LOCAL + 1];
	struct holders *h = data;
	struct ifaddrmsg head;

	if (msg->nlmsg_type != RTM_NEWADDR)
		return 0;
	if (!attrs_sort(attrs_after(msg, sizeof(head)), tb, IFA_LOCAL))
		return -EBADMSG;
	memcpy(&head, (const uint8_t *)msg + NLMSG_HDRLEN, sizeof(head));
	/* On a link between two, IFA_ADDRESS is the other's. */
	if (head.ifa_family == family(h->addr) && head.ifa_index &&
	    is_addr(tb[IFA_LOCAL] ? tb[IFA_LOCAL] : tb[IFA_ADDRESS], h->addr))
		add_holder(h, head.ifa_index);
	return 0;
}

static int damaged(int rc, const char *what, struct err *e)
{
	return rc == -EBADMSG ? err_set(e, rc, "the netlink answer about %s is damaged", what) : rc;
}

int routes_holders(struct answers *a, const struct net_addr *addr, struct arena *arena,
		   unsigned **ifindex, size_t *n, struct err *e)
{
	_Alignas(struct nlmsghdr) char buf[64] = { 0 };
	struct nlmsghdr *request = mnl_nlmsg_put_header(buf);
	struct holders h = { .addr = addr, .arena = arena };
	struct ifaddrmsg *head = mnl_nlmsg_put_extra_header(request, sizeof(*head));
	int rc;

	request->nlmsg_type = RTM_GETADDR;
	request->nlmsg_flags = NLM_F_DUMP;
	head->ifa_family = family(addr);
	rc = answers_ask(a, NETLINK_ROUTE, addr->v6 ? "route/addr-get/6" : "route/addr-get/4",
			 request, on_addr, &h, e);
	*ifindex = h.v;
	*n = rc ? 0 : h.n;
	return damaged(rc, "addresses", e);
}

static int on_route(const struct nlmsghdr *msg, void *data)
{
	const struct nlattr *tb[RTA_OIF + 1];
	unsigned *ifindex = data;
	struct reading oif;

	if (msg->nlmsg_type != RTM_NEWROUTE)
		return 0;
	if (!attrs_sort(attrs_after(msg, sizeof(struct rtmsg)), tb, RTA_OIF))
		return -EBADMSG;
	oif = attr_number(tb[RTA_OIF]);
	if (oif.set && oif.n <= UINT_MAX)
		*ifindex = (unsigned)oif.n;
	return 0;
}

int routes_towards(struct answers *a, const struct net_addr *from, const struct net_addr *to,
		   unsigned *ifindex, struct err *e)
{
	_Alignas(struct nlmsghdr) char buf[128] = { 0 };
	struct nlmsghdr *request = mnl_nlmsg_put_header(buf);
	struct rtmsg *head = mnl_nlmsg_put_extra_header(request, sizeof(*head));
	int rc;

	*ifindex = 0;
	if (from->v6 != to->v6)
		return err_set(e, -EAFNOSUPPORT, "%s", err_words(-EAFNOSUPPORT));
	request->nlmsg_type = RTM_GETROUTE;
	head->rtm_family = family(to);
	head->rtm_dst_len = head->rtm_src_len = (uint8_t)(width(to) * 8);
	mnl_attr_put(request, RTA_DST, width(to), to->bytes);
	mnl_attr_put(request, RTA_SRC, width(from), from->bytes);
	rc = answers_ask(a, NETLINK_ROUTE, "route/route-get", request, on_route, ifindex, e);
	if (!rc && !*ifindex)
		return err_set(e, -ENETUNREACH, "no interface leads there");
	return damaged(rc, "a route", e);
}
