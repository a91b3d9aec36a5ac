/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <limits.h>
#include <stdbool.h>
#include <sys/types.h>

#include "nqtune/files.h"

struct recorder;

struct files {
	int root;
	bool live;
	/* Resolve by our own walk: no openat2() here, or a test asked for it. */
	bool walk;
	struct recorder *rec;
	struct recorder *paused;	/* the recorder while a pause lasts */
	/* While recording: where the last path resolved really is ("" if its directory is missing). */
	char where[PATH_MAX];
};

/*
 * Opens path below the root; flags are O_PATH, O_RDONLY or O_WRONLY, and
 * O_DIRECTORY, O_NOFOLLOW. Returns an fd or a negative errno.
 */
int files_resolve(struct files *f, const char *path, int flags);
/* The same for a file that is read or written: a recorded tree yields regular files only. */
int files_resolve_regular(struct files *f, const char *path, int flags);
/* All of fd, at most limit bytes (-EFBIG above), NUL-terminated, into the arena. */
int files_read_fd(int fd, size_t limit, struct arena *a, char **text);
