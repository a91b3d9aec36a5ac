// SPDX-License-Identifier: GPL-2.0-or-later
#include <ctype.h>
#include <errno.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>

#include "nqtune/parse.h"

static bool only_blanks(const char *p)
{
	while (isspace((unsigned char)*p))
		p++;
	return !*p;
}

int parse_u64(const char *text, uint64_t max, uint64_t *out)
{
	bool hex;
	char *end;
	unsigned long long n;

	while (isspace((unsigned char)*text))
		text++;
	if (!isdigit((unsigned char)*text))
		return -EINVAL;
	hex = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
	if (hex && !isxdigit((unsigned char)text[2]))
		return -EINVAL;
	errno = 0;
	n = strtoull(text, &end, hex ? 16 : 10);
	if (!only_blanks(end))
		return -EINVAL;
	if (errno == ERANGE || n > max)
		return -ERANGE;
	*out = n;
	return 0;
}

int parse_i64(const char *text, int64_t min, int64_t max, int64_t *out)
{
	char *end;
	long long n;

	while (isspace((unsigned char)*text))
		text++;
	if (!isdigit((unsigned char)text[*text == '-']))
		return -EINVAL;
	errno = 0;
	n = strtoll(text, &end, 10);
	if (!only_blanks(end))
		return -EINVAL;
	if (errno == ERANGE || n < min || n > max)
		return -ERANGE;
	*out = n;
	return 0;
}

bool meant_as_number(const char *word)
{
	word += *word == '-';
	return isdigit((unsigned char)*word) && !word[strspn(word, "0123456789.")];
}

static const char *skip_zeros(const char *p)
{
	while (*p == '0' && isdigit((unsigned char)p[1]))
		p++;
	return p;
}

static size_t digits(const char *p)
{
	size_t n = 0;

	while (isdigit((unsigned char)p[n]))
		n++;
	return n;
}

int name_cmp(const char *a, const char *b)
{
	const char *x = a, *y = b;

	while (*x && *y) {
		if (isdigit((unsigned char)*x) && isdigit((unsigned char)*y)) {
			size_t nx, ny;
			int order;

			x = skip_zeros(x);
			y = skip_zeros(y);
			nx = digits(x);
			ny = digits(y);
			if (nx != ny)
				return nx < ny ? -1 : 1;
			order = strncmp(x, y, nx);
			if (order)
				return order;
			x += nx;
			y += ny;
			continue;
		}
		if (*x != *y)
			return (unsigned char)*x < (unsigned char)*y ? -1 : 1;
		x++;
		y++;
	}
	if (*x || *y)
		return *x ? 1 : -1;
	return strcmp(a, b);
}

bool ifname_valid(const char *name)
{
	size_t len = strlen(name);

	if (len == 0 || len >= IF_NAMESIZE)
		return false;
	if (!strcmp(name, ".") || !strcmp(name, ".."))
		return false;
	for (size_t i = 0; i < len; i++)
		if (name[i] == '/' || name[i] == ':' || isspace((unsigned char)name[i]))
			return false;
	return true;
}

/* Length of the well-formed UTF-8 character at p (RFC 3629), or 0. */
static size_t utf8_len(const unsigned char *p)
{
	size_t n;

	if (p[0] < 0xc2 || p[0] > 0xf4)
		return 0;
	n = p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
	for (size_t i = 1; i < n; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	if ((p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xed && p[1] > 0x9f) ||
	    (p[0] == 0xf0 && p[1] < 0x90) || (p[0] == 0xf4 && p[1] > 0x8f))
		return 0;
	/* U+0080..U+009F: control characters that terminals obey. */
	if (p[0] == 0xc2 && p[1] < 0xa0)
		return 0;
	return n;
}

void text_clean(char *s)
{
	unsigned char *p = (unsigned char *)s;

	while (*p) {
		size_t n = *p < 0x80 ? (*p >= 0x20 && *p != 0x7f) : utf8_len(p);

		if (!n)
			*p = '?';
		p += n ? n : 1;
	}
}
