// SPDX-License-Identifier: GPL-2.0-or-later
// Which queues and interrupts an order means, and what to say when there are none. Pure.
#include "targets.h"

#include <errno.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/err.h"
#include "nqtune/host.h"
#include "readings.h"
#include "rxqs.h"

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

static const char *tx_queues_text(const struct nic *nic, struct arena *a)
{
	struct cpuset *set = cpuset_new(a, CPUSET_MAX);

	for (size_t i = 0; i < nic->ntx; i++)
		cpuset_add(set, nic->tx[i].index);
	return queues_text(nic->name, "tx", set, a);
}

static bool vector_wanted(const struct knob_order *o, const struct vector *v)
{
	if (o->vector)
		return vector_called(v, o->vector);
	if (o->queue >= 0)
		return vector_serves(o->nic, v, (unsigned long)o->queue);
	return v->role != VECTOR_OTHER;
}

static bool irq_wanted(const struct knob_order *o, unsigned irq)
{
	for (size_t i = 0; i < o->nic->nvectors; i++)
		if (o->nic->vectors[i].irq->number == irq &&
		    vector_wanted(o, &o->nic->vectors[i]))
			return true;
	return false;
}

bool target_wanted(const struct knob_order *o, const struct knob_reading *r)
{
	switch (r->attr->scope) {
	case SCOPE_RX:
	case SCOPE_TX:
	case SCOPE_QUEUE:
		return o->queue < 0 || (unsigned long)o->queue == r->index;
	case SCOPE_VECTOR:
		return irq_wanted(o, r->index);
	case SCOPE_IFACE:
	case SCOPE_NAMED:
	case SCOPE_HOST:
		break;
	}
	return true;
}

static const char *vector_names(const struct knob_order *o)
{
	const char *text = "";

	for (size_t i = 0; i < o->nic->nvectors && strlen(text) < 300; i++)
		text = arena_printf(o->arena, "%s%s%u %s", text, *text ? ", " : "",
				    o->nic->vectors[i].irq->number,
				    target_vector(o->arena, &o->nic->vectors[i]));
	return text;
}

/* Which NIC's interrupts bring its packets: of several the first. */
static const char *lowest_name(const struct host *h, const struct nic *nic)
{
	size_t n;
	struct nic **leaves = host_leaves(h, host_nic(h, nic->name), &n);

	return n ? leaves[0]->name : nic->name;
}

static int no_vector(const struct knob_order *o, struct err *e)
{
	const struct nic *nic = o->nic;

	if (!nic->nvectors && (nic->nlower || nic->conduit))
		return err_set(e, -ENOENT,
			       "%s has no interrupts of its own (name the NIC below it: %s)",
			       nic->name, lowest_name(o->h, nic));
	if (!nic->nvectors)
		return err_set(e, -ENOENT, "%s has no interrupts%s", nic->name,
			       nic->up ? "" : " while it is down (bring it up first)");
	if (o->vector)
		return err_set(e, -ENOENT, "%s has no interrupt '%.60s' (it has %.320s)",
			       nic->name, o->vector, vector_names(o));
	if (!nic->up)
		return err_set(e, -ENOENT, "%s is down, and its interrupts get their names when it "
					   "comes up (bring it up first)", nic->name);
	if (o->queue >= 0)
		return err_set(e, -EINVAL, "no interrupt of %s serves a queue %ld (%s; %s)",
			       nic->name, o->queue, rx_queues_text(nic, o->arena),
			       tx_queues_text(nic, o->arena));
	return err_set(e, -ENOENT,
		       "it is not known which interrupts serve the queues of %s (name one of "
		       "%.320s)", nic->name, vector_names(o));
}

/* have: "eth0 has rx queues 0-5". */
static int no_queue(const struct knob_order *o, const char *dir, const char *have, struct err *e)
{
	if (o->queue < 0)
		return err_set(e, -EINVAL, "%s", have);
	return err_set(e, -EINVAL, "no %s queue %ld: %s", dir, o->queue, have);
}

