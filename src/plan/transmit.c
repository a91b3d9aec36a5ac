// SPDX-License-Identifier: GPL-2.0-or-later
// Rule P4: which CPUs send through which queue (XPS).
#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/host.h"
#include "nqtune/knob.h"
#include "layout.h"

/* The CPU of a tx queue's interrupt; a driver with receive vectors only completes sends there. */
static int home_of(const struct leaf *leaf, size_t queue)
{
	if (leaf->tx_home[queue] != NO_CPU)
		return leaf->tx_home[queue];
	return queue < leaf->nic->nrx ? leaf->rx_home[queue] : NO_CPU;
}

/* The home CPU, and that core's other threads unless they have a queue of their own. */
static struct cpuset *served(struct layout *l, int home, const struct cpuset *homes)
{
	struct cpuset *s = host_siblings(l->host, (unsigned)home);

	cpuset_sub(s, homes);
	cpuset_add(s, (unsigned)home);
	return s;
}

/* The queue nearest to cpu, of several the one with the fewest CPUs; n if there is none. */
static size_t nearest_queue(struct layout *l, const struct leaf *leaf, struct cpuset *const *sets,
			    const unsigned *sizes, int cpu)
{
	size_t n = leaf->nic->ntx, best = n;
	unsigned least = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned far;

		if (!sets[i])
			continue;
		far = cpu_distance(l->host, home_of(leaf, i), cpu);
		if (best < n && (far > least || (far == least && sizes[i] >= sizes[best])))
			continue;
		best = i;
		least = far;
	}
	return best;
}

/* --xps all: each CPU left over sends through the nearest queue, spread evenly. */
static void serve_all(struct layout *l, const struct leaf *leaf, struct cpuset **sets)
{
	struct cpuset *left = cpuset_copy(l->arena, l->host->online);
	size_t n = leaf->nic->ntx;
	unsigned *sizes = arena_array(l->arena, n, sizeof(*sizes));

	for (size_t i = 0; i < n; i++) {
		if (!sets[i])
			continue;
		cpuset_sub(left, sets[i]);
		sizes[i] = cpuset_count(sets[i]);
	}
	cpuset_each(cpu, left) {
		size_t i = nearest_queue(l, leaf, sets, sizes, cpu);

		if (i == n)
			continue;
		cpuset_add(sets[i], (unsigned)cpu);
		sizes[i]++;
	}
}

static void write_sets(struct layout *l, const struct leaf *leaf, struct cpuset **sets)
{
	const struct nic *nic = leaf->nic;
	const char *why = leaf->wish->xps_all
				  ? "every CPU sends through the queue nearest to it"
				  : "a queue serves the core that takes its interrupt";

	for (size_t i = 0; i < nic->ntx; i++) {
		const struct tx_queue *q = &nic->tx[i];

		if (!sets[i] || !q->xps)
			continue;
		if (q->xps_rxqs && !cpuset_empty(q->xps_rxqs)) {
			left_alone(l, nic->name, "xps",
				   "tx-%u is chosen by receive queue (xps_rxqs %s), which goes before CPUs",
				   q->index, cpuset_list(l->arena, q->xps_rxqs));
			continue;
		}
		change_cpus(l, nic, &knob_xps, attr_xps_cpus,
			    arena_printf(l->arena, "tx-%u", q->index), q->index, q->xps, sets[i],
			    why);
	}
}

static bool any_xps(const struct nic *nic)
{
	for (size_t i = 0; i < nic->ntx; i++)
		if (nic->tx[i].xps)
			return true;
	return false;
}

static void transmit(struct layout *l, const struct leaf *leaf)
{
	const struct nic *nic = leaf->nic;
	struct cpuset **sets = arena_array(l->arena, nic->ntx + 1, sizeof(struct cpuset *));
	struct cpuset *homes = cpuset_new(l->arena, l->host->ncpus);
	size_t known = 0;

	if (nic->ntx < 2) {
		left_alone(l, nic->name, "xps", "it has %s tx queue: nothing to spread",
			   nic->ntx ? "one" : "no");
		return;
	}
	if (!any_xps(nic)) {
		left_alone(l, nic->name, "xps", "the kernel offers no xps_cpus for it");
		return;
	}
	for (size_t i = 0; i < nic->ntx; i++) {
		if (home_of(leaf, i) == NO_CPU)
			continue;
		cpuset_add(homes, (unsigned)home_of(leaf, i));
		known++;
	}
	if (!known) {
		left_alone(l, nic->name, "xps",
			   "the interrupts of its %zu tx queues are not known: the kernel's hash spreads them",
			   nic->ntx);
		return;
	}
	for (size_t i = 0; i < nic->ntx; i++)
		if (home_of(leaf, i) != NO_CPU)
			sets[i] = served(l, home_of(leaf, i), homes);
	if (leaf->wish->xps_all)
		serve_all(l, leaf, sets);
	write_sets(l, leaf, sets);
}

void transmit_leaves(struct layout *l)
{
	for (size_t i = 0; i < l->nleaves; i++)
		transmit(l, l->leaves[i]);
}
