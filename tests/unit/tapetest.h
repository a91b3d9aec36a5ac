/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/* What the tests of a decoder begin with: a tape of answers, and the door that reads it. */
#include <string.h>

#include "nlbytes.h"
#include "nqtune/arena.h"
#include "nqtune/err.h"

static struct nltape t;
static struct answers *a;
static struct arena *arena;
static struct err e;

static inline void tape_setup(void)
{
	memset(&t, 0, sizeof(t));
	memset(&e, 0, sizeof(e));
	a = nltape_open(&t);
	arena = arena_new(NULL);
}

static inline void tape_teardown(void)
{
	answers_close(a);
	arena_free(arena);
}
