/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "nqtune/knob.h"

struct err;
struct host;
struct session;

/* A knob's command line. */
struct knob_request {
	const struct knob *knob;
	const char **ifaces;
	size_t nifaces;
	long queue;		/* -1 = all */
	bool queue_said;
	const char *vector;
	bool of_host;		/* no interface was named: only what is the whole host's is meant */
	struct knob_setting *settings;
	size_t nsettings;
};

/* Takes the words: interfaces first, then settings. 0 or STATUS_USAGE (said). */
int knob_request_parse(struct session *s, struct knob_request *rq, int argc, char **argv);
/* What to say when the interfaces named cannot be read (h: what the first of them gave, or NULL). */
int knob_request_bad(struct session *s, const struct knob_request *rq, const struct host *h,
		     const struct err *e);
