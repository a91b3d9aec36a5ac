// SPDX-License-Identifier: GPL-2.0-or-later
// Rules on what netfilter does with packets that are forwarded (L4, B7).
#include <inttypes.h>
#include <string.h>

#include "counts.h"
#include "nqtune/arena.h"
#include "nqtune/host.h"
#include "nqtune/knob.h"
#include "nqtune/sample.h"
#include "nqtune/surroundings.h"

/* Tracking, NAT and a filter take six or seven; more is another firewall beside the first. */
#define MANY_HOOKS 8
/* Above, little is left for a busy moment; when it is full, new connections are refused. */
#define FULL_PERCENT 80

static bool is_forwarding(const struct finds *f)
{
	const struct sample *s = f->c->counted;
	uint64_t enough = f->c->since_boot ? 100 * ENOUGH_PACKETS : ENOUGH_PACKETS;

	return f->c->around->forwarding.set && f->c->around->forwarding.n && s &&
	       s->forwarded.set && s->forwarded.n >= enough;
}

static const char *forwarded(struct finds *f)
{
	return say(f, "%" PRIu64 " packets forwarded %s", f->c->counted->forwarded.n,
		   when_counted(f));
}

static bool has_flowtable(const struct finds *f)
{
	const struct nf_hooks *hooks = &f->c->around->hooks;

	for (size_t i = 0; i < hooks->n; i++)
		if (hooks->v[i].flowtable)
			return true;
	return f->h->nat.flowtable || f->h->nat.flowtable_hw;
}

/* On the way of an IPv4 packet that is forwarded. */
static bool is_on_the_way(const struct nf_hook *k, const char *hook)
{
	return k->family && k->hook && !strcmp(k->family, "ip") && !strcmp(k->hook, hook) &&
	       !k->flowtable;
}

static const char *called(const struct nf_hook *k)
{
	if (k->chain)
		return k->chain;
	return k->function ? k->function : "?";
}

static const char *list_hook(struct finds *f, const char *hook, size_t *n)
{
	const struct nf_hooks *hooks = &f->c->around->hooks;
	const char *list = "";

	for (size_t i = 0; i < hooks->n; i++) {
		if (!is_on_the_way(&hooks->v[i], hook))
			continue;
		list = arena_list(f->a, list, called(&hooks->v[i]));
		++*n;
	}
	return *list ? say(f, "%s: %s; ", hook, list) : "";
}

/* Whether forwarded packets are looked up among the connections. */
static bool is_tracked(const struct finds *f)
{
	const struct nf_hooks *hooks = &f->c->around->hooks;

	if (!f->c->around->hooks_known)
		return f->c->around->conntrack.set && f->c->around->conntrack.n;
	for (size_t i = 0; i < hooks->n; i++)
		if (is_on_the_way(&hooks->v[i], "prerouting") && hooks->v[i].function &&
		    strstr(hooks->v[i].function, "conntrack_in"))
			return true;
	return false;
}

static bool is_conduit(const struct nic *nic)
{
	for (size_t i = 0; i < nic->nupper; i++)
		if (nic->upper[i]->conduit == nic)
			return true;
	return false;
}

/* Whether a flowtable can be on it, it had packets, and its name can be quoted. */
static bool can_go_past(const struct finds *f, const struct nic *nic)
{
	bool fits = nic->kind == NIC_PHYSICAL || nic->kind == NIC_DSA_PORT ||
		    nic->kind == NIC_VIRTUAL;

	return fits && nic->up && !is_conduit(nic) && !strpbrk(nic->name, "\"'\\") &&
	       (received(f, nic) || transmitted(f, nic));
}

static const char *devices(struct finds *f, size_t *n)
{
	const char *list = "";

	*n = 0;
	for (size_t i = 0; i < f->h->nnics; i++) {
		const struct nic *nic = &f->h->nics[i];

		if (!can_go_past(f, nic))
			continue;
		list = arena_list(f->a, list, say(f, "\"%s\"", nic->name));
		++*n;
	}
	return list;
}

static const char *flowtable_command(struct finds *f)
{
	size_t n;
	const char *list = devices(f, &n);

	if (n < 2)
		return "a flowtable over the interfaces that forward (nft(8), FLOWTABLES)";
	return say(f,
		   "nft 'table inet fastpath { flowtable f { hook ingress priority 0; "
		   "devices = { %s }; }; chain forward { type filter hook forward priority 0; "
		   "policy accept; meta l4proto { tcp, udp } flow add @f; }; }'",
		   list);
}

void find_hooks(struct finds *f)
{
	const char *pre, *forward, *post;
	size_t n = 0;

	if (!is_forwarding(f) || !f->c->around->hooks_known || has_flowtable(f))
		return;
	pre = list_hook(f, "prerouting", &n);
	forward = list_hook(f, "forward", &n);
	post = list_hook(f, "postrouting", &n);
	if (n < MANY_HOOKS)
		return;
	report(f, NULL, NULL,
	       say(f, "netfilter calls %zu functions for each packet that is forwarded", n),
	       say(f, "%s%s%s%s", pre, forward, post, forwarded(f)),
	       is_tracked(f)
		       ? flowtable_command(f)
		       : "merge tables and chains that do the same, and remove what is not used");
}

/* Twice the room. */
void find_conntrack(struct finds *f)
{
	const struct reading *now = &f->c->around->conntrack, *max = &f->c->around->conntrack_max;

	if (!now->set || !max->set || !max->n || now->n * 100 < max->n * FULL_PERCENT)
		return;
	report(f, NULL, NULL,
	       "the table of connections is almost full: when it is, new ones are dropped",
	       say(f, "%" PRIu64 " of at most %" PRIu64 " connections", now->n, max->n),
	       say(f, "sysctl -w net.netfilter.nf_conntrack_max=%" PRIu64, max->n * 2));
}

void find_flowtable(struct finds *f)
{
	if (!is_forwarding(f) || !f->h->nat.known || has_flowtable(f) || !is_tracked(f))
		return;
	report(f, NULL, NULL,
	       "forwarded packets take the whole way through netfilter and routing, though their "
	       "connections are known",
	       say(f, "%s; connections are tracked%s, no flowtable", forwarded(f),
		   f->c->around->conntrack.set
			   ? say(f, " (%" PRIu64 " now)", f->c->around->conntrack.n)
			   : ""),
	       flowtable_command(f));
}

void find_offloaded(struct finds *f)
{
	const char *list = "";

	if (!f->h->nat.flowtable_hw)
		return;
	for (size_t i = 0; i < f->h->nnics; i++)
		if (nat_is_offloaded(&f->h->nat, f->h->nics[i].name))
			list = arena_list(f->a, list, f->h->nics[i].name);
	report(f, NULL, NULL,
	       "a flowtable asks the hardware to forward: how packets are steered here matters "
	       "less",
	       say(f, "flags offload of a flowtable on %s", list), NULL);
}
