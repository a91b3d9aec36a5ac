/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "nqtune/view.h"

struct host;
struct nic;
struct session;

/* The netlink knobs of one interface; arena memory. */
struct nic_knobs read_nic_knobs(struct session *s, const struct host *h, const struct nic *nic);
