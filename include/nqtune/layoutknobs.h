/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>

#include "nqtune/knob.h"

struct host;
struct nic;
struct session;

/* Whether a knob is to be read; data is the caller's. */
typedef bool (*knob_pick_fn)(const struct knob *k, const void *data);

/* What the picked knobs read of one interface. Arena memory. What the driver lacks is no error. */
struct nic_knobs read_knobs(struct session *s, const struct host *h, const struct nic *nic,
			    knob_pick_fn pick, const void *data);
/*
 * What knobs read of one interface beside its layout: those of its header line, which is
 * quick, or all. Loopback has none.
 */
struct nic_knobs read_nic_knobs(struct session *s, const struct host *h, const struct nic *nic,
				bool all);
