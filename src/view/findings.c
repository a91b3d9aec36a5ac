// SPDX-License-Identifier: GPL-2.0-or-later
// Findings: what somebody should know, and what to do.
#include "draw.h"
#include "nqtune/arena.h"
#include "nqtune/finding.h"
#include "nqtune/view.h"

void view_findings(FILE *out, const struct style *st, unsigned indent, const struct finding *v,
		   size_t n, struct arena *a)
{
	for (size_t i = 0; i < n; i++) {
		const struct finding *f = &v[i];

		draw_wrapped(out, st, indent, indent + 6,
			     arena_printf(a, "%s: %s%s%s", f->severity, f->iface ? f->iface : "",
					  f->iface ? ": " : "", f->what), a);
		if (f->evidence && *f->evidence)
			draw_wrapped(out, st, indent + 2, indent + 6,
				     arena_printf(a, "seen: %s", f->evidence), a);
		if (f->why && *f->why)
			draw_wrapped(out, st, indent + 2, indent + 6,
				     arena_printf(a, "why: %s", f->why), a);
		if (f->remedy && *f->remedy)
			draw_wrapped(out, st, indent + 2, indent + 6,
				     arena_printf(a, "to do: %s", f->remedy), a);
	}
}
