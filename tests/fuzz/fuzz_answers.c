// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes as a generic netlink or ioctl answer, through every decoder of one.
#include <libmnl/libmnl.h>
#include <linux/ethtool_netlink.h>
#include <linux/genetlink.h>
#include <string.h>

#include "answers_priv.h"
#include "attrs.h"
#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/ethcoalesce.h"
#include "nqtune/ethioctl.h"
#include "nqtune/ethnl.h"
#include "nqtune/ethrss.h"
#include "nqtune/netdevnl.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct input {
	const uint8_t *v;
	size_t n;
	bool family_too;	/* the family's answer is the input as well */
	_Alignas(4) char family[4096];
};

/* A family that knows every command. */
static size_t put_family(char *buf)
{
	struct nlmsghdr *msg = mnl_nlmsg_put_header(buf);
	struct nlattr *list;
	size_t len;

	msg->nlmsg_type = GENL_ID_CTRL;
	mnl_nlmsg_put_extra_header(msg, GENL_HDRLEN);
	mnl_attr_put_u16(msg, CTRL_ATTR_FAMILY_ID, 21);
	list = mnl_attr_nest_start(msg, CTRL_ATTR_OPS);
	for (uint16_t cmd = 1; cmd < 60; cmd++) {
		struct nlattr *op = mnl_attr_nest_start(msg, cmd);

		mnl_attr_put_u32(msg, CTRL_ATTR_OP_ID, cmd);
		mnl_attr_nest_end(msg, op);
	}
	mnl_attr_nest_end(msg, list);
	len = msg->nlmsg_len;
	msg = mnl_nlmsg_put_header(buf + len);
	msg->nlmsg_type = NLMSG_DONE;
	return len + msg->nlmsg_len;
}

static int feed(const char *key, const void **bytes, size_t *len, void *data)
{
	struct input *in = data;

	*bytes = in->v;
	*len = in->n;
	if (strncmp(key, "genl/", 5) == 0 && !in->family_too) {
		*len = put_family(in->family);
		*bytes = in->family;
	}
	return 0;
}

static void on_bit(const char *name, bool on, void *data)
{
	*(size_t *)data += strlen(name) + on;
}

static int on_reply(const struct nlattr *const *tb, void *data)
{
	const struct nlattr *nest[ETHNL_ATTR_MAX + 1];

	for (unsigned i = 0; i <= ETHNL_ATTR_MAX; i++) {
		const char *text = attr_text(tb[i]);

		*(size_t *)data += ethnl_number(tb[i]).n + (text ? strlen(text) : 0);
		ethnl_bits(tb[i], on_bit, data);
		ethnl_nest(tb[i], nest);
	}
	return 0;
}

/* The input as the kernel's answer to what it is told. */
static int told(const struct nlmsghdr *request, const void **bytes, size_t *len, void *data)
{
	const struct input *in = data;

	*bytes = in->v;
	*len = in->n;
	return 0;
}

static int told_ioctl(const char *ifname, void *buf, size_t size, void *data)
{
	return 0;
}

static void tell(struct answers *a, struct input *in)
{
	static const struct ethnl_value values[] = {
		{ .id = ETHTOOL_A_RINGS_RX, .width = ETHNL_U32, .number = 512, .name = "rx" },
		{ .id = ETHTOOL_A_RINGS_TX_PUSH, .width = ETHNL_U8, .number = 1, .name = "tx-push" },
	};
	static const struct ethnl_feature features[] = { { "rx-gro", true }, { "rx-lro", false } };
	const struct stand_in kernel = { told, told_ioctl, in };
	const uint16_t id = ETHTOOL_A_COALESCE_RX_USECS;
	const uint32_t usecs = 5;
	struct err e;

	a->stand_in = &kernel;
	ethnl_set(a, ETHTOOL_MSG_RINGS_SET, "eth0", values, 2, &e);
	ethnl_set_features(a, "eth0", features, 2, &e);
	netdevnl_napi_set(a, 8193, NAPI_ATTR_THREADED, 1, &e);
	ethcoalesce_set(a, "eth0", 3, &id, &usecs, 1, &e);
	a->stand_in = NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { .v = data + 1, .n = size - 1 };
	struct ethcoalesce coalesce;
	struct netdev_map map;
	struct ethrss rss;
	struct arena *arena;
	struct answers *a;
	char driver[32];
	size_t sum = 0;
	struct err e;

	if (size == 0)
		return 0;
	in.family_too = data[0] & 1;
	if (answers_open_bytes(&a, feed, &in))
		return 0;
	arena = arena_new(NULL);
	ethnl_get(a, ETHTOOL_MSG_FEATURES_GET, "eth0", on_reply, &sum, &e);
	ethrss_get(a, "eth0", arena, &rss, &e);
	ethioctl_driver(a, "eth0", driver, &e);
	ethcoalesce_get(a, "eth0", 3, &coalesce, &e);
	netdevnl_map(a, "eth0", 2, arena, &map, &e);
	tell(a, &in);
	arena_free(arena);
	answers_close(a);
	return 0;
}
