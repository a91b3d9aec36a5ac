// SPDX-License-Identifier: GPL-2.0-or-later
// An entry of the journal from its JSON. Nothing of it is believed: what it names must be known
// here, and what it would write must be a value of that.
#include <errno.h>
#include <json-c/json.h>
#include <limits.h>
#include <string.h>

#include "journal_priv.h"
#include "journal_value.h"
#include "journal_words.h"
#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/parse.h"

#define COMMAND_MAX 65536
#define TUNED_MAX (1u << 20)

struct parse {
	struct arena *a;
	unsigned ncpus;
	struct err *e;
};

static int bad(const struct parse *p, const char *what)
{
	return err_set(p->e, -EBADMSG, "its %s is damaged", what);
}

static struct json_object *member(struct json_object *o, const char *key)
{
	struct json_object *v = NULL;

	json_object_object_get_ex(o, key, &v);
	return v;
}

/* A string without bytes that a terminal obeys; NULL = it is none. */
static const char *text_of(const struct parse *p, struct json_object *v, size_t max)
{
	const char *s;
	char *clean;

	if (!json_object_is_type(v, json_type_string))
		return NULL;
	s = json_object_get_string(v);
	if (strlen(s) != (size_t)json_object_get_string_len(v) || strlen(s) > max)
		return NULL;
	clean = arena_strdup(p->a, s);
	text_clean(clean);
	return strcmp(clean, s) ? NULL : clean;
}

static const char *iface_of(const struct parse *p, struct json_object *o, const char *key)
{
	const char *name = text_of(p, member(o, key), JOURNAL_NAME_MAX);

	return name && ifname_valid(name) ? name : NULL;
}

static bool number_of(struct json_object *v, uint64_t max, uint64_t *out)
{
	struct value n;

	if (!journal_number(v, &n) || n.number > max)
		return false;
	*out = n.number;
	return true;
}

static bool unsigned_of(struct json_object *v, unsigned *out)
{
	uint64_t n;

	if (!number_of(v, UINT_MAX, &n))
		return false;
	*out = (unsigned)n;
	return true;
}

static int scope_of(const char *word)
{
	for (size_t i = 0; word && i < sizeof(scope_words) / sizeof(scope_words[0]); i++)
		if (!strcmp(scope_words[i], word))
			return (int)i;
	return -1;
}

/* The knob and its row; rows of one name differ in their scope. */
static bool row_of(const struct parse *p, struct json_object *o, const struct knob **knob,
		   const struct knob_attr **attr)
{
	const char *name = text_of(p, member(o, "knob"), JOURNAL_NAME_MAX);
	const char *row = text_of(p, member(o, "attr"), JOURNAL_NAME_MAX);
	int scope = scope_of(text_of(p, member(o, "scope"), JOURNAL_NAME_MAX));

	*knob = name ? knob_find(name) : NULL;
	*attr = NULL;
	for (size_t i = 0; *knob && row && i < (*knob)->nattrs; i++)
		if ((int)(*knob)->attrs[i].scope == scope && !strcmp((*knob)->attrs[i].name, row))
			*attr = &(*knob)->attrs[i];
	return *attr && (*knob)->settable && !(*attr)->read_only;
}

static bool is_queue(const char *target, const char *prefix, unsigned *index)
{
	size_t n = strlen(prefix);
	uint64_t number;

	if (strncmp(target, prefix, n) || target[n] < '0' || target[n] > '9' ||
	    parse_u64(target + n, UINT16_MAX, &number))
		return false;
	*index = (unsigned)number;
	return true;
}

/* A queue's number is that of its name; what has no name of its own has none here. */
static bool target_fits(const struct knob_attr *attr, const char *target, unsigned *index)
{
	switch (attr->scope) {
	case SCOPE_RX:
		return is_queue(target, "rx-", index);
	case SCOPE_TX:
		return is_queue(target, "tx-", index);
	case SCOPE_QUEUE:
		return is_queue(target, "queue-", index);
	case SCOPE_IFACE:
	case SCOPE_HOST:
		return !*target;
	case SCOPE_VECTOR:
	case SCOPE_NAMED:
		break;
	}
	return *target;
}

