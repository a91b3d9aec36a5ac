// SPDX-License-Identifier: GPL-2.0-or-later
#include "nqtune/ethnl.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/ethtool_netlink.h>
#include <linux/genetlink.h>
#include <stdio.h>
#include <string.h>

#include "answers_priv.h"
#include "attrs.h"
#include "ethnl_priv.h"
#include "nqtune/err.h"
#include "nqtune/genl.h"
#include "uapi.h"

/* How each request is called in a recording and in words; set 0 = there is none. */
static const struct {
	uint8_t get;
	uint8_t set;
	const char *word;
} words[] = {
	{ ETHTOOL_MSG_STRSET_GET, 0, "strset" },
	{ ETHTOOL_MSG_LINKINFO_GET, ETHTOOL_MSG_LINKINFO_SET, "linkinfo" },
	{ ETHTOOL_MSG_LINKMODES_GET, ETHTOOL_MSG_LINKMODES_SET, "linkmodes" },
	{ ETHTOOL_MSG_LINKSTATE_GET, 0, "linkstate" },
	{ ETHTOOL_MSG_DEBUG_GET, ETHTOOL_MSG_DEBUG_SET, "debug" },
	{ ETHTOOL_MSG_WOL_GET, ETHTOOL_MSG_WOL_SET, "wol" },
	{ ETHTOOL_MSG_FEATURES_GET, ETHTOOL_MSG_FEATURES_SET, "features" },
	{ ETHTOOL_MSG_PRIVFLAGS_GET, ETHTOOL_MSG_PRIVFLAGS_SET, "privflags" },
	{ ETHTOOL_MSG_RINGS_GET, ETHTOOL_MSG_RINGS_SET, "rings" },
	{ ETHTOOL_MSG_CHANNELS_GET, ETHTOOL_MSG_CHANNELS_SET, "channels" },
	{ ETHTOOL_MSG_COALESCE_GET, ETHTOOL_MSG_COALESCE_SET, "coalesce" },
	{ ETHTOOL_MSG_PAUSE_GET, ETHTOOL_MSG_PAUSE_SET, "pause" },
	{ ETHTOOL_MSG_EEE_GET, ETHTOOL_MSG_EEE_SET, "eee" },
	{ ETHTOOL_MSG_TSINFO_GET, 0, "tsinfo" },
	{ ETHTOOL_MSG_TUNNEL_INFO_GET, 0, "tunnel-info" },
	{ ETHTOOL_MSG_FEC_GET, ETHTOOL_MSG_FEC_SET, "fec" },
	{ ETHTOOL_MSG_STATS_GET, 0, "stats" },
	{ ETHTOOL_MSG_PHC_VCLOCKS_GET, 0, "phc-vclocks" },
	{ K_ETHTOOL_RSS_GET, K_ETHTOOL_RSS_SET, "rss" },
};

static const char *get_word(uint8_t cmd)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (words[i].get == cmd)
			return words[i].word;
	}
	return NULL;
}

const char *ethnl_set_word(uint8_t cmd)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (cmd && words[i].set == cmd)
			return words[i].word;
	}
	return NULL;
}

struct reply {
	ethnl_fn fn;
	void *data;
	bool malformed;
};

static int on_reply(const struct nlmsghdr *msg, void *data)
{
	const struct nlattr *tb[ETHNL_ATTR_MAX + 1];
	struct reply *reply = data;

	if (!attrs_sort(attrs_after(msg, GENL_HDRLEN), tb, ETHNL_ATTR_MAX)) {
		reply->malformed = true;
		return -EBADMSG;
	}
	return reply->fn(tb, reply->data);
}

static void put_header(struct nlmsghdr *request, uint8_t cmd, const char *ifname)
{
	uint16_t type = cmd == ETHTOOL_MSG_STATS_GET ? ETHTOOL_A_STATS_HEADER : 1;
	struct nlattr *nest = mnl_attr_nest_start(request, type);

	mnl_attr_put_strz(request, ETHTOOL_A_HEADER_DEV_NAME, ifname);
	mnl_attr_nest_end(request, nest);
}

