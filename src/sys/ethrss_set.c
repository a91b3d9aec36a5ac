// SPDX-License-Identifier: GPL-2.0-or-later
// Receive hashing as it shall be: one netlink message since 6.17, else by ioctl.
#include <errno.h>
#include <linux/ethtool.h>
#include <string.h>

#include "answers_priv.h"
#include "ethrss_priv.h"
#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/ethioctl.h"
#include "nqtune/ethnl.h"
#include "nqtune/ethrss.h"
#include "uapi.h"

/* RXH_XFRM_NO_CHANGE, in headers since 6.8. */
#define XFRM_NO_CHANGE 0xff

static int check_table(const struct ethrss *now, const struct ethrss_order *o, struct err *e)
{
	if (now->nentries == 0)
		return err_set(e, -EOPNOTSUPP, "the driver has no indirection table");
	if (!o->table)
		return 0;
	if (o->table_default)
		return err_set(e, -EINVAL, "a table and the driver's own table at once");
	if (o->nentries == 0 || now->nentries % o->nentries)
		return err_set(e, -EINVAL,
			       "a table of %zu entries does not fit into the NIC's of %zu"
			       " (give %zu, or a part that divides it)",
			       o->nentries, now->nentries, now->nentries);
	for (size_t i = 0; now->rings.set && i < o->nentries; i++) {
		if (o->table[i] >= now->rings.n)
			return err_set(e, -EINVAL,
				       "table entry %zu names rx queue %u, of %llu there are", i,
				       o->table[i], (unsigned long long)now->rings.n);
	}
	return 0;
}

static int check_order(const struct ethrss *now, const struct ethrss_order *o, struct err *e)
{
	if (o->table || o->table_default) {
		int rc = check_table(now, o, e);

		if (rc)
			return rc;
	}
	if (o->key && now->key_len == 0)
		return err_set(e, -EOPNOTSUPP, "the driver has no hash key to set");
	if (o->key && o->key_len != now->key_len)
		return err_set(e, -EINVAL, "a hash key of %zu bytes does not fit the NIC's of %zu",
			       o->key_len, now->key_len);
	if (o->hfunc.set && o->hfunc.n > 7)
		return err_set(e, -EINVAL, "there is no hash function %llu",
			       (unsigned long long)o->hfunc.n);
	if (o->xfrm.set && o->xfrm.n >= XFRM_NO_CHANGE)
		return err_set(e, -EINVAL, "there is no input transformation %#llx",
			       (unsigned long long)o->xfrm.n);
	return 0;
}

/* What is told: the order, with the table as long as the driver's. */
struct telling {
	struct answers *a;
	const char *ifname;
	struct arena *arena;
	const struct ethrss *now;
	struct ethrss_order o;
};

static void prepare(struct telling *t, const struct ethrss_order *o)
{
	uint32_t *v;

	t->o = *o;
	t->o.nentries = o->table ? t->now->nentries : 0;
	t->o.key_len = o->key ? o->key_len : 0;
	/* A kernel or a driver that has none refuses even to be told so. */
	if (o->xfrm.n == t->now->xfrm.n)
		t->o.xfrm.set = false;
	if (!o->table)
		return;
	v = arena_array(t->arena, t->now->nentries, sizeof(*v));
	for (size_t i = 0; i < t->now->nentries; i++)
		v[i] = o->table[i % o->nentries];
	t->o.table = v;
}

static bool is_empty(const struct ethrss_order *o)
{
	return !o->table && !o->table_default && !o->key && !o->hfunc.set && !o->xfrm.set;
}

/*
 * What is not to change is said to be so, but for the transformation: not every kernel has a
 * word for that, and it is said again. So a second order must say that of the first.
 */
static int tell_ioctl(const struct telling *t, const struct ethrss_order *o, struct err *e)
{
	size_t table_len = o->nentries * sizeof(*o->table);
	size_t size = sizeof(struct ethtool_rxfh) + table_len + o->key_len;
	struct ethtool_rxfh *r = arena_alloc(t->arena, size);
	int rc;

	r->cmd = ETHTOOL_SRSSH;
	r->indir_size = (uint32_t)o->nentries;
	if (!o->table && !o->table_default)
		r->indir_size = ETH_RXFH_INDIR_NO_CHANGE;
	r->key_size = (uint32_t)o->key_len;
	r->hfunc = o->hfunc.set ? (uint8_t)(1u << o->hfunc.n) : 0;
	ethrss_put_xfrm(r, (uint8_t)(o->xfrm.set ? o->xfrm.n : t->now->xfrm.n));
	if (o->table)
		memcpy(r->rss_config, o->table, table_len);
	if (o->key)
		memcpy((uint8_t *)r->rss_config + table_len, o->key, o->key_len);
	rc = ethioctl_set(t->a, t->ifname, r, size, e);
	if (rc == -EINVAL && o->xfrm.set)
		return err_set(e, rc, "%s (an input transformation needs Linux 6.8)",
			       err_words(rc));
	return rc;
}

