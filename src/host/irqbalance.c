// SPDX-License-Identifier: GPL-2.0-or-later
// Whether irqbalance is at work here: it would move what we pin.
#include <stdio.h>

#include "nqtune/arena.h"
#include "nqtune/files.h"
#include "nqtune/host.h"
#include "nqtune/sys.h"
#include "reader.h"

/* The socket (1.6 and newer) is how it can be told to leave interrupts alone. */
static const char *find_socket(struct reader *rd, unsigned pid)
{
	char path[READER_PATH];

	snprintf(path, sizeof(path), "/run/irqbalance/irqbalance%u.sock", pid);
	return files_exists(rd->sys->files, path) ? arena_strdup(rd->arena, path) : NULL;
}

void read_irqbalance(struct reader *rd, unsigned pid)
{
	struct irqbalance *b = &rd->host->irqbalance;

	b->running = true;
	b->pid = pid;
	b->socket = find_socket(rd, pid);
	b->how = b->socket ? arena_printf(rd->arena, "process %u, socket %s", pid, b->socket) :
			     arena_printf(rd->arena, "process %u", pid);
}
