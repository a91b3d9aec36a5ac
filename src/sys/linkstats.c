// SPDX-License-Identifier: GPL-2.0-or-later
#include "nqtune/linkstats.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>

#include "attrs.h"
#include "nqtune/answers.h"
#include "nqtune/arena.h"
#include "nqtune/err.h"

/* More interfaces than a host has. */
#define LINKS_MAX 65536
/* Numbers that every kernel with this request sends; later ones send more behind them. */
#define SENT_ALWAYS (offsetof(struct rtnl_link_stats64, rx_missed_errors) + sizeof(uint64_t))

struct filling {
	struct arena *arena;
	struct link_stats *v;
	size_t n;
};

static int on_stats(const struct nlmsghdr *msg, void *data)
{
	const struct nlattr *tb[IFLA_STATS_LINK_64 + 1];
	struct rtnl_link_stats64 s = { 0 };
	struct if_stats_msg head;
	struct filling *f = data;

	if (msg->nlmsg_type != RTM_NEWSTATS)
		return 0;
	if (!attrs_sort(attrs_after(msg, sizeof(head)), tb, IFLA_STATS_LINK_64))
		return -EBADMSG;
	memcpy(&head, (const uint8_t *)msg + NLMSG_HDRLEN, sizeof(head));
	if (!tb[IFLA_STATS_LINK_64])
		return 0;
	if (attr_len(tb[IFLA_STATS_LINK_64]) < SENT_ALWAYS || f->n == LINKS_MAX)
		return -EBADMSG;
	memcpy(&s, attr_data(tb[IFLA_STATS_LINK_64]), SENT_ALWAYS);
	*arena_push(f->arena, f->v, f->n) = (struct link_stats){
		.ifindex = head.ifindex,
		.rx_packets = s.rx_packets,
		.tx_packets = s.tx_packets,
		.rx_bytes = s.rx_bytes,
		.tx_bytes = s.tx_bytes,
		.rx_dropped = s.rx_dropped,
		.tx_dropped = s.tx_dropped,
		.rx_fifo_errors = s.rx_fifo_errors,
		.rx_missed_errors = s.rx_missed_errors,
	};
	return 0;
}

static int by_ifindex(const void *a, const void *b)
{
	const struct link_stats *x = a, *y = b;

	return (x->ifindex > y->ifindex) - (x->ifindex < y->ifindex);
}

int linkstats_read(struct answers *a, struct arena *arena, struct link_stats **v, size_t *n,
		   struct err *e)
{
	_Alignas(struct nlmsghdr) char buf[64] = { 0 };
	struct nlmsghdr *request = mnl_nlmsg_put_header(buf);
	struct if_stats_msg *head = mnl_nlmsg_put_extra_header(request, sizeof(*head));
	struct filling f = { .arena = arena };
	int rc;

	*v = NULL;
	*n = 0;
	request->nlmsg_type = RTM_GETSTATS;
	request->nlmsg_flags = NLM_F_DUMP;
	head->filter_mask = IFLA_STATS_FILTER_BIT(IFLA_STATS_LINK_64);
	rc = answers_ask(a, NETLINK_ROUTE, "route/stats-get", request, on_stats, &f, e);
	if (rc == -EBADMSG)
		return err_set(e, rc, "the netlink answer about statistics is damaged");
	if (rc)
		return rc;
	if (f.n)
		qsort(f.v, f.n, sizeof(*f.v), by_ifindex);
	*v = f.v;
	*n = f.n;
	return 0;
}

const struct link_stats *linkstats_find(const struct link_stats *v, size_t n, unsigned ifindex)
{
	const struct link_stats key = { .ifindex = ifindex };

	return n ? bsearch(&key, v, n, sizeof(*v), by_ifindex) : NULL;
}
