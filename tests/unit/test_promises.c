// SPDX-License-Identifier: GPL-2.0-or-later
// What a layout promises, judged by what was counted (U11), and what moved meanwhile (R3, U3).
#include "fakehost.h"
#include "main.h"
#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/host.h"
#include "nqtune/promises.h"
#include "nqtune/sample.h"

#define ASSERT_SAYS(text, part) ck_assert_msg(strstr(text, part) != NULL, "'%s'", text)

static struct arena *arena;
static struct promises p;

static void setup(void)
{
	arena = arena_new(NULL);
}

static void teardown(void)
{
	arena_free(arena);
}

static struct sample *no_counts(const struct host *h)
{
	return fake_sample(arena, h, 5);
}

/* "24@3=1000" interrupts of 24 on CPU 3, "work@1=50" packets, "woken@1=5" wake-ups, "eth0=900" packets received. */
static struct sample *counts(const struct host *h, const char *line)
{
	struct sample *s = no_counts(h);
	char *rest = arena_strdup(arena, line), *word;

	while ((word = strsep(&rest, " "))) {
		char *value = strchr(word, '='), *at = strchr(word, '@');
		unsigned cpu = at ? (unsigned)atoi(at + 1) : 0;
		uint64_t n;

		if (!*word)
			continue;
		*value++ = '\0';
		n = (uint64_t)atoll(value);
		if (at)
			*at = '\0';
		if (!strcmp(word, "work"))
			s->cpus[cpu].processed.n = n;
		else if (!strcmp(word, "woken"))
			s->cpus[cpu].steered.n = n;
		else if (at)
			((struct irq_counters *)sample_irq(s, (unsigned)atoi(word)))->counts[cpu] = n;
		else
			((struct nic_counters *)sample_nic(s, word))->rx_packets.n = n;
	}
	return s;
}

static const char *summary(void)
{
	static const char *const words[] = { "broken", "kept", "idle" };
	const char *text = "";

	for (size_t i = 0; i < p.n; i++)
		text = arena_printf(arena, "%s%s%s/%s=%s", text, i ? " " : "", p.v[i].iface,
				    p.v[i].target, words[p.v[i].state]);
	return text;
}

/* "IFACE/TARGET=STATE ..."; one interface (or NULL) is named. */
static const char *judge(const char *before, const char *after, const char *counted,
			 const char *iface)
{
	struct moves moves = { 0 };
	struct watched w = { .before = fake_host(arena, before), .moves = &moves };

	w.after = after ? fake_host(arena, after) : w.before;
	w.counted = counts(w.before, counted);
	moves_note(&moves, w.before, w.after, 1000000000, arena);
	p = promises_judge(&w, iface ? &iface : NULL, iface ? 1 : 0, arena);
	return summary();
}

/* --- interrupts: 24 is asked to CPU 1, and so is the link's, 25 */
#define ONE "cpu:4 nic:eth0:igb:asked=1:at=1 "
#define ELSEWHERE "cpu:4 nic:eth0:igb:asked=1:at=0 "

START_TEST(kept)
{
	ck_assert_str_eq(judge(ONE, NULL, "24@1=1234", NULL),
			 "eth0/eth0-TxRx-0=kept eth0/eth0=idle");
	ck_assert_uint_eq(p.v[0].count, 1234);
	ck_assert_uint_eq(p.v[0].elsewhere, 0);
	ck_assert_str_eq(p.v[0].what, "irq");
	ck_assert_str_eq(cpuset_list(arena, p.v[0].asked), "1");
	ck_assert_str_eq(cpuset_list(arena, p.v[0].served), "1");
	ck_assert_str_eq(p.v[0].evidence, "1234 interrupts");
	ck_assert_str_eq(p.v[1].evidence, "no interrupt came, while eth0's other queues had 1234");
	ck_assert_uint_eq(p.count[PROMISE_KEPT], 1);
	ck_assert_uint_eq(p.count[PROMISE_IDLE], 1);
	ck_assert_uint_eq(p.ns, 5000000000);
	/* The link's interrupt is not a queue's. */
	judge(ONE, NULL, "25@1=3", NULL);
	ck_assert_str_eq(p.v[1].evidence, "no interrupt came");
}
END_TEST

