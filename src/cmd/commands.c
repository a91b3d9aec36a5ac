// SPDX-License-Identifier: GPL-2.0-or-later
// The command table: the fixed ones, and one for each knob of the registry.
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/knob.h"
#include "nqtune/parse.h"
#include "nqtune/session.h"
#include "command.h"

/* Whether a row is set by its name; else the knob's own words say it all. */
static bool has_settings(const struct knob *k)
{
	for (size_t i = 0; i < k->nattrs; i++)
		if (!k->attrs[i].read_only && k->attrs[i].scope != SCOPE_NAMED)
			return true;
	return false;
}

/* "add FLOW... queue N|drop | delete N" */
static const char *words_text(struct arena *a, const struct knob *k)
{
	const char *text = "";

	for (const struct knob_word *w = k->words; w->name; w++)
		text = arena_printf(a, "%s%s%s%s%s", text, *text ? " | " : "", w->name,
				    *w->arguments ? " " : "", w->arguments);
	return text;
}

static const char *settings_text(struct arena *a, const struct knob *k)
{
	if (k->open_words)
		return "[FEATURE on|off]...";
	if (!k->words)
		return "[SETTING VALUE]...";
	if (has_settings(k))
		return "[SETTING [VALUE...]]...";
	return arena_printf(a, "[%s]", words_text(a, k));
}

static const char *target_text(const struct knob *k)
{
	if (knob_has_scope(k, SCOPE_VECTOR))
		return " [queue N|all | vector NAME]";
	if (knob_has_scope(k, SCOPE_RX) || knob_has_scope(k, SCOPE_TX) ||
	    knob_has_scope(k, SCOPE_QUEUE))
		return " [queue N|all]";
	return "";
}

static const char *arguments_text(struct arena *a, const struct knob *k)
{
	if (!k->settable)
		return "IFACE...";
	return arena_printf(a, "IFACE...%s %s%s", target_text(k), settings_text(a, k),
			    knob_has_scope(k, SCOPE_HOST) ? " | HOST-SETTING VALUE" : "");
}

static const struct command *knob_command(struct session *s, const struct knob *k)
{
	struct command *c = arena_alloc(s->arena, sizeof(*c));

	c->name = k->name;
	c->arguments = arguments_text(s->arena, k);
	c->summary = k->summary;
	c->changes = k->settable;
	c->run = run_knob;
	return c;
}

const struct command *const *commands_all(struct session *s)
{
	const struct command **v = NULL;
	size_t n = 0;

	/* As --help lists them: what everybody needs first. */
	*arena_push(s->arena, v, n) = &cmd_show;
	*arena_push(s->arena, v, n) = &cmd_auto;
	*arena_push(s->arena, v, n) = &cmd_doctor;
	*arena_push(s->arena, v, n) = &cmd_measure;
	*arena_push(s->arena, v, n) = &cmd_verify;
	*arena_push(s->arena, v, n) = &cmd_undo;
	*arena_push(s->arena, v, n) = &cmd_confirm;
	*arena_push(s->arena, v, n) = &cmd_apply;
	*arena_push(s->arena, v, n) = &cmd_check;
	*arena_push(s->arena, v, n) = &cmd_reapply;
	*arena_push(s->arena, v, n) = &cmd_record;
	for (size_t i = 0; knobs[i]; i++)
		*arena_push(s->arena, v, n) = knob_command(s, knobs[i]);
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
