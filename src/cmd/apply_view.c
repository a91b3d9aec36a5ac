// SPDX-License-Identifier: GPL-2.0-or-later
// What "apply" did, or would do, as it is to be told.
#include "apply_view.h"

#include "nqtune/apply.h"
#include "nqtune/arena.h"
#include "nqtune/plan.h"
#include "nqtune/session.h"
#include "nqtune/view.h"
#include "conf_file.h"
#include "conf_look.h"

static void say_all(struct session *s, const struct view_lines *l)
{
	if (s->json)
		print_json(json_applied(l, s->arena));
	else if (s->verbose >= 0)
		view_applied(stdout, &s->style, l, s->arena);
}

void say_applied(struct session *s, const struct conf_file *f, const struct work *work,
		 unsigned ncpus, size_t told)
{
	struct view_line *v = arena_array(s->arena, f->n + 1, sizeof(*v));
	struct view_lines lines = {
		.file = f->name, .v = v, .n = f->n, .told = told, .dry_run = s->dry_run,
		.ncpus = ncpus,
	};

	for (size_t i = 0; i < f->n; i++) {
		v[i] = (struct view_line){
			.number = f->v[i].line, .command = f->v[i].text, .plan = &work[i].plan,
			.report = &work[i].report,
		};
		lines.changed += work[i].plan.nchanges - work[i].report.refused;
	}
	say_all(s, &lines);
}

/* Of a line's plan what no later line takes over. */
static const struct plan *net_plan(struct session *s, const struct look_line *line)
{
	struct plan *p = arena_alloc(s->arena, sizeof(*p));

	*p = line->work.plan;
	p->changes = line->net;
	p->nchanges = line->nnet;
	return p;
}

void say_planned(struct session *s, const struct conf_file *f, const struct look *l)
{
	struct view_line *v = arena_array(s->arena, l->n + 1, sizeof(*v));
	const struct view_lines lines = {
		.file = f->name, .v = v, .n = l->n, .changed = l->nnet, .dry_run = s->dry_run,
		.ncpus = l->ncpus,
	};

	for (size_t i = 0; i < l->n; i++)
		v[i] = (struct view_line){
			.number = l->v[i].command->line, .command = l->v[i].command->text,
			.plan = net_plan(s, &l->v[i]), .unplanned = l->v[i].failed,
		};
	say_all(s, &lines);
}
