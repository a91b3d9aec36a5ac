// SPDX-License-Identifier: GPL-2.0-or-later
// Rules on a packet's way behind the card: queueing, stalls, backlog (L3, L5, L6).
#include <inttypes.h>
#include <string.h>

#include "counts.h"
#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/host.h"
#include "nqtune/plan.h"
#include "nqtune/sample.h"
#include "nqtune/surroundings.h"

/* A round of NAPI that ends with work left over is normal under load; one in twenty is not. */
#define SQUEEZED_PART 20
#define SQUEEZED_RATE 10
#define SQUEEZED_SINCE_BOOT 10000
/* "either 1000 or 10000 performed well in experiments" (scaling.rst): no longer backlog. */
#define LONGEST_BACKLOG 10000
/* What the kernel begins with: less was set by someone. */
#define USUAL_BACKLOG 1000
#define USUAL_BUDGET 300
/* Eight times the kernel's own: such a round holds up everything else for milliseconds. */
#define LARGEST_BUDGET 2400
#define LONGEST_BUDGET_US 64000

/* What is known to queue all that a device sends behind one lock; and what is there to shape it. */
static const char *const one_lock[] = {
	"pfifo_fast", "pfifo",	  "bfifo",  "pfifo_head_drop",
	"fq",	      "fq_codel", "fq_pie", "codel",
	"pie",	      "sfq",	  "sfb",    "red",
	"gred",	      "choke",	  "hhf",    NULL,
};
static const char *const shapers[] = {
	"htb", "hfsc", "tbf",	"cake",	  "prio",    "drr",  "qfq",
	"ets", "cbq",  "netem", "multiq", "skbprio", "plug", NULL,
};

static bool is_among(const char *const *words, const char *word)
{
	for (; *words; words++)
		if (!strcmp(*words, word))
			return true;
	return false;
}

void find_one_lock(struct finds *f)
{
	const struct host *h = f->h;

	for (const struct nic *nic = h->nics; nic < h->nics + h->nnics; nic++) {
		const struct qdisc *q = root_qdisc(f->c->around, nic->ifindex);
		bool shapes;

		if (!q || !q->kind || !nic->up || nic->ntx < 2 || nic->kind == NIC_LOOPBACK ||
		    !f->wanted[nic - h->nics])
			continue;
		shapes = is_among(shapers, q->kind);
		if (!shapes && !is_among(one_lock, q->kind))
			continue;
		report(f, nic->name, shapes ? "info" : NULL,
		       say(f, "all CPUs wait for one lock to send, though it has %zu tx queues%s",
			   nic->ntx, shapes ? ": the price of shaping, if that is meant" : ""),
		       say(f, "qdisc %s at the root%s", q->kind,
			   q->backlog.set && q->backlog.n
				   ? say(f, ", %" PRIu64 " packets waiting", q->backlog.n)
				   : ""),
		       say(f, "tc qdisc replace dev %s root mq%s", named(f, nic),
			   shapes ? "  # ends the shaping" : ""));
	}
}

/* A partner that asks for pauses is the first suspect, where it may. */
static const char *against_stalls(struct finds *f, const struct nic *nic)
{
	if (is_on(f, nic, "pause", "rx", NULL))
		return say(f, "nqtune pause %s%s rx off" RESETS_LINK, named(f, nic),
			   is_on(f, nic, "pause", "autoneg", NULL) ? " autoneg off" : "");
	/* Threads reap what was sent, too, when they get a CPU. */
	if (nic->nthreads)
		return say(f, "nqtune napi %s threaded off", named(f, nic));
	return "look what the driver says (dmesg), and at the partner's flow control: nothing that "
	       "is set here "
	       "stops sending";
}