static int parse_change(const struct parse *p, struct json_object *o, struct change *c)
{
	const char *iface;

	*c = (struct change){ .why = "" };
	if (!row_of(p, o, &c->knob, &c->attr))
		return bad(p, "change of a knob");
	iface = text_of(p, member(o, "iface"), JOURNAL_NAME_MAX);
	if (!iface || (c->attr->scope == SCOPE_HOST ? *iface != '\0' : !ifname_valid(iface)))
		return bad(p, "change of an interface");
	c->iface = iface;
	c->target = text_of(p, member(o, "target"), JOURNAL_NAME_MAX);
	if (!c->target || !unsigned_of(member(o, "index"), &c->index) ||
	    !unsigned_of(member(o, "id"), &c->id) || !target_fits(c->attr, c->target, &c->index))
		return bad(p, "change of a target");
	if (!journal_value(member(o, "old"), c->attr, p->ncpus, p->a, &c->old) ||
	    !journal_value(member(o, "new"), c->attr, p->ncpus, p->a, &c->new) ||
	    c->old.kind == VALUE_NONE || c->new.kind == VALUE_NONE)
		return bad(p, "change of a value");
	return 0;
}

static int parse_reading(const struct parse *p, struct json_object *v,
			 const struct knob_attr *attr, struct knob_readings *out)
{
	struct knob_reading r = { .attr = attr };

	if (!json_object_is_type(v, json_type_array) || json_object_array_length(v) != 3)
		return bad(p, "snapshot");
	r.target = text_of(p, json_object_array_get_idx(v, 0), JOURNAL_NAME_MAX);
	if (!r.target || !unsigned_of(json_object_array_get_idx(v, 1), &r.index) ||
	    !target_fits(attr, r.target, &r.index) ||
	    !journal_value(json_object_array_get_idx(v, 2), attr, p->ncpus, p->a, &r.value))
		return bad(p, "snapshot");
	*arena_push(p->a, out->v, out->n) = r;
	return 0;
}

static int parse_row(const struct parse *p, struct json_object *o, struct knob_readings *out)
{
	struct json_object *values = member(o, "values");
	const struct knob_attr *attr;
	const struct knob *knob;
	int r = 0;

	if (!row_of(p, o, &knob, &attr) || !json_object_is_type(values, json_type_array))
		return bad(p, "snapshot");
	for (size_t i = 0; !r && i < json_object_array_length(values); i++)
		r = parse_reading(p, json_object_array_get_idx(values, i), attr, out);
	return r;
}

static int parse_snap(const struct parse *p, struct json_object *o, struct journal_snapshot *snap)
{
	struct json_object *rows = member(o, "rows");
	int r = 0;

	*snap = (struct journal_snapshot){ .iface = iface_of(p, o, "iface") };
	if (!snap->iface || !json_object_is_type(rows, json_type_array))
		return bad(p, "snapshot");
	for (size_t i = 0; !r && i < json_object_array_length(rows); i++)
		r = parse_row(p, json_object_array_get_idx(rows, i), &snap->readings);
	return r;
}

static int parse_ifaces(const struct parse *p, struct json_object *list,
			struct journal_entry *out)
{
	for (size_t i = 0; i < json_object_array_length(list); i++) {
		struct json_object *o = json_object_array_get_idx(list, i);
		struct journal_iface *iface = arena_push(p->a, out->ifaces, out->nifaces);

		*iface = (struct journal_iface){ .name = iface_of(p, o, "name") };
		if (!iface->name || !unsigned_of(member(o, "ifindex"), &iface->ifindex))
			return bad(p, "list of interfaces");
	}
	return 0;
}

