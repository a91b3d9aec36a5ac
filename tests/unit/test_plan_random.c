// SPDX-License-Identifier: GPL-2.0-or-later
// What holds for every plan, on hosts and wishes made up at random from a fixed seed.
#include <stdio.h>

#include "fakehost.h"
#include "main.h"
#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/err.h"
#include "nqtune/host.h"
#include "nqtune/knob.h"
#include "plantest.h"
#include "randline.h"

#define BATCHES 24
#define BATCH 25

static unsigned add_cpus(const char **line)
{
	unsigned n = 2 * (1 + random_below(one_in(10) ? 48 : 8));

	add(line, "cpu:%u", n);
	if (one_in(3))
		add(line, " smt:2");
	if (one_in(3))
		add(line, " node:%u", 2);
	if (one_in(3))
		add(line, " llc:%u", 2 * (1 + random_below(3)));
	if (one_in(4))
		add(line, " cap:0-%u=400,%u=1024", n / 2, n - 1);
	if (one_in(4))
		add(line, " isolated:%u", random_below(n));
	if (one_in(4))
		add(line, " isolated:%u-%u", n / 2, n - 1);
	if (one_in(4))
		add(line, " offline:%u", random_below(n));
	return n;
}

static void add_nic(const char **line, unsigned i, unsigned ncpus)
{
	static const char *const types[] = { "igb", "unpaired", "e1000e", "virtio", "one", "none" };
	const char *type = types[random_below(6)];

	add(line, " nic:eth%u:%s", i, type);
	if (strcmp(type, "e1000e"))
		add(line, ":q=%u", 1 + random_below(one_in(4) ? 20 : 6));
	if (one_in(3))
		add(line, ":node=%u", random_below(3));
	if (one_in(2))
		add(line, ":at=%u,%u", random_below(ncpus), random_below(ncpus));
	if (one_in(4))
		add(line, ":asked=%u", random_below(ncpus));
	if (one_in(6))
		add(line, ":managed=0-%u", random_below(4));
	if (one_in(12))
		add(line, ":managed");
	if (one_in(12))
		add(line, ":noask");
	if (one_in(8))
		add(line, ":noeff");
	if (one_in(12))
		add(line, ":norps");
	if (one_in(12))
		add(line, ":threads=%u", random_below(ncpus));
	if (!strcmp(type, "one") && one_in(2))
		add(line, ":shared=eth0");
}

/* eth0 always has a vector to share. */
static void add_nics(const char **line, unsigned nics, unsigned ncpus)
{
	add(line, " nic:eth0:igb:q=%u:at=%u", 1 + random_below(6), random_below(ncpus));
	for (unsigned i = 1; i < nics; i++) {
		unsigned earlier = random_below(i);

		add_nic(line, i, ncpus);
		if (one_in(4))
			add(line, " vlan:eth%u.%u:eth%u", earlier, i, earlier);
	}
}

static const char *add_stack(const char **line, unsigned nics)
{
	const char *wish = "";

	add(line, " dsa:p0:eth0 dsa:p1:eth0 veth:v0:q=%u", 1 + random_below(3));
	if (one_in(2))
		add(line, " bridge:br0:p0,eth%u", nics - 1);
	else
		add(line, " bond:bond0:eth0,eth%u vlan:br0:bond0", nics - 1);
	if (one_in(3))
		wish = " br0";
	if (one_in(3))
		wish = arena_printf(arena, "%s p1*%u", wish, random_below(4));
	if (one_in(4))
		wish = arena_printf(arena, "%s v0", wish);
	if (one_in(3))
		add(line, " nat:p1");
	if (one_in(3))
		add(line, " rps:br0=%u xps:eth0=%u", random_below(2), random_below(2));
	if (one_in(6))
		add(line, " rps:eth%u=0-1 irqbalance", random_below(nics));
	return wish;
}

static const char *options(unsigned ncpus)
{
	const char *text = "";

	if (one_in(4))
		add(&text, "reserve=%u ", random_below(ncpus));
	if (one_in(4))
		add(&text, "smt ");
	if (one_in(4))
		add(&text, "use-isolated ");
	if (one_in(4))
		add(&text, "all-cores ");
	if (one_in(4))
		add(&text, "xps-all ");
	if (one_in(4))
		add(&text, "dedicated ");
	return text;
}

/* Every interface named has its reason, or what it needs already. */
static void check_answered(const struct host *h, const struct wish *w, const struct plan *p,
			   const char *line)
{
	for (size_t i = 0; i < w->n; i++) {
		const struct nic *nic = host_nic(h, w->v[i].name);
		bool answered = *left_why(p, nic->name, "rps") || *left_why(p, nic->name, "auto");

		for (size_t k = 0; k < p->nchanges; k++)
			answered |= !strcmp(p->changes[k].iface, nic->name);
		for (size_t k = 0; k < nic->nrx; k++)
			answered |= nic->rx[k].rps && !cpuset_empty(nic->rx[k].rps);
		ck_assert_msg(answered, "nothing is said of %s: %s", nic->name, line);
	}
}

static void try_one(uint64_t number)
{
	const char *line = "", *wish, *stack;
	unsigned ncpus, nics = 1 + random_below(4);
	struct host *h;
	struct wish w;
	struct plan p;
	struct err e;

	rand_seed = number * UINT64_C(0x9e3779b97f4a7c15) + 1;
	ncpus = add_cpus(&line);
	add_nics(&line, nics, ncpus);
	stack = add_stack(&line, nics);
	wish = arena_printf(arena, "%seth%u eth0%s", options(ncpus), nics - 1, stack);
	/* Check names the batch that failed: its last host, then, is the one. */
	if (getenv("PLAN_RANDOM_SHOW"))
		printf("%s | %s\n", line, wish);
	h = fake_host(arena, line);
	w = wish_of(h, wish);
	if (plan_auto(&p, h, &w, arena, &e)) {
		ck_assert_msg(strstr(e.text, "no CPU is left") != NULL, "%s: %s", e.text, line);
		return;
	}
	p = plan_on(h, wish);
	check_answered(h, &w, &p, line);
}

START_TEST(every_plan)
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
	Suite *s = suite_create("plan_random");
	TCase *tc = tcase_create("random");

	tcase_add_checked_fixture(tc, arena_setup, arena_teardown);
	tcase_add_loop_test(tc, every_plan, 0, BATCHES);
	suite_add_tcase(s, tc);
	return s;
}

TEST_MAIN(suite)
