// SPDX-License-Identifier: GPL-2.0-or-later
// Receive hashing as it is, from netlink where the kernel has it, else by ioctl.
#include "nqtune/ethrss.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/ethtool.h>
#include <linux/ethtool_netlink.h>
#include <linux/genetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "attrs.h"
#include "ethnl_priv.h"
#include "ethrss_priv.h"
#include "nqtune/answers.h"
#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/ethioctl.h"
#include "nqtune/ethnl.h"
#include "nqtune/genl.h"
#include "uapi.h"

#define RSS_CONTEXTS_MAX 65536

/* The bit number of a mask that names one hash function; not set for none or several. */
static struct reading hash_bit(uint64_t mask)
{
	if (mask == 0 || mask & (mask - 1))
		return (struct reading){ 0 };
	return (struct reading){ .set = true, .n = (uint64_t)__builtin_ctzll(mask) };
}

/* The table and the key, from any address. */
static void take_config(struct arena *arena, struct ethrss *out, const void *table,
			size_t nentries, const void *key, size_t key_len)
{
	if (nentries > 0) {
		uint32_t *v = arena_array(arena, nentries, sizeof(*v));

		out->table = memcpy(v, table, nentries * sizeof(*v));
		out->nentries = nentries;
	}
	if (key_len > 0) {
		out->key = memcpy(arena_alloc(arena, key_len), key, key_len);
		out->key_len = key_len;
	}
}

int ethrss_has_op(struct answers *a, uint8_t cmd, bool *has, struct err *e)
{
	int rc;
	const struct genl_family *family = genl_family(a, ETHTOOL_GENL_NAME, &rc, e);

	*has = family && genl_has_op(family, cmd);
	return family || rc == -ENOENT ? 0 : rc;
}

struct taking {
	struct arena *arena;
	struct ethrss *out;
};

static bool malformed(const struct nlattr *number)
{
	return number && !attr_number(number).set;
}

static int on_rss(const struct nlattr *const *tb, void *data)
{
	struct taking *t = data;
	const struct nlattr *indir = tb[K_RSS_INDIR];
	const struct nlattr *key = tb[K_RSS_HKEY];
	size_t table_len = indir ? attr_len(indir) : 0;
	size_t key_len = key ? attr_len(key) : 0;

	if (table_len % sizeof(uint32_t) || key_len > RSS_KEY_MAX ||
	    malformed(tb[K_RSS_HFUNC]) || malformed(tb[K_RSS_INPUT_XFRM]) ||
	    !ethrss_take_fields(t->arena, t->out, tb[K_RSS_FLOW_HASH]))
		return -EBADMSG;
	t->out->hfunc = hash_bit(attr_number(tb[K_RSS_HFUNC]).n);
	t->out->xfrm = attr_number(tb[K_RSS_INPUT_XFRM]);
	take_config(t->arena, t->out, table_len ? attr_data(indir) : NULL,
		    table_len / sizeof(uint32_t), key_len ? attr_data(key) : NULL, key_len);
	return 0;
}

static int by_netlink(struct answers *a, const char *ifname, struct arena *arena,
		      struct ethrss *out, struct err *e)
{
	struct taking t = { .arena = arena, .out = out };
	int rc = ethnl_get(a, K_ETHTOOL_RSS_GET, ifname, on_rss, &t, e);

	if (rc == -EBADMSG)
		return err_set(e, rc, "ethtool/rss-get/%s: the netlink answer is damaged", ifname);
	return rc;
}

static int on_context(const struct nlmsghdr *msg, void *data)
{
	const struct nlattr *tb[K_RSS_CONTEXT + 1];
	struct taking *t = data;
	uint32_t *v = (uint32_t *)(uintptr_t)t->out->contexts;
	struct reading number;

	if (!attrs_sort(attrs_after(msg, GENL_HDRLEN), tb, K_RSS_CONTEXT) ||
	    malformed(tb[K_RSS_CONTEXT]))
		return -EBADMSG;
	number = attr_number(tb[K_RSS_CONTEXT]);
	if (number.n > UINT32_MAX || t->out->ncontexts >= RSS_CONTEXTS_MAX)
		return -EBADMSG;
	if (number.n == 0)
		return 0;
	*arena_push(t->arena, v, t->out->ncontexts) = (uint32_t)number.n;
	t->out->contexts = v;
	return 0;
}

/* The contexts beside the main one, which kernels before 6.12 do not list. */
static int read_contexts(struct answers *a, const char *ifname, struct arena *arena,
			 struct ethrss *out, struct err *e)
{
	struct taking t = { .arena = arena, .out = out };
	const struct genl_family *family;
	struct nlmsghdr *request;
	_Alignas(struct nlmsghdr) char buf[256] = { 0 };
	char key[64];
	int rc;

