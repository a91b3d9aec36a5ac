// SPDX-License-Identifier: GPL-2.0-or-later
// Findings: what somebody should know, and what to do.
#include <string.h>

#include "draw.h"
#include "nqtune/arena.h"
#include "nqtune/finding.h"
#include "nqtune/view.h"

static void draw_part(FILE *out, const struct style *st, unsigned indent, const char *title,
		      const char *text, struct arena *a)
{
	if (text && *text)
		draw_wrapped(out, st, indent + 2, indent + 6, arena_printf(a, "%s: %s", title, text), a);
}

/* The same of another interface. A plan's have no evidence, and stand alone. */
static bool goes_with(const struct finding *f, const struct finding *next)
{
	return f->evidence && f->iface && next->iface && !strcmp(f->id, next->id) &&
	       !strcmp(f->severity, next->severity) && !strcmp(f->what, next->what);
}

/* Many cards that lack the same are told of in one breath, unless all is to be seen. */
static size_t together(const struct style *st, const struct finding *v, size_t n)
{
	size_t same = 1;

	while (st->verbose <= 0 && same < n && goes_with(v, &v[same]))
		same++;
	return same;
}

static void draw_head(FILE *out, const struct style *st, unsigned indent, const struct finding *v,
		      size_t n, struct arena *a)
{
	const char *names = v->iface ? v->iface : "";

	for (size_t i = 1; i < n; i++)
		names = arena_printf(a, "%s, %s", names, v[i].iface);
	draw_wrapped(out, st, indent, indent + 6,
		     arena_printf(a, "%s: %s%s%s", v->severity, names, *names ? ": " : "", v->what), a);
}

static void draw_evidence(FILE *out, const struct style *st, unsigned indent,
			  const struct finding *v, size_t n, struct arena *a)
{
	const char *text = v->evidence;

	if (n > 1)
		text = arena_printf(a, "%s: %s", v->iface, text);
	draw_part(out, st, indent, "seen", text, a);
}

/* The doctor's are to be pasted: a line break would part them, where a terminal's own does not. */
static void draw_remedies(FILE *out, const struct style *st, unsigned indent,
			  const struct finding *v, size_t n, struct arena *a)
{
	struct style whole = *st;

	if (v->evidence)
		whole.width = 0;
	for (size_t i = 0; i < n; i++)
		if (!i || !v[i].remedy || !v[i - 1].remedy || strcmp(v[i].remedy, v[i - 1].remedy))
			draw_part(out, &whole, indent, "to do", v[i].remedy, a);
}

void view_findings(FILE *out, const struct style *st, unsigned indent, const struct finding *v,
		   size_t n, struct arena *a)
{
	for (size_t i = 0, same; i < n; i += same) {
		same = together(st, &v[i], n - i);
		draw_head(out, st, indent, &v[i], same, a);
		draw_evidence(out, st, indent, &v[i], same, a);
		if (st->verbose > 0)
			draw_part(out, st, indent, "why", v[i].why, a);
		draw_remedies(out, st, indent, &v[i], same, a);
	}
}
