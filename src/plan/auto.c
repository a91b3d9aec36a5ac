// SPDX-License-Identifier: GPL-2.0-or-later
// The whole of a plan: who is meant, their pools, then interrupts, XPS and RPS in this order.
#include <errno.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/err.h"
#include "nqtune/host.h"
#include "layout.h"

static struct leaf *leaf_of(struct layout *l, struct nic *nic, const struct wish_iface *w)
{
	struct leaf *leaf;
	const char *why;

	for (size_t i = 0; i < l->nleaves; i++)
		if (l->leaves[i]->nic == nic)
			return l->leaves[i];
	leaf = arena_alloc(l->arena, sizeof(*leaf));
	leaf->nic = nic;
	leaf->wish = w;
	leaf->pool = pool_of(l, w, nic->node, &why);
	leaf->rx_home = arena_array(l->arena, nic->nrx, sizeof(int));
	leaf->tx_home = arena_array(l->arena, nic->ntx, sizeof(int));
	leaf->rx_cpus = cpuset_new(l->arena, l->host->ncpus);
	for (size_t i = 0; i < nic->nrx; i++)
		leaf->rx_home[i] = NO_CPU;
	for (size_t i = 0; i < nic->ntx; i++)
		leaf->tx_home[i] = NO_CPU;
	*arena_push(l->arena, l->leaves, l->nleaves) = leaf;
	return leaf;
}

/* The node of all NICs below, or -1 where they differ. */
static int common_node(const struct target *t)
{
	int node = t->nleaves ? t->leaves[0]->nic->node : -1;

	for (size_t i = 1; i < t->nleaves; i++)
		if (t->leaves[i]->nic->node != node)
			return -1;
	return node;
}

/* B3: an interface on which the firewall masquerades does the work of two. */
static unsigned weight_of(const struct host *h, const struct wish_iface *w, const struct nic *nic)
{
	if (w->weight)
		return w->weight;
	if (nat_names(&h->nat, nic->name))
		return 2;
	return nic->default_route && nat_covers(&h->nat, nic->name) ? 2 : 1;
}

static void add_target(struct layout *l, const struct wish_iface *w, struct nic *nic)
{
	struct target *t;
	struct nic **nics;
	const char *why;
	size_t n;

	for (size_t i = 0; i < l->ntargets; i++)
		if (l->targets[i].nic == nic)
			return;
	t = &l->targets[l->ntargets++];
	nics = host_leaves(l->host, nic, &n);
	*t = (struct target){ .nic = nic, .wish = w, .nleaves = n };
	t->leaves = arena_array(l->arena, n, sizeof(struct leaf *));
	for (size_t i = 0; i < n; i++)
		t->leaves[i] = leaf_of(l, nics[i], w);
	t->pool = pool_of(l, w, common_node(t), &why);
	t->weight = weight_of(l->host, w, nic);
}

static int check_pools(const struct layout *l, struct err *e)
{
	int r = 0;

	for (size_t i = 0; !r && i < l->ntargets; i++)
		r = check_pool(l, l->targets[i].nic, l->targets[i].pool, e);
	return r;
}

const char *nothing_to_lay_out(const struct host *h)
{
	if (cpuset_count(h->online) < 2)
		return "this host has one CPU online: there is nothing to spread";
	if (h->nat.flowtable_hw)
		return "hardware flow offload is in use: packets of known flows never reach a CPU";
	if (!h->rps_known)
		return "this kernel's multi-queue support is switched off: no queue has rps_cpus (CONFIG_RPS)";
	return NULL;
}

static void leave_all(struct layout *l, const char *why)
{
	for (size_t i = 0; i < l->ntargets; i++)
		left_alone(l, l->targets[i].nic->name, "auto", "%s", why);
}

int plan_auto(struct plan *out, const struct host *h, const struct wish *w, struct arena *a,
	      struct err *e)
{
	struct layout l = { .host = h, .arena = a, .plan = out };
	const char *why = nothing_to_lay_out(h);

	memset(out, 0, sizeof(*out));
	l.targets = arena_array(a, w->n, sizeof(*l.targets));
	l.load = arena_array(a, h->ncpus, sizeof(*l.load));
	l.irq_cpus = cpuset_new(a, h->ncpus);
	l.placed = arena_array(a, h->nirqs, sizeof(*l.placed));
	for (size_t i = 0; i < h->nirqs; i++)
		l.placed[i] = NO_CPU;
	for (size_t i = 0; i < w->n; i++) {
		struct nic *nic = host_nic(h, w->v[i].name);

		if (!nic)
			return err_set(e, -ENODEV, "%.40s: no such interface", w->v[i].name);
		if (nic->kind == NIC_LOOPBACK)
			left_alone(&l, nic->name, "auto", "loopback: nothing to lay out");
		else
			add_target(&l, &w->v[i], nic);
	}
	if (why) {
		leave_all(&l, why);
	} else {
		int r = check_pools(&l, e);

		if (r)
			return r;
		place_leaves(&l);
		transmit_leaves(&l);
		steer_targets(&l);
	}
	find_all(&l);
	return 0;
}