/* Broken ones come first, whatever the interfaces' order. */
START_TEST(broken)
{
	ck_assert_str_eq(judge(ELSEWHERE "nic:eth1:one:asked=2:at=2", NULL,
			       "26@2=7 24@0=1000 24@1=200 24@3=34", NULL),
			 "eth0/eth0-TxRx-0=broken eth1/eth1=kept eth0/eth0=idle");
	ck_assert_uint_eq(p.v[0].count, 1234);
	ck_assert_uint_eq(p.v[0].elsewhere, 1034);
	ck_assert_str_eq(p.v[0].evidence, "1034 of 1234 interrupts came to CPUs 0,3: accepted, but not "
					  "honoured: the effective affinity is 0");
	ck_assert_str_eq(cpuset_list(arena, p.v[0].served), "0-1,3");
}
END_TEST

START_TEST(broken_until_now)
{
	ck_assert_str_eq(judge(ONE, NULL, "24@0=10 24@1=10", "eth0"),
			 "eth0/eth0-TxRx-0=broken eth0/eth0=idle");
	ASSERT_SAYS(p.v[0].evidence, "by now the kernel says that it is where it was asked to");
}
END_TEST

START_TEST(broken_by_an_offline_cpu)
{
	ck_assert_str_eq(judge(ONE, "cpu:4 offline:1 nic:eth0:igb:asked=1:at=0", "24@0=10", NULL),
			 "eth0/eth0-TxRx-0=broken eth0/eth0=idle");
	ASSERT_SAYS(p.v[0].evidence, "CPU 1 offline by now");
}
END_TEST

/* Up to one, or up to a hundredth, is no breach; and a set is kept by any of its CPUs. */
START_TEST(strays)
{
	judge(ONE, NULL, "24@0=1 24@1=5", NULL);
	ck_assert_str_eq(summary(), "eth0/eth0-TxRx-0=kept eth0/eth0=idle");
	ck_assert_str_eq(p.v[0].evidence, "6 interrupts, 1 of them on CPU 0");
	judge(ONE, NULL, "24@0=2 24@1=5", NULL);
	ck_assert_int_eq(p.v[0].state, PROMISE_BROKEN);
	judge(ONE, NULL, "24@0=10 24@1=990", NULL);
	ck_assert_int_eq(p.v[0].state, PROMISE_KEPT);
	judge(ONE, NULL, "24@0=11 24@1=989", NULL);
	ck_assert_int_eq(p.v[0].state, PROMISE_BROKEN);
	judge("cpu:4 nic:eth0:one:asked=1-2:at=1", NULL, "24@2=11 24@1=9", NULL);
	ck_assert_str_eq(summary(), "eth0/eth0=kept");
}
END_TEST

/* U3: an idle vector that is not there yet is pending, and no breach. */
START_TEST(pending)
{
	judge(ELSEWHERE, NULL, "", NULL);
	ck_assert_str_eq(summary(), "eth0/eth0-TxRx-0=idle eth0/eth0=idle");
	ck_assert_str_eq(p.v[0].evidence,
			 "no interrupt came: still on CPU 0, it moves with the next one (pending)");
	/* The one that moves it still comes to the old place. */
	judge(ONE, NULL, "24@0=1", NULL);
	ck_assert_int_eq(p.v[0].state, PROMISE_IDLE);
	ck_assert_uint_eq(p.v[0].elsewhere, 1);
	ASSERT_SAYS(p.v[0].evidence, "1 interrupt, on CPU 0: the first ones after a move");
	/* So do a few that were under way, if it was to move when the watch began. */
	judge(ELSEWHERE, ONE, "24@0=4 24@1=2", NULL);
	ck_assert_int_eq(p.v[0].state, PROMISE_KEPT);
	judge(ELSEWHERE, ONE, "24@0=5 24@1=2", NULL);
	ck_assert_int_eq(p.v[0].state, PROMISE_BROKEN);
}
END_TEST

