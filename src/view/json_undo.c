// SPDX-License-Identifier: GPL-2.0-or-later
// nqtune-undo-list/1: what could be undone; nqtune-undo/1: what was; nqtune-undo-forget/1: what cannot be any more.
#include "json.h"
#include "nqtune/journal.h"
#include "nqtune/view.h"

static struct json_object *entry_object(const struct view_entry *v)
{
	const struct journal_entry *entry = v->entry;
	struct json_object *o = json_object_new_object(), *ifaces = json_object_new_array();

	for (size_t i = 0; i < entry->nifaces; i++)
		json_object_array_add(ifaces, json_text(entry->ifaces[i].name));
	json_add(o, "id", json_object_new_uint64(entry->id));
	json_add(o, "time", json_object_new_int64(entry->time));
	json_add(o, "pid", json_object_new_uint64(entry->pid));
	json_add(o, "state", json_text(v->state));
	json_add(o, "command", json_text(entry->command));
	json_add(o, "interfaces", ifaces);
	return o;
}

struct json_object *json_entries(const struct view_entry *v, size_t n)
{
	struct json_object *o = json_document("nqtune-undo-list/1");
	struct json_object *list = json_object_new_array();

	for (size_t i = 0; i < n; i++) {
		struct json_object *one = entry_object(&v[i]);

		json_add(one, "changes", json_object_new_uint64(v[i].entry->nchanges));
		json_add(one, "told", json_object_new_uint64(v[i].entry->ntold));
		json_object_array_add(list, one);
	}
	json_add(o, "entries", list);
	return o;
}

static struct json_object *undone_object(const struct view_undone *u, unsigned ncpus,
					 struct arena *a)
{
	const struct undo_report *r = u->report;
	struct json_object *o = entry_object(&u->of);

	json_add(o, "changes", json_changes(r->changes, r->nchanges, ncpus, a));
	json_add(o, "gone", json_texts(r->gone, r->ngone));
	json_add(o, "lost", json_texts(r->lost_text, r->lost));
	return o;
}

struct json_object *json_undone(const struct view_undone *v, size_t n, bool dry_run,
				unsigned ncpus, struct arena *a)
{
	struct json_object *o = json_document("nqtune-undo/1");
	struct json_object *list = json_object_new_array();

	for (size_t i = 0; i < n; i++)
		json_object_array_add(list, undone_object(&v[i], ncpus, a));
	json_add(o, "dry_run", json_object_new_boolean(dry_run));
	json_add(o, "entries", list);
	return o;
}

struct json_object *json_forgotten_entry(unsigned id, bool dry_run)
{
	struct json_object *o = json_document("nqtune-undo-forget/1");

	json_add(o, "dry_run", json_object_new_boolean(dry_run));
	json_add(o, "forgotten", json_object_new_uint64(id));
	return o;
}
