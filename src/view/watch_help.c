// SPDX-License-Identifier: GPL-2.0-or-later
#include "watch_help.h"

#include <stddef.h>

#include "watch_draw.h"

static const struct {
	const char *keys, *what;
} lines[] = {
	{ "Tab i u c", "the next table; interfaces, queues, CPUs" },
	{ "z Enter", "this table alone, and all of them" },
	{ "Up PgUp Home ...", "scroll (also k j g G)" },
	{ "< > s Left Right", "sort by the column before, behind; r: the other way round" },
	{ "/", "rows with a text only: Enter keeps it, Esc drops it" },
	{ "p Space", "hold the picture, and go on" },
	{ "+ -", "longer and shorter intervals" },
	{ "n", "CPUs of all nodes in one list, or beside each other" },
	{ "q ^C", "quit" },
	{ "", "" },
	{ "missed", "no room in the ring of the card" },
	{ "cpu", "where its interrupts came; if none did, where they would" },
	{ "pkt/irq", "packets of the queue for each interrupt of its vector" },
	{ "softirq", "share of the CPU's time in softirqs" },
	{ "pkt/s of a CPU", "packets worked on, once for each device they pass" },
	{ "drop/s of a CPU", "steered here (RPS) while the backlog was full" },
	{ "squeeze/s", "rounds that ended with work left over" },
	{ "rps ipi/s", "wake-ups by CPUs that steered packets here" },
	{ "-", "the kernel does not say" },
};

void watch_draw_help(struct canvas *c)
{
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		unsigned y = (unsigned)i + 2;

		canvas_put(c, y, 1, INK_NAME, lines[i].keys);
		canvas_put(c, y, 19, INK_PLAIN, lines[i].what);
	}
}
