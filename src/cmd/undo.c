// SPDX-License-Identifier: GPL-2.0-or-later
// nqtune undo: what was changed is put back, newest first.
#include <errno.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/balancer.h"
#include "nqtune/err.h"
#include "nqtune/guard.h"
#include "nqtune/host.h"
#include "nqtune/journal.h"
#include "nqtune/parse.h"
#include "nqtune/privileges.h"
#include "nqtune/run.h"
#include "nqtune/session.h"
#include "nqtune/tuned.h"
#include "command.h"
#include "undo.h"
#include "verify.h"

struct undo_request {
	bool all;
	bool list;
	unsigned forget;	/* 0 = none */
};

struct undoing {
	struct session *s;
	unsigned ncpus;
	struct journal_entry *v;	/* oldest first */
	size_t n;
	unsigned damaged;		/* the newest of those that could not be read; 0 = none */
	struct view_undone *done;
	size_t ndone;
};

static void add_lost(struct session *s, struct undo_report *r, const char *what)
{
	*arena_push(s->arena, r->lost_text, r->lost) = arena_strdup(s->arena, what);
}

/* What is neither a knob's nor of an interface. */
static void put_back_rest(struct session *s, const struct journal_entry *entry,
			  struct undo_report *r)
{
	struct err e = { "" };

	if (entry->ntold && balancer_untell(s, entry->told, entry->ntold, &e))
		add_lost(s, r, arena_printf(s->arena, "irqbalance's interrupts (%s)", e.text));
	if (entry->tuned && tuned_restore(s, entry->tuned, &e))
		add_lost(s, r, arena_printf(s->arena, "what auto tuned before (%s)", e.text));
}

/* On file as being put back before the first write, and off it once all stands again. */
static int put_back(struct undoing *u, struct journal_entry *entry, struct undo_report *r,
		    struct err *e)
{
	struct session *s = u->s;
	int code;

	code = guard_changes(s, r->changes, r->nchanges, e);
	if (code)
		return code;
	entry->state = JOURNAL_UNDOING;
	/* A full /run does not bar the way back: as it is on file, it can be put back once more. */
	if (journal_save(&s->sys, entry, u->ncpus, s->arena, e))
		complain(0, "the journal does not know that this is being put back: %s", e->text);
	code = undo_entry(&s->sys, entry, false, s->arena, r, e);
	if (code)
		return code;
	put_back_rest(s, entry, r);
	return r->lost ? 0 : journal_remove(&s->sys, entry, e);
}

static int undo_one(struct undoing *u, struct journal_entry *entry)
{
	struct session *s = u->s;
	const enum journal_state was = entry->state;
	struct undo_report *r = arena_alloc(s->arena, sizeof(*r));
	struct view_undone *done;
	struct err e = { "" };
	int code = undo_entry(&s->sys, entry, true, s->arena, r, &e);

	if (!code && !s->dry_run)
		code = put_back(u, entry, r, &e);
	if (code)
		return complain(STATUS_FAILED, "%s", e.text);
	if (!r->lost)
		entry->state = was;
	done = arena_push(s->arena, u->done, u->ndone);
	*done = (struct view_undone){ undo_entry_told(s, entry), r };
	undo_say(s, done, u->ncpus);
	return r->lost ? STATUS_FAILED : STATUS_OK;
}

static int stopped_by(const struct undoing *u)
{
	return complain(STATUS_FAILED, "entry %u cannot be read, and the older ones lead back from where it "
				       "began ('nqtune undo --forget %u' gives it up)", u->damaged, u->damaged);
}

/* Older ones lead back from where a newer one began: what it could not put back stops them. */
static int undo_some(struct undoing *u, bool all)
{
	size_t left = u->n, last = all || !u->n ? 0 : u->n - 1;
	int r = STATUS_OK;

	while (!r && left > last)
		r = u->damaged > u->v[left - 1].id ? stopped_by(u) : undo_one(u, &u->v[--left]);
	if (r && left > last)
		complain(0, "%zu earlier entr%s not looked at", left - last,
			 left - last == 1 ? "y was" : "ies were");
	return r;
}

static int verify(const struct undoing *u)
{
	const struct journal_entry *entry = &u->v[u->n - 1];
	const char **names = arena_array(u->s->arena, entry->nifaces + 1, sizeof(*names));
	size_t n = 0;

	for (size_t i = 0; i < entry->nifaces; i++)
		if (journal_ifindex(&u->s->sys, entry->ifaces[i].name))
			names[n++] = entry->ifaces[i].name;
	return n ? verify_after(u->s, names, n) : STATUS_OK;
}

