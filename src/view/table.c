// SPDX-License-Identifier: GPL-2.0-or-later
// Settings as a table: a row each.
#include "table.h"

#include <libsmartcols.h>
#include <stdlib.h>
#include <string.h>

#include "draw.h"
#include "nqtune/arena.h"
#include "nqtune/host.h"
#include "nqtune/view.h"

#define CELL_MAX 40	/* columns of a value in the table */

bool table_open(struct table *t)
{
	t->t = scols_new_table();
	if (!t->t)
		return false;
	scols_table_enable_ascii(t->t, 1);
	scols_table_enable_maxout(t->t, 0);
	/* The library looks the terminal's width up by itself; lists are not to be cut. */
	scols_table_set_termforce(t->t, SCOLS_TERMFORCE_NEVER);
	return true;
}

void table_column(struct table *t, const char *head, int flags)
{
	scols_table_new_column(t->t, head, 0, flags);
}

void table_close(struct table *t)
{
	char *text = NULL;

	if (!scols_print_table_to_string(t->t, &text) && text) {
		for (char *line = text, *end; *line; line = end) {
			size_t n = strcspn(line, "\n");
			end = line + n + (line[n] == '\n');
			while (n && line[n - 1] == ' ')
				n--;
			fprintf(t->out, "  %.*s\n", (int)n, line);
		}
	}
	free(text);
	scols_unref_table(t->t);
}

const char *value_cell(const struct table *t, const struct value *v)
{
	return v->kind == VALUE_NONE ? "-" : value_words(t->a, t->st, v, t->h->ncpus);
}

bool is_said(const struct knob_reading *r)
{
	return r->value.kind != VALUE_NONE;
}

bool attr_said(const struct knob_readings *r, const struct knob_attr *attr)
{
	for (size_t i = 0; i < r->n; i++)
		if (r->v[i].attr == attr && is_said(&r->v[i]))
			return true;
	return false;
}

bool any_said(const struct knob_readings *r)
{
	for (size_t i = 0; i < r->n; i++)
		if (is_said(&r->v[i]))
			return true;
	return false;
}

bool scope_said(const struct knob_readings *r, enum attr_scope scope)
{
	for (size_t i = 0; i < r->n; i++)
		if (r->v[i].attr->scope == scope && is_said(&r->v[i]))
			return true;
	return false;
}

const char *setting_name(struct arena *a, const struct knob_reading *r)
{
	if (r->attr->scope != SCOPE_NAMED)
		return r->attr->name;
	/* "rule 5" says itself what it is. */
	if (strchr(r->target, ' '))
		return r->target;
	return arena_printf(a, "%s %s", r->attr->name, r->target);
}

bool is_long(const struct knob_reading *r)
{
	const char *word = r->value.kind == VALUE_WORD ? r->value.word : "";

	return r->value.kind == VALUE_LIST || strchr(word, ' ') || text_cols(word) > CELL_MAX;
}

/* Rows of this table; features are drawn apart. */
static bool is_setting(const struct knob_reading *r)
{
	enum attr_scope scope = r->attr->scope;

	if (scope == SCOPE_NAMED)
		return r->attr->kind != ATTR_BOOL;
	return scope == SCOPE_IFACE || scope == SCOPE_HOST;
}

static bool has_cell(const struct knob_reading *r)
{
	return is_setting(r) && is_said(r) && !is_long(r);
}

/* Which columns some row needs, by their place; 0 = none does. */
struct columns {
	size_t n, max, unit, remark, path;
};

static const char *remark(const struct knob_reading *r)
{
	if (r->fixed)
		return "fixed";
	return r->attr->scope == SCOPE_HOST ? "of the host" : "";
}

static void need_column(struct table *t, struct columns *c, size_t *place, bool needed,
			const char *head, int flags)
{
	if (!needed)
		return;
	table_column(t, head, flags);
	*place = c->n++;
}

static struct columns make_columns(struct table *t)
{
	bool max = false, unit = false, remarks = false, path = false;
	struct columns c = { .n = 2 };

	for (size_t i = 0; i < t->r->n; i++) {
		const struct knob_reading *r = &t->r->v[i];

		if (!has_cell(r))
			continue;
		max |= r->max.kind != VALUE_NONE;
		unit |= r->attr->unit != NULL;
		remarks |= *remark(r) != '\0';
		path |= t->st->verbose > 0 && r->attr->file;
	}
	table_column(t, "setting", 0);
	table_column(t, "now", SCOLS_FL_RIGHT);
	need_column(t, &c, &c.max, max, "max", SCOLS_FL_RIGHT);
	need_column(t, &c, &c.unit, unit, "unit", 0);
	need_column(t, &c, &c.remark, remarks, "", 0);
	need_column(t, &c, &c.path, path, "path", 0);
	return c;
}

static void fill_setting(struct table *t, const struct columns *c, const struct knob_reading *r)
{
	struct libscols_line *l = scols_table_new_line(t->t, NULL);
	const char *path = c->path ? knob_path(t->a, r->attr, t->nic->name, r->index) : NULL;

	if (!l)
		return;
	scols_line_set_data(l, 0, setting_name(t->a, r));
	scols_line_set_data(l, 1, value_cell(t, &r->value));
	if (c->max)
		scols_line_set_data(l, c->max, value_cell(t, &r->max));
	if (c->unit)
		scols_line_set_data(l, c->unit, r->attr->unit ? r->attr->unit : "");
	if (c->remark)
		scols_line_set_data(l, c->remark, remark(r));
	if (path)
		scols_line_set_data(l, c->path, path);
}

void draw_settings(struct table *t)
{
	struct columns c;
	size_t rows = 0;

	for (size_t i = 0; i < t->r->n; i++)
		rows += has_cell(&t->r->v[i]);
	if (!rows || !table_open(t))
		return;
	c = make_columns(t);
	for (size_t i = 0; i < t->r->n; i++)
		if (has_cell(&t->r->v[i]))
			fill_setting(t, &c, &t->r->v[i]);
	table_close(t);
}
