// SPDX-License-Identifier: GPL-2.0-or-later
// One changing command at a time.
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "nqtune/err.h"
#include "nqtune/files.h"
#include "nqtune/journal.h"
#include "nqtune/privileges.h"
#include "nqtune/run.h"
#include "nqtune/session.h"
#include "nqtune/waiting.h"

#define LOCK "/run/nqtune/lock"
/* A hook must not block a boot. A layout takes well under a second, a card's reset some seconds. */
#define LOCK_WAIT_MS 30000
/* Where it takes longer, who waits is told for what. */
#define LOCK_SOON_MS 500
#define LOCK_LONG_MS 5000

/* Whether it is a --try that holds the lock: said now, or in e. */
static bool try_waits(struct session *s, bool say, struct err *e)
{
	struct waiting w;
	struct err ignored;
	int64_t left;

	if (!waiting_load(s, &w, &ignored))
		return false;
	left = (w.until_ms - waiting_clock() + 999) / 1000;
	if (left < 0)
		return false;
	if (!say)
		err_set(e, -ETIMEDOUT, "'%s' waits to be confirmed, for %lld s more (nqtune confirm)",
			w.command, (long long)left);
	else if (s->verbose >= 0)
		complain(0, "waiting: '%s' is kept or put back within %lld s (nqtune confirm keeps it)",
			 w.command, (long long)left);
	return true;
}

/* The newest command that is on file and not done, if it is alive: who holds the lock has begun last. */
static void say_whom(struct session *s)
{
	struct journal_entry *v;
	char path[32];
	size_t n;

	if (s->verbose < 0)
		return;
	if (!journal_unfinished(&s->sys, s->arena, &v, &n) && n) {
		snprintf(path, sizeof(path), "/proc/%u", v[n - 1].pid);
		if (files_exists(s->sys.files, path)) {
			complain(0, "waiting for '%.200s' (process %u), %d s at most", v[n - 1].command,
				 v[n - 1].pid, LOCK_WAIT_MS / 1000);
			return;
		}
	}
	complain(0, "waiting for another nqtune, %d s at most", LOCK_WAIT_MS / 1000);
}

/* -ETIMEDOUT of a try that was short: waits on, and says for what. */
static int wait_on(struct session *s, struct err *e)
{
	bool is_tried = try_waits(s, true, e);
	int fd = -ETIMEDOUT;

	if (!is_tried) {
		fd = files_lock(s->sys.files, LOCK, LOCK_LONG_MS, e);
		if (fd == -ETIMEDOUT)
			say_whom(s);
	}
	if (fd == -ETIMEDOUT)
		fd = files_lock(s->sys.files, LOCK, LOCK_WAIT_MS, e);
	if (fd == -ETIMEDOUT && is_tried)
		try_waits(s, false, e);
	return fd;
}

/* Takes the lock of changing commands (bounded). An fd >= 0, or a negative errno with e. */
static int lock_changes(struct session *s, struct err *e)
{
	int fd;

	/* --sysroot with a wrong directory must not leave anything in it. */
	if (!files_exists(s->sys.files, "/sys"))
		return err_set(e, -ENOENT, "%s holds no /sys: not a recorded machine",
			       s->sysroot ? s->sysroot : "/");
	fd = privileges_suffice(s, e);
	if (fd)
		return fd;
	fd = privileges_settle(s, e);
	if (fd)
		return fd;
	fd = files_lock(s->sys.files, LOCK, LOCK_SOON_MS, e);
	if (fd == -ETIMEDOUT)
		fd = wait_on(s, e);
	/* Who held it last and was killed while it waited left its question. */
	if (fd >= 0)
		waiting_clear(s);
	return fd;
}

int run_locked(struct session *s, int (*fn)(struct session *s, void *data), void *data)
{
	struct err e;
	int lock, r;

	if (s->dry_run)
		return fn(s, data);
	lock = lock_changes(s, &e);
	if (lock < 0)
		return complain(STATUS_FAILED, "%s", e.text);
	r = fn(s, data);
	close(lock);
	return r;
}

int try_lock_changes(struct session *s)
{
	struct err ignored;

	return files_lock(s->sys.files, LOCK, 0, &ignored);
}
