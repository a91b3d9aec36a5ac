// SPDX-License-Identifier: GPL-2.0-or-later
// The driver's own statistics: how many, their names, their values.
#include "nqtune/driverstats.h"

#include <errno.h>
#include <linux/ethtool.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/ethioctl.h"
#include "nqtune/parse.h"

/* A driver with more is not believed. */
#define STATS_MAX 65536u
/* How often they are asked for that become more or fewer meanwhile. */
#define TRIES 3

/*
 * Kernels before 6.19 write as many as there are now, whatever the room: queues that are made
 * between two of the requests must not reach beyond it.
 */
static size_t with_room(size_t n)
{
	return 2 * n + 4096;
}

static int read_count(struct answers *a, const char *ifname, struct arena *arena, uint32_t *n,
		      struct err *e)
{
	const size_t size = sizeof(struct ethtool_sset_info) + sizeof(uint32_t);
	struct ethtool_sset_info *info = arena_alloc(arena, size);
	int rc;

	info->cmd = ETHTOOL_GSSET_INFO;
	info->sset_mask = 1ull << ETH_SS_STATS;
	rc = ethioctl_get(a, "stats-count", ifname, info, size, e);
	if (rc)
		return rc;
	*n = info->sset_mask ? info->data[0] : 0;
	if (!*n)
		return err_set(e, -EOPNOTSUPP, "its driver has no statistics of its own");
	if (*n > STATS_MAX)
		return err_set(e, -EBADMSG, "%u statistics are too many to be true", *n);
	return 0;
}

static int changed(struct err *e)
{
	return err_set(e, -EAGAIN, "the driver's statistics keep changing while they are read");
}

static int read_names(struct answers *a, const char *ifname, struct arena *arena, uint32_t n,
		      struct ethtool_gstrings **out, struct err *e)
{
	const size_t size = sizeof(**out) + (size_t)n * ETH_GSTRING_LEN;
	int rc;

	*out = arena_alloc(arena, sizeof(**out) + with_room(n) * ETH_GSTRING_LEN);
	(*out)->cmd = ETHTOOL_GSTRINGS;
	(*out)->string_set = ETH_SS_STATS;
	(*out)->len = n;
	rc = ethioctl_get(a, "stats-names", ifname, *out, size, e);
	return rc == 0 && (*out)->len != n ? changed(e) : rc;
}

static int read_values(struct answers *a, const char *ifname, struct arena *arena, uint32_t n,
		       struct ethtool_stats **out, struct err *e)
{
	const size_t size = sizeof(**out) + n * sizeof(uint64_t);
	int rc;

	*out = arena_alloc(arena, sizeof(**out) + with_room(n) * sizeof(uint64_t));
	(*out)->cmd = ETHTOOL_GSTATS;
	(*out)->n_stats = n;
	rc = ethioctl_get(a, "stats-values", ifname, *out, size, e);
	return rc == 0 && (*out)->n_stats != n ? changed(e) : rc;
}

static int read_once(struct answers *a, const char *ifname, struct arena *arena,
		     struct driverstats *out, struct err *e)
{
	struct ethtool_gstrings *names;
	struct ethtool_stats *values;
	uint32_t n;
	int rc = read_count(a, ifname, arena, &n, e);

	if (rc == 0)
		rc = read_names(a, ifname, arena, n, &names, e);
	if (rc == 0)
		rc = read_values(a, ifname, arena, n, &values, e);
	if (rc)
		return rc;
	out->v = arena_array(arena, n, sizeof(*out->v));
	for (out->n = 0; out->n < n; out->n++) {
		const char *at = (const char *)names->data + out->n * ETH_GSTRING_LEN;
		char *name = arena_strndup(arena, at, ETH_GSTRING_LEN);

		text_clean(name);
		out->v[out->n] = (struct driverstat){ name, values->data[out->n] };
	}
	return 0;
}

int driverstats_read(struct answers *a, const char *ifname, struct arena *arena,
		     struct driverstats *out, struct err *e)
{
	int rc = -EAGAIN;

	*out = (struct driverstats){ 0 };
	for (int i = 0; rc == -EAGAIN && i < TRIES; i++)
		rc = read_once(a, ifname, arena, out, e);
	return rc;
}
