/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>

#include "nqtune/knob.h"

struct host;
struct nic;
struct session;

/*
 * What knobs read of one interface beside its layout: those of its header line, which is
 * quick, or all. Arena memory. What the driver lacks is no error; loopback has none.
 */
struct nic_knobs read_nic_knobs(struct session *s, const struct host *h, const struct nic *nic,
				bool all);
