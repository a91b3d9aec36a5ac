/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/*
 * Lines made up from a fixed seed: the same numbers on every machine, so that a
 * failure comes again.
 */
extern uint64_t rand_seed;

/* From 0 to n - 1. */
unsigned random_below(unsigned n);
bool one_in(unsigned n);
/* Adds to *line, in plantest's arena. */
void add(const char **line, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
