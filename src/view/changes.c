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
static const char *outcome_text(const struct style *st, const struct change *c,
				const struct apply_step *s, bool rolled_back, unsigned ncpus,
				struct arena *a)
{
	const char *note = s->note ? s->note : "", *colon = *note ? ": " : "";
	const char *back = rolled_back ? ", put back" : "";

	switch (s->outcome) {
	case OUTCOME_DONE:
		return back;
	case OUTCOME_NARROWED:
		return arena_printf(a, ", kept %s%s%s%s", value_words(a, st, &s->got, ncpus), colon,
				    note, back);
	case OUTCOME_ROUNDED:
		if (*note)
			return arena_printf(a, ", %s%s", note, back);
		return arena_printf(a, ", became %s%s", value_words(a, st, &s->got, ncpus), back);
	case OUTCOME_REFUSED:
		return arena_printf(a, ", %s%s%s", c->optional ? "left alone" : "refused", colon,
				    note);
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

static struct change_line make_line(const struct style *st, const struct group *g,
				    const struct apply_report *r, unsigned ncpus, struct arena *a)
{
	const struct change *c = g->v[0];
	const char *text = group_text(st, g, ncpus, a);

	if (r)
		text = arena_printf(a, "%s%s", text,
				    outcome_text(st, c, &r->steps[g->first], r->rolled_back, ncpus,
						 a));
	else if (c->knob->bounces_link)
		text = arena_printf(a, "%s [resets the link]", text);
	if (*g->why)
		text = arena_printf(a, "%s (%s)", text, g->why);
	return (struct change_line){ *c->iface ? c->iface : "host", text, g->first };
}

void view_changes(FILE *out, const struct style *st, const struct change *c, size_t n,
		  const struct apply_report *r, unsigned ncpus, struct arena *a)
{
	bool each = st->verbose > 0;
	struct group *g;
	size_t count = each ? group_none(&g, c, n, a) : group_changes(&g, c, n, r, a);
	struct change_line *lines = arena_array(a, count + 1, sizeof(*lines));

	for (size_t i = 0; i < count; i++)
		lines[i] = make_line(st, &g[i], r, ncpus, a);
	if (!each)
		count = fold_lines(lines, count, a);
	for (size_t i = 0; i < count; i++) {
		const char *text = arena_printf(a, "%s %s", lines[i].ifaces, lines[i].text);

		/* With -v the line is for a search or a copy: it stays whole. */
		if (each) {
			fprintf(out, "  %s\n", text);
			draw_paths(out, g[i].v[0], ncpus, a);
		} else {
			draw_wrapped(out, st, 2, 6, text, a);
		}
	}
	if (!r || !r->rolled_back)
		return;
	if (r->rollback_failures)
		fprintf(out, "  put back, except %zu value%s\n", r->rollback_failures,
			r->rollback_failures == 1 ? "" : "s");
	else
		fputs("  everything was put back\n", out);
}
