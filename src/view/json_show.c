// SPDX-License-Identifier: GPL-2.0-or-later
// nqtune-show/1: the host, its interfaces, their queues.
#include "json.h"
#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/host.h"
#include "nqtune/knob.h"
#include "nqtune/view.h"

/* The kernel's scale goes to 1024, and that is every CPU's where it makes no difference. */
#define FULL_CAPACITY 1024

static bool all_alike(const struct host *h)
{
	for (unsigned i = 0; i < h->ncpus; i++)
		if (h->cpus[i].capacity.set || h->cpus[i].slow)
			return false;
	return true;
}

static struct json_object *cpu_object(const struct cpu *c, unsigned id, bool alike)
{
	struct json_object *o = json_object_new_object();
	/* Of an offline CPU the kernel has no topology. */
	bool placed = c->online || c->package >= 0;

	json_add(o, "id", json_object_new_int64(id));
	json_add(o, "node", json_known(c->node));
	json_add(o, "core", placed ? json_known(c->core) : NULL);
	json_add(o, "llc", json_known(c->llc));
	json_add(o, "capacity",
		 alike ? json_object_new_int(FULL_CAPACITY) : json_reading(c->capacity));
	json_add(o, "online", json_object_new_boolean(c->online));
	json_add(o, "isolated", json_object_new_boolean(c->isolated));
	return o;
}

static struct json_object *host_object(const struct host *h)
{
	struct json_object *o = json_object_new_object();
	struct json_object *cpus = json_object_new_array();
	struct json_object *balance = json_object_new_object();

	bool alike = all_alike(h);

	for (unsigned i = 0; i < h->ncpus; i++)
		if (h->cpus[i].possible)
			json_object_array_add(cpus, cpu_object(&h->cpus[i], i, alike));
	json_add(balance, "running", json_object_new_boolean(h->irqbalance.running));
	json_add(balance, "how", json_text(h->irqbalance.how));
	json_add(o, "kernel", json_text(h->kernel));
	json_add(o, "cpus", cpus);
	json_add(o, "irqbalance", balance);
	return o;
}

static void add_vector(struct json_object *o, const struct vector *v, struct arena *a)
{
	const struct irq *irq = v ? v->irq : NULL;
	const char *name = v && v->name && *v->name ? v->name : NULL;

	json_add(o, "irq", irq ? json_object_new_int64(irq->number) : NULL);
	json_add(o, "vector", json_text(name));
	json_add(o, "affinity", json_set(irq ? irq->asked : NULL, a));
	json_add(o, "effective", json_set(irq ? irq->effective : NULL, a));
}

static void add_method(struct json_object *o, const struct vector *v)
{
	json_add(o, "method", v && v->method != METHOD_NONE
				      ? json_text(vector_method_word(v->method)) : NULL);
}

static struct json_object *rx_object(const struct rx_queue *q, struct arena *a)
{
	struct json_object *o = json_object_new_object();

	json_add(o, "queue", json_object_new_int64(q->index));
	add_vector(o, q->vector, a);
	json_add(o, "rps", json_set(q->rps, a));
	json_add(o, "flows", json_reading(q->flows));
	json_add(o, "napi_cpus", json_set(q->napi_cpus, a));
	add_method(o, q->vector);
	return o;
}

static struct json_object *tx_object(const struct tx_queue *q, struct arena *a)
{
	struct json_object *o = json_object_new_object();

	json_add(o, "queue", json_object_new_int64(q->index));
	add_vector(o, q->vector, a);
	json_add(o, "xps", json_set(q->xps, a));
	json_add(o, "xps_rxqs", json_set(q->xps_rxqs, a));
	add_method(o, q->vector);
	return o;
}

static struct json_object *knobs_object(const struct nic_knobs *k, struct arena *a)
{
	struct json_object *o = json_object_new_object();

	for (size_t i = 0; i < k->n; i++)
		json_object_object_add(o, k->knob[i]->name,
				       json_readings(k->knob[i], &k->readings[i], a));
	return o;
}

static struct json_object *nic_object(const struct nic_knobs *k, struct arena *a)
{
	const struct nic *nic = k->nic;
	struct json_object *o = json_object_new_object();
	struct json_object *lower = json_object_new_array();
	struct json_object *rx = json_object_new_array();
	struct json_object *tx = json_object_new_array();

	for (size_t i = 0; i < nic->nlower; i++)
		json_object_array_add(lower, json_text(nic->lower[i]->name));
	for (size_t i = 0; i < nic->nrx; i++)
		json_object_array_add(rx, rx_object(&nic->rx[i], a));
	for (size_t i = 0; i < nic->ntx; i++)
		json_object_array_add(tx, tx_object(&nic->tx[i], a));
	json_add(o, "name", json_text(nic->name));
	json_add(o, "driver", json_text(nic->driver));
	json_add(o, "kind", json_text(nic->kind_word));
	json_add(o, "node", json_known(nic->node));
	json_add(o, "lower", lower);
	json_add(o, "conduit", json_text(nic->conduit ? nic->conduit->name : NULL));
	json_add(o, "up", json_object_new_boolean(nic->up));
	json_add(o, "speed", json_reading(nic->speed));
	json_add(o, "threaded", json_object_new_boolean(nic->threaded));
	json_add(o, "rx", rx);
	json_add(o, "tx", tx);
	json_add(o, "knobs", knobs_object(k, a));
	return o;
}

struct json_object *json_show(const struct host *h, const struct nic_knobs *k, size_t n,
			      struct arena *a)
{
	struct json_object *o = json_document("nqtune-show/1");
	struct json_object *nics = json_object_new_array();

	for (size_t i = 0; i < n; i++)
		json_object_array_add(nics, nic_object(&k[i], a));
	json_add(o, "host", host_object(h));
	json_add(o, "interfaces", nics);
	return o;
}
