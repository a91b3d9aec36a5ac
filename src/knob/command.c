// SPDX-License-Identifier: GPL-2.0-or-later
// The command line of ours that makes a change. Pure.
#include <inttypes.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/knob.h"
#include "readings.h"

static const char *value_word_of(struct arena *a, const struct value *v)
{
	switch (v->kind) {
	case VALUE_CPUS:
		return cpuset_empty(v->cpus) ? "none" : cpuset_list(a, v->cpus);
	case VALUE_NUMBER:
		return arena_printf(a, "%" PRIu64, v->number);
	case VALUE_WORD:
		return shell_word(a, v->word);
	case VALUE_LIST:
	case VALUE_NONE:
		break;
	}
	return NULL;
}

/* " queue 3", " vector eth0-TxRx-0" */
static const char *target_words(struct arena *a, const struct change *c)
{
	switch (c->attr->scope) {
	case SCOPE_RX:
	case SCOPE_TX:
	case SCOPE_QUEUE:
		return arena_printf(a, " queue %u", c->index);
	case SCOPE_VECTOR:
		return arena_printf(a, " vector %s", shell_word(a, c->target));
	default:
		return "";
	}
}

static bool has_word(const struct knob *k, const char *name)
{
	for (const struct knob_word *w = k->words; w && w->name; w++)
		if (!strcmp(w->name, name))
			return true;
	return false;
}

const char *knob_own_command(struct arena *a, const struct change *c)
{
	const char *value = value_word_of(a, &c->new), *iface = "";
	const struct knob_attr *attr = c->attr;

	if (!value || attr->read_only)
		return NULL;
	if (attr->scope != SCOPE_HOST)
		iface = arena_printf(a, " %s", shell_word(a, c->iface));
	if (attr->scope != SCOPE_NAMED)
		return arena_printf(a, "nqtune %s%s%s %s %s", c->knob->name, iface, target_words(a, c),
				    attr->name, value);
	/* A feature goes by its own name, a flow's fields by the word and theirs; rules are no single value. */
	if (c->knob->open_words)
		return arena_printf(a, "nqtune %s%s %s %s", c->knob->name, iface,
				    shell_word(a, c->target), value);
	if (has_word(c->knob, attr->name))
		return arena_printf(a, "nqtune %s%s %s %s %s", c->knob->name, iface, attr->name,
				    shell_word(a, c->target), value);
	return NULL;
}
