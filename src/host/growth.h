/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "nqtune/parse.h"

/* What may have been counted in a time: what no link carries and no CPU takes is more. */
struct most {
	double packets;
	double bytes;
	double interrupts;	/* on one CPU */
};
struct most most_in(uint64_t ns);

/* What became of a counter. */
struct growth {
	struct reading by;	/* not set: in one of the two readings it was not said */
	bool wrapped;		/* it went beyond 32 bits, as far as one can see */
	bool anew;		/* it was set back, or it is another one: nobody knows what it had counted */
};

struct growth grown(struct reading from, struct reading to, double most);
/* What it went on by; not set where that is not known. */
struct reading growth_known(const struct growth *g);
/*
 * A wrap is a guess. That a queue's counter wrapped is believed only where its interface grew so much;
 * that those of packets and bytes did, only where what stands beside them does not speak against it.
 */
void growth_doubt_part(struct growth *part, struct reading whole);
void growth_doubt_pair(struct growth *packets, struct growth *bytes);
