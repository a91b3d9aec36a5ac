// SPDX-License-Identifier: GPL-2.0-or-later
// The text of nqtune.conf, taken apart into lines of words.
#include "conf.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/err.h"

struct scan {
	struct arena *arena;
	const char *text;
	size_t len;
	size_t at;
	unsigned number;	/* of the line of text at hand */
	size_t taken;		/* bytes of the command at hand */
	char word[CONF_LINE_MAX + 1];
	size_t nword;
	bool in_word;
	struct conf_line line;
	struct err *e;
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static void end_word(struct scan *s)
{
	if (!s->in_word)
		return;
	*arena_push(s->arena, s->line.words, s->line.nwords) =
		arena_strndup(s->arena, s->word, s->nword);
	s->in_word = false;
	s->nword = 0;
}

/* A command is never longer than the room for a word. */
static void add(struct scan *s, const char *text, size_t n)
{
	memcpy(s->word + s->nword, text, n);
	s->nword += n;
	s->in_word = true;
}

/* What no editor shows would not be what it seems. */
static int check_bytes(const struct scan *s, const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)p[i];

		if (!c)
			return err_set(s->e, -EINVAL, "it holds a NUL byte: not a text");
		if ((c < ' ' && c != '\t') || c == 0x7f)
			return err_set(s->e, -EINVAL, "it holds the control character 0x%02x", c);
	}
	return 0;
}

/* The place of the quote that closes the one at p[at]. */
static size_t closing(const char *p, size_t n, size_t at)
{
	const char *end = memchr(p + at + 1, p[at], n - at - 1);

	return end ? (size_t)(end - p) : n;
}

static int take_words(struct scan *s, const char *p, size_t n, bool *more)
{
	size_t end;

	for (size_t i = 0; i < n; i++) {
		if (is_blank(p[i])) {
			end_word(s);
		} else if (p[i] == '#' && !s->in_word) {
			break;
		} else if (p[i] == '\\' && i + 1 == n) {
			*more = true;
		} else if (p[i] == '"' || p[i] == '\'') {
			end = closing(p, n, i);
			if (end == n)
				return err_set(s->e, -EINVAL, "the quote %c is not closed", p[i]);
			add(s, p + i + 1, end - i - 1);
			i = end;
		} else {
			add(s, p + i, 1);
		}
	}
	end_word(s);
	return 0;
}

/* One line of text; *more: the command goes on in the next. */
static int take_line(struct scan *s, bool *more)
{
	const char *p = s->text + s->at;
	const char *end = memchr(p, '\n', s->len - s->at);
	size_t n = end ? (size_t)(end - p) : s->len - s->at;
	int r;

	s->at += n + (end ? 1 : 0);
	s->number++;
	if (n && p[n - 1] == '\r')
		n--;
	s->taken += n;
	*more = false;
	if (s->taken > CONF_LINE_MAX)
		return err_set(s->e, -EINVAL, "it is longer than %d bytes", CONF_LINE_MAX);
	r = check_bytes(s, p, n);
	if (!r)
		r = take_words(s, p, n, more);
	if (!r && *more && s->at >= s->len)
		r = err_set(s->e, -EINVAL, "it ends in \\, and no line follows");
	return r;
}

/* All lines of text of one command, if there is one. */
static int take_command(struct scan *s)
{
	bool more = true;
	int r = 0;

	s->line = (struct conf_line){ .number = s->number + 1 };
	s->taken = 0;
	while (!r && more)
		r = take_line(s, &more);
	return r;
}

int conf_parse(const char *text, size_t len, struct arena *a, struct conf *out, unsigned *line,
	       struct err *e)
{
	struct scan s = { .arena = a, .text = text, .len = len, .e = e };
	int r = 0;

	*out = (struct conf){ 0 };
	while (!r && s.at < len) {
		size_t n;

		r = take_command(&s);
		if (r || !s.line.nwords)
			continue;
		if (out->n == CONF_LINES_MAX) {
			r = err_set(e, -EINVAL, "more than %d commands", CONF_LINES_MAX);
			continue;
		}
		n = s.line.nwords;
		*arena_push(a, s.line.words, n) = NULL;
		*arena_push(a, out->lines, out->n) = s.line;
	}
	*line = s.number;
	return r;
}
