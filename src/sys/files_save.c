// SPDX-License-Identifier: GPL-2.0-or-later
// State of our own below the root: saved files and the lock.
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files_priv.h"
#include "mkdirs.h"
#include "nqtune/clock.h"
#include "nqtune/err.h"

#define POLL_MS 20

/* The directory that holds path: its fd, and path's last name. */
struct home {
	int dir;
	const char *name;
	char path[PATH_MAX];
};

struct judge {
	struct files *f;
	size_t whole;
	struct err *e;
};

static bool ours(const struct stat *st)
{
	return st->st_uid == 0 || st->st_uid == geteuid();
}

/* On this machine nobody else may be able to swap what we trust. */
static int judge_dir(void *data, const char *path, size_t len, const struct stat *st)
{
	const struct judge *j = data;
	bool shared = st->st_mode & (S_IWGRP | S_IWOTH);

	if (!j->f->live)
		return 0;
	if (!ours(st))
		return err_set(j->e, -EPERM, "/%.*s belongs to user %u (remove it)", (int)len, path,
			       (unsigned)st->st_uid);
	if (shared && (len == j->whole || !(st->st_mode & S_ISVTX)))
		return err_set(j->e, -EPERM, "others may write in /%.*s (chmod go-w /%.*s)",
			       (int)len, path, (int)len, path);
	return 0;
}

static int open_home(struct files *f, const char *path, bool make, struct home *h, struct err *e)
{
	struct judge j = { .f = f, .e = e };
	char *slash;
	size_t upto = 0;

	path += strspn(path, "/");
	if (strlen(path) >= sizeof(h->path))
		return err_set(e, -ENAMETOOLONG, "%.40s...: %s", path, err_words(-ENAMETOOLONG));
	strcpy(h->path, path);
	slash = strrchr(h->path, '/');
	h->name = slash ? slash + 1 : "";
	if (!h->name[0] || !strcmp(h->name, ".") || !strcmp(h->name, ".."))
		return err_set(e, -EINVAL, "/%s: not the name of a file", path);
	*slash = '\0';
	j.whole = strlen(h->path);
	if (e)
		e->text[0] = '\0';
	h->dir = (make ? mkdirs : opendirs)(f->root, h->path, judge_dir, &j, &upto);
	if (h->dir >= 0 || (e && e->text[0]))
		return h->dir < 0 ? h->dir : 0;
	if (h->dir == -ELOOP)
		return err_set(e, -ELOOP, "/%.*s is a link (a directory is wanted)", (int)upto,
			       h->path);
	return err_set(e, h->dir, "/%.*s: %s", (int)upto, h->path, err_words(h->dir));
}

/* What already has the name must be a plain file (or missing). */
static int plain_or_missing(const struct home *h, struct err *e)
{
	struct stat st;

	if (fstatat(h->dir, h->name, &st, AT_SYMLINK_NOFOLLOW))
		return errno == ENOENT ? 0 : -errno;
	if (S_ISREG(st.st_mode))
		return 0;
	if (S_ISLNK(st.st_mode))
		return err_set(e, -ELOOP, "/%s/%s is a link (remove it)", h->path, h->name);
	return err_set(e, S_ISDIR(st.st_mode) ? -EISDIR : -EINVAL,
		       "/%s/%s is not a plain file (remove it)", h->path, h->name);
}

static int fill(int fd, const char *text)
{
	size_t left = strlen(text);

	while (left) {
		ssize_t n = write(fd, text, left);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 ? -errno : -EIO;
		text += n;
		left -= (size_t)n;
	}
	return fchmod(fd, 0644) ? -errno : 0;
}

