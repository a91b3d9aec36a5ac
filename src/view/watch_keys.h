/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "nqtune/screen.h"
#include "watch_rows.h"

/* Keys that are no character. */
enum watch_key {
	WATCH_UP = 0x1000,
	WATCH_DOWN,
	WATCH_LEFT,
	WATCH_RIGHT,
	WATCH_PAGE_UP,
	WATCH_PAGE_DOWN,
	WATCH_HOME,
	WATCH_END,
	WATCH_ENTER,
	WATCH_ESCAPE,
	WATCH_ERASE,
	WATCH_BACK_TAB,
	WATCH_HELP,
};

#define WATCH_FILTER 32

/* How one table is looked at. */
struct watch_list {
	size_t column;	/* sorted by */
	bool reverse;
	size_t top;	/* the first row that is drawn */
	size_t page;	/* as drawn last: how many fit, and how many there are */
	size_t rows;
	char filter[WATCH_FILTER];
};
struct watch_state {
	enum watch_kind focus;
	bool alone;	/* the one in focus has all the room */
	bool help;
	bool typing;	/* a filter */
	bool paused;
	bool one_list;	/* CPUs of all nodes below each other */
	struct watch_list list[WATCH_KINDS];
};

enum screen_wish watch_key(struct watch_state *s, int key);
const char *watch_kind_word(enum watch_kind kind);
