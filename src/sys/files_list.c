// SPDX-License-Identifier: GPL-2.0-or-later
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files_priv.h"
#include "nqtune/arena.h"
#include "nqtune/parse.h"
#include "recorder.h"

/* Twice the interrupts the largest kernel can have; more is no machine. */
#define NAMES_MAX (1U << 20)

static unsigned kind_of(int dir, const struct dirent *de)
{
	struct stat st;

	switch (de->d_type) {
	case DT_DIR:
		return FILES_DIRS;
	case DT_LNK:
		return FILES_LINKS;
	case DT_REG:
		return FILES_REGULAR;
	case DT_UNKNOWN:
		break;
	default:
		return 0;
	}
	if (fstatat(dir, de->d_name, &st, AT_SYMLINK_NOFOLLOW))
		return 0;
	if (S_ISDIR(st.st_mode))
		return FILES_DIRS;
	if (S_ISLNK(st.st_mode))
		return FILES_LINKS;
	return S_ISREG(st.st_mode) ? FILES_REGULAR : 0;
}

static void record_name(struct files *f, int dir, const char *name, unsigned kind)
{
	char text[PATH_MAX];
	ssize_t len;

	if (kind != FILES_LINKS) {
		recorder_entry(f->rec, f->where, name,
			       kind == FILES_DIRS ? S_IFDIR | 0755 : S_IFREG | 0644);
		return;
	}
	len = readlinkat(dir, name, text, sizeof(text));
	if (len <= 0 || (size_t)len >= sizeof(text))
		return;
	text[len] = '\0';
	recorder_link(f->rec, f->where, name, text);
}

static int by_name(const void *a, const void *b)
{
	return name_cmp(*(char *const *)a, *(char *const *)b);
}

static int collect(struct files *f, DIR *d, unsigned kinds, struct arena *a, struct names *out)
{
	struct dirent *de;
	unsigned kind;

	for (;;) {
		errno = 0;
		de = readdir(d);
		if (!de)
			return -errno;
		if (!strcmp(de->d_name, ".") || !strcmp(de->d_name, ".."))
			continue;
		kind = kind_of(dirfd(d), de) & kinds;
		if (!kind)
			continue;
		if (out->n == NAMES_MAX)
			return -EFBIG;
		*arena_push(a, out->v, out->n) = arena_strdup(a, de->d_name);
		if (f->rec)
			record_name(f, dirfd(d), de->d_name, kind);
	}
}

int files_list(struct files *f, const char *path, unsigned kinds, struct arena *a,
	       struct names *out)
{
	int fd = files_resolve(f, path, O_RDONLY | O_DIRECTORY), err;
	DIR *d;

	out->v = NULL;
	out->n = 0;
	if (fd == -ENOTDIR && f->where[0])
		recorder_seen(f->rec, f->where, S_IFREG | 0644);
	if (fd < 0)
		return fd;
	d = fdopendir(fd);
	if (!d) {
		err = -errno;
		close(fd);
		return err;
	}
	recorder_dir(f->rec, f->where);
	err = collect(f, d, kinds, a, out);
	closedir(d);
	if (err) {
		out->n = 0;
		return err;
	}
	if (out->n)
		qsort(out->v, out->n, sizeof(*out->v), by_name);
	return 0;
}
