// SPDX-License-Identifier: GPL-2.0-or-later
// /proc/softirqs: a row a softirq, a column for each possible CPU.
#include <stddef.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/sample.h"
#include "counted_text.h"
#include "reader.h"

static const struct {
	const char *row;
	size_t at;
} taken[] = {
	{ "NET_TX:", offsetof(struct cpu_counters, net_tx) },
	{ "NET_RX:", offsetof(struct cpu_counters, net_rx) },
};

/* The columns' CPUs, as the first line names them. 0 if it is no header. */
static size_t parse_header(struct words *line, unsigned ncpus, unsigned *ids)
{
	const char *word;
	size_t len, n = 0;

	while (words_next(line, &word, &len)) {
		struct words number = { word + 3, word + len };
		uint64_t id;

		if (n == ncpus || len < 4 || memcmp(word, "CPU", 3) ||
		    !words_number(&number, &id) || id >= ncpus)
			return 0;
		ids[n++] = (unsigned)id;
	}
	return n;
}

static void take_row(struct words *row, size_t at, const unsigned *ids, size_t n,
		     struct cpu_counters *cpus)
{
	for (size_t i = 0; i < n; i++) {
		struct reading *r = (void *)((char *)&cpus[ids[i]] + at);

		r->set = words_number(row, &r->n);
		if (!r->set) {
			r->n = 0;
			return;
		}
	}
}

void softirqs_parse(const char *text, struct cpu_counters *cpus, unsigned ncpus, struct arena *a)
{
	unsigned *ids = arena_array(a, ncpus, sizeof(*ids));
	struct words row;
	size_t n;

	if (!words_line(&text, &row))
		return;
	n = parse_header(&row, ncpus, ids);
	while (n && words_line(&text, &row)) {
		const char *word;
		size_t len;

		if (!words_next(&row, &word, &len))
			continue;
		for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++)
			if (words_is(word, len, taken[i].row))
				take_row(&row, taken[i].at, ids, n, cpus);
	}
}
