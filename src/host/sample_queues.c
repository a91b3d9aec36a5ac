// SPDX-License-Identifier: GPL-2.0-or-later
#include "nqtune/sample.h"

#include <string.h>

#include "nqtune/host.h"

void sample_add_queues(struct sample *out, struct sys *s, const struct host *h, struct arena *a)
{
}

const struct queue_counters *sample_queue(const struct sample *s, const char *iface, bool tx,
					  unsigned index)
{
	for (size_t i = 0; i < s->nqueues; i++)
		if (s->queues[i].tx == tx && s->queues[i].index == index &&
		    !strcmp(s->queues[i].iface, iface))
			return &s->queues[i];
	return NULL;
}
