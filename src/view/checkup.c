// SPDX-License-Identifier: GPL-2.0-or-later
// What the doctor found, and what it looks for.
#include <string.h>

#include "draw.h"
#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/doctor.h"
#include "nqtune/host.h"
#include "nqtune/sample.h"
#include "nqtune/view.h"

static size_t count_of(const struct finding *v, size_t n, const char *severity)
{
	size_t count = 0;

	for (size_t i = 0; i < n; i++)
		count += !strcmp(v[i].severity, severity);
	return count;
}

/* Physical ones that are up, of those asked for: what the findings are about. */
static size_t count_nics(const struct checkup *c, struct arena *a)
{
	bool *marked = arena_array(a, c->h->nnics, sizeof(*marked));
	size_t n = 0;

	for (size_t i = 0; i < c->nifaces; i++) {
		const struct nic *nic = host_nic(c->h, c->ifaces[i]);

		if (nic)
			host_mark_stack(c->h, nic, marked);
	}
	for (size_t i = 0; i < c->h->nnics; i++)
		n += c->h->nics[i].kind == NIC_PHYSICAL && c->h->nics[i].up &&
		     (!c->nifaces || marked[i]);
	return n;
}

static const char *number(struct arena *a, size_t n, const char *noun)
{
	return arena_printf(a, "%zu %s%s", n, noun, n == 1 ? "" : "s");
}

/* "3 interfaces, 6 CPUs, watched for 3.0 s" */
static const char *what_was_seen(const struct checkup *c, struct arena *a)
{
	const char *how = "counted since boot", *what = "no physical interface is up";
	const size_t nics = count_nics(c, a);

	if (nics)
		what = number(a, nics, "interface");
	else if (c->nifaces)
		what = "no physical interface that is up carries what is named";
	if (!c->since_boot)
		how = arena_printf(a, "watched for %.1f s", c->counted ? (double)c->counted->ns / 1e9 : 0);
	return arena_printf(a, "%s, %s, %s", what, number(a, cpuset_count(c->h->online), "CPU"), how);
}

static const char *sums(const struct finding *v, size_t n, struct arena *a)
{
	const size_t bad = count_of(v, n, "bad"), warn = count_of(v, n, "warn");
	const size_t info = count_of(v, n, "info");
	const char *text = bad ? arena_printf(a, "%zu bad", bad) : "";

	if (warn)
		text = arena_list(a, text, number(a, warn, "warning"));
	if (info)
		text = arena_list(a, text, number(a, info, "note"));
	return text;
}

void view_checkup(FILE *out, const struct style *st, const struct checkup *c,
		  const struct finding *v, size_t n, struct arena *a)
{
	if (st->verbose < 0) {
		view_findings(out, st, 0, v, count_of(v, n, "bad"), a);
		return;
	}
	if (!n) {
		draw_wrapped(out, st, 0, 2, arena_printf(a, "nothing found: %s", what_was_seen(c, a)), a);
		return;
	}
	draw_wrapped(out, st, 0, 2,
		     arena_printf(a, "%s (%s)%s", sums(v, n, a), what_was_seen(c, a),
				  st->verbose > 0 ? "" : "; -v says why each matters"), a);
	view_findings(out, st, 0, v, n, a);
}

void view_rules(FILE *out, const struct style *st, const struct doctor_rule *rules, struct arena *a)
{
	for (const struct doctor_rule *r = rules; r->id; r++) {
		draw_wrapped(out, st, 0, 6, arena_printf(a, "%s (%s): %s", r->id, r->severity, r->looks), a);
		draw_wrapped(out, st, 2, 6, arena_printf(a, "why: %s", r->why), a);
		draw_wrapped(out, st, 2, 6, arena_printf(a, "source: %s", r->source), a);
	}
}
