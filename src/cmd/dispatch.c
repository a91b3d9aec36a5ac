// SPDX-License-Identifier: GPL-2.0-or-later
// From a command's descriptor to its run.
#include <stdio.h>

#include "nqtune/arena.h"
#include "command.h"
#include "session.h"

int command_run(struct session *s, const struct command *c, int argc, char **argv)
{
	bool help = false;
	int r;

	s->command = c->name;
	s->request = arena_alloc(s->arena, c->request_size + 1);
	r = take_options(s, &argc, argv, c->options, c->take, s->request, false, &help);
	if (r)
		return r;
	if (help)
		help_command(s, c);
	else if (s->version)
		puts("nqtune " NQTUNE_VERSION);
	if (help || s->version)
		return STATUS_OK;
	session_style(s);
	r = session_open(s);
	return r ? r : c->run(s, argc, argv);
}
