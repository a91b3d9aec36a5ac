// SPDX-License-Identifier: GPL-2.0-or-later
// nqtune-compare/1: which of two layouts was better, and all runs it is known by.
#include "json.h"
#include "json_measure.h"
#include "nqtune/arena.h"
#include "nqtune/measure.h"
#include "nqtune/view.h"

static struct json_object *better_object(enum better better)
{
	static const char *const words[] = { NULL, "a", "b" };

	return json_text(words[better]);
}

static struct json_object *number(double v, struct arena *a)
{
	return json_object_new_double_s(v, arena_printf(a, "%.6g", v));
}

static struct json_object *range_object(double median, double min, double max, struct arena *a)
{
	struct json_object *o = json_object_new_object();

	json_add(o, "median", number(median, a));
	json_add(o, "min", number(min, a));
	json_add(o, "max", number(max, a));
	return o;
}

static struct json_object *figure_object(const struct compared *c, struct arena *a)
{
	struct json_object *o;

	if (!c->known)
		return NULL;
	o = json_object_new_object();
	json_add(o, "a", range_object(c->a, c->a_min, c->a_max, a));
	json_add(o, "b", range_object(c->b, c->b_min, c->b_max, a));
	json_add(o, "better", better_object(c->better));
	return o;
}

static struct json_object *figures_object(const struct comparison *c, struct arena *a)
{
	static const char *const keys[FIGURES] = {
		[FIGURE_FORWARDED] = "forwarded_per_second",
		[FIGURE_RECEIVED] = "received_per_second",
		[FIGURE_DROPPED] = "dropped_share",
		[FIGURE_LARGEST] = "largest_share",
		[FIGURE_SOFTIRQ] = "softirq_ns_per_packet",
	};
	struct json_object *o = json_object_new_object();

	for (unsigned f = 0; f < FIGURES; f++)
		json_add(o, keys[f], figure_object(&c->figure[f], a));
	return o;
}

static struct json_object *run_object(const struct trial *run, struct arena *a)
{
	struct json_object *o = json_object_new_object();

	json_add(o, "layout", json_text(run->is_b ? "b" : "a"));
	json_add_measured(o, &run->m, a);
	return o;
}

struct json_object *json_comparison(const struct view_trials *t, const struct comparison *c,
				    struct arena *a)
{
	struct json_object *o = json_document("nqtune-compare/1");
	struct json_object *list = json_object_new_array();

	for (size_t i = 0; i < t->nruns; i++)
		json_object_array_add(list, run_object(&t->runs[i], a));
	json_add(o, "b", json_text(t->b));
	json_add(o, "better", better_object(c->better));
	json_add(o, "by", json_text(c->by));
	json_add(o, "verdict", json_text(c->words));
	json_add(o, "figures", figures_object(c, a));
	json_add(o, "runs", list);
	json_add(o, "dry_run", json_object_new_boolean(t->dry_run));
	json_add(o, "interfaces", json_texts(t->ifaces, t->nifaces));
	json_add(o, "changes", json_changes(t->changes, t->nchanges, t->ncpus, a));
	return o;
}