static int no_own_queue(const struct knob_order *o, struct err *e)
{
	for (size_t i = 0; i < o->now->n; i++)
		if (o->now->v[i].attr->scope == SCOPE_QUEUE)
			return err_set(e, -EINVAL, "no queue %ld: %s; %s", o->queue,
				       rx_queues_text(o->nic, o->arena),
				       tx_queues_text(o->nic, o->arena));
	return err_set(e, -EOPNOTSUPP, "%s has no %s of its own for queue %ld (set the whole "
		       "interface)", o->nic->name, o->knob->name, o->queue);
}

int target_missing(const struct knob_order *o, const struct knob_attr *attr, struct err *e)
{
	const char *ifname = o->nic->name;

	switch (attr->scope) {
	case SCOPE_RX:
		return no_queue(o, "rx", rx_queues_text(o->nic, o->arena), e);
	case SCOPE_TX:
		return no_queue(o, "tx", tx_queues_text(o->nic, o->arena), e);
	case SCOPE_VECTOR:
		return no_vector(o, e);
	case SCOPE_QUEUE:
		return no_own_queue(o, e);
	case SCOPE_IFACE:
	case SCOPE_NAMED:
	case SCOPE_HOST:
		break;
	}
	return err_set(e, -EOPNOTSUPP, "not supported by %s%s%s", ifname,
		       o->nic->driver ? ", driver " : "", o->nic->driver ? o->nic->driver : "");
}

static int tx_unset(const struct knob_order *o, const struct knob_reading *r, struct err *e)
{
	if (r->attr->kind == ATTR_CPUS && o->nic->ntx == 1)
		return err_set(e, -EOPNOTSUPP, "%s has one tx queue: nothing to spread",
			       o->nic->name);
	return err_set(e, -EOPNOTSUPP,
		       "%s %s has no %s (a queue in no traffic class, or a kernel built "
		       "without CONFIG_XPS)", o->nic->name, r->target, r->attr->file);
}

/* A kernel that is too old for one of them has the others. */
static bool has_others(const struct knob_order *o, const struct knob_reading *r)
{
	for (size_t i = 0; i < o->now->n; i++)
		if (o->now->v[i].attr->scope == r->attr->scope && o->now->v[i].index == r->index &&
		    o->now->v[i].value.kind != VALUE_NONE)
			return true;
	return false;
}

static int number_unset(const struct knob_order *o, const struct knob_reading *r, struct err *e)
{
	if (r->attr->scope == SCOPE_HOST)
		return err_set(e, -EOPNOTSUPP,
			       "%s is not here: it is the whole host's (set it outside of this "
			       "network namespace), or this kernel has none", r->attr->file);
	return err_set(e, -EOPNOTSUPP, "%s %s has no %s (%s)", o->nic->name, r->target,
		       r->attr->file, has_others(o, r) ? "this kernel is too old for it"
		       : "a device made of software, or a kernel built without it");
}

int target_unset(const struct knob_order *o, const struct knob_reading *r, struct err *e)
{
	const struct knob_attr *attr = r->attr;

	if (attr->scope == SCOPE_RX && attr->kind == ATTR_CPUS && attr->file && !o->h->rps_known)
		return err_set(e, -EOPNOTSUPP,
			       "this kernel has no receive packet steering (built without "
			       "CONFIG_RPS)");
	if (attr->scope == SCOPE_TX && attr->kind != ATTR_NUMBER)
		return tx_unset(o, r, e);
	if (attr->file && attr->kind == ATTR_NUMBER && attr->scope != SCOPE_IFACE)
		return number_unset(o, r, e);
	if (attr->file && attr->scope != SCOPE_IFACE && attr->scope != SCOPE_HOST)
		return err_set(e, -EOPNOTSUPP, "the kernel does not say what %s of %s %s is now%s",
			       attr->file, o->nic->name, r->target,
			       attr->scope == SCOPE_VECTOR && !o->nic->up ? " (bring it up first)" : "");
	return err_set(e, -EOPNOTSUPP, "%s is not supported by %s%s%s", attr->name, o->nic->name,
		       o->nic->driver ? ", driver " : "", o->nic->driver ? o->nic->driver : "");
}
