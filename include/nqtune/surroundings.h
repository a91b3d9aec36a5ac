/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "nqtune/nfhooks.h"
#include "nqtune/parse.h"
#include "nqtune/qdiscs.h"

struct arena;
struct cpuset;
struct host;
struct sys;

/*
 * What is no layout, but decides what a layout can do: power management, the IOMMU, queueing
 * disciplines, the firewall's path. Only the doctor needs it. What is not said is NULL or not set.
 */
struct cpu_power {
	const char *governor;	/* cpufreq: "powersave", "performance"; NULL = the kernel does not scale it */
	const char *driver;	/* of cpufreq: "intel_pstate" */
	const char *deepest;	/* the deepest idle state that is enabled, and that neither bound nor
				 * dma_latency forbids: "C6"; NULL = none or not said */
	struct reading latency;	/* us, to leave it */
	struct reading bound;	/* us, the longest latency that this CPU allows
				 * (pm_qos_resume_latency_us): 0 = none ("n/a"); not set = any */
};

struct nic_surroundings {
	const char *iommu;	/* its group's type: "DMA", "DMA-FQ", "identity"; NULL = no group, or
				 * not said (before 5.11). Of virtio the PCI function's: without the
				 * feature ACCESS_PLATFORM it is not asked */
};

struct irq_surroundings {
	const struct cpuset *hint;	/* the driver's wish, affinity_hint; NULL = none */
};

struct surroundings {
	const char *cmdline;	/* the kernel's parameters */
	const char *cpu_flags;	/* of the first CPU, with a blank before and behind each; NULL = not said (not x86) */
	bool virtual_machine;	/* x86: the flag "hypervisor" */
	bool x86_32;		/* a kernel of 32 bits, which sets and uses other flags */
	struct cpu_power *power;	/* h->ncpus, by id */
	struct reading dma_latency;	/* us that /dev/cpu_dma_latency bounds all CPUs to; not set =
					 * no bound, or not readable (it is root's) */
	struct nic_surroundings *nics;	/* h->nnics, as h->nics */
	struct irq_surroundings *irqs;	/* h->nirqs, as h->irqs */
	const struct cpuset *default_affinity;	/* /proc/irq/default_smp_affinity */
	struct qdiscs qdiscs;
	bool hooks_known;
	struct nf_hooks hooks;	/* those at the ingress of physical interfaces that are up, too */
	struct reading conntrack;	/* connections that are tracked; not set = conntrack is not
					 * there. Whether packets are looked up, the hooks say */
	struct reading conntrack_max;
	struct reading forwarding;	/* net.ipv4.ip_forward */
	/* /proc/sys/net/core, of the first network namespace only. */
	struct reading max_backlog;	/* netdev_max_backlog, packets a CPU */
	struct reading budget;		/* netdev_budget, packets a round */
	struct reading budget_us;	/* netdev_budget_usecs */
	const char *default_qdisc;
};

/* Never fails: what cannot be read is not said. Arena memory. */
struct surroundings *surroundings_read(struct sys *s, const struct host *h, struct arena *a);
/* The qdisc at the root of that interface, or NULL. */
const struct qdisc *root_qdisc(const struct surroundings *s, unsigned ifindex);
