// SPDX-License-Identifier: GPL-2.0-or-later
// "What it receives is worked on by CPUs 1-2": by what these CPUs worked on. Pure.
#include <inttypes.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/host.h"
#include "nqtune/sample.h"
#include "judging.h"

/* Fewer packets, and chance decides who works on them. */
#define PACKETS_MIN 16
/* A CPU counts as one what GRO has put together of as many packets. */
#define GRO_MAX 64

/* What CPUs did. The kernel does not say for which interface. */
struct worked {
	bool said;
	uint64_t packets;
	bool woken_said;
	uint64_t woken;		/* by others that steered to them */
	struct cpuset *who;
};

static struct worked work_of(const struct judging *j, const struct cpuset *cpus)
{
	const struct sample *c = j->w->counted;
	struct worked sum = { .who = cpuset_new(j->a, c->ncpus) };

	cpuset_each(cpu, cpus) {
		const struct cpu_counters *one = &c->cpus[cpu];

		if ((unsigned)cpu >= c->ncpus || !one->processed.set)
			continue;
		sum.said = true;
		sum.packets += one->processed.n;
		sum.woken_said |= one->steered.set;
		sum.woken += one->steered.n;
		if (one->processed.n || one->steered.n)
			cpuset_add(sum.who, (unsigned)cpu);
	}
	return sum;
}

static struct cpuset *steered_to(const struct judging *j, const struct nic *nic)
{
	struct cpuset *all = cpuset_new(j->a, j->w->before->ncpus);

	for (size_t i = 0; i < nic->nrx; i++)
		if (nic->rx[i].rps)
			cpuset_or(all, nic->rx[i].rps);
	return all;
}

/* RFS: known flows go to where they are read, wherever that is. */
static bool follows_flows(const struct nic *nic)
{
	for (size_t i = 0; i < nic->nrx; i++)
		if (nic->rx[i].flows.set && nic->rx[i].flows.n)
			return true;
	return false;
}

static uint64_t received(const struct judging *j, const struct nic *nic)
{
	const struct nic_counters *c = sample_nic(j->w->counted, nic->name);

	return c && c->rx_packets.set ? c->rx_packets.n : 0;
}

/* " br0 wan": others that received, and steer to some of the same CPUs; "" = none. */
static const char *sharers(const struct judging *j, const struct nic *nic,
			   const struct cpuset *cpus)
{
	const struct host *h = j->w->before;
	const char *names = "";

	for (size_t i = 0; i < h->nnics; i++)
		if (&h->nics[i] != nic && nic_steered(&h->nics[i]) &&
		    received(j, &h->nics[i]) >= PACKETS_MIN &&
		    cpuset_intersects(steered_to(j, &h->nics[i]), cpus))
			names = arena_printf(j->a, "%s %s", names, h->nics[i].name);
	return names;
}

static const char *packets(const struct judging *j, uint64_t n)
{
	return arena_printf(j->a, "%" PRIu64 " packet%s came in", n, n == 1 ? "" : "s");
}

static const char *why_broken(const struct judging *j, const struct nic *nic,
			      const struct cpuset *asked)
{
	const struct cpuset *gone = gone_offline(j, asked);

	if (gone)
		return arena_printf(j->a, ": %s offline by now", cpus_words(gone, j->a));
	if (nic->kind == NIC_VLAN || nic->kind == NIC_BOND)
		return arena_printf(j->a, ": RPS on a %s never acts, the kernel decides on the device below",
				    nic->kind == NIC_VLAN ? "VLAN" : "bond");
	return "";
}

/* They worked: on what was steered to them, if someone woke them for it. */
static void judge_worked(const struct judging *j, struct promise *p, const struct nic *nic,
		       const struct worked *w)
{
	const char *others = sharers(j, nic, p->asked);

	p->state = PROMISE_KEPT;
	p->served = w->who;
	p->evidence = arena_printf(j->a, "%s, %s worked on %" PRIu64 "%s", packets(j, p->count),
				   cpus_words(w->who, j->a), w->packets,
				   cpuset_equal(w->who, p->asked) ? "" : ", the others on none");
	if (!w->woken && w->woken_said) {
		p->state = PROMISE_IDLE;
		p->evidence = arena_printf(j->a, "%s; no other CPU handed them over: RPS did nothing, or had nothing to do",
					   p->evidence);
	} else if (*others) {
		p->evidence = arena_printf(j->a, "%s; these may be%s's too, which steer%s there: "
					   "the kernel does not tell them apart", p->evidence,
					   others, strchr(others + 1, ' ') ? "" : "s");
	}
}

static void judge_packets(const struct judging *j, struct promise *p, const struct nic *nic)
{
	const struct worked here = work_of(j, p->asked);
	const struct worked all = work_of(j, j->w->before->possible);

	p->state = PROMISE_IDLE;
	if (!all.said)
		p->evidence = "what the CPUs worked on cannot be told";
	else if (p->count < PACKETS_MIN)
		p->evidence = p->count ? arena_printf(j->a, "%s: too few to tell", packets(j, p->count))
				       : "no packet came in";
	else if (all.packets < p->count / GRO_MAX)
		p->evidence = arena_printf(j->a, "%s, and no CPU worked on them: forwarded in hardware, or dropped early",
					   packets(j, p->count));
	else if (here.packets > p->count / GRO_MAX)
		judge_worked(j, p, nic, &here);
	else if (follows_flows(nic))
		p->evidence = arena_printf(j->a, "%s, all of flows that are read elsewhere (RFS)",
					   packets(j, p->count));
	else {
		p->state = PROMISE_BROKEN;
		p->served = here.who;
		p->evidence = arena_printf(j->a, "%s, and %s worked on %" PRIu64 "%s",
					   packets(j, p->count), cpus_words(p->asked, j->a),
					   here.packets, why_broken(j, nic, p->asked));
	}
}

static const struct move *moved_rps(const struct judging *j, const struct nic *nic)
{
	const struct move *m = NULL;

	for (size_t i = 0; i < nic->nrx && !m; i++)
		m = find_move(j, nic->name, "rps", nic->rx[i].index);
	return m;
}

static void judge_rps(struct judging *j, const struct nic *nic)
{
	const struct nic *now = host_nic(j->w->after, nic->name);
	const struct move *m = moved_rps(j, nic);
	struct promise p = { .iface = nic->name, .what = "rps", .target = "rx",
			     .asked = steered_to(j, nic), .count = received(j, nic) };

	if (!m && cpuset_empty(p.asked))
		return;
	if (m) {
		judge_moved(j, &p, m);
	} else if (!now || now->ifindex != nic->ifindex) {
		p.state = PROMISE_IDLE;
		p.evidence = arena_printf(j->a, "%s went away while it was watched", nic->name);
	} else {
		judge_packets(j, &p, nic);
	}
	*arena_push(j->a, j->v, j->n) = p;
}

static void judge_xps(struct judging *j, const struct nic *nic)
{
	for (size_t i = 0; i < nic->ntx; i++) {
		const struct move *m = find_move(j, nic->name, "xps", nic->tx[i].index);
		struct promise p = { .iface = nic->name, .what = "xps" };

		if (!m)
			continue;
		p.target = m->target;
		p.asked = m->was;
		judge_moved(j, &p, m);
		*arena_push(j->a, j->v, j->n) = p;
	}
}

void judge_steering(struct judging *j, const struct nic *nic)
{
	judge_rps(j, nic);
	judge_xps(j, nic);
}
