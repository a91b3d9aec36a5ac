// SPDX-License-Identifier: GPL-2.0-or-later
#include "mkdirs.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#define OPEN_DIR (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)

/* O_DIRECTORY says ENOTDIR for a link as well: tell them apart. */
static int not_a_directory(int dir, const char *name)
{
	struct stat st;

	if (!fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) && S_ISLNK(st.st_mode))
		return -ELOOP;
	return -ENOTDIR;
}

static int open_or_make(int dir, const char *name, bool make)
{
	int fd = openat(dir, name, OPEN_DIR);

	if (fd < 0 && errno == ENOENT && make) {
		if (mkdirat(dir, name, 0755) && errno != EEXIST)
			return -errno;
		fd = openat(dir, name, OPEN_DIR);
		/* The umask may have taken bits away. */
		if (fd >= 0 && fchmod(fd, 0755)) {
			int err = -errno;

			close(fd);
			return err;
		}
	}
	if (fd >= 0)
		return fd;
	return errno == ENOTDIR || errno == ELOOP ? not_a_directory(dir, name) : -errno;
}

static int step(int dir, const char *path, size_t start, size_t end, bool make, mkdirs_check check,
		void *data)
{
	char name[NAME_MAX + 1];
	size_t len = end - start;
	struct stat st;
	int fd, err;

	if (len > NAME_MAX)
		return -ENAMETOOLONG;
	memcpy(name, path + start, len);
	name[len] = '\0';
	if (!strcmp(name, ".") || !strcmp(name, ".."))
		return -EINVAL;
	fd = open_or_make(dir, name, make);
	if (fd < 0 || !check)
		return fd;
	err = fstat(fd, &st) ? -errno : check(data, path, end, &st);
	if (!err)
		return fd;
	close(fd);
	return err;
}

static int walk(int root, const char *path, bool make, mkdirs_check check, void *data,
		size_t *upto)
{
	int dir = openat(root, ".", OPEN_DIR);
	size_t start, end = 0;

	if (dir < 0)
		return -errno;
	for (;;) {
		int next;

		start = end + strspn(path + end, "/");
		if (!path[start])
			return dir;
		end = start + strcspn(path + start, "/");
		if (upto)
			*upto = end;
		next = step(dir, path, start, end, make, check, data);
		close(dir);
		if (next < 0)
			return next;
		dir = next;
	}
}

int mkdirs(int root, const char *path, mkdirs_check check, void *data, size_t *upto)
{
	return walk(root, path, true, check, data, upto);
}

int opendirs(int root, const char *path, mkdirs_check check, void *data, size_t *upto)
{
	return walk(root, path, false, check, data, upto);
}
