// SPDX-License-Identifier: GPL-2.0-or-later
// N-tuple rules: how many, where, and each by itself.
#include "nqtune/ethrules.h"

#include <errno.h>
#include <linux/ethtool.h>
#include <stdio.h>
#include <stdlib.h>

#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/ethioctl.h"

/* A driver with more is not believed. */
#define RULES_MAX 65536
/* How often a list is asked for that grows meanwhile. */
#define LIST_TRIES 3

struct list {
	struct ethtool_rxnfc *all;	/* rule_cnt places in rule_locs */
	uint64_t told;			/* what the driver says of its room */
};

static int read_count(struct answers *a, const char *ifname, struct ethtool_rxnfc *r,
		      struct err *e)
{
	int rc;

	*r = (struct ethtool_rxnfc){ .cmd = ETHTOOL_GRXCLSRLCNT };
	rc = ethioctl_get(a, "rxnfc-count", ifname, r, sizeof(*r), e);
	if (rc == 0 && r->rule_cnt > RULES_MAX)
		return err_set(e, -EBADMSG, "%u rules are too many to be true", r->rule_cnt);
	return rc;
}

static int read_places(struct answers *a, const char *ifname, struct arena *arena,
		       struct list *out, struct err *e)
{
	struct ethtool_rxnfc count;
	size_t size;
	int rc;

	rc = read_count(a, ifname, &count, e);
	if (rc)
		return rc;
	size = sizeof(count) + count.rule_cnt * sizeof(count.rule_locs[0]);
	out->all = arena_alloc(arena, size);
	out->all->cmd = ETHTOOL_GRXCLSRLALL;
	out->all->rule_cnt = count.rule_cnt;
	rc = ethioctl_get(a, "rxnfc-all", ifname, out->all, size, e);
	if (rc == 0 && out->all->rule_cnt > count.rule_cnt)
		return err_set(e, -EBADMSG, "more rules are listed than there was room for");
	/* Not every driver tells its room both times; only here it tells who picks. */
	out->told = count.data ? count.data : out->all->data;
	return rc;
}

static int cmp_u32(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a;
	uint32_t y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

static int read_rules(struct answers *a, const char *ifname, struct arena *arena,
		      const struct list *list, struct ethrules *out, struct err *e)
{
	size_t n = list->all->rule_cnt;
	struct ethtool_rx_flow_spec *v;

	if (n == 0)
		return 0;
	qsort(list->all->rule_locs, n, sizeof(list->all->rule_locs[0]), cmp_u32);
	v = arena_array(arena, n, sizeof(*v));
	for (size_t i = 0; i < n; i++) {
		int rc;

		/* A damaged recording may name one place thousands of times. */
		if (i > 0 && list->all->rule_locs[i] == list->all->rule_locs[i - 1])
			continue;
		rc = ethrules_one(a, ifname, list->all->rule_locs[i], &v[out->n], e);
		/* Gone since it was listed. */
		if (rc == -ENOENT)
			continue;
		if (rc)
			return rc;
		out->n++;
	}
	out->v = v;
	return 0;
}

int ethrules_get(struct answers *a, const char *ifname, struct arena *arena, struct ethrules *out,
		 struct err *e)
{
	struct list list = { 0 };
	int rc = -EMSGSIZE;

	*out = (struct ethrules){ 0 };
	for (int i = 0; rc == -EMSGSIZE && i < LIST_TRIES; i++)
		rc = read_places(a, ifname, arena, &list, e);
	if (rc == 0)
		rc = read_rules(a, ifname, arena, &list, out, e);
	if (rc) {
		*out = (struct ethrules){ 0 };
		return rc;
	}
	out->room = (uint32_t)(list.told & ~(uint64_t)RX_CLS_LOC_SPECIAL);
	out->picks_location = list.told & RX_CLS_LOC_SPECIAL;
	return 0;
}

static int no_rule(uint32_t location, struct err *e)
{
	return err_set(e, -ENOENT, "there is no rule %u", location);
}

int ethrules_one(struct answers *a, const char *ifname, uint32_t location,
		 struct ethtool_rx_flow_spec *out, struct err *e)
{
	struct ethtool_rxnfc r = { .cmd = ETHTOOL_GRXCLSRULE, .fs.location = location };
	char word[32];
	int rc;

	*out = (struct ethtool_rx_flow_spec){ 0 };
	snprintf(word, sizeof(word), "rxnfc-rule-%u", location);
	rc = ethioctl_get(a, word, ifname, &r, sizeof(r), e);
	/* Drivers answer either. */
	if (rc == -ENOENT || rc == -EINVAL)
		return no_rule(location, e);
	if (rc)
		return rc;
	*out = r.fs;
	out->location = location;
	return 0;
}

int ethrules_insert(struct answers *a, const char *ifname, struct ethtool_rx_flow_spec *spec,
		    struct err *e)
{
	struct ethtool_rxnfc r = { .cmd = ETHTOOL_SRXCLSRLINS, .fs = *spec };
	int rc;

	if (spec->flow_type & FLOW_RSS)
		return err_set(e, -EOPNOTSUPP,
			       "a rule that spreads flows over a context cannot be written here");
	rc = ethioctl_set(a, ifname, &r, sizeof(r), e);
	if (rc == 0)
		*spec = r.fs;
	return rc;
}

int ethrules_remove(struct answers *a, const char *ifname, uint32_t location, struct err *e)
{
	struct ethtool_rxnfc r = { .cmd = ETHTOOL_SRXCLSRLDEL, .fs.location = location };
	int rc = ethioctl_set(a, ifname, &r, sizeof(r), e);

	return rc == -ENOENT || rc == -EINVAL ? no_rule(location, e) : rc;
}
