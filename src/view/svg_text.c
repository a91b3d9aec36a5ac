// SPDX-License-Identifier: GPL-2.0-or-later
// Text in the picture: made harmless, measured, cut, broken into lines.
#include <stdint.h>
#include <string.h>

#include "nqtune/arena.h"
#include "svg.h"

#define INVALID '?'
#define ELLIPSIS 0x2026

/* The next character of *p, and *p behind it; what is no UTF-8 is one INVALID a byte. */
static uint32_t next_char(const unsigned char **p)
{
	const unsigned char *s = *p;
	unsigned n = *s < 0x80 ? 0 : (*s & 0xe0) == 0xc0 ? 1 : (*s & 0xf0) == 0xe0 ? 2 : 3;
	static const uint32_t least[] = { 0, 0x80, 0x800, 0x10000 };
	uint32_t c = n ? *s & (0x3fu >> n) : *s;

	(*p)++;
	if (n == 3 && (*s & 0xf8) != 0xf0)
		return INVALID;
	for (unsigned i = 1; i <= n; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return INVALID;
		c = c << 6 | (s[i] & 0x3f);
	}
	if (c < least[n] || c > 0x10ffff)
		return INVALID;
	*p += n;
	return c;
}

/* Not for XML 1.0, or it would not show, or turn the text around it. */
static bool is_unfit(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0xd800 && c < 0xe000) ||
	       (c & 0xfffe) == 0xfffe || (c >= 0x200b && c <= 0x200f) ||
	       (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff;
}

static uint32_t fit_char(const unsigned char **p)
{
	uint32_t c = next_char(p);

	if (c == '\n' || c == '\t')
		return ' ';
	return is_unfit(c) ? INVALID : c;
}

/* Far eastern letters fill two columns; the exact table does not matter for a box. */
static unsigned char_cols(uint32_t c)
{
	return c >= 0x1100 && !(c >= 0x2000 && c < 0x2e80) ? 2 : 1;
}

unsigned svg_cols(struct arena *a, const char *text)
{
	const unsigned char *p = (const unsigned char *)text;
	unsigned cols = 0;

	while (*p)
		cols += char_cols(fit_char(&p));
	return cols;
}

static char *put_utf8(char *to, uint32_t c)
{
	if (c < 0x80) {
		*to++ = (char)c;
		return to;
	}
	unsigned n = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
	*to++ = (char)((0xff00u >> (n + 1) & 0xff) | c >> 6 * n);
	while (n--)
		*to++ = (char)(0x80 | (c >> 6 * n & 0x3f));
	return to;
}

static char *put_char(char *to, uint32_t c)
{
	const char *name = c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;"
			 : c == '"' ? "&quot;" : c == '\'' ? "&#39;" : NULL;

	return name ? stpcpy(to, name) : put_utf8(to, c);
}

const char *svg_fit(struct arena *a, const char *text, unsigned cols, bool *cut)
{
	const unsigned char *p = (const unsigned char *)text;
	bool over = svg_cols(a, text) > cols;
	char *out = arena_alloc(a, strlen(text) * 6 + 4), *to = out;
	unsigned room = over && cols ? cols - 1 : cols;

	if (cut)
		*cut = over;
	while (*p) {
		uint32_t c = fit_char(&p);
		if (char_cols(c) > room)
			break;
		room -= char_cols(c);
		to = put_char(to, c);
	}
	if (over)
		put_utf8(to, ELLIPSIS);
	return out;
}

const char *svg_escape(struct arena *a, const char *text)
{
	return svg_fit(a, text, UINT32_MAX, NULL);
}

const char *const *svg_wrap(struct arena *a, const char *text, unsigned cols, size_t *n)
{
	const char **lines = NULL;

	*n = 0;
	while (*text) {
		const char *end = text, *fits = NULL;
		while (*end) {
			end += strcspn(end + (*end == ' '), " ") + (*end == ' ');
			const char *line = arena_strndup(a, text, (size_t)(end - text));
			if (fits && svg_cols(a, line) > cols)
				break;
			fits = end;
		}
		*arena_push(a, lines, *n) = arena_strndup(a, text, (size_t)(fits - text));
		text = fits + strspn(fits, " ");
	}
	return lines;
}

/* Monospaced letters are 0.55 to 0.61 of their size wide. */
int svg_text_w(int size, unsigned cols)
{
	return (int)(((uint64_t)cols * (unsigned)size * 61 + 99) / 100) + 1;
}

unsigned svg_text_cols(int size, int w)
{
	return w > 1 ? (unsigned)((w - 1) * 100 / (size * 61)) : 0;
}

void svg_title(struct svg *s, const char *text)
{
	if (text && *text)
		fprintf(s->out, "<title>%s</title>", svg_escape(s->a, text));
}

void svg_text(struct svg *s, const struct svg_label *l, const char *text)
{
	bool cut;
	const char *fit = svg_fit(s->a, text, svg_text_cols(l->size, l->w), &cut);

	if (!*fit)
		return;
	/* The middle of small letters; dominant-baseline is not known everywhere. */
	fprintf(s->out, "<text x=\"%d\" y=\"%d\" font-size=\"%d\"", l->x,
		l->y + l->size * 35 / 100, l->size);
	if (strcmp(l->anchor, "start"))
		fprintf(s->out, " text-anchor=\"%s\"", l->anchor);
	if (l->class)
		fprintf(s->out, " class=\"%s\"", l->class);
	fputc('>', s->out);
	if (cut)
		svg_title(s, text);
	fprintf(s->out, "%s</text>\n", fit);
}

void svg_rect(struct svg *s, const struct svg_rect *r)
{
	fputs("<rect", s->out);
	if (r->class)
		fprintf(s->out, " class=\"%s\"", r->class);
	fprintf(s->out, " x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"", r->x, r->y, r->w, r->h);
	if (r->rx)
		fprintf(s->out, " rx=\"%d\"", r->rx);
	fputs("/>\n", s->out);
}
