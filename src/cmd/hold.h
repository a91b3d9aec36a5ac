/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stddef.h>

struct change;
struct err;
struct run;
struct session;

/*
 * An interrupt that may come to several CPUs stays where it is when it may come there again: after another
 * layout it would not be back where it was. What makes each of those among the changes that move one come where it
 * does now. 0, or -errno with e. Arena array.
 */
int hold_find(struct session *s, const struct change *changes, size_t n, struct change **hold,
	      size_t *nhold, struct err *e);
/* Makes these changes inside a run. If one of the interrupts does not let itself, none is held from then on: *n is 0. */
int hold_still(struct run *run, const struct change *hold, size_t *n, struct err *e);
