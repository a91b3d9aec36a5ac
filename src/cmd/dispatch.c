// SPDX-License-Identifier: GPL-2.0-or-later
// From a command's descriptor to its run.
#include <stdio.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/launch.h"
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

bool command_takes(const struct command *c, const struct option_row *global, const char **why)
{
	*why = NULL;
	if (!global->changing)
		return true;
	for (const struct not_taken *but = c->but; but && but->name; but++)
		if (!strcmp(but->name, global->name))
			*why = but->why;
	return c->changes && !*why;
}

/* Those before the command were taken when it was not known yet. */
static bool is_given(const struct session *s, const struct option_row *global)
{
	return (!strcmp(global->name, "try") && s->try_s) ||
	       (!strcmp(global->name, "force") && s->force) ||
	       (!strcmp(global->name, "verify") && s->verify);
}

static int check_global(struct session *s, const struct command *c)
{
	const char *why;

	for (const struct option_row *row = global_options; row->name; row++) {
		if (!is_given(s, row) || command_takes(c, row, &why))
			continue;
		if (why)
			return misused(s, "--%s is not for %s: %s", row->name, c->name, why);
		return misused(s, "--%s is for commands that change something, and %s does not",
			       row->name, c->name);
	}
	return 0;
}

/* Cuts off "-- COMMAND...": its options are its own. */
static int cut_behind(struct session *s, const struct command *c, int *argc, char **argv)
{
	int at = 0;

	while (at < *argc && strcmp(argv[at], "--"))
		at++;
	if (!c->takes_behind || at == *argc)
		return 0;
	if (at + 1 == *argc)
		return misused(s, "no command stands behind --");
	s->behind = &argv[at + 1];
	argv[at] = NULL;
	*argc = at;
	return 0;
}

/* Before anything is opened or given up that the caller's command is not to have, or to miss. */
static int prepare_launch(struct session *s)
{
	struct err e;

	if (!s->behind || s->dry_run || !launch_prepare(s, s->json, &e))
		return 0;
	return complain(STATUS_FAILED, "%s", e.text);
}

int command_run(struct session *s, const struct command *c, int argc, char **argv)
{
	bool help = false;
	int r;

	s->command = c->name;
	s->called = called(s, c, argc, argv);
	s->request = arena_alloc(s->arena, c->request_size + 1);
	r = cut_behind(s, c, &argc, argv);
	if (!r)
		r = take_options(s, &argc, argv, c->options, c->take, s->request, false, &help);
	if (!r)
		r = check_global(s, c);
	if (r)
		return r;
	if (help)
		help_command(s, c);
	else if (s->version)
		puts("nqtune " NQTUNE_VERSION);
	if (help || s->version)
		return STATUS_OK;
	session_style(s);
	r = prepare_launch(s);
	if (!r)
		r = session_open(s);
	if (!r)
		r = privileges_begin(s, c->changes && !s->dry_run);
	return r ? r : c->run(s, argc, argv);
}
