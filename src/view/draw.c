// SPDX-License-Identifier: GPL-2.0-or-later
// Lines of text with known columns, colours and symbols.
#include "draw.h"

#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/view.h"

static const char *const paints[] = {
	[PAINT_NAME] = "\033[1m",    [PAINT_DIM] = "\033[2m",   [PAINT_IRQ] = "\033[1;33m",
	[PAINT_RPS] = "\033[1;36m",  [PAINT_XPS] = "\033[1;35m", [PAINT_NAPI] = "\033[1;32m",
	[PAINT_WARN] = "\033[1;31m",
};

void line_start(struct line *l, const struct style *st, struct arena *a)
{
	*l = (struct line){ .arena = a, .st = st };
}

static void append(struct line *l, const char *bytes, size_t n)
{
	if (l->len + n > l->cap) {
		size_t cap = l->cap ? l->cap : 128;
		while (cap < l->len + n)
			cap *= 2;
		char *text = arena_alloc(l->arena, cap);
		if (l->len)
			memcpy(text, l->text, l->len);
		l->text = text;
		l->cap = cap;
	}
	memcpy(l->text + l->len, bytes, n);
	l->len += n;
}

unsigned text_cols(const char *s)
{
	unsigned cols = 0;

	for (; *s; s++)
		cols += ((unsigned char)*s & 0xc0) != 0x80;
	return cols;
}

void line_put(struct line *l, enum paint p, const char *text)
{
	bool painted = p != PAINT_NONE && l->st->color;

	if (!*text)
		return;
	for (; l->cols < l->want; l->cols++)
		append(l, " ", 1);
	if (painted)
		append(l, paints[p], strlen(paints[p]));
	append(l, text, strlen(text));
	if (painted)
		append(l, "\033[0m", 4);
	l->cols += text_cols(text);
	l->want = l->cols;
}

void line_to(struct line *l, unsigned col)
{
	if (col > l->want)
		l->want = col;
}

void line_right(struct line *l, enum paint p, const char *text, unsigned end)
{
	unsigned cols = text_cols(text);

	if (cols < end)
		line_to(l, end - cols);
	line_put(l, p, text);
}

void line_end(struct line *l, FILE *out)
{
	if (l->len)
		fwrite(l->text, 1, l->len, out);
	fputc('\n', out);
	l->len = 0;
	l->cols = l->want = 0;
}

void draw_wrapped(FILE *out, const struct style *st, unsigned indent, unsigned hang,
		  const char *text, struct arena *a)
{
	struct line l;

	line_start(&l, st, a);
	line_to(&l, indent);
	while (*text) {
		size_t n = strcspn(text, " ");
		const char *word = arena_strndup(a, text, n);
		if (st->width && l.len && l.want + text_cols(word) > st->width) {
			line_end(&l, out);
			line_to(&l, hang);
		}
		line_put(&l, PAINT_NONE, word);
		line_to(&l, l.want + 1);
		text += n;
		text += *text == ' ';
	}
	line_end(&l, out);
}

void items_start(struct items *i, FILE *out, const struct style *st, unsigned hang, struct arena *a)
{
	*i = (struct items){ .out = out, .hang = hang, .gap = 2 };
	line_start(&i->line, st, a);
}

static void items_break(struct items *i)
{
	line_end(&i->line, i->out);
	line_to(&i->line, i->hang);
}

/* How many bytes of text fill a line of room columns: to the last place where it may be parted. */
static size_t part_len(const char *text, unsigned room)
{
	unsigned cols = 0;
	size_t last = 0, n = 0;

	for (; text[n] && cols <= room; n++) {
		if (text[n] == ' ')
			last = n;
		else if ((text[n] == ',' || text[n] == ':') && cols < room)
			last = n + 1;
		cols += ((unsigned char)text[n] & 0xc0) != 0x80;
	}
	return last ? last : strlen(text);
}

static void put_parts(struct items *i, enum paint p, const char *text)
{
	unsigned width = i->line.st->width;

	for (;;) {
		unsigned room = i->line.want < width ? width - i->line.want : 0;
		size_t n = text_cols(text) > room ? part_len(text, room) : strlen(text);

		line_put(&i->line, p, arena_strndup(i->line.arena, text, n));
		text += n + (text[n] == ' ');
		if (!*text)
			return;
		items_break(i);
	}
}

void items_put(struct items *i, enum paint p, const char *text)
{
	struct line *l = &i->line;
	unsigned width = l->st->width, cols = text_cols(text), from;

	if (!cols)
		return;
	from = i->begun ? l->cols + i->gap : l->want;
	if (!i->begun && l->cols && from == l->cols)
		from++;
	if (width && i->begun && from + cols > width) {
		items_break(i);
		from = i->hang;
	}
	line_to(l, from);
	if (width > from && from + cols > width)
		put_parts(i, p, text);
	else
		line_put(l, p, text);
	i->begun = true;
}

void items_end(struct items *i)
{
	line_end(&i->line, i->out);
	i->begun = false;
}

const char *sym_irq(const struct style *st)
{
	return st->utf8 ? "×" : "X";
}

const char *sym_dot(const struct style *st)
{
	return st->utf8 ? "·" : ".";
}

const char *sym_bar(const struct style *st)
{
	return st->utf8 ? "│" : "|";
}

const char *sym_arrow(const struct style *st)
{
	return st->utf8 ? "→" : "->";
}
