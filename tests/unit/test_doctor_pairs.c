// SPDX-License-Identifier: GPL-2.0-or-later
// Remedies that do not quarrel: what one rule advises, no other complains of under the same traffic (R4, R9,
// A8, S4).
#include <stdio.h>

#include "checkup.h"
#include "nqtune/finding.h"
#include "randline.h"

/* --- rings: too short against too long */
struct card {
	unsigned queues, ring, max, channels, usecs;
	const char *cpus;
};

static struct patient *busy_card(const struct card *c, bool loses)
{
	const char *host = arena_printf(arena, "%s nic:eth1:igb:q=%u", c->cpus, c->queues);
	const char *readings = arena_printf(arena, "eth1 ring.rx=%u/%u channels.combined=%u/%u "
						   "coalesce.rx-usecs=%u", c->ring, c->max, c->queues,
					    c->channels, c->usecs);
	struct patient *p = patient(host, readings, NULL);

	counts(p, loses ? "eth1=50000 eth1.rx-missed=900" : "eth1=50000");
	examine(p);
	return p;
}

/* What a remedy makes of the card; false: it is no command. */
static bool paste(struct card *c, const char *remedy)
{
	const char *then = strstr(remedy, "&& nqtune ring eth1 rx ");

	if (then)
		sscanf(then, "&& nqtune ring eth1 rx %u", &c->ring);
	if (sscanf(remedy, "nqtune ring eth1 rx %u", &c->ring) == 1 ||
	    sscanf(remedy, "nqtune coalesce eth1 rx-usecs %u", &c->usecs) == 1)
		return true;
	return sscanf(remedy, "nqtune channels eth1 combined %u", &c->queues) == 1;
}

static const char *told(const struct card *c)
{
	return arena_printf(arena, "%s: %u queues of %u (at most %u, %u)", c->cpus, c->queues, c->ring,
			    c->channels, c->max);
}

/* A ring that is too long already is for rings-large to tell, once nothing is lost any more. */
static void lengthen(struct card c)
{
	const bool too_long = found(busy_card(&c, false), "rings-large", "eth1");
	const struct finding *small = found(busy_card(&c, true), "rings-small", "eth1");
	const struct card before = c;

	ck_assert_ptr_nonnull(small);
	if (!paste(&c, small->remedy) || (too_long && c.queues == before.queues))
		return;
	ck_assert_msg(!found(busy_card(&c, false), "rings-large", "eth1"), "%s, after '%s'", told(&before),
		      small->remedy);
}

static void shorten(struct card c)
{
	const struct finding *large = found(busy_card(&c, false), "rings-large", "eth1"), *small;
	struct card then;

	if (!large)
		return;
	ck_assert(paste(&c, large->remedy));
	ck_assert_ptr_null(found(busy_card(&c, false), "rings-large", "eth1"));
	then = c;
	small = found(busy_card(&c, true), "rings-small", "eth1");
	ck_assert_msg(!paste(&then, small->remedy) || then.ring <= c.ring, "%s, then '%s'", told(&c),
		      small->remedy);
}

static void check_card(struct card c)
{
	if (c.ring > c.max)
		return;
	lengthen(c);
	shorten(c);
	arena_teardown();
	arena_setup();
}

START_TEST(r9_a8_rings)
{
	static const char *const cpus[] = {
		"cpu:2", "cpu:8", "cpu:8 llc:8 cache:4", "cpu:8 llc:8 cache:33", "cpu:8 llc:4 cache:160",
		"cpu:16 llc:16 cache:512", "cpu:16 node:2 llc:8 cache:640",
	};
	static const unsigned rings[] = { 32, 80, 256, 511, 512, 1000, 1024, 1536, 2047, 2048, 4096, 8192 };
	static const unsigned most[] = { 512, 1024, 2047, 4078, 4096, 8192, 16384 };

	for (size_t k = 0; k < 7; k++)
		for (size_t r = 0; r < 12; r++)
			for (size_t m = 0; m < 7; m++)
				for (unsigned q = 1; q <= 8; q *= 2) {
					check_card((struct card){ q, rings[r], most[m], 8, q == 4 ? 125 : 10,
								  cpus[k] });
				}
}
END_TEST

/* --- delays: none against too long */
static const struct finding *delayed(unsigned usecs, unsigned packets, const char *rule)
{
	struct patient *p = patient("cpu:2 nic:eth1:unpaired:q=2:at=0,0,1,1",
				    arena_printf(arena, "eth1 coalesce.rx-usecs=%u", usecs), NULL);

	counts(p, arena_printf(arena, "seconds=1 eth1=%u 24@0=%u", packets, packets));
	examine(p);
	return found(p, rule, "eth1");
}

static bool change_delay(unsigned was, unsigned packets, const char *rule)
{
	const struct finding *f = delayed(was, packets, rule);
	unsigned usecs;

	if (!f)
		return false;
	ck_assert_int_eq(sscanf(f->remedy, "nqtune coalesce eth1 rx-usecs %u", &usecs), 1);
	ck_assert(!delayed(usecs, packets, "coalescing-off"));
	ck_assert(!delayed(usecs, packets, "coalescing-eager"));
	return true;
}

START_TEST(r4_delays)
{
	unsigned off = 0, eager = 0;

	for (unsigned was = 0; was < 1000; was = was ? was * 2 : 1)
		for (unsigned packets = 1; packets < 1000000; packets *= 3) {
			off += change_delay(was, packets, "coalescing-off");
			eager += change_delay(was, packets, "coalescing-eager");
		}
	ck_assert(off && eager);
}
END_TEST

