// SPDX-License-Identifier: GPL-2.0-or-later
#include "watch_help.h"

#include <stddef.h>

#include "watch_draw.h"

static const struct {
	const char *keys, *what;
} lines[] = {
	{ "q ^C", "quit" },
	{ "Tab i u c", "the next table; interfaces, queues, CPUs" },
	{ "z Enter", "this table alone, and all of them" },
	{ "Up PgUp Home ...", "scroll (also k j g G)" },
	{ "< > s Left Right", "sort by the column before, behind; r: the other way round" },
	{ "/", "rows with a text only: Enter keeps it, Esc drops it" },
	{ "p Space", "hold the picture, and go on" },
	{ "+ -", "longer and shorter intervals" },
	{ "n", "CPUs of all nodes in one list, or beside each other" },
	{ "", "" },
	{ "missed", "no room in the ring of the card" },
	{ "cpu", "where its interrupts came; if none did, where they would" },
	{ "pkt/irq", "packets of the queue for each interrupt of its vector" },
	{ "softirq", "share of its time in softirqs; many kernels look at ticks" },
	{ "pkt/s of a CPU", "packets worked on, once for each device they pass" },
	{ "drop/s of a CPU", "steered here (RPS) while the backlog was full" },
	{ "squeeze/s", "rounds that ended with work left over" },
	{ "rps ipi/s", "wake-ups by CPUs that steered packets here" },
	{ "-", "the kernel does not say" },
};

void watch_draw_help(struct canvas *c)
{
	const size_t n = sizeof(lines) / sizeof(lines[0]);
	const unsigned first = c->rows < n + 2 ? 1 : 2;

	for (size_t i = 0; i < n; i++) {
		unsigned y = (unsigned)i + first;

		canvas_put(c, y, 1, INK_NAME, lines[i].keys);
		canvas_put(c, y, 19, INK_PLAIN, lines[i].what);
	}
}
