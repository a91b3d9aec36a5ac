// SPDX-License-Identifier: GPL-2.0-or-later
// "Its interrupt comes to CPU 3": by where it was counted. Pure.
#include <inttypes.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/host.h"
#include "nqtune/sample.h"
#include "judging.h"

/*
 * Without interrupt remapping the first one after a move still comes to the old CPU, and those that
 * were under way with it (two of four were seen of an igb). More than that, and more than a
 * hundredth, are no stragglers.
 */
#define STRAYS 1
#define STRAYS_MOVING 4
#define STRAY_SHARE 100

static uint64_t count_of(const struct judging *j, const struct irq *irq)
{
	const struct irq_counters *c = sample_irq(j->w->counted, irq->number);
	uint64_t sum = 0;

	if (c)
		cpuset_each(cpu, j->w->counted->irq_cpus)
			sum += c->counts[cpu];
	return sum;
}

static uint64_t count_of_nic(const struct judging *j, const struct nic *nic)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < nic->nvectors; i++)
		if (nic->vectors[i].role != VECTOR_OTHER)
			sum += count_of(j, nic->vectors[i].irq);
	return sum;
}

static void add_up(const struct judging *j, struct promise *p, const struct irq_counters *c,
		   struct cpuset *served)
{
	cpuset_each(cpu, j->w->counted->irq_cpus) {
		if (!c->counts[cpu])
			continue;
		cpuset_add(served, (unsigned)cpu);
		p->count += c->counts[cpu];
		if (!cpuset_has(p->asked, (unsigned)cpu))
			p->elsewhere += c->counts[cpu];
	}
	p->served = served;
}

static const char *interrupts(const struct judging *j, uint64_t n)
{
	return arena_printf(j->a, "%" PRIu64 " interrupt%s", n, n == 1 ? "" : "s");
}

/* Those outside of what was asked. */
static const char *strayed_to(const struct judging *j, const struct promise *p)
{
	struct cpuset *s = cpuset_copy(j->a, p->served);

	cpuset_sub(s, p->asked);
	return cpus_words(s, j->a);
}

/* Where the kernel says it is, when that is not where it was asked to. */
static const struct cpuset *misplaced(const struct judging *j, const struct promise *p,
				      const struct irq *irq)
{
	const struct irq *now = host_irq(j->w->after, irq->number);

	if (!now || !now->effective || cpuset_subset(now->effective, p->asked))
		return NULL;
	return now->effective;
}

static const char *why_elsewhere(const struct judging *j, const struct promise *p,
				 const struct irq *irq)
{
	const struct cpuset *gone = gone_offline(j, p->asked);
	const struct cpuset *at = misplaced(j, p, irq);

	if (gone)
		return arena_printf(j->a, "%s offline by now", cpus_words(gone, j->a));
	if (at)
		return arena_printf(j->a, "accepted, but not honoured: the effective affinity is %s",
				    cpuset_list(j->a, at));
	return "by now the kernel says that it is where it was asked to";
}

static const char *why_idle(const struct judging *j, const struct promise *p,
			    const struct nic *nic, const struct irq *irq)
{
	const struct cpuset *at = misplaced(j, p, irq);
	uint64_t others = count_of_nic(j, nic);

	if (!nic->up)
		return arena_printf(j->a, "no interrupt came: %s is down", nic->name);
	if (at)
		return arena_printf(j->a, "no interrupt came: still on %s, it moves with the next one (pending)",
				    cpus_words(at, j->a));
	if (others)
		return arena_printf(j->a, "no interrupt came, while %s's other queues had %" PRIu64,
				    nic->name, others);
	return "no interrupt came";
}

/* irq is as it was at the beginning: a move that was asked for may have been still to come. */
static bool has_strayed(const struct promise *p, const struct irq *irq)
{
	bool moving = irq->effective && !cpuset_subset(irq->effective, p->asked);

	return p->elsewhere > (moving ? STRAYS_MOVING : STRAYS) &&
	       p->elsewhere > p->count / STRAY_SHARE;
}

static void judge_counts(const struct judging *j, struct promise *p, const struct nic *nic,
			 const struct irq *irq)
{
	uint64_t here = p->count - p->elsewhere;

	p->state = PROMISE_IDLE;
	if (!p->count) {
		p->evidence = why_idle(j, p, nic, irq);
	} else if (has_strayed(p, irq)) {
		p->state = PROMISE_BROKEN;
		p->evidence = arena_printf(j->a, "%" PRIu64 " of %s came to %s: %s", p->elsewhere,
					   interrupts(j, p->count), strayed_to(j, p),
					   why_elsewhere(j, p, irq));
	} else if (!here) {
		p->evidence = arena_printf(j->a, "%s, on %s: the first ones after a move come to the old place",
					   interrupts(j, p->count), strayed_to(j, p));
	} else {
		p->state = PROMISE_KEPT;
		p->evidence = arena_printf(j->a, "%s%s", interrupts(j, p->count),
					   p->elsewhere ? arena_printf(j->a, ", %" PRIu64 " of them on %s",
								       p->elsewhere, strayed_to(j, p))
							: "");
	}
}

/* The interface, or this interrupt of it, is not what it was. Says so, and returns true. */
static bool judge_gone(const struct judging *j, struct promise *p, const struct nic *nic,
		       const struct irq *irq)
{
	const struct nic *now = host_nic(j->w->after, nic->name);
	const struct irq *same = host_irq(j->w->after, irq->number);

	if (now && now->ifindex == nic->ifindex && same && !strcmp(same->actions, irq->actions))
		return false;
	p->state = PROMISE_IDLE;
	if (!now || now->ifindex != nic->ifindex) {
		p->evidence = arena_printf(j->a, "%s went away while it was watched", nic->name);
	} else if (!now->up) {
		p->evidence = arena_printf(j->a, "%s was taken down while it was watched", nic->name);
	} else {
		p->state = PROMISE_BROKEN;
		p->evidence = arena_printf(j->a, "gone: %s's interrupts were made anew while it was watched",
					   nic->name);
	}
	return true;
}

static void judge_vector(struct judging *j, const struct nic *nic, const struct vector *v)
{
	const struct irq *irq = v->irq;
	const struct irq_counters *c = sample_irq(j->w->counted, irq->number);
	const struct move *m = find_move(j, nic->name, "irq", irq->number);
	struct promise p = {
		.iface = nic->name, .what = "irq", .asked = irq->asked,
		.target = *v->name ? v->name : arena_printf(j->a, "irq %u", irq->number),
	};

	if (c)
		add_up(j, &p, c, cpuset_new(j->a, j->w->before->ncpus));
	if (m) {
		judge_moved(j, &p, m);
	} else if (!judge_gone(j, &p, nic, irq)) {
		p.state = PROMISE_IDLE;
		p.evidence = "its counter cannot be told";
		if (c)
			judge_counts(j, &p, nic, irq);
	}
	*arena_push(j->a, j->v, j->n) = p;
}

void judge_vectors(struct judging *j, const struct nic *nic)
{
	const struct host *h = j->w->before;

	for (size_t i = 0; i < nic->nvectors; i++) {
		const struct vector *v = &nic->vectors[i];
		bool *judged = &j->judged[host_irq_place(h, v->irq->number)];

		if (*judged || !v->irq->asked)
			continue;
		*judged = true;
		/* Any CPU is as good: nobody asked for anything. */
		if (cpuset_subset(h->online, v->irq->asked) &&
		    !find_move(j, nic->name, "irq", v->irq->number))
			j->unasked++;
		else
			judge_vector(j, nic, v);
	}
}
