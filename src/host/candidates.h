/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "nqtune/host.h"
#include "actions.h"

struct reader;

/* An interrupt that is one of a NIC's, and what its name says. */
struct candidate {
	struct vector vector;
	struct action_match match;
	bool used;		/* serves a queue */
};

/* What is known of one NIC's vectors so far. */
struct search {
	struct reader *rd;
	struct nic *nic;
	struct action_names names;
	struct candidate *v;
	size_t n;
	int *rx, *tx;		/* candidate of each queue, -1 = none */
};

/* The interrupts of s->nic, from msi_irqs or else by name, with what they serve as far as names tell. */
void find_candidates(struct search *s);
void add_candidate(struct search *s, struct irq *irq, const char *name,
		   const struct action_match *m, enum vector_method method);
