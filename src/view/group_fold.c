// SPDX-License-Identifier: GPL-2.0-or-later
// The same change on several interfaces is one line.
#include <stdlib.h>
#include <string.h>

#include "group.h"
#include "nqtune/arena.h"

static int first_cmp(const void *x, const void *y)
{
	const struct change_line *a = x, *b = y;

	return (a->first > b->first) - (a->first < b->first);
}

static int text_cmp(const void *x, const void *y)
{
	const struct change_line *a = x, *b = y;
	int r = strcmp(a->text, b->text);

	return r ? r : first_cmp(x, y);
}

/* "eth1 eth2 eth3" */
static const char *names_text(const struct change_line *v, size_t n, struct arena *a)
{
	size_t len = 1;

	for (size_t i = 0; i < n; i++)
		len += strlen(v[i].ifaces) + 1;
	char *names = arena_alloc(a, len), *to = names;
	for (size_t i = 0; i < n; i++) {
		if (i && !strcmp(v[i].ifaces, v[i - 1].ifaces))
			continue;
		if (i)
			*to++ = ' ';
		to = stpcpy(to, v[i].ifaces);
	}
	*to = '\0';
	return names;
}

size_t fold_lines(struct change_line *v, size_t n, struct arena *a)
{
	size_t kept = 0;

	if (!n)
		return 0;
	qsort(v, n, sizeof(*v), text_cmp);
	for (size_t i = 0, j; i < n; i = j) {
		for (j = i + 1; j < n && !strcmp(v[i].text, v[j].text);)
			j++;
		struct change_line one = v[i];
		one.ifaces = names_text(&v[i], j - i, a);
		v[kept++] = one;
	}
	qsort(v, kept, sizeof(*v), first_cmp);
	return kept;
}
