/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stddef.h>

#include "nqtune/knob.h"

struct arena;
struct change;
struct err;
struct snapshot;
struct sys;

/*
 * All that the knobs of one interface say, to bring it back after a driver
 * made its queues and interrupts anew and forgot what had been set on them.
 */

/* NULL if the interface cannot be read, with e. Arena memory. */
struct snapshot *snapshot_take(struct sys *s, const char *iface, struct arena *a, struct err *e);
/* c was made before the snapshot was taken, and will be put back: what it changed counts as it was. */
void snapshot_amend(struct snapshot *snap, const struct change *c);
/* Writes what reads otherwise now, in the knobs' order of stages. How many values are lost, each named in e. */
size_t snapshot_restore(const struct snapshot *snap, struct sys *s, struct err *e);
/* The readings of it that can be set, for the journal; arena memory of the snapshot. */
struct knob_readings snapshot_readings(const struct snapshot *snap);
/* A snapshot made of such readings. */
struct snapshot *snapshot_of(const char *iface, const struct knob_readings *readings,
			     unsigned ncpus, struct arena *a);
