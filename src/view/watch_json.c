// SPDX-License-Identifier: GPL-2.0-or-later
// nqtune-watch/1: what was counted in an interval.
#include "json.h"
#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/host.h"
#include "nqtune/sample.h"
#include "nqtune/watch.h"
#include "watch_rows.h"
#include "watch_time.h"

static void add_counts(struct json_object *o, const struct watch_count *c)
{
	for (; c->key; c++)
		json_add(o, c->key, json_reading(c->n));
}

static struct json_object *iface_object(const struct interval *t, const struct nic *nic)
{
	struct json_object *o = json_object_new_object();
	struct watch_count counts[WATCH_COUNTS];

	json_add(o, "name", json_text(nic->name));
	watch_iface_counts(t, nic, counts);
	add_counts(o, counts);
	return o;
}

static struct json_object *queue_object(const struct watch_queue *q, struct arena *a)
{
	struct json_object *o = json_object_new_object();
	struct watch_count counts[WATCH_COUNTS];

	json_add(o, "iface", json_text(q->nic->name));
	json_add(o, "direction", json_text(q->tx ? "tx" : "rx"));
	json_add(o, "queue", json_object_new_uint64(q->index));
	json_add(o, "irq", q->irq ? json_object_new_uint64(q->irq->number) : NULL);
	json_add(o, "cpus", json_set(q->cpus, a));
	watch_queue_counts(q, counts);
	add_counts(o, counts);
	return o;
}

static struct json_object *cpu_object(const struct interval *t, unsigned cpu, struct arena *a)
{
	struct json_object *o = json_object_new_object();
	struct watch_count counts[WATCH_COUNTS];

	json_add(o, "cpu", json_object_new_uint64(cpu));
	json_add(o, "node", json_known(t->h->cpus[cpu].node));
	watch_cpu_counts(t, cpu, counts);
	add_counts(o, counts);
	json_add(o, "softirq_share", json_fraction(watch_softirq(t, cpu), 4, a));
	return o;
}

struct json_object *json_interval(const struct interval *t, struct arena *a)
{
	struct json_object *o = json_document("nqtune-watch/1"), *ifaces = json_object_new_array();
	struct json_object *queues = json_object_new_array(), *cpus = json_object_new_array();
	struct watch_queue *q;
	size_t n = watch_queues(t, &q, a);

	for (size_t i = 0; i < t->h->nnics; i++)
		if (watch_shows(t, &t->h->nics[i]))
			json_object_array_add(ifaces, iface_object(t, &t->h->nics[i]));
	for (size_t i = 0; i < n; i++)
		json_object_array_add(queues, queue_object(&q[i], a));
	cpuset_each(cpu, t->h->online)
		json_object_array_add(cpus, cpu_object(t, (unsigned)cpu, a));
	json_add(o, "time", json_text(watch_time(t->time_ms, a)));
	json_add(o, "seconds", json_fraction((double)t->counted->ns / 1e9, 3, a));
	json_add(o, "self_cpu", json_fraction(t->self_cpu, 4, a));
	json_add(o, "forwarded", json_reading(t->counted->forwarded));
	json_add(o, "interfaces", ifaces);
	json_add(o, "queues", queues);
	json_add(o, "cpus", cpus);
	return o;
}
