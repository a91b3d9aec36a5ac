// SPDX-License-Identifier: GPL-2.0-or-later
// Rules on interrupts and the CPUs that serve them.
#include <inttypes.h>

#include "finds.h"
#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/host.h"
#include "nqtune/knob.h"
#include "nqtune/sample.h"

/* One CPU that takes so many of a hundred leaves the others with nothing worth naming. */
#define NEARLY_ALL 90
/* As in verify: so many still came where they were before while a move was under way, and so small a share. */
#define STRAYS 4
#define STRAY_SHARE 100

/* Where the interrupts of the subjects' queues came. */
struct load {
	uint64_t *on;	/* by CPU */
	uint64_t all;
	unsigned top;	/* the CPU that has most */
};

/* Without counters, each interrupt counts once where it is served. */
static void add_irq(struct finds *f, struct load *l, const struct irq *irq, bool uncounted)
{
	const int at = served_by(irq);

	cpuset_each(cpu, f->h->online) {
		const uint64_t n = uncounted ? cpu == at : irq_count_on(f, irq, (unsigned)cpu);

		l->on[cpu] += n;
		l->all += n;
		if (l->on[cpu] > l->on[l->top])
			l->top = (unsigned)cpu;
	}
}

static struct load load_of(struct finds *f, bool uncounted)
{
	struct load l = { .on = arena_array(f->a, f->h->ncpus, sizeof(*l.on)) };
	bool *seen = arena_array(f->a, f->h->nirqs, sizeof(*seen));

	each_subject(nic, f)
		for (size_t i = 0; i < nic->nvectors; i++) {
			const struct irq *irq = nic->vectors[i].irq;
			bool *was = &seen[host_irq_place(f->h, irq->number)];

			if (serves_queues(&nic->vectors[i]) && !*was)
				add_irq(f, &l, irq, uncounted);
			*was = true;
		}
	return l;
}

/* The crowd on the busiest CPU. */
struct crowd {
	bool *irqs;	/* by place in h->irqs */
	bool *nics;	/* by place in h->nics */
	size_t n, nnics;
	bool shared_out;	/* RPS or threads take the work elsewhere, of all of them */
	bool moves;	/* the plan takes one of them away */
};

static bool is_there(struct finds *f, const struct irq *irq, const struct load *l, bool uncounted)
{
	if (uncounted)
		return served_by(irq) == (int)l->top;
	/* The cards' own watchdogs make an interrupt now and then. */
	return irq_count_on(f, irq, l->top) * 100 > l->all / f->h->ncpus;
}

static void join(struct finds *f, struct crowd *c, const struct nic *nic, const struct irq *irq,
		 const struct load *l)
{
	const struct cpuset *to = planned_for(f, irq);
	bool *irq_in = &c->irqs[host_irq_place(f->h, irq->number)];
	bool *nic_in = &c->nics[nic - f->h->nics];

	c->n += !*irq_in;
	c->nnics += !*nic_in;
	*irq_in = *nic_in = true;
	c->shared_out = c->shared_out && (nic_steered(nic) || nic->threaded);
	c->moves = c->moves || (to && !cpuset_has(to, l->top));
}

static struct crowd crowd_on(struct finds *f, const struct load *l, bool uncounted)
{
	struct crowd c = { .shared_out = true };

	c.irqs = arena_array(f->a, f->h->nirqs, sizeof(*c.irqs));
	c.nics = arena_array(f->a, f->h->nnics, sizeof(*c.nics));
	each_subject(nic, f)
		for (size_t i = 0; i < nic->nvectors; i++)
			if (serves_queues(&nic->vectors[i]) &&
			    is_there(f, nic->vectors[i].irq, l, uncounted))
				join(f, &c, nic, nic->vectors[i].irq, l);
	return c;
}

static bool anyone_busy(const struct finds *f)
{
	each_subject(nic, f)
		if (is_busy(f, nic))
			return true;
	return false;
}

static const char *only_nic(const struct finds *f, const struct crowd *c)
{
	for (size_t i = 0; c->nnics == 1 && i < f->h->nnics; i++)
		if (c->nics[i])
			return f->h->nics[i].name;
	return NULL;
}

/* Interrupts of few packets are no load, and nothing is dropped. NULL = as usual. */
static const char *how_crowded(const struct finds *f, const struct crowd *c)
{
	if (!counts_no_packets(f) && !anyone_busy(f))
		return "info";
	return c->shared_out ? "warn" : NULL;
}

