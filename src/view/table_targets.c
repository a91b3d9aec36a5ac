// SPDX-License-Identifier: GPL-2.0-or-later
// Settings of queues or interrupts as a table: a row each of these, a column a setting.
#include <libsmartcols.h>
#include <string.h>

#include "draw.h"
#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/host.h"
#include "nqtune/view.h"
#include "table.h"

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

/* The interface's own setting of the same name. */
static const struct knob_reading *of_iface(const struct knob_readings *r, const char *name)
{
	for (size_t i = 0; i < r->n; i++)
		if (r->v[i].attr->scope == SCOPE_IFACE && !strcmp(r->v[i].attr->name, name))
			return &r->v[i];
	return NULL;
}

bool is_own(const struct knob_readings *r, const struct knob_attr *attr)
{
	const struct knob_reading *iface = of_iface(r, attr->name);

	if (!iface)
		return true;
	for (size_t i = 0; i < r->n; i++)
		if (r->v[i].attr == attr && is_said(&r->v[i]) &&
		    !value_equal(&r->v[i].value, &iface->value))
			return true;
	return false;
}

/* A table's columns: where those of settings begin, which these are, and what follows them. */
struct columns {
	const struct knob_attr **attr;
	size_t n;
	size_t first;
	size_t path;	/* 0 = none */
};

static void put_columns(struct table *t, enum attr_scope scope, struct columns *c)
{
	bool irqs = scope == SCOPE_VECTOR, files = false;

	table_column(t, irqs ? "interrupt" : "queue", 0);
	if (irqs)
		table_column(t, "irq", SCOLS_FL_RIGHT);
	c->first = irqs ? 2 : 1;
	for (size_t i = 0; i < c->n; i++) {
		const struct knob_attr *attr = c->attr[i];

		table_column(t, irqs ? "asked" : attr->name,
			     attr->kind == ATTR_NUMBER ? SCOLS_FL_RIGHT : 0);
		files |= attr->file != NULL;
	}
	if (irqs) {
		table_column(t, "effective", 0);
		table_column(t, "found by", 0);
		table_column(t, "", 0);
	}
	if (t->st->verbose > 0 && files) {
		table_column(t, "path", 0);
		c->path = c->first + c->n + (irqs ? 3 : 0);
	}
}

/* Fills from r on what belongs to its target; returns how many readings that was. */
static size_t fill_target(struct table *t, struct libscols_line *l, size_t from,
			  const struct columns *c)
{
	const struct knob_reading *r = &t->r->v[from];
	size_t i = from;

	scols_line_set_data(l, 0, r->target);
	for (; i < t->r->n && t->r->v[i].index == r->index &&
	       t->r->v[i].attr->scope == r->attr->scope; i++) {
		for (size_t k = 0; k < c->n; k++)
			if (c->attr[k] == t->r->v[i].attr)
				scols_line_set_data(l, c->first + k,
						    value_cell(t, &t->r->v[i].value));
	}
	return i - from;
}

static void fill_targets(struct table *t, enum attr_scope scope, const struct columns *c)
{
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
		step = fill_target(t, l, i, c);
		if (scope == SCOPE_VECTOR)
			vector_cells(t, l, c->first + c->n, r, &hint);
		if (c->path)
			scols_line_set_data(l, c->path, knob_path(t->a, r->attr, t->nic->name,
								  r->index));
	}
}

void draw_targets(struct table *t, enum attr_scope scope)
{
	struct columns c = { .n = 0 };

	if (!scope_said(t->r, scope))
		return;
	c.attr = arena_array(t->a, t->knob->nattrs + 1, sizeof(*c.attr));
	for (size_t i = 0; i < t->knob->nattrs; i++) {
		const struct knob_attr *attr = &t->knob->attrs[i];

		if (attr->scope == scope && attr_said(t->r, attr) && is_own(t->r, attr))
			c.attr[c.n++] = attr;
	}
	if (!c.n) {
		fputs("  every queue as the interface\n", t->out);
		return;
	}
	if (!table_open(t))
		return;
	put_columns(t, scope, &c);
	fill_targets(t, scope, &c);
	table_close(t);
}