/*
 * Kernels before 6.11 look for the key behind a whole table even where the driver's own
 * is asked for, and set one of zeros. So that is asked for by itself.
 */
static int by_ioctl(const struct telling *t, struct err *e)
{
	const struct ethrss_order own = { .table_default = true, .xfrm = t->o.xfrm };
	struct ethrss_order rest = t->o;
	int rc;

	if (!rest.table_default || !rest.key)
		return tell_ioctl(t, &rest, e);
	rest.table_default = false;
	rc = tell_ioctl(t, &rest, e);
	return rc ? rc : tell_ioctl(t, &own, e);
}

static int tell_netlink(const struct telling *t, struct err *e)
{
	const struct ethrss_order *o = &t->o;
	struct ethnl_value v[4];
	size_t n = 0;

	if (o->table || o->table_default)
		v[n++] = (struct ethnl_value){ .id = K_RSS_INDIR, .width = ETHNL_BYTES,
					       .bytes = o->table,
					       .len = o->nentries * sizeof(*o->table),
					       .name = "indirection table" };
	if (o->key)
		v[n++] = (struct ethnl_value){ .id = K_RSS_HKEY, .width = ETHNL_BYTES,
					       .bytes = o->key, .len = o->key_len,
					       .name = "hash key" };
	if (o->hfunc.set)
		v[n++] = (struct ethnl_value){ .id = K_RSS_HFUNC, .width = ETHNL_U32,
					       .number = UINT32_C(1) << o->hfunc.n,
					       .name = "hash function" };
	if (o->xfrm.set)
		v[n++] = (struct ethnl_value){ .id = K_RSS_INPUT_XFRM, .width = ETHNL_U32,
					       .number = (uint32_t)o->xfrm.n,
					       .name = "input transformation" };
	return ethnl_set(t->a, K_ETHTOOL_RSS_SET, t->ifname, v, n, e);
}

/* Whether the driver has the table that was told; its own one deals the rings out in turn. */
static bool has_table(const struct telling *t, const struct ethrss *then)
{
	const uint32_t *want = t->o.table;

	if (then->nentries != t->now->nentries || (!want && !then->rings.n))
		return true;
	for (size_t i = 0; i < then->nentries; i++) {
		if (then->table[i] != (want ? want[i] : i % then->rings.n))
			return false;
	}
	return true;
}

/*
 * Linux 6.17 and some after it compare the first quarter of the table only, and where that
 * is to stay they say yes without telling the driver.
 */
static int by_netlink(const struct telling *t, struct err *e)
{
	const struct ethrss_order table = { .table = t->o.table, .nentries = t->o.nentries,
					    .table_default = t->o.table_default,
					    .xfrm = t->o.xfrm };
	struct ethrss then;
	int rc = tell_netlink(t, e);

	if (rc || (!table.table && !table.table_default))
		return rc;
	rc = ethrss_get(t->a, t->ifname, t->arena, &then, e);
	return rc || has_table(t, &then) ? rc : tell_ioctl(t, &table, e);
}

int ethrss_set(struct answers *a, const char *ifname, const struct ethrss_order *o,
	       struct err *e)
{
	struct ethrss now;
	struct telling t = { .a = a, .ifname = ifname, .now = &now };
	bool netlink;
	int rc;

	rc = answers_settable(a, e);
	if (rc)
		return rc;
	t.arena = arena_new(NULL);
	rc = ethrss_get(a, ifname, t.arena, &now, e);
	if (rc == 0)
		rc = check_order(&now, o, e);
	if (rc == 0)
		rc = ethrss_has_op(a, K_ETHTOOL_RSS_SET, &netlink, e);
	if (rc == 0) {
		prepare(&t, o);
		if (!is_empty(&t.o))
			rc = netlink ? by_netlink(&t, e) : by_ioctl(&t, e);
	}
	arena_free(t.arena);
	return rc;
}
