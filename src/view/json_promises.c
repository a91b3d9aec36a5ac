// SPDX-License-Identifier: GPL-2.0-or-later
// nqtune-verify/1: what was kept of a layout.
#include "json.h"
#include "nqtune/arena.h"
#include "nqtune/view.h"
#include "promises.h"

static struct json_object *promise_object(const struct promise *p, struct arena *a)
{
	struct json_object *o = json_object_new_object();

	json_add(o, "iface", json_text(p->iface));
	json_add(o, "what", json_text(p->what));
	json_add(o, "target", json_text(p->target));
	json_add(o, "asked", json_set(p->asked, a));
	json_add(o, "served", json_set(p->served, a));
	json_add(o, "state", json_text(state_word(p->state)));
	json_add(o, "count", json_object_new_uint64(p->count));
	json_add(o, "elsewhere", json_object_new_uint64(p->elsewhere));
	json_add(o, "evidence", json_text(p->evidence));
	return o;
}

struct json_object *json_promises(const struct promises *p, struct arena *a)
{
	struct json_object *o = json_document("nqtune-verify/1");
	struct json_object *list = json_object_new_array();

	for (size_t i = 0; i < p->n; i++)
		json_object_array_add(list, promise_object(&p->v[i], a));
	json_add(o, "seconds", json_fraction((double)p->ns / 1e9, 3, a));
	for (unsigned state = PROMISE_BROKEN; state <= PROMISE_IDLE; state++)
		json_add(o, state_word(state), json_object_new_uint64(p->count[state]));
	json_add(o, "unasked", json_object_new_uint64(p->unasked));
	json_add(o, "promises", list);
	return o;
}
