// SPDX-License-Identifier: GPL-2.0-or-later
// An entry of the journal as JSON, schema "nqtune-journal/1".
#include <json-c/json.h>
#include <string.h>

#include "journal_priv.h"
#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "journal_words.h"

static void add(struct json_object *o, const char *key, struct json_object *v)
{
	json_object_object_add_ex(o, key, v,
				  JSON_C_OBJECT_ADD_KEY_IS_NEW | JSON_C_OBJECT_ADD_CONSTANT_KEY);
}

static struct json_object *text(const char *s)
{
	return s ? json_object_new_string(s) : NULL;
}

/* A mask of rx queues is written as wide as the device has queues. */
static struct json_object *queues_object(const struct cpuset *set, struct arena *a)
{
	struct json_object *o = json_object_new_object();

	add(o, "queues", text(cpuset_list(a, set)));
	add(o, "width", json_object_new_uint64(set->nbits));
	return o;
}

static struct json_object *list_array(const struct numbers *l)
{
	struct json_object *v = json_object_new_array_ext((int)l->n + 1);

	for (size_t i = 0; i < l->n; i++)
		json_object_array_add(v, json_object_new_uint64(l->v[i]));
	return v;
}

static struct json_object *value_object(const struct knob_attr *attr, const struct value *v,
					struct arena *a)
{
	switch (v->kind) {
	case VALUE_NONE:
		break;
	case VALUE_CPUS:
		return attr->kind == ATTR_RXQS ? queues_object(v->cpus, a)
					       : text(cpuset_list(a, v->cpus));
	case VALUE_NUMBER:
		return json_object_new_uint64(v->number);
	case VALUE_WORD:
		return text(v->word);
	case VALUE_LIST:
		return list_array(&v->list);
	}
	return NULL;
}

static struct json_object *change_object(const struct change *c, struct arena *a)
{
	struct json_object *o = json_object_new_object();

	add(o, "iface", text(c->iface));
	add(o, "knob", text(c->knob->name));
	add(o, "attr", text(c->attr->name));
	add(o, "scope", text(scope_words[c->attr->scope]));
	add(o, "target", text(c->target));
	add(o, "index", json_object_new_uint64(c->index));
	add(o, "id", json_object_new_uint64(c->id));
	add(o, "old", value_object(c->attr, &c->old, a));
	add(o, "new", value_object(c->attr, &c->new, a));
	return o;
}

static bool attr_of(const struct knob *k, const struct knob_attr *attr)
{
	return attr >= k->attrs && attr < k->attrs + k->nattrs;
}

/* ["rx-0", 0, "1-2"]: there may be thousands of them. */
static struct json_object *reading_array(const struct knob_reading *r, struct arena *a)
{
	struct json_object *v = json_object_new_array_ext(3);

	json_object_array_add(v, text(r->target));
	json_object_array_add(v, json_object_new_uint64(r->index));
	json_object_array_add(v, value_object(r->attr, &r->value, a));
	return v;
}

static struct json_object *row_object(const struct knob *k, const struct knob_attr *attr,
				      struct json_object *values)
{
	struct json_object *o = json_object_new_object();

	add(o, "knob", text(k->name));
	add(o, "attr", text(attr->name));
	add(o, "scope", text(scope_words[attr->scope]));
	add(o, "values", values);
	return o;
}

/* The readings of one knob, a row each with all its targets. */
static void add_rows(struct json_object *rows, const struct knob *k,
		     const struct knob_readings *r, struct arena *a)
{
	struct json_object **values = arena_array(a, k->nattrs, sizeof(*values));

	for (size_t i = 0; i < r->n; i++) {
		size_t row;

		if (!attr_of(k, r->v[i].attr))
			continue;
		row = (size_t)(r->v[i].attr - k->attrs);
		if (!values[row]) {
			values[row] = json_object_new_array();
			json_object_array_add(rows, row_object(k, r->v[i].attr, values[row]));
		}
		json_object_array_add(values[row], reading_array(&r->v[i], a));
	}
}

static struct json_object *snap_object(const struct journal_snapshot *snap, struct arena *a)
{
	struct json_object *o = json_object_new_object(), *rows = json_object_new_array();

	for (size_t i = 0; knobs[i]; i++)
		add_rows(rows, knobs[i], &snap->readings, a);
	add(o, "iface", text(snap->iface));
	add(o, "rows", rows);
	return o;
}

static struct json_object *iface_object(const struct journal_iface *iface)
{
	struct json_object *o = json_object_new_object();

	add(o, "name", text(iface->name));
	add(o, "ifindex", json_object_new_uint64(iface->ifindex));
	return o;
}

static void add_lists(struct json_object *o, const struct journal_entry *entry, struct arena *a)
{
	struct json_object *ifaces = json_object_new_array(), *changes = json_object_new_array();
	struct json_object *snaps = json_object_new_array(), *told = json_object_new_array();

	for (size_t i = 0; i < entry->nifaces; i++)
		json_object_array_add(ifaces, iface_object(&entry->ifaces[i]));
	for (size_t i = 0; i < entry->nchanges; i++)
		json_object_array_add(changes, change_object(&entry->changes[i], a));
	for (size_t i = 0; i < entry->nsnaps; i++)
		json_object_array_add(snaps, snap_object(&entry->snaps[i], a));
	for (size_t i = 0; i < entry->ntold; i++)
		json_object_array_add(told, json_object_new_uint64(entry->told[i]));
	add(o, "interfaces", ifaces);
	add(o, "changes", changes);
	add(o, "snapshots", snaps);
	add(o, "told", told);
}

const char *journal_text(const struct journal_entry *entry, const struct journal_stamp *stamp,
			 struct arena *a)
{
	struct json_object *o = json_object_new_object();
	const char *out;

	/* The state before anything that people named: journal_text_done() looks only there. */
	add(o, "schema", text(JOURNAL_SCHEMA));
	add(o, "state", text(journal_state_word(entry->state)));
	add(o, "id", json_object_new_uint64(entry->id));
	add(o, "netns", json_object_new_uint64(stamp->netns));
	add(o, "boot", text(stamp->boot));
	add(o, "time", json_object_new_int64(entry->time));
	add(o, "pid", json_object_new_uint64(entry->pid));
	add(o, "command", text(entry->command));
	add_lists(o, entry, a);
	add(o, "tuned", text(entry->tuned));
	out = arena_strdup(a, json_object_to_json_string_ext(o, JSON_C_TO_STRING_PLAIN |
							     JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(o);
	return out;
}

bool journal_text_done(const char *s)
{
	static const char front[] = "{\"schema\":\"" JOURNAL_SCHEMA "\",\"state\":\"done\",";

	return !strncmp(s, front, sizeof(front) - 1);
}
