/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "nqtune/nfnl.h"
#include "nqtune/parse.h"

struct arena;
struct cpuset;
struct err;
struct sys;

/*
 * The model: what this machine has, in the field's own nouns. Readers in
 * src/host fill it; plan, view and knob only look. Everything lives in the arena
 * given to host_read().
 */

struct cpu {
	bool possible;
	bool online;
	bool isolated;		/* isolcpus (domain) or nohz_full */
	int node;		/* -1 = the kernel names none */
	int package;		/* -1 where topology is not said (offline) */
	int core;		/* the lowest CPU among its hardware threads; itself when not said */
	int llc;		/* the lowest CPU that shares its last-level cache, -1 = not said */
	struct reading llc_bytes;	/* that cache's size */
	struct reading capacity;	/* cpu_capacity, 1..1024; not set on symmetric hosts */
	bool slow;		/* under 80 % of the best capacity, or an efficiency core */
};

/* One interrupt, however many queues or NICs it serves. */
struct irq {
	unsigned number;
	const char *actions;	/* as the kernel joins them: "eth1-TxRx-0", "usb3,eth0"; "" = none */
	const char *chip;	/* NULL = not said */
	struct cpuset *asked;	/* smp_affinity; NULL = not said */
	struct cpuset *effective;	/* effective_affinity; NULL = not said */
	bool movable;		/* false: managed, per-CPU or the chip has no affinity */
	const char *unmovable_why;
	uint64_t *counts;	/* per CPU id, ncpus long; NULL = not read */
};

enum vector_role {
	VECTOR_OTHER,		/* link, misc, mailbox, async, flow director */
	VECTOR_RX,
	VECTOR_TX,
	VECTOR_RXTX,
};

/* How a vector was matched to its queue, most trusted first. */
enum vector_method {
	METHOD_NONE,
	METHOD_NETDEV,		/* netdev netlink: queue -> NAPI -> irq */
	METHOD_MSI,		/* member of the device's msi_irqs, queue from the action's name */
	METHOD_NAME,		/* exact token of /proc/interrupts */
};

/* A NIC's use of an interrupt. */
struct vector {
	struct irq *irq;
	const char *name;	/* this NIC's action of it: "eth1-TxRx-0"; "" while the NIC is down */
	enum vector_role role;
	unsigned queue;		/* the (first) queue served, when role is not VECTOR_OTHER */
	enum vector_method method;
};

struct rx_queue {
	unsigned index;
	struct cpuset *rps;	/* NULL = not said */
	struct reading flows;	/* rps_flow_cnt */
	struct vector *vector;	/* NULL = not known */
	struct cpuset *napi_cpus;	/* where its threaded NAPI may run (where all of them may, if
					 * it is not said which serves it); NULL = not threaded */
	bool coming;		/* of a preview: planned channels bring it, and its interrupt */
};

/* A thread that does the work of a NAPI (U10). */
struct napi_thread {
	unsigned pid;
	const char *name;	/* "napi/eth1-8197" */
	int queue;		/* the (first) rx queue it serves; -1 = the kernel does not say */
	struct cpuset *cpus;	/* where it may run; NULL = not said */
};

struct tx_queue {
	unsigned index;
	struct cpuset *xps;	/* CPUs; NULL = the kernel has none (one tx queue) */
	struct cpuset *xps_rxqs;	/* rx queues */
	struct vector *vector;
	bool coming;
};

enum nic_kind {
	NIC_PHYSICAL,		/* has a device: PCI, USB, platform, virtio, xen */
	NIC_BRIDGE,
	NIC_BOND,
	NIC_VLAN,
	NIC_DSA_PORT,
	NIC_LOOPBACK,
	NIC_VIRTUAL,		/* the rest: veth, tun, dummy, tunnels */
};

struct nic {
	const char *name;
	unsigned ifindex;
	enum nic_kind kind;
	const char *kind_word;	/* "physical", "bridge", "bond", "vlan", "dsa", "loopback", "veth", "tun", ... */
	const char *driver;	/* NULL = not said */
	bool up;
	struct reading speed;	/* Mb/s; not set while down or where the driver does not say */
	int node;		/* -1 = no preference */
	const char *device;	/* where its interrupts live below the root, "sys/devices/..."; NULL = no device */
	const char *virtio;	/* "virtio3", of which device is the parent; NULL = not virtio */
	struct nic **lower;	/* directly below: ports, slaves, the VLAN's parent, the DSA conduit */
	size_t nlower;
	struct nic **upper;
	size_t nupper;
	struct nic *conduit;	/* of a DSA user port, the one in lower; else NULL */
	struct rx_queue *rx;
	size_t nrx;
	struct tx_queue *tx;
	size_t ntx;
	struct vector *vectors;	/* sorted: queue vectors by queue, then the others */
	size_t nvectors;
	bool threaded;		/* NAPI threads receive */
	struct napi_thread *threads;	/* by name */
	size_t nthreads;
	bool default_route;	/* carries an IPv4 default route (read with nat) */
	bool known_layout;	/* queues and vectors were read (asked for by the caller) */
};