/* STATS answers only for the groups named: the four that 6.1 knows. */
static void put_stats_groups(struct nlmsghdr *request)
{
	uint32_t size = 4;
	uint32_t all = 0xf;
	struct nlattr *nest = mnl_attr_nest_start(request, ETHTOOL_A_STATS_GROUPS);

	mnl_attr_put(request, ETHTOOL_A_BITSET_NOMASK, 0, NULL);
	mnl_attr_put_u32(request, ETHTOOL_A_BITSET_SIZE, size);
	mnl_attr_put_u32(request, ETHTOOL_A_BITSET_VALUE, all);
	mnl_attr_nest_end(request, nest);
}

const struct genl_family *ethnl_family(struct answers *a, uint8_t cmd, const char *word, int *rc,
				       struct err *e)
{
	const struct genl_family *family = genl_family(a, ETHTOOL_GENL_NAME, rc, e);

	if (!family && *rc == -ENOENT) {
		*rc = err_set(e, -EOPNOTSUPP, "this kernel has no ethtool netlink");
		return NULL;
	}
	if (family && !genl_has_op(family, cmd)) {
		*rc = err_set(e, -EOPNOTSUPP, "this kernel's ethtool netlink has no %s", word);
		return NULL;
	}
	return family;
}

struct nlmsghdr *ethnl_begin(void *buf, const struct genl_family *family, uint8_t cmd,
			     const char *ifname)
{
	struct nlmsghdr *request = mnl_nlmsg_put_header(buf);
	struct genlmsghdr *genl;

	request->nlmsg_type = family->id;
	genl = mnl_nlmsg_put_extra_header(request, sizeof(*genl));
	genl->cmd = cmd;
	genl->version = ETHTOOL_GENL_VERSION;
	put_header(request, cmd, ifname);
	return request;
}

int ethnl_get(struct answers *a, uint8_t cmd, const char *ifname, ethnl_fn fn, void *data,
	      struct err *e)
{
	struct reply reply = { .fn = fn, .data = data };
	const struct genl_family *family;
	const char *word = get_word(cmd);
	struct nlmsghdr *request;
	_Alignas(struct nlmsghdr) char buf[256] = { 0 };
	char key[64];
	int rc;

	if (!word)
		return err_set(e, -EOPNOTSUPP, "ethtool message %u is not one of ours", cmd);
	if (!ifname_valid(ifname))
		return err_set(e, -ENODEV, "no such interface");
	family = ethnl_family(a, cmd, word, &rc, e);
	if (!family)
		return rc;

	request = ethnl_begin(buf, family, cmd, ifname);
	if (cmd == ETHTOOL_MSG_STATS_GET)
		put_stats_groups(request);
	snprintf(key, sizeof(key), "ethtool/%s-get/%s", word, ifname);
	rc = answers_ask(a, NETLINK_GENERIC, key, request, on_reply, &reply, e);
	if (reply.malformed)
		return err_set(e, -EBADMSG, "%s: the netlink answer is damaged", key);
	return rc;
}

struct reading ethnl_number(const struct nlattr *attr)
{
	return attr_number(attr);
}

bool ethnl_nest(const struct nlattr *attr, const struct nlattr **tb)
{
	return attr && attrs_sort(attrs_in(attr), tb, ETHNL_ATTR_MAX);
}

int ethnl_bits(const struct nlattr *bitset, void (*fn)(const char *name, bool on, void *data),
	       void *data)
{
	const struct nlattr *tb[ETHTOOL_A_BITSET_MASK + 1];
	const struct nlattr *bit[ETHTOOL_A_BITSET_BIT_VALUE + 1];
	const struct nlattr *one;
	struct attrs bits;

	if (!bitset || !attrs_sort(attrs_in(bitset), tb, ETHTOOL_A_BITSET_MASK))
		return -EBADMSG;
	if (!tb[ETHTOOL_A_BITSET_BITS])
		return tb[ETHTOOL_A_BITSET_VALUE] ? -EBADMSG : 0;
	bits = attrs_in(tb[ETHTOOL_A_BITSET_BITS]);
	while ((one = attrs_next(&bits))) {
		const char *name;

		if (!attrs_sort(attrs_in(one), bit, ETHTOOL_A_BITSET_BIT_VALUE))
			return -EBADMSG;
		name = attr_text(bit[ETHTOOL_A_BITSET_BIT_NAME]);
		/* A set without mask lists just the bits that are on; some bits have no name. */
		if (name && *name)
			fn(name, tb[ETHTOOL_A_BITSET_NOMASK] || bit[ETHTOOL_A_BITSET_BIT_VALUE],
			   data);
	}
	return bits.bad ? -EBADMSG : 0;
}
