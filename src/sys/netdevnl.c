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

/* Twice the queues that a card may have, to receive and to send: no kernel tells of more. */
#define MAP_MAX 8192

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
	if (!id.set || id.n > UINT_MAX || !type.set || f->map->nqueues == MAP_MAX)
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
	const struct nlattr *tb[K_NAPI_THREADED + 1];
	struct filling *f = data;
	struct netdev_napi *napi;
	struct reading id;

	if (!attrs_sort(attrs_after(msg, GENL_HDRLEN), tb, K_NAPI_THREADED))
		return -EBADMSG;
	id = attr_number(tb[K_NAPI_ID]);
	if (!id.set || id.n > UINT_MAX || f->map->nnapis == MAP_MAX)
		return -EBADMSG;
	napi = arena_push(f->arena, f->map->napis, f->map->nnapis);
	napi->id = (unsigned)id.n;
	napi->irq = attr_number(tb[K_NAPI_IRQ]);
	napi->pid = attr_number(tb[K_NAPI_PID]);
	napi->defer_hard_irqs = attr_number(tb[K_NAPI_DEFER_HARD_IRQS]);
	napi->gro_flush_ns = attr_number(tb[K_NAPI_GRO_FLUSH_TIMEOUT]);
	napi->irq_suspend_ns = attr_number(tb[K_NAPI_IRQ_SUSPEND_TIMEOUT]);
	napi->threaded = attr_number(tb[K_NAPI_THREADED]);
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

static struct nlmsghdr *begin(char *buf, uint16_t family_id, uint8_t cmd)
{
	struct nlmsghdr *request = mnl_nlmsg_put_header(buf);
	struct genlmsghdr *genl;

	request->nlmsg_type = family_id;
	genl = mnl_nlmsg_put_extra_header(request, sizeof(*genl));
	genl->cmd = cmd;
	genl->version = 1;
	return request;
}

static int dump(struct answers *a, uint16_t family_id, uint8_t cmd, uint16_t ifindex_attr,
		unsigned ifindex, const char *key, answer_fn fn, struct filling *f, struct err *e)
{
	_Alignas(struct nlmsghdr) char buf[128] = { 0 };
	struct nlmsghdr *request = begin(buf, family_id, cmd);
	int rc;

	request->nlmsg_flags = NLM_F_DUMP;
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

static const struct {
	uint16_t id;
	bool u32;	/* else as wide as the number needs */
} settings[] = {
	[NAPI_ATTR_DEFER_HARD_IRQS] = { K_NAPI_DEFER_HARD_IRQS, true },
	[NAPI_ATTR_GRO_FLUSH] = { K_NAPI_GRO_FLUSH_TIMEOUT, false },
	[NAPI_ATTR_IRQ_SUSPEND] = { K_NAPI_IRQ_SUSPEND_TIMEOUT, false },
	[NAPI_ATTR_THREADED] = { K_NAPI_THREADED, true },
};

static int tell_napi(struct answers *a, struct nlmsghdr *request, uint32_t value_at, struct err *e)
{
	uint32_t fault;
	int rc = answers_tell(a, NETLINK_GENERIC, request, &fault, e);

	if (rc == -ENOENT)
		return err_set(e, rc,
			       "no such NAPI (its interface went down, or has other queues now)");
	/* A number that is out of range is -ERANGE; of this one, the kernel knows no such setting. */
	if (rc == -EINVAL && fault == value_at)
		return err_set(e, -EOPNOTSUPP, "this kernel has no such setting of a single NAPI");
	return rc;
}

int netdevnl_napi_set(struct answers *a, unsigned napi, enum netdev_napi_attr attr, uint64_t value,
		      struct err *e)
{
	const struct genl_family *fam;
	struct nlmsghdr *request;
	uint32_t value_at;
	_Alignas(struct nlmsghdr) char buf[128] = { 0 };
	int rc = answers_settable(a, e);

	if (rc)
		return rc;
	fam = genl_family(a, K_NETDEV_FAMILY, &rc, e);
	if (!fam && rc != -ENOENT)
		return rc;
	if (!fam || !genl_has_op(fam, K_NETDEV_NAPI_SET))
		return err_set(e, -EOPNOTSUPP, "this kernel does not set a single NAPI");
	if (settings[attr].u32 && value > UINT32_MAX)
		return err_set(e, -ERANGE, "out of range (0 to %u)", UINT32_MAX);
	request = begin(buf, fam->id, K_NETDEV_NAPI_SET);
	mnl_attr_put_u32(request, K_NAPI_ID, napi);
	value_at = request->nlmsg_len;
	if (value > UINT32_MAX)
		mnl_attr_put_u64(request, settings[attr].id, value);
	else
		mnl_attr_put_u32(request, settings[attr].id, (uint32_t)value);
	return tell_napi(a, request, value_at, e);
}
