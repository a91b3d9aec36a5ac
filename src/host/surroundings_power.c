// SPDX-License-Identifier: GPL-2.0-or-later
// How CPUs save power: cpufreq, cpuidle, latency bounds.
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/host.h"
#include "reader.h"
#include "surroundings.h"

#define CPU "/sys/devices/system/cpu"
/* The kernel has 10 (CPUIDLE_STATE_MAX). */
#define STATES_MAX 16
#define KINDS_MAX 4
#define WORD_TEXT 64

struct idle_state {
	const char *name;
	struct reading latency;
};

/* The idle states of one kind of CPU, read on the first of them. */
struct idle_kind {
	bool slow;
	uint64_t capacity;
	struct idle_state v[STATES_MAX];
	unsigned n;
};

struct idle_kinds {
	struct idle_kind v[KINDS_MAX];
	unsigned n;
};

static const char *clean_copy(struct reader *rd, char *text)
{
	text_clean(text);
	return arena_strdup(rd->arena, text);
}

static void read_kind(struct reader *rd, unsigned cpu, struct idle_kind *kind)
{
	char text[WORD_TEXT];

	for (kind->n = 0; kind->n < STATES_MAX; kind->n++) {
		struct idle_state *state = &kind->v[kind->n];

		if (read_text(rd, text, sizeof(text), CPU "/cpu%u/cpuidle/state%u/name", cpu,
			      kind->n) <= 0)
			return;
		state->name = clean_copy(rd, text);
		state->latency =
			read_number(rd, CPU "/cpu%u/cpuidle/state%u/latency", cpu, kind->n);
	}
}

/* Only what tells CPUs of one host apart; more kinds than that are taken for the last one. */
static const struct idle_kind *kind_of(struct reader *rd, unsigned cpu, struct idle_kinds *kinds)
{
	const struct cpu *c = &rd->host->cpus[cpu];
	struct idle_kind *kind;

	for (unsigned i = 0; i < kinds->n; i++)
		if (kinds->v[i].slow == c->slow && kinds->v[i].capacity == c->capacity.n)
			return &kinds->v[i];
	if (kinds->n == KINDS_MAX)
		return &kinds->v[KINDS_MAX - 1];
	kind = &kinds->v[kinds->n];
	kind->slow = c->slow;
	kind->capacity = c->capacity.n;
	read_kind(rd, cpu, kind);
	/* One CPU without idle states does not speak for the others. */
	kinds->n += kind->n > 0;
	return kind;
}

static bool forbids(struct reading bound, struct reading latency)
{
	return bound.set && latency.set && latency.n > bound.n;
}

/* The kernel orders states by depth, and passes over those that a bound forbids. */
static void read_idle(struct reader *rd, unsigned cpu, struct idle_kinds *kinds,
		      struct reading dma_latency, struct cpu_power *out)
{
	const struct idle_kind *kind = kind_of(rd, cpu, kinds);

	for (unsigned i = kind->n; i-- > 0;) {
		struct reading off = read_number(rd, CPU "/cpu%u/cpuidle/state%u/disable", cpu, i);

		if (!off.set || off.n || forbids(out->bound, kind->v[i].latency) ||
		    forbids(dma_latency, kind->v[i].latency))
			continue;
		out->deepest = kind->v[i].name;
		out->latency = kind->v[i].latency;
		return;
	}
}

struct reading latency_bound(const char *text)
{
	struct reading r = { 0 };

	/* "n/a" is no latency at all; 0 is any, as before there was "n/a". */
	if (!strcmp(text, "n/a"))
		return (struct reading){ true, 0 };
	r.set = !parse_u64(text, INT32_MAX, &r.n) && r.n;
	if (!r.set)
		r.n = 0;
	return r;
}

static struct reading read_bound(struct reader *rd, unsigned cpu)
{
	char text[WORD_TEXT];

	if (read_text(rd, text, sizeof(text), CPU "/cpu%u/power/pm_qos_resume_latency_us",
		      cpu) <= 0)
		return (struct reading){ 0 };
	return latency_bound(text);
}

/* There is one driver of cpufreq, and mostly one governor. */
static void read_governor(struct reader *rd, unsigned cpu, const struct cpu_power *first,
			  struct cpu_power *out)
{
	char text[WORD_TEXT];

	if (read_text(rd, text, sizeof(text), CPU "/cpu%u/cpufreq/scaling_governor", cpu) <= 0)
		return;
	text_clean(text);
	if (first && !strcmp(first->governor, text)) {
		out->governor = first->governor;
		out->driver = first->driver;
		return;
	}
	out->governor = arena_strdup(rd->arena, text);
	if (first)
		out->driver = first->driver;
	else if (read_text(rd, text, sizeof(text), CPU "/cpu%u/cpufreq/scaling_driver", cpu) > 0)
		out->driver = clean_copy(rd, text);
}

void read_power(struct reader *rd, struct reading dma_latency, struct cpu_power *power)
{
	struct idle_kinds *kinds = arena_alloc(rd->arena, sizeof(*kinds));
	const struct cpu_power *first = NULL;

	cpuset_each(cpu, rd->host->online) {
		read_governor(rd, (unsigned)cpu, first, &power[cpu]);
		if (!first && power[cpu].governor)
			first = &power[cpu];
		power[cpu].bound = read_bound(rd, (unsigned)cpu);
		read_idle(rd, (unsigned)cpu, kinds, dma_latency, &power[cpu]);
	}
}
