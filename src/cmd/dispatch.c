// SPDX-License-Identifier: GPL-2.0-or-later
// From a command's descriptor to its run.
#include <stdio.h>

#include "nqtune/arena.h"
#include "nqtune/privileges.h"
#include "nqtune/session.h"
#include "command.h"

/* "auto wan br0", as it was called; what stands behind it is for take_options() to move about. */
static const char *called(struct session *s, const struct command *c, int argc, char **argv)
{
	const char *text = c->name;

	for (int i = 0; i < argc; i++)
		text = arena_printf(s->arena, "%s %s", text, argv[i]);
	return text;
}

static int changes_nothing(struct session *s, const struct command *c)
{
	return misused(s, "--%s is for commands that change something, and %s does not",
		       s->try_s ? "try" : s->force ? "force" : "verify", c->name);
}

int command_run(struct session *s, const struct command *c, int argc, char **argv)
{
	bool help = false;
	int r;

	s->command = c->name;
	s->called = called(s, c, argc, argv);
	s->request = arena_alloc(s->arena, c->request_size + 1);
	r = take_options(s, &argc, argv, c->options, c->take, s->request, false, &help);
	if (r)
		return r;
	if (!c->changes && (s->try_s || s->force || s->verify))
		return changes_nothing(s, c);
	if (help)
		help_command(s, c);
	else if (s->version)
		puts("nqtune " NQTUNE_VERSION);
	if (help || s->version)
		return STATUS_OK;
	session_style(s);
	r = session_open(s);
	if (!r)
		r = privileges_begin(s, c->changes && !s->dry_run);
	return r ? r : c->run(s, argc, argv);
}