static void say_end(const struct undoing *u)
{
	struct session *s = u->s;

	if (s->json)
		print_json(json_undone(u->done, u->ndone, s->dry_run, u->ncpus, s->arena));
	else if (!u->n && s->verbose >= 0)
		puts("nothing to undo");
	else if (s->dry_run && s->verbose >= 0)
		view_dry_run(stdout, NULL);
}

static int undo(struct undoing *u, bool all)
{
	sigset_t before;
	int r;

	signals_hold(u->s, &before);
	r = undo_some(u, all);
	say_end(u);
	if (!r && u->s->verify && !u->s->dry_run && u->n)
		r = verify(u);
	signals_release(u->s, &before, "interrupted; what was begun is put back");
	return r ? r : u->damaged ? STATUS_FAILED : STATUS_OK;
}

static void say_forgotten(struct session *s, unsigned id)
{
	if (s->json) {
		print_json(json_forgotten_entry(id, s->dry_run));
		return;
	}
	if (s->verbose < 0)
		return;
	printf("entry %u %s; what it changed stays as it is\n", id,
	       s->dry_run ? "would be forgotten" : "is forgotten");
	if (s->dry_run)
		view_dry_run(stdout, NULL);
}

/* Also one that cannot be read. */
static int forget(struct undoing *u, unsigned id)
{
	const struct journal_entry gone = { .id = id };
	struct session *s = u->s;
	struct err e;

	if (!journal_has(&s->sys, id, s->arena))
		return complain(STATUS_FAILED, "there is no entry %u (see 'nqtune undo --list')", id);
	if (!s->dry_run && journal_remove(&s->sys, &gone, &e))
		return complain(STATUS_FAILED, "%s", e.text);
	say_forgotten(s, id);
	return STATUS_OK;
}

static int load(struct undoing *u)
{
	const struct host_want want = { .no_layout = true };
	struct session *s = u->s;
	struct host *h;
	struct err e;

	if (host_read(&h, &s->sys, &want, s->arena, &e))
		return complain(STATUS_FAILED, "%s", e.text);
	u->ncpus = h->ncpus;
	if (journal_load(&s->sys, u->ncpus, s->arena, &u->v, &u->n, &u->damaged, &e))
		return complain(STATUS_FAILED, "%s", e.text);
	if (*e.text)
		complain(0, "left out: %s", e.text);
	return STATUS_OK;
}

static int locked(struct session *s, void *data)
{
	const struct undo_request *rq = data;
	struct undoing u = { .s = s };
	int r;

	if (rq->forget)
		return forget(&u, rq->forget);
	r = load(&u);
	if (r)
		return r;
	if (!rq->list)
		return undo(&u, rq->all);
	undo_list(s, u.v, u.n);
	return u.damaged ? STATUS_FAILED : STATUS_OK;
}

static const struct option_row rows[] = {
	{ "all", 0, NULL, "everything since boot, newest first" },
	{ "list", 0, NULL, "only show what could be undone, newest first" },
	{ "forget", 0, "ID", "give this entry up: what it changed stays as it is" },
	{ NULL, 0, NULL, NULL },
};

static int take(struct session *s, const struct option_row *row, const char *value, void *data)
{
	struct undo_request *rq = data;
	uint64_t id;

	if (!strcmp(row->name, "all"))
		rq->all = true;
	else if (!strcmp(row->name, "list"))
		rq->list = true;
	else if (parse_u64(value, 999999999, &id) || !id)
		return misused(s, "--forget takes the number of an entry, not '%.40s'", value);
	else
		rq->forget = (unsigned)id;
	return 0;
}

static int check(struct session *s, const struct undo_request *rq, int argc, char **argv)
{
	if (argc)
		return misused(s, "undo takes no '%.40s': it knows what was changed", argv[0]);
	if (rq->all + rq->list + (rq->forget != 0) > 1)
		return misused(s, "--all, --list and --forget are three different things");
	return 0;
}

static int run_undo(struct session *s, int argc, char **argv)
{
	struct undo_request *rq = s->request;
	int r = check(s, rq, argc, argv);
	struct err e;

	if (r)
		return r;
	if (rq->list && privileges_show(s, &e))
		return complain(STATUS_FAILED, "%s", e.text);
	return rq->list ? locked(s, rq) : run_locked(s, locked, rq);
}

static const struct not_taken but[] = {
	{ "try", "what it puts back has been tried before" },
	{ NULL, NULL },
};

const struct command cmd_undo = {
	.name = "undo",
	.arguments = "[--all | --list | --forget ID]",
	.summary = "put back what the last command changed",
	.details = "Every command that changes something writes down what it will change before its first\n"
		   "write. undo brings these values back, newest first, also of a command that was killed\n"
		   "halfway, and finds interrupts by their names. Interfaces that are gone are skipped.\n",
	.options = rows,
	.changes = true,
	.but = but,
	.take = take,
	.request_size = sizeof(struct undo_request),
	.run = run_undo,
};
