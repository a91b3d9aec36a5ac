// SPDX-License-Identifier: GPL-2.0-or-later
#include "nqtune/surroundings.h"

#include "nqtune/arena.h"
#include "nqtune/host.h"

struct surroundings *surroundings_read(struct sys *s, const struct host *h, struct arena *a)
{
	struct surroundings *out = arena_alloc(a, sizeof(*out));

	out->power = arena_array(a, h->ncpus, sizeof(*out->power));
	out->nics = arena_array(a, h->nnics, sizeof(*out->nics));
	out->irqs = arena_array(a, h->nirqs, sizeof(*out->irqs));
	return out;
}

const struct qdisc *root_qdisc(const struct surroundings *s, unsigned ifindex)
{
	for (size_t i = 0; i < s->qdiscs.n; i++)
		if (s->qdiscs.v[i].root && s->qdiscs.v[i].ifindex == ifindex)
			return &s->qdiscs.v[i];
	return NULL;
}
