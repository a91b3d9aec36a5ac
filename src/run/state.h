/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stddef.h>

struct err;
struct json_object;
struct session;

/*
 * What nqtune remembers until the next boot: a JSON object a topic ("auto"), a
 * file each below /run/nqtune, for this network namespace.
 */

/* The topic's list of objects; the caller puts *root. NULL (and *root NULL) when there is none; e holds a text if one is there that is damaged. */
struct json_object *state_load(struct session *s, const char *topic, const char *schema,
			       const char *list, struct json_object **root, struct err *e);
/* Saves the list (taken over) unless the file says the same already. */
int state_save(struct session *s, const char *topic, const char *schema, const char *list,
	       struct json_object *v, struct err *e);
/* A text of an object, or NULL. */
const char *state_text(struct json_object *o, const char *key);
/* json_object_to_json_string_ext(), which never returns NULL. */
const char *state_json(struct session *s, struct json_object *o, int how);
/* The topic's file. */
void state_path(struct session *s, const char *topic, char *path, size_t size);
