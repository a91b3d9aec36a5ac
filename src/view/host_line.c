// SPDX-License-Identifier: GPL-2.0-or-later
// The host at the top of the screen: what it is, and where all interrupts are.
#include "draw.h"
#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/host.h"
#include "nqtune/view.h"

/* Queue interrupts and steering of all NICs together. */
struct load {
	size_t irqs;
	size_t nics;
	struct cpuset *cpus;	/* that take an interrupt */
	bool placed;		/* the kernel says where each is */
	size_t rx;		/* receive queues */
	bool rps_known;
	bool rps;		/* on somewhere */
	bool whole;		/* every NIC that is up was read */
};

static void add_irqs(struct load *l, const struct nic *nic)
{
	unsigned last = 0;
	size_t before = l->irqs;

	for (size_t i = 0; i < nic->nvectors; i++) {
		const struct vector *v = &nic->vectors[i];
		if (v->role == VECTOR_OTHER || !v->irq || v->irq->number == last)
			continue;
		last = v->irq->number;
		l->irqs++;
		if (v->irq->effective && !cpuset_empty(v->irq->effective))
			cpuset_or(l->cpus, v->irq->effective);
		else
			l->placed = false;
	}
	l->nics += l->irqs > before;
}

static struct load load_of(const struct host *h, struct arena *a)
{
	struct load l = { .placed = true, .whole = true };

	l.cpus = cpuset_new(a, h->ncpus ? h->ncpus : 1);
	for (size_t i = 0; i < h->nnics; i++) {
		const struct nic *nic = &h->nics[i];
		if (nic->up && nic->kind == NIC_PHYSICAL && !nic->known_layout)
			l.whole = false;
		if (!nic->up || nic->kind == NIC_LOOPBACK)
			continue;
		add_irqs(&l, nic);
		l.rx += nic->nrx;
		l.rps |= nic_steered(nic);
		for (size_t q = 0; q < nic->nrx; q++)
			l.rps_known |= nic->rx[q].rps != NULL;
	}
	return l;
}

static const char *count_text(struct arena *a, size_t n, const char *one, const char *many)
{
	return arena_printf(a, "%zu %s", n, n == 1 ? one : many);
}

static const char *where_text(const struct load *l, struct arena *a)
{
	unsigned n = cpuset_count(l->cpus);

	if (!l->placed || !n)
		return "";
	if (n == 1)
		return arena_printf(a, "%s on cpu%d", l->irqs > 1 ? ", all" : "",
				    cpuset_next(l->cpus, -1));
	return arena_printf(a, " on %u CPUs: %s", n, cpuset_list(a, l->cpus));
}

static const char *load_text(const struct host *h, struct arena *a)
{
	struct load l = load_of(h, a);
	const char *irqs = "", *rps = "";

	if (!l.whole)
		return "";
	if (l.irqs)
		irqs = arena_printf(a, "%s of %s%s",
				    count_text(a, l.irqs, "queue interrupt", "queue interrupts"),
				    count_text(a, l.nics, "NIC", "NICs"), where_text(&l, a));
	if (l.rps_known && !l.rps)
		rps = "RPS off everywhere";
	else if (l.rx && !h->rps_known)
		rps = "no RPS in this kernel";
	return arena_printf(a, "%s%s%s", irqs, *irqs && *rps ? "; " : "", rps);
}

static const char *cpus_text(const struct host *h, struct arena *a)
{
	unsigned online = h->online ? cpuset_count(h->online) : 0;
	unsigned possible = h->possible ? cpuset_count(h->possible) : h->ncpus;

	if (!online)
		return possible ? arena_printf(a, "%u CPUs", possible) : "CPUs not said";
	if (online == possible)
		return count_text(a, online, "CPU", "CPUs");
	return arena_printf(a, "%u of %u CPUs online", online, possible);
}

void view_host(FILE *out, const struct style *st, const struct host *h, struct arena *a)
{
	const struct irqbalance *b = &h->irqbalance;
	const char *text = arena_printf(a, "kernel %s, %s", h->kernel ? h->kernel : "not said",
					cpus_text(h, a));

	if (h->smt)
		text = arena_printf(a, "%s with SMT", text);
	if (h->nnodes > 1)
		text = arena_printf(a, "%s, %u nodes", text, h->nnodes);
	if (h->isolated && !cpuset_empty(h->isolated))
		text = arena_printf(a, "%s, isolated %s", text, cpuset_list(a, h->isolated));
	if (b->running)
		text = arena_printf(a, "%s, irqbalance runs (%s)", text, b->how ? b->how : "?");
	draw_wrapped(out, st, 0, 6, text, a);
	text = load_text(h, a);
	if (*text)
		draw_wrapped(out, st, 0, 6, text, a);
}
