// SPDX-License-Identifier: GPL-2.0-or-later
// nqtune doctor: what holds this host's networking back.
#include "nqtune/doctor.h"

#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/clock.h"
#include "nqtune/err.h"
#include "nqtune/files.h"
#include "nqtune/host.h"
#include "nqtune/layoutknobs.h"
#include "nqtune/pause.h"
#include "nqtune/plan.h"
#include "nqtune/sample.h"
#include "nqtune/session.h"
#include "nqtune/surroundings.h"
#include "command.h"

#define SECONDS 3

static struct sample *count(struct session *s, const struct host *h)
{
	struct sample *out = sample_read(&s->sys, h, s->arena);

	sample_add_queues(out, &s->sys, h, s->arena);
	return out;
}

/* What auto would change of all that is up: the remedy of what it finds is itself. */
static const struct plan *plan_all(struct session *s, const struct host *h)
{
	struct wish_iface *v = arena_array(s->arena, h->nnics, sizeof(*v));
	struct plan *p = arena_alloc(s->arena, sizeof(*p));
	struct wish w = { .v = v };
	struct err e;

	for (size_t i = 0; i < h->nnics; i++)
		if (h->nics[i].up && h->nics[i].kind == NIC_PHYSICAL)
			v[w.n++].name = h->nics[i].name;
	return plan_auto(p, h, &w, s->arena, &e) ? NULL : p;
}

static void examine(struct session *s, struct checkup *c, const struct host *h)
{
	struct nic_knobs *k = arena_array(s->arena, h->nnics, sizeof(*k));

	c->h = h;
	c->around = surroundings_read(&s->sys, h, s->arena);
	for (size_t i = 0; i < h->nnics; i++)
		k[c->nknobs++] = read_nic_knobs(s, h, &h->nics[i], true);
	c->knobs = k;
	c->plan = plan_all(s, h);
}

static int run_doctor(struct session *s, int argc, char **argv)
{
	const struct host_want want = { .nat = true, .irqbalance = true };
	struct checkup c = { .ifaces = (const char *const *)argv, .nifaces = (size_t)argc };
	struct finding *v;
	struct sample *first;
	struct host *h;
	struct err e;
	size_t n;

	if (host_read(&h, &s->sys, &want, s->arena, &e))
		return complain(STATUS_FAILED, "%s", e.text);
	first = count(s, h);
	c.since_boot = !files_live(s->sys.files);
	if (!c.since_boot && pause_until(clock_ms() + SECONDS * 1000))
		return STATUS_OK;
	c.counted = c.since_boot ? first : sample_diff(first, count(s, h), s->arena);
	examine(s, &c, h);
	n = doctor_examine(&c, &v, s->arena);
	view_findings(stdout, &s->style, 0, v, n, s->arena);
	return STATUS_OK;
}

const struct command cmd_doctor = {
	.name = "doctor",
	.arguments = "[SEC] [IFACE...]",
	.summary = "what holds this host's networking back, why, and what to do",
	.run = run_doctor,
};
