// SPDX-License-Identifier: GPL-2.0-or-later
// Threaded NAPI: the CPUs on which a receive queue's thread may run.
#include <stdio.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/files.h"
#include "nqtune/host.h"
#include "nqtune/sys.h"
#include "reader.h"
#include "threads.h"

#define STATUS_LIMIT 65536
#define ALLOWED "Cpus_allowed_list:"

static struct cpuset *thread_cpus(struct reader *rd, uint64_t pid)
{
	char path[READER_PATH], *text, *line;
	struct cpuset *cpus;
	size_t len;

	snprintf(path, sizeof(path), "/proc/%llu/status", (unsigned long long)pid);
	if (files_read_all(rd->sys->files, path, STATUS_LIMIT, rd->arena, &text, &len))
		return NULL;
	line = strstr(text, "\n" ALLOWED);
	if (!line)
		return NULL;
	line += strlen("\n" ALLOWED);
	line[strcspn(line, "\n")] = '\0';
	cpus = cpuset_new(rd->arena, rd->host->ncpus);
	return cpuset_parse_list(cpus, line) ? NULL : cpus;
}

static const struct netdev_napi *napi_of(const struct netdev_map *map, uint64_t id)
{
	for (size_t i = 0; i < map->nnapis; i++)
		if (map->napis[i].id == id)
			return &map->napis[i];
	return NULL;
}

void read_threads(struct reader *rd, struct nic *nic, const struct netdev_map *map)
{
	for (size_t i = 0; i < map->nqueues; i++) {
		const struct netdev_queue *q = &map->queues[i];
		const struct netdev_napi *napi = q->napi.set ? napi_of(map, q->napi.n) : NULL;

		if (q->tx || !napi || !napi->pid.set || !napi->pid.n)
			continue;
		nic->threaded = true;
		for (size_t r = 0; r < nic->nrx; r++)
			if (nic->rx[r].index == q->id)
				nic->rx[r].napi_cpus = thread_cpus(rd, napi->pid.n);
	}
}
