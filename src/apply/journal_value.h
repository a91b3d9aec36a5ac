/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>

#include "nqtune/knob.h"

struct arena;
struct json_object;

/* Names of targets and settings. */
#define JOURNAL_NAME_MAX 255

/* v as a value of attr: null = not supported. False: it is none. Arena memory. */
bool journal_value(struct json_object *v, const struct knob_attr *attr, unsigned ncpus,
		   struct arena *a, struct value *out);
/* A whole number, 0 or more. */
bool journal_number(struct json_object *v, struct value *out);