START_TEST(nothing_asked)
{
	ck_assert_str_eq(judge("cpu:4 nic:eth0:igb:q=4", NULL, "24@0=1000", NULL), "");
	ck_assert_uint_eq(p.unasked, 5);
	/* All CPUs that are online are any CPU; a managed one that says nothing promises nothing. */
	ck_assert_str_eq(judge("cpu:4 offline:3 nic:eth0:one:asked=0-2 nic:eth1:one:noask", NULL,
			       "24@0=1000", NULL), "");
	ck_assert_uint_eq(p.unasked, 1);
}
END_TEST

START_TEST(interface_down)
{
	judge(ONE "down:eth0", NULL, "", NULL);
	ck_assert_str_eq(p.v[0].evidence, "no interrupt came: eth0 is down");
}
END_TEST

START_TEST(counter_not_said)
{
	const struct host *h = fake_host(arena, ONE);
	struct moves none = { 0 };
	struct sample *s = no_counts(h);
	const struct watched w = { h, h, s, &none };

	s->nirqs = 0;
	p = promises_judge(&w, NULL, 0, arena);
	ck_assert_str_eq(summary(), "eth0/eth0-TxRx-0=idle eth0/eth0=idle");
	ck_assert_str_eq(p.v[0].evidence, "its counter cannot be told");
	s->irq_cpus = NULL;
	p = promises_judge(&w, NULL, 0, arena);
	ck_assert_str_eq(summary(), "eth0/eth0-TxRx-0=idle eth0/eth0=idle");
}
END_TEST

/* One interrupt of two interfaces is one promise. */
START_TEST(shared)
{
	ck_assert_str_eq(judge("cpu:4 nic:eth0:one:asked=1:at=1 nic:eth1:one:shared=eth0", NULL,
			       "24@1=5", NULL), "eth0/eth0=kept");
}
END_TEST

/* --- what is named, and what carries it */
START_TEST(named)
{
	static const char line[] = "cpu:4 nic:eth0:one:asked=1:at=1 nic:eth1:one:asked=2:at=2 bridge:br0:eth1 "
				   "rps:br0=3";

	ck_assert_str_eq(judge(line, NULL, "24@1=5 25@2=5", "eth0"), "eth0/eth0=kept");
	ck_assert_str_eq(judge(line, NULL, "24@1=5 25@2=5", "br0"), "eth1/eth1=kept br0/rx=idle");
	ck_assert_str_eq(judge(line, NULL, "24@1=5 25@2=5", NULL),
			 "eth0/eth0=kept eth1/eth1=kept br0/rx=idle");
}
END_TEST

/* --- what moved */
START_TEST(moved)
{
	judge(ONE, "cpu:4 nic:eth0:igb:asked=3:at=3", "24@1=10 24@3=20", NULL);
	ck_assert_str_eq(summary(), "eth0/eth0-TxRx-0=broken eth0/eth0=broken");
	ck_assert_str_eq(p.v[0].evidence, "moved: smp_affinity of eth0-TxRx-0 was 1, is 3 now; by whom is not known");
	ck_assert_uint_eq(p.v[0].count, 30);
	ck_assert_uint_eq(p.v[0].elsewhere, 20);
}
END_TEST

START_TEST(moved_by_irqbalance)
{
	judge(ONE, "cpu:4 nic:eth0:igb:asked=3:at=3 irqbalance", "", NULL);
	ASSERT_SAYS(p.v[0].evidence, "; irqbalance (process 412) runs: likely its doing");
	/* What never was asked for moves too; of that irqbalance makes no secret. */
	judge("cpu:4 nic:eth0:one irqbalance", "cpu:4 nic:eth0:one:asked=3:at=3 irqbalance", "", NULL);
	ck_assert_str_eq(summary(), "eth0/eth0=broken");
	ASSERT_SAYS(p.v[0].evidence, "was 0-3, is 3 now");
	/* irqbalance has nothing to do with RPS. */
	judge("cpu:4 veth:eth0 irqbalance rps:eth0=1", "cpu:4 veth:eth0 irqbalance rps:eth0=2", "", NULL);
	ASSERT_SAYS(p.v[0].evidence, "moved: rps_cpus of rx-0 was 1, is 2 now; by whom is not known");
}
END_TEST

