// SPDX-License-Identifier: GPL-2.0-or-later
#include "recorder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mkdirs.h"
#include "nqtune/err.h"

struct recorder {
	int root;
	/* The directory written to last: readers stay in one for a while. */
	int dir;
	char dir_path[PATH_MAX];
	/* Paths that could not be read (a tsearch tree of strings). */
	void *unreadable;
	int status;
	char failed[PATH_MAX];
};

static int by_text(const void *a, const void *b)
{
	return strcmp(a, b);
}

static int must_be_empty(int fd)
{
	int err = 0, copy = dup(fd);
	DIR *d = copy < 0 ? NULL : fdopendir(copy);
	struct dirent *de;

	if (!d) {
		err = -errno;
		if (copy >= 0)
			close(copy);
		return err;
	}
	while ((de = readdir(d)))
		if (strcmp(de->d_name, ".") && strcmp(de->d_name, ".."))
			err = -ENOTEMPTY;
	closedir(d);
	return err;
}

static int open_target(const char *dir)
{
	char path[PATH_MAX];
	size_t len = strlen(dir);
	int fd, err;

	if (!len)
		return -ENOENT;
	if (len >= sizeof(path))
		return -ENAMETOOLONG;
	strcpy(path, dir);
	/* With a slash at the end a link would be followed. */
	while (len > 1 && path[len - 1] == '/')
		path[--len] = '\0';
	err = mkdir(path, 0755) ? -errno : 0;
	if (err && err != -EEXIST)
		return err;
	fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	err = err ? must_be_empty(fd) : fchmod(fd, 0755) ? -errno : 0;
	if (!err)
		return fd;
	close(fd);
	return err;
}

int recorder_open(struct recorder **out, const char *dir, struct err *e)
{
	struct recorder *r;
	int root = open_target(dir);

	if (root == -ENOTEMPTY)
		return err_set(e, root, "cannot record to %s: it is not empty (name a new directory)",
			       dir);
	if (root < 0)
		return err_set(e, root, "cannot record to %s: %s", dir, err_words(root));
	r = calloc(1, sizeof(*r));
	if (!r) {
		close(root);
		return err_set(e, -ENOMEM, "cannot record to %s: %s", dir, err_words(-ENOMEM));
	}
	r->root = root;
	r->dir = -1;
	*out = r;
	return 0;
}

void recorder_close(struct recorder *r)
{
	if (!r)
		return;
	while (r->unreadable) {
		char *path = *(char **)r->unreadable;

		tdelete(path, &r->unreadable, by_text);
		free(path);
	}
	if (r->dir >= 0)
		close(r->dir);
	close(r->root);
	free(r);
}

int recorder_status(const struct recorder *r, struct err *e)
{
	if (!r || !r->status)
		return 0;
	return err_set(e, r->status, "the recording is incomplete: /%s: %s", r->failed,
		       err_words(r->status));
}

/* False if that is too long for a path. */
static bool join(char path[PATH_MAX], const char *dir, const char *name)
{
	size_t len = strlen(dir), more = strlen(name);

	if (len + more + 2 > PATH_MAX)
		return false;
	memcpy(path, dir, len);
	if (len && more)
		path[len++] = '/';
	memcpy(path + len, name, more + 1);
	return true;
}

static void note(struct recorder *r, const char *dir, const char *name, int err)
{
	if (r->status)
		return;
	r->status = err;
	if (!join(r->failed, dir, name))
		join(r->failed, dir, "");
}

/* The directory of that path in the recording, made if needed; the fd stays ours. */
static int in_dir(struct recorder *r, const char *path)
{
	int fd;

	if (r->dir >= 0 && !strcmp(r->dir_path, path))
		return r->dir;
	fd = mkdirs(r->root, path, NULL, NULL, NULL);
	if (fd < 0) {
		note(r, path, "", fd);
		return fd;
	}
	if (r->dir >= 0)
		close(r->dir);
	r->dir = fd;
	strcpy(r->dir_path, path);
	return fd;
}

