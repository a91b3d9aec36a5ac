/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stddef.h>

struct apply_report;
struct change;
struct host;
struct session;

/*
 * Drivers round and clamp what they are asked for, some take nothing at all. What became of
 * a wish is remembered until the next boot, so that asking again finds nothing to do
 * as long as the driver still says the same.
 */

/*
 * Moves the changes of which that is known behind the others, both in their order. How many
 * others there are.
 */
size_t kept_filter(struct session *s, const struct host *h, struct change *changes, size_t n);
/* Remembers what the driver made of these. A failure is no harm: the next run asks the driver again. */
void kept_remember(struct session *s, const struct host *h, const struct change *changes,
		   const struct apply_report *r, size_t n);
/* Looks at what is remembered, for a recording. */
void kept_read(struct session *s);
