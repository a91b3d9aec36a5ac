/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>

struct arena;
struct interval;
struct terminal;
struct style;

/* What a key asks of whoever counts; what it asks of the screen is done. */
enum screen_wish {
	SCREEN_NOTHING,		/* no key is left */
	SCREEN_AGAIN,		/* draw anew */
	SCREEN_QUIT,
	SCREEN_PAUSE,		/* and go on, by turns */
	SCREEN_FASTER,
	SCREEN_SLOWER,
};

/*
 * The terminal on stdin and stdout, whole. NULL, and nothing is done to it: its type ($TERM) is not known, or
 * it cannot move its cursor. Signals keep the dispositions that they had.
 */
struct terminal *terminal_open(const struct style *st, struct arena *a);
/* Gives the terminal back as it was. */
void terminal_close(struct terminal *s);

/* The interval as the keys so far want it seen: the whole screen anew. */
void terminal_draw(struct terminal *s, const struct interval *t);
/* Takes a key that was typed. */
enum screen_wish terminal_key(struct terminal *s);

/* For a while: before the process stops, and after. */
void terminal_leave(struct terminal *s);
void terminal_return(struct terminal *s);
/* The window has another size now. */
void terminal_resize(struct terminal *s);
