// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes inside well-formed answers about receive hashing and rules, and what follows from them.
#include <libmnl/libmnl.h>
#include <linux/ethtool.h>
#include <linux/ethtool_netlink.h>
#include <linux/genetlink.h>
#include <stdlib.h>
#include <string.h>

#include "answers_priv.h"
#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/ethrss.h"
#include "nqtune/ethrules.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The longest: of a table and a key, or of the places of rules. */
#define ROOM (4096 + 65536 * sizeof(uint32_t))

static struct input {
	const uint8_t *v;
	size_t n;
	uint16_t ops;	/* how many commands the family has */
	_Alignas(8) uint8_t out[ROOM];
} in;

static uint32_t number_at(size_t at)
{
	uint32_t n = 0;

	if (at + sizeof(n) <= in.n)
		memcpy(&n, in.v + at, sizeof(n));
	return n;
}

static size_t put_family(void)
{
	struct nlmsghdr *msg, *end;
	struct nlattr *list;
	size_t len;

	memset(in.out, 0, 4096);
	msg = mnl_nlmsg_put_header(in.out);
	msg->nlmsg_type = GENL_ID_CTRL;
	mnl_nlmsg_put_extra_header(msg, GENL_HDRLEN);
	mnl_attr_put_u16(msg, CTRL_ATTR_FAMILY_ID, 21);
	list = mnl_attr_nest_start(msg, CTRL_ATTR_OPS);
	for (uint16_t cmd = 1; cmd < in.ops; cmd++) {
		struct nlattr *op = mnl_attr_nest_start(msg, cmd);

		mnl_attr_put_u32(msg, CTRL_ATTR_OP_ID, cmd);
		mnl_attr_nest_end(msg, op);
	}
	mnl_attr_nest_end(msg, list);
	len = msg->nlmsg_len;
	end = mnl_nlmsg_put_header(in.out + len);
	end->nlmsg_type = NLMSG_DONE;
	return len + end->nlmsg_len;
}

/* A message with the input as its attributes, and the end of a dump. */
static size_t put_message(void)
{
	struct nlmsghdr *msg;
	struct nlmsghdr *end;
	size_t len;

	memset(in.out, 0, 4096);
	msg = mnl_nlmsg_put_header(in.out);
	msg->nlmsg_type = 21;
	mnl_nlmsg_put_extra_header(msg, GENL_HDRLEN);
	memcpy(in.out + msg->nlmsg_len, in.v, in.n);
	msg->nlmsg_len += (uint32_t)in.n;
	len = NLMSG_ALIGN(msg->nlmsg_len);
	end = mnl_nlmsg_put_header(in.out + len);
	end->nlmsg_type = NLMSG_DONE;
	mnl_nlmsg_put_extra_header(end, sizeof(int32_t));
	return len + end->nlmsg_len;
}

/* How long the struct is that a request of this word wants filled. */
static size_t struct_size(const char *word)
{
	const size_t table = offsetof(struct ethtool_rxfh, indir_size);
	const size_t key = offsetof(struct ethtool_rxfh, key_size);
	const size_t count = offsetof(struct ethtool_rxnfc, rule_cnt);
	size_t more = 0;

	if (strncmp(word, "rssh-size/", 10) == 0)
		return sizeof(struct ethtool_rxfh);
	if (strncmp(word, "rssh/", 5) == 0)
		return sizeof(struct ethtool_rxfh) +
		       number_at(table) * sizeof(uint32_t) + number_at(key);
	if (strncmp(word, "rxnfc-all/", 10) == 0)
		more = number_at(count) * sizeof(uint32_t);
	return sizeof(struct ethtool_rxnfc) + more;
}

static size_t put_struct(const char *word)
{
	size_t len = sizeof(int32_t) + struct_size(word);
	size_t given = in.n < len - sizeof(int32_t) ? in.n : len - sizeof(int32_t);

	if (len > sizeof(in.out))
		return 0;
	memset(in.out, 0, len);
	memcpy(in.out + sizeof(int32_t), in.v, given);
	return len;
}

static int feed(const char *key, const void **bytes, size_t *len, void *data)
{
	*bytes = in.out;
	if (strncmp(key, "genl/", 5) == 0)
		*len = put_family();
	else if (strncmp(key, "ioctl/", 6) == 0)
		*len = put_struct(key + 6);
	else
		*len = put_message();
	return 0;
}

static int told(const struct nlmsghdr *request, const void **bytes, size_t *len, void *data)
{
	static const struct {
		struct nlmsghdr msg;
		struct nlmsgerr err;
	} ack = { { sizeof(ack), NLMSG_ERROR, NLM_F_CAPPED, 0, 0 }, { 0 } };

	*bytes = &ack;
	*len = sizeof(ack);
	return 0;
}

static int told_ioctl(const char *ifname, void *buf, size_t size, void *data)
{
	return 0;
}

/* Where all that was read is looked at. */
static volatile uint64_t sum;

static void read_and_set(struct answers *a, struct arena *arena)
{
	static const uint32_t table[] = { 0, 1 };
	const struct ethrss_order order = { .table = table, .nentries = 2, .xfrm = { true, 1 } };
	const struct ethrss_order own = { .table_default = true };
	struct ethrules rules;
	struct ethrss rss;
	struct err e;
	uint64_t bits;
	int rc;

	/* Else nothing behind it is tried. */
	if (!genl_family(a, ETHTOOL_GENL_NAME, &rc, &e))
		abort();
	if (ethrss_get(a, "eth0", arena, &rss, &e) == 0) {
		for (size_t i = 0; i < rss.nentries; i++)
			sum += rss.table[i];
		for (size_t i = 0; i < rss.key_len; i++)
			sum += rss.key[i];
		for (size_t i = 0; i < rss.ncontexts; i++)
			sum += rss.contexts[i];
	}
	ethrss_get_fields(a, "eth0", UDP_V4_FLOW, &bits, &e);
	ethrss_set(a, "eth0", &order, &e);
	ethrss_set(a, "eth0", &own, &e);
	ethrss_set_fields(a, "eth0", UDP_V4_FLOW, bits, &e);
	if (ethrules_get(a, "eth0", arena, &rules, &e) == 0) {
		for (size_t i = 0; i < rules.n; i++)
			sum += rules.v[i].ring_cookie;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint16_t ages[] = { 30, 40, 60 };
	const struct stand_in kernel = { told, told_ioctl, NULL };
	struct arena *arena;
	struct answers *a;

	if (size == 0 || size > 3000)
		return 0;
	in.v = data + 1;
	in.n = size - 1;
	in.ops = ages[data[0] % 3];
	if (answers_open_bytes(&a, feed, &in))
		return 0;
	a->stand_in = &kernel;
	arena = arena_new(NULL);
	read_and_set(a, arena);
	arena_free(arena);
	answers_close(a);
	return 0;
}
