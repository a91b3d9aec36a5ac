// SPDX-License-Identifier: GPL-2.0-or-later
// One sentence on a layout as it is: the answer before the table.
#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/host.h"
#include "nqtune/plan.h"
#include "layout.h"

/* More names than this help nobody. */
#define TOPS_MAX 8

/* What the eye would add up from the matrix. */
struct sums {
	size_t queues;		/* rx queues whose interrupt is known */
	struct cpuset *irq;	/* where they are served */
	struct cpuset *rps;	/* steered to, all queues together */
	struct cpuset *threads;	/* where threaded NAPI may receive */
	unsigned most;		/* queues on the busiest CPU */
	int busiest;
	bool spread;		/* some interrupt is served by several CPUs, or is pending */
	size_t pending;		/* served elsewhere than asked */
	size_t unpinned;	/* asked for more than one CPU: nobody laid these out */
};

static void add_queue(struct sums *s, const struct rx_queue *q, unsigned *count)
{
	const struct cpuset *at;
	int cpu;

	if (q->rps)
		cpuset_or(s->rps, q->rps);
	if (q->napi_cpus)
		cpuset_or(s->threads, q->napi_cpus);
	at = q->vector ? irq_cpus(q->vector->irq) : NULL;
	if (!at || cpuset_empty(at))
		return;
	s->queues++;
	s->unpinned += !q->vector->irq->asked || cpuset_count(q->vector->irq->asked) != 1;
	cpuset_or(s->irq, at);
	s->spread |= cpuset_count(at) > 1;
	if (q->vector->irq->asked && q->vector->irq->effective &&
	    !cpuset_subset(q->vector->irq->effective, q->vector->irq->asked))
		s->pending++;
	cpu = cpuset_next(at, -1);
	if (++count[cpu] > s->most) {
		s->most = count[cpu];
		s->busiest = cpu;
	}
}

static struct sums sum_up(const struct host *h, const struct nic *nic, struct arena *a)
{
	struct sums s = { .irq = cpuset_new(a, h->ncpus), .rps = cpuset_new(a, h->ncpus),
			  .threads = cpuset_new(a, h->ncpus) };
	unsigned *count = arena_array(a, h->ncpus, sizeof(*count));

	for (size_t i = 0; i < nic->nrx; i++)
		add_queue(&s, &nic->rx[i], count);
	return s;
}

static const char *below(const struct nic *nic, struct arena *a)
{
	const char *names = "";

	for (size_t i = 0; i < nic->nlower && i < 4; i++)
		names = arena_list(a, names, nic->lower[i]->name);
	return nic->nlower > 4 ? arena_printf(a, "%s, ...", names) : names;
}

static const char *stacked_verdict(const struct nic *nic, const struct sums *s, struct arena *a)
{
	if (!cpuset_empty(s->rps))
		return arena_printf(a, "what it receives is steered to %s (RPS)",
				    cpus_words(s->rps, a));
	if (nic->nlower)
		return arena_printf(a, "no RPS of its own: packets stay on the CPU on which %s received them",
				    below(nic, a));
	return "no RPS: packets stay on the CPU that brings them";
}

static const char *steering(const struct sums *s, struct arena *a)
{
	if (cpuset_empty(s->rps))
		return "RPS off";
	return arena_printf(a, "RPS to %s", cpus_words(s->rps, a));
}

static const char *far_note(const struct host *h, const struct nic *nic, const struct sums *s,
			    struct arena *a)
{
	struct cpuset *far;

	if (nic->node < 0 || h->nnodes < 2)
		return "";
	far = cpuset_copy(a, s->irq);
	cpuset_sub(far, host_node_cpus(h, nic->node));
	if (cpuset_empty(far))
		return "";
	return arena_printf(a, "; CPUs %s are not on its node %d", cpuset_list(a, far), nic->node);
}

/* U10: whoever takes the interrupt, these do the work. */
static const char *thread_note(const struct host *h, const struct sums *s, struct arena *a)
{
	if (cpuset_empty(s->threads))
		return "";
	return arena_printf(a, "; NAPI threads do the work on %s",
			    cpuset_subset(h->online, s->threads) ? "any CPU"
								 : cpus_words(s->threads, a));
}

