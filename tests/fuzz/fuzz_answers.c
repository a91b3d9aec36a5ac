// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes as a generic netlink or ioctl answer, through every decoder of one.
#include <libmnl/libmnl.h>
#include <linux/ethtool_netlink.h>
#include <linux/genetlink.h>
#include <string.h>

#include "answers_priv.h"
#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/ethioctl.h"
#include "nqtune/ethnl.h"
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
		const char *text = ethnl_text(tb[i]);

		*(size_t *)data += ethnl_number(tb[i]).n + (text ? strlen(text) : 0);
		ethnl_bits(tb[i], on_bit, data);
		ethnl_nest(tb[i], nest);
	}
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { .v = data + 1, .n = size - 1 };
	struct netdev_map map;
	struct ethnl_rss rss;
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
	ethnl_rss(a, "eth0", &rss, &e);
	ethioctl_driver(a, "eth0", driver, &e);
	netdevnl_map(a, "eth0", 2, arena, &map, &e);
	arena_free(arena);
	answers_close(a);
	return 0;
}
