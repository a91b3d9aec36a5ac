// SPDX-License-Identifier: GPL-2.0-or-later
// What a knob read of one interface: its own settings by their words, those of its parts below.
#include "json.h"
#include "nqtune/arena.h"
#include "nqtune/change.h"
#include "nqtune/knob.h"

static struct json_object *attr_object(const struct knob_reading *r, struct arena *a)
{
	struct json_object *o = json_object_new_object();
	bool feature = r->attr->scope == SCOPE_NAMED && r->attr->kind == ATTR_BOOL;

	json_add(o, "value", json_value(&r->value, r->attr, a));
	if (r->max.kind != VALUE_NONE)
		json_add(o, "max", json_value(&r->max, r->attr, a));
	if (r->fixed || feature)
		json_add(o, "fixed", json_object_new_boolean(r->fixed));
	return o;
}

/* The list of targets of one scope; made when the first of them comes. */
struct targets {
	const char *key;
	struct json_object *list;
	struct json_object *last;
	unsigned index;
};

static struct json_object *target_object(struct json_object *all, struct targets *t,
					 const struct knob_reading *r)
{
	if (!t->list) {
		t->list = json_object_new_array();
		json_add(all, t->key, t->list);
	}
	if (t->last && t->index == r->index)
		return t->last;
	t->last = json_object_new_object();
	t->index = r->index;
	if (r->attr->scope == SCOPE_VECTOR) {
		json_add(t->last, "irq", json_object_new_int64(r->index));
		json_add(t->last, "vector", json_text(r->target));
	} else {
		json_add(t->last, "queue", json_object_new_int64(r->index));
	}
	json_object_array_add(t->list, t->last);
	return t->last;
}

/* Where things with a name stand: features as the knob's own settings, others below their attribute. */
static struct json_object *named_object(struct json_object *all, const struct knob *k,
					const struct knob_attr *attr)
{
	struct json_object *o;

	if (k->open_words)
		return all;
	if (json_object_object_get_ex(all, attr->name, &o))
		return o;
	o = json_object_new_object();
	json_add(all, attr->name, o);
	return o;
}

/* Where nothing has a name now: no member, or null where the driver knows no such things. */
static void add_empty(struct json_object *all, const struct knob *k, const struct knob_readings *r)
{
	bool said = false;

	for (size_t i = 0; i < r->n; i++)
		said |= r->v[i].value.kind != VALUE_NONE;
	for (size_t i = 0; i < k->nattrs; i++) {
		const char *name = k->attrs[i].name;

		if (k->attrs[i].scope == SCOPE_NAMED && !k->open_words &&
		    !json_object_object_get_ex(all, name, NULL))
			json_object_object_add(all, name, said ? json_object_new_object() : NULL);
	}
}

struct json_object *json_readings(const struct knob *k, const struct knob_readings *r,
				  struct arena *a)
{
	struct json_object *all = json_object_new_object();
	struct targets t[] = {
		[SCOPE_RX] = { .key = "rx" },
		[SCOPE_TX] = { .key = "tx" },
		[SCOPE_VECTOR] = { .key = "vectors" },
		[SCOPE_QUEUE] = { .key = "queues" },
	};

	for (size_t i = 0; i < r->n; i++) {
		const struct knob_reading *v = &r->v[i];
		const char *key = v->attr->name;
		struct json_object *to = all;

		if (v->attr->scope == SCOPE_NAMED) {
			to = named_object(all, k, v->attr);
			key = v->target;
		} else if (v->attr->scope != SCOPE_IFACE && v->attr->scope != SCOPE_HOST) {
			to = target_object(all, &t[v->attr->scope], v);
		}
		/* Not json_add(): a knob that reads an attribute twice replaces it. */
		json_object_object_add(to, key, attr_object(v, a));
	}
	add_empty(all, k, r);
	return all;
}
