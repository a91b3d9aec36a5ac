// SPDX-License-Identifier: GPL-2.0-or-later
// CPU sets as a person writes them for one target of one NIC. Pure.
#include <errno.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/cpuspec.h"
#include "nqtune/err.h"
#include "nqtune/host.h"
#include "nqtune/knob.h"
#include "rxqs.h"

struct asked {
	const struct host *h;
	const struct nic *nic;
	enum attr_scope scope;
	unsigned index;
	struct arena *a;
};

typedef const struct cpuset *(*word_fn)(const struct asked *q, const char **why);

static const struct cpuset *word_all(const struct asked *q, const char **why)
{
	return q->h->online;
}

static const struct cpuset *word_none(const struct asked *q, const char **why)
{
	return cpuset_new(q->a, q->h->ncpus);
}

static const struct cpuset *word_local(const struct asked *q, const char **why)
{
	struct cpuset *set = host_node_cpus(q->h, q->nic->node);

	/* The model's own set must stay as it is. */
	set = cpuset_copy(q->a, set);
	cpuset_and(set, q->h->online);
	if (!cpuset_empty(set))
		return set;
	*why = arena_printf(q->a, "no CPU of node %d, where %s is, is online", q->nic->node,
			    q->nic->name);
	return NULL;
}

static const struct irq *irq_by_number(const struct nic *nic, unsigned number)
{
	for (size_t i = 0; i < nic->nvectors; i++)
		if (nic->vectors[i].irq->number == number)
			return nic->vectors[i].irq;
	return NULL;
}

static const struct irq *irq_of(const struct asked *q)
{
	if (q->scope == SCOPE_VECTOR)
		return irq_by_number(q->nic, q->index);
	for (size_t i = 0; q->scope == SCOPE_RX && i < q->nic->nrx; i++)
		if (q->nic->rx[i].index == q->index && q->nic->rx[i].vector)
			return q->nic->rx[i].vector->irq;
	for (size_t i = 0; q->scope == SCOPE_TX && i < q->nic->ntx; i++)
		if (q->nic->tx[i].index == q->index && q->nic->tx[i].vector)
			return q->nic->tx[i].vector->irq;
	return NULL;
}

static const char *scope_word(enum attr_scope scope)
{
	switch (scope) {
	case SCOPE_RX:
		return "rx-";
	case SCOPE_TX:
		return "tx-";
	case SCOPE_NAMED:
		return "thread ";
	default:
		return "interrupt ";
	}
}

static const struct cpuset *word_irq(const struct asked *q, const char **why)
{
	const struct irq *irq = irq_of(q);
	const struct cpuset *at = irq ? irq_cpus(irq) : NULL;
	struct cpuset *set;

	if (!irq)
		*why = arena_printf(q->a, "no interrupt is known to serve %s%u of %s",
				    scope_word(q->scope), q->index, q->nic->name);
	else if (!at)
		*why = arena_printf(q->a, "the kernel does not say where interrupt %u is",
				    irq->number);
	if (!at)
		return NULL;
	set = cpuset_copy(q->a, at);
	cpuset_and(set, q->h->online);
	return set;
}

static size_t take_away_irqs(const struct nic *nic, struct cpuset *set)
{
	size_t known = 0;

	for (size_t i = 0; i < nic->nvectors; i++) {
		const struct cpuset *at = irq_cpus(nic->vectors[i].irq);

		if (nic->vectors[i].role == VECTOR_OTHER || !at)
			continue;
		cpuset_sub(set, at);
		known++;
	}
	return known;
}

static const struct cpuset *word_others(const struct asked *q, const char **why)
{
	struct nic *self = host_nic(q->h, q->nic->name);
	struct cpuset *set = cpuset_copy(q->a, q->h->online);
	struct nic **leaves;
	size_t n = 0, known = 0;

	/* A bridge's packets are interrupts of the NICs below it. */
	leaves = self ? host_leaves(q->h, self, &n) : NULL;
	for (size_t i = 0; i < n; i++)
		known += take_away_irqs(leaves[i], set);
	if (!n)
		known = take_away_irqs(q->nic, set);
	if (known && !cpuset_empty(set))
		return set;
	*why = arena_printf(q->a,
			    known ? "every online CPU takes interrupts of %s"
				  : "it is not known which CPUs take the interrupts of %s",
			    q->nic->name);
	return NULL;
}

