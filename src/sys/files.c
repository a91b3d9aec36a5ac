// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files_priv.h"
#include "nqtune/err.h"
#include "recorder.h"
#include "resolve.h"

/* "--sysroot /" is this machine as well. */
static bool is_this_machine(int root)
{
	struct stat ours, slash;

	return !fstat(root, &ours) && !stat("/", &slash) && ours.st_dev == slash.st_dev &&
	       ours.st_ino == slash.st_ino;
}

int files_open(struct files **out, const char *root, struct err *e)
{
	const char *path = root ? root : "/";
	int fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC), err;
	struct files *f;

	if (fd < 0) {
		err = -errno;
		return err_set(e, err, "cannot open %s: %s", path, err_words(err));
	}
	f = calloc(1, sizeof(*f));
	if (!f) {
		close(fd);
		return err_set(e, -ENOMEM, "cannot open %s: %s", path, err_words(-ENOMEM));
	}
	f->root = fd;
	f->live = !root || is_this_machine(fd);
	f->walk = !resolve_probe(fd);
	*out = f;
	return 0;
}

void files_close(struct files *f)
{
	if (!f)
		return;
	files_record_resume(f);
	recorder_close(f->rec);
	close(f->root);
	free(f);
}

bool files_live(const struct files *f)
{
	return f->live;
}

static void watch_link(void *data, const char *dir, const char *name, const char *text)
{
	recorder_link(data, dir, name, text);
}

static void watch_left(void *data, const char *dir)
{
	recorder_dir(data, dir);
}

int files_resolve(struct files *f, const char *path, int flags)
{
	struct walk_watch watch = { .link = watch_link, .left = watch_left, .data = f->rec };

	if (f->rec)
		return resolve_by_walk(f->root, path, flags, f->where, &watch);
	if (!f->walk) {
		int fd = resolve_by_kernel(f->root, path, flags);

		if (fd != -EAGAIN)
			return fd;
	}
	return resolve_by_walk(f->root, path, flags, NULL, NULL);
}

int files_resolve_regular(struct files *f, const char *path, int flags)
{
	struct stat before, after;
	int fd, err;

	if (f->live)
		return files_resolve(f, path, flags);
	/* To open a device is already to use it, so look first. */
	fd = files_resolve(f, path, O_PATH);
	if (fd < 0)
		return fd;
	err = fstat(fd, &before) ? -errno : 0;
	close(fd);
	if (err)
		return err;
	if (!S_ISREG(before.st_mode))
		return S_ISDIR(before.st_mode) ? -EISDIR : -EINVAL;
	fd = files_resolve(f, path, flags);
	if (fd < 0)
		return fd;
	if (!fstat(fd, &after) && after.st_dev == before.st_dev && after.st_ino == before.st_ino)
		return fd;
	close(fd);
	return -EINVAL;
}

/* Opens the place itself and keeps in the recording that it is there. */
static int open_place(struct files *f, const char *path, int flags)
{
	int fd = files_resolve(f, path, O_PATH | flags);
	struct stat st;

	if (fd >= 0 && f->rec && !fstat(fd, &st) && !S_ISLNK(st.st_mode))
		recorder_seen(f->rec, f->where, st.st_mode);
	return fd;
}

bool files_exists(struct files *f, const char *path)
{
	int fd = open_place(f, path, 0);

	if (fd < 0)
		return false;
	close(fd);
	return true;
}

/* Takes f->where apart. */
static void record_link(struct files *f, const char *text)
{
	char *slash = strrchr(f->where, '/');

	if (slash)
		*slash = '\0';
	recorder_link(f->rec, slash ? f->where : "", slash ? slash + 1 : f->where, text);
}

ssize_t files_link(struct files *f, const char *path, char *buf, size_t size)
{
	char text[PATH_MAX];
	int fd = open_place(f, path, O_NOFOLLOW);
	ssize_t len;

	if (fd < 0)
		return fd;
	len = readlinkat(fd, "", text, sizeof(text));
	/* Without a name, "not a link" is ENOENT. */
	if (len < 0)
		len = errno == ENOENT ? -EINVAL : -errno;
	close(fd);
	if (len < 0)
		return len;
	if ((size_t)len >= sizeof(text))
		return -ENAMETOOLONG;
	text[len] = '\0';
	if (f->rec)
		record_link(f, text);
	if ((size_t)len >= size)
		return -EFBIG;
	memcpy(buf, text, (size_t)len + 1);
	return len;
}

ssize_t files_realpath(struct files *f, const char *path, char *buf, size_t size)
{
	struct walk_watch watch = { .link = watch_link, .left = watch_left, .data = f->rec };
	int fd = resolve_by_walk(f->root, path, O_PATH, f->where, f->rec ? &watch : NULL);
	struct stat st;
	size_t len;

	if (fd < 0)
		return fd;
	if (f->rec && !fstat(fd, &st))
		recorder_seen(f->rec, f->where, st.st_mode);
	close(fd);
	len = strlen(f->where);
	if (len >= size)
		return -EFBIG;
	memcpy(buf, f->where, len + 1);
	return (ssize_t)len;
}
