// SPDX-License-Identifier: GPL-2.0-or-later
// A look ahead: what the lines of a file would change on this machine, one after the other.
#include "conf_look.h"

#include <stdio.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/files.h"
#include "nqtune/host.h"
#include "nqtune/knob.h"
#include "nqtune/run.h"
#include "nqtune/session.h"
#include "nqtune/tuned.h"
#include "ahead.h"
#include "auto.h"
#include "command.h"
#include "conf_file.h"

int conf_do(struct run *run, const struct conf_command *c, struct work *out)
{
	struct session *s = run->session;
	const char *called = s->command;
	int r;

	s->command = c->command->name;
	r = c->layout ? auto_do(run, c->layout, out) : knob_do(run, c->knob, out);
	s->command = called;
	return r;
}

/* Rule P9 within the file: the first "auto" plans for the interfaces of the last one too. */
static int find_wish(struct session *s, const struct conf_file *f, struct look *out, struct err *e)
{
	const struct auto_request none = { 0 };
	struct err ignored;
	struct host *h = NULL;

	for (size_t i = 0; i < f->n; i++) {
		struct auto_request *rq = f->v[i].layout;
		int r = 0;

		if (!rq)
			continue;
		if (!h) {
			r = auto_read_host(s, &none, &h, e);
			if (r)
				return r;
			out->wish = tuned_load(s, h, &ignored);
		}
		/* What is wrong with it is said when the line itself is planned. */
		if (!auto_name_all(s, rq, h) && !auto_parse_reserve(s, rq, h))
			out->wish = auto_merge(s, rq, &out->wish);
	}
	return 0;
}

static const char *find_missing(struct session *s, const struct conf_command *c)
{
	char path[128];
	size_t n;
	const char *const *ifaces = conf_ifaces(c, &n);

	for (size_t i = 0; i < n; i++) {
		snprintf(path, sizeof(path), "/sys/class/net/%.40s", ifaces[i]);
		if (!files_exists(s->sys.files, path))
			return ifaces[i];
	}
	return NULL;
}

/* Interrupts, XPS and RPS make nothing appear or go that another line could be about. */
static bool is_of_layout(const struct change *c)
{
	return c->knob == &knob_irq || c->knob == &knob_xps || c->knob == &knob_rps;
}

static bool all_of_layout(const struct look *l)
{
	for (size_t i = 0; i < l->nchanges; i++)
		if (!is_of_layout(&l->changes[i]))
			return false;
	return true;
}

static void look_at(struct run *run, const struct conf_command *c, struct look *out)
{
	struct session *s = run->session;
	struct look_line *line = &out->v[out->n++];
	struct err e = { "" };

	*line = (struct look_line){ .command = c, .certain = all_of_layout(out) };
	run->ahead = out->changes;
	run->nahead = out->nchanges;
	complain_into(&e);
	line->status = conf_do(run, c, &line->work);
	complain_into(NULL);
	if (line->status) {
		line->failed = arena_strdup(s->arena, e.text);
		line->missing = find_missing(s, c);
		line->work.plan.nchanges = 0;
	}
	for (size_t i = 0; i < line->work.plan.nchanges; i++)
		*arena_push(s->arena, out->changes, out->nchanges) = line->work.plan.changes[i];
	line->upto = out->nchanges;
	out->ncpus = run->ncpus;
}

/* The first or last change of the look to the same setting. */
static size_t outermost(const struct look *l, size_t at, bool last)
{
	size_t found = at;

	for (size_t i = 0; i < l->nchanges; i++)
		if (same_setting(&l->changes[i], &l->changes[at]) && (last ? i > found : i < found))
			found = i;
	return found;
}

static void find_net(struct session *s, struct look *l)
{
	size_t at = 0;

	for (size_t i = 0; i < l->n; i++) {
		struct look_line *line = &l->v[i];

		for (; at < line->upto; at++) {
			struct change c = l->changes[at];

			c.old = l->changes[outermost(l, at, false)].old;
			if (outermost(l, at, true) != at || value_equal(&c.old, &c.new))
				continue;
			*arena_push(s->arena, line->net, line->nnet) = c;
			l->nnet++;
		}
	}
}

int conf_look(struct session *s, const struct conf_file *f, struct look *out, struct err *e)
{
	bool dry = s->dry_run;
	struct err unsaid;
	struct run run;
	int r;

	*out = (struct look){ .v = arena_array(s->arena, f->n + 1, sizeof(struct look_line)) };
	s->dry_run = true;
	complain_into(&unsaid);
	r = find_wish(s, f, out, e);
	complain_into(NULL);
	run_begin(&run, s);
	run.wish = &out->wish;
	for (size_t i = 0; !r && i < f->n; i++)
		look_at(&run, &f->v[i], out);
	s->dry_run = dry;
	find_net(s, out);
	return r;
}
