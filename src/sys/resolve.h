/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <limits.h>
#include <stdbool.h>

/*
 * Opens a path inside a root directory: ".." and links stay below it, the magic
 * links of /proc are not followed (-ELOOP), at most 40 links are (-ELOOP).
 */

/* What a walk passes, for a recording. dir is a place below the root, "" the root itself. */
struct walk_watch {
	void (*link)(void *data, const char *dir, const char *name, const char *text);
	/* A directory left by "..": it must exist for the same path to work again. */
	void (*left)(void *data, const char *dir);
	void *data;
};

/* By the kernel. -ENOSYS where it has no openat2(), -EAGAIN when renames kept disturbing it. */
int resolve_by_kernel(int root, const char *path, int flags);
/* Does the kernel (and the sandbox around us) offer that? */
bool resolve_probe(int root);

/*
 * By a walk of our own, component by component. where (PATH_MAX bytes, or NULL)
 * becomes the physical place of the last component, also when that is missing or
 * cannot be opened, and "" if the walk ended before it; watch may be NULL.
 * Differs from the kernel's only beyond 128 directories deep or 8 kB of link texts
 * at once (-ENAMETOOLONG).
 */
int resolve_by_walk(int root, const char *path, int flags, char *where,
		    const struct walk_watch *watch);
