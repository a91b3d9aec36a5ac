// SPDX-License-Identifier: GPL-2.0-or-later
// From a setting as the user wrote it to the changes it takes. Pure.
#include <errno.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/err.h"
#include "nqtune/host.h"
#include "nqtune/knob.h"
#include "readings.h"
#include "rxqs.h"

/* One thing that has the attribute: a queue or an interrupt. */
struct target {
	const char *name;
	unsigned index;
	const struct cpuset *now;	/* NULL = it has no such setting */
	const struct irq *irq;
};
struct targets {
	struct target *v;
	size_t n;
};

/* What was asked for, as knob_changes() got it. */
struct order {
	const struct knob *k;
	const struct host *h;
	const struct nic *nic;
	long queue;
	const char *vector;
	struct arena *a;
	struct err *e;
};

static const char *queues_text(const char *ifname, const char *dir, const struct cpuset *set,
			       struct arena *a)
{
	unsigned n = cpuset_count(set);

	if (!n)
		return arena_printf(a, "%s has no %s queue", ifname, dir);
	if (n == 1)
		return arena_printf(a, "%s has one %s queue, %s", ifname, dir,
				    cpuset_list(a, set));
	return arena_printf(a, "%s has %s queues %s", ifname, dir, cpuset_list(a, set));
}

const char *rx_queues_text(const struct nic *nic, struct arena *a)
{
	struct cpuset *set = cpuset_new(a, CPUSET_MAX);

	for (size_t i = 0; i < nic->nrx; i++)
		cpuset_add(set, nic->rx[i].index);
	return queues_text(nic->name, "rx", set, a);
}

const char *tx_queues_text(const struct nic *nic, struct arena *a)
{
	struct cpuset *set = cpuset_new(a, CPUSET_MAX);

	for (size_t i = 0; i < nic->ntx; i++)
		cpuset_add(set, nic->tx[i].index);
	return queues_text(nic->name, "tx", set, a);
}

static bool queue_wanted(const struct order *o, unsigned index)
{
	return o->queue < 0 || (unsigned long)o->queue == index;
}

/* have: "eth0 has rx queues 0-5". */
static int no_queue(const struct order *o, const char *dir, const char *have)
{
	if (o->queue < 0)
		return err_set(o->e, -EINVAL, "%s", have);
	return err_set(o->e, -EINVAL, "no %s queue %ld: %s", dir, o->queue, have);
}

static int rx_targets(const struct order *o, struct targets *t)
{
	for (size_t i = 0; i < o->nic->nrx; i++) {
		const struct rx_queue *q = &o->nic->rx[i];

		if (queue_wanted(o, q->index))
			*arena_push(o->a, t->v, t->n) = (struct target){
				target_rx(o->a, q->index), q->index, q->rps, NULL };
	}
	if (t->n)
		return 0;
	return no_queue(o, "rx", rx_queues_text(o->nic, o->a));
}

static int tx_targets(const struct order *o, const struct knob_attr *attr, struct targets *t)
{
	for (size_t i = 0; i < o->nic->ntx; i++) {
		const struct tx_queue *q = &o->nic->tx[i];

		if (queue_wanted(o, q->index))
			*arena_push(o->a, t->v, t->n) = (struct target){
				target_tx(o->a, q->index), q->index,
				attr->kind == ATTR_RXQS ? q->xps_rxqs : q->xps, NULL };
	}
	if (t->n)
		return 0;
	return no_queue(o, "tx", tx_queues_text(o->nic, o->a));
}

static bool vector_wanted(const struct order *o, const struct vector *v)
{
	if (o->vector)
		return vector_called(v, o->vector);
	if (o->queue >= 0)
		return vector_serves(o->nic, v, (unsigned long)o->queue);
	return v->role != VECTOR_OTHER;
}

static bool has_irq(const struct targets *t, const struct irq *irq)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->v[i].irq->number == irq->number)
			return true;
	return false;
}

static const char *vector_names(const struct order *o)
{
	const char *text = "";

	for (size_t i = 0; i < o->nic->nvectors && strlen(text) < 300; i++)
		text = arena_printf(o->a, "%s%s%u %s", text, *text ? ", " : "",
				    o->nic->vectors[i].irq->number,
				    target_vector(o->a, &o->nic->vectors[i]));
	return text;
}

/* Which NIC's interrupts bring its packets: of several the first. */
static const char *lowest_name(const struct host *h, const struct nic *nic)
{
	size_t n;
	struct nic **leaves = host_leaves(h, host_nic(h, nic->name), &n);

	return n ? leaves[0]->name : nic->name;
}

static int no_vector(const struct order *o)
{
	const struct nic *nic = o->nic;

	if (!nic->nvectors && (nic->nlower || nic->conduit))
		return err_set(o->e, -ENOENT,
			       "%s has no interrupts of its own (name the NIC below it: %s)",
			       nic->name, lowest_name(o->h, nic));
	if (!nic->nvectors)
		return err_set(o->e, -ENOENT, "%s has no interrupts%s", nic->name,
			       nic->up ? "" : " while it is down (bring it up first)");
	if (o->vector)
		return err_set(o->e, -ENOENT, "%s has no interrupt '%.60s' (it has %.320s)",
			       nic->name, o->vector, vector_names(o));
	if (o->queue >= 0)
		return err_set(o->e, -EINVAL, "no interrupt of %s serves a queue %ld (%s; %s)",
			       nic->name, o->queue, rx_queues_text(nic, o->a),
			       tx_queues_text(nic, o->a));
	return err_set(o->e, -ENOENT,
		       "it is not known which interrupts serve the queues of %s (name one of "
		       "%.320s)", nic->name, vector_names(o));
}

