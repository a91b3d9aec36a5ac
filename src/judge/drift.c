// SPDX-License-Identifier: GPL-2.0-or-later
// Who probably undid a setting: by what else is so, the surest sign first. Pure.
#include "nqtune/drift.h"

#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/host.h"
#include "nqtune/knob.h"

struct judge {
	const struct drift *v;
	size_t n;
	const struct host *h;
	struct arena *a;
};

static void blame(struct drift *d, const char *author, const char *why)
{
	d->author = author;
	d->why = why;
}

static bool is_of(const struct drift *d, const char *knob)
{
	return d->change.attr && !strcmp(d->change.knob->name, knob);
}

static bool same_iface(const struct drift *a, const struct drift *b)
{
	return !strcmp(a->change.iface, b->change.iface);
}

static bool by_nqtune(const struct judge *j, struct drift *d)
{
	if (!d->by)
		return false;
	blame(d, "nqtune", arena_printf(j->a, "\"nqtune %s\" set it to this since", d->by));
	return true;
}

static bool by_new_interface(const struct judge *j, struct drift *d)
{
	if (!*d->change.iface)
		return false;
	if (!d->ifindex_now) {
		blame(d, "driver", arena_printf(j->a, "%s is not there: its driver is not loaded, it was "
						      "unplugged, or it has another name", d->change.iface));
		return true;
	}
	if (!d->ifindex || d->ifindex == d->ifindex_now)
		return false;
	blame(d, "driver",
	      arena_printf(j->a, "%s was made anew (interface number %u when it was set, %u now): its driver "
				 "was loaded again, it was unplugged, or the machine was migrated",
			   d->change.iface, d->ifindex, d->ifindex_now));
	return true;
}

/* The kernel takes an interrupt away from a CPU that goes, and does not bring it back. */
static bool by_hotplug(const struct judge *j, struct drift *d)
{
	const struct value *wanted = &d->change.new;
	struct cpuset *gone;

	if (!d->change.attr || d->change.attr->kind != ATTR_CPUS || wanted->kind != VALUE_CPUS)
		return false;
	gone = cpuset_copy(j->a, wanted->cpus);
	cpuset_sub(gone, j->h->online);
	if (cpuset_empty(gone))
		return false;
	blame(d, "cpu-hotplug", arena_printf(j->a, "%s %s offline", cpus_words(gone, j->a),
					   cpuset_count(gone) == 1 ? "is" : "are"));
	return true;
}

static const char *agent_of(const struct host *h, const char *const *names)
{
	for (size_t i = 0; i < h->nagents; i++)
		for (size_t k = 0; names[k]; k++)
			if (!strcmp(h->agents[i], names[k]))
				return h->agents[i];
	return NULL;
}

/* The cloud's own scripts set channels, interrupts and XPS of its virtual cards. */
static bool by_guest_agent(const struct judge *j, struct drift *d)
{
	static const char *const names[] = { "google_guest_agent", "waagent", NULL };
	const struct nic *nic = host_nic(j->h, d->change.iface);
	const char *agent = agent_of(j->h, names);
	bool virtual = nic && (nic->virtio || (nic->driver && (!strcmp(nic->driver, "gve") ||
							       !strcmp(nic->driver, "hv_netvsc"))));

	if (!agent || !virtual || !(is_of(d, "irq") || is_of(d, "xps") || is_of(d, "channels")))
		return false;
	blame(d, "guest-agent", arena_printf(j->a, "%s runs, which lays out the queues of %s cards",
					     agent, nic->driver ? nic->driver : "virtio"));
	return true;
}

static bool is_of_a_queue(const struct knob_attr *attr)
{
	return attr && attr->scope != SCOPE_IFACE && attr->scope != SCOPE_NAMED &&
	       attr->scope != SCOPE_HOST;
}

/* What a change of channels may take along. */
static bool hangs_on_channels(const struct drift *d)
{
	return d->failed || is_of(d, "rss") || is_of_a_queue(d->change.attr);
}

static bool by_channels(const struct judge *j, struct drift *d)
{
	const char *iface = d->change.iface;

	if (is_of(d, "channels")) {
		blame(d, "ethtool",
		      arena_printf(j->a, "ethtool -L or another program set it, or %s's driver was reset",
				   iface));
		return true;
	}
	for (size_t i = 0; hangs_on_channels(d) && i < j->n; i++) {
		const struct drift *o = &j->v[i];

		if (!is_of(o, "channels") || !same_iface(o, d))
			continue;
		blame(d, "driver",
		      arena_printf(j->a, "%s has %s %s channels where %s are wanted: with them its queues "
					 "and interrupts were made anew", iface,
				   value_text(j->a, &o->change.old), o->change.attr->name,
				   value_text(j->a, &o->change.new)));
		return true;
	}
	return false;
}

/* What a driver gives a queue that it makes: no set at all, or all CPUs. */
static bool is_default(const struct judge *j, const struct change *c)
{
	if (c->old.kind != VALUE_CPUS)
		return false;
	return c->knob == &knob_irq ? cpuset_subset(j->h->online, c->old.cpus)
				    : cpuset_empty(c->old.cpus);
}

static size_t count_lost(const struct judge *j, const char *iface, const char *knob)
{
	size_t n = 0;

	for (size_t i = 0; i < j->n; i++)
		if (is_of(&j->v[i], knob) && !strcmp(j->v[i].change.iface, iface) &&
		    is_default(j, &j->v[i].change))
			n++;
	return n;
}

