/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "nqtune/finding.h"

struct arena;
struct balancer_list;
struct host;
struct nic_knobs;
struct plan;
struct sample;
struct surroundings;

/* What the doctor looks at, all of it read before. */
struct checkup {
	const struct host *h;	/* with nat and irqbalance */
	const struct surroundings *around;
	const struct nic_knobs *knobs;	/* what every knob reads, of interfaces in any order */
	size_t nknobs;
	const struct sample *counted;	/* with queues; of some seconds or since boot; NULL = nothing was counted */
	bool since_boot;
	const struct plan *plan;	/* what auto would change of all interfaces that are up; NULL = it cannot be planned */
	bool laid_out;		/* auto laid something out here before */
	const char *command;	/* which brings the plan about: "nqtune auto eth1 eth2"; NULL = nothing is planned for */
	const char *unbalance;	/* what makes irqbalance leave alone what is laid out, where it cannot be told */
	const struct balancer_list *spared;	/* interrupts that irqbalance leaves alone; NULL = it cannot be asked */
	bool spares_all;	/* it leaves alone whatever is laid out here: it runs our policy script */
	const char *const *ifaces;	/* findings on these and what carries them, and on the host; n 0 = all */
	size_t nifaces;
};

struct finds;

/*
 * A rule: what is looked for, and why that matters. The table is src/judge/rules.c; the manual
 * nqtune-doctor(8) lists the same.
 */
struct doctor_rule {
	const char *id;		/* "one-cpu" */
	const char *severity;	/* usual one: "info", "warn", "bad" */
	const char *looks;	/* when it fires, in a few words */
	const char *why;	/* why that matters */
	const char *source;	/* who says so: a kernel document, a measurement, a report */
	void (*find)(struct finds *f);
};
extern const struct doctor_rule doctor_rules[];	/* ends with a rule without an id */

/* What all rules find: bad ones first, then warnings; each in the order of the table. Pure. */
size_t doctor_examine(const struct checkup *c, struct finding **out, struct arena *a);