START_TEST(moved_by_an_offline_cpu)
{
	judge(ONE, "cpu:4 offline:1 nic:eth0:igb:asked=0,2-3:at=0 irqbalance", "24@0=10", NULL);
	ck_assert_str_eq(p.v[0].evidence,
			 "moved: smp_affinity of eth0-TxRx-0 was 1, is 0,2-3 now; CPU 1 went offline");
}
END_TEST

/* Seen by one reading between, though at the end all is as it was. */
START_TEST(moved_and_back)
{
	const struct host *h = fake_host(arena, ONE);
	struct moves moves = { 0 };
	struct watched w = { h, h, no_counts(h), &moves };

	moves_note(&moves, h, h, 1, arena);
	ck_assert_uint_eq(moves.n, 0);
	moves_note(&moves, h, fake_host(arena, "cpu:4 nic:eth0:igb:asked=2:at=2"), 2, arena);
	moves_note(&moves, h, fake_host(arena, "cpu:4 nic:eth0:igb:asked=3:at=3"), 3, arena);
	ck_assert(!moves.v[0].back);
	moves_note(&moves, h, h, 4, arena);
	ck_assert_uint_eq(moves.n, 2);
	ck_assert(moves.v[0].back);
	ck_assert_uint_eq(moves.v[0].ns, 2);
	p = promises_judge(&w, NULL, 0, arena);
	ck_assert_str_eq(p.v[0].evidence, "moved: smp_affinity of eth0-TxRx-0 was 1, became 3 and is as it was "
					  "again; by whom is not known");
	moves_note(&moves, h, fake_host(arena, "cpu:4 nic:eth0:igb:asked=2:at=2"), 5, arena);
	ck_assert_uint_eq(moves.n, 2);
	p = promises_judge(&w, NULL, 0, arena);
	ASSERT_SAYS(p.v[0].evidence, "was 1, is 2 now");
}
END_TEST

START_TEST(xps_moved)
{
	ck_assert_str_eq(judge("cpu:4 veth:eth0:q=2 xps:eth0=1", NULL, "", NULL), "");
	judge("cpu:4 veth:eth0:q=2 xps:eth0=1", "cpu:4 veth:eth0:q=2", "", NULL);
	ck_assert_str_eq(summary(), "eth0/tx-0=broken eth0/tx-1=broken");
	ck_assert_str_eq(p.v[1].evidence, "moved: xps_cpus of tx-1 was 1, is none now; by whom is not known");
	/* Queues that went are no move. */
	ck_assert_str_eq(judge("cpu:4 veth:eth0:q=2 xps:eth0=1", "cpu:4 veth:eth0 xps:eth0=1", "", NULL), "");
}
END_TEST

/* ethtool -L makes interrupts anew, under other names; and interfaces go. */
START_TEST(made_anew)
{
	ck_assert_str_eq(judge(ONE, "cpu:4 nic:eth0:unpaired", "24@1=5", NULL),
			 "eth0/eth0-TxRx-0=broken eth0/eth0=broken");
	ASSERT_SAYS(p.v[0].evidence, "gone: eth0's interrupts were made anew");
	ck_assert_str_eq(judge(ONE, "cpu:4 nic:eth0:unpaired:asked=1:at=1 down:eth0", "24@1=5", NULL),
			 "eth0/eth0-TxRx-0=idle eth0/eth0=idle");
	ASSERT_SAYS(p.v[0].evidence, "eth0 was taken down");
	ck_assert_str_eq(judge(ONE "rps:eth0=2", "cpu:4 veth:other", "24@1=5", NULL),
			 "eth0/eth0-TxRx-0=idle eth0/eth0=idle eth0/rx=idle");
	ASSERT_SAYS(p.v[0].evidence, "eth0 went away");
	ASSERT_SAYS(p.v[2].evidence, "eth0 went away");
	/* Another one of that name, by its ifindex. */
	ck_assert_str_eq(judge(ONE "rps:eth0=2", "cpu:4 nic:eth0:igb:asked=2:at=2 veth:aa rps:eth0=3",
			       "24@1=5 eth0=1000 work@0=1000", NULL),
			 "eth0/eth0-TxRx-0=idle eth0/eth0=idle eth0/rx=idle");
	ASSERT_SAYS(p.v[0].evidence, "eth0 went away");
}
END_TEST