static int parse_lists(const struct parse *p, struct json_object *root, struct journal_entry *out)
{
	struct json_object *ifaces = member(root, "interfaces"), *list = member(root, "changes");
	struct json_object *snaps = member(root, "snapshots"), *told = member(root, "told");
	int r;

	if (!json_object_is_type(ifaces, json_type_array) ||
	    !json_object_is_type(list, json_type_array) ||
	    !json_object_is_type(snaps, json_type_array) ||
	    !json_object_is_type(told, json_type_array))
		return bad(p, "content");
	r = parse_ifaces(p, ifaces, out);
	for (size_t i = 0; !r && i < json_object_array_length(list); i++)
		r = parse_change(p, json_object_array_get_idx(list, i),
				 arena_push(p->a, out->changes, out->nchanges));
	for (size_t i = 0; !r && i < json_object_array_length(snaps); i++)
		r = parse_snap(p, json_object_array_get_idx(snaps, i),
			       arena_push(p->a, out->snaps, out->nsnaps));
	for (size_t i = 0; !r && i < json_object_array_length(told); i++)
		if (!unsigned_of(json_object_array_get_idx(told, i),
				 arena_push(p->a, out->told, out->ntold)))
			r = bad(p, "list of interrupts");
	return r;
}

/* What the command line held is shown only, so it is cleaned rather than refused. */
static bool parse_command(const struct parse *p, struct json_object *v, struct journal_entry *out)
{
	char *clean;

	if (!json_object_is_type(v, json_type_string) ||
	    json_object_get_string_len(v) > COMMAND_MAX)
		return false;
	clean = arena_strdup(p->a, json_object_get_string(v));
	text_clean(clean);
	out->command = clean;
	return true;
}

static int parse_head(const struct parse *p, struct json_object *root, struct journal_entry *out)
{
	const char *state = text_of(p, member(root, "state"), JOURNAL_NAME_MAX);
	struct json_object *tuned = member(root, "tuned");
	uint64_t time;
	int found = -1;

	for (enum journal_state i = JOURNAL_BEGUN; i <= JOURNAL_UNDOING; i++)
		if (state && !strcmp(journal_state_word(i), state))
			found = (int)i;
	if (found < 0)
		return bad(p, "state");
	out->state = (enum journal_state)found;
	if (!unsigned_of(member(root, "id"), &out->id) || !out->id ||
	    !unsigned_of(member(root, "pid"), &out->pid) ||
	    !number_of(member(root, "time"), INT64_MAX, &time) ||
	    !parse_command(p, member(root, "command"), out))
		return bad(p, "head");
	out->time = (int64_t)time;
	out->tuned = text_of(p, tuned, TUNED_MAX);
	return tuned && !out->tuned ? bad(p, "text of what auto tuned") : 0;
}

/* Not said on either side: it may be ours. */
static bool is_here(const struct parse *p, struct json_object *root,
		    const struct journal_stamp *here)
{
	const char *boot = text_of(p, member(root, "boot"), JOURNAL_NAME_MAX);
	uint64_t netns = 0;

	number_of(member(root, "netns"), UINT64_MAX, &netns);
	return (!netns || !here->netns || netns == here->netns) &&
	       (!boot || !*boot || !*here->boot || !strcmp(boot, here->boot));
}

static int parse_root(const struct parse *p, struct json_object *root, bool head,
		      const struct journal_stamp *here, struct journal_entry *out)
{
	const char *schema = text_of(p, member(root, "schema"), JOURNAL_NAME_MAX);
	int r;

	if (!json_object_is_type(root, json_type_object) || !schema ||
	    strcmp(schema, JOURNAL_SCHEMA))
		return err_set(p->e, -EBADMSG, "not an entry of nqtune's journal");
	if (!is_here(p, root, here))
		return -ESTALE;
	r = parse_head(p, root, out);
	return r || head ? r : parse_lists(p, root, out);
}

int journal_parse(const char *text, bool head, const struct journal_stamp *here, unsigned ncpus,
		  struct arena *a, struct journal_entry *out, struct err *e)
{
	const struct parse p = { a, ncpus, e };
	struct json_object *root = json_tokener_parse(text);
	int r;

	*out = (struct journal_entry){ 0 };
	if (e)
		e->text[0] = '\0';
	r = parse_root(&p, root, head, here, out);
	json_object_put(root);
	return r;
}
