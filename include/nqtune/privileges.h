/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>

#include "nqtune/privilege.h"

struct err;
struct session;

/*
 * Once the doors are open: gives up all that this command will not need, but for what its
 * beginning needs: a file that it is given. changes: it will write. 0 or STATUS_FAILED, said.
 */
int privileges_begin(struct session *s, bool changes);
/* All that was to be read is read: what stays is what changes need. 0, or -errno with e. */
int privileges_settle(struct session *s, struct err *e);
/* The same, for what turns out to change nothing. */
int privileges_show(struct session *s, struct err *e);
/*
 * Whether this process may change anything on this machine, before anything is written. 0, or
 * -EPERM with who asked for what, and what to do.
 */
int privileges_suffice(const struct session *s, struct err *e);
