// SPDX-License-Identifier: GPL-2.0-or-later
// The command table: the fixed ones, and one for each knob of the registry.
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/knob.h"
#include "nqtune/parse.h"
#include "command.h"
#include "session.h"

static const struct command *knob_command(struct session *s, const struct knob *k)
{
	struct command *c = arena_alloc(s->arena, sizeof(*c));

	c->name = k->name;
	c->arguments = !k->settable ? "IFACE..."
		       : knob_has_scope(k, SCOPE_VECTOR)
			       ? "IFACE... [queue N|all | vector NAME] [SETTING VALUE]..."
			       : "IFACE... [queue N|all] [SETTING VALUE]...";
	c->summary = k->summary;
	c->run = run_knob;
	return c;
}

const struct command *const *commands_all(struct session *s)
{
	const struct command **v = NULL;
	size_t n = 0;

	*arena_push(s->arena, v, n) = &cmd_show;
	*arena_push(s->arena, v, n) = &cmd_auto;
	for (size_t i = 0; knobs[i]; i++)
		*arena_push(s->arena, v, n) = knob_command(s, knobs[i]);
	*arena_push(s->arena, v, n) = &cmd_record;
	*arena_push(s->arena, v, n) = NULL;
	return v;
}

const struct command *command_find(struct session *s, const char *name)
{
	for (const struct command *const *c = commands_all(s); *c; c++)
		if (!strcmp((*c)->name, name))
			return *c;
	return NULL;
}

const char *command_near(struct session *s, const char *name)
{
	const struct command *const *all = commands_all(s);
	const char **words = NULL;
	size_t n = 0;

	for (; *all; all++)
		*arena_push(s->arena, words, n) = (*all)->name;
	*arena_push(s->arena, words, n) = NULL;
	return nearest_word(name, words);
}
