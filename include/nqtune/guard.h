/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stddef.h>

struct change;
struct err;
struct session;

/*
 * Finds out whether this runs in an SSH session, and remembers it. To be called while
 * CAP_SYS_PTRACE is held: sudo leaves that to be found in other processes' environments.
 */
void guard_look(struct session *s);
/*
 * Whether these changes may cut the line to whoever asks for them: one of them resets the link of
 * an interface over which this SSH session runs (itself, or what is below it). -EPERM with
 * the interface, the knob, and what to do, unless --try or --force was given; 0 otherwise.
 */
int guard_changes(struct session *s, const struct change *changes, size_t n, struct err *e);
