// SPDX-License-Identifier: GPL-2.0-or-later
// Which of the kernel's features a word means, and what a list of such words asks for. Pure.
#include <errno.h>
#include <fnmatch.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/host.h"
#include "offload.h"
#include "readings.h"

/* ethtool's short name, its long one, the kernel's features, what it is. */
#define GROUPS(X)                                                                                  \
	X("rx", "rx-checksumming", "rx-checksum", "the NIC verifies checksums")                    \
	X("tx", "tx-checksumming", "tx-checksum-*", "the NIC computes checksums")                  \
	X("sg", "scatter-gather", "tx-scatter-gather*", "packets are sent from several buffers")   \
	X("tso", "tcp-segmentation-offload", "tx-tcp*-segmentation",                               \
	  "the NIC cuts up large TCP packets")                                                     \
	X("ufo", "udp-fragmentation-offload", "tx-udp-fragmentation",                              \
	  "the NIC cuts up large UDP packets")                                                     \
	X("gso", "generic-segmentation-offload", "tx-generic-segmentation",                        \
	  "large packets are cut up as late as possible")                                          \
	X("gro", "generic-receive-offload", "rx-gro", "the kernel joins packets of a flow")        \
	X("lro", "large-receive-offload", "rx-lro", "the NIC joins packets of a flow")             \
	X("rxvlan", "rx-vlan-offload", "rx-vlan-hw-parse", "the NIC takes VLAN tags off")          \
	X("txvlan", "tx-vlan-offload", "tx-vlan-hw-insert", "the NIC puts VLAN tags in")           \
	X("ntuple", "ntuple-filters", "rx-ntuple-filter", "the NIC steers by rules (see ntuple)")  \
	X("rxhash", "receive-hashing", "rx-hashing", "the NIC passes its receive hash on")

struct group {
	const char *name;
	const char *long_name;
	const char *pattern;
};
#define AS_GROUP(short, long, names, text) { short, long, names },
static const struct group groups[] = { GROUPS(AS_GROUP) };
#define NGROUPS (sizeof(groups) / sizeof(groups[0]))

#define AS_WORD(short, long, names, text)                                                          \
	{ .name = short, .min = 1, .max = 1, .arguments = "on|off", .help = text },
const struct knob_word offload_words[] = { GROUPS(AS_WORD) { .name = NULL } };

/* What is asked of one feature; by = the word that asked, NULL = nobody. */
struct wish {
	const char *by;
	bool on;
};

/* A word, and the features it means. */
struct meaning {
	const struct knob_order *o;
	const char *word;
	const struct group *group;	/* NULL = the word is a feature's name */
	bool on;
};

static const struct group *find_group(const char *word)
{
	for (size_t i = 0; i < NGROUPS; i++)
		if (!strcmp(groups[i].name, word) || !strcmp(groups[i].long_name, word))
			return &groups[i];
	return NULL;
}

static bool means(const struct meaning *m, const char *feature)
{
	return m->group ? !fnmatch(m->group->pattern, feature, 0) : !strcmp(m->word, feature);
}

static int unknown(const struct knob_order *o, const char *word, struct err *e)
{
	const char **names = NULL, *near;
	size_t n = 0;

	for (size_t i = 0; i < NGROUPS; i++) {
		*arena_push(o->arena, names, n) = groups[i].name;
		*arena_push(o->arena, names, n) = groups[i].long_name;
	}
	for (size_t i = 0; i < o->now->n; i++)
		*arena_push(o->arena, names, n) = o->now->v[i].target;
	*arena_push(o->arena, names, n) = NULL;
	near = nearest_word(word, names);
	if (near)
		return err_set(e, -EINVAL, "%s has no feature '%.40s' (did you mean '%s'?)",
			       o->nic->name, word, near);
	return err_set(e, -EINVAL, "%s has no feature '%.40s' (they are listed by: nqtune offload "
		       "%s)", o->nic->name, word, o->nic->name);
}

