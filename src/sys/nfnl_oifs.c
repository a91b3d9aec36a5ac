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

bool oifs_none(struct oifs a)
{
	return !a.but && a.n == 0;
}

/* Those of from that lie in list (or, with want false, that do not) are added to out. */
static void pick(struct ifpat *out, size_t *n, struct oifs from, struct oifs list, bool want)
{
	for (size_t i = 0; i < from.n; i++) {
		const struct ifpat *p = &from.v[i];

		if (within_any(p, list) == want &&
		    !within_any(p, (struct oifs){ .v = out, .n = *n }))
			out[(*n)++] = *p;
	}
}

struct oifs oifs_and(struct arena *arena, struct oifs a, struct oifs b)
{
	struct ifpat *v;
	size_t n = 0;

	if (a.but && a.n == 0)
		return b;
	if (b.but && b.n == 0)
		return a;
	if (oifs_none(a) || oifs_none(b))
		return (struct oifs){ 0 };
	v = arena_array(arena, a.n + b.n, sizeof(*v));
	if (a.but && b.but) {
		pick(v, &n, a, b, false);
		pick(v, &n, b, (struct oifs){ 0 }, false);
		return (struct oifs){ .but = true, .v = v, .n = n };
	}
	if (!a.but && !b.but) {
		pick(v, &n, a, b, true);
		pick(v, &n, b, a, true);
	} else {
		pick(v, &n, a.but ? b : a, a.but ? a : b, false);
	}
	return (struct oifs){ .v = v, .n = n };
}
