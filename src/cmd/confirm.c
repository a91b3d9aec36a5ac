// SPDX-License-Identifier: GPL-2.0-or-later
// nqtune confirm: the answer to a --try that waits elsewhere.
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "nqtune/arena.h"
#include "nqtune/clock.h"
#include "nqtune/err.h"
#include "nqtune/files.h"
#include "nqtune/host.h"
#include "nqtune/journal.h"
#include "nqtune/run.h"
#include "nqtune/session.h"
#include "nqtune/waiting.h"
#include "command.h"

#define POLL_MS 50
/* What came too late is being put back meanwhile, and a driver takes its time. */
#define ANSWER_MS 15000

/* The entry of that number; 0 = the latest that is tried. NULL = there is none. */
static const struct journal_entry *find_entry(struct session *s, unsigned ncpus, unsigned id)
{
	struct journal_entry *v, *found = NULL;
	struct err ignored;
	size_t n;

	if (journal_load(&s->sys, ncpus, s->arena, &v, &n, NULL, &ignored))
		return NULL;
	for (size_t i = 0; i < n; i++)
		if (id ? v[i].id == id : v[i].state == JOURNAL_TRYING)
			found = &v[i];
	return found;
}

/* Who waits holds the lock. */
static bool is_dead(struct session *s, unsigned pid)
{
	char path[64];
	int lock = try_lock_changes(s);

	if (lock >= 0) {
		close(lock);
		return true;
	}
	snprintf(path, sizeof(path), "/proc/%u", pid);
	return files_live(s->sys.files) && !files_exists(s->sys.files, path);
}

static int say_kept(struct session *s, const struct waiting *w)
{
	if (s->json) {
		print_json(json_confirmed(w->id, w->command, !s->dry_run));
		return STATUS_OK;
	}
	if (s->verbose < 0)
		return STATUS_OK;
	printf("%s: %s\n", s->dry_run ? "would be kept" : "kept", w->command);
	if (s->dry_run)
		view_dry_run(stdout, NULL);
	return STATUS_OK;
}

static int wait_for_outcome(struct session *s, unsigned ncpus, const struct waiting *w)
{
	const int64_t end = waiting_clock() + ANSWER_MS;
	const struct journal_entry *entry;

	while (waiting_clock() < end) {
		entry = find_entry(s, ncpus, w->id);
		if (!entry || entry->pid != w->pid)
			return complain(STATUS_FAILED, "too late: '%s' was put back", w->command);
		if (entry->state == JOURNAL_DONE)
			return say_kept(s, w);
		clock_wait(POLL_MS);
	}
	answer_clear(s);
	return complain(STATUS_FAILED, "process %u does not answer; '%s' is not kept (see 'nqtune undo "
				       "--list')", w->pid, w->command);
}

static int answer(struct session *s, unsigned ncpus, const struct waiting *w)
{
	struct err e;

	if (s->dry_run)
		return say_kept(s, w);
	if (answer_save(s, w, &e))
		return complain(STATUS_FAILED, "%s", e.text);
	return wait_for_outcome(s, ncpus, w);
}

/* asked: someone was asked for this entry. */
static int judge(struct session *s, unsigned ncpus, const struct journal_entry *entry,
		 const struct waiting *asked)
{
	if (!entry || entry->state != JOURNAL_TRYING)
		return complain(STATUS_FAILED, "nothing waits to be confirmed");
	if (is_dead(s, entry->pid))
		return complain(STATUS_FAILED, "process %u, which waited, is gone: '%s' was neither kept "
					       "nor put back (nqtune undo)", entry->pid, entry->command);
	if (!asked || asked->pid != entry->pid)
		return complain(STATUS_FAILED, "'%s' is not finished, and cannot be confirmed yet",
				entry->command);
	return answer(s, ncpus, asked);
}

static int run_confirm(struct session *s, int argc, char **argv)
{
	const struct host_want want = { .no_layout = true };
	struct waiting w;
	struct host *h;
	struct err e;
	bool asked;

	if (argc)
		return misused(s, "confirm takes no '%.40s'", argv[0]);
	asked = waiting_load(s, &w, &e);
	if (*e.text || host_read(&h, &s->sys, &want, s->arena, &e))
		return complain(STATUS_FAILED, "%s", e.text);
	return judge(s, h->ncpus, find_entry(s, h->ncpus, asked ? w.id : 0), asked ? &w : NULL);
}

const struct command cmd_confirm = {
	.name = "confirm",
	.arguments = "",
	.summary = "keep what a command with --try changed",
	.details = "Answers a 'nqtune --try SEC ...' that waits elsewhere, in this network namespace,\n"
		   "and waits until it has taken the answer.\n",
	.run = run_confirm,
};