struct value offload_other(const struct value *v)
{
	return value_flag((struct reading){ true, strcmp(v->word, "on") != 0 });
}

/* It is so, but only because something stands against what is wanted: that is changed. */
static void add_wanted(const struct knob_order *o, const struct knob_reading *r,
		       const struct value *v, struct changes *out)
{
	struct knob_reading wanted = *r;
	size_t ignored = 0;

	wanted.value = offload_other(v);
	wanted.index = FEATURE_WANTED;
	order_add(o, &wanted, v, out, &ignored);
	out->v[out->n - 1].why = "asked for, and wanted otherwise until now";
}

static bool holds(const struct knob_reading *r, bool on)
{
	return !strcmp(r->value.word, on ? "on" : "off");
}

static int wish_for(const struct meaning *m, const struct knob_reading *r, struct wish *w,
		    struct err *e)
{
	if (w->by && w->on != m->on)
		return err_set(e, -EINVAL, "'%.40s' and '%.40s' ask for different things: %s",
			       w->by, m->word, r->target);
	*w = (struct wish){ m->word, m->on };
	return 0;
}

/* Of a group, what is fixed stays; when that is all of it, it is refused. */
static int take_features(const struct meaning *m, struct wish *wishes, struct err *e)
{
	const struct knob_readings *now = m->o->now;
	size_t found = 0, stuck = 0, free = 0;
	int code = 0;

	for (size_t i = 0; !code && i < now->n; i++) {
		const struct knob_reading *r = &now->v[i];
		bool as_asked = holds(r, m->on);

		if (!means(m, r->target))
			continue;
		found++;
		free += !r->fixed;
		stuck += r->fixed && !as_asked;
		if (!r->fixed || as_asked)
			code = wish_for(m, r, &wishes[i], e);
	}
	if (code)
		return code;
	if (!found)
		return err_set(e, -EOPNOTSUPP, "this kernel has no %s", m->group->long_name);
	if (stuck && !free)
		return err_set(e, -EOPNOTSUPP,
			       "%.40s is fixed: the driver does not let it be changed", m->word);
	return 0;
}

static int take_setting(const struct knob_order *o, size_t at, struct wish *wishes, struct err *e)
{
	const struct knob_setting *s = &o->settings[at];
	struct meaning m = { .o = o, .word = s->word };

	for (size_t i = 0; i < at; i++)
		if (!strcmp(o->settings[i].word, s->word))
			return err_set(e, -EINVAL, "'%.40s' is given twice", s->word);
	m.on = s->nargs == 1 && !strcmp(s->args[0], "on");
	if (!m.on && (s->nargs != 1 || strcmp(s->args[0], "off")))
		return err_set(e, -EINVAL, "%.40s takes on or off%s%.40s%s", s->word,
			       s->nargs ? ", not '" : "", s->nargs ? s->args[0] : "",
			       s->nargs ? "'" : "");
	/* A kernel that calls a feature so means that one. */
	if (!readings_find(o->now, NULL, s->word)) {
		m.group = find_group(s->word);
		if (!m.group)
			return unknown(o, s->word, e);
	}
	return take_features(&m, wishes, e);
}

int offload_order(const struct knob_order *o, struct changes *out, size_t *already, struct err *e)
{
	struct wish *wishes = arena_array(o->arena, o->now->n + 1, sizeof(*wishes));
	int code = 0;

	if (!o->now->n)
		return err_set(e, -EOPNOTSUPP, "the features of %s are not known here",
			       o->nic->name);
	for (size_t i = 0; !code && i < o->nsettings; i++)
		code = take_setting(o, i, wishes, e);
	for (size_t i = 0; !code && i < o->now->n; i++) {
		const struct value v = value_flag((struct reading){ true, wishes[i].on });
		const struct knob_reading *r = &o->now->v[i];

		if (!wishes[i].by)
			continue;
		if (r->index == FEATURE_IN_VAIN && value_equal(&r->value, &v))
			add_wanted(o, r, &v, out);
		else
			order_add(o, r, &v, out, already);
	}
	return code;
}
