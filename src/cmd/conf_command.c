// SPDX-License-Identifier: GPL-2.0-or-later
// A line of a file of commands, taken by the tables that take a command line.
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/knob.h"
#include "nqtune/session.h"
#include "auto.h"
#include "command.h"
#include "conf.h"
#include "conf_file.h"
#include "knob_request.h"

static const char *joined(struct session *s, const struct conf_line *line)
{
	const char *text = line->words[0];

	for (size_t i = 1; i < line->nwords; i++)
		text = arena_printf(s->arena, "%s %s", text, line->words[i]);
	return text;
}

static bool is_layout(const struct command *c)
{
	return c == &cmd_auto || c->run == run_knob;
}

static int no_command(struct session *s, const char *word)
{
	const char *near = command_near(s, word);

	if (!strcmp(word, "nqtune"))
		return complain(STATUS_USAGE, "a line begins with the command, without 'nqtune'");
	if (*word == '-')
		return complain(STATUS_USAGE, "'%.40s' stands before a command: options of nqtune itself "
					      "are for the command line", word);
	if (near)
		return complain(STATUS_USAGE, "unknown command '%.40s' (did you mean '%s'?)", word, near);
	return complain(STATUS_USAGE, "unknown command '%.40s'", word);
}

static int find_command(struct session *s, const char *word, struct conf_command *out)
{
	out->command = command_find(s, word);
	if (!out->command)
		return no_command(s, word);
	if (!is_layout(out->command))
		return complain(STATUS_USAGE, "'%s' sets nothing: a line is 'auto' or a setting, such as "
					      "'rps wan cpus 1-2'", word);
	if (!out->command->changes)
		return complain(STATUS_USAGE, "'%s' can be shown but not set", word);
	return 0;
}

static int take_auto(struct session *s, int argc, char **argv, struct conf_command *out)
{
	bool help = false;
	int r;

	out->layout = arena_alloc(s->arena, sizeof(*out->layout));
	r = take_options(s, &argc, argv, auto_rows, auto_take, out->layout, false, &help);
	if (!r && out->layout->forget)
		r = misused(s, "--forget is for the command line, not for a line of a file");
	return r ? r : auto_check(s, out->layout, argc, argv);
}

static int take_knob(struct session *s, int argc, char **argv, struct conf_command *out)
{
	bool help = false;
	int r = take_options(s, &argc, argv, NULL, NULL, NULL, false, &help);

	out->knob = arena_alloc(s->arena, sizeof(*out->knob));
	*out->knob = (struct knob_request){ .knob = knob_find(out->command->name), .queue = -1 };
	if (!r)
		r = knob_request_parse(s, out->knob, argc, argv);
	if (!r && !out->knob->nsettings)
		r = misused(s, "%s: a line sets something, and this one would only show it",
			    out->command->name);
	return r;
}

int conf_command(struct session *s, const struct conf_line *line, struct conf_command *out)
{
	const char *called = s->command;
	int argc = (int)line->nwords - 1;
	int r;

	*out = (struct conf_command){ .line = line->number, .text = joined(s, line) };
	r = find_command(s, line->words[0], out);
	if (r)
		return r;
	s->command = out->command->name;
	s->in_file = true;
	r = out->command == &cmd_auto ? take_auto(s, argc, line->words + 1, out)
				      : take_knob(s, argc, line->words + 1, out);
	s->in_file = false;
	s->command = called;
	return r;
}

const char *const *conf_ifaces(const struct conf_command *c, size_t *n)
{
	*n = c->layout ? c->layout->nifaces : c->knob->nifaces;
	return c->layout ? c->layout->ifaces : (const char *const *)c->knob->ifaces;
}
