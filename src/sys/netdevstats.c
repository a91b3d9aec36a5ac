// SPDX-License-Identifier: GPL-2.0-or-later
#include "nqtune/netdevstats.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <limits.h>
#include <linux/genetlink.h>
#include <stdio.h>

#include "attrs.h"
#include "nqtune/answers.h"
#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/genl.h"
#include "uapi.h"

/* Twice the queues that a card may have, to receive and to send: no kernel tells of more. */
#define QSTATS_MAX 8192

struct filling {
	struct netdev_qstats *out;
	struct arena *arena;
};

static void take(const struct nlattr **tb, struct netdev_qstat *q)
{
	q->packets = attr_number(tb[q->tx ? K_QSTATS_TX_PACKETS : K_QSTATS_RX_PACKETS]);
	q->bytes = attr_number(tb[q->tx ? K_QSTATS_TX_BYTES : K_QSTATS_RX_BYTES]);
	if (q->tx) {
		q->drops = attr_number(tb[K_QSTATS_TX_HW_DROPS]);
		return;
	}
	q->drops = attr_number(tb[K_QSTATS_RX_HW_DROP_OVERRUNS]);
	if (!q->drops.set)
		q->drops = attr_number(tb[K_QSTATS_RX_HW_DROPS]);
}

static int on_qstats(const struct nlmsghdr *msg, void *data)
{
	const struct nlattr *tb[K_QSTATS_TX_HW_DROPS + 1];
	struct filling *f = data;
	struct reading type, id;
	struct netdev_qstat *q;

	if (!attrs_sort(attrs_after(msg, GENL_HDRLEN), tb, K_QSTATS_TX_HW_DROPS))
		return -EBADMSG;
	type = attr_number(tb[K_QSTATS_QUEUE_TYPE]);
	id = attr_number(tb[K_QSTATS_QUEUE_ID]);
	if (!type.set || !id.set || id.n > UINT_MAX || f->out->n == QSTATS_MAX)
		return -EBADMSG;
	/* Kinds of queue that a later kernel may add are not ours. */
	if (type.n != K_QUEUE_TYPE_RX && type.n != K_QUEUE_TYPE_TX)
		return 0;
	q = arena_push(f->arena, f->out->v, f->out->n);
	*q = (struct netdev_qstat){ .id = (unsigned)id.n, .tx = type.n == K_QUEUE_TYPE_TX };
	take(tb, q);
	return 0;
}

static const struct genl_family *family(struct answers *a, int *rc, struct err *e)
{
	const struct genl_family *f = genl_family(a, K_NETDEV_FAMILY, rc, e);

	if (f && genl_has_op(f, K_NETDEV_QSTATS_GET))
		return f;
	if (f || *rc == -ENOENT)
		*rc = err_set(e, -EOPNOTSUPP, "this kernel has no statistics of queues");
	return NULL;
}

static void put_request(struct nlmsghdr *request, const struct genl_family *fam, unsigned ifindex)
{
	struct genlmsghdr *genl = mnl_nlmsg_put_extra_header(request, sizeof(*genl));

	request->nlmsg_type = fam->id;
	request->nlmsg_flags = NLM_F_DUMP;
	genl->cmd = K_NETDEV_QSTATS_GET;
	genl->version = 1;
	mnl_attr_put_u32(request, K_QSTATS_IFINDEX, ifindex);
	mnl_attr_put_u32(request, K_QSTATS_SCOPE, K_QSTATS_SCOPE_QUEUE);
}

int netdevstats_read(struct answers *a, const char *ifname, unsigned ifindex, struct arena *arena,
		     struct netdev_qstats *out, struct err *e)
{
	_Alignas(struct nlmsghdr) char buf[128] = { 0 };
	struct filling f = { out, arena };
	const struct genl_family *fam;
	char key[64];
	int rc;

	*out = (struct netdev_qstats){ 0 };
	if (!ifname_valid(ifname))
		return err_set(e, -ENODEV, "no such interface");
	fam = family(a, &rc, e);
	if (!fam)
		return rc;
	put_request(mnl_nlmsg_put_header(buf), fam, ifindex);
	snprintf(key, sizeof(key), "netdev/qstats-get/%s", ifname);
	rc = answers_ask(a, NETLINK_GENERIC, key, buf, on_qstats, &f, e);
	if (rc == 0)
		return 0;
	*out = (struct netdev_qstats){ 0 };
	if (rc == -EOPNOTSUPP)
		return err_set(e, rc, "its driver has no statistics of queues for netlink");
	return rc == -EBADMSG ? err_set(e, rc, "%s: the netlink answer is damaged", key) : rc;
}
