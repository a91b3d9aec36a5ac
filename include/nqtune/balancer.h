/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct err;
struct host;
struct nic;
struct plan;
struct run;
struct session;

/*
 * Rule P10: where irqbalance runs, tells it through its socket to leave these NICs' queue
 * vectors alone, on top of what it leaves alone already; written into the run's journal
 * before. Adds to p a finding that says what was (on a dry run: would be) told, or the exact
 * configuration lines where it cannot be told. Never fails the layout.
 */
void balancer_tell(struct run *run, const struct host *h, const struct nic *const *nics, size_t n,
		   struct plan *p);
/* The way back: these interrupts are irqbalance's again; what others told it stays. 0 or -errno with e. */
int balancer_untell(struct session *s, const unsigned *irqs, size_t n, struct err *e);

/* Whether that irqbalance (of this machine) runs our policy script, and so leaves alone all that auto laid out. */
bool balancer_has_policy(struct session *s, unsigned pid);
/* The line of its configuration that makes it, and where that goes. Arena memory. */
const char *balancer_policy(struct arena *a);
