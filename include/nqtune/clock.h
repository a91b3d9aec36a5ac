/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdint.h>

/* Milliseconds and nanoseconds since some moment; never set (CLOCK_MONOTONIC). */
int64_t clock_ms(void);
uint64_t clock_ns(void);
/* Waits so long, or until a signal is handled. */
void clock_wait(unsigned ms);
