// SPDX-License-Identifier: GPL-2.0-or-later
// An examination: every rule in turn, and what they share.
#include <stdarg.h>
#include <string.h>

#include "finds.h"
#include "nqtune/arena.h"
#include "nqtune/host.h"
#include "nqtune/knob.h"
#include "nqtune/sample.h"

void report(struct finds *f, const char *iface, const char *severity, const char *what,
	    const char *evidence, const char *remedy)
{
	*arena_push(f->a, f->v, f->n) = (struct finding){
		.id = f->rule->id,
		.iface = iface,
		.severity = severity ? severity : f->rule->severity,
		.what = what,
		.evidence = evidence,
		.why = arena_printf(f->a, "%s (%s)", f->rule->why, f->rule->source),
		.remedy = remedy,
	};
}

const char *say(struct finds *f, const char *fmt, ...)
{
	const char *text;
	va_list ap;

	va_start(ap, fmt);
	text = arena_vprintf(f->a, fmt, ap);
	va_end(ap);
	return text;
}

const char *when_counted(struct finds *f)
{
	if (f->c->since_boot || !f->c->counted)
		return "since boot";
	return say(f, "in %.1f s", (double)f->c->counted->ns / 1e9);
}

uint64_t received(const struct finds *f, const struct nic *nic)
{
	const struct nic_counters *n = f->c->counted ? sample_nic(f->c->counted, nic->name) : NULL;

	return n && n->rx_packets.set ? n->rx_packets.n : 0;
}

bool is_subject(const struct finds *f, const struct nic *nic)
{
	return nic->kind == NIC_PHYSICAL && nic->up && nic->known_layout &&
	       f->wanted[nic - f->h->nics];
}

const struct nic_knobs *knobs_of(const struct finds *f, const struct nic *nic)
{
	for (size_t i = 0; i < f->c->nknobs; i++)
		if (f->c->knobs[i].nic == nic)
			return &f->c->knobs[i];
	return NULL;
}

const struct knob_reading *setting_of(const struct finds *f, const struct nic *nic,
				      const char *knob, const char *attr, const char *target)
{
	const struct nic_knobs *k = knobs_of(f, nic);

	return k ? nic_knobs_find(k, knob, attr, target) : NULL;
}

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
