/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct err;
struct session;

/*
 * What the caller wants to run while we look on ("-- COMMAND..."). It is the caller's in all: it has the
 * rights, the environment and the umask with which we were called, which we give up. So a process
 * that waits for the word is forked before anything is given up; it starts the command, as often as it is told
 * to, in a process group of its own and with an empty standard input, and ends it when it is told to or
 * when we are gone. Of a program that has more rights than its caller it has the caller's.
 */
struct launch {
	int fd;			/* readable once the command has ended */
};

enum launch_how {
	LAUNCH_EXITED,
	LAUNCH_KILLED,		/* by a signal that was not ours */
	LAUNCH_STOPPED,		/* ended because we said so */
};
struct launch_end {
	enum launch_how how;
	int number;		/* its exit status, or the signal */
};

/*
 * Forks what will start session->behind. to_stderr: what the command writes to standard output goes to
 * standard error. 0, or -errno with e.
 */
int launch_prepare(struct session *s, bool to_stderr, struct err *e);
/* Starts the command. 0, or -errno with e: it cannot be run. */
int launch_start(const struct session *s, struct err *e);
/* How it ended; waits for that. -ECHILD with e: nobody knows. */
int launch_wait(const struct session *s, struct launch_end *out, struct err *e);
/* Ends it, with SIGTERM and after two seconds with SIGKILL. As launch_wait(). */
int launch_stop(const struct session *s, struct launch_end *out, struct err *e);
