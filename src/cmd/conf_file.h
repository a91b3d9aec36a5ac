/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct auto_request;
struct command;
struct conf_line;
struct knob_request;
struct session;

#define CONF_DEFAULT "/etc/nqtune.conf"

/* A line of a file of commands, as what it asks for. */
struct conf_command {
	unsigned line;
	const char *text;	/* "auto wan br0" */
	const struct command *command;
	struct auto_request *layout;	/* of an "auto", else NULL */
	struct knob_request *knob;	/* of a knob, else NULL */
};
struct conf_file {
	const char *name;	/* as messages call it; NULL: none was named, and there is no default one */
	const char *word;	/* as a command line would name it: "-", "" for the default */
	struct conf_command *v;
	size_t n;
};

/*
 * Reads the file named (or the default one, below the root) and takes every line apart whole,
 * options and words; what they are about is not looked at. 0, STATUS_USAGE when a line is
 * wrong, STATUS_FAILED when the file cannot be read (both said). No default file is no failure.
 */
int conf_load(struct session *s, int argc, char **argv, struct conf_file *out);
/* One line's words as what they ask for; complain_at() tells where. 0 or STATUS_USAGE (said). */
int conf_command(struct session *s, const struct conf_line *line, struct conf_command *out);
/* The interfaces that the line names (none for --all); "lo" for what is the whole host's. */
const char *const *conf_ifaces(const struct conf_command *c, size_t *n);
/* Those of all lines but the whole host's; arena array. */
const char **conf_all_ifaces(struct session *s, const struct conf_file *f, size_t *count);
/* All lines as one transaction, said; an exit status. What the lines say of waiting is waited for first. */
int conf_apply(struct session *s, const struct conf_file *f);