struct irqbalance {
	bool running;
	const char *how;	/* "process 412", "socket /run/irqbalance/..."; NULL when not running */
	unsigned pid;		/* 0 = not known */
	const char *socket;	/* where it can be told something; NULL = nowhere */
};

struct host {
	struct arena *arena;
	const char *kernel;	/* release; NULL = not said */
	unsigned ncpus;		/* width of masks: the highest possible CPU + 1 */
	struct cpu *cpus;	/* ncpus of them, by id */
	struct cpuset *possible;
	struct cpuset *online;
	struct cpuset *isolated;	/* isolcpus and nohz_full together */
	unsigned nnodes;	/* nodes that have CPUs; 0 = the kernel names none */
	bool smt;		/* some core has two or more hardware threads online */
	bool rps_known;		/* false: no queue that was read has rps_cpus (CONFIG_RPS off) */
	struct nic *nics;	/* sorted by name_cmp() */
	size_t nnics;
	struct irq **irqs;	/* the ones NICs use, by number */
	size_t nirqs;
	struct nat nat;
	struct irqbalance irqbalance;
	const char **agents;	/* other programs that run and may set what we set: "tuned", "NetworkManager", ...
				 * (read with irqbalance) */
	size_t nagents;
};

/* What host_read() shall read beyond names, kinds and the CPUs. */
struct host_want {
	const char *const *ifaces;	/* read queues and vectors of these, all below and all above them; NULL = of every one */
	size_t nifaces;
	bool no_layout;			/* of none, whatever ifaces says */
	bool nat;
	bool irqbalance;
};

/*
 * Reads the machine behind s. Interfaces that are asked for and do not exist are
 * -ENODEV with the nearest name; a file that cannot be read is a reading that is
 * not set, never a failure of the whole. *out is arena memory.
 */
int host_read(struct host **out, struct sys *s, const struct host_want *want, struct arena *a,
	      struct err *e);

/* Where a thread may run now (/proc/PID/status): an arena set of ncpus CPUs; NULL = not said. */
struct cpuset *host_thread_cpus(struct sys *s, unsigned pid, unsigned ncpus, struct arena *a);

/* By name, or NULL. */
struct nic *host_nic(const struct host *h, const char *name);
/* The same for a name a user wrote: -ENODEV with the nearest name in e, and NULL. */
struct nic *host_need_nic(const struct host *h, const char *name, struct err *e);
/* The interrupt of that number among those NICs use, or NULL. */
struct irq *host_irq(const struct host *h, unsigned number);
/* Its place in h->irqs, or the place where it would go. */
size_t host_irq_place(const struct host *h, unsigned number);
/* Whether a person who writes text means v: its name, or its interrupt's number. */
bool vector_called(const struct vector *v, const char *text);
/* Whether RPS is on for any of its rx queues. */
bool nic_steered(const struct nic *nic);
/* Whether v, one of nic's vectors, serves this rx or tx queue. */
bool vector_serves(const struct nic *nic, const struct vector *v, unsigned long queue);
/*
 * The NICs whose queues and interrupts carry name's packets, each once, in order of
 * first appearance: itself if it has a device, else those reached through lower
 * devices and the DSA conduit. Arena array; *n may be 0.
 */
struct nic **host_leaves(const struct host *h, struct nic *nic, size_t *n);
/* Marks nic and all that it stands on, by place in h->nics. */
void host_mark_stack(const struct host *h, const struct nic *nic, bool *marked);
/* The hardware threads (online) of cpu's core, cpu included. */
struct cpuset *host_siblings(const struct host *h, unsigned cpu);
/* CPUs of the node (all possible ones for -1). */
struct cpuset *host_node_cpus(const struct host *h, int node);
/* Where irq is served as far as known: the effective CPUs, else the asked ones; NULL if neither. */
const struct cpuset *irq_cpus(const struct irq *irq);
/* "netlink", "msi_irqs", "name" or "-". */
const char *vector_method_word(enum vector_method m);
