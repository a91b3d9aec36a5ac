/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

#include "nqtune/sys.h"
#include "nqtune/view.h"

struct arena;
struct err;
struct json_object;
struct launch;
struct ssh;

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
	unsigned try_s;		/* --try: 0 = for good */
	bool force;
	bool verify;
	bool in_file;		/* the options at hand stand in a line of a file */
	bool ssh_looked;
	const struct ssh *ssh;	/* the session in which this runs; NULL = none */
	bool raised;		/* the program's file gave more than the caller has: given back */
	uint64_t keep;		/* the capabilities that this command works with */
	const char *called;	/* the command line behind "nqtune", for the journal */
	bool version;		/* -V was given */
	const char *color;	/* "auto", "always", "never" */
	const char *command;	/* the name under which the command was called */
	void *request;		/* the command's own options */
	char **behind;		/* what stood behind "--", for a command that takes it; NULL = none */
	struct launch *launch;	/* what starts that; NULL = nothing to start */
	mode_t given_umask;	/* the caller's */
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
/*
 * Puts "FILE:LINE: " before what is said from now on, "FILE: " where line is 0, nothing where
 * file is NULL. file must live as long.
 */
void complain_at(const char *file, unsigned line);
/* What would be said goes into e from now on, the last of it if there is more; NULL = to stderr again. */
void complain_into(struct err *e);
/* The same for a wrong command line, with a pointer to the command's --help. Returns STATUS_USAGE. */
int misused(const struct session *s, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Prints and puts the object. */
void print_json(struct json_object *o);
/* The same in one line, for a stream of them. */
void print_json_line(struct json_object *o);
/* Flushes stdout; STATUS_FAILED if anything written to it was lost. */
int finish_output(int status);
