/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/* A throw-away directory tree for tests that need real files. */
#include <check.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct tree {
	char path[64];
	int fd;
};

static inline struct tree tree_new(void)
{
	struct tree t = { .path = "/tmp/nqtune-test-XXXXXX" };

	ck_assert_ptr_nonnull(mkdtemp(t.path));
	t.fd = open(t.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	ck_assert_int_ge(t.fd, 0);
	return t;
}

static inline int tree_unlink(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	return remove(path);
}

static inline void tree_free(struct tree *t)
{
	nftw(t->path, tree_unlink, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
	close(t->fd);
}

/* Makes the directories above path, and path itself if it ends in a slash. */
static inline void tree_dirs(const struct tree *t, const char *path)
{
	char part[PATH_MAX];

	for (const char *p = strchr(path, '/'); p; p = strchr(p + 1, '/')) {
		memcpy(part, path, (size_t)(p - path));
		part[p - path] = '\0';
		mkdirat(t->fd, part, 0755);
	}
}

static inline void tree_put(const struct tree *t, const char *path, const char *data, size_t len)
{
	int fd;

	tree_dirs(t, path);
	fd = openat(t->fd, path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, data, len), (ssize_t)len);
	close(fd);
}

static inline void tree_file(const struct tree *t, const char *path, const char *text)
{
	tree_put(t, path, text, strlen(text));
}

static inline void tree_link(const struct tree *t, const char *path, const char *text)
{
	tree_dirs(t, path);
	ck_assert_int_eq(symlinkat(text, t->fd, path), 0);
}

/* The content as a string in a static buffer, NULL if there is no such file. */
static inline const char *tree_text(const struct tree *t, const char *path)
{
	static char buf[4096];
	int fd = openat(t->fd, path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return NULL;
	n = read(fd, buf, sizeof(buf) - 1);
	close(fd);
	if (n < 0)
		return NULL;
	buf[n] = '\0';
	return buf;
}
