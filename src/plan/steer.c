// SPDX-License-Identifier: GPL-2.0-or-later
// Rules P5 to P7: receive packet steering, where the queues do not spread by themselves.
#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/host.h"
#include "nqtune/knob.h"
#include "layout.h"

/* An interface on which RPS is to be set, for the one or more that were named. */
struct carrier {
	struct nic *nic;
	const struct target *target;	/* the heaviest that led here */
	const struct leaf *leaf;	/* its homes; NULL for a stacked device */
	struct cpuset *set;
	bool needed;
};

static size_t distinct_homes(const struct leaf *leaf)
{
	size_t n = cpuset_count(leaf->rx_cpus);

	return n ? n : leaf->nic->nrx;
}

/* P5. A virtual device's queues spread nothing: its packets arrive on the sender's CPU. */
static bool queues_suffice(const struct target *t, const struct leaf *leaf)
{
	return leaf->nic->device && distinct_homes(leaf) >= cpuset_count(t->pool);
}

static struct cpuset *all_rx_cpus(struct layout *l)
{
	struct cpuset *s = cpuset_new(l->arena, l->host->ncpus);

	for (size_t i = 0; i < l->nleaves; i++)
		cpuset_or(s, l->leaves[i]->rx_cpus);
	return s;
}

/* Why t needs no RPS, or NULL. */
static const char *spread_already(struct layout *l, const struct target *t)
{
	const struct cpuset *together = all_rx_cpus(l);
	size_t npool = cpuset_count(t->pool), enough = 0;

	for (size_t i = 0; i < t->nleaves; i++)
		enough += queues_suffice(t, t->leaves[i]);
	if (t->nleaves == 1 && enough && t->leaves[0]->nic == t->nic)
		return arena_printf(l->arena, "%zu queue%s serve%s %zu CPU%s", t->nic->nrx,
				    t->nic->nrx == 1 ? "" : "s", t->nic->nrx == 1 ? "s" : "", npool,
				    npool == 1 ? "" : "s");
	if (t->nleaves && enough == t->nleaves)
		return arena_printf(l->arena, "the queues of %s below it already serve %zu CPU%s",
				    t->nleaves == 1 ? t->leaves[0]->nic->name : "the NICs", npool,
				    npool == 1 ? "" : "s");
	if (!cpuset_empty(together) && cpuset_subset(t->pool, together))
		return arena_printf(l->arena,
				    "the interrupts of the tuned NICs together already keep CPUs %s at work",
				    cpuset_list(l->arena, t->pool));
	return NULL;
}

static bool has_rps(const struct nic *nic)
{
	for (size_t i = 0; i < nic->nrx; i++)
		if (nic->rx[i].rps)
			return true;
	return false;
}

static const char *rx_name(struct layout *l, const struct rx_queue *q)
{
	return arena_printf(l->arena, "rx-%u", q->index);
}

static void set_rps(struct layout *l, const struct nic *nic, const struct rx_queue *q,
		    const struct cpuset *cpus, const char *why)
{
	if (q->rps)
		change_cpus(l, nic, &knob_rps, attr_rps_cpus, rx_name(l, q), q->index, q->rps, cpus,
			    why);
}

/* Written only where it is on. */
static void switch_off(struct layout *l, const struct nic *nic, const char *why)
{
	const struct cpuset *none = cpuset_new(l->arena, l->host->ncpus);
	bool on = nic_steered(nic);

	if (!on)
		left_alone(l, nic->name, "rps", "%s", why);
	for (size_t i = 0; on && i < nic->nrx; i++)
		set_rps(l, nic, &nic->rx[i], none, why);
}

struct carriers {
	struct carrier *v;
	size_t n;
};

static bool is_carrier(const struct carriers *c, const struct nic *nic)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->v[i].nic == nic)
			return true;
	return false;
}

static const struct leaf *leaf_for(const struct layout *l, const struct nic *nic)
{
	for (size_t i = 0; i < l->nleaves; i++)
		if (l->leaves[i]->nic == nic)
			return l->leaves[i];
	return NULL;
}

