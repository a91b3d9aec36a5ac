// SPDX-License-Identifier: GPL-2.0-or-later
// How packets are taken off the NIC: by which threads, how long it is polled, how much at a time.
#include "napi.h"

#include <limits.h>
#include <string.h>

#include "nqtune/err.h"
#include "nqtune/host.h"
#include "nqtune/netdevnl.h"
#include "nqtune/sys.h"
#include "readings.h"
#include "registry.h"

#define CORE "/proc/sys/net/core/"
/* Kernels before 6.12 take more, and make it negative. */
#define DEFER_MAX INT_MAX

#define HOST(word, u, leaf, least, text)                                                           \
	{ .name = word, .kind = ATTR_NUMBER, .scope = SCOPE_HOST, .unit = u, .file = CORE leaf,    \
	  .min = least, .limit = INT_MAX, .help = text }

/* By the number on the wire. */
static const char *const threaded_words[] = { "off", "on", "busy-poll", NULL };

const struct knob_attr napi_attrs[] = {
	[NAPI_THREADED] = {
		.name = "threaded", .kind = ATTR_BOOL, .scope = SCOPE_IFACE, .file = "threaded",
		.help = "each NAPI is a kernel thread, not softirq; all of the interface, whatever "
			"a queue had (reads off while only some are)" },
	[NAPI_GRO_FLUSH] = {
		.name = "gro-flush-timeout", .kind = ATTR_NUMBER, .scope = SCOPE_IFACE,
		.unit = "ns", .file = "gro_flush_timeout",
		.help = "how long GRO may hold packets back, and interrupts stay off with "
			"defer-hard-irqs; written for all queues, over what one had" },
	[NAPI_DEFER] = {
		.name = "defer-hard-irqs", .kind = ATTR_NUMBER, .scope = SCOPE_IFACE,
		.unit = "polls", .file = "napi_defer_hard_irqs", .limit = DEFER_MAX,
		.help = "empty polls before interrupts are on again; written for all queues, over "
			"what one had" },
	[NAPI_RX_THREADS] = {
		.name = "threads", .kind = ATTR_CPUS, .scope = SCOPE_RX,
		.help = "CPUs where the NAPI threads may run; forgotten when threaded goes off" },
	[NAPI_RX_THREADED] = {
		.name = "threaded", .kind = ATTR_WORD, .scope = SCOPE_RX, .words = threaded_words,
		.help = "for one queue (since 6.17); busy-poll (after 6.18) never sleeps" },
	[NAPI_RX_GRO_FLUSH] = {
		.name = "gro-flush-timeout", .kind = ATTR_NUMBER, .scope = SCOPE_RX, .unit = "ns",
		.limit = UINT64_MAX, .help = "the same for one queue (since 6.13)" },
	[NAPI_RX_DEFER] = {
		.name = "defer-hard-irqs", .kind = ATTR_NUMBER, .scope = SCOPE_RX, .unit = "polls",
		.limit = DEFER_MAX, .help = "the same for one queue (since 6.13)" },
	[NAPI_RX_SUSPEND] = {
		.name = "irq-suspend-timeout", .kind = ATTR_NUMBER, .scope = SCOPE_RX, .unit = "ns",
		.limit = UINT64_MAX,
		.help = "how long interrupts stay off while a program busy-polls by epoll (since "
			"6.13)" },
	[NAPI_THREADS] = {
		.name = "threads", .kind = ATTR_CPUS, .scope = SCOPE_NAMED,
		.help = "the same where it is not said which queue a thread serves" },
	[NAPI_HOST] =
	HOST("busy-poll", "us", "busy_poll", 0,
	     "how long poll() and select() ask the NIC themselves; 0 = not"),
	HOST("busy-read", "us", "busy_read", 0,
	     "the same for a read from a socket; 0 = not"),
	HOST("budget", "packets", "netdev_budget", 1,
	     "packets that a CPU takes off all NICs before others get to run"),
	HOST("budget-usecs", "us", "netdev_budget_usecs", 1,
	     "the same as a time"),
	HOST("weight", "packets", "dev_weight", 1,
	     "packets of RPS and virtual devices that a CPU takes at a time"),
	HOST("max-backlog", "packets", "netdev_max_backlog", 1,
	     "packets that wait for a CPU, by RPS or from virtual devices; more are dropped"),
};

