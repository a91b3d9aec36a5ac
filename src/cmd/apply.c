// SPDX-License-Identifier: GPL-2.0-or-later
// nqtune apply: the commands of a file, in order, as one transaction.

#include "nqtune/apply.h"
#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/host.h"
#include "nqtune/plan.h"
#include "nqtune/run.h"
#include "nqtune/session.h"
#include "apply_view.h"
#include "auto.h"
#include "command.h"
#include "conf_file.h"
#include "conf_look.h"
#include "knob_request.h"
#include "verify.h"
#include "work.h"

const char **conf_all_ifaces(struct session *s, const struct conf_file *f, size_t *count)
{
	const char **v = NULL;

	*count = 0;
	for (size_t i = 0; i < f->n; i++) {
		size_t n;
		const char *const *ifaces = conf_ifaces(&f->v[i], &n);

		if (f->v[i].knob && f->v[i].knob->of_host)
			continue;
		for (size_t k = 0; k < n; k++)
			*arena_push(s->arena, v, *count) = ifaces[k];
	}
	return v;
}

int conf_refuse(const struct session *s, const struct conf_file *f, const struct look *l)
{
	for (size_t i = 0; i < l->n; i++) {
		const struct look_line *line = &l->v[i];

		if (!line->status || !line->certain)
			continue;
		complain_at(f->name, line->command->line);
		complain(0, "%s", line->failed);
		complain_at(f->name, 0);
		if (s->verbose >= 0 && !s->dry_run)
			complain(0, "nothing was changed");
		complain_at(NULL, 0);
		return line->status;
	}
	return 0;
}

static int put_back(struct run *run, const struct conf_file *f, unsigned line, int status)
{
	struct err e = { "" };

	run_put_back(run, &e);
	complain_at(f->name, line);
	if (run->lost)
		complain(0, "failed: what the file had changed is put back%s (nqtune undo tries again)",
			 e.text);
	else if (run->session->verbose >= 0)
		complain(0, "failed: all that the file had changed is put back");
	complain_at(NULL, 0);
	return status;
}

int conf_do_lines(struct run *run, const struct conf_file *f, const struct look *l,
		  struct work *work)
{
	int r = 0;

	run->wish = &l->wish;
	for (size_t i = 0; !r && i < f->n; i++) {
		run->nlater = l->nchanges - l->v[i].upto;
		run->later = run->nlater ? &l->changes[l->v[i].upto] : NULL;
		complain_at(f->name, f->v[i].line);
		r = conf_do(run, &f->v[i], &work[i]);
		complain_at(NULL, 0);
		if (r)
			return put_back(run, f, f->v[i].line, r);
	}
	return r;
}

static int apply(struct session *s, const struct conf_file *f, const struct look *l)
{
	struct work *work = arena_array(s->arena, f->n + 1, sizeof(*work));
	const char **ifaces;
	struct run run;
	size_t n;
	int r;

	run_begin(&run, s);
	r = conf_do_lines(&run, f, l, work);
	run_settle(&run, r);
	if (!r)
		say_applied(s, f, work, run.ncpus, run.entry.ntold);
	ifaces = conf_all_ifaces(s, f, &n);
	r = run_keep(&run, r, verify_after, ifaces, n);
	run_end(&run);
	return r;
}

static int look_and_apply(struct session *s, void *data)
{
	const struct conf_file *f = data;
	struct look look;
	struct err e;
	int r;

	if (conf_look(s, f, &look, &e))
		return complain(STATUS_FAILED, "%s", e.text);
	r = conf_refuse(s, f, &look);
	if (r)
		return r;
	if (!s->dry_run)
		return apply(s, f, &look);
	say_planned(s, f, &look);
	return STATUS_OK;
}

/* Before the lock: one late interface must not keep other hooks waiting. */
static int wait_all(struct session *s, const struct conf_file *f)
{
	struct err e;

	for (size_t i = 0; i < f->n; i++) {
		const struct auto_request *rq = f->v[i].layout;

		if (!rq || !rq->wait_s || !wait_for(s, rq->ifaces, rq->nifaces, rq->wait_s, &e))
			continue;
		complain_at(f->name, f->v[i].line);
		return complain(STATUS_FAILED, "%s", e.text);
	}
	return 0;
}

int conf_apply(struct session *s, const struct conf_file *f)
{
	int r = wait_all(s, f);

	return r ? r : run_locked(s, look_and_apply, (void *)f);
}

static int run_apply(struct session *s, int argc, char **argv)
{
	struct conf_file f;
	int r;

	r = conf_load(s, argc, argv, &f);
	if (r)
		return r;
	if (!f.name)
		return complain(STATUS_FAILED, "there is no " CONF_DEFAULT " (name a file, or write one: "
					       "nqtune.conf(5))");
	return conf_apply(s, &f);
}

const struct command cmd_apply = {
	.name = "apply",
	.arguments = "[FILE]",
	.summary = "do the commands of a file, in order, as one transaction",
	.details = "FILE (default " CONF_DEFAULT ", - is standard input) holds a command a line, without\n"
		   "'nqtune': auto, or a setting (see nqtune.conf(5)). All lines are read before\n"
		   "anything is done; if one fails, what those before it changed is put back. The last\n"
		   "line of output begins with 'changed' or 'unchanged'.\n",
	.changes = true,
	.run = run_apply,
};