static void add_carrier(struct layout *l, struct carriers *c, struct nic *nic,
			const struct target *t)
{
	for (size_t i = 0; i < c->n; i++) {
		if (c->v[i].nic != nic)
			continue;
		if (t->weight > c->v[i].target->weight)
			c->v[i].target = t;
		return;
	}
	if (!has_rps(nic)) {
		left_alone(l, nic->name, "rps", nic->nrx ? "this kernel has no receive packet steering (CONFIG_RPS)"
							 : "it has no rx queue");
		return;
	}
	*arena_push(l->arena, c->v, c->n) =
		(struct carrier){ nic, t, leaf_for(l, nic), NULL, true };
}

static size_t most_queues(struct nic *const *v, size_t n)
{
	size_t most = 0;

	for (size_t i = 0; i < n; i++)
		if (v[i]->nrx > most)
			most = v[i]->nrx;
	return most;
}

/* The devices to steer for one that was named. */
struct devices {
	struct nic **v;
	size_t n;
	bool *seen;		/* by place in host->nics: a recording may show stacks in circles */
};

static void add_device(struct layout *l, struct devices *d, struct nic *nic)
{
	for (size_t i = 0; i < d->n; i++)
		if (d->v[i] == nic)
			return;
	*arena_push(l->arena, d->v, d->n) = nic;
}

/*
 * P7: where the kernel really decides. A bridge and a DSA port decide again for
 * what they receive, but only for packets of rx queue 0 of the NIC below. A bond
 * and a VLAN never do: the decision fell on the device below them. Returns why
 * others are steered in nic's place, or NULL.
 */
static const char *find_devices(struct layout *l, struct devices *d, struct nic *nic)
{
	bool stacked = !nic->device && nic->nlower && !d->seen[nic - l->host->nics];
	struct nic **leaves;
	size_t n;

	d->seen[nic - l->host->nics] = true;
	if (stacked && (nic->kind == NIC_BOND || nic->kind == NIC_VLAN)) {
		for (size_t i = 0; i < nic->nlower; i++)
			find_devices(l, d, nic->lower[i]);
		return "the kernel steers its packets once, below it, and never on it";
	}
	leaves = host_leaves(l->host, nic, &n);
	if (!stacked || most_queues(leaves, n) < 2) {
		add_device(l, d, nic);
		return NULL;
	}
	for (size_t i = 0; i < n; i++)
		add_device(l, d, leaves[i]);
	return "RPS here acts only on packets of rx queue 0, and the NICs below have several queues";
}

static const char *names_of(struct layout *l, struct nic *const *v, size_t n)
{
	const char *text = "";

	for (size_t i = 0; i < n && i < 4; i++)
		text = arena_list(l->arena, text, v[i]->name);
	return arena_printf(l->arena, "%s%s %s", text, n > 4 ? ", ..." : "", n == 1 ? "is" : "are");
}

/* Fills t->unsteered if t's own device is not to be steered. */
static void carry(struct layout *l, struct carriers *c, struct target *t)
{
	struct devices d = { .seen = arena_array(l->arena, l->host->nnics, sizeof(bool)) };
	const char *below;

	t->unsteered = spread_already(l, t);
	if (t->unsteered)
		return;
	below = find_devices(l, &d, t->nic);
	if (below)
		t->unsteered = arena_printf(l->arena, "%s: %s steered", below,
					    names_of(l, d.v, d.n));
	for (size_t i = 0; i < d.n; i++)
		add_carrier(l, c, d.v[i], t);
}

/*
 * P6: without the IRQ CPUs if the pool is at least four times as large. The kernel
 * takes isolated CPUs out of rps_cpus by itself, so they are never asked for.
 */
static struct cpuset *steering_set(struct layout *l, const struct target *t)
{
	struct cpuset *set = cpuset_copy(l->arena, t->pool);
	struct cpuset *irq = cpuset_copy(l->arena, t->pool), *rest;

