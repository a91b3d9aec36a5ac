// SPDX-License-Identifier: GPL-2.0-or-later
// Changes through the session's doors, one command at a time.
#include <errno.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "nqtune/apply.h"
#include "nqtune/arena.h"
#include "nqtune/balancer.h"
#include "nqtune/err.h"
#include "nqtune/guard.h"
#include "nqtune/journal.h"
#include "nqtune/knob.h"
#include "nqtune/run.h"
#include "nqtune/session.h"
#include "nqtune/snapshot.h"
#include "nqtune/try.h"
#include "nqtune/tuned.h"

/* --verify takes its time before --try asks. */
#define VERIFY_WRITES_S 60

/* From the first write on: what is on file as begun. */
static bool written_ahead;

bool run_under_way(void)
{
	return written_ahead;
}

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

/*
 * All or nothing: a ^C must not leave half a layout. It ends us right after. Who ignores one of them (nohup)
 * goes on doing so: where it is blocked, it waits all the same. But what is tried is put back by each of them.
 */
static void asked_to_end(const struct session *s, sigset_t *set)
{
	static const int deadly[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };

	sigemptyset(set);
	for (size_t i = 0; i < sizeof(deadly) / sizeof(deadly[0]); i++) {
		struct sigaction now;

		if (!sigaction(deadly[i], NULL, &now) && (s->try_s || now.sa_handler != SIG_IGN))
			sigaddset(set, deadly[i]);
	}
}

void signals_hold(const struct session *s, sigset_t *before)
{
	sigset_t set;

	if (s->dry_run)
		return;
	asked_to_end(s, &set);
	/* A message that nobody reads must not end us between two writes. */
	sigaddset(&set, SIGPIPE);
	sigprocmask(SIG_BLOCK, &set, before);
}

void signals_release(const struct session *s, const sigset_t *before, const char *text)
{
	sigset_t set, waiting;

	if (s->dry_run)
		return;
	asked_to_end(s, &set);
	sigpending(&waiting);
	for (int sig = 1; sig <= SIGTERM; sig++)
		if (sigismember(&set, sig) > 0 && sigismember(&waiting, sig) > 0)
			complain(0, "%s", text);
	sigprocmask(SIG_SETMASK, before, NULL);
}

void run_begin(struct run *run, struct session *s)
{
	*run = (struct run){ .session = s };
	run->io = (struct apply_io){ .set = io_set, .get = io_get, .mend = io_mend, .ctx = run };
	run->t = (struct transaction){ .io = &run->io, .arena = s->arena };
	run->entry = (struct journal_entry){
		.time = time(NULL), .pid = (unsigned)getpid(), .command = s->called,
	};
	if (s->dry_run)
		return;
	if (s->try_s)
		try_shield_raise(&run->shield);
	signals_hold(s, &run->before);
	journal_offer(s);
}

int run_journal(struct run *run, struct err *e)
{
	struct session *s = run->session;
	int r = journal_save(&s->sys, &run->entry, run->ncpus, s->arena, e);

	written_ahead |= !r;
	if (r)
		err_prefix(e, run->t.nwritten ? "the journal" : "nothing was written: the journal");
	return r;
}

static void add_iface(struct run *run, const char *iface)
{
	struct journal_entry *entry = &run->entry;

	for (size_t i = 0; i < entry->nifaces; i++)
		if (!strcmp(entry->ifaces[i].name, iface))
			return;
	*arena_push(run->t.arena, entry->ifaces, entry->nifaces) = (struct journal_iface){
		.name = iface, .ifindex = journal_ifindex(&run->session->sys, iface),
	};
}

/* Write-ahead: the way back is on file before the way there is taken. */
static int write_ahead(struct run *run, const struct change *changes, size_t n, struct err *e)
{
	struct journal_entry *entry = &run->entry;

	for (size_t i = 0; i < n; i++) {
		*arena_push(run->t.arena, entry->changes, entry->nchanges) = changes[i];
		if (*changes[i].iface)
			add_iface(run, changes[i].iface);
	}
	for (size_t i = entry->nsnaps; i < run->nsnaps; i++)
		*arena_push(run->t.arena, entry->snaps, entry->nsnaps) = (struct journal_snapshot){
			run->snapped[i], snapshot_readings(run->snaps[i]),
		};
	return run_journal(run, e);
}

/* What the driver has none of was not changed: the journal's last word leaves it out. */
static void forget_refused(struct journal_entry *entry, size_t from, const struct apply_report *r)
{
	size_t kept = from;

	for (size_t i = from; i < entry->nchanges; i++)
		if (r->steps[i - from].outcome != OUTCOME_REFUSED)
			entry->changes[kept++] = entry->changes[i];
	entry->nchanges = kept;
}

