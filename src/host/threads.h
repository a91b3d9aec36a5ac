/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "nqtune/netdevnl.h"

struct reader;
struct nic;

/* Fills threads, and napi_cpus of the rx queues whose NAPI runs in a thread of its own. */
void read_threads(struct reader *rd, struct nic *nic, const struct netdev_map *map);
