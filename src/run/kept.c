// SPDX-License-Identifier: GPL-2.0-or-later
// What became of wishes that a driver rounded, clamped or has no means for.
#include "nqtune/kept.h"

#include <json-c/json.h>
#include <string.h>

#include "nqtune/apply.h"
#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/host.h"
#include "nqtune/knob.h"
#include "nqtune/session.h"
#include "state.h"

#define TOPIC "kept"
#define SCHEMA "nqtune-kept/1"
#define LIST "kept"
#define REFUSED "refused"

static bool has_text(struct json_object *o, const char *key, const char *text)
{
	const char *said = state_text(o, key);

	return said && !strcmp(said, text);
}

static bool is_about(struct json_object *o, const struct change *c)
{
	return has_text(o, "iface", c->iface) && has_text(o, "knob", c->knob->name) &&
	       has_text(o, "attr", c->attr->name) && has_text(o, "target", c->target);
}

/*
 * Whose answer it was: a driver that was loaded anew, another card of the same name, or the
 * same one brought up may answer otherwise.
 */
static const char *who(struct session *s, const struct host *h, const char *iface)
{
	const struct nic *nic = host_nic(h, iface);

	if (!nic)
		return "";
	return arena_printf(s->arena, "%u%s", nic->ifindex, nic->up ? " up" : "");
}

static bool is_known(struct session *s, const struct host *h, struct json_object *list,
		     const struct change *c)
{
	for (size_t i = 0; i < json_object_array_length(list); i++) {
		struct json_object *o = json_object_array_get_idx(list, i);

		if (!is_about(o, c))
			continue;
		/* A refusal settles a profile's line, not what a user asks for. */
		return (c->optional || !has_text(o, "how", REFUSED)) &&
		       has_text(o, "who", who(s, h, c->iface)) &&
		       has_text(o, "asked", knob_text(s->arena, c->attr, &c->new, h->ncpus)) &&
		       has_text(o, "became", knob_text(s->arena, c->attr, &c->old, h->ncpus));
	}
	return false;
}

size_t kept_filter(struct session *s, const struct host *h, struct change *changes, size_t n)
{
	struct json_object *root, *list;
	struct change *known;
	struct err ignored;
	size_t nknown = 0;

	if (!n)
		return 0;
	list = state_load(s, TOPIC, SCHEMA, LIST, &root, &ignored);
	if (!list)
		return n;
	known = arena_array(s->arena, n, sizeof(*known));
	for (size_t i = 0; i < n; i++) {
		if (is_known(s, h, list, &changes[i]))
			known[nknown++] = changes[i];
		else
			changes[i - nknown] = changes[i];
	}
	if (nknown)
		memcpy(&changes[n - nknown], known, nknown * sizeof(*known));
	json_object_put(root);
	return n - nknown;
}

/* What the driver made of it; NULL where there is nothing to remember. */
static const struct value *became(const struct change *c, const struct apply_step *step)
{
	if (step->outcome == OUTCOME_REFUSED && c->optional)
		return &c->old;
	/* Not a default: a table set since may read the same, and is not the driver's. */
	return step->outcome == OUTCOME_ROUNDED ? &step->got : NULL;
}

static bool forget(struct json_object *list, const struct change *c)
{
	size_t n = json_object_array_length(list);

	for (size_t i = n; i-- > 0;)
		if (is_about(json_object_array_get_idx(list, i), c))
			json_object_array_del_idx(list, i, 1);
	return json_object_array_length(list) != n;
}

static void add(struct session *s, const struct host *h, struct json_object *list,
		const struct change *c, const struct value *got, const char *how)
{
	const struct {
		const char *key, *text;
	} texts[] = {
		{ "iface", c->iface }, { "knob", c->knob->name }, { "attr", c->attr->name },
		{ "target", c->target }, { "how", how }, { "who", who(s, h, c->iface) },
		{ "asked", knob_text(s->arena, c->attr, &c->new, h->ncpus) },
		{ "became", knob_text(s->arena, c->attr, got, h->ncpus) },
	};
	struct json_object *o = json_object_new_object();

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		json_object_object_add(o, texts[i].key, json_object_new_string(texts[i].text));
	forget(list, c);
	json_object_array_add(list, o);
}

/*
 * What was written and holds as asked makes older knowledge void: the driver answers otherwise
 * now than it did.
 */
void kept_remember(struct session *s, const struct host *h, const struct change *changes,
		   const struct apply_report *r, size_t n)
{
	struct json_object *root, *list;
	struct err ignored;
	bool news = false;

	if (!r->steps)
		return;
	list = json_object_get(state_load(s, TOPIC, SCHEMA, LIST, &root, &ignored));
	json_object_put(root);
	if (!list)
		list = json_object_new_array();
	for (size_t i = 0; i < n; i++) {
		const struct value *got = became(&changes[i], &r->steps[i]);

		if (got)
			add(s, h, list, &changes[i], got,
			    r->steps[i].outcome == OUTCOME_REFUSED ? REFUSED : "made");
		else if (r->steps[i].outcome != OUTCOME_DONE || !forget(list, &changes[i]))
			continue;
		news = true;
	}
	if (news)
		state_save(s, TOPIC, SCHEMA, LIST, list, &ignored);
	else
		json_object_put(list);
}

void kept_read(struct session *s)
{
	struct json_object *root;
	struct err ignored;

	state_load(s, TOPIC, SCHEMA, LIST, &root, &ignored);
	json_object_put(root);
}
