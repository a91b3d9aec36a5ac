// SPDX-License-Identifier: GPL-2.0-or-later
// Any text as /proc/interrupts, on a host of as many CPUs as its first two bytes say.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint64_t total;

static void check(const struct interrupt_row *rows, size_t n, unsigned ncpus)
{
	for (size_t i = 0; i < n; i++) {
		if (i && rows[i].number < rows[i - 1].number)
			abort();
		for (const char *p = rows[i].actions; *p; p++)
			if ((unsigned char)*p < ' ')
				abort();
		/* For the sanitizers: every CPU has its counter. */
		for (unsigned cpu = 0; cpu < ncpus; cpu++)
			total += rows[i].counts[cpu];
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct interrupt_row *rows;
	struct arena *a;
	unsigned ncpus;
	char *text;
	size_t n;

	if (size < 2)
		return 0;
	ncpus = 1 + (data[0] | (unsigned)data[1] << 8) % CPUSET_MAX;
	a = arena_new(NULL);
	text = arena_strndup(a, (const char *)data + 2, size - 2);
	n = interrupts_parse(text, ncpus, a, &rows);
	check(rows, n, ncpus);
	arena_free(a);
	return 0;
}
