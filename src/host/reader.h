/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stddef.h>
#include <sys/types.h>

#include "nqtune/host.h"

struct arena;
struct cpuset;
struct err;
struct names;
struct sys;

/* No path of sysfs or procfs that is read here is longer; longer ones are "not said". */
#define READER_PATH 512

/* One row of /proc/interrupts. */
struct interrupt_row {
	unsigned number;
	const char *chip;
	const char *actions;
	uint64_t *counts;	/* ncpus, by CPU id */
};

/* A thread of NAPI, found by its name. */
struct named_thread {
	unsigned pid;
	const char *name;
};

/* What the readers share while they fill a host. */
struct reader {
	struct sys *sys;
	struct host *host;
	struct arena *arena;
	const struct host_want *want;
	bool interrupts_loaded;
	struct interrupt_row *rows;	/* ascending by number */
	size_t nrows;
	bool no_netdev;		/* the kernel has no netdev netlink family: asked once */
	bool threads_listed;
	struct named_thread *threads;	/* only where there is no such family */
	size_t nthreads;
};

/* Small files, by printf-like path. Readings and sets are not set / NULL when the file does not say. */
ssize_t read_text(struct reader *rd, char *buf, size_t size, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
struct reading read_number(struct reader *rd, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
struct cpuset *read_list(struct reader *rd, unsigned nbits, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
struct cpuset *read_mask(struct reader *rd, unsigned nbits, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* A hexadecimal mask already read; NULL when it is not one. */
struct cpuset *mask_of(struct reader *rd, unsigned nbits, const char *text);

int read_cpus(struct reader *rd, struct err *e);
int read_nics(struct reader *rd, struct err *e);
/* Links nic with its neighbours, after all are known; entries: the names in its directory. */
void read_stack(struct reader *rd, struct nic *nic, const struct names *entries);
/* What follows once every interface is linked. */
void settle_stack(struct reader *rd, struct nic *nic);
bool names_have(const struct names *names, const char *name);
/* Virtual interfaces have no device link; the driver tells its name all the same. */
void read_virtual_driver(struct reader *rd, struct nic *nic);
void read_queues(struct reader *rd, struct nic *nic);
void read_vectors(struct reader *rd, struct nic *nic);
/* irqbalance and other programs that run; pid is irqbalance's. */
void read_agents(struct reader *rd);
void read_irqbalance(struct reader *rd, unsigned pid);
void read_nat(struct reader *rd);

/* The one struct irq of that number, read when first asked for. */
struct irq *reader_irq(struct reader *rd, unsigned number);
/* /proc/interrupts, parsed when first asked for. */
void load_interrupts(struct reader *rd);
const struct interrupt_row *interrupt_row(struct reader *rd, unsigned number);

/*
 * Parses the text of /proc/interrupts (changed in place) into rows; junk lines are
 * passed over. Returns the number of rows. Also used by the fuzzer.
 */
size_t interrupts_parse(char *text, unsigned ncpus, struct arena *a, struct interrupt_row **rows);
/* The CPUs that have a column in it; NULL = its first line is no header. */
struct cpuset *interrupts_cpus(const char *text, unsigned ncpus, struct arena *a);
/* /proc/interrupts as it is now; 0 or a negative errno. */
int interrupts_text(struct sys *s, struct arena *a, char **text);

struct cpu_counters;
/*
 * Parses the text of /proc/net/softnet_stat into cpus (ncpus of them, by id). Kernels that
 * do not say the CPU have a row for each online one. Junk lines are passed over.
 */
void softnet_parse(const char *text, const struct cpuset *online, struct cpu_counters *cpus,
		   unsigned ncpus);
/* The text of /proc/stat and of /proc/softirqs into cpus, likewise. */
void procstat_parse(const char *text, struct cpu_counters *cpus, unsigned ncpus);
void softirqs_parse(const char *text, struct cpu_counters *cpus, unsigned ncpus, struct arena *a);
/* Packets routed on: the text of /proc/net/snmp and of /proc/net/snmp6. */
struct reading snmp_parse(const char *text);
struct reading snmp6_parse(const char *text);
