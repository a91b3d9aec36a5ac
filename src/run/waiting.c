// SPDX-License-Identifier: GPL-2.0-or-later
#include "nqtune/waiting.h"

#include <json-c/json.h>
#include <time.h>

#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/files.h"
#include "nqtune/parse.h"
#include "nqtune/session.h"
#include "state.h"

#define TRY "try"
#define TRY_SCHEMA "nqtune-try/1"
#define TRY_LIST "waiting"
#define CONFIRM "confirm"
#define CONFIRM_SCHEMA "nqtune-confirmed/1"
#define CONFIRM_LIST "confirmed"

int64_t waiting_clock(void)
{
	struct timespec t;

	if (clock_gettime(CLOCK_BOOTTIME, &t))
		clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static bool number(struct json_object *o, const char *key, int64_t max, int64_t *out)
{
	struct json_object *v;

	if (!json_object_object_get_ex(o, key, &v) || !json_object_is_type(v, json_type_int))
		return false;
	*out = json_object_get_int64(v);
	return *out > 0 && *out <= max;
}

static struct json_object *list_of(struct json_object *o)
{
	struct json_object *list = json_object_new_array();

	json_object_array_add(list, o);
	return list;
}

/* The first object of a topic's list; the caller puts *root. */
static struct json_object *load_first(struct session *s, const char *topic, const char *schema,
				      const char *list, struct json_object **root, struct err *e)
{
	struct json_object *v = state_load(s, topic, schema, list, root, e);

	return v && json_object_array_length(v) ? json_object_array_get_idx(v, 0) : NULL;
}

static void forget(struct session *s, const char *topic)
{
	char path[128];
	struct err ignored;

	state_path(s, topic, path, sizeof(path));
	files_remove(s->sys.files, path, &ignored);
}

int waiting_save(struct session *s, const struct waiting *w, struct err *e)
{
	struct json_object *o = json_object_new_object();

	json_object_object_add(o, "id", json_object_new_int64(w->id));
	json_object_object_add(o, "pid", json_object_new_int64(w->pid));
	json_object_object_add(o, "until-ms", json_object_new_int64(w->until_ms));
	json_object_object_add(o, "command", json_object_new_string(w->command));
	return state_save(s, TRY, TRY_SCHEMA, TRY_LIST, list_of(o), e);
}

bool waiting_load(struct session *s, struct waiting *w, struct err *e)
{
	struct json_object *root, *o = load_first(s, TRY, TRY_SCHEMA, TRY_LIST, &root, e);
	const char *command = o ? state_text(o, "command") : NULL;
	int64_t id, pid, until;
	bool good = command && number(o, "id", UINT32_MAX, &id) &&
		    number(o, "pid", INT32_MAX, &pid) && number(o, "until-ms", INT64_MAX, &until);

	if (good) {
		*w = (struct waiting){ (unsigned)id, (unsigned)pid, until,
				       arena_strdup(s->arena, command) };
		text_clean((char *)w->command);
	}
	json_object_put(root);
	return good;
}

void waiting_clear(struct session *s)
{
	forget(s, TRY);
	forget(s, CONFIRM);
}

int answer_save(struct session *s, const struct waiting *w, struct err *e)
{
	struct json_object *o = json_object_new_object();

	json_object_object_add(o, "id", json_object_new_int64(w->id));
	json_object_object_add(o, "pid", json_object_new_int64(w->pid));
	return state_save(s, CONFIRM, CONFIRM_SCHEMA, CONFIRM_LIST, list_of(o), e);
}

bool answer_given(struct session *s, const struct waiting *w)
{
	struct json_object *root, *o;
	struct err ignored;
	int64_t id, pid;
	bool given;

	o = load_first(s, CONFIRM, CONFIRM_SCHEMA, CONFIRM_LIST, &root, &ignored);
	given = o && number(o, "id", UINT32_MAX, &id) && number(o, "pid", INT32_MAX, &pid) &&
		id == w->id && pid == w->pid;
	json_object_put(root);
	return given;
}

void answer_clear(struct session *s)
{
	forget(s, CONFIRM);
}
