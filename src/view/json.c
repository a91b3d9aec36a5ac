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

struct json_object *json_document(const char *schema)
{
	struct json_object *o = json_object_new_object();

	json_add(o, "schema", json_object_new_string(schema));
	return o;
}

struct json_object *json_text(const char *s)
{
	return s ? json_object_new_string(s) : NULL;
}

struct json_object *json_texts(const char *const *v, size_t n)
{
	struct json_object *list = json_object_new_array();

	for (size_t i = 0; i < n; i++)
		json_object_array_add(list, json_text(v[i]));
	return list;
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

struct json_object *json_fraction(double n, int digits, struct arena *a)
{
	return n < 0 ? NULL : json_object_new_double_s(n, arena_printf(a, "%.*f", digits, n));
}

static bool is_flag(const char *word)
{
	return !strcmp(word, "on") || !strcmp(word, "off");
}

static struct json_object *json_list(const struct numbers *l)
{
	struct json_object *list = json_object_new_array();

	for (size_t i = 0; i < l->n; i++)
		json_object_array_add(list, json_object_new_int64(l->v[i]));
	return list;
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
	case VALUE_LIST:
		return json_list(&v->list);
	}
	return NULL;
}