/* --- RPS */
#define RPS "cpu:4 veth:wan rps:wan=1-2"

START_TEST(rps_kept)
{
	ck_assert_str_eq(judge(RPS, NULL, "wan=1000 work@1=600 woken@1=100 work@2=400", NULL), "wan/rx=kept");
	ck_assert_str_eq(p.v[0].evidence, "1000 packets came in, CPUs 1-2 worked on 1000");
	ck_assert_str_eq(p.v[0].what, "rps");
	ck_assert_uint_eq(p.v[0].count, 1000);
	judge(RPS, NULL, "wan=1000 work@0=3 work@2=1000 woken@2=1", NULL);
	ck_assert_str_eq(p.v[0].evidence, "1000 packets came in, CPU 2 worked on 1000, the others on none");
	ck_assert_str_eq(cpuset_list(arena, p.v[0].served), "2");
	/* GRO makes few of many. */
	ck_assert_str_eq(judge(RPS, NULL, "wan=10000 work@1=200 woken@1=9", NULL), "wan/rx=kept");
}
END_TEST

START_TEST(rps_broken)
{
	ck_assert_str_eq(judge(RPS, NULL, "wan=1000 work@0=1000", NULL), "wan/rx=broken");
	ck_assert_str_eq(p.v[0].evidence, "1000 packets came in, and CPUs 1-2 worked on 0");
	/* A few of somebody else's do not hide it. */
	ck_assert_str_eq(judge(RPS, NULL, "wan=1000 work@0=1000 work@1=9 woken@1=2", NULL), "wan/rx=broken");
	judge("cpu:4 nic:eth0:none vlan:eth0.5:eth0 rps:eth0.5=1", NULL, "eth0.5=1000 work@0=2000", "eth0.5");
	ASSERT_SAYS(p.v[0].evidence, "RPS on a VLAN never acts");
	judge(RPS, "cpu:4 offline:1-2 veth:wan rps:wan=1-2", "wan=1000 work@0=1000", NULL);
	ASSERT_SAYS(p.v[0].evidence, "CPUs 1-2 offline by now");
}
END_TEST

START_TEST(rps_idle)
{
	ck_assert_str_eq(judge(RPS, NULL, "work@0=1000", NULL), "wan/rx=idle");
	ck_assert_str_eq(p.v[0].evidence, "no packet came in");
	ck_assert_str_eq(judge(RPS, NULL, "wan=15 work@0=1000", NULL), "wan/rx=idle");
	ck_assert_str_eq(p.v[0].evidence, "15 packets came in: too few to tell");
	ck_assert_str_eq(judge(RPS, NULL, "wan=16 work@0=1000", NULL), "wan/rx=broken");
	ck_assert_str_eq(judge(RPS, NULL, "wan=100000 work@0=10", NULL), "wan/rx=idle");
	ASSERT_SAYS(p.v[0].evidence, "no CPU worked on them: forwarded in hardware");
	ck_assert_str_eq(judge("cpu:4 veth:wan", NULL, "wan=1000 work@0=1000", NULL), "");
	/* They were busy, but not with what was handed to them. */
	ck_assert_str_eq(judge(RPS, NULL, "wan=1000 work@1=1000", NULL), "wan/rx=idle");
	ck_assert_str_eq(p.v[0].evidence, "1000 packets came in, CPU 1 worked on 1000, the others on none; no "
					  "other CPU handed them over: RPS did nothing, or had nothing to do");
}
END_TEST

