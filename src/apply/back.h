/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stddef.h>

struct arena;
struct change;
struct err;
struct transaction;

/* Puts back what t wrote, newest first, down to its first keep changes. How many values could not be, named in e. */
size_t put_back_to(struct transaction *t, size_t keep, struct err *e);
/* "wan: rps rx-0", "eth0: bql tx-1 limit-max", "eth0: ring rx". */
const char *step_name(struct arena *a, const struct change *c);
/* Adds text to the end of e's. */
void append(struct err *e, const char *text);
