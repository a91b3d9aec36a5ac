/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "nqtune/plan.h"
#include "options.h"

struct err;
struct host;
struct session;

struct weight {
	const char *iface;
	unsigned n;
};

/* An "auto" command line. */
struct auto_request {
	const char *const *ifaces;
	size_t nifaces;
	bool all;
	struct wish_iface options;	/* what every named interface gets; reserve is filled in late */
	const char *reserve;	/* as written, NULL = none */
	struct weight *weights;
	size_t nweights;
	unsigned wait_s;
	const char *forget;
};

extern const struct option_row auto_rows[];

/* Takes one option into the struct auto_request at data. */
int auto_take(struct session *s, const struct option_row *row, const char *value, void *data);
/* Takes the words, the interfaces, and checks all together. 0 or STATUS_USAGE (said). */
int auto_check(struct session *s, struct auto_request *rq, int argc, char **argv);

/*
 * The interfaces nqtune tunes here, with the options that named them (rule P9), kept
 * below /run/nqtune for this network namespace. Loading never fails: what is
 * damaged is forgotten, with a text in e (e->text empty otherwise).
 */
struct wish tuned_load(struct session *s, const struct host *h, struct err *e);
int tuned_save(struct session *s, const struct wish *w, struct err *e);

/*
 * Waits, at most wait_s seconds, until the named interfaces exist and the ones that
 * are up have their interrupts. Returns 0 also when time ran out; -ENODEV if an
 * interface is still missing then (e says which and how long).
 */
int wait_for(struct session *s, const char *const *ifaces, size_t n, unsigned wait_s,
	     struct err *e);
