// SPDX-License-Identifier: GPL-2.0-or-later
// What the JSON documents share.
#include "json.h"

#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/change.h"
#include "nqtune/cpuset.h"
#include "nqtune/knob.h"

void json_add(struct json_object *o, const char *key, struct json_object *v)
{
	json_object_object_add_ex(o, key, v,
				  JSON_C_OBJECT_ADD_KEY_IS_NEW | JSON_C_OBJECT_ADD_CONSTANT_KEY);
}

struct json_object *json_text(const char *s)
{
	return s ? json_object_new_string(s) : NULL;
}

struct json_object *json_set(const struct cpuset *s, struct arena *a)
{
	return s ? json_object_new_string(cpuset_list(a, s)) : NULL;
}

struct json_object *json_reading(struct reading r)
{
	return r.set ? json_object_new_uint64(r.n) : NULL;
}

struct json_object *json_known(int n)
{
	return n >= 0 ? json_object_new_int(n) : NULL;
}

static bool is_flag(const char *word)
{
	return !strcmp(word, "on") || !strcmp(word, "off");
}

struct json_object *json_value(const struct value *v, const struct knob_attr *attr,
			       struct arena *a)
{
	bool flag = attr && attr->kind == ATTR_BOOL;

	switch (v->kind) {
	case VALUE_NONE:
		break;
	case VALUE_CPUS:
		return json_set(v->cpus, a);
	case VALUE_NUMBER:
		return flag ? json_object_new_boolean(v->number != 0)
			    : json_object_new_uint64(v->number);
	case VALUE_WORD:
		if (flag && is_flag(v->word))
			return json_object_new_boolean(!strcmp(v->word, "on"));
		return json_text(v->word);
	}
	return NULL;
}

static struct json_object *attr_object(const struct knob_reading *r, struct arena *a)
{
	struct json_object *o = json_object_new_object();

	json_add(o, "value", json_value(&r->value, r->attr, a));
	if (r->max.kind != VALUE_NONE)
		json_add(o, "max", json_value(&r->max, r->attr, a));
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

struct json_object *json_readings(const struct knob_readings *r, struct arena *a)
{
	struct json_object *all = json_object_new_object();
	struct targets t[] = {
		[SCOPE_RX] = { .key = "rx" },
		[SCOPE_TX] = { .key = "tx" },
		[SCOPE_VECTOR] = { .key = "vectors" },
	};

	for (size_t i = 0; i < r->n; i++) {
		const struct knob_reading *v = &r->v[i];
		struct json_object *to = all;
		if (v->attr->scope != SCOPE_IFACE)
			to = target_object(all, &t[v->attr->scope], v);
		/* Not json_add(): a knob that reads an attribute twice replaces it. */
		json_object_object_add(to, v->attr->name, attr_object(v, a));
	}
	return all;
}