void find_stalls(struct finds *f)
{
	each_subject(nic, f)
	{
		struct cpuset *stalled;
		uint64_t sum = 0;

		if (!f->c->counted || !nic->ntx)
			continue;
		stalled = cpuset_new(f->a, (unsigned)nic->ntx);
		for (size_t i = 0; i < nic->ntx; i++) {
			const struct queue_counters *q = sample_queue(f->c->counted, nic->name,
								      true, nic->tx[i].index);

			if (!q || !q->stalls.set || !q->stalls.n)
				continue;
			cpuset_add(stalled, nic->tx[i].index);
			sum += q->stalls.n;
		}
		if (sum)
			report(f, nic->name, f->c->since_boot ? "warn" : NULL,
			       say(f, "what it was given to send stood still in tx queue%s %s",
				   cpuset_count(stalled) == 1 ? "" : "s",
				   cpuset_list(f->a, stalled)),
			       say(f, "%" PRIu64 " stalls or timeouts %s", sum, when_counted(f)),
			       against_stalls(f, nic));
	}
}

/* The CPUs whose backlog overflowed, and by how much. */
static struct cpuset *overflowing(struct finds *f, uint64_t *lost, uint64_t *done)
{
	struct cpuset *out = cpuset_new(f->a, f->h->ncpus);

	*lost = *done = 0;
	for (unsigned cpu = 0; f->c->counted && cpu < f->h->ncpus; cpu++) {
		const struct cpu_counters *c = &f->c->counted->cpus[cpu];

		if (!c->dropped.set || !c->dropped.n)
			continue;
		cpuset_add(out, cpu);
		*lost += c->dropped.n;
		*done += c->processed.set ? c->processed.n : 0;
	}
	return out;
}

/* The CPUs that RPS of nic steers to; NULL = none of those. */
static const struct cpuset *steers_to(struct finds *f, const struct nic *nic,
				      const struct cpuset *those)
{
	struct cpuset *to = cpuset_new(f->a, f->h->ncpus);

	for (size_t i = 0; i < nic->nrx; i++)
		if (nic->rx[i].rps)
			cpuset_or(to, nic->rx[i].rps);
	return cpuset_intersects(to, those) ? to : NULL;
}

/* Without the CPUs that take the interrupts of nic and of what carries it, if that leaves any. */
static void spare_interrupts(struct finds *f, struct nic *nic, struct cpuset *cpus)
{
	struct cpuset *left = cpuset_copy(f->a, cpus);
	struct nic **leaves;
	size_t n;

	leaves = host_leaves(f->h, nic, &n);
	for (size_t i = 0; i < n; i++)
		for (size_t v = 0; v < leaves[i]->nvectors; v++) {
			const struct cpuset *busy = irq_cpus(leaves[i]->vectors[v].irq);

			if (busy && leaves[i]->vectors[v].role != VECTOR_OTHER)
				cpuset_sub(left, busy);
		}
	if (!cpuset_empty(left))
		cpuset_and(cpus, left);
}

/* Where more could be steered to: not to CPUs that are full, isolated, or take its interrupts. */
static struct cpuset *wider(struct finds *f, struct nic *nic, const struct cpuset *now,
			    const struct cpuset *full)
{
	struct cpuset *out = cpuset_copy(f->a, f->h->online);

	cpuset_sub(out, f->h->isolated);
	cpuset_sub(out, full);
	spare_interrupts(f, nic, out);
	cpuset_or(out, now);
	cpuset_and(out, f->h->online);
	return out;
}

/* Twice as much, but what is usual at least. */
static uint64_t more_than(uint64_t now, uint64_t usual)
{
	return now * 2 > usual ? now * 2 : usual;
}

static const char *longer_backlog(struct finds *f)
{
	const struct reading *now = &f->c->around->max_backlog;
	uint64_t n = more_than(now->n, USUAL_BACKLOG);

	if (!now->set)
		return "a longer net.core.netdev_max_backlog, which is set in the first network "
		       "namespace";
	if (now->n >= LONGEST_BACKLOG)
		return "its CPUs are too slow for what comes: fewer packets, or less work for each";
	return say(f, "nqtune napi max-backlog %" PRIu64,
		   n < LONGEST_BACKLOG ? n : LONGEST_BACKLOG);
}

