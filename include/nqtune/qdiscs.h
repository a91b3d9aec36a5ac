/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "nqtune/parse.h"

struct answers;
struct arena;
struct err;

/* Queueing disciplines of this network namespace (rtnetlink RTM_GETQDISC, Documentation/netlink/specs/tc.yaml). */
struct qdisc {
	unsigned ifindex;
	const char *kind;	/* "mq", "fq_codel", "noqueue" */
	uint32_t handle;
	uint32_t parent;	/* TC_H_ROOT = at the root; below mq: its handle and the queue's number + 1 */
	bool root;
	struct reading drops;
	struct reading requeues;	/* the device had no room */
	struct reading backlog;	/* packets waiting now */
};
struct qdiscs {
	struct qdisc *v;	/* as the kernel tells them */
	size_t n;
};

/* All of them, those that the kernel made by itself too. Arena memory. 0, or a negative errno with e. */
int qdiscs_read(struct answers *a, struct arena *arena, struct qdiscs *out, struct err *e);
