// SPDX-License-Identifier: GPL-2.0-or-later
// Threaded NAPI: its threads, and the CPUs on which they may run.
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/files.h"
#include "nqtune/host.h"
#include "nqtune/sys.h"
#include "reader.h"
#include "threads.h"

#define STATUS_LIMIT 65536
#define ALLOWED "\nCpus_allowed_list:"
/* The parent of every kernel thread. A process may call itself as it likes. */
#define OF_KERNEL "\nPPid:\t2\n"
#define NAPI "napi/"
#define NAME_TEXT 64

static char *read_status(struct sys *s, unsigned pid, struct arena *a)
{
	char path[32], *text;
	size_t len;

	snprintf(path, sizeof(path), "/proc/%u/status", pid);
	return files_read_all(s->files, path, STATUS_LIMIT, a, &text, &len) ? NULL : text;
}

/* What a status says after "Cpus_allowed_list:". */
static struct cpuset *allowed_in(char *status, unsigned ncpus, struct arena *a)
{
	char *line = strstr(status, ALLOWED);
	struct cpuset *cpus;

	if (!line)
		return NULL;
	line += strlen(ALLOWED);
	line[strcspn(line, "\n")] = '\0';
	cpus = cpuset_new(a, ncpus);
	return cpuset_parse_list(cpus, line) ? NULL : cpus;
}

struct cpuset *host_thread_cpus(struct sys *s, unsigned pid, unsigned ncpus, struct arena *a)
{
	struct arena *scratch = arena_new(NULL);
	char *status = read_status(s, pid, scratch);
	struct cpuset *cpus = status ? allowed_in(status, ncpus, a) : NULL;

	arena_free(scratch);
	return cpus;
}

/* The name of a thread of NAPI; false for any other. */
static bool napi_name(struct reader *rd, unsigned pid, char *name, size_t size)
{
	if (read_text(rd, name, size, "/proc/%u/comm", pid) <= 0 ||
	    strncmp(name, NAPI, strlen(NAPI)))
		return false;
	text_clean(name);
	return true;
}

/* The same, where the number may be another process's: whose name that is stays unrecorded. */
static bool napi_name_told(struct reader *rd, unsigned pid, char *name, size_t size)
{
	bool is;

	files_record_pause(rd->sys->files);
	is = napi_name(rd, pid, name, size);
	files_record_resume(rd->sys->files);
	return is && napi_name(rd, pid, name, size);
}

static bool is_of_kernel(struct sys *s, unsigned pid)
{
	struct arena *scratch = arena_new(NULL);
	const char *status = read_status(s, pid, scratch);
	bool is = status && strstr(status, OF_KERNEL);

	arena_free(scratch);
	return is;
}

static void add_thread(struct reader *rd, struct nic *nic, unsigned pid, const char *name)
{
	struct napi_thread *t = arena_push(rd->arena, nic->threads, nic->nthreads);

	*t = (struct napi_thread){
		.pid = pid,
		.name = arena_strdup(rd->arena, name),
		.queue = -1,
		.cpus = host_thread_cpus(rd->sys, pid, rd->host->ncpus, rd->arena),
	};
}

static struct napi_thread *thread_numbered(const struct nic *nic, uint64_t pid)
{
	for (size_t i = 0; i < nic->nthreads; i++)
		if (nic->threads[i].pid == pid)
			return &nic->threads[i];
	return NULL;
}

/*
 * The kernel tells numbers of the first PID namespace: elsewhere they are those of other
 * processes, or of none.
 */
static void add_told(struct reader *rd, struct nic *nic, const struct netdev_map *map)
{
	for (size_t i = 0; i < map->nnapis; i++) {
		const struct netdev_napi *napi = &map->napis[i];
		char name[NAME_TEXT];

		if (napi->pid.set && napi->pid.n && napi->pid.n <= INT_MAX &&
		    !thread_numbered(nic, napi->pid.n) &&
		    napi_name_told(rd, (unsigned)napi->pid.n, name, sizeof(name)))
			add_thread(rd, nic, (unsigned)napi->pid.n, name);
	}
}

