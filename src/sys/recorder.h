/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct err;

/*
 * A machine being recorded: a directory that receives, at the same places, what
 * was read. Paths are physical (no links inside) and relative. Nothing here
 * fails aloud: the first failure is kept for recorder_status(). A recorder NULL
 * is allowed everywhere and does nothing.
 */
struct recorder;

int recorder_open(struct recorder **out, const char *dir, struct err *e);
void recorder_close(struct recorder *r);
int recorder_status(const struct recorder *r, struct err *e);

/* A file's content as read; cut says that there was more than the reader wanted. */
void recorder_file(struct recorder *r, const char *path, mode_t mode, const void *data, size_t len,
		   bool cut);
/* A file that could not be read: no file shall be there, now and later. */
void recorder_unreadable(struct recorder *r, const char *path);
/* Something that is there: a directory (S_ISDIR(mode)), or else an empty file stands for it. */
void recorder_seen(struct recorder *r, const char *path, mode_t mode);
/* An entry of dir: a directory, a link with its text, or an empty file where none is yet. */
void recorder_entry(struct recorder *r, const char *dir, const char *name, mode_t mode);
void recorder_link(struct recorder *r, const char *dir, const char *name, const char *text);
void recorder_dir(struct recorder *r, const char *dir);