/* A walk over what stands on a NIC, each interface once: a recording may hold loops. */
struct climb {
	const struct host *host;
	bool *seen;
	struct arena *a;
	const char *tops;	/* the uppermost, " wan br0", as many as TOPS_MAX */
	size_t ntops;
	bool steered;		/* RPS is on somewhere */
};

static void climb(struct climb *c, const struct nic *nic)
{
	bool *seen = &c->seen[nic - c->host->nics];

	if (*seen)
		return;
	*seen = true;
	c->steered |= nic_steered(nic);
	if (!nic->nupper && c->ntops++ < TOPS_MAX)
		c->tops = arena_printf(c->a, "%s %s", c->tops, nic->name);
	for (size_t i = 0; i < nic->nupper; i++)
		climb(c, nic->upper[i]);
}

/*
 * One CPU receives everything and nothing is steered here; maybe above. Advice is given
 * only where nobody has laid it out: after an "auto", one queue on one CPU is a decision.
 */
static const char *one_cpu_verdict(const struct host *h, const struct nic *nic,
				   const struct sums *s, struct arena *a)
{
	struct climb c = { .host = h, .a = a, .tops = "" };
	const char *text;

	c.seen = arena_array(a, h->nnics, sizeof(*c.seen));
	climb(&c, nic);
	if (!cpuset_empty(s->threads))
		return arena_printf(a, "CPU %d takes every receive interrupt",
				    cpuset_next(s->irq, -1));
	text = arena_printf(a, "CPU %d takes every receive interrupt%s", cpuset_next(s->irq, -1),
			    c.steered ? "; interfaces above steer on from there (RPS)"
				      : " and does all the work: RPS is off");
	if (!s->unpinned && (!nic->nupper || c.steered))
		return text;
	return arena_printf(a, "%s (nqtune auto%s%s)", text, c.ntops > TOPS_MAX ? " " : "",
			    c.ntops > TOPS_MAX ? nic->name : c.tops);
}

static const char *irq_verdict(const struct host *h, const struct nic *nic, const struct sums *s,
			       struct arena *a)
{
	unsigned ncpus = cpuset_count(s->irq), online = cpuset_count(h->online);
	const char *rps = steering(s, a);

	if (ncpus == 1 && online == 1)
		return "one CPU does everything: nothing to spread";
	if (ncpus == 1 && cpuset_empty(s->rps))
		return one_cpu_verdict(h, nic, s, a);
	if (ncpus == 1)
		return arena_printf(a, "CPU %d takes the interrupt%s, %s", cpuset_next(s->irq, -1),
				    s->queues == 1 ? "" : "s", rps);
	if (s->most > 1 && !s->spread)
		return arena_printf(a, "%zu queues on %u CPUs, CPU %d serves %u of them; %s", s->queues,
				    ncpus, s->busiest, s->most, rps);
	if (s->spread)
		return arena_printf(a, "%zu queue%s, interrupts not pinned (CPUs %s); %s", s->queues,
				    s->queues == 1 ? "" : "s", cpuset_list(a, s->irq), rps);
	return arena_printf(a, "%zu queues on %u CPUs, one each; %s", s->queues, ncpus, rps);
}

const char *plan_verdict(const struct host *h, const struct nic *nic, struct arena *a)
{
	const struct sums s = sum_up(h, nic, a);
	const char *text;

	if (nic->kind == NIC_LOOPBACK)
		return "loopback: nothing to lay out";
	if (!nic->device)
		return stacked_verdict(nic, &s, a);
	if (!s.queues && !nic->up)
		return "down: its interrupts get their names when it comes up";
	if (!s.queues)
		return arena_printf(a, "its interrupts are not known; %s", steering(&s, a));
	text = irq_verdict(h, nic, &s, a);
	return arena_printf(a, "%s%s%s%s", text, thread_note(h, &s, a), far_note(h, nic, &s, a),
			    s.pending ? arena_printf(a, "; %zu not yet where asked (an idle queue moves at its next interrupt)",
						     s.pending)
				      : "");
}
