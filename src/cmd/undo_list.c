// SPDX-License-Identifier: GPL-2.0-or-later
// The journal, and what was put back of it, for people and for programs.
#include <json-c/json.h>
#include <string.h>

#include "nqtune/apply.h"
#include "nqtune/arena.h"
#include "nqtune/journal.h"
#include "nqtune/knob.h"
#include "nqtune/run.h"
#include "nqtune/session.h"
#include "undo.h"

static const char *iface_names(struct session *s, const struct journal_entry *entry)
{
	const char *names = "", *sep = "";
	bool host = false;

	for (size_t i = 0; i < entry->nifaces; i++) {
		names = arena_printf(s->arena, "%s%s%s", names, sep, entry->ifaces[i].name);
		sep = ", ";
	}
	for (size_t i = 0; i < entry->nchanges; i++)
		host |= !*entry->changes[i].iface;
	return host ? arena_printf(s->arena, "%s%sthe host", names, sep) : names;
}

/* "12 changes on eth0, eth1; 4 interrupts told to irqbalance" */
static const char *what_text(struct session *s, const struct journal_entry *entry)
{
	const char *text = arena_printf(s->arena, "%zu change%s", entry->nchanges,
					entry->nchanges == 1 ? "" : "s");

	if (entry->nchanges)
		text = arena_printf(s->arena, "%s on %s", text, iface_names(s, entry));
	if (entry->ntold)
		text = arena_printf(s->arena, "%s; %zu interrupt%s told to irqbalance", text,
				    entry->ntold, entry->ntold == 1 ? "" : "s");
	return text;
}

static void print_table(struct session *s, const struct journal_entry *v, size_t n)
{
	struct view_entry *rows = arena_array(s->arena, n + 1, sizeof(*rows));

	for (size_t i = 0; i < n; i++) {
		const struct journal_entry *entry = &v[n - 1 - i];

		rows[i] = (struct view_entry){
			.id = arena_printf(s->arena, "%u", entry->id),
			.when = entry_time(s, entry, true),
			.state = journal_state_word(entry->state),
			.command = entry->command,
			.what = what_text(s, entry),
		};
	}
	view_entries(stdout, rows, n);
}

static struct json_object *head_object(const struct journal_entry *entry)
{
	struct json_object *o = json_object_new_object(), *ifaces = json_object_new_array();

	for (size_t i = 0; i < entry->nifaces; i++)
		json_object_array_add(ifaces, json_object_new_string(entry->ifaces[i].name));
	json_object_object_add(o, "id", json_object_new_int64(entry->id));
	json_object_object_add(o, "time", json_object_new_int64(entry->time));
	json_object_object_add(o, "pid", json_object_new_int64(entry->pid));
	json_object_object_add(o, "state", json_object_new_string(journal_state_word(entry->state)));
	json_object_object_add(o, "command", json_object_new_string(entry->command));
	json_object_object_add(o, "interfaces", ifaces);
	return o;
}

static void print_list(const struct journal_entry *v, size_t n)
{
	struct json_object *o = json_object_new_object(), *list = json_object_new_array();

	for (size_t i = n; i-- > 0;) {
		struct json_object *one = head_object(&v[i]);

		json_object_object_add(one, "changes", json_object_new_uint64(v[i].nchanges));
		json_object_object_add(one, "told", json_object_new_uint64(v[i].ntold));
		json_object_array_add(list, one);
	}
	json_object_object_add(o, "schema", json_object_new_string("nqtune-undo-list/1"));
	json_object_object_add(o, "entries", list);
	print_json(o);
}

void undo_list(struct session *s, const struct journal_entry *v, size_t n)
{
	if (s->json)
		print_list(v, n);
	else if (n)
		print_table(s, v, n);
	else if (s->verbose >= 0)
		puts("nothing to undo");
}

static struct json_object *texts(const char *const *v, size_t n)
{
	struct json_object *list = json_object_new_array();

	for (size_t i = 0; i < n; i++)
		json_object_array_add(list, json_object_new_string(v[i]));
	return list;
}

struct json_object *undo_object(struct session *s, const struct journal_entry *entry,
				const struct undo_report *r, unsigned ncpus)
{
	struct json_object *o = head_object(entry);

	json_object_object_add(o, "changes", json_changes(r->changes, r->nchanges, ncpus, s->arena));
	json_object_object_add(o, "gone", texts(r->gone, r->ngone));
	json_object_object_add(o, "lost", texts(r->lost_text, r->lost));
	return o;
}

/* All were made: without the marks of a plan. */
static void draw_changes(struct session *s, const struct undo_report *r, unsigned ncpus)
{
	struct apply_report made = {
		.steps = arena_array(s->arena, r->nchanges + 1, sizeof(*made.steps)),
	};

	for (size_t i = 0; i < r->nchanges; i++)
		made.steps[i].outcome = OUTCOME_DONE;
	view_changes(stdout, &s->style, r->changes, r->nchanges, s->dry_run ? NULL : &made, ncpus,
		     s->arena);
}

static void say_lost(const struct journal_entry *entry, const struct undo_report *r)
{
	for (size_t i = 0; i < r->lost; i++)
		complain(0, "could not put back %s", r->lost_text[i]);
	if (r->lost)
		complain(0, "entry %u is kept: 'nqtune undo' tries again, 'nqtune undo --forget %u' "
			 "gives it up", entry->id, entry->id);
}

void undo_say(struct session *s, const struct journal_entry *entry, const struct undo_report *r,
	      unsigned ncpus)
{
	if (!s->json && s->verbose >= 0) {
		printf("%u: '%s', %s\n", entry->id, entry->command, entry_time(s, entry, true));
		draw_changes(s, r, ncpus);
		for (size_t i = 0; i < r->ngone; i++)
			printf("  %s is gone, or was made anew: what was set on it went with it\n",
			       r->gone[i]);
		if (!s->dry_run)
			printf("done: %zu value%s put back\n", r->nchanges,
			       r->nchanges == 1 ? "" : "s");
	}
	say_lost(entry, r);
}