const struct netdev_napi *napi_of_queue(const struct netdev_map *map, unsigned queue)
{
	for (size_t i = 0; i < map->nqueues; i++) {
		const struct netdev_queue *q = &map->queues[i];

		if (q->tx || q->id != queue || !q->napi.set)
			continue;
		for (size_t n = 0; n < map->nnapis; n++)
			if (map->napis[n].id == q->napi.n)
				return &map->napis[n];
		break;
	}
	return NULL;
}

struct value napi_value(const struct netdev_napi *napi, enum napi_row row)
{
	switch (row) {
	case NAPI_RX_THREADED:
		return value_word(threaded_words, napi->threaded);
	case NAPI_RX_GRO_FLUSH:
		return value_number(napi->gro_flush_ns);
	case NAPI_RX_DEFER:
		return value_number(napi->defer_hard_irqs);
	case NAPI_RX_SUSPEND:
		return value_number(napi->irq_suspend_ns);
	default:
		return (struct value){ .kind = VALUE_NONE };
	}
}

static struct value thread_value(const struct nic *nic, const struct netdev_napi *napi)
{
	for (size_t i = 0; napi->pid.set && i < nic->nthreads; i++)
		if (nic->threads[i].pid == napi->pid.n)
			return value_cpus(nic->threads[i].cpus);
	return (struct value){ .kind = VALUE_NONE };
}

/* The rows of a queue whose NAPI is known. */
static void read_queue(const struct nic *nic, unsigned queue, const struct netdev_napi *napi,
		       struct arena *a, struct knob_readings *out)
{
	const char *target = target_rx(a, queue);

	for (enum napi_row row = NAPI_RX_THREADS; row <= NAPI_RX_SUSPEND; row++) {
		bool thread = row == NAPI_RX_THREADS;
		struct knob_reading *r = readings_add(a, out, &napi_attrs[row], target, queue);

		r->value = thread ? thread_value(nic, napi) : napi_value(napi, row);
		r->id = thread ? (unsigned)napi->pid.n : napi->id;
	}
}

static void read_queues(struct sys *s, const struct nic *nic, struct arena *a,
			struct knob_readings *out)
{
	const struct netdev_napi *napi;
	struct netdev_map map;
	struct err ignored;

	if (!nic->up || !s->answers ||
	    netdevnl_map(s->answers, nic->name, nic->ifindex, a, &map, &ignored))
		return;
	for (size_t i = 0; i < nic->nrx; i++) {
		napi = napi_of_queue(&map, nic->rx[i].index);
		if (napi)
			read_queue(nic, nic->rx[i].index, napi, a, out);
	}
}

static void read_threads(const struct nic *nic, struct arena *a, struct knob_readings *out)
{
	for (size_t i = 0; i < nic->nthreads; i++) {
		const struct napi_thread *t = &nic->threads[i];
		struct knob_reading *r;

		if (t->queue >= 0)
			continue;
		r = readings_add(a, out, &napi_attrs[NAPI_THREADS], t->name, t->pid);
		r->value = value_cpus(t->cpus);
		r->id = t->pid;
	}
}

static int napi_read(const struct knob *k, struct sys *s, const struct host *h,
		     const struct nic *nic, struct arena *a, struct knob_readings *out,
		     struct err *e)
{
	*out = (struct knob_readings){ 0 };
	file_readings(k, s, nic->name, SCOPE_IFACE, "", 0, a, out);
	read_queues(s, nic, a, out);
	read_threads(nic, a, out);
	file_readings(k, s, "", SCOPE_HOST, "", 0, a, out);
	return 0;
}

const struct knob knob_napi = {
	.name = "napi",
	.summary = "how packets are taken off the NIC: threads, polling, budgets",
	.examples = (const char *const []){
		"napi eth0 threaded on",
		"napi eth0 threads 2-3",
		"napi budget 600",
		NULL },
	.stage = 95,
	.settable = true,
	.singly = true,
	.attrs = napi_attrs,
	.nattrs = sizeof(napi_attrs) / sizeof(napi_attrs[0]),
	.read = napi_read,
	.order = napi_order,
	.set = napi_set,
	.get = napi_get,
	.shell = napi_shell,
};
