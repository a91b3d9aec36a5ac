// SPDX-License-Identifier: GPL-2.0-or-later
// What is remembered below /run, apart for every network namespace.
#include "state.h"

#include <errno.h>
#include <json-c/json.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/files.h"
#include "nqtune/session.h"
#include "nqtune/sys.h"

#define TEXT_LIMIT ((size_t)1 << 20)

void state_path(struct session *s, const char *topic, char *path, size_t size)
{
	sys_state_path(&s->sys, topic, ".json", path, size);
}

const char *state_text(struct json_object *o, const char *key)
{
	struct json_object *v;

	if (!json_object_object_get_ex(o, key, &v) || !json_object_is_type(v, json_type_string))
		return NULL;
	return json_object_get_string(v);
}

const char *state_json(struct session *s, struct json_object *o, int how)
{
	const char *text = json_object_to_json_string_ext(o, how);

	if (!text)
		arena_exhausted(s->arena);
	return text;
}

static bool other_netns(struct session *s, struct json_object *root)
{
	uint64_t here = sys_netns_cookie(&s->sys);
	struct json_object *v;

	return here && json_object_is_type(root, json_type_object) &&
	       json_object_object_get_ex(root, "netns", &v) && json_object_get_uint64(v) != here;
}

static struct json_object *find_list(struct json_object *root, const char *schema,
				     const char *list)
{
	const char *said;
	struct json_object *v;

	if (!json_object_is_type(root, json_type_object))
		return NULL;
	said = state_text(root, "schema");
	if (!said || strcmp(said, schema) || !json_object_object_get_ex(root, list, &v) ||
	    !json_object_is_type(v, json_type_array))
		return NULL;
	for (size_t i = 0; i < json_object_array_length(v); i++)
		if (!json_object_is_type(json_object_array_get_idx(v, i), json_type_object))
			return NULL;
	return v;
}

/* 0 and *text, NULL where there is none. What somebody else could have written is not believed. */
static int read_state(struct session *s, const char *path, char **text, struct err *e)
{
	struct files *f = s->sys.files;
	int r;

	*text = NULL;
	if (files_live(f)) {
		r = files_saved(f, path, TEXT_LIMIT, s->arena, text, e);
		if (!r)
			files_record_blob(f, path, *text, strlen(*text));
	} else {
		r = files_read_all(f, path, TEXT_LIMIT, s->arena, text, NULL);
		if (r && r != -ENOENT)
			err_set(e, r, "%s: %s", path, err_words(r));
	}
	if (r == -ENOENT)
		e->text[0] = '\0';
	return r == -ENOENT ? 0 : r;
}

struct json_object *state_load(struct session *s, const char *topic, const char *schema,
			       const char *list, struct json_object **root, struct err *e)
{
	struct json_object *v = NULL;
	char path[128], *text;

	*root = NULL;
	e->text[0] = '\0';
	state_path(s, topic, path, sizeof(path));
	if (read_state(s, path, &text, e) || !text)
		return NULL;
	*root = json_tokener_parse(text);
	if (*root && !other_netns(s, *root)) {
		v = find_list(*root, schema, list);
		if (v)
			return v;
	}
	if (!*root || !other_netns(s, *root))
		err_set(e, 0, "%s: not a file of nqtune's", path);
	json_object_put(*root);
	*root = NULL;
	return NULL;
}

static bool holds(struct session *s, const char *path, const char *text)
{
	struct err ignored;
	char *now;

	return !read_state(s, path, &now, &ignored) && now && !strcmp(now, text);
}

int state_save(struct session *s, const char *topic, const char *schema, const char *list,
	       struct json_object *v, struct err *e)
{
	struct json_object *root = json_object_new_object();
	const char *text;
	char path[128];
	int r = 0;

	json_object_object_add(root, "schema", json_object_new_string(schema));
	if (sys_netns_cookie(&s->sys))
		json_object_object_add(root, "netns",
				       json_object_new_uint64(sys_netns_cookie(&s->sys)));
	json_object_object_add(root, list, v);
	state_path(s, topic, path, sizeof(path));
	text = state_json(s, root, JSON_C_TO_STRING_PRETTY);
	if (!holds(s, path, text))
		r = files_save(s->sys.files, path, text, e);
	json_object_put(root);
	return r;
}
