// SPDX-License-Identifier: GPL-2.0-or-later
// Changes through the session's doors, one command at a time.
#include <errno.h>
#include <string.h>

#include "nqtune/apply.h"
#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/files.h"
#include "nqtune/knob.h"
#include "nqtune/snapshot.h"
#include "run.h"
#include "session.h"

#define LOCK "/run/nqtune/lock"
/* A hook must not block a boot. A layout takes well under a second, a card's reset some seconds. */
#define LOCK_WAIT_MS 10000

static int io_set(void *ctx, const struct change *c, const struct value *const *v, size_t n,
		  struct err *e)
{
	const struct run *run = ctx;

	return knob_set(&run->session->sys, c, v, n, run->ncpus, e);
}

static int io_get(void *ctx, const struct change *c, size_t n, struct arena *a,
		  struct value *out, struct err *e)
{
	const struct run *run = ctx;

	return knob_get(&run->session->sys, c, n, run->ncpus, a, out, e);
}

static size_t io_mend(void *ctx, const char *iface, struct err *e)
{
	const struct run *run = ctx;

	for (size_t i = 0; i < run->nsnaps; i++)
		if (!strcmp(run->snapped[i], iface))
			return snapshot_restore(run->snaps[i], &run->session->sys, e);
	return 0;
}

int lock_changes(struct session *s, struct err *e)
{
	/* --sysroot with a wrong directory must not leave anything in it. */
	if (!files_exists(s->sys.files, "/sys"))
		return err_set(e, -ENOENT, "%s holds no /sys: not a recorded machine",
			       s->sysroot ? s->sysroot : "/");
	return files_lock(s->sys.files, LOCK, LOCK_WAIT_MS, e);
}

static bool is_snapped(const struct run *run, const char *iface)
{
	for (size_t i = 0; i < run->nsnaps; i++)
		if (!strcmp(run->snapped[i], iface))
			return true;
	return false;
}

static int take_snapshots(struct run *run, const struct change *changes, size_t n, struct err *e)
{
	struct arena *a = run->t.arena;

	for (size_t i = 0; i < n; i++) {
		const char *iface = changes[i].iface;
		size_t count = run->nsnaps;
		struct snapshot *snap;

		if (!changes[i].knob->remakes_queues || is_snapped(run, iface))
			continue;
		snap = snapshot_take(&run->session->sys, iface, a, e);
		if (!snap)
			return -EIO;
		for (size_t k = run->t.nwritten; k-- > 0;)
			snapshot_amend(snap, run->t.written[k]);
		*arena_push(a, run->snaps, count) = snap;
		*arena_push(a, run->snapped, run->nsnaps) = iface;
	}
	return 0;
}

/* All or nothing: a ^C must not leave half a layout. It ends us right after. */
static void asked_to_end(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGINT);
	sigaddset(set, SIGTERM);
	sigaddset(set, SIGHUP);
	sigaddset(set, SIGQUIT);
}

void run_begin(struct run *run, struct session *s, unsigned ncpus)
{
	sigset_t set;

	*run = (struct run){ .session = s, .ncpus = ncpus };
	run->io = (struct apply_io){ io_set, io_get, io_mend, run };
	run->t = (struct transaction){ .io = &run->io, .arena = s->arena };
	/* What only plans may be ended at any time. */
	if (s->dry_run)
		return;
	asked_to_end(&set);
	sigprocmask(SIG_BLOCK, &set, &run->before);
}

int run_changes(struct run *run, const struct change *changes, size_t n, struct apply_report *r,
		struct err *e)
{
	int code;

	*r = (struct apply_report){ 0 };
	code = take_snapshots(run, changes, n, e);
	return code ? code : apply_changes(&run->t, changes, n, r, e);
}

void run_put_back(struct run *run, struct err *e)
{
	apply_put_back(&run->t, e);
}

void run_end(struct run *run, int code)
{
	sigset_t set, waiting;

	if (run->session->dry_run)
		return;
	asked_to_end(&set);
	sigpending(&waiting);
	for (int sig = 1; sig <= SIGTERM; sig++)
		if (sigismember(&set, sig) > 0 && sigismember(&waiting, sig) > 0)
			complain(0, code ? "interrupted; what was begun is put back"
					 : "interrupted; all changes had been begun, and are made");
	sigprocmask(SIG_SETMASK, &run->before, NULL);
}
