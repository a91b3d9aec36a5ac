// SPDX-License-Identifier: GPL-2.0-or-later
// A file of commands: found, read, and understood whole before anything is done.
#include "conf_file.h"

#include <errno.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/files.h"
#include "nqtune/privileges.h"
#include "nqtune/session.h"
#include "auto.h"
#include "conf.h"

/* Under sudo and in a hook the default file is the machine's; one that is named is the caller's. */
static int read_text(struct session *s, struct conf_file *out, char **text, size_t *len)
{
	struct err e, unsettled;
	int r;

	if (*out->word)
		r = files_read_given(out->word, CONF_FILE_MAX, s->arena, text, len, &e);
	else
		r = files_read_owned(s->sys.files, CONF_DEFAULT, CONF_FILE_MAX, s->arena, text, len, &e);
	if (privileges_settle(s, &unsettled))
		return complain(STATUS_FAILED, "%s", unsettled.text);
	if (r == -ENOENT && !*out->word) {
		out->name = NULL;
		return 0;
	}
	return r ? complain(STATUS_FAILED, "%s", e.text) : 0;
}

/* The last line of an "auto" before that names iface; 0 = none. */
static unsigned laid_out_by(const struct conf_file *f, const char *iface)
{
	for (size_t i = 0; i < f->n; i++)
		for (size_t k = 0; f->v[i].layout && k < f->v[i].layout->nifaces; k++)
			if (!strcmp(f->v[i].layout->ifaces[k], iface))
				return f->v[i].line;
	return 0;
}

/* Which of two lines holds would depend on which was written last. */
static int check_twice(const struct conf_file *f, const struct conf_command *c)
{
	for (size_t i = 0; c->layout && i < c->layout->nifaces; i++) {
		unsigned line = laid_out_by(f, c->layout->ifaces[i]);

		if (line)
			return complain(STATUS_USAGE, "line %u lays out %.40s already", line,
					c->layout->ifaces[i]);
	}
	return 0;
}

static int take_lines(struct session *s, const struct conf *conf, struct conf_file *out)
{
	int r = 0;

	for (size_t i = 0; !r && i < conf->n; i++) {
		struct conf_command c;

		complain_at(out->name, conf->lines[i].number);
		r = conf_command(s, &conf->lines[i], &c);
		if (!r)
			r = check_twice(out, &c);
		if (!r)
			*arena_push(s->arena, out->v, out->n) = c;
	}
	complain_at(NULL, 0);
	return r;
}

static int parse(struct session *s, const char *text, size_t len, struct conf_file *out)
{
	struct conf conf;
	unsigned line;
	struct err e;
	int r;

	if (!conf_parse(text, len, s->arena, &conf, &line, &e))
		return take_lines(s, &conf, out);
	complain_at(out->name, line);
	r = complain(STATUS_USAGE, "%s", e.text);
	complain_at(NULL, 0);
	return r;
}

int conf_load(struct session *s, int argc, char **argv, struct conf_file *out)
{
	char *text;
	size_t len;
	int r;

	*out = (struct conf_file){ .name = CONF_DEFAULT, .word = "" };
	if (argc > 1)
		return misused(s, "%s takes one file", s->command);
	if (argc) {
		if (!*argv[0])
			return misused(s, "%s takes a file, not ''", s->command);
		out->word = argv[0];
		out->name = strcmp(argv[0], "-") ? argv[0] : "standard input";
	}
	r = read_text(s, out, &text, &len);
	return r || !out->name ? r : parse(s, text, len, out);
}
