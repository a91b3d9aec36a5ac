// SPDX-License-Identifier: GPL-2.0-or-later
// Lines of changes: what is planned, and what became of it.
#include "draw.h"
#include "group.h"
#include "nqtune/apply.h"
#include "nqtune/arena.h"
#include "nqtune/change.h"
#include "nqtune/knob.h"
#include "nqtune/view.h"

/* ", kept 1-2: the kernel drops isolated CPUs"; "" where all went as written. */
static const char *outcome_text(const struct style *st, const struct apply_step *s,
				bool rolled_back, unsigned ncpus, struct arena *a)
{
	const char *colon = s->note && *s->note ? ": " : "";
	const char *note = s->note ? s->note : "";

	switch (s->outcome) {
	case OUTCOME_DONE:
		return rolled_back ? ", put back" : "";
	case OUTCOME_NARROWED:
		return arena_printf(a, ", kept %s%s%s%s", value_words(a, st, &s->got, ncpus), colon,
				    note, rolled_back ? ", put back" : "");
	case OUTCOME_REFUSED:
		return arena_printf(a, ", refused%s%s", colon, note);
	case OUTCOME_FAILED:
		return arena_printf(a, ", failed%s%s", colon, note);
	case OUTCOME_NOT_TRIED:
		break;
	}
	return ", not tried";
}

static void draw_paths(FILE *out, const struct change *c, unsigned ncpus, struct arena *a)
{
	const char *shell = knob_shell(a, c, ncpus);

	if (c->path && *c->path)
		fprintf(out, "      %s\n", c->path);
	if (shell && *shell)
		fprintf(out, "      %s\n", shell);
}

static void draw_group(FILE *out, const struct style *st, const struct group *g,
		       const struct apply_report *r, unsigned ncpus, struct arena *a)
{
	const struct change *c = g->v[0];
	const char *text = group_text(st, g, ncpus, a);

	if (r)
		text = arena_printf(a, "%s%s", text,
				    outcome_text(st, &r->steps[g->first], r->rolled_back, ncpus,
						 a));
	else if (c->knob->bounces_link)
		text = arena_printf(a, "%s [may reset the link]", text);
	if (*g->why)
		text = arena_printf(a, "%s (%s)", text, g->why);
	/* With -v the line is for a search or a copy: it stays whole. */
	if (st->verbose > 0) {
		fprintf(out, "  %s\n", text);
		draw_paths(out, c, ncpus, a);
		return;
	}
	draw_wrapped(out, st, 2, 6, text, a);
}

void view_changes(FILE *out, const struct style *st, const struct change *c, size_t n,
		  const struct apply_report *r, unsigned ncpus, struct arena *a)
{
	struct group *g;
	size_t count = st->verbose > 0 ? group_none(&g, c, n, a) : group_changes(&g, c, n, r, a);

	for (size_t i = 0; i < count; i++)
		draw_group(out, st, &g[i], r, ncpus, a);
	if (!r || !r->rolled_back)
		return;
	if (r->rollback_failures)
		fprintf(out, "  put back, except %zu value%s\n", r->rollback_failures,
			r->rollback_failures == 1 ? "" : "s");
	else
		fputs("  everything was put back\n", out);
}
