/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/* What the tests of knobs without a kernel begin with: the small host, and an error's text. */
#include "knobhost.h"
#include "nqtune/err.h"

static struct arena *arena;
static struct host *host;
static struct err err;

static inline void knob_setup(void)
{
	arena = arena_new(NULL);
	host = kh_new(arena);
	err.text[0] = '\0';
}

static inline void knob_teardown(void)
{
	arena_free(arena);
}
