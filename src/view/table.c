// SPDX-License-Identifier: GPL-2.0-or-later
// A knob as a table: settings down for an interface, queues or interrupts down otherwise.
#include <libsmartcols.h>
#include <stdlib.h>
#include <string.h>

#include "draw.h"
#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/host.h"
#include "nqtune/knob.h"
#include "nqtune/view.h"

struct table {
	FILE *out;
	const struct style *st;
	const struct host *h;
	const struct nic *nic;
	const struct knob *knob;
	const struct knob_readings *r;
	struct arena *a;
	struct libscols_table *t;
};

static bool table_open(struct table *t)
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

static void table_column(struct table *t, const char *head, int flags)
{
	scols_table_new_column(t->t, head, 0, flags);
}

static void table_close(struct table *t)
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

static bool has_max(const struct table *t)
{
	for (size_t i = 0; i < t->r->n; i++)
		if (t->r->v[i].max.kind != VALUE_NONE)
			return true;
	return false;
}

static bool has_unit(const struct table *t)
{
	for (size_t i = 0; i < t->r->n; i++)
		if (t->r->v[i].attr->unit && t->r->v[i].value.kind != VALUE_NONE)
			return true;
	return false;
}

static const char *value_cell(const struct table *t, const struct value *v)
{
	return v->kind == VALUE_NONE ? "-" : value_words(t->a, t->st, v, t->h->ncpus);
}

/* Names that the driver does not support: a line, not a table of nothing. */
static void draw_unsupported(const struct table *t, size_t set)
{
	const char *text = set ? "not supported:" : "not supported";

	for (size_t i = 0; set && i < t->r->n; i++)
		if (t->r->v[i].attr->scope == SCOPE_IFACE && t->r->v[i].value.kind == VALUE_NONE)
			text = arena_printf(t->a, "%s %s", text, t->r->v[i].attr->name);
	draw_wrapped(t->out, t->st, 2, 4, text, t->a);
}

/* How many readings of the scope there are, and how many say something. */
static size_t count_scope(const struct table *t, enum attr_scope scope, size_t *said)
{
	size_t all = 0;

	*said = 0;
	for (size_t i = 0; i < t->r->n; i++) {
		bool mine = t->r->v[i].attr->scope == scope;
		all += mine;
		*said += mine && t->r->v[i].value.kind != VALUE_NONE;
	}
	return all;
}

static void fill_settings(struct table *t)
{
	bool max = has_max(t), unit = has_unit(t);

	table_column(t, "setting", 0);
	table_column(t, "now", SCOLS_FL_RIGHT);
	if (max)
		table_column(t, "max", SCOLS_FL_RIGHT);
	if (unit)
		table_column(t, "unit", 0);
	for (size_t i = 0; i < t->r->n; i++) {
		const struct knob_reading *r = &t->r->v[i];
		struct libscols_line *l;
		if (r->attr->scope != SCOPE_IFACE || r->value.kind == VALUE_NONE)
			continue;
		l = scols_table_new_line(t->t, NULL);
		if (!l)
			return;
		scols_line_set_data(l, 0, r->attr->name);
		scols_line_set_data(l, 1, value_cell(t, &r->value));
		if (max)
			scols_line_set_data(l, 2, value_cell(t, &r->max));
		if (unit)
			scols_line_set_data(l, max ? 3 : 2, r->attr->unit ? r->attr->unit : "");
	}
}

static void draw_settings(struct table *t)
{
	size_t said, all = count_scope(t, SCOPE_IFACE, &said);

	if (said && table_open(t)) {
		fill_settings(t);
		table_close(t);
	}
	if (all > said)
		draw_unsupported(t, said);
}

/* The vector a reading is of; hint remembers the place, as readings come in the vectors' order. */
static const struct vector *vector_of(const struct nic *nic, unsigned irq, size_t *hint)
{
	for (size_t i = 0; i < nic->nvectors; i++) {
		size_t at = (*hint + i) % nic->nvectors;
		if (nic->vectors[at].irq && nic->vectors[at].irq->number == irq) {
			*hint = at + 1;
			return &nic->vectors[at];
		}
	}
	return NULL;
}

static const char *irq_state(const struct irq *irq, struct arena *a)
{
	const struct cpuset *at = irq->effective, *asked = irq->asked;
	bool elsewhere = at && asked && !cpuset_empty(asked) && !cpuset_subset(at, asked);

	if (!irq->movable)
		return arena_printf(a, "fixed%s%s%s", irq->unmovable_why ? ": " : "",
				    irq->unmovable_why ? irq->unmovable_why : "",
				    elsewhere ? ", not honoured" : "");
	return elsewhere ? "pending" : "";
}

