/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stddef.h>

struct checkup;
struct session;

/*
 * Counts for so many seconds (0: since boot, as on a recorded machine), and reads all that the
 * doctor looks at. 0, STATUS_FAILED (said), or -EINTR: a signal waits.
 */
int doctor_read(struct session *s, const char *const *ifaces, size_t n, unsigned seconds,
		struct checkup *out);
