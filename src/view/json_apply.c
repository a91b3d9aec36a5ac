// SPDX-License-Identifier: GPL-2.0-or-later
// nqtune-apply/1: what a file of commands changed, line by line.
#include "json.h"
#include "nqtune/plan.h"
#include "nqtune/view.h"

static struct json_object *line_object(const struct view_line *line, unsigned ncpus,
				       struct arena *a)
{
	struct json_object *o = json_object_new_object();

	json_add(o, "line", json_object_new_uint64(line->number));
	json_add(o, "command", json_text(line->command));
	json_add(o, "changed", json_object_new_boolean(line->plan->nchanges > 0));
	json_add_plan(o, line->plan, line->report, ncpus, a);
	json_add(o, "unplanned", json_text(line->unplanned));
	return o;
}

struct json_object *json_applied(const struct view_lines *l, struct arena *a)
{
	struct json_object *o = json_document("nqtune-apply/1");
	struct json_object *lines = json_object_new_array();

	for (size_t i = 0; i < l->n; i++)
		json_object_array_add(lines, line_object(&l->v[i], l->ncpus, a));
	json_add(o, "file", json_text(l->file));
	json_add(o, "changed", json_object_new_boolean(l->changed || l->told));
	json_add(o, "applied", json_object_new_boolean(!l->dry_run));
	json_add(o, "settings", json_object_new_uint64(l->changed));
	json_add(o, "lines", lines);
	return o;
}
