// SPDX-License-Identifier: GPL-2.0-or-later
// nqtune-measure/1: what was counted.
#include "json_measure.h"

#include "json.h"
#include "nqtune/arena.h"
#include "nqtune/measure.h"
#include "nqtune/view.h"

static struct json_object *cpu_object(const struct measured_cpu *c, struct arena *a)
{
	struct json_object *o = json_object_new_object();

	json_add(o, "cpu", json_object_new_int64(c->cpu));
	json_add(o, "packets", json_reading(c->worked));
	json_add(o, "interrupts", json_reading(c->interrupts));
	json_add(o, "softirq", json_fraction(c->softirq, 4, a));
	json_add(o, "idle", json_fraction(c->idle, 4, a));
	return o;
}

static struct json_object *drops_object(const struct measured *m)
{
	struct json_object *o = json_object_new_object();

	json_add(o, "all", json_reading(m->drops));
	json_add(o, "rings", json_reading(m->drops_ring));
	json_add(o, "rx", json_reading(m->drops_rx));
	json_add(o, "tx", json_reading(m->drops_tx));
	json_add(o, "backlogs", json_reading(m->drops_backlog));
	return o;
}

static struct json_object *largest_object(const struct measured *m, struct arena *a)
{
	struct json_object *o;

	if (!m->worked.n)
		return NULL;
	o = json_object_new_object();
	json_add(o, "cpu", json_object_new_int64(m->largest_cpu));
	json_add(o, "share", json_fraction(m->largest_share, 4, a));
	json_add(o, "to_mean", json_fraction(m->share_to_mean, 4, a));
	return o;
}

static double unless_0(double v)
{
	return v > 0 ? v : -1;
}

void json_add_measured(struct json_object *o, const struct measured *m, struct arena *a)
{
	struct json_object *cpus = json_object_new_array();

	for (unsigned i = 0; i < m->cpus; i++)
		json_object_array_add(cpus, cpu_object(&m->cpu[i], a));
	json_add(o, "seconds", json_fraction((double)m->ns / 1e9, 3, a));
	json_add(o, "rx_packets", json_reading(m->rx_packets));
	json_add(o, "rx_bytes", json_reading(m->rx_bytes));
	json_add(o, "tx_packets", json_reading(m->tx_packets));
	json_add(o, "tx_bytes", json_reading(m->tx_bytes));
	json_add(o, "forwarded", json_reading(m->forwarded));
	json_add(o, "dropped", drops_object(m));
	json_add(o, "interrupts", json_reading(m->interrupts));
	json_add(o, "worked", json_reading(m->worked));
	json_add(o, "squeezed", json_reading(m->squeezed));
	json_add(o, "largest", largest_object(m, a));
	json_add(o, "softirq_share", json_fraction(m->softirq_share, 4, a));
	json_add(o, "softirq_ns_per_packet", json_fraction(unless_0(m->softirq_ns_per_packet), 1, a));
	json_add(o, "interrupts_per_packet", json_fraction(unless_0(m->interrupts_per_packet), 4, a));
	json_add(o, "cpus", cpus);
}

static struct json_object *command_object(const struct view_ran *ran)
{
	struct json_object *o, *words;

	if (!ran)
		return NULL;
	o = json_object_new_object();
	words = json_object_new_array();
	for (size_t i = 0; ran->words[i]; i++)
		json_object_array_add(words, json_text(ran->words[i]));
	json_add(o, "words", words);
	json_add(o, "stopped", json_object_new_boolean(ran->stopped));
	json_add(o, "status", json_known(ran->status));
	json_add(o, "signal", json_known(ran->signal ? ran->signal : -1));
	return o;
}

struct json_object *json_measured(const struct measured *m, const char *const *ifaces, size_t n,
				  const struct view_ran *ran, struct arena *a)
{
	struct json_object *o = json_document("nqtune-measure/1");

	json_add(o, "interfaces", json_texts(ifaces, n));
	json_add_measured(o, m, a);
	json_add(o, "command", command_object(ran));
	return o;
}
