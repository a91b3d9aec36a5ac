/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct answers;
struct arena;
struct err;

/*
 * Whose an address is, and the way to another (rtnetlink): of this network namespace, by
 * interface number.
 */
struct net_addr {
	bool v6;
	uint8_t bytes[16];	/* 4 of them, or all; network order */
};

/*
 * The interfaces that hold the address, each once: one, several for a link-local one, none
 * (*n 0) when it is not of here. Arena array. 0, or a negative errno with e.
 */
int routes_holders(struct answers *a, const struct net_addr *addr, struct arena *arena,
		   unsigned **ifindex, size_t *n, struct err *e);
/*
 * The interface through which packets from an own address leave for another now: 0 and *ifindex,
 * or a negative errno with e (-ENETUNREACH, -EHOSTUNREACH, ...: there is no way).
 */
int routes_towards(struct answers *a, const struct net_addr *from, const struct net_addr *to,
		   unsigned *ifindex, struct err *e);
