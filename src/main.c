// SPDX-License-Identifier: GPL-2.0-or-later
// nqtune: global options, then the command's table.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/privilege.h"
#include "nqtune/run.h"
#include "cmd/command.h"
#include "nqtune/environment.h"
#include "nqtune/session.h"

static void out_of_memory(void)
{
	static const char text[] = "nqtune: out of memory\n";
	static const char begun[] =
		"nqtune: out of memory (nqtune undo puts back what was begun)\n";

	if (run_under_way())
		(void)!write(STDERR_FILENO, begun, sizeof(begun) - 1);
	else
		(void)!write(STDERR_FILENO, text, sizeof(text) - 1);
	_exit(STATUS_FAILED);
}

/* A closed standard stream must not become the number of a file that is written. */
static void hold_streams(void)
{
	for (int fd = 0; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			(void)!open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

static int dispatch(struct session *s, int argc, char **argv)
{
	const char *name = argc ? argv[0] : "show";
	const struct command *c = command_find(s, name);
	const char *near;

	if (c)
		return command_run(s, c, argc ? argc - 1 : 0, argc ? argv + 1 : argv);
	near = command_near(s, name);
	if (near)
		return misused(s, "unknown command '%.40s' (did you mean '%s'?)", name, near);
	return misused(s, "unknown command '%.40s'", name);
}

static int run(struct session *s, int argc, char **argv)
{
	bool help = false;
	int r = take_options(s, &argc, argv, NULL, NULL, NULL, true, &help);

	if (r)
		return r;
	if (help)
		help_overview(s);
	else if (s->version)
		puts("nqtune " NQTUNE_VERSION);
	if (help || s->version)
		return STATUS_OK;
	return dispatch(s, argc, argv);
}

int main(int argc, char **argv)
{
	struct session s = { .color = "auto", .arena = arena_new(out_of_memory) };
	struct err e;
	int status;

	environment_clean();
	hold_streams();
	s.given_umask = umask(022);
	if (privilege_return(&s.raised, &e))
		status = complain(STATUS_FAILED, "%s", e.text);
	else
		status = run(&s, argc - (argc > 0), argv + (argc > 0));

	session_close(&s);
	return finish_output(status);
}