void find_backlog(struct finds *f)
{
	uint64_t lost, done;
	struct cpuset *full = overflowing(f, &lost, &done);
	const char *severity = loss(f, lost, done), *by = "", *remedy = NULL;

	for (size_t i = 0; severity && i < f->h->nnics; i++) {
		struct nic *nic = &f->h->nics[i];
		const struct cpuset *to = steers_to(f, nic, full),
				    *more = to ? wider(f, nic, to, full) : NULL;

		if (!to)
			continue;
		by = arena_list(f->a, by, nic->name);
		if (!remedy && !cpuset_equal(more, to))
			remedy = say(f, "nqtune rps %s cpus %s", named(f, nic),
				     cpuset_list(f->a, more));
	}
	if (!severity)
		return;
	report(f, NULL, severity,
	       say(f, "packets are lost because too many wait for %s", cpus_words(full, f->a)),
	       say(f, "%" PRIu64 " lost beside %" PRIu64 " %s%s; %s", lost, done, when_counted(f),
		   f->c->around->max_backlog.set
			   ? say(f, "; at most %" PRIu64 " may wait", f->c->around->max_backlog.n)
			   : "",
		   *by ? say(f, "RPS of %s leads there", by)
		       : "no RPS leads there: they come from virtual interfaces"),
	       remedy ? remedy : longer_backlog(f));
}

static bool is_squeezed(const struct finds *f, const struct cpu_counters *c)
{
	if (!c->squeezed.set)
		return false;
	if (f->c->since_boot ? c->squeezed.n < SQUEEZED_SINCE_BOOT
			     : a_second(f, c->squeezed.n) < SQUEEZED_RATE)
		return false;
	return !c->net_rx.set || c->squeezed.n >= c->net_rx.n / SQUEEZED_PART;
}

static const char *larger_budget(struct finds *f)
{
	const struct surroundings *s = f->c->around;
	const char *us = "";

	if (!s->budget.set)
		return "a larger net.core.netdev_budget, which is set in the first network "
		       "namespace";
	if (s->budget.n * 2 > LARGEST_BUDGET)
		return "the budget is large already: spread the work over more CPUs";
	if (s->budget.n >= USUAL_BUDGET && s->budget_us.set &&
	    s->budget_us.n * 2 <= LONGEST_BUDGET_US)
		us = say(f, " budget-usecs %" PRIu64, s->budget_us.n * 2);
	return say(f, "nqtune napi budget %" PRIu64 "%s", more_than(s->budget.n, USUAL_BUDGET), us);
}

static const char *less_work(const struct finds *f)
{
	return f->c->plan && f->c->plan->nchanges && f->c->command
		       ? f->c->command
		       : "these CPUs have no time left: fewer packets, or less work for each";
}

void find_squeezes(struct finds *f)
{
	struct cpuset *cpus = cpuset_new(f->a, f->h->ncpus);
	uint64_t squeezed = 0, rounds = 0;
	bool full = false, one;

	for (unsigned cpu = 0; f->c->counted && cpu < f->h->ncpus; cpu++) {
		const struct cpu_counters *c = &f->c->counted->cpus[cpu];

		if (!is_squeezed(f, c))
			continue;
		cpuset_add(cpus, cpu);
		squeezed += c->squeezed.n;
		rounds += c->net_rx.set ? c->net_rx.n : 0;
		full |= is_full(f, cpu);
	}
	if (cpuset_empty(cpus))
		return;
	one = cpuset_count(cpus) == 1;
	report(f, NULL, NULL,
	       say(f, "%s stop%s receiving with packets left over%s", cpus_words(cpus, f->a), one ? "s" : "",
		   full ? one ? ", and is never idle" : ", some of them never idle" : ""),
	       say(f, "%" PRIu64 " times%s %s%s", squeezed,
		   rounds ? say(f, " in %" PRIu64 " rounds", rounds) : "", when_counted(f),
		   f->c->around->budget.set ? say(f, "; budget %" PRIu64 " packets, %" PRIu64 " us",
						  f->c->around->budget.n, f->c->around->budget_us.n)
					    : ""),
	       full ? less_work(f) : larger_budget(f));
}
