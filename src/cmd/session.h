/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stdio.h>

#include "nqtune/sys.h"
#include "nqtune/view.h"

struct arena;
struct err;
struct json_object;

/* Exit statuses, part of the interface. */
enum {
	STATUS_OK = 0,
	STATUS_FAILED = 1,
	STATUS_USAGE = 2,
	STATUS_DRIFT = 3,
};

/* One run: the global options, the doors, the memory. */
struct session {
	bool dry_run;
	bool json;
	const char *sysroot;	/* NULL = this machine */
	int verbose;		/* -1 quiet, 0, 1 */
	bool version;		/* -V was given */
	const char *color;	/* "auto", "always", "never" */
	const char *command;	/* the name under which the command was called */
	void *request;		/* the command's own options */
	struct style style;
	struct arena *arena;
	struct sys sys;
	bool sys_open;
};

/* Opens the doors; 0 or STATUS_FAILED, said on stderr. */
int session_open(struct session *s);
void session_close(struct session *s);
/* Finds out how to draw on stdout. */
void session_style(struct session *s);

/* "nqtune: TEXT" on stderr; returns status. */
int complain(int status, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* The same for a wrong command line, with a pointer to the command's --help. Returns STATUS_USAGE. */
int misused(const struct session *s, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Prints and puts the object. */
void print_json(struct json_object *o);
/* Flushes stdout; STATUS_FAILED if anything written to it was lost. */
int finish_output(int status);
