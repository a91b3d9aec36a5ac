// SPDX-License-Identifier: GPL-2.0-or-later
// What one command of a run owes to the others.
#include "ahead.h"

#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/change.h"
#include "nqtune/host.h"
#include "nqtune/knob.h"
#include "nqtune/plan.h"
#include "nqtune/run.h"
#include "nqtune/session.h"

bool same_setting(const struct change *a, const struct change *b)
{
	if (a->attr != b->attr)
		return false;
	switch (a->attr->scope) {
	case SCOPE_HOST:
		return true;
	case SCOPE_VECTOR:
		return a->index == b->index;
	default:
		return !strcmp(a->iface, b->iface) && !strcmp(a->target, b->target);
	}
}

struct host *ahead_host(const struct run *run, struct host *h)
{
	struct arena *a = run->session->arena;
	struct change *known = arena_array(a, run->nahead, sizeof(*known));
	size_t n = 0;

	/* Of an interface that was not read there is nothing to foresee. */
	for (size_t i = 0; i < run->nahead; i++) {
		const struct nic *nic = host_nic(h, run->ahead[i].iface);

		if (nic && nic->known_layout)
			known[n++] = run->ahead[i];
	}
	return n ? plan_preview(h, known, n, a) : h;
}

static bool is_reading_of(const struct knob_reading *r, const char *iface, const struct change *c)
{
	const struct change now = {
		.iface = iface, .attr = r->attr, .target = r->target, .index = r->index,
	};

	return same_setting(&now, c);
}

void ahead_readings(const struct run *run, const char *iface, struct knob_readings *r)
{
	for (size_t i = 0; i < run->nahead; i++)
		for (size_t k = 0; k < r->n; k++)
			if (is_reading_of(&r->v[k], iface, &run->ahead[i]))
				r->v[k].value = run->ahead[i].new;
}

static bool is_set_later(const struct run *run, const struct change *c)
{
	for (size_t i = 0; i < run->nlater; i++)
		if (same_setting(&run->later[i], c))
			return true;
	return false;
}

size_t ahead_drop(const struct run *run, struct change *changes, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++)
		if (!is_set_later(run, &changes[i]))
			changes[kept++] = changes[i];
	return kept;
}
