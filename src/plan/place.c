// SPDX-License-Identifier: GPL-2.0-or-later
// Rules P2 and P3: which CPU each interrupt goes to.
#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/host.h"
#include "nqtune/knob.h"
#include "layout.h"

/* The queues of a NIC by number: the vectors that serve them, and where they go. */
struct slot {
	struct vector *rx;
	struct vector *tx;
	int fixed;		/* the CPU of a vector that cannot move, or was placed with another NIC */
	int home;
	bool follows;		/* its vector also serves an earlier queue, and lives there */
	bool coming;		/* its vector comes with planned channels: it has a place, and nothing to write */
};

static int *placed_at(const struct layout *l, const struct irq *irq)
{
	return &l->placed[host_irq_place(l->host, irq->number)];
}

/* From now on irq is load there, once for all who share it. */
static void remember(struct layout *l, const struct irq *irq, int cpu)
{
	int *at = placed_at(l, irq);

	if (*at != NO_CPU)
		return;
	*at = cpu;
	l->load[cpu]++;
}

/* What cannot be read could not be put back either. */
static bool can_move(const struct vector *v)
{
	return v->irq->movable && v->irq->asked;
}

static int fixed_cpu(const struct layout *l, const struct vector *v)
{
	const struct cpuset *at;
	struct cpuset *online;

	if (!v)
		return NO_CPU;
	if (*placed_at(l, v->irq) != NO_CPU)
		return *placed_at(l, v->irq);
	at = can_move(v) ? NULL : irq_cpus(v->irq);
	if (!at)
		return NO_CPU;
	/* A managed interrupt is shut down with the last CPU it may use. */
	online = cpuset_copy(l->arena, l->host->online);
	cpuset_and(online, at);
	return cpuset_next(online, -1);
}

/* Vectors that cannot move are load before anything is placed (P3). */
static void count_fixed(struct layout *l)
{
	for (size_t i = 0; i < l->nleaves; i++) {
		const struct nic *nic = l->leaves[i]->nic;

		for (size_t v = 0; v < nic->nvectors; v++) {
			const struct vector *vec = &nic->vectors[v];
			int cpu = vec->role == VECTOR_OTHER ? NO_CPU : fixed_cpu(l, vec);

			if (cpu != NO_CPU)
				remember(l, vec->irq, cpu);
		}
	}
}

/* One vector for the whole device serves every queue. */
static bool shares_earlier(const struct slot *slots, size_t n)
{
	const struct vector *v = slots[n].rx ? slots[n].rx : slots[n].tx;

	for (size_t i = 0; v && i < n; i++)
		if (slots[i].rx == v || slots[i].tx == v)
			return true;
	return false;
}

/* A queue that counts on its own. */
static bool has_vector(const struct slot *s)
{
	return (s->rx || s->tx || s->coming) && !s->follows;
}

/* A queue whose CPU is to be chosen. */
static bool is_free(const struct slot *s)
{
	return has_vector(s) && s->fixed == NO_CPU &&
	       (s->coming || (s->rx && can_move(s->rx)) || (s->tx && can_move(s->tx)));
}

/* Only a NIC whose other interrupts are known lets its new ones be foreseen. */
static bool foresees(const struct nic *nic)
{
	for (size_t i = 0; i < nic->nvectors; i++)
		if (nic->vectors[i].role != VECTOR_OTHER)
			return true;
	return false;
}

static size_t make_slots(struct layout *l, const struct nic *nic, struct slot **out)
{
	size_t n = nic->nrx > nic->ntx ? nic->nrx : nic->ntx;
	struct slot *slots = arena_array(l->arena, n, sizeof(*slots));
	bool foreseen = foresees(nic);

	for (size_t i = 0; i < n; i++) {
		slots[i].coming = foreseen && ((i < nic->nrx && nic->rx[i].coming) ||
					       (i < nic->ntx && nic->tx[i].coming));
		slots[i].rx = i < nic->nrx ? nic->rx[i].vector : NULL;
		slots[i].tx = i < nic->ntx ? nic->tx[i].vector : NULL;
		slots[i].fixed = fixed_cpu(l, slots[i].rx);
		if (slots[i].fixed == NO_CPU)
			slots[i].fixed = fixed_cpu(l, slots[i].tx);
		slots[i].home = NO_CPU;
		slots[i].follows = shares_earlier(slots, i);
	}
	*out = slots;
	return n;
}

