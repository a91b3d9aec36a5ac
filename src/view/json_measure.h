/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <json-c/json.h>
#include <stddef.h>

struct arena;
struct measured;

/* All members of a measured, behind those that o has. */
void json_add_measured(struct json_object *o, const struct measured *m, struct arena *a);
struct json_object *json_names(const char *const *names, size_t n);
