/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdint.h>

/* Milliseconds since some moment. */
int64_t pause_now(void);
/*
 * Waits until then. -EINTR, at once, when a signal that would end us and is blocked has
 * come; it goes on waiting for whoever unblocks it.
 */
int pause_until(int64_t then);
