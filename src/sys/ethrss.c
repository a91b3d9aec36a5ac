// SPDX-License-Identifier: GPL-2.0-or-later
// Receive hashing, from netlink where the kernel has it, else by ioctl.
#include <errno.h>
#include <linux/ethtool.h>
#include <stdlib.h>
#include <string.h>

#include "attrs.h"
#include "nqtune/err.h"
#include "nqtune/ethioctl.h"
#include "nqtune/ethnl.h"
#include "uapi.h"

/* A driver with a longer table is not believed. */
#define RSS_ENTRIES_MAX 65536

/* The bit number of a mask that names one hash function; not set for none or several. */
static struct reading hash_bit(uint64_t mask)
{
	if (mask == 0 || mask & (mask - 1))
		return (struct reading){ 0 };
	return (struct reading){ .set = true, .n = (uint64_t)__builtin_ctzll(mask) };
}

static int cmp_u32(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a;
	uint32_t y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

/* Length and distinct queues of an indirection table of n numbers (at any address). */
static void read_table(const void *table, size_t n, struct ethnl_rss *out)
{
	uint32_t *queue;
	uint64_t distinct = 1;

	if (n == 0)
		return;
	out->entries = (struct reading){ .set = true, .n = n };
	queue = malloc(n * sizeof(*queue));
	if (!queue)
		return;
	memcpy(queue, table, n * sizeof(*queue));
	qsort(queue, n, sizeof(*queue), cmp_u32);
	for (size_t i = 1; i < n; i++)
		distinct += queue[i] != queue[i - 1];
	out->queues = (struct reading){ .set = true, .n = distinct };
	free(queue);
}

static int on_rss(const struct nlattr *const *tb, void *data)
{
	struct ethnl_rss *out = data;
	const struct nlattr *indir = tb[K_RSS_INDIR];

	out->hfunc = hash_bit(attr_number(tb[K_RSS_HFUNC]).n);
	if (indir && attr_len(indir) % sizeof(uint32_t) == 0)
		read_table(attr_data(indir), attr_len(indir) / sizeof(uint32_t), out);
	return 0;
}

/* Kernels before 6.3 tell by ioctl only: first how long the table is, then the table. */
static int rss_by_ioctl(struct answers *a, const char *ifname, struct ethnl_rss *out, struct err *e)
{
	struct ethtool_rxfh sizes = { .cmd = ETHTOOL_GRSSH };
	struct ethtool_rxfh *rxfh;
	size_t size;
	int rc;

	*out = (struct ethnl_rss){ 0 };
	rc = ethioctl_get(a, "rssh-size", ifname, &sizes, sizeof(sizes), e);
	if (rc)
		return rc;
	if (sizes.indir_size > RSS_ENTRIES_MAX || sizes.key_size > RSS_ENTRIES_MAX)
		return err_set(e, -EBADMSG, "the receive-hash table is too long to be true");
	out->hfunc = hash_bit(sizes.hfunc);
	if (sizes.indir_size == 0)
		return 0;
	size = sizeof(*rxfh) + sizes.indir_size * sizeof(uint32_t) + sizes.key_size;
	rxfh = calloc(1, size);
	if (!rxfh)
		return err_set(e, -ENOMEM, "%s", err_words(-ENOMEM));
	rxfh->cmd = ETHTOOL_GRSSH;
	rxfh->indir_size = sizes.indir_size;
	rxfh->key_size = sizes.key_size;
	rc = ethioctl_get(a, "rssh", ifname, rxfh, size, e);
	if (rc == 0)
		read_table(rxfh->rss_config, sizes.indir_size, out);
	free(rxfh);
	return rc;
}

int ethnl_rss(struct answers *a, const char *ifname, struct ethnl_rss *out, struct err *e)
{
	int rc;

	*out = (struct ethnl_rss){ 0 };
	rc = ethnl_get(a, K_ETHTOOL_RSS_GET, ifname, on_rss, out, e);
	return rc == -EOPNOTSUPP ? rss_by_ioctl(a, ifname, out, e) : rc;
}
