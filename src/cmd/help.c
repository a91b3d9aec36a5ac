// SPDX-License-Identifier: GPL-2.0-or-later
// --help, from the same tables that parse.
#include <stdbool.h>
#include <stdio.h>

#include "nqtune/knob.h"
#include "command.h"
#include "session.h"

#define COLUMN 28

static void print_row(const char *left, const char *right)
{
	int n = printf("  %s", left);

	printf("%*s%s\n", n < COLUMN ? COLUMN - n : 2, "", right);
}

static void print_options(const struct option_row *rows)
{
	char left[64];

	for (; rows && rows->name; rows++) {
		char letter[5] = "    ";

		if (rows->letter)
			snprintf(letter, sizeof(letter), "-%c, ", rows->letter);
		snprintf(left, sizeof(left), "%s--%s%s%s", letter, rows->name,
			 rows->value ? " " : "", rows->value ? rows->value : "");
		print_row(left, rows->help);
	}
}

void help_overview(struct session *s)
{
	puts("usage: nqtune [OPTION...] [COMMAND] [ARGUMENT...]\n\n"
	     "Lays network queues, interrupts and CPUs out well, and shows the layout.\n"
	     "Without a command: show.\n\ncommands:");
	for (const struct command *const *c = commands_all(s); *c; c++)
		print_row((*c)->name, (*c)->summary);
	puts("\noptions (before or after the command):");
	print_options(global_options);
	puts("\nexit status: 0 done, or nothing to do; 1 failed, and what was begun has been put\n"
	     "back; 2 wrong usage.\n\nexamples:\n"
	     "  nqtune                     the layout of every interface\n"
	     "  nqtune auto -n wan br0     what auto would do, and why; writes nothing\n"
	     "  nqtune auto wan br0        do it\n"
	     "  nqtune rps wan cpus 1-2    steer what wan receives to CPUs 1 and 2");
}

static bool has_kind(const struct knob *k, enum attr_kind kind)
{
	for (size_t i = 0; i < k->nattrs; i++)
		if (k->attrs[i].kind == kind)
			return true;
	return false;
}

static void print_settings(const struct knob *k)
{
	char left[64];

	puts(k->settable ? "\nsettings:" : "\nshown (this knob cannot be set yet):");
	for (size_t i = 0; i < k->nattrs; i++) {
		const struct knob_attr *a = &k->attrs[i];

		snprintf(left, sizeof(left), "%s%s", a->name,
			 a->kind == ATTR_CPUS || a->kind == ATTR_RXQS ? " SET" : "");
		print_row(left, a->help);
	}
	if (!k->settable)
		return;
	puts("\nfor all queues, or only:");
	print_row("queue N|all", "what belongs to this queue");
	if (knob_has_scope(k, SCOPE_VECTOR))
		print_row("vector NAME", "this interrupt, by its name or number");
	puts("\na SET is a list 1-3,6, a mask 0xe, or one of the words all, none, local (the\n"
	     "NIC's node), others (all but the interrupts' CPUs), irq (the queue's own\n"
	     "interrupt's CPU), big (the fast cores); '!' takes away: all,!0");
	if (has_kind(k, ATTR_RXQS))
		puts("of receive queues: a list, a mask, all or none");
}

void help_command(struct session *s, const struct command *c)
{
	const struct knob *k = c->run == run_knob ? knob_find(c->name) : NULL;

	printf("usage: nqtune [OPTION...] %s %s\n\n%s\n", c->name, c->arguments, c->summary);
	if (c->details)
		printf("\n%s", c->details);
	if (k)
		print_settings(k);
	if (c->options) {
		puts("\noptions of this command:");
		print_options(c->options);
	}
	puts("\noptions:");
	print_options(global_options);
}
