// SPDX-License-Identifier: GPL-2.0-or-later
// Entries of a plan: changes, what is left alone, findings.
#include <stdarg.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/host.h"
#include "nqtune/knob.h"
#include "layout.h"

void left_alone(struct layout *l, const char *iface, const char *knob, const char *fmt, ...)
{
	struct left_alone *e = arena_push(l->arena, l->plan->left, l->plan->nleft);
	va_list ap;

	va_start(ap, fmt);
	*e = (struct left_alone){ iface, knob, arena_vprintf(l->arena, fmt, ap) };
	va_end(ap);
}

void found(struct layout *l, const char *id, const char *severity, const char *iface,
	   const char *remedy, const char *fmt, ...)
{
	struct finding *f = arena_push(l->arena, l->plan->findings, l->plan->nfindings);
	va_list ap;

	va_start(ap, fmt);
	*f = (struct finding){ .id = id, .iface = iface, .severity = severity, .remedy = remedy };
	f->what = arena_vprintf(l->arena, fmt, ap);
	va_end(ap);
}

void change_cpus(struct layout *l, const struct nic *nic, const struct knob *k,
		 const struct knob_attr *attr, const char *target, unsigned index,
		 const struct cpuset *old, const struct cpuset *new, const char *why)
{
	struct change *c;

	if (!old) {
		left_alone(l, nic->name, k->name, "%s cannot be read, so it could not be put back",
			   knob_path(l->arena, attr, nic->name, index));
		return;
	}
	if (cpuset_equal(old, new))
		return;
	c = arena_push(l->arena, l->plan->changes, l->plan->nchanges);
	*c = (struct change){
		.iface = nic->name,
		.knob = k,
		.attr = attr,
		.target = target,
		.index = index,
		.old = { .kind = VALUE_CPUS, .cpus = old },
		.new = { .kind = VALUE_CPUS, .cpus = new },
		.path = knob_path(l->arena, attr, nic->name, index),
		.why = why,
	};
}
