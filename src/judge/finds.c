// SPDX-License-Identifier: GPL-2.0-or-later
// What the doctor's rules share: whom they look at, what was counted, how they report.
#include <stdarg.h>
#include <string.h>

#include "finds.h"
#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/host.h"
#include "nqtune/knob.h"
#include "nqtune/sample.h"

/* Since boot, this long at least must something have gone on. */
#define SECONDS_SINCE_BOOT 60

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

uint64_t transmitted(const struct finds *f, const struct nic *nic)
{
	const struct nic_counters *n = f->c->counted ? sample_nic(f->c->counted, nic->name) : NULL;

	return n && n->tx_packets.set ? n->tx_packets.n : 0;
}

bool at_least(const struct finds *f, uint64_t n, unsigned per_second)
{
	const struct sample *s = f->c->counted;
	double seconds;

	if (!s)
		return false;
	seconds = (double)s->ns / 1e9;
	if (f->c->since_boot && seconds < SECONDS_SINCE_BOOT)
		seconds = SECONDS_SINCE_BOOT;
	return (double)n >= per_second * seconds;
}

bool counts_no_packets(const struct finds *f)
{
	const struct sample *s = f->c->counted;

	if (!s)
		return true;
	if (!f->c->since_boot)
		return false;
	for (size_t i = 0; i < s->nnics; i++)
		if (s->nics[i].rx_packets.set && s->nics[i].rx_packets.n)
			return false;
	return true;
}

bool counts_nothing(const struct finds *f)
{
	if (!counts_no_packets(f))
		return false;
	for (size_t i = 0; i < f->h->nirqs; i++)
		if (irq_count(f, f->h->irqs[i]))
			return false;
	return true;
}

bool is_busy(const struct finds *f, const struct nic *nic)
{
	return at_least(f, received(f, nic), BUSY_PACKETS);
}

const char *if_busy(const struct finds *f, const struct nic *nic)
{
	return is_busy(f, nic) || counts_no_packets(f) ? f->rule->severity : "info";
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

const char *nics_words(struct finds *f, const bool *marked)
{
	const char *text = "", *last = NULL;
	unsigned n = 0;

	for (size_t i = 0; i < f->h->nnics; i++) {
		if (!marked[i])
			continue;
		if (last)
			text = say(f, "%s%s%s", text, n++ ? ", " : "", last);
		last = f->h->nics[i].name;
	}
	if (!last)
		return "";
	return *text ? say(f, "%s and %s", text, last) : last;
}
