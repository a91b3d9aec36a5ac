// SPDX-License-Identifier: GPL-2.0-or-later
// Rule P1: the CPUs an interface may use.
#include <errno.h>

#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/err.h"
#include "nqtune/host.h"
#include "layout.h"

/* The first hardware thread of each core. */
static void one_thread_a_core(const struct layout *l, struct cpuset *pool)
{
	struct cpuset *cores = cpuset_new(l->arena, l->host->ncpus);

	cpuset_each(cpu, pool) {
		unsigned core = (unsigned)l->host->cpus[cpu].core;

		if (cpuset_has(cores, core))
			cpuset_del(pool, (unsigned)cpu);
		else
			cpuset_add(cores, core);
	}
}

/* Fast cores only, if there are two or more of them. */
static bool fast_only(const struct layout *l, struct cpuset *pool)
{
	struct cpuset *fast = cpuset_copy(l->arena, pool);

	cpuset_each(cpu, pool)
		if (l->host->cpus[cpu].slow)
			cpuset_del(fast, (unsigned)cpu);
	if (cpuset_count(fast) < 2 || cpuset_equal(fast, pool))
		return false;
	cpuset_and(pool, fast);
	return true;
}

/* The NIC's own node, if that leaves any CPU. */
static bool node_only(const struct layout *l, struct cpuset *pool, int node)
{
	struct cpuset *local;

	if (node < 0)
		return false;
	local = cpuset_copy(l->arena, pool);
	cpuset_each(cpu, pool)
		if (l->host->cpus[cpu].node != node)
			cpuset_del(local, (unsigned)cpu);
	if (cpuset_empty(local))
		return false;
	cpuset_and(pool, local);
	return true;
}

struct cpuset *pool_of(const struct layout *l, const struct wish_iface *w, int node,
		       const char **why)
{
	const struct host *h = l->host;
	struct cpuset *pool = cpuset_copy(l->arena, h->online);
	bool isolated, fast, local;

	isolated = !w->use_isolated && cpuset_intersects(pool, h->isolated);
	if (isolated)
		cpuset_sub(pool, h->isolated);
	if (!w->smt)
		one_thread_a_core(l, pool);
	/* After the threads: reserving a core's first thread keeps the whole core free. */
	if (w->reserve)
		cpuset_sub(pool, w->reserve);
	local = node_only(l, pool, node);
	fast = !w->all_cores && fast_only(l, pool);
	*why = arena_printf(l->arena, "CPUs %s%s%s%s%s%s", cpuset_list(l->arena, pool),
			    local && h->nnodes > 1 ? arena_printf(l->arena, ", node %d", node) : "",
			    h->smt && !w->smt ? ", one thread a core" : "",
			    fast ? ", the fast cores" : "", isolated ? ", not the isolated ones" : "",
			    w->reserve && !cpuset_empty(w->reserve)
				    ? arena_printf(l->arena, ", without the reserved %s",
						   cpuset_list(l->arena, w->reserve))
				    : "");
	return pool;
}

int check_pool(const struct layout *l, const struct nic *nic, const struct cpuset *pool,
	       struct err *e)
{
	if (!cpuset_empty(pool))
		return 0;
	return err_set(e, -EINVAL,
		       "%s: no CPU is left for it (of the online ones %s, minus isolated and reserved)",
		       nic->name, cpuset_list(l->arena, l->host->online));
}
