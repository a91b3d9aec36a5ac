// SPDX-License-Identifier: GPL-2.0-or-later
// What the user should know besides the changes.
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/host.h"
#include "nqtune/knob.h"
#include "layout.h"

/* P10: detected and said. What can be done about it is found out when it is tried. */
static void find_irqbalance(struct layout *l)
{
	const struct host *h = l->host;
	const struct irqbalance *b = &h->irqbalance;

	for (size_t i = 0; b->running && i < h->nirqs; i++) {
		if (l->placed[i] == NO_CPU || !h->irqs[i]->movable)
			continue;
		found(l, "irqbalance-running", "warn", NULL, NULL,
		      "irqbalance (%s) runs and may move these interrupts within seconds",
		      b->how ? b->how : "how is not known");
		return;
	}
}

/* B3, and why it may be missed. */
static void find_nat(struct layout *l)
{
	const struct nat *nat = &l->host->nat;

	if (l->ntargets < 2)
		return;
	if (nat->legacy)
		found(l, "nat-legacy", "warn", NULL, "name the masquerading interface: --weight IFACE=2",
		      "iptables-legacy holds a nat table, whose rules cannot be read");
	else if (!nat->known)
		found(l, "nat-unknown", "info", NULL, "name a masquerading interface: --weight IFACE=2",
		      "cannot tell where the firewall masquerades: %s",
		      nat->unknown_why ? nat->unknown_why : "not read");
	if (nat->flowtable && !nat->flowtable_hw)
		found(l, "flowtable", "info", NULL, NULL,
		      "a software flowtable forwards known flows early: steering still applies");
}

/* B7. */
static void find_offload(struct layout *l)
{
	if (l->host->nat.flowtable_hw)
		found(l, "flow-offload-hw", "info", NULL, NULL,
		      "a flowtable with hardware offload is loaded: the NIC forwards known flows itself, "
		      "so steering matters little");
}

/* Whether nic steers once the plan is applied. */
static bool steers(const struct layout *l, const struct nic *nic)
{
	const struct plan *p = l->plan;
	bool changed = false;

	for (size_t i = 0; i < p->nchanges; i++) {
		if (p->changes[i].knob != &knob_rps || strcmp(p->changes[i].iface, nic->name))
			continue;
		if (!cpuset_empty(p->changes[i].new.cpus))
			return true;
		changed = true;
	}
	return !changed && nic_steered(nic);
}

static bool enough_queues(const struct layout *l, const struct nic *nic)
{
	static const struct wish_iface plain;
	const char *why;

	return nic->device && nic->nrx >= cpuset_count(pool_of(l, &plain, nic->node, &why));
}

/* Nothing is amiss with nic: it was named, steers, has queues enough, or stands on such only. */
static bool settled(const struct layout *l, const struct nic *nic, bool *seen)
{
	for (size_t i = 0; i < l->ntargets; i++)
		if (l->targets[i].nic == nic)
			return true;
	if (steers(l, nic) || enough_queues(l, nic))
		return true;
	if (!nic->nlower)
		return false;
	/* Judged by the first who came here. */
	if (seen[nic - l->host->nics])
		return true;
	seen[nic - l->host->nics] = true;
	for (size_t i = 0; i < nic->nlower; i++)
		if (!settled(l, nic->lower[i], seen))
			return false;
	return true;
}

/*
 * B4: "you need to have RPS for all active interfaces". Active: up, with a queue,
 * and not merely the lower part of another, which is judged in its place.
 */
static void find_unsteered(struct layout *l)
{
	const struct host *h = l->host;
	bool *seen = arena_array(l->arena, h->nnics, sizeof(*seen));

	if (cpuset_count(h->online) < 2 || !h->rps_known)
		return;
	for (size_t i = 0; i < h->nnics; i++) {
		const struct nic *nic = &h->nics[i];

		if (!nic->up || !nic->nrx || nic->nupper || nic->kind == NIC_LOOPBACK ||
		    nic->kind == NIC_VIRTUAL || !nic->known_layout)
			continue;
		memset(seen, 0, h->nnics * sizeof(*seen));
		if (settled(l, nic, seen))
			continue;
		found(l, "rps-missing", "info", nic->name,
		      arena_printf(l->arena, "nqtune auto %s", shell_word(l->arena, nic->name)),
		      "active too, has %zu rx queue%s for %u CPUs and no RPS", nic->nrx,
		      nic->nrx == 1 ? "" : "s", cpuset_count(h->online));
	}
}

/* U8, P3: a line that moves takes its other users along. */
static void find_shared(struct layout *l)
{
	for (size_t i = 0; i < l->nleaves; i++) {
		const struct nic *nic = l->leaves[i]->nic;

		for (size_t v = 0; v < nic->nvectors; v++) {
			const struct vector *vec = &nic->vectors[v];

			if (vec->role == VECTOR_OTHER || !strchr(vec->irq->actions, ','))
				continue;
			found(l, "irq-shared", "info", nic->name, NULL,
			      "interrupt %u is shared (%s): they move together", vec->irq->number,
			      vec->irq->actions);
		}
	}
}

/* R1: the NIC's node has no CPU left in the pool. */
static void find_far(struct layout *l)
{
	for (size_t i = 0; i < l->nleaves; i++) {
		const struct leaf *leaf = l->leaves[i];
		int cpu = cpuset_next(leaf->pool, -1);

		if (leaf->nic->node < 0 || !l->host->nnodes || cpu < 0 ||
		    l->host->cpus[cpu].node == leaf->nic->node)
			continue;
		found(l, "node-far", "warn", leaf->nic->name, NULL,
		      "its node %d has no CPU left for it: it is served from node %d",
		      leaf->nic->node, l->host->cpus[cpu].node);
	}
}

void find_all(struct layout *l)
{
	find_irqbalance(l);
	find_nat(l);
	find_offload(l);
	find_unsteered(l);
	find_shared(l);
	find_far(l);
}
