// SPDX-License-Identifier: GPL-2.0-or-later
// Paths that cannot leave their root directory: the kernel's way where it has one, else our own.
#include "resolve.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_openat2
#define SYS_openat2 437
#endif

enum {
	WALK_DEPTH = 128,
	WALK_LINKS = 40, /* the kernel's MAXSYMLINKS */
	DISTURBED_TRIES = 16,
};

struct walk {
	int root;
	const struct walk_watch *watch;
	/* The directories entered: going back up is never left to "..", which a rename could move. */
	int dir[WALK_DEPTH];
	unsigned depth;
	unsigned links;
	char at[PATH_MAX];
	char rest[2 * PATH_MAX];
	size_t pos;
};

static int complete(int flags)
{
	if (flags & O_PATH)
		return flags | O_CLOEXEC;
	return flags | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
}

int resolve_by_kernel(int root, const char *path, int flags)
{
	struct open_how how = {
		.flags = (unsigned)complete(flags),
		.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS,
	};

	for (int i = 0; i < DISTURBED_TRIES; i++) {
		long fd = syscall(SYS_openat2, root, path, &how, sizeof(how));

		if (fd >= 0)
			return (int)fd;
		if (errno != EAGAIN && errno != EINTR)
			return -errno;
	}
	return -EAGAIN;
}

bool resolve_probe(int root)
{
	int fd = resolve_by_kernel(root, ".", O_PATH);

	if (fd < 0)
		return false;
	close(fd);
	return true;
}

static int here(const struct walk *w)
{
	return w->depth ? w->dir[w->depth - 1] : w->root;
}

static void leave(struct walk *w)
{
	char *slash = strrchr(w->at, '/');

	if (!w->depth)
		return;
	close(w->dir[--w->depth]);
	*(slash ? slash : w->at) = '\0';
}

static void leave_all(struct walk *w)
{
	while (w->depth)
		leave(w);
}

static int at_append(struct walk *w, const char *name)
{
	size_t len = strlen(w->at), more = strlen(name);

	if (len + more + 2 > sizeof(w->at))
		return -ENAMETOOLONG;
	if (len)
		w->at[len++] = '/';
	memcpy(w->at + len, name, more + 1);
	return 0;
}

/* The links of a process (fd, ns, cwd, exe ...) lead to objects, not along their text. */
static bool links_are_magic(const struct walk *w)
{
	const char *p = w->at;
	struct statfs fs;

	for (;;) {
		size_t digits = strspn(p, "0123456789");

		if (digits && (p[digits] == '/' || !p[digits]))
			break;
		p = strchr(p, '/');
		if (!p)
			return false;
		p++;
	}
	return !fstatfs(here(w), &fs) && fs.f_type == PROC_SUPER_MAGIC;
}

/* If name is a link, puts its text before the rest of the path. 1 if so, 0 if it is none. */
static int follow(struct walk *w, const char *name)
{
	char text[PATH_MAX];
	ssize_t len = readlinkat(here(w), name, text, sizeof(text));
	size_t rest;

	if (len < 0)
		return errno == EINVAL ? 0 : -errno;
	if (w->links++ >= WALK_LINKS || links_are_magic(w))
		return -ELOOP;
	rest = strlen(w->rest + w->pos);
	if (!len)
		return -ENOENT;
	if ((size_t)len >= sizeof(text) || (size_t)len + rest >= sizeof(w->rest))
		return -ENAMETOOLONG;
	text[len] = '\0';
	if (w->watch)
		w->watch->link(w->watch->data, w->at, name, text);
	memmove(w->rest + len, w->rest + w->pos, rest + 1);
	memcpy(w->rest, text, (size_t)len);
	w->pos = 0;
	if (text[0] == '/')
		leave_all(w);
	return 1;
}

/* Into the directory name, or along the link of that name. */
static int enter(struct walk *w, const char *name)
{
	int fd, err;

	fd = openat(here(w), name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0) {
		if (errno != ENOTDIR && errno != ELOOP)
			return -errno;
		err = follow(w, name);
		return err > 0 ? 0 : err < 0 ? err : -ENOTDIR;
	}
	err = w->depth == WALK_DEPTH ? -ENAMETOOLONG : at_append(w, name);
	if (err) {
		close(fd);
		return err;
	}
	w->dir[w->depth++] = fd;
	return 0;
}

/* Takes the next name off the path; 0 at its end. last: nothing follows, not even a slash. */
static int next_name(struct walk *w, char *name, bool *last)
{
	const char *start;
	size_t len;

	w->pos += strspn(w->rest + w->pos, "/");
	start = w->rest + w->pos;
	len = strcspn(start, "/");
	if (len > NAME_MAX)
		return -ENAMETOOLONG;
	memcpy(name, start, len);
	name[len] = '\0';
	w->pos += len;
	*last = !w->rest[w->pos];
	return len ? 1 : 0;
}

static int open_last(struct walk *w, const char *name, int flags, char *where)
{
	int err = at_append(w, name), fd;

	if (err)
		return err;
	if (where)
		strcpy(where, w->at);
	fd = openat(here(w), name, complete(flags) | O_NOFOLLOW);
	return fd < 0 ? -errno : fd;
}

static int open_here(struct walk *w, int flags, char *where)
{
	int fd = openat(here(w), ".", complete(flags));

	if (where)
		strcpy(where, w->at);
	return fd < 0 ? -errno : fd;
}

static int walk(struct walk *w, int flags, char *where)
{
	char name[NAME_MAX + 1];
	bool last;
	int err;

	for (;;) {
		err = next_name(w, name, &last);
		if (err <= 0)
			return err < 0 ? err : open_here(w, flags, where);
		if (!strcmp(name, "."))
			continue;
		if (!strcmp(name, "..")) {
			if (w->watch)
				w->watch->left(w->watch->data, w->at);
			leave(w);
			continue;
		}
		if (last) {
			err = flags & O_NOFOLLOW ? 0 : follow(w, name);
			if (err > 0)
				continue;
			if (!err || err == -ENOENT)
				return open_last(w, name, flags, where);
			return err;
		}
		err = enter(w, name);
		if (err)
			return err;
	}
}

int resolve_by_walk(int root, const char *path, int flags, char *where,
		    const struct walk_watch *watch)
{
	struct walk w;
	int fd;

	if (where)
		where[0] = '\0';
	if (!path[0])
		return -ENOENT;
	if (strlen(path) >= PATH_MAX)
		return -ENAMETOOLONG;
	w.root = root;
	w.watch = watch;
	w.depth = 0;
	w.links = 0;
	w.pos = 0;
	w.at[0] = '\0';
	strcpy(w.rest, path);
	fd = walk(&w, flags, where);
	leave_all(&w);
	return fd;
}
