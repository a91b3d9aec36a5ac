// SPDX-License-Identifier: GPL-2.0-or-later
// /proc/net/softnet_stat: a row a CPU, hexadecimal, more columns with newer kernels.
#include <string.h>

#include "nqtune/cpuset.h"
#include "nqtune/sample.h"
#include "reader.h"

#define COLUMNS_MAX 32
#define DIGITS_MAX 16

/* Places in a row. Those between stand for counters that were given up. */
enum {
	COLUMN_PROCESSED = 0,
	COLUMN_DROPPED = 1,
	COLUMN_SQUEEZED = 2,
	COLUMN_STEERED = 9,
	COLUMN_LIMITED = 10,
	COLUMN_BACKLOG = 11,
	COLUMN_CPU = 12,
};

struct row {
	uint64_t v[COLUMNS_MAX];
	size_t n;
};

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

/* One line: words of hexadecimal digits and nothing else. The kernel ends each line. */
static bool parse_row(const char *line, size_t len, struct row *row)
{
	size_t at = 0;

	*row = (struct row){ .n = 0 };
	while (at < len && row->n < COLUMNS_MAX) {
		size_t from;

		while (at < len && line[at] == ' ')
			at++;
		for (from = at; at < len && digit(line[at]) >= 0; at++)
			row->v[row->n] = row->v[row->n] << 4 | (unsigned)digit(line[at]);
		if (at - from > DIGITS_MAX || (at < len && line[at] != ' '))
			return false;
		row->n += at > from;
	}
	return row->n > COLUMN_SQUEEZED;
}

static struct reading column(const struct row *row, size_t i)
{
	if (i >= row->n)
		return (struct reading){ 0 };
	return (struct reading){ true, row->v[i] };
}

static void take_row(const struct row *row, struct cpu_counters *c)
{
	c->processed = column(row, COLUMN_PROCESSED);
	c->dropped = column(row, COLUMN_DROPPED);
	c->squeezed = column(row, COLUMN_SQUEEZED);
	c->steered = column(row, COLUMN_STEERED);
	c->limited = column(row, COLUMN_LIMITED);
	c->backlog = column(row, COLUMN_BACKLOG);
}

static size_t count_lines(const char *text)
{
	size_t n = 0;

	for (; (text = strchr(text, '\n')); text++)
		n++;
	return n;
}

void softnet_parse(const char *text, const struct cpuset *online, struct cpu_counters *cpus,
		   unsigned ncpus)
{
	/* Rows without a number are the online CPUs' only if there are as many. */
	bool counted = count_lines(text) == cpuset_count(online);
	int next = -1;
	const char *end;

	for (; (end = strchr(text, '\n')); text = end + 1) {
		struct row row;
		bool good = parse_row(text, (size_t)(end - text), &row);

		next = counted ? cpuset_next(online, next) : -1;
		if (!good)
			continue;
		if (row.n > COLUMN_CPU && row.v[COLUMN_CPU] < ncpus)
			take_row(&row, &cpus[row.v[COLUMN_CPU]]);
		else if (row.n <= COLUMN_CPU && next >= 0 && (unsigned)next < ncpus)
			take_row(&row, &cpus[next]);
	}
}
