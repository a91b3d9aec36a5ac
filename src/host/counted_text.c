// SPDX-License-Identifier: GPL-2.0-or-later
// Lines of words and numbers, as /proc counts in them.
#include "counted_text.h"

#include <string.h>

bool words_line(const char **text, struct words *line)
{
	const char *end = strchr(*text, '\n');

	if (!end)
		return false;
	*line = (struct words){ *text, end };
	*text = end + 1;
	return true;
}

static bool blank(char c)
{
	return c == ' ' || c == '\t';
}

bool words_next(struct words *line, const char **word, size_t *len)
{
	while (line->at < line->end && blank(*line->at))
		line->at++;
	*word = line->at;
	while (line->at < line->end && !blank(*line->at))
		line->at++;
	*len = (size_t)(line->at - *word);
	return *len > 0;
}

bool words_is(const char *word, size_t len, const char *text)
{
	return strlen(text) == len && !memcmp(word, text, len);
}

bool words_number(struct words *line, uint64_t *n)
{
	const char *word;
	size_t len;

	*n = 0;
	if (!words_next(line, &word, &len))
		return false;
	for (size_t i = 0; i < len; i++) {
		unsigned digit = (unsigned)word[i] - '0';

		if (digit > 9 || *n > (UINT64_MAX - digit) / 10)
			return false;
		*n = *n * 10 + digit;
	}
	return true;
}
