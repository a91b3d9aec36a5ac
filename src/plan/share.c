// SPDX-License-Identifier: GPL-2.0-or-later
// Rule P6: dividing the steering CPUs, first among interfaces, then among an interface's queues.
#include <stdlib.h>

#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/host.h"
#include "layout.h"

unsigned cpu_distance(const struct host *h, int a, int b)
{
	const struct cpu *x, *y;

	if (a < 0 || b < 0)
		return 4;
	if (a == b)
		return 0;
	x = &h->cpus[a];
	y = &h->cpus[b];
	if (x->core == y->core)
		return 1;
	if (x->llc >= 0 && x->llc == y->llc)
		return 2;
	if (x->node >= 0 && x->node == y->node)
		return 3;
	return 4;
}

/* floor(set x weight / weights of all who want CPUs of it), at least one. */
static size_t quota(const struct sharer *v, size_t n, size_t i)
{
	size_t weights = 0, part;

	for (size_t k = 0; k < n; k++)
		if (cpuset_intersects(v[k].set, v[i].set))
			weights += v[k].weight;
	part = weights ? cpuset_count(v[i].set) * v[i].weight / weights : 1;
	return part ? part : 1;
}

static int take_one(const struct sharer *s, const unsigned *load, const unsigned *taken)
{
	int best = NO_CPU;

	cpuset_each(cpu, s->set) {
		if (cpuset_has(s->share, (unsigned)cpu))
			continue;
		if (best == NO_CPU || taken[cpu] < taken[best] ||
		    (taken[cpu] == taken[best] && load[cpu] < load[best]))
			best = cpu;
	}
	return best;
}

/* The sharer that chooses next: the heaviest not served, first in the order named. */
static size_t heaviest(const struct sharer *v, size_t n)
{
	size_t best = n;

	for (size_t i = 0; i < n; i++)
		if (!v[i].share && (best == n || v[i].weight > v[best].weight))
			best = i;
	return best;
}

void share_cpus(struct sharer *v, size_t n, const unsigned *load, unsigned ncpus, struct arena *a)
{
	unsigned *taken = arena_array(a, ncpus, sizeof(*taken));
	size_t i;

	while ((i = heaviest(v, n)) < n) {
		v[i].share = cpuset_new(a, ncpus);
		for (size_t left = quota(v, n, i); left; left--) {
			int cpu = take_one(&v[i], load, taken);

			if (cpu == NO_CPU)
				break;
			cpuset_add(v[i].share, (unsigned)cpu);
			taken[cpu]++;
		}
	}
}

/* How far each CPU of the set is from the queue nearest to it. */
static unsigned *distances(const struct host *h, const struct cpuset *share, const int *home,
			   size_t nq, struct arena *a)
{
	unsigned *least = arena_array(a, h->ncpus, sizeof(*least));

	cpuset_each(cpu, share) {
		least[cpu] = cpu_distance(h, home[0], cpu);
		for (size_t i = 1; i < nq; i++) {
			unsigned far = cpu_distance(h, home[i], cpu);

			least[cpu] = far < least[cpu] ? far : least[cpu];
		}
	}
	return least;
}

/* The CPU for a queue at home; one that is nearer to another queue is better left to that. */
static int nearest(const struct host *h, const struct cpuset *from, int home, const unsigned *least,
		   const unsigned *used)
{
	int best = NO_CPU;
	unsigned best_rank = 0;

	cpuset_each(cpu, from) {
		unsigned far = cpu_distance(h, home, cpu);
		unsigned rank = used[cpu] * 16 + (least[cpu] < far) * 8 + far;

		if (best == NO_CPU || rank < best_rank) {
			best = cpu;
			best_rank = rank;
		}
	}
	return best;
}

void share_queues(const struct host *h, const struct cpuset *share, const int *home, size_t nq,
		  struct cpuset **out, struct arena *a)
{
	const unsigned *least = distances(h, share, home, nq, a);
	unsigned *used = arena_array(a, h->ncpus, sizeof(*used));
	struct cpuset *left = cpuset_copy(a, share);
	size_t n = cpuset_count(share);

	for (size_t i = 0; i < nq; i++) {
		/* More queues than CPUs: each gets one, the least used near it. */
		size_t part = nq > n ? n > 0 : n / nq + (i < n % nq);

		out[i] = cpuset_new(a, h->ncpus);
		while (part--) {
			int cpu = nearest(h, left, home[i], least, used);

			cpuset_add(out[i], (unsigned)cpu);
			used[cpu]++;
			if (nq <= n)
				cpuset_del(left, (unsigned)cpu);
		}
	}
}
