// SPDX-License-Identifier: GPL-2.0-or-later
// Sets of outgoing interfaces, as rules narrow them down.
#include "nfnl_oifs.h"

#include <string.h>

#include "nqtune/arena.h"

const struct oifs oifs_all = { .but = true };

struct ifpat ifpat_make(const void *bytes, size_t len)
{
	struct ifpat p = { 0 };
	const char *end = memchr(bytes, '\0', len);

	p.prefix = !end;
	len = end ? (size_t)(end - (const char *)bytes) : len;
	if (len >= sizeof(p.text))
		len = sizeof(p.text) - 1;
	memcpy(p.text, bytes, len);
	return p;
}

bool ifpat_within(const struct ifpat *inner, const struct ifpat *outer)
{
	if (outer->prefix)
		return strncmp(inner->text, outer->text, strlen(outer->text)) == 0;
	return !inner->prefix && strcmp(inner->text, outer->text) == 0;
}

static bool within_any(const struct ifpat *p, struct oifs list)
{
	for (size_t i = 0; i < list.n; i++) {
		if (ifpat_within(p, &list.v[i]))
			return true;
	}
	return false;
}

struct oifs oifs_not(struct oifs a)
{
	a.but = !a.but;
	return a;
}

static bool oifs_whole(struct oifs a)
{
	return a.but && a.n == 0;
}

bool oifs_none(struct oifs a)
{
	return !a.but && a.n == 0;
}

/* Adds to out those of from that lie in the list in (NULL: any) and not in the list out_of. */
static void pick(struct ifpat *out, size_t *n, struct oifs from, const struct oifs *in,
		 struct oifs out_of)
{
	for (size_t i = 0; i < from.n; i++) {
		const struct ifpat *p = &from.v[i];

		if ((!in || within_any(p, *in)) && !within_any(p, out_of))
			out[(*n)++] = *p;
	}
}

size_t oifs_and_room(struct oifs a, struct oifs b)
{
	if (oifs_whole(a) || oifs_whole(b) || oifs_none(a) || oifs_none(b))
		return 0;
	if (a.but == b.but)
		return a.n + b.n;
	return a.but ? b.n : a.n;
}

struct oifs oifs_and(struct arena *arena, struct oifs a, struct oifs b)
{
	const struct oifs none = { 0 };
	struct ifpat *v;
	size_t n = 0;

	if (oifs_whole(a))
		return b;
	if (oifs_whole(b))
		return a;
	if (oifs_none(a) || oifs_none(b))
		return none;
	v = arena_array(arena, oifs_and_room(a, b), sizeof(*v));
	if (a.but && b.but) {
		pick(v, &n, a, NULL, b);
		pick(v, &n, b, NULL, (struct oifs){ .v = v, .n = n });
	} else if (!a.but && !b.but) {
		pick(v, &n, a, &b, none);
		pick(v, &n, b, &a, (struct oifs){ .v = v, .n = n });
	} else {
		pick(v, &n, a.but ? b : a, NULL, a.but ? a : b);
	}
	return (struct oifs){ .but = a.but && b.but, .v = v, .n = n };
}