/* B6. */
void find_one_cpu(struct finds *f)
{
	const bool uncounted = counts_nothing(f);
	const struct load l = load_of(f, uncounted);
	struct cpuset *others = cpuset_copy(f->a, f->h->online);
	const char *evidence;
	struct crowd c;

	if (!uncounted && !at_least(f, l.all, BUSY_INTERRUPTS) && !anyone_busy(f))
		return;
	c = crowd_on(f, &l, uncounted);
	if (l.on[l.top] * 100 < l.all * NEARLY_ALL || c.n < 2 || !c.moves)
		return;
	cpuset_each(cpu, f->h->online)
		if (l.on[cpu] * 100 > l.all)
			cpuset_del(others, (unsigned)cpu);
	evidence = uncounted ? say(f, "%s: effective affinity %u", irqs_words(f, c.irqs), l.top)
			     : say(f, "%s: %" PRIu64 " of %" PRIu64 " interrupts came to CPU %u %s",
				   irqs_words(f, c.irqs), l.on[l.top], l.all, l.top, when_counted(f));
	report(f, only_nic(f, &c), how_crowded(f, &c),
	       say(f, "CPU %u takes %s the interrupts of %zu queues%s%s%s", l.top,
		   l.on[l.top] == l.all ? "all" : "nearly all", c.n,
		   c.nnics > 1 ? " of " : "", c.nnics > 1 ? nics_words(f, c.nics) : "",
		   cpuset_empty(others) ? "" : say(f, ", and %s none", cpus_words(others, f->a))),
	       evidence, f->c->command);
}

/* R1: those served on another node, that the plan brings home. */
void find_far_node(struct finds *f)
{
	const struct host *h = f->h;

	each_subject(nic, f) {
		bool *far = arena_array(f->a, h->nirqs, sizeof(*far));
		struct cpuset *on = cpuset_new(f->a, h->ncpus);
		const struct cpuset *own = host_node_cpus(h, nic->node);

		if (nic->node < 0 || h->nnodes < 2)
			continue;
		for (size_t i = 0; i < nic->nvectors; i++) {
			const struct irq *irq = nic->vectors[i].irq;
			const struct cpuset *now = irq_cpus(irq), *to = planned_for(f, irq);

			if (!serves_queues(&nic->vectors[i]) || !now || !to ||
			    cpuset_intersects(now, own) || !cpuset_intersects(to, own))
				continue;
			far[host_irq_place(h, irq->number)] = true;
			cpuset_or(on, now);
		}
		if (!cpuset_empty(on))
			report(f, nic->name, if_busy(f, nic),
			       say(f, "it is on node %d, and interrupts of its queues are served on another",
				   nic->node),
			       say(f, "%s: effective affinity %s; node %d has CPUs %s", irqs_words(f, far),
				   cpuset_list(f->a, on), nic->node, cpuset_list(f->a, own)),
			       f->c->command);
	}
}

/* Which interrupts are busy, which CPUs they are on, and which of these the plan relieves. */
struct threads {
	bool *irqs;
	struct cpuset *on;
	struct cpuset *moving;
};

/* NAPI that polls makes few interrupts: of a busy card's queues, those that have more than next to none. */
static bool is_at_work(const struct finds *f, const struct nic *nic, const struct irq *irq)
{
	const uint64_t n = irq_count(f, irq);
	uint64_t all = 0;

	if (counts_nothing(f) || at_least(f, n, BUSY_INTERRUPTS))
		return true;
	for (size_t i = 0; i < nic->nvectors; i++)
		all += irq_count(f, nic->vectors[i].irq);
	return is_busy(f, nic) && n * 10 * nic->nvectors > all;
}

static void add_busy(struct finds *f, struct threads *t, const struct nic *nic,
		     const struct vector *v)
{
	const struct irq *irq = v->irq;
	const int cpu = comes_to(f, irq);
	const struct cpuset *to = planned_for(f, irq);

	if (!serves_queues(v) || cpu < 0 || !is_at_work(f, nic, irq))
		return;
	t->irqs[host_irq_place(f->h, irq->number)] = true;
	cpuset_add(t->on, (unsigned)cpu);
	if (to && !cpuset_has(to, (unsigned)cpu))
		cpuset_add(t->moving, (unsigned)cpu);
}

/* Cores of the same node as cpu with no busy thread, by their first threads. */
static struct cpuset *free_cores(struct finds *f, const struct threads *t, unsigned cpu)
{
	const struct host *h = f->h;
	struct cpuset *s = cpuset_new(f->a, h->ncpus), *taken = cpuset_new(f->a, h->ncpus);

	cpuset_each(other, t->on)
		if (h->cpus[other].core >= 0)
			cpuset_add(taken, (unsigned)h->cpus[other].core);
	cpuset_each(other, h->online)
		if (h->cpus[other].core == other && h->cpus[other].node == h->cpus[cpu].node &&
		    !cpuset_has(h->isolated, (unsigned)other) && !h->cpus[other].slow &&
		    !cpuset_has(taken, (unsigned)other))
			cpuset_add(s, (unsigned)other);
	return s;
}

