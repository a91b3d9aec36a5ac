/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "layout.h"
#include "nqtune/knob.h"

struct err;

/* A NIC whose own settings are planned. */
struct card {
	struct layout *l;
	const struct wish_cards *asked;
	const struct nic *nic;
	const struct wish_iface *wish;	/* the first that reaches it, as for its interrupts */
	const struct nic_knobs *now;	/* NULL = nothing was read of it */
	struct cpuset *pool;
	const char *pool_why;
	size_t nrx;		/* rx queues, once its channels are as planned */
	bool remade;		/* the plan changes them */
	const char *fixed;	/* settings of the knob at hand that the driver does not let be changed */
};

/* Where they are to be looked for. */
struct card_source {
	const struct wish *w;
	const struct wish_cards *asked;
	const struct nic_knobs *k;
	size_t nk;
};
/* The NICs below asked->ifaces, each once. -ENODEV, and -EINVAL where no CPU is left for one. */
int find_cards(struct layout *l, const struct card_source *from, struct card **out, size_t *n,
	       struct err *e);
bool cards_ask(const struct wish_cards *asked, const char *knob);
/* What the line is about, as it is now; NULL = the driver does not have it. */
const struct knob_reading *card_reading(const struct card *c, const struct profile_line *line);
/* All of a knob's readings; NULL = it was not read. */
const struct knob_readings *card_readings(const struct card *c, const char *knob);
/* The number of a reading, its maximum (its number where none is said); 0 for NULL. */
uint64_t reading_number(const struct knob_reading *r);
uint64_t reading_max(const struct knob_reading *r);

/* Puts the line's setting to v, unless it is that already or is fixed. r may be NULL. */
void card_set(struct card *c, const struct profile_line *line, const struct knob_reading *r,
	      const struct value *v, const char *why);
void card_set_number(struct card *c, const struct profile_line *line,
		     const struct knob_reading *r, uint64_t n, const char *why);
void card_set_word(struct card *c, const struct profile_line *line, const struct knob_reading *r,
		   const char *word, const char *why);

/* Rules with a file of their own. */
void set_channels(struct card *c, const struct profile_line *line);
/* How many rx queues that will leave it. */
size_t planned_rx(const struct card *c);
void set_rx_ring(struct card *c, const struct profile_line *line);
void set_short_ring(struct card *c, const struct profile_line *line);
void set_table(struct card *c, const struct profile_line *line);
void set_ports(struct card *c, const struct profile_line *line);
/* The table is set to the driver's own if it would keep the kernel from taking queues away. */
void release_table(struct card *c, uint64_t queues_now, uint64_t queues_then);
