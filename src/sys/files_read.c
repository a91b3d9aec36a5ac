// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files_priv.h"
#include "nqtune/arena.h"
#include "recorder.h"

/*
 * A short read this small is the whole file. Above it, a file of /proc may have
 * stopped at the end of the kernel's page, between two of its lines.
 */
#define ONE_READ 1024
#define FIRST_ROOM 16384

struct content {
	char *data;
	size_t len;
	/* The file goes on where data ends. */
	bool cut;
};

static ssize_t read_some(int fd, void *buf, size_t size)
{
	ssize_t n;

	do
		n = read(fd, buf, size);
	while (n < 0 && errno == EINTR);
	return n < 0 ? -errno : n;
}

/* Fills c->data up to size bytes. */
static int read_small(int fd, struct content *c, size_t size)
{
	ssize_t n;
	char one;

	while (c->len < size) {
		n = read_some(fd, c->data + c->len, size - c->len);
		if (n < 0)
			return (int)n;
		c->len += (size_t)n;
		if (c->len < size && (!n || c->len < ONE_READ))
			return 0;
	}
	n = read_some(fd, &one, 1);
	c->cut = n > 0;
	return n < 0 ? (int)n : 0;
}

/* Into memory that grows to limit + 1 bytes (and a NUL's); to be freed by the caller. */
static int read_whole(int fd, struct content *c, size_t limit)
{
	size_t room = limit < FIRST_ROOM ? limit + 1 : FIRST_ROOM;
	ssize_t n;
	char *more;

	c->data = malloc(room + 1);
	if (!c->data)
		return -ENOMEM;
	for (;;) {
		n = read_some(fd, c->data + c->len, room - c->len);
		if (n <= 0)
			return (int)n;
		c->len += (size_t)n;
		if (c->len < room)
			continue;
		if (c->len > limit) {
			c->cut = true;
			return 0;
		}
		room = room > limit / 2 ? limit + 1 : room * 2;
		more = realloc(c->data, room + 1);
		if (!more)
			return -ENOMEM;
		c->data = more;
	}
}

/* Opens and, when it cannot be read, says so to the recording. */
static int open_to_read(struct files *f, const char *path)
{
	int fd = files_resolve_regular(f, path, O_RDONLY);

	if (fd >= 0 || !f->rec || !f->where[0])
		return fd;
	if (fd == -EISDIR)
		recorder_seen(f->rec, f->where, S_IFDIR);
	else
		recorder_unreadable(f->rec, f->where);
	return fd;
}

static void record(struct files *f, int fd, int err, const struct content *c, mode_t *mode)
{
	struct stat st = { 0 };

	if ((mode || f->rec) && fstat(fd, &st))
		st.st_mode = 0;
	if (mode && !err)
		*mode = st.st_mode & 0777;
	if (!f->rec)
		return;
	if (!err)
		recorder_file(f->rec, f->where, st.st_mode, c->data, c->len, c->cut);
	else if (S_ISDIR(st.st_mode))
		recorder_seen(f->rec, f->where, st.st_mode);
	else
		recorder_unreadable(f->rec, f->where);
}

ssize_t files_read_mode(struct files *f, const char *path, char *buf, size_t size, mode_t *mode)
{
	struct content c = { .data = buf };
	int fd, err;

	if (!size)
		return -EFBIG;
	buf[0] = '\0';
	fd = open_to_read(f, path);
	if (fd < 0)
		return fd;
	err = read_small(fd, &c, size);
	record(f, fd, err, &c, mode);
	close(fd);
	if (!err && c.len && !c.cut && buf[c.len - 1] == '\n')
		c.len--;
	if (!err && c.len < size) {
		buf[c.len] = '\0';
		return (ssize_t)c.len;
	}
	buf[0] = '\0';
	return err ? err : -EFBIG;
}

ssize_t files_read(struct files *f, const char *path, char *buf, size_t size)
{
	return files_read_mode(f, path, buf, size, NULL);
}

ssize_t files_read_head(struct files *f, const char *path, char *buf, size_t size)
{
	struct content c = { .data = buf };
	ssize_t n = 1;
	int fd;

	if (!size)
		return -EFBIG;
	buf[0] = '\0';
	fd = open_to_read(f, path);
	if (fd < 0)
		return fd;
	while (n > 0 && c.len < size - 1) {
		n = read_some(fd, buf + c.len, size - 1 - c.len);
		c.len += n > 0 ? (size_t)n : 0;
	}
	c.cut = n > 0;
	record(f, fd, n < 0 ? (int)n : 0, &c, NULL);
	close(fd);
	buf[n < 0 ? 0 : c.len] = '\0';
	return n < 0 ? n : (ssize_t)c.len;
}

int files_read_all(struct files *f, const char *path, size_t limit, struct arena *a, char **text,
		   size_t *len)
{
	struct content c = { 0 };
	int fd, err;

	fd = open_to_read(f, path);
	if (fd < 0)
		return fd;
	err = read_whole(fd, &c, limit);
	record(f, fd, err, &c, NULL);
	close(fd);
	if (!err && c.cut)
		err = -EFBIG;
	if (!err) {
		*text = arena_alloc(a, c.len + 1);
		memcpy(*text, c.data, c.len);
		if (len)
			*len = c.len;
	}
	free(c.data);
	return err;
}

int files_read_fd(int fd, size_t limit, struct arena *a, char **text)
{
	struct content c = { 0 };
	int err = read_whole(fd, &c, limit);

	if (!err && c.cut)
		err = -EFBIG;
	if (!err)
		*text = arena_strndup(a, c.data, c.len);
	free(c.data);
	return err;
}
