// SPDX-License-Identifier: GPL-2.0-or-later
// What "apply" says: a part for each line of the file, and the sum.
#include "apply_view.h"

#include <json-c/json.h>
#include <string.h>

#include "nqtune/apply.h"
#include "nqtune/arena.h"
#include "nqtune/plan.h"
#include "nqtune/session.h"
#include "nqtune/view.h"
#include "conf_file.h"
#include "conf_look.h"

/* A line as it is to be told. */
struct part {
	const struct conf_command *command;
	struct plan plan;
	const struct apply_report *report;	/* NULL: nothing was written */
	const char *unplanned;	/* why it could not be foreseen */
};

struct sum {
	struct part *v;
	size_t n;
	size_t changed;
	size_t told;
	unsigned ncpus;
};

static const char *plural(size_t n)
{
	return n == 1 ? "" : "s";
}

static void say_findings(struct session *s, const struct plan *p, bool all)
{
	for (size_t i = 0; i < p->nfindings; i++)
		if (all || strcmp(p->findings[i].severity, "info"))
			view_findings(stdout, &s->style, 2, &p->findings[i], 1, s->arena);
}

/* "nqtune.conf:3: auto wan br0"; a command that stands in no file is itself. */
static const char *part_name(struct session *s, const struct conf_command *c, const char *name)
{
	return c->line ? arena_printf(s->arena, "%s:%u: %s", name, c->line, c->text) : c->text;
}

static void say_part(struct session *s, const struct sum *sum, const struct part *p,
		     const char *name)
{
	const char *part = part_name(s, p->command, name);
	bool all = s->verbose > 0;

	if (p->unplanned)
		printf("%s: cannot be foreseen before the lines above it are applied (%s)\n", part,
		       p->unplanned);
	else if (p->plan.nchanges)
		printf("%s: %zu change%s\n", part, p->plan.nchanges, plural(p->plan.nchanges));
	else if (all)
		printf("%s: all is so already\n", part);
	view_changes(stdout, &s->style, p->plan.changes, p->plan.nchanges, p->report, sum->ncpus,
		     s->arena);
	if (p->plan.nchanges || all)
		say_findings(s, &p->plan, all);
}

static void say_sum(struct session *s, const struct sum *sum, const char *name)
{
	if (s->dry_run)
		puts("dry run: planned on the machine as it is now, nothing was written");
	if (sum->changed)
		printf("%s: %zu setting%s\n", s->dry_run ? "would change" : "changed", sum->changed,
		       plural(sum->changed));
	else if (sum->told)
		printf("changed: irqbalance leaves %zu more interrupt%s alone\n", sum->told,
		       plural(sum->told));
	else
		printf("unchanged: all is as %s says already\n", name);
}

static struct json_object *text_object(const char *text)
{
	return text ? json_object_new_string(text) : NULL;
}

/* The members of the plan's own document that are told of a line. */
static struct json_object *part_object(struct session *s, const struct sum *sum,
				       const struct part *p)
{
	static const char *const kept[] = { "changes", "left_alone", "findings" };
	struct json_object *plan = json_plan(&p->plan, p->report != NULL, p->report, sum->ncpus, s->arena);
	struct json_object *o = json_object_new_object(), *v;

	json_object_object_add(o, "line", json_object_new_int((int)p->command->line));
	json_object_object_add(o, "command", json_object_new_string(p->command->text));
	json_object_object_add(o, "changed", json_object_new_boolean(p->plan.nchanges > 0));
	for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
		if (json_object_object_get_ex(plan, kept[i], &v))
			json_object_object_add(o, kept[i], json_object_get(v));
	json_object_object_add(o, "unplanned", text_object(p->unplanned));
	json_object_put(plan);
	return o;
}

static void print_sum(struct session *s, const struct sum *sum, const char *name)
{
	struct json_object *o = json_object_new_object();
	struct json_object *lines = json_object_new_array();

	for (size_t i = 0; i < sum->n; i++)
		json_object_array_add(lines, part_object(s, sum, &sum->v[i]));
	json_object_object_add(o, "schema", json_object_new_string("nqtune-apply/1"));
	json_object_object_add(o, "file", json_object_new_string(name));
	json_object_object_add(o, "changed", json_object_new_boolean(sum->changed || sum->told));
	json_object_object_add(o, "applied", json_object_new_boolean(!s->dry_run));
	json_object_object_add(o, "settings", json_object_new_int64((int64_t)sum->changed));
	json_object_object_add(o, "lines", lines);
	print_json(o);
}

static void say_all(struct session *s, const struct sum *sum, const char *name)
{
	if (s->json) {
		print_sum(s, sum, name);
		return;
	}
	if (s->verbose < 0)
		return;
	for (size_t i = 0; i < sum->n; i++)
		say_part(s, sum, &sum->v[i], name);
	say_sum(s, sum, name);
}

void say_applied(struct session *s, const struct conf_file *f, const struct work *work,
		 unsigned ncpus, size_t told)
{
	struct sum sum = { .told = told, .ncpus = ncpus };

	for (size_t i = 0; i < f->n; i++) {
		*arena_push(s->arena, sum.v, sum.n) = (struct part){
			.command = &f->v[i], .plan = work[i].plan, .report = &work[i].report,
		};
		sum.changed += work[i].plan.nchanges - work[i].report.refused;
	}
	say_all(s, &sum, f->name);
}

void say_planned(struct session *s, const struct conf_file *f, const struct look *l)
{
	struct sum sum = { .changed = l->nnet, .ncpus = l->ncpus };

	for (size_t i = 0; i < l->n; i++) {
		const struct look_line *line = &l->v[i];
		struct part *p = arena_push(s->arena, sum.v, sum.n);

		*p = (struct part){
			.command = line->command, .plan = line->work.plan,
			.unplanned = line->failed,
		};
		p->plan.changes = line->net;
		p->plan.nchanges = line->nnet;
	}
	say_all(s, &sum, f->name);
}
