// SPDX-License-Identifier: GPL-2.0-or-later
#include "nqtune/netdevnl.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/genetlink.h>
#include <limits.h>
#include <stdio.h>

#include "answers_priv.h"
#include "attrs.h"
#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/genl.h"
#include "uapi.h"

struct filling {
	struct netdev_map *map;
	struct arena *arena;
};

static int on_queue(const struct nlmsghdr *msg, void *data)
{
	const struct nlattr *tb[K_QUEUE_NAPI_ID + 1];
	struct filling *f = data;
	struct netdev_queue *q;
	struct reading id;
	struct reading type;

	if (!attrs_sort(attrs_after(msg, GENL_HDRLEN), tb, K_QUEUE_NAPI_ID))
		return -EBADMSG;
	id = attr_number(tb[K_QUEUE_ID]);
	type = attr_number(tb[K_QUEUE_TYPE]);
	if (!id.set || id.n > UINT_MAX || !type.set)
		return -EBADMSG;
	/* Kinds of queue that a later kernel may add are not ours. */
	if (type.n != K_QUEUE_TYPE_RX && type.n != K_QUEUE_TYPE_TX)
		return 0;
	q = arena_push(f->arena, f->map->queues, f->map->nqueues);
	q->id = (unsigned)id.n;
	q->tx = type.n == K_QUEUE_TYPE_TX;
	q->napi = attr_number(tb[K_QUEUE_NAPI_ID]);
	return 0;
}

static int on_napi(const struct nlmsghdr *msg, void *data)
{
	const struct nlattr *tb[K_NAPI_PID + 1];
	struct filling *f = data;
	struct netdev_napi *napi;
	struct reading id;

	if (!attrs_sort(attrs_after(msg, GENL_HDRLEN), tb, K_NAPI_PID))
		return -EBADMSG;
	id = attr_number(tb[K_NAPI_ID]);
	if (!id.set || id.n > UINT_MAX)
		return -EBADMSG;
	napi = arena_push(f->arena, f->map->napis, f->map->nnapis);
	napi->id = (unsigned)id.n;
	napi->irq = attr_number(tb[K_NAPI_IRQ]);
	napi->pid = attr_number(tb[K_NAPI_PID]);
	return 0;
}

static const struct genl_family *family(struct answers *a, int *rc, struct err *e)
{
	const struct genl_family *f = genl_family(a, K_NETDEV_FAMILY, rc, e);

	if (f && genl_has_op(f, K_NETDEV_QUEUE_GET) && genl_has_op(f, K_NETDEV_NAPI_GET))
		return f;
	if (f || *rc == -ENOENT)
		*rc = err_set(e, -EOPNOTSUPP, "this kernel does not say which NAPI serves a queue");
	return NULL;
}

static int dump(struct answers *a, uint16_t family_id, uint8_t cmd, uint16_t ifindex_attr,
		unsigned ifindex, const char *key, answer_fn fn, struct filling *f, struct err *e)
{
	char buf[128];
	struct nlmsghdr *request = mnl_nlmsg_put_header(buf);
	struct genlmsghdr *genl;
	int rc;

	request->nlmsg_type = family_id;
	request->nlmsg_flags = NLM_F_DUMP;
	genl = mnl_nlmsg_put_extra_header(request, sizeof(*genl));
	genl->cmd = cmd;
	genl->version = 1;
	mnl_attr_put_u32(request, ifindex_attr, ifindex);
	rc = answers_ask(a, NETLINK_GENERIC, key, request, fn, f, e);
	if (rc == -EBADMSG)
		err_set(e, rc, "%s: the netlink answer is damaged", key);
	return rc;
}

int netdevnl_map(struct answers *a, const char *ifname, unsigned ifindex, struct arena *arena,
		 struct netdev_map *out, struct err *e)
{
	struct filling f = { .map = out, .arena = arena };
	const struct genl_family *fam;
	char key[64];
	int rc;

	*out = (struct netdev_map){ 0 };
	if (!ifname_valid(ifname))
		return err_set(e, -ENODEV, "no such interface");
	fam = family(a, &rc, e);
	if (!fam)
		return rc;
	snprintf(key, sizeof(key), "netdev/queue-get/%s", ifname);
	rc = dump(a, fam->id, K_NETDEV_QUEUE_GET, K_QUEUE_IFINDEX, ifindex, key, on_queue, &f, e);
	if (rc)
		return rc;
	snprintf(key, sizeof(key), "netdev/napi-get/%s", ifname);
	return dump(a, fam->id, K_NETDEV_NAPI_GET, K_NAPI_IFINDEX, ifindex, key, on_napi, &f, e);
}
