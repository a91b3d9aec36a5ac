/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "nqtune/plan.h"
#include "work.h"

struct change;
struct conf_command;
struct conf_file;
struct err;
struct run;
struct session;

/* What a line of the file would change, after those before it. */
struct look_line {
	const struct conf_command *command;
	struct work work;
	int status;		/* 0: it could be planned */
	const char *failed;	/* why not */
	bool certain;		/* and no line before it would have changed that */
	const char *missing;	/* an interface of it that is not there; NULL = none, or it was planned */
	size_t upto;		/* changes of the look up to and with this line */
	struct change *net;	/* of its changes what no later line takes over, from the value there is now */
	size_t nnet;
};
struct look {
	struct look_line *v;
	size_t n;
	struct change *changes;	/* of all lines, in order */
	size_t nchanges;
	size_t nnet;		/* of all lines */
	struct wish wish;	/* of all its "auto", with what was tuned before */
	unsigned ncpus;
};

/*
 * Plans every line on the machine as the lines before would leave it; nothing is written, nothing
 * said. -errno with e when the machine cannot be read at all.
 */
int conf_look(struct session *s, const struct conf_file *f, struct look *out, struct err *e);
/* What is sure to fail is not begun: STATUS_FAILED or STATUS_USAGE (said), or 0. */
int conf_refuse(const struct session *s, const struct conf_file *f, const struct look *l);
/*
 * All lines inside a run; work has room for what each did. 0, or an exit status (said): then all that they
 * did is put back.
 */
int conf_do_lines(struct run *run, const struct conf_file *f, const struct look *l,
		  struct work *work);
/* One line inside a run. As auto_do() and knob_do(). */
int conf_do(struct run *run, const struct conf_command *c, struct work *out);