/* Kernels of old do not count who was woken. */
START_TEST(rps_woken_not_said)
{
	const struct host *h = fake_host(arena, RPS);
	struct moves none = { 0 };
	struct sample *s = counts(h, "wan=1000 work@1=1000");
	const struct watched w = { h, h, s, &none };

	for (unsigned i = 0; i < h->ncpus; i++)
		s->cpus[i].steered.set = false;
	p = promises_judge(&w, NULL, 0, arena);
	ck_assert_str_eq(summary(), "wan/rx=kept");
}
END_TEST

/* Who steers to the same CPUs cannot be told apart; only those that received anything count. */
START_TEST(rps_shared)
{
	static const char line[] = RPS " veth:br0 rps:br0=2-3 veth:lan rps:lan=2 veth:far rps:far=3";

	judge(line, NULL, "wan=1000 br0=50 far=60 work@1=600 work@2=400 woken@1=7", "wan");
	ck_assert_str_eq(summary(), "wan/rx=kept");
	ASSERT_SAYS(p.v[0].evidence, "; these may be br0's too, which steers there: the kernel does not tell them apart");
	judge(line, NULL, "wan=1000 far=60 work@1=600 work@2=400 woken@1=7", "wan");
	ck_assert_str_eq(p.v[0].evidence, "1000 packets came in, CPUs 1-2 worked on 1000");
}
END_TEST

START_TEST(rps_not_said)
{
	const struct host *h = fake_host(arena, RPS);
	struct moves none = { 0 };
	struct sample *s = counts(h, "wan=1000");
	const struct watched w = { h, h, s, &none };

	memset(s->cpus, 0, h->ncpus * sizeof(*s->cpus));
	p = promises_judge(&w, NULL, 0, arena);
	ck_assert_str_eq(summary(), "wan/rx=idle");
	ck_assert_str_eq(p.v[0].evidence, "what the CPUs worked on cannot be told");
}
END_TEST

/* RFS sends known flows to their readers. */
START_TEST(rps_with_rfs)
{
	struct host *h = fake_host(arena, RPS);
	struct moves none = { 0 };
	const struct watched w = { h, h, counts(h, "wan=1000 work@0=1000"), &none };

	h->nics[0].rx[0].flows = (struct reading){ true, 4096 };
	p = promises_judge(&w, NULL, 0, arena);
	ck_assert_str_eq(summary(), "wan/rx=idle");
	ASSERT_SAYS(p.v[0].evidence, "(RFS)");
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("promises");
	TCase *tc = tcase_create("promises");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, kept);
	tcase_add_test(tc, broken);
	tcase_add_test(tc, broken_until_now);
	tcase_add_test(tc, broken_by_an_offline_cpu);
	tcase_add_test(tc, strays);
	tcase_add_test(tc, pending);
	tcase_add_test(tc, nothing_asked);
	tcase_add_test(tc, interface_down);
	tcase_add_test(tc, counter_not_said);
	tcase_add_test(tc, shared);
	tcase_add_test(tc, named);
	tcase_add_test(tc, moved);
	tcase_add_test(tc, moved_by_irqbalance);
	tcase_add_test(tc, moved_by_an_offline_cpu);
	tcase_add_test(tc, moved_and_back);
	tcase_add_test(tc, xps_moved);
	tcase_add_test(tc, made_anew);
	tcase_add_test(tc, rps_kept);
	tcase_add_test(tc, rps_broken);
	tcase_add_test(tc, rps_idle);
	tcase_add_test(tc, rps_woken_not_said);
	tcase_add_test(tc, rps_shared);
	tcase_add_test(tc, rps_not_said);
	tcase_add_test(tc, rps_with_rfs);
	suite_add_tcase(s, tc);
	return s;
}

TEST_MAIN(suite)