int run_changes(struct run *run, const struct change *changes, size_t n, struct apply_report *r,
		struct err *e)
{
	size_t before = run->entry.nchanges;
	int code;

	*r = (struct apply_report){ 0 };
	code = guard_changes(run->session, changes, n, e);
	if (!code)
		code = take_snapshots(run, changes, n, e);
	if (!code)
		code = write_ahead(run, changes, n, e);
	if (code)
		return code;
	code = apply_changes(&run->t, changes, n, r, e);
	run->lost += r->rollback_failures;
	if (code)
		run->entry.nchanges = before;
	else
		forget_refused(&run->entry, before, r);
	return code;
}

/* What is neither a knob's nor in the transaction. */
static void put_back_rest(struct run *run, struct err *e)
{
	struct session *s = run->session;
	struct journal_entry *entry = &run->entry;
	struct err why;

	if (entry->ntold && balancer_untell(s, entry->told, entry->ntold, &why)) {
		complain(0, "%s", why.text);
		run->lost++;
	}
	if (entry->tuned && tuned_restore(s, entry->tuned, &why))
		complain(0, "%s", why.text);
}

void run_put_back(struct run *run, struct err *e)
{
	run->lost += apply_put_back(&run->t, e);
	put_back_rest(run, e);
}

static void say_unsaved(const struct err *e)
{
	complain(0, "the journal does not know how this ended: %s", e->text);
}

void run_settle(struct run *run, int status)
{
	struct session *s = run->session;
	struct journal_entry *entry = &run->entry;
	struct err e;
	int r = 0;

	run->stands = !status;
	if (s->dry_run || !entry->id)
		return;
	/* What could not be put back stays on file as half done: "undo" tries again. */
	if (status && run->lost)
		return;
	entry->state = s->try_s ? JOURNAL_TRYING : JOURNAL_DONE;
	if (s->try_s)
		try_bound_output(s->try_s);
	if (status || (!entry->nchanges && !entry->ntold)) {
		r = journal_remove(&s->sys, entry, &e);
		entry->id = 0;
	} else {
		r = journal_save(&s->sys, entry, run->ncpus, s->arena, &e);
	}
	if (r)
		say_unsaved(&e);
}

/* Not confirmed: all of it goes back. */
static int give_up(struct run *run, const char *why)
{
	struct journal_entry *entry = &run->entry;
	struct session *s = run->session;
	struct err e = { "" };

	/* No alarm may cut a write short that puts back. */
	try_bound_output(0);
	run->stands = false;
	run_put_back(run, &e);
	try_bound_output(1);
	if (run->lost)
		return complain(STATUS_FAILED, "%s: putting everything back%s (nqtune undo tries again)",
				why, e.text);
	if (journal_remove(&s->sys, entry, &e))
		say_unsaved(&e);
	return complain(STATUS_FAILED, "%s: everything is put back", why);
}

static int confirmed(struct run *run)
{
	struct session *s = run->session;
	struct err e;

	run->entry.state = JOURNAL_DONE;
	if (journal_save(&s->sys, &run->entry, run->ncpus, s->arena, &e))
		say_unsaved(&e);
	if (s->verbose >= 0)
		complain(0, "confirmed: the changes stay");
	return STATUS_OK;
}

int run_keep(struct run *run, int status, watch_fn watch, const char *const *ifaces, size_t n)
{
	struct session *s = run->session;
	const char *why;
	int seen;

	if (status || s->dry_run)
		return status;
	if (s->try_s) {
		finish_output(STATUS_OK);
		try_bound_output(s->try_s + (s->verify ? VERIFY_WRITES_S : 0));
	}
	seen = s->verify ? watch(s, ifaces, n) : STATUS_OK;
	if (!s->try_s || !run->entry.id)
		return seen;
	why = try_wait(s, run->entry.id);
	status = why ? give_up(run, why) : confirmed(run);
	return status ? status : seen;
}

void run_end(struct run *run)
{
	const char *text = "interrupted; what was begun is put back";

	if (run->session->dry_run)
		return;
	if (run->stands)
		text = "interrupted; all changes had been begun, and are made";
	else if (run->lost)
		text = "interrupted; not all that was begun could be put back (nqtune undo tries again)";
	written_ahead = false;
	signals_release(run->session, &run->before, text);
	try_shield_drop(&run->shield);
}
