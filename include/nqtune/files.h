/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct arena;
struct err;

/*
 * The only door to /sys, /proc, /run and /dev. Paths are written with or without the
 * leading slash ("/sys/class/net") and always mean: below this root. The root is
 * a directory fd, "/" for this machine or a recorded tree; links are resolved
 * inside the root and cannot lead out of it (openat2 RESOLVE_IN_ROOT, or a walk
 * of our own where the kernel lacks it). In a recorded tree only regular files
 * are opened, so a FIFO or a device planted there cannot block or act.
 */
struct files;

enum files_kind {
	FILES_DIRS = 1,
	FILES_LINKS = 2,
	FILES_REGULAR = 4,
};

struct names {
	char **v;
	size_t n;
};

/* root NULL means "/". -ENOENT, -ENOTDIR, -EACCES ... with a text. */
int files_open(struct files **out, const char *root, struct err *e);
void files_close(struct files *f);
/* This machine, and not a recorded tree. */
bool files_live(const struct files *f);

/*
 * From now on everything that is read also lands below dir (created; must be
 * empty or new): file contents, the links passed through, the listed names.
 */
int files_record(struct files *f, const char *dir, struct err *e);
/*
 * Between a pair of these nothing is recorded: for a search that touches what is
 * nobody's business (the names of all processes). What it finds is read again after.
 */
void files_record_pause(struct files *f);
void files_record_resume(struct files *f);
/*
 * Adds a file to the recording under its own name (raw netlink answers); no-op when none is made. 0, or
 * the -errno by which the recording failed, now or before.
 */
int files_record_blob(struct files *f, const char *path, const void *data, size_t len);
/* The first failure of the recording so far (0 if none). */
int files_record_status(const struct files *f, struct err *e);

/*
 * Reads a small file: text is terminated and one trailing newline removed.
 * Returns the length, or a negative errno; -EFBIG when it does not fit.
 */
ssize_t files_read(struct files *f, const char *path, char *buf, size_t size);
/* The same; *mode gets the file's permission bits (a 0444 smp_affinity cannot be moved). */
ssize_t files_read_mode(struct files *f, const char *path, char *buf, size_t size, mode_t *mode);
/* The first bytes, at most size - 1, of a file that may be longer; terminated. Their number, or a negative errno. */
ssize_t files_read_head(struct files *f, const char *path, char *buf, size_t size);
/* A file of unknown size, at most limit bytes (-EFBIG above), NUL-terminated, into the arena. */
int files_read_all(struct files *f, const char *path, size_t limit, struct arena *a, char **text,
		   size_t *len);

/*
 * A file that the caller names, wherever it is, with the caller's own rights; "-" is standard
 * input. Only a plain file is opened. Arena memory, terminated; -EFBIG above limit bytes. e says why not.
 */
int files_read_given(const char *path, size_t limit, struct arena *a, char **text, size_t *len,
		     struct err *e);
/*
 * A plain file below the root that says what is to be done: for root on this machine it must be
 * root's, and nobody else may write it (-EPERM, with what to do). -ENOENT: there is none.
 */
int files_read_owned(struct files *f, const char *path, size_t limit, struct arena *a, char **text,
		     size_t *len, struct err *e);

/*
 * Entries of the given kinds (bits of files_kind), without "." and "..", sorted by name_cmp(), in the
 * arena. 0, or -errno and none: -ENOENT, -ENOTDIR.
 */
int files_list(struct files *f, const char *path, unsigned kinds, struct arena *a,
	       struct names *out);
/* Whether it can be reached, of whatever kind; links are followed. */
bool files_exists(struct files *f, const char *path);
/* The text of a link, terminated. Length or negative errno. */
ssize_t files_link(struct files *f, const char *path, char *buf, size_t size);
/* Where path really is, below the root and without a leading slash: "sys/devices/pci0000:00/..." */
ssize_t files_realpath(struct files *f, const char *path, char *buf, size_t size);

/*
 * Sets an existing file to text by exactly one write(2), as the kernel's files
 * want it; the error is the kernel's. Never creates. In a recorded tree the file
 * is truncated first and must have no second hard link.
 */
int files_write(struct files *f, const char *path, const char *text);

/*
 * State of our own (below /run): creates the directories (0755), replaces the
 * file by rename (0644), never follows a link in the last component.
 */
int files_save(struct files *f, const char *path, const char *text, struct err *e);

/*
 * Reads such a file, at most limit bytes, NUL-terminated, into the arena; only if nobody but
 * root or we could have written it: it, and all directories to it, are no links and belong to
 * root or us, others may not write there, and it has no second name. 0, or a
 * negative errno with the reason in e; -ENOENT if it is missing.
 */
int files_saved(struct files *f, const char *path, size_t limit, struct arena *a, char **text,
		struct err *e);
/* Removes such a file (a link itself, not what it names). One that is missing is no error. */
int files_remove(struct files *f, const char *path, struct err *e);

/*
 * Takes an exclusive lock on path (created, 0600), waiting at most wait_ms.
 * Returns an fd to close, or -ETIMEDOUT, or another negative errno.
 */
int files_lock(struct files *f, const char *path, unsigned wait_ms, struct err *e);
