/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct change;
struct err;
struct knob_readings;
struct snapshot;
struct sys;
struct transaction;
struct value;

/*
 * Reads n changes that were just written, of which the first is to read as first: got, of a. Again
 * if it is an interrupt's and does not, which may be for a moment only. As io->get.
 */
int get_written(const struct transaction *t, const struct change *c, size_t n,
		const struct value *first, struct arena *a, struct value *got, struct err *e);
/* Puts back what t wrote, newest first, down to its first keep changes. How many values could not be, named in e. */
size_t put_back_to(struct transaction *t, size_t keep, struct err *e);
/* "wan: rps rx-0", "eth0: bql tx-1 limit-max", "eth0: ring rx". */
const char *step_name(struct arena *a, const struct change *c);
/* Adds text to the end of e's. */
void append(struct err *e, const char *text);

/* Who wants to know one by one what is restored; each may be NULL. */
struct watch {
	/* Before it is written: c->new is what it reads, c->old what it will be. */
	void (*restores)(void *ctx, const struct change *c);
	/* What cannot be restored to c->old. */
	void (*lost)(void *ctx, const struct change *c, const char *why);
	bool dry;		/* nothing is written */
	void *ctx;
};
/* snapshot_restore(), watched. */
size_t snapshot_restore_watched(const struct snapshot *snap, struct sys *s, const struct watch *w,
				struct err *e);
/* snapshot_amend() of readings of iface. */
void readings_amend(struct knob_readings *r, const char *iface, const struct change *c);
