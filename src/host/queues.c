// SPDX-License-Identifier: GPL-2.0-or-later
// Receive and transmit queues: /sys/class/net/IF/queues.
#include <stdio.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/files.h"
#include "nqtune/host.h"
#include "nqtune/sys.h"
#include "reader.h"

/* Above any real device (the kernel's own limit for tun is 256, drivers stay below 1024). */
#define QUEUES_MAX 4096

#define QUEUES "/sys/class/net/%s/queues"

static bool queue_index(const char *name, const char *head, unsigned *index)
{
	uint64_t n;

	if (strncmp(name, head, strlen(head)) ||
	    parse_u64(name + strlen(head), QUEUES_MAX - 1, &n))
		return false;
	*index = (unsigned)n;
	return true;
}

static void read_rx(struct reader *rd, const struct nic *nic, struct rx_queue *q)
{
	struct host *h = rd->host;

	q->rps = read_mask(rd, h->ncpus, QUEUES "/rx-%u/rps_cpus", nic->name, q->index);
	q->flows = read_number(rd, QUEUES "/rx-%u/rps_flow_cnt", nic->name, q->index);
	if (q->rps)
		h->rps_known = true;
}

static void read_tx(struct reader *rd, const struct nic *nic, struct tx_queue *q)
{
	unsigned nrx = nic->nrx ? (unsigned)nic->nrx : 1;

	q->xps = read_mask(rd, rd->host->ncpus, QUEUES "/tx-%u/xps_cpus", nic->name, q->index);
	q->xps_rxqs = read_mask(rd, nrx, QUEUES "/tx-%u/xps_rxqs", nic->name, q->index);
}

void read_queues(struct reader *rd, struct nic *nic)
{
	char path[READER_PATH];
	struct names names;
	unsigned index;

	snprintf(path, sizeof(path), QUEUES, nic->name);
	if (files_list(rd->sys->files, path, FILES_DIRS, rd->arena, &names))
		return;
	nic->rx = arena_array(rd->arena, names.n + 1, sizeof(*nic->rx));
	nic->tx = arena_array(rd->arena, names.n + 1, sizeof(*nic->tx));
	for (size_t i = 0; i < names.n; i++) {
		if (queue_index(names.v[i], "rx-", &index) && nic->nrx < QUEUES_MAX)
			nic->rx[nic->nrx++].index = index;
		else if (queue_index(names.v[i], "tx-", &index) && nic->ntx < QUEUES_MAX)
			nic->tx[nic->ntx++].index = index;
	}
	for (size_t i = 0; i < nic->nrx; i++)
		read_rx(rd, nic, &nic->rx[i]);
	for (size_t i = 0; i < nic->ntx; i++)
		read_tx(rd, nic, &nic->tx[i]);
}
