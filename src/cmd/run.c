// SPDX-License-Identifier: GPL-2.0-or-later
// Changes through the session's doors, one command at a time.
#include <errno.h>
#include <signal.h>

#include "nqtune/apply.h"
#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/files.h"
#include "nqtune/knob.h"
#include "run.h"
#include "session.h"

#define LOCK "/run/nqtune/lock"
/* A hook must not block a boot; one apply takes well under a second. */
#define LOCK_WAIT_MS 10000

struct io_ctx {
	struct sys *sys;
	unsigned ncpus;
};

static int io_set(void *ctx, const struct change *c, const struct value *v, struct err *e)
{
	const struct io_ctx *io = ctx;

	return knob_set(io->sys, c, v, io->ncpus, e);
}

static int io_get(void *ctx, const struct change *c, struct arena *a, struct value *out,
		  struct err *e)
{
	const struct io_ctx *io = ctx;

	return knob_get(io->sys, c, io->ncpus, a, out, e);
}

int lock_changes(struct session *s, struct err *e)
{
	/* --sysroot with a wrong directory must not leave anything in it. */
	if (!files_exists(s->sys.files, "/sys"))
		return err_set(e, -ENOENT, "%s holds no /sys: not a recorded machine",
			       s->sysroot ? s->sysroot : "/");
	return files_lock(s->sys.files, LOCK, LOCK_WAIT_MS, e);
}

int run_changes(struct session *s, unsigned ncpus, const struct change *changes, size_t n,
		struct apply_report *r, struct err *e)
{
	struct io_ctx ctx = { &s->sys, ncpus };
	const struct apply_io io = { io_set, io_get, &ctx };
	sigset_t asked_to_end, before, waiting;
	int code;

	/* All or nothing: a ^C must not leave half a layout. It ends us right after. */
	sigemptyset(&asked_to_end);
	sigaddset(&asked_to_end, SIGINT);
	sigaddset(&asked_to_end, SIGTERM);
	sigaddset(&asked_to_end, SIGHUP);
	sigaddset(&asked_to_end, SIGQUIT);
	sigprocmask(SIG_BLOCK, &asked_to_end, &before);
	code = apply_changes(&io, changes, n, s->arena, r, e);
	sigpending(&waiting);
	for (int sig = 1; sig <= SIGTERM; sig++)
		if (sigismember(&asked_to_end, sig) > 0 && sigismember(&waiting, sig) > 0)
			complain(0, code ? "interrupted; what was begun is put back"
					 : "interrupted; all changes had been begun, and are made");
	sigprocmask(SIG_SETMASK, &before, NULL);
	return code;
}
