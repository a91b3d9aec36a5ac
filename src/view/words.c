// SPDX-License-Identifier: GPL-2.0-or-later
// Sets, values and interrupt names as words for people.
#include <string.h>

#include "draw.h"
#include "nqtune/arena.h"
#include "nqtune/change.h"
#include "nqtune/cpuset.h"
#include "nqtune/knob.h"
#include "nqtune/view.h"

#define SHORT_LIST 48	/* columns of a list, and of a word, that are not shortened */
#define SHORT_WORD 24	/* columns that are kept of a longer word */

const struct cpuset *members(const struct cpuset *s)
{
	return s && !cpuset_empty(s) ? s : NULL;
}

bool same_set(const struct cpuset *a, const struct cpuset *b)
{
	return a == b || (a && b && cpuset_equal(a, b));
}

const char *set_text(struct arena *a, const struct cpuset *s)
{
	if (!s)
		return "-";
	return cpuset_empty(s) ? "none" : cpuset_list(a, s);
}

const char *value_words(struct arena *a, const struct style *st, const struct value *v,
			unsigned ncpus)
{
	if (v->kind != VALUE_CPUS || !v->cpus)
		return value_text(a, v);
	if (st->verbose < 1)
		return set_text(a, v->cpus);
	/* A set of rx queues may be wider than the CPUs. */
	unsigned nbits = v->cpus->nbits > ncpus ? v->cpus->nbits : ncpus;
	return arena_printf(a, "%s (mask %s)", set_text(a, v->cpus),
			    cpuset_mask(a, v->cpus, nbits));
}

/* "128 entries over 0-5". */
static const char *entries_text(struct arena *a, const struct numbers *l)
{
	uint32_t top = 0;
	struct cpuset *set;

	for (size_t i = 0; i < l->n; i++)
		top = l->v[i] > top ? l->v[i] : top;
	if (top >= CPUSET_MAX)
		return arena_printf(a, "%zu entries", l->n);
	set = cpuset_new(a, top + 1);
	for (size_t i = 0; i < l->n; i++)
		cpuset_add(set, l->v[i]);
	return arena_printf(a, "%zu entries over %s", l->n, cpuset_list(a, set));
}

const char *value_short(struct arena *a, const struct style *st, const struct value *v,
			unsigned ncpus)
{
	const char *text = value_words(a, st, v, ncpus);

	if (st->verbose > 0)
		return text;
	if (v->kind == VALUE_LIST && text_cols(text) > SHORT_LIST)
		return entries_text(a, &v->list);
	/* A key; words of a rule all matter. */
	if (v->kind == VALUE_WORD && text_cols(text) > SHORT_LIST && !strchr(text, ' '))
		return arena_printf(a, "%.*s...", SHORT_WORD - 1, text);
	return text;
}

const char *reading_words(struct arena *a, const struct knob_reading *r)
{
	if (r->max.kind == VALUE_NONE)
		return value_text(a, &r->value);
	return arena_printf(a, "%s/%s", value_text(a, &r->value), value_text(a, &r->max));
}

/* What follows ifname where it stands as a whole token before a '-', else NULL. */
static const char *after_ifname(const char *action, const char *ifname)
{
	size_t n = strlen(ifname);

	if (!n)
		return NULL;
	for (const char *p = action; (p = strstr(p, ifname)); p++) {
		if ((p == action || p[-1] == '-') && p[n] == '-')
			return p + n + 1;
	}
	return NULL;
}

static const char *after_virtio(const char *action)
{
	if (strncmp(action, "virtio", 6))
		return NULL;
	action += 6;
	action += strspn(action, "0123456789");
	return *action == '-' ? action + 1 : NULL;
}

const char *queue_word(struct arena *a, const char *ifname, const char *action)
{
	const char *word = after_ifname(action, ifname);
	size_t n = strcspn(action, "@");

	if (!word)
		word = after_virtio(action);
	if (word)
		return *word ? word : NULL;
	if (action[n] != '@')
		return NULL;
	char *own = arena_strndup(a, action, n); /* "mlx5_comp3" of "mlx5_comp3@pci:0000:01:00.0" */
	char *tail = strrchr(own, '_');
	if (tail)
		own = tail + 1;
	return *own ? own : NULL;
}
