/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stddef.h>

#include "options.h"

struct session;

/* A global option that a command does not take, though others like it do. */
struct not_taken {
	const char *name;
	const char *why;
};

/* A subcommand: what dispatch, --help and the completions know of it. */
struct command {
	const char *name;
	const char *arguments;	/* "[IFACE...]" */
	const char *summary;	/* one line */
	const char *details;	/* further lines of its --help, or NULL */
	const struct option_row *options;	/* its own, or NULL */
	bool takes_behind;	/* "-- COMMAND...": session->behind, which session->launch starts */
	bool changes;		/* takes --try, --force and --verify, and is written into the journal */
	const struct not_taken *but;	/* of these not; ends with one without a name. NULL = takes all three */
	option_fn take;		/* takes one of them into session->request */
	size_t request_size;	/* of the zeroed object at session->request */
	int (*run)(struct session *s, int argc, char **argv);
};

/* The table, NULL-terminated; knobs have one entry each, made from the registry. */
const struct command *const *commands_all(struct session *s);
const struct command *command_find(struct session *s, const char *name);
/* The nearest known word to a mistyped one, or NULL. */
const char *command_near(struct session *s, const char *name);

extern const struct command cmd_show, cmd_auto, cmd_undo, cmd_confirm, cmd_apply, cmd_reapply, cmd_check,
	cmd_verify, cmd_record, cmd_doctor, cmd_measure;

/* Takes the options, opens the doors, runs the command. argv[0] is the first word behind its name. */
int command_run(struct session *s, const struct command *c, int argc, char **argv);

/* Runs a knob's command: session->command is the knob's name. */
int run_knob(struct session *s, int argc, char **argv);

/* Whether the command takes this global option; if not, *why says why (NULL: it changes nothing). */
bool command_takes(const struct command *c, const struct option_row *global, const char **why);

void help_overview(struct session *s);
void help_command(struct session *s, const struct command *c);
