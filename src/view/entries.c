// SPDX-License-Identifier: GPL-2.0-or-later
// The journal as a table, and what was put back of an entry.
#include <libsmartcols.h>

#include "nqtune/apply.h"
#include "nqtune/arena.h"
#include "nqtune/journal.h"
#include "nqtune/view.h"
#include "table.h"

/* "eth0, eth1, the host" */
static const char *places(const struct journal_entry *entry, struct arena *a)
{
	const char *names = "";
	bool host = false;

	for (size_t i = 0; i < entry->nifaces; i++)
		names = arena_list(a, names, entry->ifaces[i].name);
	for (size_t i = 0; i < entry->nchanges; i++)
		host |= !*entry->changes[i].iface;
	return host ? arena_list(a, names, "the host") : names;
}

/* "12 changes on eth0, eth1; 4 interrupts told to irqbalance" */
static const char *what_text(const struct journal_entry *entry, struct arena *a)
{
	const char *text = arena_printf(a, "%zu change%s", entry->nchanges,
					entry->nchanges == 1 ? "" : "s");

	if (entry->nchanges)
		text = arena_printf(a, "%s on %s", text, places(entry, a));
	if (entry->ntold)
		text = arena_printf(a, "%s; %zu interrupt%s told to irqbalance", text, entry->ntold,
				    entry->ntold == 1 ? "" : "s");
	return text;
}

void view_entries(FILE *out, const struct view_entry *v, size_t n, struct arena *a)
{
	static const char *const heads[] = { "id", "when", "state", "command", "what" };
	struct table t = { .out = out };

	if (!table_open(&t))
		return;
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
		table_column(&t, heads[i], i ? 0 : SCOLS_FL_RIGHT);
	for (size_t i = 0; i < n; i++) {
		struct libscols_line *l = scols_table_new_line(t.t, NULL);
		const struct journal_entry *entry = v[i].entry;
		const char *const cells[] = { arena_printf(a, "%u", entry->id), v[i].when, v[i].state,
					      entry->command, what_text(entry, a) };

		for (size_t k = 0; l && k < sizeof(cells) / sizeof(cells[0]); k++)
			scols_line_set_data(l, k, cells[k]);
	}
	table_close(&t);
}

/* All were made: without the marks of a plan. */
static void draw_changes(FILE *out, const struct style *st, const struct undo_report *r,
			 bool dry_run, unsigned ncpus, struct arena *a)
{
	struct apply_report made = {
		.steps = arena_array(a, r->nchanges + 1, sizeof(*made.steps)),
	};

	for (size_t i = 0; i < r->nchanges; i++)
		made.steps[i].outcome = OUTCOME_DONE;
	view_changes(out, st, r->changes, r->nchanges, dry_run ? NULL : &made, ncpus, a);
}

void view_undone(FILE *out, const struct style *st, const struct view_undone *u, bool dry_run,
		 unsigned ncpus, struct arena *a)
{
	const struct journal_entry *entry = u->of.entry;
	const struct undo_report *r = u->report;

	fprintf(out, "%u: '%s', %s\n", entry->id, entry->command, u->of.when);
	draw_changes(out, st, r, dry_run, ncpus, a);
	for (size_t i = 0; i < r->ngone; i++)
		fprintf(out, "  %s is gone, or was made anew: what was set on it went with it\n",
			r->gone[i]);
	if (!dry_run)
		view_done(out, r->nchanges, "value", "put back");
}
