// SPDX-License-Identifier: GPL-2.0-or-later
// /proc/interrupts: rows by number, counters by CPU id, names.
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/files.h"
#include "nqtune/host.h"
#include "nqtune/sys.h"
#include "reader.h"

/* 8192 CPUs x 1024 interrupts at 11 bytes a counter. */
#define INTERRUPTS_LIMIT (96u << 20)

/* The next blank-separated word of *p, terminated in place; NULL at the line's end. */
static char *next_word(char **p)
{
	char *word = *p;

	while (*word == ' ' || *word == '\t')
		word++;
	if (!*word)
		return NULL;
	*p = word;
	while (**p && **p != ' ' && **p != '\t')
		(*p)++;
	if (**p)
		*(*p)++ = '\0';
	return word;
}

/* The header names the columns: only online CPUs have one. Returns how many; ids[i] is column i's CPU. */
static size_t parse_header(char *line, unsigned ncpus, unsigned *ids)
{
	size_t n = 0;
	char *word;

	while (n < ncpus && (word = next_word(&line))) {
		uint64_t id;

		if (strncmp(word, "CPU", 3) || parse_u64(word + 3, ncpus - 1, &id))
			return n;
		ids[n++] = (unsigned)id;
	}
	return n;
}

static bool all_digits(const char *s)
{
	return *s && strspn(s, "0123456789") == strlen(s);
}

/*
 * What stands between the chip and the names: "0-edge", "81920-edge", "-event" (the
 * hardware number may be blank), or a word apart, "Level", "Edge".
 */
static bool is_trigger(const char *word)
{
	const char *dash = word + strspn(word, "0123456789");

	if (!strcmp(word, "Level") || !strcmp(word, "Edge") || !strcmp(word, "None"))
		return true;
	return *dash == '-' && dash[1] && !dash[1 + strspn(dash + 1, "abcdefghijklmnopqrstuvwxyz")];
}

/*
 * After the counts: chip, hardware number and trigger (glued or apart, by
 * architecture), then the names up to the line's end.
 */
static void parse_tail(char *p, struct arena *a, struct interrupt_row *row)
{
	char *chip = next_word(&p);
	char word[64];

	row->chip = chip ? arena_strdup(a, chip) : "";
	for (;;) {
		size_t len;

		p += strspn(p, " \t");
		len = strcspn(p, " \t");
		if (len == 0 || len >= sizeof(word))
			break;
		memcpy(word, p, len);
		word[len] = '\0';
		if (!is_trigger(word) && !all_digits(word))
			break;
		p += len;
	}
	row->actions = arena_strdup(a, p);
	text_clean((char *)row->actions);
}

static bool parse_row(char *line, unsigned ncpus, const unsigned *ids, size_t columns,
		      struct arena *a, struct interrupt_row *row)
{
	char *word = next_word(&line);
	size_t len = word ? strlen(word) : 0;
	uint64_t n;

	if (len < 2 || word[len - 1] != ':')
		return false;
	word[len - 1] = '\0';
	if (!all_digits(word) || parse_u64(word, INT32_MAX, &n))
		return false;
	row->number = (unsigned)n;
	row->counts = arena_array(a, ncpus, sizeof(*row->counts));
	for (size_t i = 0; i < columns; i++) {
		word = next_word(&line);
		if (!word || !all_digits(word) || parse_u64(word, UINT64_MAX, &n))
			return false;
		row->counts[ids[i]] = n;
	}
	parse_tail(line, a, row);
	return true;
}

static int row_cmp(const void *a, const void *b)
{
	const struct interrupt_row *x = a, *y = b;

	return x->number < y->number ? -1 : x->number > y->number;
}

size_t interrupts_parse(char *text, unsigned ncpus, struct arena *a, struct interrupt_row **rows)
{
	unsigned *ids = arena_array(a, ncpus, sizeof(*ids));
	char *save = NULL, *line = strtok_r(text, "\n", &save);
	size_t columns, n = 0;

	*rows = NULL;
	if (!line)
		return 0;
	columns = parse_header(line, ncpus, ids);
	if (!columns)
		return 0;
	while ((line = strtok_r(NULL, "\n", &save))) {
		struct interrupt_row row = { 0 };

		if (parse_row(line, ncpus, ids, columns, a, &row))
			*arena_push(a, *rows, n) = row;
	}
	if (n)
		qsort(*rows, n, sizeof(**rows), row_cmp);
	return n;
}

void load_interrupts(struct reader *rd)
{
	char *text;
	size_t len;

	if (rd->interrupts_loaded)
		return;
	rd->interrupts_loaded = true;
	if (files_read_all(rd->sys->files, "/proc/interrupts", INTERRUPTS_LIMIT, rd->arena, &text,
			   &len))
		return;
	rd->nrows = interrupts_parse(text, rd->host->ncpus, rd->arena, &rd->rows);
}

const struct interrupt_row *interrupt_row(struct reader *rd, unsigned number)
{
	const struct interrupt_row key = { .number = number };

	load_interrupts(rd);
	if (!rd->nrows)
		return NULL;
	return bsearch(&key, rd->rows, rd->nrows, sizeof(key), row_cmp);
}