static void mark_served(struct finds *f, const struct threads *t, const struct cpuset *cpus,
			bool *irqs)
{
	for (size_t i = 0; i < f->h->nirqs; i++) {
		const int cpu = comes_to(f, f->h->irqs[i]);

		irqs[i] = irqs[i] || (t->irqs[i] && cpu >= 0 && cpuset_has(cpus, (unsigned)cpu));
	}
}

/* S6. One finding for the host: it is the cores that are shared. */
void find_siblings(struct finds *f)
{
	const struct host *h = f->h;
	struct threads t = { .irqs = arena_array(f->a, h->nirqs, sizeof(bool)),
			     .on = cpuset_new(f->a, h->ncpus), .moving = cpuset_new(f->a, h->ncpus) };
	bool *shared = arena_array(f->a, h->nirqs, sizeof(*shared));
	struct cpuset *crowded = cpuset_new(f->a, h->ncpus), *free = cpuset_new(f->a, h->ncpus);

	if (!h->smt)
		return;
	each_subject(nic, f)
		for (size_t i = 0; i < nic->nvectors; i++)
			add_busy(f, &t, nic, &nic->vectors[i]);
	cpuset_each(cpu, t.on) {
		struct cpuset *core = host_siblings(h, (unsigned)cpu);
		const struct cpuset *rest = free_cores(f, &t, (unsigned)cpu);

		cpuset_and(core, t.on);
		if (cpuset_count(core) < 2 || !cpuset_intersects(core, t.moving) || cpuset_empty(rest))
			continue;
		cpuset_or(crowded, core);
		cpuset_or(free, rest);
		mark_served(f, &t, core, shared);
	}
	if (!cpuset_empty(crowded))
		report(f, NULL, NULL,
		       say(f, "busy queues share cores: CPUs %s are hardware threads of the same, while "
			      "the cores of %s have no queue", cpuset_list(f->a, crowded),
			   cpus_words(free, f->a)),
		       say(f, "%s are served on CPUs %s", irqs_words(f, shared),
			   cpuset_list(f->a, crowded)),
		       f->c->command);
}

/* What asks for the interrupt to be where the kernel has it, and so ends the contradiction. */
static const char *ask_for(struct finds *f, const struct nic *nic, const struct vector *v,
			   const struct cpuset *cpus)
{
	const struct change c = {
		.iface = nic->name, .knob = &knob_irq, .attr = attr_irq_cpus, .target = v->name,
		.index = v->irq->number, .new = { .kind = VALUE_CPUS, .cpus = cpus },
	};

	return *v->name ? knob_own_command(f->a, &c)
			: say(f, "echo %s > /proc/irq/%u/smp_affinity_list", cpuset_list(f->a, cpus),
			      v->irq->number);
}

/* U3: what came while it was watched, not before somebody asked. */
static void judge_honoured(struct finds *f, const struct nic *nic, const struct vector *v)
{
	const struct irq *irq = v->irq;
	struct cpuset *came = cpuset_new(f->a, f->h->ncpus);
	uint64_t all = irq_count(f, irq), elsewhere = 0;

	if (!irq->asked || !irq->effective || cpuset_subset(irq->effective, irq->asked))
		return;
	cpuset_each(cpu, f->c->counted->irq_cpus) {
		const uint64_t n = irq_count_on(f, irq, (unsigned)cpu);

		if (!n || cpuset_has(irq->asked, (unsigned)cpu))
			continue;
		elsewhere += n;
		cpuset_add(came, (unsigned)cpu);
	}
	if (elsewhere <= STRAYS || elsewhere <= all / STRAY_SHARE)
		return;
	report(f, nic->name, NULL,
	       say(f, "interrupt %u (%s) was asked to CPUs %s, and is served on CPUs %s all the same",
		   irq->number, v->name, cpuset_list(f->a, irq->asked), cpuset_list(f->a, came)),
	       say(f, "smp_affinity_list %s, effective_affinity_list %s; %" PRIu64 " of %" PRIu64
		      " interrupts came elsewhere %s", cpuset_list(f->a, irq->asked),
		   cpuset_list(f->a, irq->effective), elsewhere, all, when_counted(f)),
	       ask_for(f, nic, v, came));
}

void find_not_honoured(struct finds *f)
{
	if (!f->c->counted || !f->c->counted->irq_cpus || f->c->since_boot)
		return;
	each_subject(nic, f)
		for (size_t i = 0; i < nic->nvectors; i++)
			if (serves_queues(&nic->vectors[i]))
				judge_honoured(f, nic, &nic->vectors[i]);
}
