// SPDX-License-Identifier: GPL-2.0-or-later
// What several knobs say of one interface.
#include "nqtune/layoutknobs.h"

#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/host.h"
#include "nqtune/session.h"

struct nic_knobs read_knobs(struct session *s, const struct host *h, const struct nic *nic,
			    knob_pick_fn pick, const void *data)
{
	struct nic_knobs k = { .nic = nic };
	size_t n = 0;

	while (knobs[n])
		n++;
	k.knob = arena_array(s->arena, n, sizeof(*k.knob));
	k.readings = arena_array(s->arena, n, sizeof(*k.readings));
	for (size_t i = 0; i < n; i++) {
		struct err e;

		if (!pick(knobs[i], data))
			continue;
		if (knobs[i]->read(knobs[i], &s->sys, h, nic, s->arena, &k.readings[k.n], &e))
			k.readings[k.n] = (struct knob_readings){ 0 };
		k.knob[k.n++] = knobs[i];
	}
	return k;
}

/* The header line is made of these. */
static bool in_header(const struct knob *k, const void *data)
{
	static const char *const names[] = { "channels", "ring", "coalesce", "rss" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(k->name, names[i]))
			return true;
	return false;
}

/* The readings of the others are the model's: the picture shows them, and JSON has them at the queues. */
static bool beside_layout(const struct knob *k, const void *data)
{
	return k != &knob_rps && k != &knob_xps && k != &knob_irq;
}

struct nic_knobs read_nic_knobs(struct session *s, const struct host *h, const struct nic *nic,
				bool all)
{
	if (nic->kind == NIC_LOOPBACK)
		return (struct nic_knobs){ .nic = nic };
	return read_knobs(s, h, nic, all ? beside_layout : in_header, NULL);
}
