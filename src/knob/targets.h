/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "nqtune/knob.h"

struct err;

/* Whether the order means the target of r, one of its readings. Pure. */
bool target_wanted(const struct knob_order *o, const struct knob_reading *r);
/* No target of attr is meant, or there is none: says what exists. A negative errno. Pure. */
int target_missing(const struct knob_order *o, const struct knob_attr *attr, struct err *e);
/* The target of r has no such setting: says why. A negative errno. Pure. */
int target_unset(const struct knob_order *o, const struct knob_reading *r, struct err *e);

/*
 * For knob->order(). order_check: setting i is of a row that can be set, and given once.
 * order_row: the changes of one setting of a row, for the targets that are meant.
 * order_parse: a value as written, for the target of r. Pure.
 */
int order_check(const struct knob_order *o, size_t i, struct err *e);
int order_row(const struct knob_order *o, const struct knob_setting *s,
	      const struct knob_attr *attr, struct changes *out, size_t *already, struct err *e);
int order_parse(const struct knob_order *o, const struct knob_reading *r, const char *text,
		struct value *out, struct err *e);
