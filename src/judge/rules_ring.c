// SPDX-License-Identifier: GPL-2.0-or-later
// Rules on descriptor rings: too short for the bursts (A8), too long for the cache (R9).
#include <inttypes.h>
#include <string.h>

#include "counts.h"
#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/host.h"
#include "nqtune/knob.h"
#include "nqtune/sample.h"

/* As the planner reckons (src/plan/cards_ring.c): a packet of 1500 bytes and its headroom. */
#define BUFFER_BYTES 2048u
/* A device that writes into the cache (DDIO) gets two of twenty ways of it. */
#define SHARE_PERCENT 10u
/* Where the kernel does not tell its size, as on many small boards. */
#define UNKNOWN_CACHE (UINT64_C(8) << 20)
/* No shorter ring is too long, and no profile shrinks one below: lost packets cost more than slow ones. */
#define SHORT_RING 1024u
/* A delay that lets so many packets wait is worth shortening before they overflow. */
#define LONG_DELAY 50u

/* What virtio_net drops a queue is what was damaged or XDP did not want. */
static bool counts_full_rings(const struct nic *nic)
{
	return !nic->driver || strcmp(nic->driver, "virtio_net");
}

/* Packets that found no room: what the device counted in sum, or what its queues did. */
static uint64_t overflowed(const struct finds *f, const struct nic *nic)
{
	const struct nic_counters *n = f->c->counted ? sample_nic(f->c->counted, nic->name) : NULL;
	uint64_t sum = n && n->rx_missed.set ? n->rx_missed.n : 0, queues = 0;

	for (size_t i = 0; f->c->counted && i < nic->nrx; i++) {
		const struct queue_counters *q = sample_queue(f->c->counted, nic->name, false,
							      nic->rx[i].index);

		if (q && q->drops.set && counts_full_rings(nic))
			queues += q->drops.n;
	}
	return sum > queues ? sum : queues;
}

/* Sizes one less than a power of two, or rounded by the driver, are what was meant. */
static bool is_clearly_more(uint64_t now, uint64_t than)
{
	return now > than + than / 8;
}

static uint64_t next_size(uint64_t now, uint64_t max)
{
	uint64_t p = 1;

	while (!is_clearly_more(p, now))
		p *= 2;
	return p < max ? p : max;
}

/* The last-level caches of the CPUs of nic's node together; 0 = not said. */
static uint64_t cache_near(struct finds *f, const struct nic *nic)
{
	const struct host *h = f->h;
	struct cpuset *counted = cpuset_new(f->a, h->ncpus);
	uint64_t sum = 0;

	cpuset_each(cpu, host_node_cpus(h, nic->node)) {
		const struct cpu *c = &h->cpus[cpu];

		if (!c->llc_bytes.set || c->llc < 0 || cpuset_has(counted, (unsigned)c->llc))
			continue;
		cpuset_add(counted, (unsigned)c->llc);
		sum += c->llc_bytes.n;
	}
	return sum;
}

/*
 * The longest rings that fit, if so many queues have them. Both rules go by this, so that the remedy
 * of one is never what the other complains of.
 */
static uint64_t fitting(struct finds *f, const struct nic *nic, uint64_t queues)
{
	uint64_t known = cache_near(f, nic), p = SHORT_RING;
	uint64_t room = (known ? known : UNKNOWN_CACHE) * SHARE_PERCENT / 100 / BUFFER_BYTES / queues;

	while (p * 2 <= room)
		p *= 2;
	return p;
}

/* How many channels it could have more, up to one a CPU; 0 = none. */
static uint64_t more_channels(struct finds *f, const struct nic *nic)
{
	const struct knob_reading *r = setting_of(f, nic, "channels", "combined", NULL);
	uint64_t cpus = cpuset_count(f->h->online), most;

	if (!r || r->max.kind != VALUE_NUMBER)
		return 0;
	most = r->max.number < cpus ? r->max.number : cpus;
	return most > r->value.number ? most : 0;
}

/* With shorter rings, if these would not fit for more queues. */
static const char *more_queues(struct finds *f, const struct nic *nic, uint64_t channels)
{
	struct reading ring = number_of(f, nic, "ring", "rx");
	uint64_t fit = fitting(f, nic, channels);

	return say(f, "nqtune channels %s combined %" PRIu64 "%s" RESETS_LINK, named(f, nic), channels,
		   ring.set && is_clearly_more(ring.n, fit)
			   ? say(f, " && nqtune ring %s rx %" PRIu64, named(f, nic), fit)
			   : "");
}

static const char *instead_of_a_ring(struct finds *f, const struct nic *nic)
{
	struct reading usecs = number_of(f, nic, "coalesce", "rx-usecs");
	uint64_t channels = more_channels(f, nic);

	if (channels)
		return more_queues(f, nic, channels);
	if (usecs.set && usecs.n > LONG_DELAY)
		return say(f, "nqtune coalesce %s rx-usecs %u", named(f, nic), LONG_DELAY);
	return "more queues, a shorter delay, or a longer ring that the cache has room for are not to be had "
	       "here: spread the work behind the queues (nqtune auto), or do less with each packet";
}

void find_rings_small(struct finds *f)
{
	each_subject(nic, f)
	{
		const struct knob_reading *r = setting_of(f, nic, "ring", "rx", NULL);
		uint64_t lost = overflowed(f, nic), max, next;
		const char *severity = loss(f, lost, received(f, nic)), *bound = "";
		bool grows;

		if (!severity || !nic->nrx)
			continue;
		max = r && r->max.kind == VALUE_NUMBER ? r->max.number : 0;
		next = max ? next_size(r->value.number, max) : 0;
		grows = max && r->value.number < max && next <= fitting(f, nic, nic->nrx);
		if (max && !grows)
			bound = r->value.number < max ? ", which are as long as the cache has room for"
						      : ", which are as long as they can be";
		report(f, nic->name, severity,
		       say(f, "packets are lost because its receive rings are full%s", bound),
		       say(f, "%" PRIu64 " lost beside %s%s", lost, packets_counted(f, nic),
			   r ? say(f, "; ring of %" PRIu64 ", at most %" PRIu64, r->value.number,
				   max)
			     : ""),
		       grows ? say(f, "nqtune ring %s rx %" PRIu64 RESETS_LINK, named(f, nic), next)
			     : instead_of_a_ring(f, nic));
	}
}

void find_rings_large(struct finds *f)
{
	each_subject(nic, f)
	{
		struct reading now = number_of(f, nic, "ring", "rx");
		uint64_t known, cache, fit;

		if (!now.set || !nic->nrx || !is_used(f, nic) || overflowed(f, nic))
			continue;
		known = cache_near(f, nic);
		cache = known ? known : UNKNOWN_CACHE;
		fit = fitting(f, nic, nic->nrx);
		if (!is_clearly_more(now.n, fit))
			continue;
		report(f, nic->name, NULL,
		       "the buffers of its receive rings do not fit the part of the cache that a "
		       "device writes to",
		       say(f,
			   "%zu queues x %" PRIu64 " entries x 2 KiB are %" PRIu64
			   " KiB; %u %% of %s%" PRIu64 " KiB of last-level cache are %" PRIu64
			   " KiB; %s",
			   nic->nrx, now.n, nic->nrx * now.n * BUFFER_BYTES / 1024, SHARE_PERCENT,
			   known ? "" : "supposed ", cache / 1024,
			   cache * SHARE_PERCENT / 100 / 1024, packets_counted(f, nic)),
		       say(f, "nqtune ring %s rx %" PRIu64 RESETS_LINK, named(f, nic), fit));
	}
}
