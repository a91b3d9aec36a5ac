// SPDX-License-Identifier: GPL-2.0-or-later
// Rule P9: which interfaces are tuned here, so that one "auto" after another ends in the common layout.
#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/err.h"
#include "nqtune/files.h"
#include "nqtune/host.h"
#include "nqtune/parse.h"
#include "nqtune/plan.h"
#include "nqtune/session.h"
#include "nqtune/tuned.h"
#include "state.h"

#define TOPIC "auto"
#define SCHEMA "nqtune-tuned/1"
#define WEIGHT_MAX 100

static const struct {
	const char *key;
	size_t at;
} flags[] = {
	{ "smt", offsetof(struct wish_iface, smt) },
	{ "use-isolated", offsetof(struct wish_iface, use_isolated) },
	{ "all-cores", offsetof(struct wish_iface, all_cores) },
	{ "xps-all", offsetof(struct wish_iface, xps_all) },
	{ "dedicated-irq", offsetof(struct wish_iface, dedicated_irq) },
};
#define NFLAGS (sizeof(flags) / sizeof(flags[0]))

static bool *flag_of(struct wish_iface *w, size_t i)
{
	return (bool *)((char *)w + flags[i].at);
}

static bool load_one(struct session *s, const struct host *h, struct json_object *o,
		     struct wish_iface *w)
{
	const char *name = state_text(o, "name"), *reserve = state_text(o, "reserve");
	struct json_object *v;
	struct cpuset *set;

	if (!name || !ifname_valid(name))
		return false;
	*w = (struct wish_iface){ .name = arena_strdup(s->arena, name) };
	if (json_object_object_get_ex(o, "weight", &v)) {
		int n = json_object_get_int(v);

		if (n < 0 || n > WEIGHT_MAX)
			return false;
		w->weight = (unsigned)n;
	}
	for (size_t i = 0; i < NFLAGS; i++)
		if (json_object_object_get_ex(o, flags[i].key, &v))
			*flag_of(w, i) = json_object_get_boolean(v);
	if (!reserve)
		return true;
	set = cpuset_new(s->arena, h->ncpus);
	w->reserve = set;
	return !cpuset_parse_list(set, reserve);
}

static bool load_all(struct session *s, const struct host *h, struct json_object *list,
		     struct wish *out)
{
	struct wish_iface *v = NULL;

	for (size_t i = 0; i < json_object_array_length(list); i++) {
		struct wish_iface w;

		if (!load_one(s, h, json_object_array_get_idx(list, i), &w))
			return false;
		*arena_push(s->arena, v, out->n) = w;
	}
	out->v = v;
	return true;
}

struct wish tuned_load(struct session *s, const struct host *h, struct err *e)
{
	struct json_object *root, *list;
	struct wish out = { 0 };
	char path[128];

	list = state_load(s, TOPIC, SCHEMA, "interfaces", &root, e);
	if (list && !load_all(s, h, list, &out)) {
		state_path(s, TOPIC, path, sizeof(path));
		err_set(e, 0, "%s: not a file of nqtune's", path);
		out = (struct wish){ 0 };
	}
	if (*e->text) {
		size_t len = strlen(e->text);

		snprintf(e->text + len, sizeof(e->text) - len,
			 "; planning only for the interfaces named");
	}
	json_object_put(root);
	return out;
}

static struct json_object *one_object(struct session *s, const struct wish_iface *w)
{
	struct json_object *o = json_object_new_object();

	json_object_object_add(o, "name", json_object_new_string(w->name));
	if (w->weight)
		json_object_object_add(o, "weight", json_object_new_int((int)w->weight));
	if (w->reserve)
		json_object_object_add(o, "reserve",
				       json_object_new_string(cpuset_list(s->arena, w->reserve)));
	for (size_t i = 0; i < NFLAGS; i++)
		if (*flag_of((struct wish_iface *)w, i))
			json_object_object_add(o, flags[i].key, json_object_new_boolean(true));
	return o;
}

static struct json_object *list_of(struct session *s, const struct wish *w)
{
	struct json_object *list = json_object_new_array();

	for (size_t i = 0; i < w->n; i++)
		json_object_array_add(list, one_object(s, &w->v[i]));
	return list;
}

int tuned_save(struct session *s, const struct wish *w, struct err *e)
{
	return state_save(s, TOPIC, SCHEMA, "interfaces", list_of(s, w), e);
}

bool tuned_says(struct session *s, const struct wish *w, const char *text)
{
	struct json_object *list = list_of(s, w);
	bool same = !strcmp(state_json(s, list, JSON_C_TO_STRING_SPACED), text);

	json_object_put(list);
	return same;
}

const char *tuned_text(struct session *s)
{
	struct json_object *root, *list;
	const char *text = "[]";
	struct err ignored;

	list = state_load(s, TOPIC, SCHEMA, "interfaces", &root, &ignored);
	if (list)
		text = arena_strdup(s->arena, state_json(s, list, JSON_C_TO_STRING_SPACED));
	json_object_put(root);
	return text;
}

int tuned_restore(struct session *s, const char *text, struct err *e)
{
	struct json_object *list = json_tokener_parse(text);
	char path[128];

	if (!strcmp(text, "[]")) {
		json_object_put(list);
		state_path(s, TOPIC, path, sizeof(path));
		return files_remove(s->sys.files, path, e);
	}
	if (json_object_is_type(list, json_type_array))
		return state_save(s, TOPIC, SCHEMA, "interfaces", list, e);
	json_object_put(list);
	return err_set(e, -EINVAL, "what auto tuned before is damaged in the journal");
}