static int vector_targets(const struct order *o, struct targets *t)
{
	for (size_t i = 0; i < o->nic->nvectors; i++) {
		const struct vector *v = &o->nic->vectors[i];

		if (vector_wanted(o, v) && !has_irq(t, v->irq))
			*arena_push(o->a, t->v, t->n) = (struct target){
				target_vector(o->a, v), v->irq->number, v->irq->asked, v->irq };
	}
	return t->n ? 0 : no_vector(o);
}

static int find_targets(const struct order *o, const struct knob_attr *attr, struct targets *t)
{
	if (o->vector && attr->scope != SCOPE_VECTOR)
		return err_set(o->e, -EINVAL, "%s is set by queue, not by interrupt", o->k->name);
	switch (attr->scope) {
	case SCOPE_RX:
		return rx_targets(o, t);
	case SCOPE_TX:
		return tx_targets(o, attr, t);
	case SCOPE_VECTOR:
		return vector_targets(o, t);
	case SCOPE_IFACE:
		break;
	}
	return err_set(o->e, -EOPNOTSUPP, "%s cannot be set by this version", o->k->name);
}

static int no_setting(const struct order *o, const struct knob_attr *attr, const struct target *t)
{
	const char *ifname = o->nic->name;

	if (attr->scope == SCOPE_RX && !o->h->rps_known)
		return err_set(o->e, -EOPNOTSUPP,
			       "this kernel has no receive packet steering (built without "
			       "CONFIG_RPS)");
	if (attr->scope == SCOPE_TX && attr->kind == ATTR_CPUS && o->nic->ntx == 1)
		return err_set(o->e, -EOPNOTSUPP, "%s has one tx queue: nothing to spread",
			       ifname);
	if (attr->scope == SCOPE_TX)
		return err_set(o->e, -EOPNOTSUPP,
			       "%s %s has no %s (a queue in no traffic class, or a kernel built "
			       "without CONFIG_XPS)", ifname, t->name, attr->file);
	return err_set(o->e, -EOPNOTSUPP, "the kernel does not say what %s of %s %s is now",
		       attr->file, ifname, t->name);
}

static int parse_new(const struct order *o, const struct knob_setting *s, const struct target *t,
		     struct value *out)
{
	struct cpuset *set = NULL;
	int r;

	if (s->attr->kind == ATTR_RXQS)
		r = rxqs_parse(o->nic, s->text, o->a, &set, o->e);
	else
		r = knob_parse_cpus(o->h, o->nic, s->attr->scope, t->index, s->text, o->a, &set,
				    o->e);
	*out = value_cpus(set);
	return r;
}

/* 1: a change is needed, in *c; 0: it holds already; or a negative errno. */
static int change_of(const struct order *o, const struct knob_setting *s, const struct target *t,
		     struct change *c)
{
	struct value new;
	int r;

	if (!t->now)
		return no_setting(o, s->attr, t);
	r = parse_new(o, s, t, &new);
	if (r)
		return r;
	*c = (struct change){
		.iface = o->nic->name,
		.knob = o->k,
		.attr = s->attr,
		.target = t->name,
		.index = t->index,
		.old = value_cpus(t->now),
		.new = new,
		.path = knob_path(o->a, s->attr, o->nic->name, t->index),
		.why = "asked for",
	};
	if (value_equal(&c->old, &c->new))
		return 0;
	if (t->irq && !t->irq->movable)
		return err_set(o->e, -EIO, "interrupt %u (%s) cannot be moved: %s", t->index,
			       t->name, t->irq->unmovable_why ? t->irq->unmovable_why
							      : "the kernel refuses");
	return 1;
}

static int add_setting(const struct order *o, const struct knob_setting *s, struct changes *out,
		       size_t *already)
{
	struct targets t = { 0 };
	int r = find_targets(o, s->attr, &t);

	for (size_t i = 0; !r && i < t.n; i++) {
		struct change c;
		int needed = change_of(o, s, &t.v[i], &c);

		if (needed < 0)
			r = needed;
		else if (needed)
			*arena_push(o->a, out->v, out->n) = c;
		else if (already)
			++*already;
	}
	return r;
}

int knob_changes(const struct knob *k, const struct host *h, const struct nic *nic, long queue,
		 const char *vector, const struct knob_setting *settings, size_t nsettings,
		 struct arena *a, struct changes *out, size_t *already, struct err *e)
{
	const struct order o = { k, h, nic, queue, vector, a, e };

	*out = (struct changes){ 0 };
	if (already)
		*already = 0;
	if (!k->settable)
		return err_set(e, -EOPNOTSUPP, "%s cannot be set by this version", k->name);
	for (size_t i = 0; i < nsettings; i++) {
		int r;

		for (size_t j = 0; j < i; j++)
			if (settings[j].attr == settings[i].attr)
				return err_set(e, -EINVAL, "'%s' is given twice",
					       settings[i].attr->name);
		r = add_setting(&o, &settings[i], out, already);
		if (r)
			return r;
	}
	return 0;
}
