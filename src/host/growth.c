// SPDX-License-Identifier: GPL-2.0-or-later
// What a counter went on by: wraps of 32 bits are told from counters that began anew. Pure.
#include "growth.h"

/* The most that a counter of 32 bits may have gone on beyond its end; more, and it began anew. */
#define WRAP_MAX (1u << 31)
/* A second: the smallest frames and the bytes of 800 Gbit/s; an interrupt takes a CPU more than 0.1 us. */
#define PACKETS_MOST 1.2e9
#define BYTES_MOST 1.0e11
#define INTERRUPTS_MOST 1.0e7
/* A queue is read a moment after its interface, which may be told of with a delay. */
#define OF_THE_WHOLE 2

/* Some cards tell once a second what they counted. */
struct most most_in(uint64_t ns)
{
	const double seconds = ns > 1000000000 ? (double)ns / 1e9 : 1;

	return (struct most){ PACKETS_MOST * seconds, BYTES_MOST * seconds, INTERRUPTS_MOST * seconds };
}

struct growth grown(struct reading from, struct reading to, double most)
{
	struct growth g = { .by = { from.set && to.set, to.n - from.n } };

	if (!g.by.set)
		return (struct growth){ 0 };
	if (to.n < from.n) {
		g.by.n = (uint32_t)to.n - (uint32_t)from.n;
		g.wrapped = from.n <= UINT32_MAX && g.by.n < WRAP_MAX;
		g.anew = !g.wrapped;
	}
	g.anew = g.anew || (double)g.by.n > most;
	return g;
}

struct reading growth_known(const struct growth *g)
{
	return g->by.set && !g->anew ? g->by : (struct reading){ 0 };
}

void growth_doubt_part(struct growth *part, struct reading whole)
{
	if (part->wrapped && (!whole.set || part->by.n / OF_THE_WHOLE > whole.n))
		part->anew = true;
}

/* No packet is without a byte. */
void growth_doubt_pair(struct growth *packets, struct growth *bytes)
{
	const bool fewer = bytes->by.set && !bytes->anew && bytes->by.n < packets->by.n;

	if (packets->wrapped && (bytes->anew || fewer))
		packets->anew = true;
	if (bytes->wrapped && packets->anew)
		bytes->anew = true;
}
