// SPDX-License-Identifier: GPL-2.0-or-later
// Which NICs are meant, and what is known of each.
#include <errno.h>
#include <string.h>

#include "cards.h"
#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/host.h"

/* Which wish reached a NIC first: its pool is the one that its interrupts are planned with. */
struct reached {
	const struct nic *nic;
	const struct wish_iface *wish;
};

static const struct wish_iface *wish_for(const struct reached *v, size_t n, const struct nic *nic)
{
	for (size_t i = 0; i < n; i++)
		if (v[i].nic == nic)
			return v[i].wish;
	return NULL;
}

static struct reached *reach_all(struct layout *l, const struct wish *w, size_t *count)
{
	struct reached *v = NULL;
	size_t n = 0;

	for (size_t i = 0; i < w->n; i++) {
		struct nic *nic = host_nic(l->host, w->v[i].name);
		size_t nleaves = 0;
		struct nic **leaves = nic ? host_leaves(l->host, nic, &nleaves) : NULL;

		for (size_t k = 0; k < nleaves; k++)
			if (!wish_for(v, n, leaves[k]))
				*arena_push(l->arena, v, n) = (struct reached){ leaves[k], &w->v[i] };
	}
	*count = n;
	return v;
}

/* Channels say how many queues are in use; a device that is down shows more directories. */
static size_t count_rx(const struct card *c)
{
	const struct knob_reading *combined = nic_knobs_find(c->now, "channels", "combined", NULL);
	const struct knob_reading *rx = nic_knobs_find(c->now, "channels", "rx", NULL);
	uint64_t n = reading_number(combined) + reading_number(rx);

	if (!n)
		n = c->nic->nrx;
	return n < QUEUES_MAX ? (size_t)n : QUEUES_MAX;
}

static struct card make_card(struct layout *l, const struct card_source *from,
			     const struct nic *nic, const struct wish_iface *wish)
{
	static const struct wish_iface plain;
	struct card c = { .l = l, .asked = from->asked, .nic = nic, .wish = wish, .fixed = "" };

	if (!c.wish)
		c.wish = &plain;
	for (size_t i = 0; i < from->nk; i++)
		if (!strcmp(from->k[i].nic->name, nic->name))
			c.now = &from->k[i];
	c.pool = pool_of(l, c.wish, nic->node, &c.pool_why);
	c.nrx = count_rx(&c);
	return c;
}

/* Known already, or a loopback, of which the layout says that there is nothing to do. */
static bool is_out(const struct card *v, size_t n, const struct nic *nic)
{
	if (nic->kind == NIC_LOOPBACK)
		return true;
	for (size_t i = 0; i < n; i++)
		if (v[i].nic == nic)
			return true;
	return false;
}

/* Where nothing is laid out (P8), nothing is missed either. */
static int check_pools(const struct layout *l, const struct card *v, size_t n, struct err *e)
{
	bool needed = !nothing_to_lay_out(l->host);
	int r = 0;

	for (size_t i = 0; needed && !r && i < n; i++)
		r = check_pool(l, v[i].nic, v[i].pool, e);
	return r;
}

int find_cards(struct layout *l, const struct card_source *from, struct card **out, size_t *n,
	       struct err *e)
{
	size_t nreached, count = 0;
	const struct reached *reached = reach_all(l, from->w, &nreached);
	const char *const *name = from->asked->ifaces;
	struct card *v = NULL;

	for (; name && *name; name++) {
		struct nic *nic = host_nic(l->host, *name);
		struct nic **leaves;
		size_t nleaves;

		if (!nic)
			return err_set(e, -ENODEV, "%.40s: no such interface", *name);
		leaves = host_leaves(l->host, nic, &nleaves);
		for (size_t i = 0; i < nleaves; i++)
			if (!is_out(v, count, leaves[i]))
				*arena_push(l->arena, v, count) =
					make_card(l, from, leaves[i],
						  wish_for(reached, nreached, leaves[i]));
	}
	*out = v;
	*n = count;
	return check_pools(l, v, count, e);
}
