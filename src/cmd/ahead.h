/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct change;
struct host;
struct knob_readings;
struct nic_knobs;
struct run;

/*
 * Several commands in one run (a file of them): on a look ahead, the later ones see the
 * machine as the earlier ones would leave it; when it is written, what a later one sets is not
 * set to something else in between.
 */

/* Whether both are the same setting. */
bool same_setting(const struct change *a, const struct change *b);
/* The machine as the run's commands before would leave it. */
struct host *ahead_host(const struct run *run, struct host *h);
/* The same for what a knob reads of an interface. */
void ahead_readings(const struct run *run, const char *iface, struct knob_readings *r);
/* Drops the changes to what a later command of the run sets. How many are left. */
size_t ahead_drop(const struct run *run, struct change *changes, size_t n);
