// SPDX-License-Identifier: GPL-2.0-or-later
// Findings; nqtune-doctor/1: what the doctor found; nqtune-doctor-rules/1: what it looks for.
#include "json.h"
#include "nqtune/doctor.h"
#include "nqtune/finding.h"
#include "nqtune/sample.h"
#include "nqtune/view.h"

struct json_object *json_finding(const struct finding *f, bool reasons)
{
	struct json_object *o = json_object_new_object();

	json_add(o, "id", json_text(f->id));
	json_add(o, "iface", json_text(f->iface));
	json_add(o, "severity", json_text(f->severity));
	json_add(o, "what", json_text(f->what));
	if (reasons) {
		json_add(o, "evidence", json_text(f->evidence));
		json_add(o, "why", json_text(f->why));
	}
	json_add(o, "remedy", json_text(f->remedy));
	return o;
}

/* Since boot: how long that was is not what anything was counted for. */
static struct json_object *seconds(const struct checkup *c, struct arena *a)
{
	if (c->since_boot || !c->counted)
		return NULL;
	return json_fraction((double)c->counted->ns / 1e9, 3, a);
}

struct json_object *json_checkup(const struct checkup *c, const struct finding *v, size_t n,
				 struct arena *a)
{
	struct json_object *o = json_document("nqtune-doctor/1");
	struct json_object *list = json_object_new_array();

	for (size_t i = 0; i < n; i++)
		json_object_array_add(list, json_finding(&v[i], true));
	json_add(o, "seconds", seconds(c, a));
	json_add(o, "since_boot", json_object_new_boolean(c->since_boot));
	json_add(o, "findings", list);
	return o;
}

struct json_object *json_rules(const struct doctor_rule *rules)
{
	struct json_object *o = json_document("nqtune-doctor-rules/1");
	struct json_object *list = json_object_new_array();

	for (const struct doctor_rule *r = rules; r->id; r++) {
		struct json_object *one = json_object_new_object();

		json_add(one, "id", json_text(r->id));
		json_add(one, "severity", json_text(r->severity));
		json_add(one, "looks", json_text(r->looks));
		json_add(one, "why", json_text(r->why));
		json_add(one, "source", json_text(r->source));
		json_object_array_add(list, one);
	}
	json_add(o, "rules", list);
	return o;
}
