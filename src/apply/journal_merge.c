// SPDX-License-Identifier: GPL-2.0-or-later
// Two entries of the journal made one, so that it stays small and still leads back to the beginning.
#include <string.h>

#include "back.h"
#include "journal_priv.h"
#include "nqtune/arena.h"

static const struct journal_iface *find_iface(const struct journal_entry *entry, const char *name)
{
	for (size_t i = 0; i < entry->nifaces; i++)
		if (!strcmp(entry->ifaces[i].name, name))
			return &entry->ifaces[i];
	return NULL;
}

/* Made anew between the two: what the first did to it is no more. */
static bool is_other(const struct journal_entry *first, const struct journal_entry *second,
		     const char *iface)
{
	const struct journal_iface *was = find_iface(first, iface), *is = find_iface(second, iface);

	return was && is && was->ifindex != is->ifindex;
}

static void drop_others(struct journal_entry *first, const struct journal_entry *second)
{
	size_t n = 0;

	for (size_t i = 0; i < first->nchanges; i++)
		if (!is_other(first, second, first->changes[i].iface))
			first->changes[n++] = first->changes[i];
	first->nchanges = n;
	n = 0;
	for (size_t i = 0; i < first->nsnaps; i++)
		if (!is_other(first, second, first->snaps[i].iface))
			first->snaps[n++] = first->snaps[i];
	first->nsnaps = n;
	for (size_t i = 0; i < first->nifaces; i++)
		if (is_other(first, second, first->ifaces[i].name))
			first->ifaces[i] = *find_iface(second, first->ifaces[i].name);
}

static void add_ifaces(struct journal_entry *first, const struct journal_entry *second,
		       struct arena *a)
{
	size_t n = first->nifaces;
	struct journal_iface *v = arena_array(a, n + second->nifaces + 1, sizeof(*v));

	if (n)
		memcpy(v, first->ifaces, n * sizeof(*v));
	for (size_t i = 0; i < second->nifaces; i++)
		if (!find_iface(first, second->ifaces[i].name))
			v[n++] = second->ifaces[i];
	first->ifaces = v;
	first->nifaces = n;
}

/* The second's snapshots are of what the first had made: its changes count as undone in them. */
static void add_snaps(struct journal_entry *first, const struct journal_entry *second,
		      struct arena *a)
{
	size_t had = first->nsnaps, n = had;
	struct journal_snapshot *v = arena_array(a, n + second->nsnaps + 1, sizeof(*v));

	if (n)
		memcpy(v, first->snaps, n * sizeof(*v));
	for (size_t i = 0; i < second->nsnaps; i++) {
		struct journal_snapshot *snap = &v[n];
		size_t k = 0;

		while (k < had && strcmp(v[k].iface, second->snaps[i].iface))
			k++;
		if (k < had)
			continue;
		*snap = second->snaps[i];
		n++;
		for (size_t c = first->nchanges; c-- > 0;)
			readings_amend(&snap->readings, snap->iface, &first->changes[c]);
	}
	first->snaps = v;
	first->nsnaps = n;
}

static bool same_target(const struct change *a, const struct change *b)
{
	return a->attr == b->attr && !strcmp(a->iface, b->iface) && !strcmp(a->target, b->target) &&
	       a->index == b->index;
}

/* One change of two that follow one another: the old value of the first, the new one of the second. */
static bool joined(struct change *v, size_t n, const struct change *c)
{
	for (size_t i = n; i-- > 0;) {
		if (!same_target(&v[i], c))
			continue;
		if (!value_equal(&v[i].new, &c->old))
			return false;
		v[i].new = c->new;
		return true;
	}
	return false;
}

static void add_changes(struct journal_entry *first, const struct journal_entry *second,
			struct arena *a)
{
	size_t n = first->nchanges;
	struct change *v = arena_array(a, n + second->nchanges + 1, sizeof(*v));

	if (n)
		memcpy(v, first->changes, n * sizeof(*v));
	for (size_t i = 0; i < second->nchanges; i++)
		if (!joined(v, n, &second->changes[i]))
			v[n++] = second->changes[i];
	first->changes = v;
	first->nchanges = n;
}

static void add_told(struct journal_entry *first, const struct journal_entry *second,
		     struct arena *a)
{
	size_t n = first->ntold;
	unsigned *v = arena_array(a, n + second->ntold + 1, sizeof(*v));

	if (n)
		memcpy(v, first->told, n * sizeof(*v));
	for (size_t i = 0; i < second->ntold; i++) {
		size_t k = 0;

		while (k < n && v[k] != second->told[i])
			k++;
		if (k == n)
			v[n++] = second->told[i];
	}
	first->told = v;
	first->ntold = n;
}

static const char *both_commands(const struct journal_entry *first, struct arena *a)
{
	static const char more[] = ", and what came later";
	size_t len = strlen(first->command), n = sizeof(more) - 1;

	if (len >= n && !strcmp(first->command + len - n, more))
		return first->command;
	return arena_printf(a, "%s%s", first->command, more);
}

void journal_merge(struct journal_entry *first, const struct journal_entry *second, struct arena *a)
{
	drop_others(first, second);
	add_snaps(first, second, a);
	add_changes(first, second, a);
	add_ifaces(first, second, a);
	add_told(first, second, a);
	first->command = both_commands(first, a);
	if (!first->tuned)
		first->tuned = second->tuned;
	if (first->state == JOURNAL_DONE)
		first->state = second->state;
}
