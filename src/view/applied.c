// SPDX-License-Identifier: GPL-2.0-or-later
// What "apply" says: a part for each line of the file, and the sum.
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/finding.h"
#include "nqtune/plan.h"
#include "nqtune/view.h"

static const char *plural(size_t n)
{
	return n == 1 ? "" : "s";
}

static void draw_findings(FILE *out, const struct style *st, const struct plan *p, bool all,
			  struct arena *a)
{
	for (size_t i = 0; i < p->nfindings; i++)
		if (all || strcmp(p->findings[i].severity, "info"))
			view_findings(out, st, 2, &p->findings[i], 1, a);
}

/* "nqtune.conf:3: auto wan br0"; a command that stands in no file is itself. */
static const char *line_name(const struct view_lines *l, const struct view_line *line,
			     struct arena *a)
{
	return line->number ? arena_printf(a, "%s:%u: %s", l->file, line->number, line->command)
			    : line->command;
}

static void draw_line(FILE *out, const struct style *st, const struct view_lines *l,
		      const struct view_line *line, struct arena *a)
{
	const char *name = line_name(l, line, a);
	const struct plan *p = line->plan;
	bool all = st->verbose > 0;

	if (line->unplanned)
		fprintf(out, "%s: cannot be foreseen before the lines above it are applied (%s)\n", name,
			line->unplanned);
	else if (p->nchanges)
		fprintf(out, "%s: %zu change%s\n", name, p->nchanges, plural(p->nchanges));
	else if (all)
		fprintf(out, "%s: all is so already\n", name);
	view_changes(out, st, p->changes, p->nchanges, line->report, l->ncpus, a);
	if (p->nchanges || all)
		draw_findings(out, st, p, all, a);
}

/* The manual promises how the last line begins. */
static void draw_sum(FILE *out, const struct view_lines *l)
{
	if (l->dry_run && l->changed)
		view_dry_run(out, "planned on the machine as it is now");
	if (l->changed)
		fprintf(out, "%s: %zu setting%s\n", l->dry_run ? "would change" : "changed", l->changed,
			plural(l->changed));
	else if (l->told)
		fprintf(out, "changed: irqbalance leaves %zu more interrupt%s alone\n", l->told,
			plural(l->told));
	else if (l->n)
		fprintf(out, "unchanged: all is as %s says already\n", l->file);
	else
		fprintf(out, "unchanged: %s holds no command (what it may hold: nqtune.conf(5))\n",
			l->file);
}

void view_applied(FILE *out, const struct style *st, const struct view_lines *l, struct arena *a)
{
	for (size_t i = 0; i < l->n; i++)
		draw_line(out, st, l, &l->v[i], a);
	draw_sum(out, l);
}
