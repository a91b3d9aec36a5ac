// SPDX-License-Identifier: GPL-2.0-or-later
// What nqtune set since boot, and whether it is still so.
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/host.h"
#include "nqtune/journal.h"
#include "nqtune/kept.h"
#include "nqtune/knob.h"
#include "nqtune/session.h"
#include "check.h"

/* By name: the numbers of interrupts change. */
static bool is_about(const struct change *a, const struct change *b)
{
	return a->attr == b->attr && !strcmp(a->iface, b->iface) && !strcmp(a->target, b->target);
}

static struct past_setting *find(const struct past *p, const struct change *c)
{
	for (size_t i = 0; i < p->n; i++)
		if (is_about(&p->v[i].change, c))
			return &p->v[i];
	return NULL;
}

const struct past_setting *past_find(const struct past *p, const struct change *c)
{
	return find(p, c);
}

static unsigned number_of(const struct journal_entry *entry, const char *iface)
{
	for (size_t i = 0; i < entry->nifaces; i++)
		if (!strcmp(entry->ifaces[i].name, iface))
			return entry->ifaces[i].ifindex;
	return 0;
}

static void add_entry(struct session *s, struct past *p, const struct journal_entry *entry)
{
	for (size_t i = 0; i < entry->nchanges; i++) {
		struct past_setting *known = find(p, &entry->changes[i]);

		if (!known)
			known = arena_push(s->arena, p->v, p->n);
		*known = (struct past_setting){
			entry->changes[i], entry->command,
			number_of(entry, entry->changes[i].iface),
		};
	}
	for (size_t i = 0; i < entry->ntold; i++)
		*arena_push(s->arena, p->told, p->ntold) = entry->told[i];
}

struct past past_load(struct session *s, const struct host *h)
{
	struct journal_entry *entries;
	struct past p = { 0 };
	struct err e = { "" };
	size_t n;

	if (journal_load(&s->sys, h->ncpus, s->arena, &entries, &n, NULL, &e))
		n = 0;
	if (*e.text)
		complain(0, "%s", e.text);
	for (size_t i = 0; i < n; i++)
		if (entries[i].state == JOURNAL_DONE || entries[i].state == JOURNAL_TRYING)
			add_entry(s, &p, &entries[i]);
	return p;
}

/* One knob's readings of one interface. */
struct look {
	const char *iface;
	const struct knob *knob;
	struct knob_readings r;
};
struct looks {
	struct look *v;
	size_t n;
};

static const struct knob_readings *read_once(struct session *s, const struct host *h,
					     const struct nic *nic, const struct change *c,
					     struct looks *all)
{
	struct look *l;
	struct err e;

	for (size_t i = 0; i < all->n; i++)
		if (all->v[i].knob == c->knob && !strcmp(all->v[i].iface, c->iface))
			return &all->v[i].r;
	l = arena_push(s->arena, all->v, all->n);
	*l = (struct look){ .iface = c->iface, .knob = c->knob };
	if (c->knob->read(c->knob, &s->sys, h, nic, s->arena, &l->r, &e))
		complain(0, "%s", e.text);
	return &l->r;
}

/* The change that would bring it back; false: nothing is to be changed. */
static bool compare(const struct knob_readings *r, const struct past_setting *set,
		    struct change *out)
{
	*out = set->change;
	out->why = "set before";
	out->old = (struct value){ .kind = VALUE_NONE };
	for (size_t i = 0; i < r->n; i++) {
		if (r->v[i].attr != out->attr || strcmp(r->v[i].target, out->target))
			continue;
		out->old = r->v[i].value;
		out->index = r->v[i].index;
		break;
	}
	return !value_equal(&out->old, &out->new);
}

/* A card that is down has no interrupts, and gets the same ones again. */
static bool sleeps(const struct nic *nic, const struct change *c)
{
	return !nic->up && c->attr->scope == SCOPE_VECTOR;
}

static bool is_named(const struct drift *v, size_t n, const char *iface)
{
	for (size_t i = 0; i < n; i++)
		if (!v[i].change.attr && !strcmp(v[i].change.iface, iface))
			return true;
	return false;
}

size_t past_compare(struct session *s, const struct host *h, const struct past *p,
		    struct drift **out)
{
	struct change *changes = arena_array(s->arena, p->n + 1, sizeof(*changes));
	struct looks looks = { 0 };
	size_t n = 0, count = 0;

	*out = NULL;
	for (size_t i = 0; i < p->n; i++) {
		const struct change *c = &p->v[i].change;
		const struct nic *nic = host_nic(h, *c->iface ? c->iface : "lo");

		if (nic && !sleeps(nic, c))
			n += compare(read_once(s, h, nic, c, &looks), &p->v[i], &changes[n]);
		else if (!nic && *c->iface && !is_named(*out, count, c->iface))
			*arena_push(s->arena, *out, count) = (struct drift){
				.change = { .iface = c->iface },
			};
	}
	n = kept_filter(s, h, changes, n);
	for (size_t i = 0; i < n; i++)
		*arena_push(s->arena, *out, count) = (struct drift){ .change = changes[i] };
	return count;
}

static bool is_told(const struct past *p, const struct change *c)
{
	for (size_t i = 0; c->attr && c->attr->scope == SCOPE_VECTOR && i < p->ntold; i++)
		if (p->told[i] == c->index)
			return true;
	return false;
}

static unsigned number_then(const struct past *p, const char *iface)
{
	unsigned number = 0;

	for (size_t i = 0; i < p->n; i++)
		if (!strcmp(p->v[i].change.iface, iface) && p->v[i].ifindex)
			number = p->v[i].ifindex;
	return number;
}

void past_tell(const struct past *p, const struct host *h, struct drift *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct drift *d = &v[i];
		const struct nic *nic = host_nic(h, d->change.iface);
		const struct past_setting *set = d->change.attr ? find(p, &d->change) : NULL;

		d->ifindex_now = nic ? nic->ifindex : 0;
		d->ifindex = set && set->ifindex ? set->ifindex : number_then(p, d->change.iface);
		d->spared = is_told(p, &d->change);
		if (!set)
			continue;
		d->was_so = value_equal(&set->change.new, &d->change.new);
		if (!d->was_so && value_equal(&set->change.new, &d->change.old))
			d->by = set->command;
	}
}
