// SPDX-License-Identifier: GPL-2.0-or-later
// Rules on the settings of a card: interrupt moderation, flow control, copying.
#include <inttypes.h>
#include <string.h>

#include "counts.h"
#include "nqtune/host.h"
#include "nqtune/knob.h"
#include "nqtune/sample.h"

/* At some microseconds each, so many a second take a hundredth of a CPU. */
#define MANY_INTERRUPTS 2000
/* Interrupts a packet: one for every second at least, where a round of NAPI could take 64. */
#define OF_ITS_OWN 0.5
/* What the router's profile sets: at a gigabit of small packets some 70 arrive meanwhile. */
#define DELAY 50u
/* Longer than any profile waits; across a local network and back takes about as long. */
#define LONG_DELAY 200u
/* Packets a second: fewer are not awaited by anyone, more are worth collecting. */
#define FEW_LEAST 10
#define FEW_MOST 1000
/* Pauses a second: a single one may be a partner that starts. */
#define OFTEN_PAUSED 1

struct interrupts {
	uint64_t n;
	uint64_t packets; /* that they may have announced */
};

static uint64_t raised(const struct finds *f, const struct vector *v)
{
	const struct irq_counters *c = sample_irq(f->c->counted, v->irq->number);
	uint64_t sum = 0;

	for (unsigned cpu = 0; c && cpu < f->h->ncpus; cpu++)
		sum += c->counts[cpu];
	return sum;
}

static struct interrupts interrupts_of(const struct finds *f, const struct nic *nic)
{
	const struct nic_counters *n = f->c->counted ? sample_nic(f->c->counted, nic->name) : NULL;
	struct interrupts out = { .packets = received(f, nic) };
	bool sends = false;

	for (size_t i = 0; n && i < nic->nvectors; i++) {
		const struct vector *v = &nic->vectors[i];

		if (v->role != VECTOR_RX && v->role != VECTOR_RXTX)
			continue;
		out.n += raised(f, v);
		sends |= v->role == VECTOR_RXTX;
	}
	if (sends && n->tx_packets.set)
		out.packets += n->tx_packets.n;
	return out;
}

/* The delay that is set, unless the driver chooses another by itself. */
static struct reading fixed_delay(const struct finds *f, const struct nic *nic)
{
	if (is_on(f, nic, "coalesce", "adaptive-rx", NULL))
		return (struct reading){ 0 };
	return number_of(f, nic, "coalesce", "rx-usecs");
}

/* What virtio_net tells of a device that cannot wait: it refuses any other. */
static bool cannot_wait(const struct nic *nic, struct reading frames)
{
	return nic->driver && !strcmp(nic->driver, "virtio_net") && frames.set && frames.n == 1;
}

void find_coalescing_off(struct finds *f)
{
	each_subject(nic, f)
	{
		struct interrupts got = interrupts_of(f, nic);
		struct reading delay = fixed_delay(f, nic);
		struct reading frames = number_of(f, nic, "coalesce", "rx-frames");

		if (!delay.set || delay.n || (frames.set && frames.n > 1) || !got.packets ||
		    cannot_wait(nic, frames) || a_second(f, got.n) < MANY_INTERRUPTS ||
		    (double)got.n < OF_ITS_OWN * (double)got.packets)
			continue;
		report(f, nic->name, NULL, "every packet or two raise an interrupt of their own",
		       say(f,
			   "%" PRIu64 " interrupts for %" PRIu64
			   " packets %s; rx-usecs 0, adaptive-rx off",
			   got.n, got.packets, when_counted(f)),
		       say(f, "nqtune coalesce %s rx-usecs %u", named(f, nic), DELAY));
	}
}

void find_coalescing_eager(struct finds *f)
{
	each_subject(nic, f)
	{
		struct reading delay = fixed_delay(f, nic);
		double rate = a_second(f, received(f, nic));

		if (!delay.set || delay.n < LONG_DELAY || rate < FEW_LEAST || rate > FEW_MOST)
			continue;
		report(f, nic->name, NULL,
		       say(f,
			   "a packet may wait %" PRIu64
			   " us for its interrupt, and hardly any other comes meanwhile",
			   delay.n),
		       say(f, "%s; rx-usecs %" PRIu64 ", adaptive-rx off", packets_counted(f, nic),
			   delay.n),
		       say(f, "nqtune coalesce %s rx-usecs %u", named(f, nic), DELAY));
	}
}

/* What its partner asked it to wait, and it its partner; 0 also where that is not counted. */
struct pauses {
	uint64_t rx, tx;
	bool known;
};

static struct pauses pauses_of(const struct finds *f, const struct nic *nic)
{
	const struct nic_counters *n = f->c->counted ? sample_nic(f->c->counted, nic->name) : NULL;

	if (!n || (!n->rx_pauses.set && !n->tx_pauses.set))
		return (struct pauses){ 0 };
	return (struct pauses){ n->rx_pauses.n, n->tx_pauses.n, true };
}

static const char *pauses_words(struct finds *f, const struct pauses *p)
{
	if (!p->known)
		return "its driver does not tell of pauses";
	if (!p->rx && !p->tx)
		return "no pauses";
	return say(f, "%" PRIu64 " pauses sent, %" PRIu64 " received", p->tx, p->rx);
}

/* R5: it is what many drivers begin with, so that by itself it is a note. */
void find_pause(struct finds *f)
{
	each_subject(nic, f)
	{
		bool rx = is_on(f, nic, "pause", "rx", NULL),
		     tx = is_on(f, nic, "pause", "tx", NULL);
		bool agreed = is_on(f, nic, "pause", "autoneg", NULL);
		struct pauses p = pauses_of(f, nic);
		bool paused = p.rx + p.tx && at_least(f, p.rx + p.tx, OFTEN_PAUSED);

		if (nic->nrx < 2 || (!rx && !tx) || (!paused && !is_loaded(f, nic)))
			continue;
		report(f, nic->name, paused ? "warn" : NULL,
		       tx ? "flow control is on: one slow CPU whose ring is full stops what comes "
			    "in for all its queues"
			  : "flow control is on: the partner may stop what all its queues send",
		       say(f, "pause autoneg %s rx %s tx %s; %s; %zu rx queues, %s",
			   agreed ? "on" : "off", rx ? "on" : "off", tx ? "on" : "off",
			   pauses_words(f, &p), nic->nrx, packets_counted(f, nic)),
		       say(f, "nqtune pause %s%s%s%s" RESETS_LINK, named(f, nic), agreed ? " autoneg off" : "",
			   rx ? " rx off" : "", tx ? " tx off" : ""));
	}
}

/* R8 */
void find_nocache_copy(struct finds *f)
{
	each_subject(nic, f)
	{
		if (!is_on(f, nic, "offload", "feature", "tx-nocache-copy"))
			continue;
		report(f, nic->name, NULL, "what programs send is copied past the cache",
		       "tx-nocache-copy on",
		       say(f, "nqtune offload %s tx-nocache-copy off", named(f, nic)));
	}
}
