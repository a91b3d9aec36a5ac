// SPDX-License-Identifier: GPL-2.0-or-later
// The kernel's two spellings of a set, read and written.
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/cpuset.h"

#define GROUP_BITS 32

static const char *skip_blanks(const char *p)
{
	while (isspace((unsigned char)*p))
		p++;
	return p;
}

/* Reads a decimal below CPUSET_MAX; numbers too long to matter stay "too large". */
static const char *list_number(const char *p, unsigned *out)
{
	unsigned n = 0;

	if (!isdigit((unsigned char)*p))
		return NULL;
	for (; isdigit((unsigned char)*p); p++)
		if (n < CPUSET_MAX)
			n = n * 10 + (unsigned)(*p - '0');
	*out = n;
	return p;
}

int cpuset_parse_list(struct cpuset *s, const char *text)
{
	const char *p = skip_blanks(text);
	unsigned first, last;

	if (!*p || !strncmp(p, "(null)", 6))
		return 0;
	for (;;) {
		p = list_number(p, &first);
		if (!p)
			return -EINVAL;
		last = first;
		if (*p == '-') {
			p = list_number(p + 1, &last);
			if (!p || last < first)
				return -EINVAL;
		}
		if (last >= s->nbits)
			return -ERANGE;
		for (unsigned i = first; i <= last; i++)
			cpuset_add(s, i);
		if (*p != ',')
			break;
		p++;
	}
	return *skip_blanks(p) ? -EINVAL : 0;
}

static int add_nibble(struct cpuset *s, unsigned nibble, unsigned bit)
{
	for (unsigned i = 0; i < 4; i++) {
		if (!(nibble >> i & 1))
			continue;
		if (bit + i >= s->nbits)
			return -ERANGE;
		cpuset_add(s, bit + i);
	}
	return 0;
}

static unsigned hex_value(char c)
{
	return isdigit((unsigned char)c) ? (unsigned)(c - '0')
					 : (unsigned)(tolower((unsigned char)c) - 'a' + 10);
}

int cpuset_parse_mask(struct cpuset *s, const char *text)
{
	const char *begin = skip_blanks(text);
	const char *end, *p;
	unsigned bit = 0, digits = 0;
	int r;

	if (begin[0] == '0' && (begin[1] == 'x' || begin[1] == 'X'))
		begin += 2;
	for (end = begin; isxdigit((unsigned char)*end) || *end == ','; end++)
		;
	if (end == begin || *skip_blanks(end))
		return -EINVAL;
	for (p = end; p-- > begin;) {
		if (*p == ',') {
			/* Groups but the first are full: "f,ffffffff", never "f,ff". */
			if (digits == 0 || digits % 8)
				return -EINVAL;
			digits = 0;
			continue;
		}
		if (bit < CPUSET_MAX) {
			r = add_nibble(s, hex_value(*p), bit);
			if (r)
				return r;
		} else if (*p != '0') {
			return -ERANGE;
		}
		bit += bit < CPUSET_MAX ? 4 : 0;
		digits++;
	}
	return digits ? 0 : -EINVAL;
}

size_t cpuset_print_list(const struct cpuset *s, char *buf, size_t size)
{
	size_t len = 0;
	int first = cpuset_next(s, -1);

	if (size)
		buf[0] = '\0';
	while (first >= 0) {
		int last = first, next, n;
		char *at = len < size ? buf + len : NULL;

		while ((next = cpuset_next(s, last)) == last + 1)
			last = next;
		if (last > first)
			n = snprintf(at, at ? size - len : 0, "%s%d-%d", len ? "," : "", first,
				     last);
		else
			n = snprintf(at, at ? size - len : 0, "%s%d", len ? "," : "", first);
		len += (size_t)n;
		first = next;
	}
	return len;
}

const char *cpuset_list(struct arena *a, const struct cpuset *s)
{
	char small[128];
	size_t len = cpuset_print_list(s, small, sizeof(small));
	char *text;

	if (len < sizeof(small))
		return arena_strndup(a, small, len);
	text = arena_alloc(a, len + 1);
	cpuset_print_list(s, text, len + 1);
	return text;
}

static uint32_t group_of(const struct cpuset *s, unsigned group)
{
	unsigned i = group / 2;

	if (i >= s->nwords)
		return 0;
	return (uint32_t)(s->word[i] >> (group % 2 * GROUP_BITS));
}

const char *cpuset_mask(struct arena *a, const struct cpuset *s, unsigned nbits)
{
	unsigned groups = nbits ? (nbits + GROUP_BITS - 1) / GROUP_BITS : 1;
	unsigned top = nbits % GROUP_BITS ? nbits % GROUP_BITS : GROUP_BITS;
	size_t size = groups * 9 + 1;
	char *text = arena_alloc(a, size);
	size_t len = 0;

	for (unsigned g = groups; g-- > 0;) {
		int width = g == groups - 1 ? (int)(top + 3) / 4 : 8;

		len += (size_t)snprintf(text + len, size - len, "%0*x%s", width, group_of(s, g),
					g ? "," : "");
	}
	return text;
}

const char *cpus_words(const struct cpuset *s, struct arena *a)
{
	return arena_printf(a, "CPU%s %s", cpuset_count(s) == 1 ? "" : "s", cpuset_list(a, s));
}