	cpuset_sub(set, l->host->isolated);
	cpuset_and(irq, l->irq_cpus);
	rest = cpuset_copy(l->arena, set);
	cpuset_sub(rest, irq);
	if (cpuset_empty(rest))
		return set;
	if (t->wish->dedicated_irq || cpuset_count(t->pool) >= 4 * cpuset_count(irq))
		return rest;
	return set;
}

static const char *why_share(struct layout *l, const struct carrier *c, size_t sharers)
{
	const struct nic *nic = c->nic;
	const char *queues = nic->nrx == 1 ? "one rx queue"
					   : arena_printf(l->arena, "%zu rx queues", nic->nrx);
	const char *from = cpuset_list(l->arena, c->set);
	bool spared = !cpuset_intersects(c->set, l->irq_cpus) && !cpuset_empty(l->irq_cpus);

	return arena_printf(l->arena, "%s for %u CPUs: %s%s%s", queues,
			    cpuset_count(c->target->pool),
			    sharers > 1 ? arena_printf(l->arena, "its part of CPUs %s", from)
					: arena_printf(l->arena, "all of CPUs %s", from),
			    c->target->weight > 1
				    ? arena_printf(l->arena, ", weight %u%s", c->target->weight,
						   c->target->wish->weight ? "" : " (masquerades)")
				    : "",
			    spared ? ", apart from the interrupts" : "");
}

static void set_shares(struct layout *l, const struct carrier *c, const struct cpuset *share,
		       size_t sharers)
{
	const struct nic *nic = c->nic;
	struct cpuset **sets = arena_array(l->arena, nic->nrx, sizeof(struct cpuset *));
	int *home = arena_array(l->arena, nic->nrx, sizeof(*home));
	const char *why = why_share(l, c, sharers);

	for (size_t i = 0; i < nic->nrx; i++)
		home[i] = c->leaf ? c->leaf->rx_home[i] : NO_CPU;
	share_queues(l->host, share, home, nic->nrx, sets, l->arena);
	for (size_t i = 0; i < nic->nrx; i++)
		set_rps(l, nic, &nic->rx[i], sets[i], why);
}

/* What is needed by the one who led here may be superfluous, or impossible, all the same. */
static void drop_needless(struct layout *l, struct carrier *c)
{
	if (c->leaf && queues_suffice(c->target, c->leaf)) {
		c->needed = false;
		switch_off(l, c->nic, arena_printf(l->arena, "%zu queues serve %u CPUs", c->nic->nrx,
						   cpuset_count(c->target->pool)));
		return;
	}
	c->set = steering_set(l, c->target);
	if (!cpuset_empty(c->set))
		return;
	c->needed = false;
	left_alone(l, c->nic->name, "rps",
		   "all of its CPUs %s are isolated, and the kernel steers no packets to such",
		   cpuset_list(l->arena, c->target->pool));
}

void steer_targets(struct layout *l)
{
	struct carriers c = { 0 };
	struct sharer *v;
	size_t n = 0;

	for (size_t i = 0; i < l->ntargets; i++)
		carry(l, &c, &l->targets[i]);
	for (size_t i = 0; i < l->ntargets; i++)
		if (l->targets[i].unsteered && !is_carrier(&c, l->targets[i].nic))
			switch_off(l, l->targets[i].nic, l->targets[i].unsteered);
	v = arena_array(l->arena, c.n, sizeof(*v));
	for (size_t i = 0; i < c.n; i++) {
		drop_needless(l, &c.v[i]);
		if (c.v[i].needed)
			v[n++] = (struct sharer){ c.v[i].set, c.v[i].target->weight, NULL };
	}
	share_cpus(v, n, l->load, l->host->ncpus, l->arena);
	for (size_t i = 0, k = 0; i < c.n; i++)
		if (c.v[i].needed)
			set_shares(l, &c.v[i], v[k++].share, n);
}
