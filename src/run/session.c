// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <json-c/json.h>
#include <langinfo.h>
#include <locale.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/parse.h"
#include "nqtune/session.h"

/* Where the words come from that messages are about, and where messages go. */
static struct {
	const char *file;
	unsigned line;
	struct err *into;
} aside;

void complain_at(const char *file, unsigned line)
{
	aside.file = file;
	aside.line = line;
}

void complain_into(struct err *e)
{
	aside.into = e;
}

static void print_where(void)
{
	char name[256];

	if (!aside.file)
		return;
	snprintf(name, sizeof(name), "%s", aside.file);
	text_clean(name);
	if (aside.line)
		fprintf(stderr, "%s:%u: ", name, aside.line);
	else
		fprintf(stderr, "%s: ", name);
}

/* A message quotes words of the command line, which may hold what a terminal obeys. */
static void say(const char *fmt, va_list ap, const char *tail)
{
	char text[1024];

	vsnprintf(text, sizeof(text), fmt, ap);
	text_clean(text);
	if (aside.into) {
		err_set(aside.into, 0, "%s", text);
		return;
	}
	fflush(stdout);
	fputs("nqtune: ", stderr);
	print_where();
	fprintf(stderr, "%s%s\n", text, tail);
}

int complain(int status, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(fmt, ap, "");
	va_end(ap);
	return status;
}

int misused(const struct session *s, const char *fmt, ...)
{
	char tail[64];
	va_list ap;

	snprintf(tail, sizeof(tail), " (see 'nqtune %s%s--help')", s->command ? s->command : "",
		 s->command ? " " : "");
	va_start(ap, fmt);
	say(fmt, ap, tail);
	va_end(ap);
	return STATUS_USAGE;
}

int session_open(struct session *s)
{
	struct err e;

	if (sys_open(&s->sys, s->sysroot, &e))
		return complain(STATUS_FAILED, "%s", e.text);
	s->sys_open = true;
	return STATUS_OK;
}

void session_close(struct session *s)
{
	if (s->sys_open)
		sys_close(&s->sys);
	arena_free(s->arena);
}

void session_style(struct session *s)
{
	bool tty = isatty(STDOUT_FILENO);
	const char *no_color = getenv("NO_COLOR");
	struct winsize size;

	setlocale(LC_CTYPE, "");
	s->style.verbose = s->verbose;
	s->style.utf8 = tty && !strcmp(nl_langinfo(CODESET), "UTF-8");
	s->style.color = tty && !(no_color && *no_color);
	if (!strcmp(s->color, "always"))
		s->style.color = true;
	if (!strcmp(s->color, "never"))
		s->style.color = false;
	if (tty && !ioctl(STDOUT_FILENO, TIOCGWINSZ, &size))
		s->style.width = size.ws_col;
}

void print_json(struct json_object *o)
{
	puts(json_object_to_json_string_ext(o, JSON_C_TO_STRING_PRETTY |
						       JSON_C_TO_STRING_SPACED |
						       JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(o);
}

void print_json_line(struct json_object *o)
{
	puts(json_object_to_json_string_ext(o, JSON_C_TO_STRING_PLAIN |
						       JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(o);
}

int finish_output(int status)
{
	bool lost = ferror(stdout);

	if ((fflush(stdout) || lost) && errno != EPIPE)
		return complain(STATUS_FAILED, "standard output: %s", strerror(errno));
	return lost ? STATUS_FAILED : status;
}