static int create_new(int dir, const char *name)
{
	int fd, tries = 2;

	do {
		fd = openat(dir, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
		if (fd >= 0)
			return fd;
		/* Left by a killed process that had our number. */
	} while (errno == EEXIST && !unlinkat(dir, name, 0) && --tries);
	return -errno;
}

static int replace(const struct home *h, const char *text)
{
	char temp[NAME_MAX + 1];
	int fd, err;

	if (snprintf(temp, sizeof(temp), ".%s.%ld", h->name, (long)getpid()) >= (int)sizeof(temp))
		return -ENAMETOOLONG;
	fd = create_new(h->dir, temp);
	if (fd < 0)
		return fd;
	err = fill(fd, text);
	if (close(fd) && !err)
		err = -errno;
	if (!err && renameat(h->dir, temp, h->dir, h->name))
		err = -errno;
	if (err)
		unlinkat(h->dir, temp, 0);
	return err;
}

int files_save(struct files *f, const char *path, const char *text, struct err *e)
{
	struct home h;
	int err = open_home(f, path, true, &h, e);

	if (!err) {
		if (e)
			e->text[0] = '\0';
		err = plain_or_missing(&h, e);
		if (!err)
			err = replace(&h, text);
		if (err && e && !e->text[0])
			err_set(e, err, "/%s/%s: %s", h.path, h.name, err_words(err));
		close(h.dir);
	}
	if (err)
		err_prefix(e, "cannot save");
	return err;
}

int files_remove(struct files *f, const char *path, struct err *e)
{
	struct home h;
	int err = open_home(f, path, false, &h, e);

	if (err == -ENOENT)
		return 0;
	if (!err) {
		if (e)
			e->text[0] = '\0';
		if (unlinkat(h.dir, h.name, 0) && errno != ENOENT)
			err = -errno;
		if (err)
			err_set(e, err, "/%s/%s: %s", h.path, h.name, err_words(err));
		close(h.dir);
	}
	if (err)
		err_prefix(e, "cannot remove");
	return err;
}

/* A file that only root or we could write, and that has no other name. */
static int judge_file(const struct files *f, const struct home *h, const struct stat *st,
		      struct err *e)
{
	if (!S_ISREG(st->st_mode))
		return err_set(e, -EINVAL, "/%s/%s is not a plain file (remove it)", h->path,
			       h->name);
	if (st->st_nlink != 1)
		return err_set(e, -EMLINK, "/%s/%s has a second name (remove it)", h->path,
			       h->name);
	if (!f->live)
		return 0;
	if (!ours(st))
		return err_set(e, -EPERM, "/%s/%s belongs to user %u (remove it)", h->path, h->name,
			       (unsigned)st->st_uid);
	if (st->st_mode & (S_IWGRP | S_IWOTH))
		return err_set(e, -EPERM, "others may write /%s/%s (remove it)", h->path, h->name);
	return 0;
}

static int open_saved(const struct files *f, const struct home *h, struct err *e)
{
	int fd, err = plain_or_missing(h, e);
	struct stat st;

	if (err)
		return err;
	fd = openat(h->dir, h->name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return -errno;
	err = fstat(fd, &st) ? -errno : judge_file(f, h, &st, e);
	if (!err)
		return fd;
	close(fd);
	return err;
}

int files_saved(struct files *f, const char *path, size_t limit, struct arena *a, char **text,
		struct err *e)
{
	struct home h;
	int fd, err = open_home(f, path, false, &h, e);

	if (err)
		return err;
	if (e)
		e->text[0] = '\0';
	fd = open_saved(f, &h, e);
	close(h.dir);
	err = fd < 0 ? fd : files_read_fd(fd, limit, a, text);
	if (fd >= 0)
		close(fd);
	if (err && e && !e->text[0])
		err_set(e, err, "/%s/%s: %s", h.path, h.name, err_words(err));
	return err;
}

static int wait_lock(int fd, unsigned wait_ms)
{
	int64_t start = clock_ms();

	while (flock(fd, LOCK_EX | LOCK_NB)) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			return -errno;
		if (clock_ms() - start >= (int64_t)wait_ms)
			return -ETIMEDOUT;
		clock_wait(POLL_MS);
	}
	return 0;
}

static int open_lock(const struct home *h, struct err *e)
{
	int fd, err = plain_or_missing(h, e);
	struct stat st;

	if (err)
		return err;
	fd = openat(h->dir, h->name,
		    O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0600);
	if (fd < 0)
		return -errno;
	if (!fstat(fd, &st) && S_ISREG(st.st_mode))
		return fd;
	close(fd);
	return -EINVAL;
}

int files_lock(struct files *f, const char *path, unsigned wait_ms, struct err *e)
{
	struct home h;
	int fd, err;

	fd = open_home(f, path, true, &h, e);
	if (fd < 0) {
		err_prefix(e, "cannot lock");
		return fd;
	}
	if (e)
		e->text[0] = '\0';
	fd = open_lock(&h, e);
	close(h.dir);
	err = fd < 0 ? fd : wait_lock(fd, wait_ms);
	if (!err)
		return fd;
	if (fd >= 0)
		close(fd);
	if (err == -ETIMEDOUT)
		return err_set(e, err, "another nqtune holds /%s/%s (waited %u.%u s)", h.path,
			       h.name, wait_ms / 1000, wait_ms % 1000 / 100);
	if (e && !e->text[0])
		err_set(e, err, "/%s/%s: %s", h.path, h.name, err_words(err));
	err_prefix(e, "cannot lock");
	return err;
}
