// SPDX-License-Identifier: GPL-2.0-or-later
// CPUs, cores, caches, nodes: /sys/devices/system/{cpu,node}.
#include <errno.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/err.h"
#include "nqtune/files.h"
#include "nqtune/host.h"
#include "nqtune/sys.h"
#include "reader.h"

#define CPU "/sys/devices/system/cpu"
#define NODE "/sys/devices/system/node"
#define NODE_MAX 1024
#define CACHE_MAX 10
#define FAST_PERCENT 80

/* A tree without the lists still has a directory for each CPU. */
static struct cpuset *list_cpus(struct reader *rd)
{
	struct cpuset *s = cpuset_new(rd->arena, CPUSET_MAX);
	struct names names;
	uint64_t id;

	if (files_list(rd->sys->files, CPU, FILES_DIRS, rd->arena, &names))
		return s;
	for (size_t i = 0; i < names.n; i++)
		if (!strncmp(names.v[i], "cpu", 3) &&
		    !parse_u64(names.v[i] + 3, CPUSET_MAX - 1, &id))
			cpuset_add(s, (unsigned)id);
	return s;
}

static int no_cpus(struct reader *rd, struct err *e)
{
	struct names names;

	if (files_list(rd->sys->files, CPU, FILES_DIRS, rd->arena, &names) == -EACCES)
		return err_set(e, -EACCES, CPU ": permission denied");
	return err_set(e, -ENODATA, CPU "/possible: cannot tell which CPUs there are "
		       "(is /sys mounted, or is this not a recorded machine?)");
}

static int read_sets(struct reader *rd, struct err *e)
{
	struct host *h = rd->host;
	struct cpuset *isolated, *nohz;
	int last = -1;

	h->possible = read_list(rd, CPUSET_MAX, CPU "/possible");
	h->online = read_list(rd, CPUSET_MAX, CPU "/online");
	if (!h->possible)
		h->possible = read_list(rd, CPUSET_MAX, CPU "/present");
	if (!h->possible)
		h->possible = h->online;
	if (!h->possible)
		h->possible = list_cpus(rd);
	if (!h->possible || cpuset_empty(h->possible))
		return no_cpus(rd, e);
	cpuset_each(cpu, h->possible)
		last = cpu;
	h->ncpus = (unsigned)last + 1;
	if (!h->online || cpuset_empty(h->online))
		h->online = cpuset_copy(rd->arena, h->possible);
	cpuset_and(h->online, h->possible);
	isolated = read_list(rd, CPUSET_MAX, CPU "/isolated");
	nohz = read_list(rd, CPUSET_MAX, CPU "/nohz_full");
	h->isolated = cpuset_new(rd->arena, h->ncpus);
	if (isolated)
		cpuset_or(h->isolated, isolated);
	if (nohz)
		cpuset_or(h->isolated, nohz);
	return 0;
}

/* Sets of CPUSET_MAX bits were only needed to find the width. */
static struct cpuset *narrow(struct reader *rd, const struct cpuset *wide)
{
	struct cpuset *s = cpuset_new(rd->arena, rd->host->ncpus);

	cpuset_or(s, wide);
	return s;
}

static void read_nodes(struct reader *rd)
{
	struct host *h = rd->host;
	struct names names;

	if (files_list(rd->sys->files, NODE, FILES_DIRS | FILES_LINKS, rd->arena, &names))
		return;
	for (size_t i = 0; i < names.n; i++) {
		struct cpuset *cpus;
		uint64_t id;

		if (strncmp(names.v[i], "node", 4) || parse_u64(names.v[i] + 4, NODE_MAX, &id))
			continue;
		cpus = read_list(rd, h->ncpus, NODE "/%s/cpulist", names.v[i]);
		if (!cpus || cpuset_empty(cpus))
			continue;
		h->nnodes++;
		cpuset_each(cpu, cpus)
			h->cpus[cpu].node = (int)id;
	}
}

/* One read of a list tells all its members: marks them with the lowest. */
static void mark_group(struct host *h, const struct cpuset *group, size_t field)
{
	int first = cpuset_next(group, -1);

	cpuset_each(cpu, group)
		*(int *)((char *)&h->cpus[cpu] + field) = first;
}

static void read_core(struct reader *rd, unsigned cpu)
{
	struct host *h = rd->host;
	struct cpuset *group = read_list(rd, h->ncpus, CPU "/cpu%u/topology/core_cpus_list", cpu);

	if (!group)
		group = read_list(rd, h->ncpus, CPU "/cpu%u/topology/thread_siblings_list", cpu);
	if (!group || !cpuset_has(group, cpu)) {
		h->cpus[cpu].core = (int)cpu;
		return;
	}
	mark_group(h, group, offsetof(struct cpu, core));
	cpuset_and(group, h->online);
	if (cpuset_count(group) > 1)
		h->smt = true;
}

