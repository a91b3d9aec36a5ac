/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <signal.h>
#include <stdbool.h>

struct session;

/*
 * A run with --try must come to its end whatever becomes of its terminal: neither a closed pipe
 * nor ^Z may keep what is not confirmed. From the first of these to the second, the signals
 * that would end or stop it are ignored, and a write that nobody reads is cut short.
 */
#define TRY_SIGNALS 5
struct try_shield {
	bool up;
	struct sigaction before[TRY_SIGNALS];
	sigset_t mask;
};
void try_shield_raise(struct try_shield *shield);
void try_shield_drop(struct try_shield *shield);
/* A write to a terminal or pipe that takes longer than this (seconds) fails; 0 = no such bound. */
void try_bound_output(unsigned seconds);

/*
 * Waits session->try_s seconds for Enter on standard input or for "nqtune confirm", saying on
 * stderr what it waits for. HUP, INT, TERM and QUIT are blocked by the caller and taken here.
 * id: the journal's number of the run. NULL when confirmed, else why
 * not: "nobody confirmed within 5 s", "hang-up", "interrupted", "terminated", "end of input",
 * "not wanted", "nobody read the output" (arena or static text).
 */
const char *try_wait(struct session *s, unsigned id);
