/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * Plans on fake hosts, as text. The wish is a line of words: interfaces in the order
 * named, and before them what holds for all of them: reserve=LIST, smt, use-isolated,
 * all-cores, xps-all, dedicated; NAME*2 is an interface with a weight.
 */
#include "nqtune/plan.h"

struct arena;
struct host;

struct wish wish_of(const struct host *h, const char *words);

/*
 * Plans (a refusal ends the test) and checks what holds for every plan: only CPUs
 * that are online, no isolated CPU for RPS, one CPU an interrupt, no path and no
 * interrupt twice, nothing that already holds, stages in order, reasons given, and
 * that a second plan on the host as it will be is empty (P9).
 */
struct plan plan_on(const struct host *h, const char *wish);

/*
 * The changes of such a plan: "eth0-TxRx-0=0 eth0/tx-0=0 wan/rx-0=1-2", in the order of
 * application; "-" as a set is the empty one. "" when there is nothing to do.
 */
const char *changes_of(const struct host *h, const char *wish);
/* The same for a host's line, which lives until the next setup. */
const char *laid_out(const char *line, const char *wish);

/* Why the plan leaves iface's knob alone, "" if it does not. */
const char *left_why(const struct plan *p, const char *iface, const char *knob);
const struct finding *finding_of(const struct plan *p, const char *id, const char *iface);

/* The arena of the running test; a fixture for tcase_add_checked_fixture(). */
extern struct arena *arena;
void arena_setup(void);
void arena_teardown(void);
