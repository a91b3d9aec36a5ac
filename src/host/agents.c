// SPDX-License-Identifier: GPL-2.0-or-later
// Programs that set what we set, as far as they run: found in one look at the processes' names.
#include <stdio.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/files.h"
#include "nqtune/sys.h"
#include "reader.h"

/* The kernel keeps 15 bytes of a name. */
static const struct {
	const char *comm, *name;
} known[] = {
	{ "irqbalance", "irqbalance" },
	{ "google_guest_ag", "google_guest_agent" },
	{ "waagent", "waagent" },
	{ "tuned", "tuned" },
	{ "NetworkManager", "NetworkManager" },
	{ "systemd-network", "systemd-networkd" },
};
#define NKNOWN (sizeof(known) / sizeof(known[0]))

/* Which of the known ones pid is, or NKNOWN. */
static size_t which(struct reader *rd, uint64_t pid)
{
	char comm[32];
	size_t i = 0;

	if (read_text(rd, comm, sizeof(comm), "/proc/%llu/comm", (unsigned long long)pid) <= 0)
		return NKNOWN;
	while (i < NKNOWN && strcmp(comm, known[i].comm))
		i++;
	return i;
}

/* The first process of each; other people's names are nobody's business, and not recorded. */
static void find(struct reader *rd, uint64_t pids[NKNOWN])
{
	struct names names;
	uint64_t pid;

	if (files_list(rd->sys->files, "/proc", FILES_DIRS, rd->arena, &names))
		return;
	for (size_t i = 0; i < names.n; i++) {
		size_t k = parse_u64(names.v[i], INT32_MAX, &pid) ? NKNOWN : which(rd, pid);

		if (k < NKNOWN && !pids[k])
			pids[k] = pid;
	}
}

void read_agents(struct reader *rd)
{
	struct host *h = rd->host;
	uint64_t pids[NKNOWN] = { 0 };

	files_record_pause(rd->sys->files);
	find(rd, pids);
	files_record_resume(rd->sys->files);
	for (size_t i = 0; i < NKNOWN; i++) {
		if (!pids[i] || which(rd, pids[i]) != i)
			continue;
		if (!strcmp(known[i].name, "irqbalance"))
			read_irqbalance(rd, (unsigned)pids[i]);
		else
			*arena_push(rd->arena, h->agents, h->nagents) = known[i].name;
	}
}