static void read_package(struct reader *rd, unsigned cpu)
{
	struct host *h = rd->host;
	struct reading id = read_number(rd, CPU "/cpu%u/topology/physical_package_id", cpu);
	struct cpuset *group;

	if (!id.set || id.n > INT32_MAX)
		return;
	h->cpus[cpu].package = (int)id.n;
	group = read_list(rd, h->ncpus, CPU "/cpu%u/topology/package_cpus_list", cpu);
	if (group)
		cpuset_each(other, group)
			h->cpus[other].package = (int)id.n;
}

/* The kernel says it in KiB, "16384K". */
static struct reading read_cache_size(struct reader *rd, unsigned cpu, unsigned index)
{
	struct reading size = { 0 };
	char text[32], *unit;

	if (read_text(rd, text, sizeof(text), CPU "/cpu%u/cache/index%u/size", cpu, index) < 0)
		return size;
	unit = strchr(text, 'K');
	if (!unit || unit[1] != '\0')
		return size;
	*unit = '\0';
	size.set = !parse_u64(text, UINT32_MAX, &size.n) && size.n;
	size.n *= 1024;
	return size;
}

static void mark_llc(struct host *h, const struct cpuset *group, struct reading bytes)
{
	mark_group(h, group, offsetof(struct cpu, llc));
	cpuset_each(cpu, group)
		h->cpus[cpu].llc_bytes = bytes;
}

static void read_llc(struct reader *rd, unsigned cpu)
{
	struct cpuset *best = NULL;
	uint64_t best_level = 0;
	unsigned best_index = 0;

	for (unsigned i = 0; i < CACHE_MAX; i++) {
		struct reading level = read_number(rd, CPU "/cpu%u/cache/index%u/level", cpu, i);
		struct cpuset *group;

		if (!level.set)
			break;
		if (level.n < best_level)
			continue;
		group = read_list(rd, rd->host->ncpus, CPU "/cpu%u/cache/index%u/shared_cpu_list",
				  cpu, i);
		if (!group || !cpuset_has(group, cpu))
			continue;
		best = group;
		best_level = level.n;
		best_index = i;
	}
	if (best)
		mark_llc(rd->host, best, read_cache_size(rd, cpu, best_index));
}

/*
 * cpu_capacity exists on all CPUs of an asymmetric host or on none. Hybrid x86
 * kernels without it still name the efficiency cores' PMU.
 */
static void read_speeds(struct reader *rd)
{
	struct host *h = rd->host;
	struct cpuset *atoms;
	uint64_t best = 0;

	cpuset_each(cpu, h->online) {
		struct reading c = read_number(rd, CPU "/cpu%d/cpu_capacity", cpu);

		if (!c.set)
			break;
		h->cpus[cpu].capacity = c;
		if (c.n > best)
			best = c.n;
	}
	cpuset_each(cpu, h->online)
		if (h->cpus[cpu].capacity.set && h->cpus[cpu].capacity.n <= UINT32_MAX)
			h->cpus[cpu].slow =
				h->cpus[cpu].capacity.n * 100 < best * FAST_PERCENT;
	if (best)
		return;
	atoms = read_list(rd, h->ncpus, "/sys/devices/cpu_atom/cpus");
	if (atoms)
		cpuset_each(cpu, atoms)
			h->cpus[cpu].slow = true;
}

int read_cpus(struct reader *rd, struct err *e)
{
	struct host *h = rd->host;
	int r = read_sets(rd, e);

	if (r)
		return r;
	h->possible = narrow(rd, h->possible);
	h->online = narrow(rd, h->online);
	h->cpus = arena_array(rd->arena, h->ncpus, sizeof(*h->cpus));
	for (unsigned i = 0; i < h->ncpus; i++) {
		struct cpu *c = &h->cpus[i];

		c->possible = cpuset_has(h->possible, i);
		c->online = cpuset_has(h->online, i);
		c->isolated = cpuset_has(h->isolated, i);
		c->node = c->package = c->core = c->llc = -1;
	}
	read_nodes(rd);
	cpuset_each(cpu, h->online) {
		struct cpu *c = &h->cpus[cpu];

		if (c->core < 0)
			read_core(rd, (unsigned)cpu);
		if (c->package < 0)
			read_package(rd, (unsigned)cpu);
		if (c->llc < 0)
			read_llc(rd, (unsigned)cpu);
	}
	for (unsigned i = 0; i < h->ncpus; i++)
		if (h->cpus[i].core < 0)
			h->cpus[i].core = (int)i;
	read_speeds(rd);
	return 0;
}
