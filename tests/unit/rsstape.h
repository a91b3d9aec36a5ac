/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/* Answers about receive hashing, made up. */
#include <linux/ethtool.h>
#include <linux/ethtool_netlink.h>

#include "nlbytes.h"
#include "uapi.h"

#define RSS_FAMILY 21

/* The kernel's bits of hash functions, which its headers do not show. */
enum { TOEPLITZ, XOR };

/* What the kernel's ethtool family has: nothing of it, the reading (6.3), all (6.17). */
enum rss_age { RSS_IOCTL, RSS_READ, RSS_ALL };

static inline void rss_family(struct nltape *t, enum rss_age age)
{
	static const uint8_t ops[] = { ETHTOOL_MSG_CHANNELS_GET, K_ETHTOOL_RSS_GET,
				       K_ETHTOOL_RSS_SET };

	nl_family(nltape_add(t, "genl/ethtool"), RSS_FAMILY, ops, (size_t)age + 1);
}

/* The answer of an ioctl: its outcome and the struct. */
static inline struct nlbytes *rss_ioctl(struct nltape *t, const char *key, int32_t rc,
					const void *bytes, size_t len)
{
	struct nlbytes *b = nltape_add(t, key);

	memcpy(b->v, &rc, sizeof(rc));
	if (len)
		memcpy(b->v + sizeof(rc), bytes, len);
	b->len = sizeof(rc) + len;
	return b;
}

static inline void rss_rings(struct nltape *t, uint64_t n)
{
	const struct ethtool_rxnfc r = { .cmd = ETHTOOL_GRXRINGS, .data = n };

	rss_ioctl(t, "ioctl/rxrings/eth0", 0, &r, sizeof(r));
}

struct rss_answer {
	const uint32_t *table;
	size_t nentries;
	const uint8_t *key;
	size_t key_len;
	uint32_t hfunc;		/* a mask */
	uint8_t xfrm;
};

static inline void rss_put_netlink(struct nlbytes *b, const struct rss_answer *r)
{
	b->len = 0;
	nl_genl(b, RSS_FAMILY, 0);
	if (r->nentries)
		nl_attr(b, K_RSS_INDIR, r->table, r->nentries * sizeof(*r->table));
	if (r->hfunc)
		nl_u32(b, K_RSS_HFUNC, r->hfunc);
	if (r->xfrm)
		nl_u32(b, K_RSS_INPUT_XFRM, r->xfrm);
	if (r->key_len)
		nl_attr(b, K_RSS_HKEY, r->key, r->key_len);
	nl_end(b);
	nl_ack(b);
}

static inline struct nlbytes *rss_netlink(struct nltape *t, const struct rss_answer *r)
{
	struct nlbytes *b = nltape_add(t, "ethtool/rss-get/eth0");

	rss_put_netlink(b, r);
	return b;
}

/* Both answers of ETHTOOL_GRSSH: the lengths, and all. */
static inline void rss_grssh(struct nltape *t, const struct rss_answer *r)
{
	struct ethtool_rxfh sizes = { .cmd = ETHTOOL_GRSSH, .indir_size = (uint32_t)r->nentries,
				      .key_size = (uint32_t)r->key_len,
				      .hfunc = (uint8_t)r->hfunc };
	size_t table_len = r->nentries * sizeof(*r->table);
	uint8_t whole[2048];

	/* The byte behind hfunc: reserved before 6.8. */
	((uint8_t *)&sizes)[17] = r->xfrm;
	rss_ioctl(t, "ioctl/rssh-size/eth0", 0, &sizes, sizeof(sizes));
	memcpy(whole, &sizes, sizeof(sizes));
	memcpy(whole + sizeof(sizes), r->table, table_len);
	memcpy(whole + sizeof(sizes) + table_len, r->key, r->key_len);
	rss_ioctl(t, "ioctl/rssh/eth0", 0, whole, sizeof(sizes) + table_len + r->key_len);
}
