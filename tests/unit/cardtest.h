/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * Plans of NICs' own settings on fake hosts, with readings made by hand. The readings of all
 * NICs are a line of words: "eth1" begins what follows for that NIC, and then
 *
 *   channels.combined=6/8   a number and its maximum; channels.rx=4 has none
 *   coalesce.rx-usecs=3     a number
 *   pause.tx=on             on, off
 *   offload.rx-lro=off!     a feature that the driver holds fast
 *   rss.udp4=sd             hash fields
 *   rss.table=turn:6:128    a table of 128 entries over 6 queues in turn; block:6:128 one
 *                           queue's entries after the other; list:0,0,1 as written
 *   rfs.flows=0             every rx queue's flows; rfs.entries=0 the host's
 *   ring.rx=none            known to the kernel, not to the driver
 *   IGB                     what an igb card with six queues says
 */
#include "nqtune/knob.h"
#include "nqtune/plan.h"

struct arena;
struct host;

struct cards {
	const struct host *h;
	struct nic_knobs *v;
	size_t n;
};

struct cards cards_of(const char *host, const char *readings);
/* The NIC's reading, as nic_knobs_find(). */
const struct knob_reading *cards_reading(const struct cards *c, const char *nic, const char *knob,
					 const char *attr, const char *target);
/* What the drivers would make of a plan: readings and the model as they are then. */
void cards_apply(struct cards *c, const struct plan *p);

/*
 * What plan_cards() (or, for "rfs", plan_rfs()) plans. words: the profile, then the knobs
 * asked for ("router channels rss", "full" = all but rfs), "short-tx-ring", then "|" and a wish
 * as in plantest.h. A refusal ends the test. Checks what holds for every such plan, and that,
 * applied and planned anew as often as auto does, it comes to rest.
 */
struct plan cards_plan(struct cards c, const char *words);
/* Its changes: "eth1 channels combined=5, eth1 rss fields udp4=sdfn"; "" = none. */
const char *cards_text(const struct plan *p);
/* Both at once, on a host's line and its readings. */
const char *cards_planned(const char *host, const char *readings, const char *words);
/* The reason of the change of that setting ("ring rx"); "" if there is none. */
const char *cards_why(const struct plan *p, const char *nic, const char *setting);
