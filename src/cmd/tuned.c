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
#include "nqtune/sys.h"
#include "auto.h"
#include "session.h"

#define SCHEMA "nqtune-tuned/1"
#define TEXT_LIMIT 65536
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

/*
 * Interfaces of different network namespaces share names and /run, but nothing else.
 * A later namespace may get an earlier one's inode: the cookie in the file tells.
 */
static void state_path(struct session *s, char *path, size_t size)
{
	unsigned long inode;
	char link[64];

	if (files_link(s->sys.files, "/proc/self/ns/net", link, sizeof(link)) > 0 &&
	    sscanf(link, "net:[%lu]", &inode) == 1)
		snprintf(path, size, "/run/nqtune/auto-%lu.json", inode);
	else
		snprintf(path, size, "/run/nqtune/auto.json");
}

static const char *string_of(struct json_object *o, const char *key)
{
	struct json_object *v;

	if (!json_object_object_get_ex(o, key, &v) || !json_object_is_type(v, json_type_string))
		return NULL;
	return json_object_get_string(v);
}

static bool load_one(struct session *s, const struct host *h, struct json_object *o,
		     struct wish_iface *w)
{
	const char *name = string_of(o, "name"), *reserve = string_of(o, "reserve");
	struct json_object *v;
	struct cpuset *set;

	if (!json_object_is_type(o, json_type_object) || !name || !ifname_valid(name))
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

static bool other_netns(struct session *s, struct json_object *root)
{
	uint64_t here = sys_netns_cookie(&s->sys);
	struct json_object *v;

	return here && json_object_is_type(root, json_type_object) &&
	       json_object_object_get_ex(root, "netns", &v) && json_object_get_uint64(v) != here;
}

static bool load_all(struct session *s, const struct host *h, struct json_object *root,
		     struct wish *out)
{
	struct wish_iface *v = NULL;
	struct json_object *list;
	const char *schema;

	if (!json_object_is_type(root, json_type_object))
		return false;
	schema = string_of(root, "schema");
	if (!schema || strcmp(schema, SCHEMA) ||
	    !json_object_object_get_ex(root, "interfaces", &list) ||
	    !json_object_is_type(list, json_type_array))
		return false;
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
	struct wish out = { 0 };
	struct json_object *root;
	char path[128], *text;
	size_t len;
	int r;

	e->text[0] = '\0';
	state_path(s, path, sizeof(path));
	r = files_read_all(s->sys.files, path, TEXT_LIMIT, s->arena, &text, &len);
	if (r == -ENOENT)
		return out;
	root = r ? NULL : json_tokener_parse(text);
	if (root && other_netns(s, root)) {
		json_object_put(root);
		return out;
	}
	if (!root || !load_all(s, h, root, &out)) {
		err_set(e, 0, "%s: %s; planning only for the interfaces named", path,
			r ? err_words(r) : "not a file of nqtune's");
		out = (struct wish){ 0 };
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

static bool holds(struct session *s, const char *path, const char *text)
{
	char *now;
	size_t len;

	return !files_read_all(s->sys.files, path, TEXT_LIMIT, s->arena, &now, &len) &&
	       len == strlen(text) && !memcmp(now, text, len);
}

int tuned_save(struct session *s, const struct wish *w, struct err *e)
{
	struct json_object *root = json_object_new_object(), *list = json_object_new_array();
	const char *text;
	char path[128];
	int r = 0;

	for (size_t i = 0; i < w->n; i++)
		json_object_array_add(list, one_object(s, &w->v[i]));
	json_object_object_add(root, "schema", json_object_new_string(SCHEMA));
	if (sys_netns_cookie(&s->sys))
		json_object_object_add(root, "netns",
				       json_object_new_uint64(sys_netns_cookie(&s->sys)));
	json_object_object_add(root, "interfaces", list);
	state_path(s, path, sizeof(path));
	text = json_object_to_json_string_ext(root, JSON_C_TO_STRING_PRETTY);
	if (!holds(s, path, text))
		r = files_save(s->sys.files, path, text, e);
	json_object_put(root);
	return r;
}
