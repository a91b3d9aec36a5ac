// SPDX-License-Identifier: GPL-2.0-or-later
// The journal, and what was put back of it, as it is to be told.
#include "nqtune/apply.h"
#include "nqtune/arena.h"
#include "nqtune/journal.h"
#include "nqtune/run.h"
#include "nqtune/session.h"
#include "undo.h"

struct view_entry undo_entry_told(struct session *s, const struct journal_entry *entry)
{
	return (struct view_entry){
		.entry = entry,
		.when = entry_time(s, entry, true),
		.state = journal_state_word(entry->state),
	};
}

void undo_list(struct session *s, const struct journal_entry *v, size_t n)
{
	struct view_entry *told = arena_array(s->arena, n + 1, sizeof(*told));

	for (size_t i = 0; i < n; i++)
		told[i] = undo_entry_told(s, &v[n - 1 - i]);
	if (s->json)
		print_json(json_entries(told, n));
	else if (n)
		view_entries(stdout, told, n, s->arena);
	else if (s->verbose >= 0)
		puts("nothing to undo");
}

void undo_say(struct session *s, const struct view_undone *u, unsigned ncpus)
{
	const struct undo_report *r = u->report;
	unsigned id = u->of.entry->id;

	if (!s->json && s->verbose >= 0)
		view_undone(stdout, &s->style, u, s->dry_run, ncpus, s->arena);
	for (size_t i = 0; i < r->lost; i++)
		complain(0, "could not put back %s", r->lost_text[i]);
	if (r->lost)
		complain(0, "entry %u is kept: 'nqtune undo' tries again, 'nqtune undo --forget %u' "
			 "gives it up", id, id);
}
