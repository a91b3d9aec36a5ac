// SPDX-License-Identifier: GPL-2.0-or-later
// An examination: every rule in turn, the worst findings first.
#include <string.h>

#include "finds.h"
#include "nqtune/arena.h"
#include "nqtune/host.h"

static bool *wanted(const struct checkup *c, struct arena *a)
{
	bool *marked = arena_array(a, c->h->nnics, sizeof(*marked));

	if (!c->nifaces)
		memset(marked, true, c->h->nnics * sizeof(*marked));
	for (size_t i = 0; i < c->nifaces; i++) {
		const struct nic *nic = host_nic(c->h, c->ifaces[i]);

		if (nic)
			host_mark_stack(c->h, nic, marked);
	}
	return marked;
}

static unsigned rank(const struct finding *f)
{
	static const char *const order[] = { "bad", "warn", "info" };
	unsigned i = 0;

	while (i < 2 && strcmp(f->severity, order[i]))
		i++;
	return i;
}

size_t doctor_examine(const struct checkup *c, struct finding **out, struct arena *a)
{
	struct finds f = { .c = c, .h = c->h, .a = a, .wanted = wanted(c, a) };
	struct finding *sorted;
	size_t n = 0;

	f.counts = irq_sums(&f);
	for (f.rule = doctor_rules; f.rule->id; f.rule++)
		f.rule->find(&f);
	sorted = arena_array(a, f.n, sizeof(*sorted));
	for (unsigned r = 0; r < 3; r++)
		for (size_t i = 0; i < f.n; i++)
			if (rank(&f.v[i]) == r)
				sorted[n++] = f.v[i];
	*out = sorted;
	return n;
}
