// SPDX-License-Identifier: GPL-2.0-or-later
// What is not as it is wanted: text and nqtune-check/1.
#include "nqtune/drift.h"

#include <string.h>

#include "draw.h"
#include "json.h"
#include "nqtune/arena.h"
#include "nqtune/change.h"
#include "nqtune/knob.h"
#include "nqtune/view.h"

/* Several settings of one interface with one explanation are explained once. */
static bool explained_alike(const struct drift *a, const struct drift *b)
{
	return !strcmp(a->change.iface, b->change.iface) && !strcmp(a->author, b->author) &&
	       !strcmp(a->why, b->why);
}

static const char *author_text(struct arena *a, const struct drift *d)
{
	if (!strcmp(d->author, "unknown"))
		return arena_printf(a, "by whom is not known: %s", d->why);
	return arena_printf(a, "%s %s: %s", d->maybe ? "maybe" : "probably", d->author, d->why);
}

/* "irq eth0-TxRx-0", "channels combined", "coalesce rx-usecs queue-1" */
static const char *setting_text(struct arena *a, const struct change *c)
{
	bool set = c->attr->kind == ATTR_CPUS;

	if (set && *c->target)
		return arena_printf(a, "%s %s", c->knob->name, c->target);
	return arena_printf(a, "%s %s", c->knob->name,
			    knob_setting_name(a, c->attr, c->target));
}

static const char *what_text(const struct style *st, const struct drift *d, unsigned ncpus,
			     struct arena *a)
{
	const struct change *c = &d->change;

	if (!c->attr && !d->failed)
		return "no such interface";
	if (!c->attr)
		return arena_printf(a, "cannot be so: %s", d->failed);
	if (c->old.kind == VALUE_NONE)
		return arena_printf(a, "%s is not there, wanted: %s", setting_text(a, c),
				    value_short(a, st, &c->new, ncpus));
	return arena_printf(a, "%s is %s, wanted: %s", setting_text(a, c),
			    value_short(a, st, &c->old, ncpus), value_short(a, st, &c->new, ncpus));
}

static void draw_one(FILE *out, const struct style *st, const struct drift *d, unsigned ncpus,
		     struct arena *a)
{
	const char *iface = *d->change.iface ? d->change.iface : "host";

	/* The command is for a copy: it stays whole. */
	fprintf(out, "  %s: %s", iface, what_text(st, d, ncpus, a));
	if (!d->change.attr && d->line)
		fprintf(out, " (line %u: %s)", d->line, d->command);
	else if (d->restore)
		fprintf(out, " (%s)", d->restore);
	fputc('\n', out);
}

void view_drift(FILE *out, const struct style *st, const struct drift *v, size_t n,
		unsigned ncpus, struct arena *a)
{
	for (size_t i = 0; i < n; i++) {
		draw_one(out, st, &v[i], ncpus, a);
		if (i + 1 == n || !explained_alike(&v[i], &v[i + 1]))
			draw_wrapped(out, st, 4, 6, author_text(a, &v[i]), a);
	}
}

static struct json_object *value_of(const struct drift *d, const struct value *v, struct arena *a)
{
	return d->change.attr ? json_value(v, d->change.attr, a) : NULL;
}

static struct json_object *drift_object(const struct drift *d, struct arena *a)
{
	const struct change *c = &d->change;
	struct json_object *o = json_object_new_object();

	json_add(o, "iface", json_text(*c->iface ? c->iface : NULL));
	json_add(o, "missing", json_object_new_boolean(!c->attr && !d->failed));
	json_add(o, "knob", json_text(c->attr ? c->knob->name : NULL));
	json_add(o, "target", json_text(c->attr ? c->target : NULL));
	json_add(o, "attr", json_text(c->attr ? c->attr->name : NULL));
	json_add(o, "wanted", value_of(d, &c->new, a));
	json_add(o, "found", value_of(d, &c->old, a));
	json_add(o, "failed", json_text(d->failed));
	json_add(o, "line", d->line ? json_object_new_int((int)d->line) : NULL);
	json_add(o, "command", json_text(d->command));
	json_add(o, "author", json_text(d->author));
	json_add(o, "sure", json_text(!strcmp(d->author, "unknown") ? "no" : d->maybe ? "maybe" : "probably"));
	json_add(o, "why", json_text(d->why));
	json_add(o, "restore", json_text(d->restore));
	return o;
}

struct json_object *json_drift(const struct drift *v, size_t n, const char *file, struct arena *a)
{
	struct json_object *o = json_document("nqtune-check/1");
	struct json_object *settings = json_object_new_array();

	for (size_t i = 0; i < n; i++)
		json_object_array_add(settings, drift_object(&v[i], a));
	json_add(o, "file", json_text(file));
	json_add(o, "drift", json_object_new_boolean(n > 0));
	json_add(o, "settings", settings);
	return o;
}
