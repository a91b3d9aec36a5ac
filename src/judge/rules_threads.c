// SPDX-License-Identifier: GPL-2.0-or-later
// Threads that do the work of NAPI: where they may run (U10).
#include <string.h>

#include "counts.h"
#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/host.h"

/* CPUs that the scheduler gives to whoever may run anywhere. */
static struct cpuset *anywhere(struct finds *f)
{
	struct cpuset *all = cpuset_copy(f->a, f->h->online);

	cpuset_sub(all, f->h->isolated);
	return all;
}

static const struct cpuset *served_on(const struct nic *nic, const struct napi_thread *t)
{
	for (size_t i = 0; t->queue >= 0 && i < nic->nrx; i++)
		if (nic->rx[i].index == (unsigned)t->queue && nic->rx[i].vector)
			return irq_cpus(nic->rx[i].vector->irq);
	return NULL;
}

/* The CPU for the i-th thread: its queue's interrupt's, else one after the other of the NIC's. */
static int home(struct finds *f, const struct nic *nic, size_t i)
{
	const struct cpuset *cpus = served_on(nic, &nic->threads[i]);
	struct cpuset *pool = anywhere(f);
	int cpu;

	if (cpus && !cpuset_empty(cpus))
		return cpuset_next(cpus, -1);
	if (nic->node >= 0 && cpuset_intersects(pool, host_node_cpus(f->h, nic->node)))
		cpuset_and(pool, host_node_cpus(f->h, nic->node));
	cpu = cpuset_next(pool, -1);
	for (size_t n = i % cpuset_count(pool); n; n--)
		cpu = cpuset_next(pool, cpu);
	return cpu;
}

/* Only a queue's thread has a command of ours of its own. */
static const char *pin(struct finds *f, const struct nic *nic, size_t i)
{
	const struct napi_thread *t = &nic->threads[i];

	if (t->queue >= 0)
		return say(f, "nqtune napi %s queue %d threads %d", named(f, nic), t->queue,
			   home(f, nic, i));
	return say(f, "taskset -pc %d %u", home(f, nic, i), t->pid);
}

static const char *joined(struct finds *f, const char *list, const char *between, const char *word)
{
	return *list ? say(f, "%s%s%s", list, between, word) : word;
}

static void look_at(struct finds *f, const struct nic *nic)
{
	const struct cpuset *all = anywhere(f);
	const char *loose = "", *remedy = "";
	size_t n = 0;

	for (size_t i = 0; i < nic->nthreads; i++) {
		const struct napi_thread *t = &nic->threads[i];

		if (!t->cpus || !cpuset_subset(all, t->cpus))
			continue;
		n++;
		loose = joined(f, loose, ", ", t->name);
		remedy = joined(f, remedy, " && ", pin(f, nic, i));
	}
	if (n)
		report(f, nic->name, NULL,
		       say(f, "%zu of its %zu NAPI threads may run on any CPU", n, nic->nthreads),
		       loose, remedy);
}

static void look_at_nodes(struct finds *f, const struct nic *nic)
{
	const struct cpuset *local = host_node_cpus(f->h, nic->node), *all = anywhere(f);
	const char *far = "", *remedy = "";

	for (size_t i = 0; i < nic->nthreads; i++) {
		const struct napi_thread *t = &nic->threads[i];

		if (!t->cpus || cpuset_subset(all, t->cpus) || cpuset_intersects(t->cpus, local))
			continue;
		far = joined(f, far, ", ", say(f, "%s on %s", t->name, cpus_words(t->cpus, f->a)));
		remedy = joined(f, remedy, " && ", pin(f, nic, i));
	}
	if (*far)
		report(f, nic->name, NULL,
		       say(f, "NAPI threads run away from its memory, which is on node %d",
			   nic->node),
		       far, remedy);
}

void find_threaded(struct finds *f)
{
	if (cpuset_count(anywhere(f)) < 2)
		return;
	each_subject(nic, f)
	{
		if (!nic->nthreads)
			continue;
		look_at(f, nic);
		if (nic->node >= 0 && f->h->nnodes > 1)
			look_at_nodes(f, nic);
	}
}
