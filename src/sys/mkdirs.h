/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stddef.h>
#include <sys/stat.h>

/* Judges a directory passed: path[0..len) below the root. 0, or a negative errno to stop. */
typedef int (*mkdirs_check)(void *data, const char *path, size_t len, const struct stat *st);

/*
 * Opens the directory path below root, creating what is missing (0755); "" is the
 * root itself. No link is followed (-ELOOP), "." and ".." are refused (-EINVAL).
 * *upto (or NULL) becomes the length of the part of path reached. Returns an fd.
 */
int mkdirs(int root, const char *path, mkdirs_check check, void *data, size_t *upto);
/* The same, creating nothing: -ENOENT. */
int opendirs(int root, const char *path, mkdirs_check check, void *data, size_t *upto);
