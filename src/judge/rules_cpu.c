// SPDX-License-Identifier: GPL-2.0-or-later
// Rules on CPUs: which may work, how fast they wake, what they can, and what DMA costs them.
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "counts.h"
#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/host.h"
#include "nqtune/sample.h"
#include "nqtune/surroundings.h"

/* A packet waits as long for a CPU to wake; C1 and C1E need 2 to 20 us, C6 and deeper 100 and more. */
#define IDLE_LATENCY 100
/* Mb/s: at such a speed each packet has less time than one unmapping of DMA takes. */
#define FAST_SPEED 10000

static uint64_t processed_on(const struct finds *f, const struct cpuset *cpus)
{
	uint64_t sum = 0;

	if (f->c->counted)
		cpuset_each(cpu, cpus)
			if (f->c->counted->cpus[cpu].processed.set)
				sum += f->c->counted->cpus[cpu].processed.n;
	return sum;
}

/* Interrupts that the plan takes from isolated CPUs; what it leaves there was asked to be there. */
static uint64_t mark_isolated(struct finds *f, bool *irqs, size_t *n)
{
	uint64_t sum = 0;

	each_subject(nic, f)
		for (size_t i = 0; i < nic->nvectors; i++) {
			const struct irq *irq = nic->vectors[i].irq;
			const struct cpuset *at = irq_cpus(irq), *to = planned_for(f, irq);
			bool *in = &irqs[host_irq_place(f->h, irq->number)];

			if (!serves_queues(&nic->vectors[i]) || *in || !at || !to ||
			    cpuset_count(at) > 1 || !cpuset_intersects(at, f->h->isolated) ||
			    cpuset_intersects(to, f->h->isolated))
				continue;
			*in = true;
			++*n;
			cpuset_each(cpu, f->h->isolated)
				sum += irq_count_on(f, irq, (unsigned)cpu);
		}
	return sum;
}

static void find_isolated_work(struct finds *f)
{
	const uint64_t n = processed_on(f, f->h->isolated);

	if (!counts_nothing(f) && at_least(f, n, BUSY_PACKETS))
		report(f, NULL, "info",
		       say(f, "isolated %s work on packets, of which no interrupt of a queue came there",
			   cpus_words(f->h->isolated, f->a)),
		       say(f, "/proc/net/softnet_stat: %" PRIu64 " packets %s", n, when_counted(f)), NULL);
}

void find_isolated(struct finds *f)
{
	bool *irqs = arena_array(f->a, f->h->nirqs, sizeof(*irqs));
	size_t n = 0;
	uint64_t sum;

	if (cpuset_empty(f->h->isolated))
		return;
	sum = mark_isolated(f, irqs, &n);
	if (!n) {
		if (!cpuset_intersects(serving_cpus(f), f->h->isolated))
			find_isolated_work(f);
		return;
	}
	report(f, NULL, counts_nothing(f) || at_least(f, sum, BUSY_INTERRUPTS) ? NULL : "info",
	       say(f, "interrupts of queues come to isolated %s", cpus_words(f->h->isolated, f->a)),
	       counts_nothing(f) ? say(f, "%s: effective affinity", irqs_words(f, irqs))
				 : say(f, "%s: %" PRIu64 " interrupts there %s; /proc/net/softnet_stat: %" PRIu64
					  " packets", irqs_words(f, irqs), sum, when_counted(f),
				       processed_on(f, f->h->isolated)),
	       f->c->command);
}

/* "for c in 0 1 2; do echo WHAT > /sys/devices/system/cpu/cpu$c/FILE; done" */
static const char *on_each(struct finds *f, const struct cpuset *cpus, const char *what,
			   const char *file)
{
	const char *list = "";

	cpuset_each(cpu, cpus)
		list = say(f, "%s %d", list, cpu);
	return say(f, "for c in%s; do echo %s > /sys/devices/system/cpu/cpu$c/%s; done", list, what, file);
}

static bool sleeps_deeply(const struct cpu_power *p)
{
	return p->deepest && p->latency.set && p->latency.n > IDLE_LATENCY;
}

/* R7. */
void find_idle_states(struct finds *f)
{
	const struct cpu_power *power = f->c->around->power;
	struct cpuset *deep = receiving_cpus(f);
	int worst = -1;

	cpuset_each(cpu, deep)
		if (!sleeps_deeply(&power[cpu]))
			cpuset_del(deep, (unsigned)cpu);
		else if (worst < 0 || power[cpu].latency.n > power[worst].latency.n)
			worst = cpu;
	if (worst < 0)
		return;
	report(f, NULL, NULL,
	       say(f, "%s, where packets come in, may sleep so deeply that waking takes %" PRIu64 " us",
		   cpus_words(deep, f->a), power[worst].latency.n),
	       say(f, "deepest idle state enabled on CPU %d: %s; pm_qos_resume_latency_us and "
		      "cpu_dma_latency do not forbid it", worst, power[worst].deepest),
	       on_each(f, deep, say(f, "%d", IDLE_LATENCY), "power/pm_qos_resume_latency_us"));
}

/*
 * Two scaling drivers have a governor of that name which follows the load. The generic one pins
 * the clock at its lowest.
 */
