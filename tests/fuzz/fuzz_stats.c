// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes as what drivers and the kernel answer about counters of queues and interfaces, and any names as a driver's.
#include <libmnl/libmnl.h>
#include <linux/ethtool.h>
#include <linux/genetlink.h>
#include <stdlib.h>
#include <string.h>

#include "answers_priv.h"
#include "nqtune/arena.h"
#include "nqtune/driverstats.h"
#include "nqtune/err.h"
#include "nqtune/linkstats.h"
#include "nqtune/netdevstats.h"
#include "nqtune/sample.h"
#include "queue_names.h"
#include "uapi.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define STATS 64
#define QUEUES 8

struct input {
	const uint8_t *v;
	size_t n;
	bool raw;		/* the ioctl's answers too, else they fit together */
	_Alignas(8) uint8_t made[8192];
	size_t made_len;
};

/* A family that knows the command. */
static size_t put_family(uint8_t *buf)
{
	struct nlmsghdr *msg = mnl_nlmsg_put_header(buf);
	struct nlattr *list, *op;
	size_t len;

	msg->nlmsg_type = GENL_ID_CTRL;
	mnl_nlmsg_put_extra_header(msg, GENL_HDRLEN);
	mnl_attr_put_u16(msg, CTRL_ATTR_FAMILY_ID, 21);
	list = mnl_attr_nest_start(msg, CTRL_ATTR_OPS);
	op = mnl_attr_nest_start(msg, 1);
	mnl_attr_put_u32(msg, CTRL_ATTR_OP_ID, K_NETDEV_QSTATS_GET);
	mnl_attr_nest_end(msg, op);
	mnl_attr_nest_end(msg, list);
	len = msg->nlmsg_len;
	msg = mnl_nlmsg_put_header(buf + len);
	msg->nlmsg_type = NLMSG_DONE;
	return len + msg->nlmsg_len;
}

/* The struct's head, then the input as often as it takes. */
static void fit(struct input *in, const void *head, size_t head_len, size_t tail)
{
	memset(in->made, 0, sizeof(int32_t));
	memcpy(in->made + sizeof(int32_t), head, head_len);
	in->made_len = sizeof(int32_t) + head_len + tail;
	for (size_t i = 0; i < tail; i++)
		in->made[sizeof(int32_t) + head_len + i] = in->n ? in->v[i % in->n] : 0;
}

static int feed(const char *key, const void **bytes, size_t *len, void *data)
{
	const struct ethtool_sset_info info = { .sset_mask = 1 << ETH_SS_STATS };
	const struct ethtool_gstrings names = { .len = STATS };
	const struct ethtool_stats values = { .n_stats = STATS };
	struct input *in = data;

	*bytes = in->v;
	*len = in->n;
	if (!strncmp(key, "genl/", 5)) {
		in->made_len = put_family(in->made);
	} else if (in->raw || strncmp(key, "ioctl/", 6)) {
		return 0;
	} else if (strstr(key, "count")) {
		fit(in, &info, sizeof(info), sizeof(uint32_t));
		in->made[sizeof(int32_t) + sizeof(info)] = STATS;
		memset(in->made + sizeof(int32_t) + sizeof(info) + 1, 0, 3);
	} else if (strstr(key, "names")) {
		fit(in, &names, sizeof(names), STATS * ETH_GSTRING_LEN);
	} else {
		fit(in, &values, sizeof(values), STATS * sizeof(uint64_t));
	}
	*bytes = in->made;
	*len = in->made_len;
	return 0;
}

/* Names, one a line, which mutations reach sooner than 32 bytes each. */
static void names_of_lines(const uint8_t *data, size_t size, struct arena *a)
{
	struct queue_counters rx[QUEUES] = { { 0 } }, tx[QUEUES] = { { 0 } };
	const struct queue_table table = { rx, QUEUES, tx, QUEUES, size & 1 };
	struct driverstats s = { 0 };
	char *text = arena_strndup(a, (const char *)data, size), *save, *line;

	for (line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
		*arena_push(a, s.v, s.n) = (struct driverstat){ line, s.n };
	queue_names_take(&s, &table);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct queue_counters rx[QUEUES] = { { 0 } }, tx[QUEUES] = { { 0 } };
	const struct queue_table table = { rx, QUEUES, tx, QUEUES, true };
	static struct input in;
	struct netdev_qstats qstats;
	struct driverstats stats;
	struct link_stats *links;
	struct arena *arena;
	struct answers *a;
	struct err e;
	size_t n;

	if (size == 0)
		return 0;
	in = (struct input){ .v = data + 1, .n = size - 1, .raw = data[0] & 1 };
	if (answers_open_bytes(&a, feed, &in))
		return 0;
	arena = arena_new(NULL);
	if (!driverstats_read(a, "eth0", arena, &stats, &e))
		queue_names_take(&stats, &table);
	if (netdevstats_read(a, "eth0", 2, arena, &qstats, &e) && qstats.n)
		abort();
	if (!linkstats_read(a, arena, &links, &n, &e) && n &&
	    linkstats_find(links, n, links[0].ifindex)->ifindex != links[0].ifindex)
		abort();
	names_of_lines(data + 1, size - 1, arena);
	arena_free(arena);
	answers_close(a);
	return 0;
}