	family = ethnl_family(a, K_ETHTOOL_RSS_GET, "rss", &rc, e);
	if (!family)
		return rc;
	request = ethnl_begin(buf, family, K_ETHTOOL_RSS_GET, ifname);
	request->nlmsg_flags |= NLM_F_DUMP;
	mnl_attr_put_u32(request, K_RSS_START_CONTEXT, 1);
	snprintf(key, sizeof(key), "ethtool/rss-contexts/%s", ifname);
	rc = answers_ask(a, NETLINK_GENERIC, key, request, on_context, &t, e);
	if (rc == -EBADMSG)
		return err_set(e, rc, "%s: the netlink answer is damaged", key);
	out->contexts_told = rc == 0;
	/* Of an older kernel, or recorded before this was asked. */
	return rc == -EOPNOTSUPP || rc == -EINVAL || rc == -ENODATA ? 0 : rc;
}

uint8_t ethrss_xfrm(const struct ethtool_rxfh *r)
{
	return ((const uint8_t *)r)[offsetof(struct ethtool_rxfh, hfunc) + 1];
}

void ethrss_put_xfrm(struct ethtool_rxfh *r, uint8_t xfrm)
{
	((uint8_t *)r)[offsetof(struct ethtool_rxfh, hfunc) + 1] = xfrm;
}

/*
 * The lengths of the table and of the key, the hash function and the input
 * transformation: ETHTOOL_GRSSH without room for more.
 */
static int read_sizes(struct answers *a, const char *ifname, struct ethtool_rxfh *out,
		      struct err *e)
{
	int rc;

	*out = (struct ethtool_rxfh){ .cmd = ETHTOOL_GRSSH };
	rc = ethioctl_get(a, "rssh-size", ifname, out, sizeof(*out), e);
	if (rc)
		return rc;
	if (out->indir_size > RSS_ENTRIES_MAX || out->key_size > RSS_KEY_MAX)
		return err_set(e, -EBADMSG, "the receive-hash table or key is too long to be true");
	return 0;
}

static int by_ioctl(struct answers *a, const char *ifname, struct arena *arena,
		    struct ethrss *out, struct err *e)
{
	struct ethtool_rxfh sizes;
	struct ethtool_rxfh *r;
	size_t table_len;
	int rc;

	rc = read_sizes(a, ifname, &sizes, e);
	if (rc)
		return rc;
	out->hfunc = hash_bit(sizes.hfunc);
	out->xfrm = (struct reading){ ethrss_xfrm(&sizes) != 0, ethrss_xfrm(&sizes) };
	table_len = sizes.indir_size * sizeof(uint32_t);
	if (table_len + sizes.key_size == 0)
		return 0;
	r = arena_alloc(arena, sizeof(*r) + table_len + sizes.key_size);
	*r = (struct ethtool_rxfh){ .cmd = ETHTOOL_GRSSH, .indir_size = sizes.indir_size,
				    .key_size = sizes.key_size };
	rc = ethioctl_get(a, "rssh", ifname, r, sizeof(*r) + table_len + sizes.key_size, e);
	if (rc == 0)
		take_config(arena, out, r->rss_config, sizes.indir_size,
			    (const uint8_t *)r->rss_config + table_len, sizes.key_size);
	return rc;
}

static int read_rings(struct answers *a, const char *ifname, struct reading *out, struct err *e)
{
	struct ethtool_rxnfc r = { .cmd = ETHTOOL_GRXRINGS };
	int rc = ethioctl_get(a, "rxrings", ifname, &r, sizeof(r), e);

	if (rc == -EBADMSG)
		return rc;
	if (rc == 0)
		*out = (struct reading){ .set = true, .n = r.data };
	return 0;
}

static int read_all(struct answers *a, const char *ifname, struct arena *arena,
		    struct ethrss *out, struct err *e)
{
	int rc = ethrss_has_op(a, K_ETHTOOL_RSS_GET, &out->by_netlink, e);

	if (rc == 0)
		rc = (out->by_netlink ? by_netlink : by_ioctl)(a, ifname, arena, out, e);
	if (rc == 0 && out->by_netlink)
		rc = read_contexts(a, ifname, arena, out, e);
	if (rc == 0)
		rc = read_rings(a, ifname, &out->rings, e);
	return rc;
}

int ethrss_get(struct answers *a, const char *ifname, struct arena *arena, struct ethrss *out,
	       struct err *e)
{
	int rc;

	*out = (struct ethrss){ 0 };
	rc = read_all(a, ifname, arena, out, e);
	if (rc)
		*out = (struct ethrss){ 0 };
	return rc;
}