/* --- the layout: once auto has done it, no rule asks for it, nor for fewer queues than it left */
#define COMMAND "nqtune auto eth0 eth1"

/* Traffic on all queues, where their interrupts come now. */
static void make_traffic(struct patient *p)
{
	for (size_t i = 0; i < p->h->nirqs; i++) {
		const struct irq *irq = p->h->irqs[i];
		const int cpu = irq_cpus(irq) ? cpuset_next(irq_cpus(irq), -1) : -1;

		if (cpu >= 0)
			counts(p, arena_printf(arena, "%u@%d=3000", irq->number, cpu));
	}
	for (size_t i = 0; i < p->h->nnics; i++)
		counts(p, arena_printf(arena, "%s=9000", p->h->nics[i].name));
}

static struct patient *examined_on(struct host *h, const struct nic_knobs *set, size_t n, const char *wish)
{
	struct patient *p = arena_alloc(arena, sizeof(*p));
	struct plan *plan = arena_alloc(arena, sizeof(*plan));

	*plan = plan_on(h, wish);
	p->h = h;
	p->around = no_surroundings(h);
	p->counted = fake_sample(arena, h, 3);
	p->c = (struct checkup){ .h = h, .around = p->around, .knobs = set, .nknobs = n,
				 .counted = p->counted, .plan = plan, .command = COMMAND };
	make_traffic(p);
	examine(p);
	return p;
}

/* How many rules asked for auto, before it is done. */
static unsigned lay_out(const char *line, const char *readings, const char *wish)
{
	const struct cards cards = cards_of(line, readings);
	struct patient *p = examined_on((struct host *)cards.h, cards.v, cards.n, wish);
	unsigned asked = 0;
	struct host *h;

	for (size_t i = 0; i < p->n; i++)
		asked += p->v[i].remedy == p->c.command;
	h = plan_preview(p->h, p->c.plan->changes, p->c.plan->nchanges, arena);
	for (size_t i = 0; i < cards.n; i++)
		cards.v[i].nic = host_nic(h, cards.v[i].nic->name);
	p = examined_on(h, cards.v, cards.n, wish);
	for (size_t i = 0; i < p->n; i++)
		ck_assert_msg(p->v[i].remedy != p->c.command && strcmp(p->v[i].id, "too-many-queues"),
			      "%s, laid out: %s: %s", line, p->v[i].id, p->v[i].what);
	return asked;
}

static const char *random_host(void)
{
	static const char *const types[] = { "igb", "unpaired", "virtio", "one", "none" };
	const char *line = "";
	unsigned n = 2 * (1 + random_below(6));

	add(&line, "cpu:%u", n);
	if (one_in(3))
		add(&line, " smt:2");
	if (one_in(3))
		add(&line, " node:2");
	if (one_in(3))
		add(&line, " isolated:%u", n - 1);
	for (unsigned i = 0; i < 2; i++) {
		add(&line, " nic:eth%u:%s:q=%u", i, types[random_below(5)], 1 + random_below(8));
		if (one_in(2))
			add(&line, ":at=%u,%u", random_below(n), random_below(n));
		if (one_in(3))
			add(&line, ":node=%u", random_below(2));
		if (one_in(6))
			add(&line, ":managed");
	}
	if (one_in(3))
		add(&line, " rps:eth0=%u", random_below(n));
	return line;
}

START_TEST(s3_layouts)
{
	unsigned asked = 0;

	for (int i = 0; i < 300; i++) {
		asked += lay_out(random_host(), "", "eth0 eth1");
		arena_teardown();
		arena_setup();
	}
	ck_assert_uint_gt(asked, 200);
}
END_TEST

/* False: there were not too many. */
static bool use_fewer(const char *on, unsigned queues, unsigned cpus)
{
	const char *set = arena_printf(arena, "eth0 channels.combined=%u/8", queues);
	const struct cards cards = cards_of(arena_printf(arena, "%s nic:eth0:igb:q=%u:at=0-%u", on, queues,
							 cpus - 1), set);
	const struct patient *p = examined_on((struct host *)cards.h, cards.v, cards.n, "eth0");
	const struct finding *f = found(p, "too-many-queues", "eth0");
	unsigned n;

	if (!f)
		return false;
	ck_assert_int_eq(sscanf(f->remedy, "nqtune channels eth0 combined %u && " COMMAND, &n), 1);
	lay_out(arena_printf(arena, "%s nic:eth0:igb:q=%u:at=0", on, n),
		arena_printf(arena, "eth0 channels.combined=%u/8", n), "eth0");
	return true;
}

START_TEST(s4_fewer_queues)
{
	unsigned fired = 0;

	for (unsigned cpus = 2; cpus <= 8; cpus += 2)
		for (unsigned queues = 1; queues <= 8; queues++) {
			fired += use_fewer(arena_printf(arena, "cpu:%u", cpus), queues, cpus);
			fired += use_fewer(arena_printf(arena, "cpu:%u smt:2", cpus), queues, cpus);
			fired += use_fewer(arena_printf(arena, "cpu:%u isolated:1", cpus), queues, cpus);
		}
	ck_assert_uint_gt(fired, 10);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("doctor_pairs");
	TCase *c = tcase_create("pairs");

	tcase_add_checked_fixture(c, arena_setup, arena_teardown);
	tcase_add_test(c, r9_a8_rings);
	tcase_add_test(c, r4_delays);
	tcase_add_test(c, s3_layouts);
	tcase_add_test(c, s4_fewer_queues);
	suite_add_tcase(s, c);
	return s;
}

TEST_MAIN(suite)
