// SPDX-License-Identifier: GPL-2.0-or-later
// --help, from the same tables that parse.
#include <stdio.h>
#include <string.h>

#include "nqtune/knob.h"
#include "nqtune/session.h"
#include "command.h"
#include "help.h"

#define COLUMN 28
#define WIDTH 100

/* How much of text fits into room columns, broken at a blank. */
static int fitting(const char *text, int room)
{
	int n = 0;

	for (int i = 0; i < room && text[i]; i++)
		if (text[i + 1] == ' ' || !text[i + 1])
			n = i + 1;
	return n ? n : (int)strcspn(text, " ");
}

void help_row(const char *left, const char *right)
{
	int at = printf("  %s", left), n;

	printf("%*s", at < COLUMN ? COLUMN - at : 2, "");
	at = at < COLUMN ? COLUMN : at + 2;
	for (;; printf("\n%*s", COLUMN, ""), at = COLUMN) {
		n = fitting(right, WIDTH > at ? WIDTH - at : 1);
		printf("%.*s", n, right);
		right += n + strspn(right + n, " ");
		if (!*right)
			break;
	}
	putchar('\n');
}

/* c (or NULL): of rows only those that it takes. */
static void print_options(const struct option_row *rows, const struct command *c)
{
	char left[64];
	const char *why;

	for (; rows && rows->name; rows++) {
		char letter[5] = "    ";

		if (c && !command_takes(c, rows, &why))
			continue;
		if (rows->letter)
			snprintf(letter, sizeof(letter), "-%c, ", rows->letter);
		snprintf(left, sizeof(left), "%s--%s%s%s", letter, rows->name,
			 rows->value ? " " : "", rows->value ? rows->value : "");
		help_row(left, rows->help);
	}
}

static void print_commands(struct session *s, bool of_knobs)
{
	for (const struct command *const *c = commands_all(s); *c; c++)
		if (((*c)->run == run_knob) == of_knobs)
			help_row((*c)->name, (*c)->summary);
}

void help_overview(struct session *s)
{
	puts("usage: nqtune [OPTION...] [COMMAND] [ARGUMENT...]\n"
	     "       nqtune COMMAND --help\n\n"
	     "Lays network queues, interrupts and CPUs out well, and shows the layout.\n"
	     "Without a command: show.\n\ncommands:");
	print_commands(s, false);
	puts("\ncommands that show or set one kind of setting:");
	print_commands(s, true);
	puts("\noptions (before or after the command):");
	print_options(global_options, NULL);
	puts("\nexit status: 0 done, or nothing to do; 1 failed, and what was begun has been put\n"
	     "back; 2 wrong usage; 3 something is not as it shall be (check, doctor,\n"
	     "verify).\n\nexamples:\n"
	     "  nqtune                     the layout of every interface\n"
	     "  nqtune show --watch        what they, their queues and the CPUs do now\n"
	     "  nqtune auto -n wan br0     what auto would do, and why; writes nothing\n"
	     "  nqtune auto wan br0        do it\n"
	     "  nqtune doctor              what is amiss, and what to do\n"
	     "  nqtune undo                as it was before\n"
	     "  nqtune --try 60 auto wan   do it; put it back unless it is confirmed within a minute\n"
	     "  nqtune rps wan cpus 1-2    steer what wan receives to CPUs 1 and 2");
}

void help_command(struct session *s, const struct command *c)
{
	const struct knob *k = c->run == run_knob ? knob_find(c->name) : NULL;

	printf("usage: nqtune [OPTION...] %s %s\n\n%s\n", c->name, c->arguments, c->summary);
	if (c->details)
		printf("\n%s", c->details);
	if (k)
		help_settings(s, k);
	if (c->options) {
		puts("\noptions of this command:");
		print_options(c->options, NULL);
	}
	if (c == &cmd_auto)
		help_profiles(s);
	puts("\noptions:");
	print_options(global_options, c);
}
