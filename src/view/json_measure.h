/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <json-c/json.h>

struct arena;
struct measured;

/* All members of a measured, behind those that o has. */
void json_add_measured(struct json_object *o, const struct measured *m, struct arena *a);
