// SPDX-License-Identifier: GPL-2.0-or-later
// "Unknown words fail with the nearest known word."
#include <string.h>

#include "nqtune/parse.h"

#define WORD_MAX 32

static size_t least(size_t a, size_t b, size_t c)
{
	size_t m = a < b ? a : b;

	return m < c ? m : c;
}

/* Edit distance in which swapping two neighbours counts one ("rpx" -> "rps", "hsow" -> "show"). */
static size_t distance(const char *a, const char *b)
{
	size_t na = strlen(a), nb = strlen(b);
	size_t d[WORD_MAX + 1][WORD_MAX + 1];

	if (na > WORD_MAX || nb > WORD_MAX)
		return WORD_MAX;
	for (size_t i = 0; i <= na; i++)
		d[i][0] = i;
	for (size_t j = 0; j <= nb; j++)
		d[0][j] = j;
	for (size_t i = 1; i <= na; i++) {
		for (size_t j = 1; j <= nb; j++) {
			size_t other = a[i - 1] != b[j - 1];

			d[i][j] = least(d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + other);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
			    d[i - 2][j - 2] + 1 < d[i][j])
				d[i][j] = d[i - 2][j - 2] + 1;
		}
	}
	return d[na][nb];
}

const char *nearest_word(const char *text, const char *const *words)
{
	const char *best = NULL;
	size_t best_far = 3;

	for (; *words; words++) {
		size_t far = distance(text, *words);

		/* A guess must keep more of the word than it changes. */
		if (far < best_far && far * 2 <= strlen(*words)) {
			best = *words;
			best_far = far;
		}
	}
	return best;
}
