/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct err;

/* Sets of capabilities have bit CAP_X of linux/capability.h. */
#define PRIVILEGE(cap) (UINT64_C(1) << (cap))

/*
 * Gives back for good what the program's file gave beyond what its caller has: set-user-ID,
 * set-group-ID, file capabilities. What the caller has (root, or ambient capabilities) stays.
 * *raised: there was something to give back. 0, or -errno with e: it could not be given back.
 */
int privilege_return(bool *raised, struct err *e);
/*
 * Of the capabilities that are held keeps those in keep, effective and permitted, for good: no
 * program started from here could get others. Inheritable and ambient ones go, and the
 * bounding set where CAP_SETPCAP allows it. 0, or -errno with e: more is held than that.
 */
int privilege_keep(uint64_t keep, struct err *e);
/* Those that are in effect now. */
uint64_t privilege_held(void);
