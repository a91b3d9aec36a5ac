// SPDX-License-Identifier: GPL-2.0-or-later
// --help of auto: what each profile asks for, from the planner's table.
#include <stdio.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/plan.h"
#include "nqtune/session.h"
#include "help.h"

/* "ring rx", "rss fields udp4", "offload rx-gro": as it is set by hand. */
static const char *setting(struct arena *a, const struct profile_line *line)
{
	if (line->target && !strcmp(line->attr, "feature"))
		return arena_printf(a, "%s %s", line->knob, line->target);
	return arena_printf(a, "%s %s%s%s", line->knob, line->attr, line->target ? " " : "",
			    line->target ? line->target : "");
}

void help_profiles(struct session *s)
{
	struct arena *a = s->arena;

	for (enum profile p = 0; profile_names[p]; p++) {
		printf("\nprofile %s%s:\n", profile_names[p], p ? "" : " (with --full and the like)");
		for (const struct profile_line *line = profile_lines; line->knob; line++) {
			const char *value = profile_value_text(a, line);

			if (!profile_has(p, line))
				continue;
			if (s->verbose > 0)
				value = arena_printf(a, "%s (%s)", value, line->why);
			help_row(setting(a, line), value);
		}
	}
}
