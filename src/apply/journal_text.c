// SPDX-License-Identifier: GPL-2.0-or-later
// An entry of the journal as JSON, schema "nqtune-journal/1".
#include <json-c/json.h>
#include <string.h>

#include "journal_priv.h"
#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "journal_words.h"

/* Where memory runs out json-c leaves things out, and that would be the way back. */
static struct json_object *made(struct json_object *o, struct arena *a)
{
	if (!o)
		arena_exhausted(a);
	return o;
}

static struct json_object *object(struct arena *a)
{
	return made(json_object_new_object(), a);
}

static struct json_object *list(struct arena *a)
{
	return made(json_object_new_array(), a);
}

static struct json_object *number(uint64_t n, struct arena *a)
{
	return made(json_object_new_uint64(n), a);
}

static struct json_object *text(const char *s, struct arena *a)
{
	return s ? made(json_object_new_string(s), a) : NULL;
}

static void add(struct json_object *o, const char *key, struct json_object *v, struct arena *a)
{
	if (json_object_object_add_ex(o, key, v,
				      JSON_C_OBJECT_ADD_KEY_IS_NEW | JSON_C_OBJECT_ADD_CONSTANT_KEY))
		arena_exhausted(a);
}

static void push(struct json_object *v, struct json_object *o, struct arena *a)
{
	if (json_object_array_add(v, o))
		arena_exhausted(a);
}

/* A mask of rx queues is written as wide as the device has queues. */
static struct json_object *queues_object(const struct cpuset *set, struct arena *a)
{
	struct json_object *o = object(a);

	add(o, "queues", text(cpuset_list(a, set), a), a);
	add(o, "width", number(set->nbits, a), a);
	return o;
}

static struct json_object *list_array(const struct numbers *l, struct arena *a)
{
	struct json_object *v = list(a);

	for (size_t i = 0; i < l->n; i++)
		push(v, number(l->v[i], a), a);
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
					       : text(cpuset_list(a, v->cpus), a);
	case VALUE_NUMBER:
		return number(v->number, a);
	case VALUE_WORD:
		return text(v->word, a);
	case VALUE_LIST:
		return list_array(&v->list, a);
	}
	return NULL;
}

static struct json_object *change_object(const struct change *c, struct arena *a)
{
	struct json_object *o = object(a);

	add(o, "iface", text(c->iface, a), a);
	add(o, "knob", text(c->knob->name, a), a);
	add(o, "attr", text(c->attr->name, a), a);
	add(o, "scope", text(scope_words[c->attr->scope], a), a);
	add(o, "target", text(c->target, a), a);
	add(o, "index", number(c->index, a), a);
	add(o, "id", number(c->id, a), a);
	add(o, "old", value_object(c->attr, &c->old, a), a);
	add(o, "new", value_object(c->attr, &c->new, a), a);
	return o;
}

static bool attr_of(const struct knob *k, const struct knob_attr *attr)
{
	return attr >= k->attrs && attr < k->attrs + k->nattrs;
}

/* ["rx-0", 0, "1-2"]: there may be thousands of them. */
static struct json_object *reading_array(const struct knob_reading *r, struct arena *a)
{
	struct json_object *v = list(a);

	push(v, text(r->target, a), a);
	push(v, number(r->index, a), a);
	push(v, value_object(r->attr, &r->value, a), a);
	return v;
}

static struct json_object *row_object(const struct knob *k, const struct knob_attr *attr,
				      struct json_object *values, struct arena *a)
{
	struct json_object *o = object(a);

	add(o, "knob", text(k->name, a), a);
	add(o, "attr", text(attr->name, a), a);
	add(o, "scope", text(scope_words[attr->scope], a), a);
	add(o, "values", values, a);
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
			values[row] = list(a);
			push(rows, row_object(k, r->v[i].attr, values[row], a), a);
		}
		push(values[row], reading_array(&r->v[i], a), a);
	}
}

static struct json_object *snap_object(const struct journal_snapshot *snap, struct arena *a)
{
	struct json_object *o = object(a), *rows = list(a);

	for (size_t i = 0; knobs[i]; i++)
		add_rows(rows, knobs[i], &snap->readings, a);
	add(o, "iface", text(snap->iface, a), a);
	add(o, "rows", rows, a);
	return o;
}

static struct json_object *iface_object(const struct journal_iface *iface, struct arena *a)
{
	struct json_object *o = object(a);

	add(o, "name", text(iface->name, a), a);
	add(o, "ifindex", number(iface->ifindex, a), a);
	return o;
}

static void add_lists(struct json_object *o, const struct journal_entry *entry, struct arena *a)
{
	struct json_object *ifaces = list(a), *changes = list(a);
	struct json_object *snaps = list(a), *told = list(a);

	for (size_t i = 0; i < entry->nifaces; i++)
		push(ifaces, iface_object(&entry->ifaces[i], a), a);
	for (size_t i = 0; i < entry->nchanges; i++)
		push(changes, change_object(&entry->changes[i], a), a);
	for (size_t i = 0; i < entry->nsnaps; i++)
		push(snaps, snap_object(&entry->snaps[i], a), a);
	for (size_t i = 0; i < entry->ntold; i++)
		push(told, number(entry->told[i], a), a);
	add(o, "interfaces", ifaces, a);
	add(o, "changes", changes, a);
	add(o, "snapshots", snaps, a);
	add(o, "told", told, a);
}

/* A text that memory ran short for is cut somewhere. */
static const char *complete_text(struct json_object *o, struct arena *a)
{
	const char *out = json_object_to_json_string_ext(o, JSON_C_TO_STRING_PLAIN |
								JSON_C_TO_STRING_NOSLASHESCAPE);
	struct json_object *again = out ? json_tokener_parse(out) : NULL;
	bool complete = again && json_object_equal(o, again);

	json_object_put(again);
	if (!complete)
		arena_exhausted(a);
	return arena_strdup(a, out);
}

const char *journal_text(const struct journal_entry *entry, const struct journal_stamp *stamp,
			 struct arena *a)
{
	struct json_object *o = object(a);
	const char *out;

	/* The state before anything that people named: journal_text_done() looks only there. */
	add(o, "schema", text(JOURNAL_SCHEMA, a), a);
	add(o, "state", text(journal_state_word(entry->state), a), a);
	add(o, "id", number(entry->id, a), a);
	add(o, "netns", number(stamp->netns, a), a);
	add(o, "boot", text(stamp->boot, a), a);
	add(o, "time", made(json_object_new_int64(entry->time), a), a);
	add(o, "pid", number(entry->pid, a), a);
	add(o, "command", text(entry->command, a), a);
	add_lists(o, entry, a);
	add(o, "tuned", text(entry->tuned, a), a);
	out = complete_text(o, a);
	json_object_put(o);
	return out;
}

bool journal_text_done(const char *s)
{
	static const char front[] = "{\"schema\":\"" JOURNAL_SCHEMA "\",\"state\":\"done\",";

	return !strncmp(s, front, sizeof(front) - 1);
}
