// SPDX-License-Identifier: GPL-2.0-or-later
// The machine, counted again and again, while interfaces come and go.
#include "watch_count.h"

#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "nqtune/arena.h"
#include "nqtune/clock.h"
#include "nqtune/err.h"
#include "nqtune/files.h"
#include "nqtune/sample.h"
#include "nqtune/session.h"

/* Queues and interrupts that were made anew are found after so long, if nothing tells sooner. */
#define LOOK_AGAIN_NS ((uint64_t)10 * 1000000000)

static uint64_t ns_of(struct timeval t)
{
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_usec * 1000;
}

static uint64_t own_cpu_ns(void)
{
	struct rusage use = { 0 };

	getrusage(RUSAGE_SELF, &use);
	return ns_of(use.ru_utime) + ns_of(use.ru_stime);
}

static uint64_t time_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

/* Those named with what carries them, or all but loopback. */
static void mark_shown(struct counting *c, const struct host *h, struct arena *a)
{
	bool *shown = arena_array(a, h->nnics + 1, sizeof(*shown));

	c->shown = shown;
	for (size_t i = 0; !c->want.ifaces && i < h->nnics; i++)
		shown[i] = h->nics[i].kind != NIC_LOOPBACK;
	for (size_t i = 0; i < c->want.nifaces; i++) {
		const struct nic *nic = host_nic(h, c->want.ifaces[i]);

		if (nic)
			host_mark_stack(h, nic, shown);
	}
	for (size_t i = 0; i < h->nnics; i++)
		shown[i] &= h->nics[i].known_layout;
}

/* The host as it is now; on failure (one that was named is gone) the one before stays. */
static int read_host(struct counting *c, struct err *e)
{
	struct arena *a = arena_new(NULL);
	struct host *h;
	int r = host_read(&h, &c->s->sys, &c->want, a, e);

	c->read_ns = clock_ns();
	if (r) {
		arena_free(a);
		return r;
	}
	arena_free(c->host);
	c->host = a;
	mark_shown(c, h, a);
	c->host_new = true;
	c->now.h = h;
	c->now.shown = c->shown;
	return 0;
}

static void take_sample(struct counting *c, struct arena **arena, struct sample **out)
{
	*arena = arena_new(NULL);
	*out = sample_read(&c->s->sys, c->now.h, *arena);
	sample_add_queues(*out, &c->s->sys, c->now.h, false, *arena);
	if (c->host_new) {
		c->nirqs = (*out)->nirqs;
		c->nqueues = (*out)->nqueues;
		c->irqs_listed = (*out)->irqs_listed;
		c->queues_listed = (*out)->queues_listed;
	}
	c->host_new = false;
}

int counting_begin(struct counting *c, struct session *s, unsigned ms, int argc, char **argv,
		   struct err *e)
{
	int r;

	*c = (struct counting){ .s = s, .now = { .asked_ms = ms } };
	c->want.ifaces = argc ? (const char *const *)argv : NULL;
	c->want.nifaces = (size_t)argc;
	r = read_host(c, e);
	if (r)
		return r;
	c->now.time_ms = time_ms();
	c->cpu_ns = own_cpu_ns();
	take_sample(c, &c->last_arena, &c->last);
	return 0;
}

/* Cheap to find out, each time: an interface came or went. */
static bool names_differ(struct counting *c)
{
	struct arena *scratch = arena_new(NULL);
	const struct host *h = c->now.h;
	struct names names = { 0 };
	bool differ = false;

	if (!files_list(c->s->sys.files, "/sys/class/net", FILES_LINKS | FILES_DIRS, scratch, &names)) {
		size_t known = 0;

		for (size_t i = 0; i < names.n; i++)
			known += host_nic(h, names.v[i]) != NULL;
		differ = known != h->nnics;
		/* bonding_masters is no interface, and no news. */
		for (size_t i = 0; i < names.n && !differ; i++)
			differ = !host_nic(h, names.v[i]) && strcmp(names.v[i], "bonding_masters");
	}
	arena_free(scratch);
	return differ;
}

/* Costs nothing: queues or interrupts came or went. */
static bool lists_differ(const struct counting *c)
{
	return c->last->nirqs != c->nirqs || c->last->nqueues != c->nqueues ||
	       c->last->irqs_listed != c->irqs_listed || c->last->queues_listed != c->queues_listed;
}

static void look_again(struct counting *c)
{
	struct err ignored;

	if (clock_ns() - c->read_ns >= LOOK_AGAIN_NS || lists_differ(c) || names_differ(c))
		read_host(c, &ignored);
}

void counting_next(struct counting *c)
{
	struct arena *arena;
	struct sample *sample;
	uint64_t cpu_ns;

	look_again(c);
	c->now.time_ms = time_ms();
	cpu_ns = own_cpu_ns();
	take_sample(c, &arena, &sample);
	arena_free(c->counted);
	c->counted = arena_new(NULL);
	c->now.counted = sample_diff(c->last, sample, c->counted);
	c->now.self_cpu = c->now.counted->ns
				  ? (double)(cpu_ns - c->cpu_ns) / (double)c->now.counted->ns
				  : 0;
	arena_free(c->last_arena);
	c->last_arena = arena;
	c->last = sample;
	c->cpu_ns = cpu_ns;
}

void counting_end(struct counting *c)
{
	arena_free(c->counted);
	arena_free(c->last_arena);
	arena_free(c->host);
}