static size_t count_queues(const struct slot *slots, size_t n)
{
	size_t queues = 0;

	for (size_t i = 0; i < n; i++)
		queues += has_vector(&slots[i]);
	return queues;
}

static int nth(const struct cpuset *s, size_t n)
{
	int cpu = cpuset_next(s, -1);

	while (n--)
		cpu = cpuset_next(s, cpu);
	return cpu;
}

/* The least loaded CPU of the pool, above all by this NIC itself, ties to the lowest. */
static int least_loaded(const struct layout *l, const struct cpuset *pool, const unsigned *used)
{
	int best = NO_CPU;

	cpuset_each(cpu, pool)
		if (best == NO_CPU || used[cpu] < used[best] ||
		    (used[cpu] == used[best] && l->load[cpu] < l->load[best]))
			best = cpu;
	return best;
}

/*
 * As many queues as CPUs or more: the same diagonal on every such NIC, so that a
 * flow that enters on queue i of one and leaves on queue i of another stays on
 * its CPU. Only where a vector that cannot move sits in another queue's seat,
 * that queue looks for a CPU like those of a small NIC.
 */
static void sit_on_diagonal(struct layout *l, const struct leaf *leaf, struct slot *slots, size_t n,
			    unsigned *used)
{
	size_t npool = cpuset_count(leaf->pool), queue = 0;
	int *own = arena_array(l->arena, n, sizeof(*own));
	unsigned *seats = arena_array(l->arena, l->host->ncpus, sizeof(*seats));

	for (size_t i = 0; i < n; i++) {
		if (slots[i].follows)
			continue;
		own[i] = nth(leaf->pool, queue++ % npool);
		seats[own[i]]++;
	}
	for (size_t i = 0; i < n; i++) {
		if (!is_free(&slots[i]) || used[own[i]] >= seats[own[i]])
			continue;
		slots[i].home = own[i];
		used[own[i]]++;
	}
}

/* Fewer queues than CPUs: the least loaded ones, counting what earlier NICs took. */
static void choose_homes(struct layout *l, const struct leaf *leaf, struct slot *slots, size_t n)
{
	unsigned *used = arena_array(l->arena, l->host->ncpus, sizeof(*used));

	for (size_t i = 0; i < n; i++) {
		slots[i].home = slots[i].fixed;
		if (has_vector(&slots[i]) && slots[i].fixed != NO_CPU)
			used[slots[i].fixed]++;
	}
	if (count_queues(slots, n) >= cpuset_count(leaf->pool))
		sit_on_diagonal(l, leaf, slots, n, used);
	for (size_t i = 0; i < n; i++) {
		if (!is_free(&slots[i]) || slots[i].home != NO_CPU)
			continue;
		slots[i].home = least_loaded(l, leaf->pool, used);
		used[slots[i].home]++;
	}
}

static const char *why_here(struct layout *l, const struct leaf *leaf, size_t queues)
{
	size_t npool = cpuset_count(leaf->pool);
	const char *why;

	pool_of(l, leaf->wish, leaf->nic->node, &why);
	if (queues >= npool)
		return arena_printf(l->arena, "queue i on the i-th of its %s", why);
	return arena_printf(l->arena, "%zu queue%s on the least loaded of its %s", queues,
			    queues == 1 ? "" : "s", why);
}

static void pin(struct layout *l, const struct leaf *leaf, const struct vector *v, int home,
		const char *why)
{
	struct irq *irq = v->irq;

	if (home == NO_CPU || !can_move(v) || *placed_at(l, irq) != NO_CPU)
		return;
	remember(l, irq, home);
	change_cpus(l, leaf->nic, &knob_irq, attr_irq_cpus,
		    *v->name ? v->name : arena_printf(l->arena, "%u", irq->number), irq->number,
		    irq->asked,
		    cpuset_one(l->arena, l->host->ncpus, (unsigned)home), why);
}

/* Vectors known to serve the whole device, but attached to no queue, go with queue 0. */
static void pin_unattached(struct layout *l, const struct leaf *leaf, int home, const char *why)
{
	for (size_t i = 0; i < leaf->nic->nvectors; i++) {
		const struct vector *v = &leaf->nic->vectors[i];

		if (v->role != VECTOR_OTHER)
			pin(l, leaf, v, home, why);
	}
}

static int first_home(const struct slot *slots, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (slots[i].home != NO_CPU)
			return slots[i].home;
	return NO_CPU;
}

