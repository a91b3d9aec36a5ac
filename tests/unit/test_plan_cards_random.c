// SPDX-License-Identifier: GPL-2.0-or-later
// What holds for every profile on every NIC: hosts, readings and wishes from a fixed seed.
#include <stdio.h>

#include "cardtest.h"
#include "fakehost.h"
#include "main.h"
#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/host.h"
#include "plantest.h"
#include "randline.h"

#define BATCHES 16
#define BATCH 25

static unsigned add_cpus(const char **line)
{
	unsigned n = 2 * (1 + random_below(one_in(10) ? 40 : 8));

	add(line, "cpu:%u", n);
	if (one_in(3))
		add(line, " smt:2");
	if (one_in(3))
		add(line, " node:2");
	if (one_in(2))
		add(line, " llc:%u cache:%u", 2 * (1 + random_below(4)), 1 + random_below(64));
	if (one_in(4))
		add(line, " isolated:%u", random_below(n));
	if (one_in(4))
		add(line, " offline:%u", 1 + random_below(n - 1));
	return n;
}

static void add_channels(const char **now, unsigned queues)
{
	unsigned max = queues + random_below(one_in(2) ? 64 : 2);

	if (one_in(6))
		return;
	if (one_in(3))
		add(now, " channels.rx=%u/%u channels.tx=%u/%u", queues, max, queues, max);
	else if (one_in(3))
		add(now, " channels.combined=%u", queues);
	else
		add(now, " channels.combined=%u/%u", queues, max);
}

/* Ours are never said to be in a queue that is not there. */
static void add_table(const char **now, unsigned queues)
{
	unsigned entries = 1u << random_below(8);

	if (one_in(4))
		return;
	if (one_in(3)) {
		add(now, " rss.table=turn:%u:%u", 1 + random_below(queues), entries);
	} else if (one_in(2)) {
		add(now, " rss.table=block:%u:%u", 1 + random_below(queues), entries);
	} else {
		add(now, " rss.table=list:%u", random_below(queues));
		while (--entries)
			add(now, ",%u", random_below(queues));
	}
}

static void add_words(const char **now, const char *const *names, unsigned n, const char *const *words,
		      unsigned nwords)
{
	for (unsigned i = 0; i < n; i++)
		if (!one_in(4))
			add(now, " %s=%s", names[i], words[random_below(nwords)]);
}

static void add_readings(const char **now, unsigned queues, unsigned entries)
{
	static const char *const flags[] = { "pause.autoneg", "pause.rx", "pause.tx",
					     "coalesce.adaptive-rx", "offload.rx-gro", "offload.rx-lro",
					     "offload.tx-nocache-copy", "offload.rx-hashing" };
	static const char *const fields[] = { "rss.udp4", "rss.udp6" };
	static const char *const on_off[] = { "on", "off", "on!", "off!", "none" };
	static const char *const hashed[] = { "sd", "sdfn", "v", "none" };

	add_channels(now, queues);
	add_table(now, queues);
	add_words(now, flags, 8, on_off, 5);
	add_words(now, fields, 2, hashed, 4);
	if (!one_in(4))
		add(now, " ring.rx=%u/%u", 1u << random_below(13), 1 + random_below(8192));
	if (!one_in(4))
		add(now, " ring.tx=%u/%u", 1u << random_below(13), 1 + random_below(8192));
	if (!one_in(4))
		add(now, " coalesce.rx-usecs=%u", random_below(200));
	add(now, " rfs.flows=%u rfs.entries=%u", one_in(2) ? 4096u : 0, entries);
}

/* P1, counted otherwise: the CPUs that a NIC of no node may use here. */
static unsigned count_pool(const struct host *h, bool smt, bool reserve_0)
{
	unsigned n = 0;

	for (unsigned i = 0; i < h->ncpus; i++) {
		bool first = true;

		for (unsigned k = 0; k < i; k++)
			first &= !h->cpus[k].online || h->cpus[k].isolated ||
				 h->cpus[k].core != h->cpus[i].core;
		n += h->cpus[i].online && !h->cpus[i].isolated && (smt || first) &&
		     !(reserve_0 && i == 0);
	}
	return n;
}

/* S5: never more queues than CPUs in the pool, never none. */
static void check_queues(const struct host *h, const struct plan *p, unsigned pool)
{
	for (size_t i = 0; i < p->nchanges; i++) {
		const struct change *c = &p->changes[i];

		if (!strcmp(c->knob->name, "channels")) {
			ck_assert_uint_le(c->new.number, pool);
			ck_assert_uint_le(1, pool);
		}
		if (!strcmp(c->knob->name, "ring") && !strcmp(c->attr->name, "rx"))
			ck_assert_uint_eq(c->new.number & (c->new.number - 1), 0);
	}
	h = plan_preview(h, p->changes, p->nchanges, arena);
	for (size_t i = 0; i < h->nnics; i++) {
		ck_assert_uint_ge(h->nics[i].nrx, 1);
		ck_assert_uint_ge(h->nics[i].ntx, 1);
	}
}

static void try_one(uint64_t number)
{
	static const char *const types[] = { "igb", "unpaired", "virtio", "none" };
	const char *line = "", *now = "", *words, *wish;
	unsigned ncpus, entries, nics = 1 + random_below(3);
	bool smt, reserve;
	struct cards c;
	struct plan p;

	rand_seed = number * UINT64_C(0x9e3779b97f4a7c15) + 1;
	ncpus = add_cpus(&line);
	entries = one_in(2) ? 65536 : 0;
	for (unsigned i = 0; i < nics; i++) {
		unsigned queues = 1 + random_below(one_in(4) ? 40 : 8);

		add(&line, " nic:eth%u:%s:q=%u", i, types[random_below(4)], queues);
		if (one_in(8))
			continue;
		add(&now, "%seth%u", *now ? " " : "", i);
		add_readings(&now, queues, entries);
	}
	smt = one_in(4);
	reserve = ncpus > 4 && one_in(3);
	wish = arena_printf(arena, "%s%seth%u eth0", smt ? "smt " : "",
			    reserve ? "reserve=0 " : "", nics - 1);
	words = arena_printf(arena, "%s full%s | %s", profile_names[random_below(4)],
			     one_in(3) ? " short-tx-ring" : "", wish);
	if (getenv("PLAN_RANDOM_SHOW"))
		printf("%s | %s | %s\n", line, now, words);
	c = cards_of(line, now);
	p = cards_plan(c, words);
	check_queues(c.h, &p, count_pool(c.h, smt, reserve));
	/* The layout of what will be comes to rest as well. */
	plan_on(plan_preview(c.h, p.changes, p.nchanges, arena), wish);
	cards_plan(c, arena_printf(arena, "%s rfs | %s", profile_names[random_below(4)], wish));
}

START_TEST(every_profile)
{
	for (int i = 0; i < BATCH; i++) {
		try_one((uint64_t)(_i * BATCH + i));
		arena_teardown();
		arena_setup();
	}
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("plan_cards_random");
	TCase *tc = tcase_create("random");

	tcase_add_checked_fixture(tc, arena_setup, arena_teardown);
	tcase_add_loop_test(tc, every_profile, 0, BATCHES);
	suite_add_tcase(s, tc);
	return s;
}

TEST_MAIN(suite)