static bool is_slowest(const struct cpu_power *p)
{
	return p->governor && !strcmp(p->governor, "powersave") && p->driver &&
	       strcmp(p->driver, "intel_pstate") && strcmp(p->driver, "amd-pstate-epp");
}

static bool is_reluctant(const struct cpu_power *p)
{
	return p->governor && (!strcmp(p->governor, "powersave") || !strcmp(p->governor, "ondemand") ||
			       !strcmp(p->governor, "conservative"));
}

/* CPUs where packets come in whose clock is governed so. */
static struct cpuset *governed(struct finds *f, bool (*so)(const struct cpu_power *p))
{
	struct cpuset *s = receiving_cpus(f);

	cpuset_each(cpu, s)
		if (!so(&f->c->around->power[cpu]))
			cpuset_del(s, (unsigned)cpu);
	return s;
}

static void report_governor(struct finds *f, const struct cpuset *cpus, const char *severity,
			    const char *what)
{
	const int first = cpuset_next(cpus, -1);
	const struct cpu_power *p = &f->c->around->power[first];

	report(f, NULL, severity,
	       say(f, "the clock of %s, where packets come in, %s", cpus_words(cpus, f->a), what),
	       say(f, "CPU %d: governor %s of %s", first, p->governor, p->driver ? p->driver : "cpufreq"),
	       on_each(f, cpus, "performance", "cpufreq/scaling_governor"));
}

void find_governor(struct finds *f)
{
	struct cpuset *slow = governed(f, is_slowest), *slack = governed(f, is_reluctant);

	cpuset_sub(slack, slow);
	if (!cpuset_empty(slow))
		report_governor(f, slow, "warn", "stays at its lowest whatever the load");
	if (!cpuset_empty(slack))
		report_governor(f, slack, NULL, "rises only some time after the load has come");
}

static bool has_flag(const char *flags, const char *name)
{
	char word[32];

	snprintf(word, sizeof(word), " %s ", name);
	return strstr(flags, word);
}

/* AMD's processors have erms since Zen 3, as they have vaes; Intel's since 2012. */
static bool could_have_erms(const char *flags)
{
	return !has_flag(flags, "sse4a") || has_flag(flags, "vaes");
}

/* R11. */
void find_cpu_flags(struct finds *f)
{
	const char *flags = f->c->around->cpu_flags, *lacks;

	/* A kernel of 32 bits sets rep_good on AMD's only, and uses neither. */
	if (!flags || !f->c->around->virtual_machine || f->c->around->x86_32)
		return;
	lacks = !has_flag(flags, "erms") && could_have_erms(flags) ? "erms" : NULL;
	if (!has_flag(flags, "rep_good"))
		lacks = lacks ? "rep_good and erms" : "rep_good";
	if (!lacks)
		return;
	/* With the one the kernel clears and copies quickly enough; without it, word by word. */
	report(f, NULL, has_flag(flags, "rep_good") ? "info" : NULL,
	       say(f, "this virtual machine's CPU does not tell of fast string operations (%s)", lacks),
	       say(f, "/proc/cpuinfo: flags without %s", lacks),
	       "on its host, give it the CPU that is there: qemu -cpu host, "
	       "libvirt <cpu mode='host-passthrough'/>");
}

static bool is_translated(const char *type)
{
	return type && (!strcmp(type, "DMA") || !strcmp(type, "DMA-FQ"));
}

/* Each unmapping flushes its cache at once; of DMA-FQ, which x86 begins with, many do together. */
static bool is_strict(const char *type)
{
	return !strcmp(type, "DMA");
}

static bool is_told_to_pass(const struct finds *f)
{
	const char *cmdline = f->c->around->cmdline;

	return cmdline && strstr(cmdline, "iommu=pt");
}

/* DMA is for what is sent, too. */
static bool moves(const struct finds *f, const struct nic *nic, unsigned per_second)
{
	return at_least(f, received(f, nic), per_second) ||
	       at_least(f, transmitted(f, nic), per_second);
}

/* R6. */
void find_iommu(struct finds *f)
{
	bool *marked = arena_array(f->a, f->h->nnics, sizeof(*marked));
	bool strict = false;
	const char *type = NULL;

	each_subject(nic, f) {
		const size_t at = (size_t)(nic - f->h->nics);
		const bool fast = nic->speed.set && nic->speed.n >= FAST_SPEED;

		if (!is_translated(f->c->around->nics[at].iommu) || !(fast || moves(f, nic, BUSY_PACKETS)))
			continue;
		marked[at] = true;
		type = f->c->around->nics[at].iommu;
		strict = strict || (is_strict(type) && moves(f, nic, LOADED_RATE));
	}
	if (type)
		report(f, NULL, strict ? NULL : "info",
		       say(f, "the IOMMU translates each DMA of %s", nics_words(f, marked)),
		       say(f, "type of its group below /sys/kernel/iommu_groups: %s; the kernel was started with%s iommu=pt",
			   strict ? "DMA" : type, is_told_to_pass(f) ? "" : "out"),
		       "boot with iommu=pt (iommu.passthrough=1 where it is no x86), if devices need not be "
		       "kept from memory");
}
