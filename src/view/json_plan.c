// SPDX-License-Identifier: GPL-2.0-or-later
// nqtune-plan/1: changes with reasons, what is left alone, findings.
#include "json.h"
#include "nqtune/apply.h"
#include "nqtune/arena.h"
#include "nqtune/change.h"
#include "nqtune/knob.h"
#include "nqtune/plan.h"
#include "nqtune/view.h"

static const char *outcome_word(enum apply_outcome o)
{
	switch (o) {
	case OUTCOME_NOT_TRIED:
		return "not-tried";
	case OUTCOME_DONE:
		return "done";
	case OUTCOME_NARROWED:
		return "narrowed";
	case OUTCOME_ROUNDED:
		return "rounded";
	case OUTCOME_REFUSED:
		return "refused";
	case OUTCOME_FAILED:
		return "failed";
	}
	return NULL;
}

static void add_step(struct json_object *o, const struct change *c, const struct apply_step *s,
		     struct arena *a)
{
	json_add(o, "outcome", json_text(outcome_word(s->outcome)));
	json_add(o, "narrowed", json_object_new_boolean(s->outcome == OUTCOME_NARROWED));
	json_add(o, "got", json_value(&s->got, c->attr, a));
	json_add(o, "note", json_text(s->note));
}

static struct json_object *change_object(const struct change *c, const struct apply_step *s,
					 unsigned ncpus, struct arena *a)
{
	struct json_object *o = json_object_new_object();

	json_add(o, "iface", json_text(*c->iface ? c->iface : NULL));
	json_add(o, "knob", json_text(c->knob->name));
	json_add(o, "target", json_text(c->target));
	json_add(o, "attr", json_text(c->attr->name));
	json_add(o, "old", json_value(&c->old, c->attr, a));
	json_add(o, "new", json_value(&c->new, c->attr, a));
	json_add(o, "path", json_text(c->path));
	json_add(o, "shell", json_text(knob_shell(a, c, ncpus)));
	json_add(o, "why", json_text(c->why));
	json_add(o, "bounces_link", json_object_new_boolean(c->knob->bounces_link));
	json_add(o, "optional", json_object_new_boolean(c->optional));
	if (s)
		add_step(o, c, s, a);
	return o;
}

static struct json_object *left_object(const struct left_alone *l)
{
	struct json_object *o = json_object_new_object();

	json_add(o, "iface", json_text(l->iface));
	json_add(o, "knob", json_text(l->knob));
	json_add(o, "why", json_text(l->why));
	return o;
}

void json_add_plan(struct json_object *o, const struct plan *p, const struct apply_report *r,
		   unsigned ncpus, struct arena *a)
{
	struct json_object *changes = json_object_new_array();
	struct json_object *left = json_object_new_array();
	struct json_object *findings = json_object_new_array();

	for (size_t i = 0; i < p->nchanges; i++)
		json_object_array_add(changes,
				      change_object(&p->changes[i],
						    r && r->steps ? &r->steps[i] : NULL, ncpus, a));
	for (size_t i = 0; i < p->nleft; i++)
		json_object_array_add(left, left_object(&p->left[i]));
	for (size_t i = 0; i < p->nfindings; i++)
		json_object_array_add(findings, json_finding(&p->findings[i], false));
	json_add(o, "changes", changes);
	json_add(o, "left_alone", left);
	json_add(o, "findings", findings);
}

struct json_object *json_plan(const struct plan *p, bool applied, const struct apply_report *r,
			      unsigned ncpus, struct arena *a)
{
	struct json_object *o = json_document("nqtune-plan/1");

	json_add(o, "applied", json_object_new_boolean(applied));
	json_add_plan(o, p, r, ncpus, a);
	if (r)
		json_add(o, "rolled_back", json_object_new_boolean(r->rolled_back));
	return o;
}

struct json_object *json_changes(const struct change *c, size_t n, unsigned ncpus, struct arena *a)
{
	struct json_object *list = json_object_new_array();

	for (size_t i = 0; i < n; i++)
		json_object_array_add(list, change_object(&c[i], NULL, ncpus, a));
	return list;
}
