/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct driverstats;
struct queue_counters;

/* The queues of one interface, by number. */
struct queue_table {
	struct queue_counters *rx;
	size_t nrx;
	struct queue_counters *tx;
	size_t ntx;
	bool paired;	/* an interrupt serves an rx and a tx queue */
};

/*
 * Takes what a driver counts for its queues, by the names that are known. What is beyond the
 * table is not taken. Returns how many names are of queues, with those beyond the table.
 */
size_t queue_names_take(const struct driverstats *stats, const struct queue_table *t);