/* Splits path into its directory (copied) and its last name; NULL if that cannot be a file. */
static const char *split(const char *path, char dir[PATH_MAX])
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	size_t len = slash ? (size_t)(slash - path) : 0;

	if (strlen(path) >= PATH_MAX || !name[0] || !strcmp(name, ".") || !strcmp(name, ".."))
		return NULL;
	memcpy(dir, path, len);
	dir[len] = '\0';
	return name;
}

static int write_all(int fd, const char *data, size_t len)
{
	while (len) {
		ssize_t n = write(fd, data, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 ? -errno : -EIO;
		data += n;
		len -= (size_t)n;
	}
	return 0;
}

/* A new file each time, so that its own mode never hinders us. -EEXIST if it is there. */
static int create(int dir, const char *name, mode_t mode, const void *data, size_t len)
{
	int fd, err;

	fd = openat(dir, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return -errno;
	err = write_all(fd, data, len);
	if (!err && fchmod(fd, mode & 0777))
		err = -errno;
	if (close(fd) && !err)
		err = -errno;
	return err;
}

/* A reader with more room may have been here before. */
static bool has_more(int dir, const char *name, size_t len)
{
	struct stat st;

	return !fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) && S_ISREG(st.st_mode) &&
	       (size_t)st.st_size >= len;
}

void recorder_file(struct recorder *r, const char *path, mode_t mode, const void *data, size_t len,
		   bool cut)
{
	char at[PATH_MAX];
	const char *name;
	void *was;
	int dir, err;

	if (!r)
		return;
	name = split(path, at);
	if (!name) {
		note(r, "", "", -EINVAL);
		return;
	}
	was = tfind(path, &r->unreadable, by_text);
	if (was) {
		char *text = *(char **)was;

		tdelete(path, &r->unreadable, by_text);
		free(text);
	}
	dir = in_dir(r, at);
	if (dir < 0 || (cut && has_more(dir, name, len)))
		return;
	err = unlinkat(dir, name, 0) && errno != ENOENT ? -errno : 0;
	if (!err)
		err = create(dir, name, mode, data, len);
	if (err)
		note(r, at, name, err);
}

void recorder_unreadable(struct recorder *r, const char *path)
{
	char at[PATH_MAX], *copy;
	const char *name;
	int dir;

	if (!r)
		return;
	name = split(path, at);
	if (!name)
		return;
	if (!tfind(path, &r->unreadable, by_text)) {
		copy = strdup(path);
		if (!copy || !tsearch(copy, &r->unreadable, by_text)) {
			free(copy);
			note(r, at, name, -ENOMEM);
		}
	}
	dir = in_dir(r, at);
	if (dir >= 0 && unlinkat(dir, name, 0) && errno != ENOENT && errno != EISDIR)
		note(r, at, name, -errno);
}

void recorder_entry(struct recorder *r, const char *at, const char *name, mode_t mode)
{
	char path[PATH_MAX];
	int dir, err;

	if (!r)
		return;
	dir = in_dir(r, at);
	if (dir < 0)
		return;
	if (S_ISDIR(mode)) {
		err = mkdirat(dir, name, 0755) ? -errno : 0;
	} else {
		if (join(path, at, name) && tfind(path, &r->unreadable, by_text))
			return;
		err = create(dir, name, mode, "", 0);
	}
	if (err && err != -EEXIST)
		note(r, at, name, err);
}

void recorder_seen(struct recorder *r, const char *path, mode_t mode)
{
	char at[PATH_MAX];
	const char *name;

	if (!r)
		return;
	name = split(path, at);
	if (name)
		recorder_entry(r, at, name, mode);
}

void recorder_link(struct recorder *r, const char *at, const char *name, const char *text)
{
	int dir;

	if (!r)
		return;
	dir = in_dir(r, at);
	if (dir >= 0 && symlinkat(text, dir, name) && errno != EEXIST)
		note(r, at, name, -errno);
}

void recorder_dir(struct recorder *r, const char *dir)
{
	if (r)
		in_dir(r, dir);
}
