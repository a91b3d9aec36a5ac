/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdint.h>

/*
 * Waits until then, on clock_ms(). 0, or -EINTR, at once, when a signal that would end us and is
 * blocked has come; it goes on waiting for whoever unblocks it.
 */
int pause_until(int64_t then);
/* The same, but ends with 1 as soon as fd is readable. */
int pause_for(int fd, int64_t then);
