/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

struct arena;
struct cpuset;
struct err;
struct nic;

/* A set of nic's rx queues as a person writes it: numbers, ranges, a mask, all, none. Arena set. */
int rxqs_parse(const struct nic *nic, const char *text, struct arena *a, struct cpuset **out,
	       struct err *e);

/* "eth0 has rx queues 0-5", "eth0 has one rx queue, 0", "eth0 has no rx queue". Arena text. */
const char *rx_queues_text(const struct nic *nic, struct arena *a);
