// SPDX-License-Identifier: GPL-2.0-or-later
// /proc/stat: where the time of each CPU went, in ticks; a row for each online one.
#include <string.h>

#include "nqtune/sample.h"
#include "counted_text.h"
#include "reader.h"

/* Places in a row. What guests took, which follows, is in the first two as well. */
enum {
	COLUMN_IDLE = 3,
	COLUMN_IOWAIT = 4,
	COLUMN_SOFTIRQ = 6,
	COLUMN_STEAL = 7,
	COLUMNS,
};

/* "cpu12"; the row "cpu" is the sum. */
static bool is_cpu(const char *word, size_t len, unsigned ncpus, unsigned *cpu)
{
	struct words number = { word + 3, word + len };
	uint64_t n;

	if (len < 4 || memcmp(word, "cpu", 3) || !words_number(&number, &n) || n >= ncpus)
		return false;
	*cpu = (unsigned)n;
	return true;
}

static void take_row(struct words *row, struct cpu_counters *c)
{
	uint64_t v[COLUMNS] = { 0 }, sum = 0;
	size_t n = 0;

	while (n < COLUMNS && words_number(row, &v[n]))
		sum += v[n++];
	if (n <= COLUMN_SOFTIRQ)
		return;
	c->softirq = (struct reading){ true, v[COLUMN_SOFTIRQ] };
	c->idle = (struct reading){ true, v[COLUMN_IDLE] + v[COLUMN_IOWAIT] };
	c->ticks = (struct reading){ true, sum };
}

void procstat_parse(const char *text, struct cpu_counters *cpus, unsigned ncpus)
{
	struct words row;

	while (words_line(&text, &row)) {
		const char *word;
		unsigned cpu;
		size_t len;

		if (words_next(&row, &word, &len) && is_cpu(word, len, ncpus, &cpu))
			take_row(&row, &cpus[cpu]);
	}
}
