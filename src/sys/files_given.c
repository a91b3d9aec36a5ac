// SPDX-License-Identifier: GPL-2.0-or-later
// Files that people write for us: one they name, and one that is found in its place.
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files_priv.h"
#include "nqtune/arena.h"
#include "nqtune/err.h"

static int not_a_file(mode_t mode, const char *path, struct err *e)
{
	if (S_ISDIR(mode))
		return err_set(e, -EISDIR, "%.200s is a directory (a file is wanted)", path);
	return err_set(e, -EINVAL, "%.200s is not a plain file (- reads standard input)", path);
}

/* At most limit bytes, and one more to know that there are more. */
static int read_limited(int fd, const char *path, size_t limit, struct arena *a, char **text,
			size_t *len, struct err *e)
{
	char *buf = arena_alloc(a, limit + 2);
	size_t n = 0;

	while (n <= limit) {
		ssize_t got = read(fd, buf + n, limit + 1 - n);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return err_set(e, -errno, "cannot read %.200s: %s", path, err_words(-errno));
		if (!got)
			break;
		n += (size_t)got;
	}
	if (n > limit)
		return err_set(e, -EFBIG, "%.200s is larger than %zu KiB", path, limit >> 10);
	*text = buf;
	*len = n;
	return 0;
}

int files_read_given(const char *path, size_t limit, struct arena *a, char **text, size_t *len,
		     struct err *e)
{
	struct stat st;
	int fd, r = 0;

	if (!strcmp(path, "-"))
		return read_limited(STDIN_FILENO, "standard input", limit, a, text, len, e);
	/* A FIFO must not keep us waiting, nor a terminal become ours. */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return err_set(e, -errno, "cannot open %.200s: %s", path, err_words(-errno));
	if (fstat(fd, &st))
		r = err_set(e, -errno, "%.200s: %s", path, err_words(-errno));
	else if (!S_ISREG(st.st_mode))
		r = not_a_file(st.st_mode, path, e);
	if (!r)
		r = read_limited(fd, path, limit, a, text, len, e);
	close(fd);
	return r;
}

/* Who may write it is root then, as far as it says what is to be done. */
static int judge(const struct files *f, const struct stat *st, const char *path, struct err *e)
{
	if (!S_ISREG(st->st_mode))
		return not_a_file(st->st_mode, path, e);
	if (!f->live || geteuid())
		return 0;
	if (st->st_uid)
		return err_set(e, -EPERM, "%s belongs to user %u (chown root %s)", path,
			       (unsigned)st->st_uid, path);
	if (st->st_mode & (S_IWGRP | S_IWOTH))
		return err_set(e, -EPERM, "others may write %s (chmod go-w %s)", path, path);
	return 0;
}

int files_read_owned(struct files *f, const char *path, size_t limit, struct arena *a, char **text,
		     size_t *len, struct err *e)
{
	struct stat st, opened;
	int r, fd = files_resolve(f, path, O_PATH);

	if (fd < 0)
		return err_set(e, fd, "%s: %s", path, err_words(fd));
	r = fstat(fd, &st) ? err_set(e, -errno, "%s: %s", path, err_words(-errno))
			   : judge(f, &st, path, e);
	close(fd);
	if (r)
		return r;
	fd = files_resolve_regular(f, path, O_RDONLY);
	if (fd < 0)
		return err_set(e, fd, "cannot open %s: %s", path, err_words(fd));
	if (fstat(fd, &opened) || opened.st_dev != st.st_dev || opened.st_ino != st.st_ino)
		r = err_set(e, -EAGAIN, "%s was replaced while it was opened (try again)", path);
	if (!r)
		r = read_limited(fd, path, limit, a, text, len, e);
	close(fd);
	return r;
}
