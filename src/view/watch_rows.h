/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "nqtune/parse.h"

struct arena;
struct cpuset;
struct host;
struct interval;
struct irq;
struct nic;
struct sample;

/* A queue with what it and its interrupt counted. */
struct watch_queue {
	const struct nic *nic;
	bool tx;
	unsigned index;
	const struct irq *irq;	/* NULL = not known */
	const struct cpuset *cpus;	/* where its interrupts came, or if none did, where it would; NULL = not known */
	struct reading packets;
	struct reading bytes;
	struct reading drops;
	struct reading interrupts;	/* of its vector, which may serve other queues too */
};

bool watch_shows(const struct interval *t, const struct nic *nic);
/* Those of the interfaces shown, in the order of the host; rx first. How many. */
size_t watch_queues(const struct interval *t, struct watch_queue **out, struct arena *a);
/* Share of cpu's time in softirqs, 0 to 1; negative = not said. */
double watch_softirq(const struct interval *t, unsigned cpu);

/* A count of an interval by its name in records and JSON. */
struct watch_count {
	const char *key;
	struct reading n;
};
#define WATCH_COUNTS 8
/* Those of one thing, in the order of a record; a NULL key ends them. t has counted. */
void watch_iface_counts(const struct interval *t, const struct nic *nic, struct watch_count out[WATCH_COUNTS]);
void watch_queue_counts(const struct watch_queue *q, struct watch_count out[WATCH_COUNTS]);
void watch_cpu_counts(const struct interval *t, unsigned cpu, struct watch_count out[WATCH_COUNTS]);

/* A name as it may be printed. */
const char *watch_clean(const char *name, struct arena *a);

enum watch_kind {
	WATCH_IFACES,
	WATCH_QUEUES,
	WATCH_CPUS,
	WATCH_KINDS,
};

enum cell_kind {
	CELL_NONE,	/* not said */
	CELL_BLANK,	/* nothing belongs here */
	CELL_WORD,
	CELL_NUMBER,	/* a rate or a ratio */
	CELL_SHARE,	/* 0 to 1 */
};
struct cell {
	enum cell_kind kind;
	const char *word;
	double n;
};

/* What cell_text() needs; numbers take at most CELL_COLS - 1 columns. */
#define CELL_COLS 8
/* "-", "", "0", "<0.1", "0.4", "12345", "12.3M", "7.5%". A word is returned itself, else buf. */
const char *cell_text(const struct cell *c, char buf[CELL_COLS]);

#define WATCH_COLUMNS 9

struct watch_column {
	const char *head;
	bool words;	/* left-aligned, as wide as its words; else numbers, most first when sorted by */
	bool alarm;	/* anything but 0 is amiss */
	unsigned rank;	/* the highest gives way first where there is little room; 0 never does */
};
struct watch_row {
	struct cell c[WATCH_COLUMNS];
	size_t place;	/* as the host has it, for those that are alike */
	int node;	/* of a CPU */
	const struct nic *nic;	/* of an interface */
};
struct watch_table {
	enum watch_kind kind;
	const struct watch_column *cols;
	size_t ncols;
	struct watch_row *rows;
	size_t nrows;
	struct watch_row foot[2];	/* of interfaces: the sum of those that stand on no other one here; forwarding */
	size_t nfoot;
};

/* The columns of a table; how many. */
size_t watch_columns(enum watch_kind kind, const struct watch_column **out);
/* A second's worth of everything, of rows that have filter (NULL or "" = all) in a word, however capital. */
void watch_table(struct watch_table *out, enum watch_kind kind, const struct interval *t,
		 const char *filter, struct arena *a);
/* By that column: words ascending, numbers descending, reverse the other way; what is not said comes last. */
void watch_sort(struct watch_table *t, size_t column, bool reverse);
/* The rows of CPUs on one node. */
struct watch_table watch_node(const struct watch_table *t, int node, struct arena *a);
