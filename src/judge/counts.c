// SPDX-License-Identifier: GPL-2.0-or-later
// What the doctor's rules ask of counters and settings.
#include "counts.h"

#include <inttypes.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/host.h"
#include "nqtune/knob.h"
#include "nqtune/sample.h"

/* What is much in three seconds is nothing since boot. */
#define SINCE_BOOT 100
/* One lost in so many, and TCP keeps some 38 packets in flight on any line (RFC 3649). */
#define MUCH_LOSS 1000
/* Of its time: a CPU that is idle less has nothing left to give. */
#define IDLE_PERCENT 5

double a_second(const struct finds *f, uint64_t n)
{
	const struct sample *s = f->c->counted;

	if (!s || f->c->since_boot || !s->ns)
		return 0;
	return (double)n * 1e9 / (double)s->ns;
}

bool is_used(const struct finds *f, const struct nic *nic)
{
	return received(f, nic) >=
	       (f->c->since_boot ? SINCE_BOOT : 1) * UINT64_C(1) * ENOUGH_PACKETS;
}

bool is_loaded(const struct finds *f, const struct nic *nic)
{
	return a_second(f, received(f, nic)) >= LOADED_RATE;
}

const char *packets_counted(struct finds *f, const struct nic *nic)
{
	return say(f, "%" PRIu64 " packets %s", received(f, nic), when_counted(f));
}

bool queue_shares_of(struct finds *f, const struct nic *nic, struct queue_shares *out)
{
	if (!f->c->counted || nic->nrx < 2)
		return false;
	*out = (struct queue_shares){ .silent = cpuset_new(f->a, (unsigned)nic->nrx),
				      .n = nic->nrx };
	for (size_t i = 0; i < nic->nrx; i++) {
		const struct queue_counters *q = sample_queue(f->c->counted, nic->name, false,
							      nic->rx[i].index);

		if (!q || !q->packets.set)
			return false;
		if (!q->packets.n)
			cpuset_add(out->silent, nic->rx[i].index);
		out->sum += q->packets.n;
		out->most = q->packets.n > out->most ? q->packets.n : out->most;
	}
	return true;
}

bool is_full(const struct finds *f, unsigned cpu)
{
	const struct cpu_counters *c = f->c->counted ? &f->c->counted->cpus[cpu] : NULL;

	return c && !f->c->since_boot && c->idle.set && c->ticks.set && c->ticks.n &&
	       c->idle.n * 100 < c->ticks.n * IDLE_PERCENT;
}

const char *loss(const struct finds *f, uint64_t lost, uint64_t got)
{
	bool much = lost > got / MUCH_LOSS;

	if (!lost || (f->c->since_boot && !much))
		return NULL;
	return much && !f->c->since_boot ? "bad" : "warn";
}

const char *named(struct finds *f, const struct nic *nic)
{
	return shell_word(f->a, nic->name);
}

struct reading number_of(const struct finds *f, const struct nic *nic, const char *knob,
			 const char *attr)
{
	const struct knob_reading *r = setting_of(f, nic, knob, attr, NULL);

	if (!r || r->value.kind != VALUE_NUMBER)
		return (struct reading){ 0 };
	return (struct reading){ true, r->value.number };
}

bool is_on(const struct finds *f, const struct nic *nic, const char *knob, const char *attr,
	   const char *target)
{
	const struct knob_reading *r = setting_of(f, nic, knob, attr, target);

	return r && r->value.kind == VALUE_WORD && !strcmp(r->value.word, "on");
}
