// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#include "files_priv.h"

/*
 * A recorded tree never touches this machine: no kernel file mounted in it, no
 * second name outside.
 */
static int make_room(int fd)
{
	struct statfs fs;
	struct stat st;

	if (fstat(fd, &st) || fstatfs(fd, &fs))
		return -errno;
	if (fs.f_type == SYSFS_MAGIC || fs.f_type == PROC_SUPER_MAGIC)
		return -EXDEV;
	if (st.st_nlink > 1)
		return -EMLINK;
	return ftruncate(fd, 0) ? -errno : 0;
}

int files_write(struct files *f, const char *path, const char *text)
{
	size_t len = strlen(text);
	int fd, err = 0;
	ssize_t n;

	fd = files_resolve_regular(f, path, O_WRONLY);
	if (fd < 0)
		return fd;
	if (!f->live)
		err = make_room(fd);
	if (!err) {
		n = write(fd, text, len);
		err = n < 0 ? -errno : (size_t)n != len ? -EIO : 0;
	}
	/* Some file systems only tell here. */
	if (close(fd) && !err)
		err = -errno;
	return err;
}
