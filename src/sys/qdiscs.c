// SPDX-License-Identifier: GPL-2.0-or-later
#include "nqtune/qdiscs.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/gen_stats.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>

#include "attrs.h"
#include "nqtune/answers.h"
#include "nqtune/arena.h"
#include "nqtune/err.h"

struct found {
	struct arena *arena;
	struct qdisc *v;
	size_t n;
};

/* TCA_STATS2: kernels may make struct gnet_stats_queue longer at its end, never shorter. */
static bool read_counters(const struct nlattr *stats, struct qdisc *q)
{
	const struct nlattr *tb[TCA_STATS_QUEUE + 1];
	struct gnet_stats_queue c;

	if (!attrs_sort(attrs_in(stats), tb, TCA_STATS_QUEUE))
		return false;
	if (!tb[TCA_STATS_QUEUE] || attr_len(tb[TCA_STATS_QUEUE]) < sizeof(c))
		return true;
	memcpy(&c, attr_data(tb[TCA_STATS_QUEUE]), sizeof(c));
	q->backlog = (struct reading){ true, c.qlen };
	q->drops = (struct reading){ true, c.drops };
	q->requeues = (struct reading){ true, c.requeues };
	return true;
}

static int on_qdisc(const struct nlmsghdr *msg, void *data)
{
	const struct nlattr *tb[TCA_STATS2 + 1];
	struct found *f = data;
	struct tcmsg head;
	struct qdisc *q;
	char *kind;

	if (msg->nlmsg_type != RTM_NEWQDISC)
		return 0;
	if (!attrs_sort(attrs_after(msg, sizeof(head)), tb, TCA_STATS2) ||
	    !attr_text(tb[TCA_KIND]))
		return -EBADMSG;
	memcpy(&head, (const uint8_t *)msg + NLMSG_HDRLEN, sizeof(head));
	if (head.tcm_ifindex <= 0)
		return -EBADMSG;
	kind = arena_strdup(f->arena, attr_text(tb[TCA_KIND]));
	text_clean(kind);
	q = arena_push(f->arena, f->v, f->n);
	q->ifindex = (unsigned)head.tcm_ifindex;
	q->kind = kind;
	q->handle = head.tcm_handle;
	q->parent = head.tcm_parent;
	q->root = head.tcm_parent == TC_H_ROOT;
	return tb[TCA_STATS2] && !read_counters(tb[TCA_STATS2], q) ? -EBADMSG : 0;
}

int qdiscs_read(struct answers *a, struct arena *arena, struct qdiscs *out, struct err *e)
{
	_Alignas(struct nlmsghdr) char buf[64] = { 0 };
	struct nlmsghdr *request = mnl_nlmsg_put_header(buf);
	struct found f = { .arena = arena };
	int rc;

	mnl_nlmsg_put_extra_header(request, sizeof(struct tcmsg));
	request->nlmsg_type = RTM_GETQDISC;
	request->nlmsg_flags = NLM_F_DUMP;
	/* Those that the kernel made by itself below another. */
	mnl_attr_put(request, TCA_DUMP_INVISIBLE, 0, NULL);
	rc = answers_ask(a, NETLINK_ROUTE, "route/qdisc-get", request, on_qdisc, &f, e);
	*out = (struct qdiscs){ 0 };
	if (rc == -EBADMSG)
		return err_set(e, rc, "the netlink answer about queueing disciplines is damaged");
	if (!rc)
		*out = (struct qdiscs){ .v = f.v, .n = f.n };
	return rc;
}