static size_t queue_vectors(const struct nic *nic)
{
	size_t n = 0;

	for (size_t i = 0; i < nic->nvectors; i++)
		n += nic->vectors[i].role != VECTOR_OTHER;
	return n;
}

/* All of a kind, and all at what a driver begins with: nobody sets them so one by one. */
static const char *remade(const struct judge *j, const struct nic *nic)
{
	size_t irqs = count_lost(j, nic->name, "irq"), xps = count_lost(j, nic->name, "xps");

	if (irqs > 1 && irqs >= queue_vectors(nic))
		return arena_printf(j->a, "all %zu queue interrupts of %s", irqs, nic->name);
	if (xps > 1 && xps >= nic->ntx)
		return arena_printf(j->a, "XPS of all %zu queues of %s", xps, nic->name);
	return NULL;
}

static bool by_remaking(const struct judge *j, struct drift *d)
{
	const struct nic *nic = host_nic(j->h, d->change.iface);
	const char *what = nic ? remade(j, nic) : NULL;

	if (!what || !(is_of(d, "irq") || is_of(d, "xps")) || !is_default(j, &d->change))
		return false;
	blame(d, "driver",
	      arena_printf(j->a, "%s read as a driver begins with: it made them anew (a reset, a change of "
				 "channels or rings, a suspend)", what));
	return true;
}

/* The queue or its interrupt is not there any more. */
static bool by_absence(const struct judge *j, struct drift *d)
{
	const struct nic *nic = host_nic(j->h, d->change.iface);

	if (!nic || !is_of_a_queue(d->change.attr) || d->change.old.kind != VALUE_NONE)
		return false;
	blame(d, "ethtool",
	      arena_printf(j->a, "%s has %zu rx and %zu tx queues now: ethtool -L or another program changed "
				 "its channels, or its driver was reset", nic->name, nic->nrx, nic->ntx));
	return true;
}

static bool by_irqbalance(const struct judge *j, struct drift *d)
{
	const struct irqbalance *b = &j->h->irqbalance;

	if (!is_of(d, "irq") || !b->running || d->spared)
		return false;
	blame(d, "irqbalance", arena_printf(j->a, "it runs (%s), and was not told to leave this interrupt alone",
					    b->how));
	return true;
}

struct program {
	const char *name;	/* as in host->agents */
	const char *knobs;	/* that it can set, between blanks */
};

/* What it takes to set one of these is a profile, a connection or a .link file that says so. */
static const struct program programs[] = {
	{ "tuned", " channels coalesce ring offload pause irq rps " },
	{ "NetworkManager", " channels coalesce ring offload pause " },
	{ "systemd-networkd", " channels coalesce ring offload pause rps " },
};

static bool by_program(const struct judge *j, struct drift *d)
{
	for (size_t i = 0; d->change.attr && i < sizeof(programs) / sizeof(programs[0]); i++) {
		const char *const names[] = { programs[i].name, NULL };
		const char *knob = arena_printf(j->a, " %s ", d->change.knob->name);

		if (!agent_of(j->h, names) || !strstr(programs[i].knobs, knob))
			continue;
		blame(d, programs[i].name, "it runs, and can be configured to set this");
		d->maybe = true;
		return true;
	}
	return false;
}

/* An interrupt whose CPUs all go offline gets all others, and keeps them when its own come back. */
static bool by_past_hotplug(const struct judge *j, struct drift *d)
{
	const struct value *found = &d->change.old, *wanted = &d->change.new;
	struct cpuset *both;

	if (!is_of(d, "irq") || !d->was_so || found->kind != VALUE_CPUS ||
	    wanted->kind != VALUE_CPUS || cpuset_count(found->cpus) < 2)
		return false;
	both = cpuset_copy(j->a, found->cpus);
	cpuset_or(both, wanted->cpus);
	if (!cpuset_subset(j->h->online, both))
		return false;
	blame(d, "cpu-hotplug",
	      arena_printf(j->a, "%s may have been offline since: the kernel then gives such an interrupt "
				 "all others", cpus_words(wanted->cpus, j->a)));
	d->maybe = true;
	return true;
}

static void by_nobody(const struct judge *j, struct drift *d)
{
	const char *spared = d->spared ? "; irqbalance runs, but was told to leave it alone" : "";

	blame(d, "unknown",
	      d->failed ? "it may never have been so"
	      : d->was_so ? arena_printf(j->a, "it was set, and nothing here tells who changed it%s", spared)
			: "it was not set to that since boot, as far as nqtune knows");
}

static void judge_one(const struct judge *j, struct drift *d)
{
	static bool (*const rules[])(const struct judge *, struct drift *) = {
		by_nqtune, by_new_interface, by_hotplug, by_guest_agent, by_channels, by_absence,
		by_remaking, by_irqbalance, by_program, by_past_hotplug,
	};

	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		if (rules[i](j, d))
			return;
	by_nobody(j, d);
}

void drift_judge(struct drift *v, size_t n, const struct host *h, struct arena *a)
{
	const struct judge j = { v, n, h, a };

	for (size_t i = 0; i < n; i++) {
		judge_one(&j, &v[i]);
		v[i].restore = v[i].change.attr ? knob_own_command(a, &v[i].change) : NULL;
	}
}
