// SPDX-License-Identifier: GPL-2.0-or-later
// Which changes of an entry are to be put back, and what its snapshots bring back anyway.
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/files.h"
#include "nqtune/sys.h"
#include "undo_priv.h"

bool undo_gone(const struct undo *u, const char *iface)
{
	for (size_t i = 0; i < u->nabsent; i++)
		if (!strcmp(u->absent[i], iface))
			return true;
	return false;
}

/* The interface of that number, whatever it is called; NULL = there is none. */
static const char *name_now(const struct undo *u, unsigned ifindex)
{
	struct names all;

	if (files_list(u->s->files, "/sys/class/net", FILES_LINKS | FILES_DIRS, u->a, &all))
		return NULL;
	for (size_t i = 0; ifindex && i < all.n; i++)
		if (journal_ifindex(u->s, all.v[i]) == ifindex)
			return all.v[i];
	return NULL;
}

void undo_find_gone(struct undo *u)
{
	const struct journal_entry *entry = u->entry;

	for (size_t i = 0; i < entry->nifaces; i++) {
		const struct journal_iface *iface = &entry->ifaces[i];

		const char *now;

		if (journal_ifindex(u->s, iface->name) == iface->ifindex)
			continue;
		*arena_push(u->a, u->absent, u->nabsent) = iface->name;
		now = name_now(u, iface->ifindex);
		/* What was set on it still stands: not to be forgotten. */
		if (now)
			*arena_push(u->a, u->out->lost_text, u->out->lost) =
				arena_printf(u->a, "%s (it is called %s now: give it its name again first)",
					     iface->name, now);
		else
			*arena_push(u->a, u->out->gone, u->out->ngone) = iface->name;
	}
}

const struct journal_snapshot *undo_snapshot(const struct undo *u, const char *iface)
{
	for (size_t i = 0; i < u->entry->nsnaps; i++)
		if (u->snapped[i] && !strcmp(u->entry->snaps[i].iface, iface))
			return &u->entry->snaps[i];
	return NULL;
}

/* A snapshot whose change was never made says nothing of what others did since. */
static void find_snapped(struct undo *u)
{
	const struct journal_entry *entry = u->entry;

	u->snapped = arena_array(u->a, entry->nsnaps + 1, sizeof(*u->snapped));
	for (size_t i = 0; i < entry->nsnaps; i++)
		for (size_t k = 0; k < entry->nchanges; k++)
			u->snapped[i] |= entry->changes[k].knob->remakes_queues &&
					 !undo_gone(u, entry->snaps[i].iface) &&
					 !strcmp(entry->changes[k].iface, entry->snaps[i].iface);
}

bool undo_same_target(const struct change *a, const struct change *b)
{
	return a->attr == b->attr && !strcmp(a->iface, b->iface) && !strcmp(a->target, b->target);
}

/* What a snapshot knows comes back with it, once the queues are those that they were. */
static bool in_snapshot(const struct undo *u, const struct change *c)
{
	const struct journal_snapshot *snap = *c->iface ? undo_snapshot(u, c->iface) : NULL;

	if (!snap || c->knob->remakes_queues)
		return false;
	for (size_t i = 0; i < snap->readings.n; i++) {
		const struct knob_reading *r = &snap->readings.v[i];

		if (r->attr == c->attr && !strcmp(r->target, c->target))
			return r->index == c->index || c->attr->scope == SCOPE_VECTOR;
	}
	return false;
}

/*
 * Interrupts of another number are others, or the same one made anew: put back one after the other, newest
 * first, both end where they were.
 */
static bool same_thing(const struct change *a, const struct change *b)
{
	return undo_same_target(a, b) &&
	       (a->attr->scope != SCOPE_VECTOR || a->index == b->index);
}

/* Whether c goes on from a change that is picked: what was before that is to stand again. */
static bool goes_on(struct undo *u, const struct change *c)
{
	for (size_t i = u->n; i-- > 0;) {
		struct change *before = &u->changes[i];

		if (!same_thing(before, c))
			continue;
		/* Things with a name come and go: another one may have had it in between. */
		if (c->attr->scope == SCOPE_NAMED && !value_equal(&before->new, &c->old))
			return false;
		before->new = c->new;
		return true;
	}
	return false;
}

void undo_pick(struct undo *u)
{
	const struct journal_entry *entry = u->entry;

	find_snapped(u);
	u->changes = arena_array(u->a, entry->nchanges + 1, sizeof(*u->changes));
	u->left = arena_array(u->a, entry->nchanges + 1, sizeof(*u->left));
	for (size_t i = 0; i < entry->nchanges; i++) {
		const struct change *c = &entry->changes[i];

		if (!undo_gone(u, c->iface) && !in_snapshot(u, c) && !goes_on(u, c))
			u->changes[u->n++] = *c;
	}
}
