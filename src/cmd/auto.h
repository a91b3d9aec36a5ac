/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "nqtune/apply.h"
#include "nqtune/plan.h"
#include "options.h"

struct err;
struct host;
struct nic;
struct run;
struct session;
struct work;

struct weight {
	const char *iface;
	unsigned n;
};

/* An "auto" command line. */
struct auto_request {
	const char *const *ifaces;
	size_t nifaces;
	bool all;
	bool again;		/* each with the options it was tuned with before */
	struct wish_iface options;	/* what every named interface gets; reserve is filled in late */
	const char *reserve;	/* as written, NULL = none */
	struct weight *weights;
	size_t nweights;
	unsigned wait_s;
	const char *forget;
	const char *profile;	/* as written, NULL = none */
	struct wish_cards cards;
	const char *cards_asked[16];	/* what cards.knobs points at, NULL-terminated */
};

extern const struct option_row auto_rows[];

/* Takes one option into the struct auto_request at data. */
int auto_take(struct session *s, const struct option_row *row, const char *value, void *data);
/* Takes the words, the interfaces, and checks all together. 0 or STATUS_USAGE (said). */
int auto_check(struct session *s, struct auto_request *rq, int argc, char **argv);

/* Whether the options ask for that knob. */
bool auto_asks(const struct auto_request *rq, const char *knob);
/* Reads everything, and looks for the interfaces named: -ENODEV if one is missing. */
int auto_read_host(struct session *s, const struct auto_request *rq, struct host **h,
		   struct err *e);
/* --all: the physical NICs that are up. 0 or STATUS_FAILED (said), as the next one. */
int auto_name_all(struct session *s, struct auto_request *rq, const struct host *h);
int auto_parse_reserve(struct session *s, struct auto_request *rq, const struct host *h);
/* What was tuned before keeps its place and options; what is named now brings its own. */
struct wish auto_merge(struct session *s, const struct auto_request *rq, const struct wish *before);
/* Interfaces tuned before that are gone for now stay remembered, but cannot be planned for. */
struct wish auto_present(struct session *s, const struct host *h, const struct wish *all);

/* The NICs that carry what was named, each once: arena array. */
struct nic **auto_nics(struct session *s, const struct auto_request *rq, const struct host *h,
		       size_t *count);
/*
 * The NICs' own settings first, where asked for; then everything is read again and the
 * layout planned on what the queues became; rfs last. One transaction, which is run; all
 * is what is wished for interfaces that are there now or were. On failure all is put back.
 */
int auto_stages(struct run *run, const struct auto_request *rq, struct host *h,
		const struct wish *all, struct work *out, struct err *e);

/* The value of --wait. 0 or STATUS_USAGE (said). */
int take_wait(struct session *s, const char *text, unsigned *wait_s);
/*
 * Waits, at most wait_s seconds, until the named interfaces exist and the ones that
 * are up have their interrupts. Returns 0 also when time ran out; -ENODEV if an
 * interface is still missing then (e says which and how long).
 */
int wait_for(struct session *s, const char *const *ifaces, size_t n, unsigned wait_s,
	     struct err *e);
/* Not so: the NIC is up and has interrupts, but none is named after a queue (yet). */
bool is_settled(const struct nic *nic);
