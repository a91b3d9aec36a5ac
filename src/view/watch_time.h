/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdint.h>

struct arena;

/* Milliseconds since 1970 as "2026-02-03T04:05:06.789Z". */
const char *watch_time(uint64_t ms, struct arena *a);
