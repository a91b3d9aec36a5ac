/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stddef.h>

struct session;

/*
 * --verify: watches the interfaces named and what carries them (n 0: all) after an apply,
 * long enough for irqbalance to have had its turn, and says whether the kernel keeps to the
 * layout. STATUS_OK; STATUS_DRIFT when a promise was broken, something moved, or an interface went.
 * Ends early, without a word, when a signal waits: whoever blocked it ends us.
 */
int verify_after(struct session *s, const char *const *ifaces, size_t n);
