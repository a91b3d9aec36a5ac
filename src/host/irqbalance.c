// SPDX-License-Identifier: GPL-2.0-or-later
// Whether irqbalance is at work here: it would move what we pin.
#include <stdio.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/files.h"
#include "nqtune/host.h"
#include "nqtune/sys.h"
#include "reader.h"

static bool is_irqbalance(struct reader *rd, uint64_t pid)
{
	char comm[32];

	return read_text(rd, comm, sizeof(comm), "/proc/%llu/comm", (unsigned long long)pid) > 0 &&
	       !strcmp(comm, "irqbalance");
}

/* The socket (1.6 and newer) is how it can be told to leave interrupts alone. */
static const char *describe(struct reader *rd, unsigned pid)
{
	char path[READER_PATH];

	snprintf(path, sizeof(path), "/run/irqbalance/irqbalance%u.sock", pid);
	if (files_exists(rd->sys->files, path))
		return arena_printf(rd->arena, "process %u, socket %s", pid, path);
	return arena_printf(rd->arena, "process %u", pid);
}

static uint64_t find_process(struct reader *rd)
{
	struct names names;
	uint64_t pid;

	if (files_list(rd->sys->files, "/proc", FILES_DIRS, rd->arena, &names))
		return 0;
	for (size_t i = 0; i < names.n; i++)
		if (!parse_u64(names.v[i], INT32_MAX, &pid) && is_irqbalance(rd, pid))
			return pid;
	return 0;
}

void read_irqbalance(struct reader *rd)
{
	struct irqbalance *b = &rd->host->irqbalance;
	uint64_t pid;

	files_record_pause(rd->sys->files);
	pid = find_process(rd);
	files_record_resume(rd->sys->files);
	if (!pid || !is_irqbalance(rd, pid))
		return;
	b->running = true;
	b->pid = (unsigned)pid;
	b->how = describe(rd, b->pid);
}