/* All threads of NAPI there are. Whose names the others have is nobody's business. */
static void list_named(struct reader *rd)
{
	struct names names;
	char name[NAME_TEXT];
	uint64_t pid;

	rd->threads_listed = true;
	files_record_pause(rd->sys->files);
	if (!files_list(rd->sys->files, "/proc", FILES_DIRS, rd->arena, &names))
		for (size_t i = 0; i < names.n; i++) {
			if (parse_u64(names.v[i], INT_MAX, &pid) ||
			    !napi_name(rd, (unsigned)pid, name, sizeof(name)))
				continue;
			*arena_push(rd->arena, rd->threads, rd->nthreads) = (struct named_thread){
				(unsigned)pid, arena_strdup(rd->arena, name),
			};
		}
	files_record_resume(rd->sys->files);
}

/*
 * "napi/eth1-8197" is one of eth1, and not of eth1-8197 or eth. Number 0 is shared by
 * NAPIs that only send (virtio's).
 */
static bool is_of(const struct nic *nic, const char *name)
{
	const char *p = name + strlen(NAPI);
	size_t len = strlen(nic->name);

	if (strncmp(p, nic->name, len) || p[len] != '-')
		return false;
	p += len + 1;
	return *p > '0' && *p <= '9' && !p[strspn(p, "0123456789")];
}

/* Kernels without the netdev family tell by the threads' names only. */
static void add_named(struct reader *rd, struct nic *nic)
{
	if (!rd->threads_listed)
		list_named(rd);
	for (size_t i = 0; i < rd->nthreads; i++) {
		const struct named_thread *t = &rd->threads[i];
		char name[NAME_TEXT];

		/* Read again, for the recording. */
		if (is_of(nic, t->name) && napi_name(rd, t->pid, name, sizeof(name)) &&
		    is_of_kernel(rd->sys, t->pid))
			add_thread(rd, nic, t->pid, name);
	}
}

static int by_name(const void *a, const void *b)
{
	const struct napi_thread *x = a, *y = b;

	return name_cmp(x->name, y->name);
}

static const struct netdev_napi *napi_of(const struct netdev_map *map, uint64_t id)
{
	for (size_t i = 0; i < map->nnapis; i++)
		if (map->napis[i].id == id)
			return &map->napis[i];
	return NULL;
}

static struct napi_thread *thread_of(const struct nic *nic, const struct netdev_map *map,
				     const struct netdev_queue *q)
{
	const struct netdev_napi *napi = q->napi.set ? napi_of(map, q->napi.n) : NULL;

	return napi && napi->pid.set ? thread_numbered(nic, napi->pid.n) : NULL;
}

/* Whether the kernel says of any queue which thread serves it. */
static bool link_queues(struct nic *nic, const struct netdev_map *map)
{
	bool linked = false;

	for (size_t i = 0; nic->nthreads && i < map->nqueues; i++) {
		const struct netdev_queue *q = &map->queues[i];
		struct napi_thread *t = q->tx ? NULL : thread_of(nic, map, q);

		for (size_t r = 0; t && r < nic->nrx; r++) {
			if (nic->rx[r].index != q->id)
				continue;
			nic->rx[r].napi_cpus = t->cpus;
			t->queue = t->queue < 0 ? (int)q->id : t->queue;
			linked = true;
		}
	}
	return linked;
}

/* Where all may run alike, it does not matter which of them serves a queue. */
static void share_out(struct nic *nic)
{
	if (!nic->nthreads || nic->nthreads < nic->nrx)
		return;
	for (size_t i = 0; i < nic->nthreads; i++)
		if (!nic->threads[i].cpus ||
		    !cpuset_equal(nic->threads[i].cpus, nic->threads[0].cpus))
			return;
	for (size_t i = 0; i < nic->nrx; i++)
		nic->rx[i].napi_cpus = nic->threads[0].cpus;
}

void read_threads(struct reader *rd, struct nic *nic, const struct netdev_map *map)
{
	add_told(rd, nic, map);
	if (!nic->nthreads && nic->threaded && rd->no_netdev)
		add_named(rd, nic);
	if (!nic->nthreads)
		return;
	nic->threaded = true;
	qsort(nic->threads, nic->nthreads, sizeof(*nic->threads), by_name);
	if (!link_queues(nic, map))
		share_out(nic);
}
