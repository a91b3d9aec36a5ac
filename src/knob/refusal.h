/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>

struct change;
struct err;

/* What is known about a file that could not be read or written. */
struct refusal {
	int code;		/* the kernel's negative errno */
	bool root;		/* we run as uid 0 */
	bool dir_exists;	/* the queue's or the interrupt's directory */
	bool file_exists;
	bool writable;		/* some write bit is set: 6.12 takes them away from what cannot move */
};

/*
 * Puts the plain reason into e and returns the code that the callers tell apart:
 * -EIO an interrupt that cannot be moved, whatever this kernel said; -EPERM a
 * lack of privilege and nothing else; else the kernel's own. Pure.
 */
int refusal_explain(const struct change *c, const struct refusal *f, struct err *e);
/* The target has no such setting: one tx queue, no traffic class, not in this kernel. Pure. */
bool refusal_means_none(const struct change *c, const struct refusal *f);
