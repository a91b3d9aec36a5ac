// SPDX-License-Identifier: GPL-2.0-or-later
// Descriptor rings: deep enough for bursts, small enough for the cache (R9), or short on purpose (R10).
#include <inttypes.h>
#include <string.h>

#include "cards.h"
#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/host.h"

/* A packet of up to 1500 bytes and its headroom: half a page. */
#define BUFFER_BYTES 2048u
/* A device that writes into the cache (DDIO) gets two of twenty ways of it. */
#define SHARE_PERCENT 10u
/* Where the kernel does not tell, as on many small boards. */
#define UNKNOWN_CACHE (UINT64_C(8) << 20)

/* The last-level caches of these CPUs together; 0 = not said. */
static uint64_t cache_of(const struct layout *l, const struct cpuset *cpus)
{
	struct cpuset *counted = cpuset_new(l->arena, l->host->ncpus);
	uint64_t sum = 0;

	cpuset_each(cpu, cpus) {
		const struct cpu *c = &l->host->cpus[cpu];

		if (!c->llc_bytes.set || c->llc < 0 || cpuset_has(counted, (unsigned)c->llc))
			continue;
		cpuset_add(counted, (unsigned)c->llc);
		sum += c->llc_bytes.n;
	}
	return sum;
}

static uint64_t floor_power(uint64_t n)
{
	uint64_t p = 1;

	while (p <= n / 2)
		p *= 2;
	return p;
}

static const char *size_text(struct arena *a, uint64_t bytes)
{
	uint64_t tenths = (bytes * 10 + (UINT64_C(1) << 19)) >> 20;

	if (tenths < 10)
		return arena_printf(a, "%" PRIu64 " KiB", bytes >> 10);
	if (tenths % 10)
		return arena_printf(a, "%" PRIu64 ".%" PRIu64 " MiB", tenths / 10, tenths % 10);
	return arena_printf(a, "%" PRIu64 " MiB", tenths / 10);
}

static const char *why_entries(const struct card *c, const struct profile_line *line,
			       uint64_t entries, uint64_t cache)
{
	struct arena *a = c->l->arena;
	uint64_t bytes = entries * c->nrx * BUFFER_BYTES;
	uint64_t known = cache ? cache : UNKNOWN_CACHE;

	return arena_printf(a, "%zu x %" PRIu64 " buffers are %s, its share of %s of cache%s is %s: %s",
			    c->nrx, entries, size_text(a, bytes), size_text(a, known),
			    cache ? "" : " (the size is not known)",
			    size_text(a, known * SHARE_PERCENT / 100), line->why);
}

/* Some drivers' sizes are one less than a power of two, or round otherwise: no reason to reset the link. */
static bool is_near(uint64_t now, uint64_t wanted)
{
	uint64_t apart = now > wanted ? now - wanted : wanted - now;

	return apart <= wanted / 8;
}

static uint64_t clamp(uint64_t n, uint64_t least, uint64_t most)
{
	n = n < least ? least : n;
	return n > most ? most : n;
}

/*
 * A ring grows as far as the cache allows, at least to the line's number. One that is too
 * large shrinks to the same, yet not below twice that number: to lose packets costs more
 * than to read them from memory. What is between the two stays, and with it the link.
 */
void set_rx_ring(struct card *c, const struct profile_line *line)
{
	const struct knob_reading *r = card_reading(c, line);
	uint64_t max = reading_max(r), now = reading_number(r), cache, fit, least, most;

	if (!max || !c->nrx)
		return;
	cache = cache_of(c->l, c->pool);
	fit = (cache ? cache : UNKNOWN_CACHE) * SHARE_PERCENT / 100 / BUFFER_BYTES / c->nrx;
	max = floor_power(max < line->most ? max : line->most);
	least = clamp(floor_power(fit), line->number, max);
	most = clamp(floor_power(fit), UINT64_C(2) * line->number, max);
	if (now < least && !is_near(now, least))
		card_set_number(c, line, r, least, why_entries(c, line, least, cache));
	else if (now > most && !is_near(now, most))
		card_set_number(c, line, r, most, why_entries(c, line, most, cache));
}

/* The least size of at least n that the driver takes; others take what is asked, or round by themselves. */
static uint64_t size_for(const struct nic *nic, uint64_t n)
{
	const char *driver = nic->driver ? nic->driver : "";
	uint64_t p = floor_power(n);

	/* virtqueue_resize() wants a power of two. */
	if (!strcmp(driver, "virtio_net"))
		return p < n ? p * 2 : n;
	/* vmxnet3's rings come in blocks of 32 descriptors. */
	if (!strcmp(driver, "vmxnet3"))
		return (n + 31) / 32 * 32;
	return n;
}

void set_short_ring(struct card *c, const struct profile_line *line)
{
	const struct knob_reading *r = card_reading(c, line);
	uint64_t max = reading_max(r), size = size_for(c->nic, line->number);

	if (!c->asked->short_tx_ring || !max)
		return;
	card_set_number(c, line, r, max < size ? max : size, line->why);
}