static const struct cpuset *word_big(const struct asked *q, const char **why)
{
	struct cpuset *set = cpuset_copy(q->a, q->h->online);

	cpuset_each(i, q->h->online)
		if (q->h->cpus[i].slow)
			cpuset_del(set, (unsigned)i);
	if (!cpuset_empty(set))
		return set;
	*why = "no fast CPU is online";
	return NULL;
}

static const char *const cpu_words[] = { "all", "none", "local", "others", "irq", "big", NULL };
static const word_fn word_fns[] = { word_all,	 word_none, word_local,
				    word_others, word_irq,  word_big };

static const struct cpuset *resolve(void *data, const char *word, const char **why)
{
	for (size_t i = 0; cpu_words[i]; i++)
		if (!strcmp(cpu_words[i], word))
			return word_fns[i](data, why);
	return NULL;
}

/* "CPU 9" or "CPUs 8-9". */
static const char *name_cpus(struct arena *a, const struct cpuset *set)
{
	return arena_printf(a, "CPU%s %s", cpuset_count(set) == 1 ? "" : "s", cpuset_list(a, set));
}

static int refuse_unusable(const struct host *h, const struct cpuset *set, struct arena *a,
			   struct err *e)
{
	struct cpuset *out = cpuset_copy(a, set);
	bool one;

	cpuset_sub(out, h->possible);
	one = cpuset_count(out) == 1;
	if (!cpuset_empty(out))
		return err_set(e, -EINVAL, "%.150s %s not exist: this host has %.250s",
			       name_cpus(a, out), one ? "does" : "do", name_cpus(a, h->possible));
	out = cpuset_copy(a, set);
	cpuset_sub(out, h->online);
	one = cpuset_count(out) == 1;
	if (!cpuset_empty(out))
		return err_set(e, -EINVAL, "%.150s %s offline (online: %.250s)", name_cpus(a, out),
			       one ? "is" : "are", cpuset_list(a, h->online));
	return 0;
}

int knob_parse_cpus(const struct host *h, const struct nic *nic, enum attr_scope scope,
		    unsigned index, const char *text, struct arena *a, struct cpuset **out,
		    struct err *e)
{
	struct asked q = { h, nic, scope, index, a };
	/* Wider than the host, so that a CPU it has not is named rather than "out of range". */
	struct cpuset *wide = cpuset_new(a, CPUSET_MAX);
	int r = cpuspec_parse(wide, text, h->online, cpu_words, resolve, &q, e);

	if (!r)
		r = refuse_unusable(h, wide, a, e);
	if (r)
		return r;
	if (scope == SCOPE_VECTOR && cpuset_empty(wide))
		return err_set(e, -EINVAL, "an interrupt needs at least one CPU");
	*out = cpuset_new(a, h->ncpus);
	cpuset_or(*out, wide);
	return 0;
}

static const struct cpuset *resolve_rxqs(void *data, const char *word, const char **why)
{
	struct cpuset **sets = data;

	if (!strcmp(word, "all"))
		return sets[0];
	return !strcmp(word, "none") ? sets[1] : NULL;
}

int rxqs_parse(const struct nic *nic, const char *text, struct arena *a, struct cpuset **out,
	       struct err *e)
{
	static const char *const words[] = { "all", "none", NULL };
	struct cpuset *wide = cpuset_new(a, CPUSET_MAX);
	struct cpuset *sets[] = { cpuset_new(a, CPUSET_MAX), cpuset_new(a, 1) };
	unsigned nbits = 1;
	int r;

	for (size_t i = 0; i < nic->nrx; i++) {
		cpuset_add(sets[0], nic->rx[i].index);
		if (nic->rx[i].index >= nbits)
			nbits = nic->rx[i].index + 1;
	}
	r = cpuspec_parse(wide, text, sets[0], words, resolve_rxqs, sets, e);
	if (r)
		return err_set(e, r, "'%.60s' is no set of rx queues (a list as 0,2-3, a mask, all "
				     "or none): %s", text, rx_queues_text(nic, a));
	if (!cpuset_subset(wide, sets[0]))
		return err_set(e, -EINVAL, "'%.60s': %s", text, rx_queues_text(nic, a));
	*out = cpuset_new(a, nbits);
	cpuset_or(*out, wide);
	return 0;
}
