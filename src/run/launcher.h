/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

/* The other end of a struct launch. It is told a byte at a time. */
#define LAUNCHER_START 's'
#define LAUNCHER_STOP 'e'

/* What it answers: one word to a start, one when the command has ended. */
struct launcher_word {
	enum {
		LAUNCHER_STARTED,
		LAUNCHER_REFUSED,	/* number: errno */
		LAUNCHER_EXITED,	/* number: exit status */
		LAUNCHER_KILLED,	/* number: signal */
		LAUNCHER_STOPPED,	/* it was ended as it was told to */
	} what;
	int number;
};

struct launcher {
	char *const *argv;
	mode_t umask;
	bool to_stderr;
};

/* Serves fd until its other end is closed; then ends what runs, and the process. */
_Noreturn void launcher_serve(int fd, const struct launcher *l);