static void vector_cells(struct table *t, struct libscols_line *l, size_t col,
			 const struct knob_reading *r, size_t *hint)
{
	const struct vector *v = vector_of(t->nic, r->index, hint);

	scols_line_set_data(l, 1, arena_printf(t->a, "%u", r->index));
	if (!v)
		return;
	scols_line_set_data(l, col, set_text(t->a, v->irq->effective));
	scols_line_set_data(l, col + 1, vector_method_word(v->method));
	scols_line_set_data(l, col + 2, irq_state(v->irq, t->a));
}

static bool attr_said(const struct table *t, const struct knob_attr *attr)
{
	for (size_t i = 0; i < t->r->n; i++)
		if (t->r->v[i].attr == attr && t->r->v[i].value.kind != VALUE_NONE)
			return true;
	return false;
}

/* The attributes of one scope are columns, after those that name the target; returns how many. */
static size_t scope_columns(struct table *t, enum attr_scope scope, const struct knob_attr **cols)
{
	bool irqs = scope == SCOPE_VECTOR;
	size_t n = 0;

	table_column(t, irqs ? "interrupt" : "queue", 0);
	if (irqs)
		table_column(t, "irq", SCOLS_FL_RIGHT);
	for (size_t i = 0; i < t->knob->nattrs; i++) {
		if (t->knob->attrs[i].scope != scope || !attr_said(t, &t->knob->attrs[i]))
			continue;
		cols[n++] = &t->knob->attrs[i];
		table_column(t, irqs ? "asked" : t->knob->attrs[i].name, 0);
	}
	if (irqs) {
		table_column(t, "effective", 0);
		table_column(t, "found by", 0);
		table_column(t, "", 0);
	}
	if (t->st->verbose > 0)
		table_column(t, "path", 0);
	return n;
}

/* Fills from r on what belongs to its target; returns how many readings that was. */
static size_t fill_target(struct table *t, struct libscols_line *l, size_t from,
			  const struct knob_attr *const *cols, size_t n)
{
	const struct knob_reading *r = &t->r->v[from];
	size_t i = from, first = r->attr->scope == SCOPE_VECTOR ? 2 : 1;

	scols_line_set_data(l, 0, r->target);
	for (; i < t->r->n && t->r->v[i].index == r->index &&
	       t->r->v[i].attr->scope == r->attr->scope; i++) {
		for (size_t k = 0; k < n; k++)
			if (cols[k] == t->r->v[i].attr)
				scols_line_set_data(l, first + k,
						    value_cell(t, &t->r->v[i].value));
	}
	return i - from;
}

static void fill_targets(struct table *t, enum attr_scope scope,
			 const struct knob_attr *const *cols, size_t n)
{
	size_t extra = scope == SCOPE_VECTOR ? n + 2 : n + 1;
	size_t path = scope == SCOPE_VECTOR ? extra + 3 : extra;
	size_t hint = 0;

	for (size_t i = 0, step; i < t->r->n; i += step) {
		const struct knob_reading *r = &t->r->v[i];
		struct libscols_line *l;
		step = 1;
		if (r->attr->scope != scope)
			continue;
		l = scols_table_new_line(t->t, NULL);
		if (!l)
			return;
		step = fill_target(t, l, i, cols, n);
		if (scope == SCOPE_VECTOR)
			vector_cells(t, l, extra, r, &hint);
		if (t->st->verbose > 0)
			scols_line_set_data(l, path, knob_path(t->a, r->attr, t->nic->name,
							       r->index));
	}
}

static void draw_targets(struct table *t, enum attr_scope scope)
{
	const struct knob_attr **cols = arena_array(t->a, t->knob->nattrs + 1, sizeof(*cols));
	size_t said;

	if (!count_scope(t, scope, &said))
		return;
	if (!said) {
		draw_unsupported(t, 0);
		return;
	}
	if (!table_open(t))
		return;
	fill_targets(t, scope, cols, scope_columns(t, scope, cols));
	table_close(t);
}

void view_knob(FILE *out, const struct style *st, const struct host *h, const struct nic *nic,
	       const struct knob *k, const struct knob_readings *r, struct arena *a)
{
	struct table t = { .out = out, .st = st, .h = h, .nic = nic, .knob = k, .r = r, .a = a };
	struct line l;

	line_start(&l, st, a);
	line_put(&l, PAINT_NAME, nic->name);
	line_to(&l, l.cols + 1);
	line_put(&l, PAINT_NAME, k->name);
	if (!r->n) {
		line_put(&l, PAINT_NONE, ": nothing to show");
		line_end(&l, out);
		return;
	}
	line_end(&l, out);
	draw_settings(&t);
	draw_targets(&t, SCOPE_RX);
	draw_targets(&t, SCOPE_TX);
	draw_targets(&t, SCOPE_VECTOR);
}
