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
#define COUNTERS_MAX (8192u * 1024)

/* "RISC-V INTC", "SiFive PLIC": a chip's name may have blanks. */
#define CHIP_WORDS 3

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

/*
 * The header names the columns: only online CPUs have one. Returns how many; ids[i]
 * is column i's CPU. 0 if it is no header, for then no count could be told from a name.
 */
static size_t parse_header(char *line, unsigned ncpus, unsigned *ids)
{
	size_t n = 0;
	char *word;

	while ((word = next_word(&line))) {
		uint64_t id;

		if (n == ncpus || strncmp(word, "CPU", 3) || parse_u64(word + 3, ncpus - 1, &id))
			return 0;
		ids[n++] = (unsigned)id;
	}
	return n;
}

static bool all_digits(const char *s)
{
	return *s && strspn(s, "0123456789") == strlen(s);
}

/* The length of the word at p. */
static size_t word_length(const char *p)
{
	return strcspn(p, " \t");
}

static const char *skip_word(const char *p)
{
	p += word_length(p);
	return p + strspn(p, " \t");
}

/* "37", "0-edge": the interrupt's number at its chip, on x86 with the flow's name. */
static bool is_hwirq(const char *p, bool *flow)
{
	size_t digits = strspn(p, "0123456789");

	*flow = digits && p[digits] == '-';
	return digits && (*flow || digits == word_length(p));
}

static bool is_level(const char *p)
{
	static const char *const words[] = { "Level", "Edge", "None" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (word_length(p) == strlen(words[i]) && !strncmp(p, words[i], strlen(words[i])))
			return true;
	return false;
}

/* "0-edge", "37 Level", "-event" (Xen numbers nothing): what follows it, or NULL if there is none at p. */
static const char *skip_trigger(const char *p)
{
	const char *start = p;
	bool flow = false;

	if (is_hwirq(p, &flow))
		p = skip_word(p);
	if (!flow && is_level(p))
		p = skip_word(p);
	if (!flow && *p == '-')
		p = skip_word(p);
	return p == start ? NULL : p;
}

/*
 * After the counts: chip, hardware number and trigger (glued or apart, by
 * architecture), then the names up to the line's end.
 */
static void parse_tail(const char *p, struct arena *a, struct interrupt_row *row)
{
	const char *chip = p + strspn(p, " \t"), *names = NULL;
	const char *chip_end = chip + word_length(chip), *first = skip_word(chip), *end;
	size_t len;

	p = first;
	end = chip_end;
	for (int i = 1; *p && i <= CHIP_WORDS && !names; i++) {
		names = skip_trigger(p);
		if (names)
			chip_end = end;
		end = p + word_length(p);
		p = skip_word(p);
	}
	/* None: kernels of old glued it to the chip. */
	if (!names)
		names = first;
	len = strlen(names);
	while (len && strchr(" \t\r", names[len - 1]))
		len--;
	row->chip = arena_strndup(a, chip, (size_t)(chip_end - chip));
	row->actions = arena_strndup(a, names, len);
	text_clean((char *)row->chip);
	text_clean((char *)row->actions);
}

/* "4": a count more than there are columns, of a CPU that came while the file was read. */
static bool begins_with_count(const char *tail)
{
	tail += strspn(tail, " \t");
	return *tail && strspn(tail, "0123456789") == word_length(tail);
}

/*
 * The counts go to column (as many as there are columns); *tail is what follows them. False where
 * they are not as many: whose they are is not known then.
 */
static bool parse_counts(char *line, size_t columns, uint64_t *column, unsigned *number,
			 char **tail)
{
	char *word = next_word(&line);
	size_t len = word ? strlen(word) : 0;
	uint64_t n;

	if (len < 2 || word[len - 1] != ':')
		return false;
	word[len - 1] = '\0';
	if (!all_digits(word) || parse_u64(word, INT32_MAX, &n))
		return false;
	*number = (unsigned)n;
	for (size_t i = 0; i < columns; i++) {
		word = next_word(&line);
		if (!word || !all_digits(word) || parse_u64(word, UINT64_MAX, &column[i]))
			return false;
	}
	*tail = line;
	return !begins_with_count(line);
}

static int row_cmp(const void *a, const void *b)
{
	const struct interrupt_row *x = a, *y = b;

	return x->number < y->number ? -1 : x->number > y->number;
}

/* The next line that has an end: the kernel ends each, so another was cut, and its names with it. */
static char *next_line(char **p)
{
	char *line = *p, *end = strchr(line, '\n');

	if (!end)
		return NULL;
	*end = '\0';
	*p = end + 1;
	return line;
}

size_t interrupts_parse(char *text, unsigned ncpus, struct arena *a, struct interrupt_row **rows)
{
	unsigned *ids = arena_array(a, ncpus, sizeof(*ids)), number;
	uint64_t *column = arena_array(a, ncpus, sizeof(*column));
	char *line = next_line(&text), *tail;
	size_t columns = line ? parse_header(line, ncpus, ids) : 0, n = 0;

	*rows = NULL;
	if (!columns)
		return 0;
	while ((line = next_line(&text)) && n < COUNTERS_MAX / ncpus) {
		struct interrupt_row *row;

		if (!parse_counts(line, columns, column, &number, &tail))
			continue;
		row = arena_push(a, *rows, n);
		row->number = number;
		row->counts = arena_array(a, ncpus, sizeof(*row->counts));
		for (size_t i = 0; i < columns; i++)
			row->counts[ids[i]] = column[i];
		parse_tail(tail, a, row);
	}
	if (n)
		qsort(*rows, n, sizeof(**rows), row_cmp);
	return n;
}

struct cpuset *interrupts_cpus(const char *text, unsigned ncpus, struct arena *a)
{
	unsigned *ids = arena_array(a, ncpus, sizeof(*ids));
	char *line = arena_strndup(a, text, strcspn(text, "\n"));
	size_t n = parse_header(line, ncpus, ids);
	struct cpuset *s = n ? cpuset_new(a, ncpus) : NULL;

	for (size_t i = 0; i < n; i++)
		cpuset_add(s, ids[i]);
	return s;
}

int interrupts_text(struct sys *s, struct arena *a, char **text)
{
	return files_read_all(s->files, "/proc/interrupts", INTERRUPTS_LIMIT, a, text, NULL);
}

void load_interrupts(struct reader *rd)
{
	char *text;

	if (rd->interrupts_loaded)
		return;
	rd->interrupts_loaded = true;
	if (interrupts_text(rd->sys, rd->arena, &text))
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
