// SPDX-License-Identifier: GPL-2.0-or-later
// The layout there is, kept as it is in effect, not only as it was asked for.
#include "hold.h"

#include <errno.h>

#include "nqtune/apply.h"
#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/err.h"
#include "nqtune/host.h"
#include "nqtune/knob.h"
#include "nqtune/run.h"
#include "nqtune/session.h"

static const struct cpuset *place_of(const struct host *h, const struct change *c)
{
	const struct irq *irq = c->knob == &knob_irq ? host_irq(h, c->index) : NULL;
	const struct cpuset *at = irq ? irq->effective : NULL;

	if (!at || cpuset_empty(at) || c->old.kind != VALUE_CPUS || !cpuset_subset(at, c->old.cpus) ||
	    cpuset_equal(at, c->old.cpus))
		return NULL;
	return at;
}

int hold_find(struct session *s, const struct change *changes, size_t n, struct change **hold,
	      size_t *nhold, struct err *e)
{
	const struct host_want want = { .ifaces = NULL };
	struct host *h;
	int r = host_read(&h, &s->sys, &want, s->arena, e);

	*nhold = 0;
	for (size_t i = 0; !r && i < n; i++) {
		const struct cpuset *at = place_of(h, &changes[i]);
		struct change c = changes[i];

		if (!at)
			continue;
		c.new = (struct value){ .kind = VALUE_CPUS, .cpus = at };
		c.why = "it comes there now";
		*arena_push(s->arena, *hold, *nhold) = c;
	}
	return r;
}

int hold_still(struct run *run, const struct change *hold, size_t *n, struct err *e)
{
	struct apply_report report;
	int r = *n ? run_changes(run, hold, *n, &report, e) : 0;

	if (r != -EXDEV)
		return r;
	*n = 0;
	return 0;
}
