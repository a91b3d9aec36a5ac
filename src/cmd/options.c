// SPDX-License-Identifier: GPL-2.0-or-later
// Command-line options: spelled out, never guessed.
#include <string.h>

#include "nqtune/parse.h"
#include "nqtune/session.h"
#include "options.h"

#define TRY_MAX 3600

const struct option_row global_options[] = {
	{ "dry-run", 'n', NULL, "plan and print, write nothing (works without privilege)" },
	{ "json", 'j', NULL, "machine-readable output on stdout" },
	{ "sysroot", 0, "DIR", "read a recorded machine, and write only into that tree" },
	{ "quiet", 'q', NULL, "errors only" },
	{ "verbose", 'v', NULL, "paths, masks and the shell commands that would do the same" },
	{ "try", 0, "SEC", "put everything back unless Enter is pressed or 'nqtune confirm' runs within SEC seconds", true },
	{ "force", 0, NULL, "also where it resets the link that carries this SSH session", true },
	{ "verify", 0, NULL, "watch for 15 seconds afterwards whether the kernel keeps to it, and whether something moves it", true },
	{ "color", 0, "WHEN", "auto, always or never (NO_COLOR is honoured)" },
	{ "help", 'h', NULL, "this text" },
	{ "version", 'V', NULL, "the version" },
	{ NULL, 0, NULL, NULL },
};

struct taking {
	struct session *s;
	const struct option_row *rows;
	option_fn fn;
	void *data;
	bool *help;
};

static int set_try(struct session *s, const char *text)
{
	uint64_t n;

	if (parse_u64(text, TRY_MAX, &n) || !n)
		return misused(s, "--try takes seconds, from 1 to %d, not '%.40s'", TRY_MAX, text);
	s->try_s = (unsigned)n;
	return 0;
}

static int take_global(struct session *s, const struct option_row *row, const char *value,
		       bool *help)
{
	if (s->in_file)
		return misused(s, "--%s is for the command line, not for a line of a file", row->name);
	if (!strcmp(row->name, "dry-run"))
		s->dry_run = true;
	else if (!strcmp(row->name, "json"))
		s->json = true;
	else if (!strcmp(row->name, "sysroot"))
		s->sysroot = value;
	else if (!strcmp(row->name, "quiet"))
		s->verbose = -1;
	else if (!strcmp(row->name, "verbose"))
		s->verbose = 1;
	else if (!strcmp(row->name, "try"))
		return set_try(s, value);
	else if (!strcmp(row->name, "force"))
		s->force = true;
	else if (!strcmp(row->name, "verify"))
		s->verify = true;
	else if (!strcmp(row->name, "help"))
		*help = true;
	else if (!strcmp(row->name, "version"))
		s->version = true;
	else
		s->color = value;
	if (strcmp(s->color, "auto") && strcmp(s->color, "always") && strcmp(s->color, "never"))
		return misused(s, "--color takes auto, always or never, not '%.40s'", value);
	if (s->sysroot && !*s->sysroot)
		return misused(s, "--sysroot takes a directory, not ''");
	return 0;
}

static const struct option_row *find_row(const struct option_row *rows, const char *name,
					 size_t len, char letter)
{
	for (; rows && rows->name; rows++) {
		if (letter && rows->letter == letter)
			return rows;
		if (!letter && strlen(rows->name) == len && !strncmp(rows->name, name, len))
			return rows;
	}
	return NULL;
}

static int handle(const struct taking *t, const struct option_row *row, bool global,
		  const char *value)
{
	return global ? take_global(t->s, row, value, t->help)
		      : t->fn(t->s, row, value, t->data);
}

static int unknown(const struct taking *t, const char *arg)
{
	const char *words[64];
	const char *near;
	size_t n = 0;

	for (const struct option_row *r = t->rows; r && r->name && n < 40; r++)
		words[n++] = r->name;
	for (const struct option_row *r = global_options; r->name && n < 63; r++)
		words[n++] = r->name;
	words[n] = NULL;
	near = arg[1] == '-' ? nearest_word(arg + 2, words) : NULL;
	if (near)
		return misused(t->s, "unknown option '%.60s' (did you mean '--%s'?)", arg, near);
	return misused(t->s, "unknown option '%.60s'", arg);
}

static bool may_do_without(const struct option_row *row)
{
	return row->value[0] == '[';
}

/* "--name", "--name=value", "--name value". Sets *used to the arguments consumed. */
static int take_long(const struct taking *t, char **argv, int left, int *used)
{
	const char *name = argv[0] + 2, *equals = strchr(name, '=');
	size_t len = equals ? (size_t)(equals - name) : strlen(name);
	const struct option_row *row = find_row(t->rows, name, len, 0);
	bool global = !row;

	*used = 1;
	if (!row)
		row = find_row(global_options, name, len, 0);
	if (!row)
		return unknown(t, argv[0]);
	if (!row->value)
		return equals ? misused(t->s, "--%s takes no value", row->name)
			      : handle(t, row, global, NULL);
	if (equals)
		return handle(t, row, global, equals + 1);
	if (may_do_without(row) && (left < 2 || !meant_as_number(argv[1])))
		return handle(t, row, global, NULL);
	if (left < 2)
		return misused(t->s, "--%s needs a value (%s)", row->name, row->value);
	*used = 2;
	return handle(t, row, global, argv[1]);
}

/* "-nj": letters without values only, which is all we have. */
static int take_letters(const struct taking *t, const char *arg)
{
	for (const char *p = arg + 1; *p; p++) {
		const struct option_row *row = find_row(t->rows, NULL, 0, *p);
		bool global = !row;
		int r;

		if (!row)
			row = find_row(global_options, NULL, 0, *p);
		if (!row || row->value)
			return unknown(t, arg);
		r = handle(t, row, global, NULL);
		if (r)
			return r;
	}
	return 0;
}

/* "-5" is a number that someone gives where none below 0 is taken: who takes it says so. */
static bool is_option(const char *arg)
{
	return arg[0] == '-' && arg[1] && !(arg[1] >= '0' && arg[1] <= '9');
}

int take_options(struct session *s, int *argc, char **argv, const struct option_row *rows,
		 option_fn fn, void *data, bool stop, bool *help)
{
	const struct taking t = { s, rows, fn, data, help };
	int kept = 0, i = 0, r = 0;

	while (i < *argc && !r) {
		int used = 1;

		if (!strcmp(argv[i], "--") && !stop) {
			i++;
			break;
		}
		if (!is_option(argv[i])) {
			if (stop)
				break;
			argv[kept++] = argv[i++];
			continue;
		}
		r = argv[i][1] == '-' ? take_long(&t, &argv[i], *argc - i, &used)
				      : take_letters(&t, argv[i]);
		i += used;
	}
	while (i < *argc)
		argv[kept++] = argv[i++];
	*argc = kept;
	argv[kept] = NULL;
	return r;
}