/* Where v went, or where the vector of a queue that is coming will go. */
static int home_of(struct layout *l, const struct vector *v, bool coming, const struct slot *s)
{
	int home = v ? *placed_at(l, v->irq) : coming ? s->home : NO_CPU;

	if (home != NO_CPU)
		cpuset_add(l->irq_cpus, (unsigned)home);
	return home;
}

static void publish_homes(struct layout *l, struct leaf *leaf, const struct slot *slots)
{
	const struct nic *nic = leaf->nic;

	for (size_t i = 0; i < nic->ntx; i++)
		leaf->tx_home[i] = home_of(l, nic->tx[i].vector, nic->tx[i].coming, &slots[i]);
	for (size_t i = 0; i < nic->nrx; i++) {
		leaf->rx_home[i] = home_of(l, nic->rx[i].vector, nic->rx[i].coming, &slots[i]);
		if (leaf->rx_home[i] != NO_CPU)
			cpuset_add(leaf->rx_cpus, (unsigned)leaf->rx_home[i]);
		/* U10: the threads receive, wherever the interrupt is. */
		if (nic->rx[i].napi_cpus)
			cpuset_or(l->irq_cpus, nic->rx[i].napi_cpus);
	}
}

/* Their places count, although there is nothing to write yet. */
static void note_coming(struct layout *l, const struct leaf *leaf, const struct slot *slots,
			size_t n)
{
	size_t coming = 0;

	for (size_t i = 0; i < n; i++) {
		coming += slots[i].coming;
		if (slots[i].coming && !slots[i].rx && !slots[i].tx && slots[i].home != NO_CPU)
			l->load[slots[i].home]++;
	}
	if (coming)
		left_alone(l, leaf->nic->name, "irq",
			   "the interrupts of %zu new queue%s are placed once the channels are set and they exist",
			   coming, coming == 1 ? "" : "s");
}

static void note_unmovable(struct layout *l, const struct leaf *leaf)
{
	size_t fixed = 0, mute = 0, queues = 0;
	const char *why = NULL;

	for (size_t i = 0; i < leaf->nic->nvectors; i++) {
		const struct vector *v = &leaf->nic->vectors[i];

		if (v->role == VECTOR_OTHER)
			continue;
		queues++;
		if (!v->irq->movable) {
			fixed++;
			why = v->irq->unmovable_why;
		} else if (!v->irq->asked) {
			mute++;
		}
	}
	if (fixed)
		left_alone(l, leaf->nic->name, "irq",
			   "%zu of %zu queue interrupts cannot be moved (%s): planned around where they are",
			   fixed, queues, why ? why : "their chip has no affinity");
	if (mute)
		left_alone(l, leaf->nic->name, "irq",
			   "the affinity of %zu of %zu queue interrupts cannot be read, so it could not be put back",
			   mute, queues);
}

static void note_unknown(struct layout *l, const struct leaf *leaf)
{
	const struct nic *nic = leaf->nic;

	if (!nic->device)
		left_alone(l, nic->name, "irq", "%s has no interrupts of its own", nic->kind_word);
	else if (!nic->up)
		left_alone(l, nic->name, "irq",
			   "it is down, and its interrupts get their names when it comes up");
	else
		left_alone(l, nic->name, "irq", "none of the host's interrupts could be matched to it");
}

static void place_leaf(struct layout *l, struct leaf *leaf)
{
	struct slot *slots;
	size_t n = make_slots(l, leaf->nic, &slots);
	size_t queues = count_queues(slots, n);
	const char *why;

	if (!queues) {
		note_unknown(l, leaf);
		publish_homes(l, leaf, slots);
		return;
	}
	choose_homes(l, leaf, slots, n);
	why = why_here(l, leaf, queues);
	for (size_t i = 0; i < n; i++) {
		if (!has_vector(&slots[i]))
			continue;
		if (slots[i].rx)
			pin(l, leaf, slots[i].rx, slots[i].home, why);
		if (slots[i].tx)
			pin(l, leaf, slots[i].tx, slots[i].home, why);
	}
	pin_unattached(l, leaf, first_home(slots, n), why);
	note_coming(l, leaf, slots, n);
	publish_homes(l, leaf, slots);
	note_unmovable(l, leaf);
}

void place_leaves(struct layout *l)
{
	count_fixed(l);
	for (size_t i = 0; i < l->nleaves; i++)
		place_leaf(l, l->leaves[i]);
}
