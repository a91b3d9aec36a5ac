// SPDX-License-Identifier: GPL-2.0-or-later
// The doctor on interrupts: each rule where it fires, and where it must not (B6, R1, S6, U3).
#include "checkup.h"
#include "nqtune/finding.h"

static struct patient *p;

/* What auto is planned for is told to be what the remedy does. */
static const char *examined(const char *host, const char *wish, const char *counted, const char *rule)
{
	p = patient(host, "", wish);
	p->c.command = "nqtune auto";
	if (counted)
		counts(p, counted);
	else
		not_counted(p);
	return on_whom(p, rule);
}

/* --- one-cpu: three queues, vectors 24 to 26, all on CPU 0 */
#define CROWDED "cpu:4 nic:eth0:igb:q=3:at=0 "
#define SPREAD "cpu:4 nic:eth0:igb:q=3:at=0,1,2 "
#define MANY " eth0=9000 24@0=900 25@0=900 26@0=900"

START_TEST(one_cpu)
{
	const struct finding *f;

	ck_assert_str_eq(examined(CROWDED, "eth0", MANY, "one-cpu"), "eth0=bad");
	f = found(p, "one-cpu", "eth0");
	ck_assert_str_eq(f->what, "CPU 0 takes all the interrupts of 3 queues, and CPUs 1-3 none");
	ck_assert_str_eq(f->evidence, "irqs 24-26: 2700 of 2700 interrupts came to CPU 0 in 3.0 s");
	ck_assert_str_eq(f->remedy, "nqtune auto");
	ASSERT_SAYS(f->why, "scaling.rst");
}
END_TEST

START_TEST(one_cpu_of_two_nics)
{
	ck_assert_str_eq(examined("cpu:4 nic:eth0:one:at=2 nic:eth1:one:at=2", "eth0 eth1",
				  "eth0=9000 24@2=600 25@2=600", "one-cpu"), "host=bad");
	ck_assert_str_eq(found(p, "one-cpu", NULL)->what,
			 "CPU 2 takes all the interrupts of 2 queues of eth0 and eth1, and CPUs 0-1,3 none");
	/* Who asks for one of them is told of that one alone: it has the CPU to itself. */
	p->c.ifaces = (const char *const[]){ "eth0" };
	p->c.nifaces = 1;
	ck_assert_str_eq(on_whom(p, "one-cpu"), "");
	/* Interrupts enough, but of few packets. */
	ck_assert_str_eq(examined("cpu:4 nic:eth0:one:at=2 nic:eth1:one:at=2", "eth0 eth1",
				  "eth0=900 24@2=600 25@2=600", "one-cpu"), "host=info");
}
END_TEST

START_TEST(one_cpu_nearly_all)
{
	ck_assert_str_eq(examined(CROWDED, "eth0", MANY " 26@1=60", "one-cpu"), "eth0=bad");
	ASSERT_SAYS(found(p, "one-cpu", "eth0")->what, "nearly all the interrupts");
	ASSERT_SAYS(found(p, "one-cpu", "eth0")->what, "and CPUs 2-3 none");
	/* All that is left takes a little. */
	ck_assert_str_eq(examined("cpu:2 nic:eth0:igb:q=2:at=0", "eth0",
				  " eth0=9000 24@0=900 25@0=900 25@1=60", "one-cpu"), "eth0=bad");
	ck_assert_str_eq(found(p, "one-cpu", "eth0")->what,
			 "CPU 0 takes nearly all the interrupts of 2 queues");
	/* A tenth and more elsewhere is a spread. */
	ck_assert_str_eq(examined(CROWDED, "eth0", MANY " 26@1=400", "one-cpu"), "");
}
END_TEST

/* RPS or threads do the work elsewhere: not as bad. */
START_TEST(one_cpu_steered)
{
	ck_assert_str_eq(examined(CROWDED "rps:eth0=1-3", "eth0", MANY, "one-cpu"), "eth0=warn");
	ck_assert_str_eq(examined("cpu:4 nic:eth0:igb:q=3:at=0:threads=1-3", "eth0", MANY, "one-cpu"),
			 "eth0=warn");
}
END_TEST

START_TEST(one_cpu_silent)
{
	/* Spread; one flow only; idle; one queue, which RPS is for; nothing that auto could move. */
	ck_assert_str_eq(examined(SPREAD, "eth0", "eth0=9000 24@0=900 25@1=900 26@2=900", "one-cpu"), "");
	ck_assert_str_eq(examined(SPREAD, "eth0", "eth0=9000 24@0=2700 25@1=2 26@2=2", "one-cpu"), "");
	ck_assert_str_eq(examined(CROWDED, "eth0", "eth0=30 24@0=9 25@0=9 26@0=9", "one-cpu"), "");
	ck_assert_str_eq(examined("cpu:4 nic:eth0:one:at=0", "eth0", "24@0=9000", "one-cpu"), "");
	ck_assert_str_eq(examined("cpu:4 nic:eth0:igb:q=3:at=0:managed", "eth0", MANY, "one-cpu"), "");
	ck_assert_str_eq(examined(CROWDED, NULL, MANY, "one-cpu"), "");
	ck_assert_str_eq(examined(CROWDED "down:eth0", "eth0", MANY, "one-cpu"), "");
	ck_assert_str_eq(examined("cpu:1 nic:eth0:igb:q=3:at=0", "eth0", MANY, "one-cpu"), "");
}
END_TEST

/* NAPI that polls makes few interrupts: packets tell that there is work. */
START_TEST(one_cpu_polling)
{
	ck_assert_str_eq(examined(CROWDED, "eth0", "eth0=90000 24@0=20 25@0=20 26@0=20", "one-cpu"),
			 "eth0=bad");
}
END_TEST

/* A machine that was recorded without counters is judged by where its interrupts are. */
START_TEST(one_cpu_uncounted)
{
	ck_assert_str_eq(examined(CROWDED, "eth0", NULL, "one-cpu"), "eth0=bad");
	ck_assert_str_eq(found(p, "one-cpu", "eth0")->evidence, "irqs 24-26: effective affinity 0");
	ck_assert_str_eq(examined(SPREAD, "eth0", NULL, "one-cpu"), "");
	p = patient(CROWDED, "", "eth0");
	since_boot(p);
	ck_assert_str_eq(on_whom(p, "one-cpu"), "eth0=bad");
	/* Since boot, what came in a quiet minute is nothing. */
	counts(p, "24@0=900 25@0=900 26@0=900");
	ck_assert_str_eq(on_whom(p, "one-cpu"), "");
	counts(p, "24@0=9000");
	ck_assert_str_eq(on_whom(p, "one-cpu"), "eth0=bad");
	ASSERT_SAYS(found(p, "one-cpu", "eth0")->evidence, "since boot");
}
END_TEST

/* --- far-node: eth0 is on node 1, whose CPUs are 4 to 7 */
#define NODES "cpu:8 node:2 "

START_TEST(far_node)
{
	ck_assert_str_eq(examined(NODES "nic:eth0:igb:q=2:node=1:at=0,5", "eth0", "eth0=9000", "far-node"),
			 "eth0=warn");
	ck_assert_str_eq(found(p, "far-node", "eth0")->evidence,
			 "irq 24: effective affinity 0; node 1 has CPUs 4-7");
	/* Idle, it is a note. */
	ck_assert_str_eq(examined(NODES "nic:eth0:igb:q=2:node=1:at=0,5", "eth0", "eth0=90", "far-node"),
			 "eth0=info");
	ck_assert_str_eq(examined(NODES "nic:eth0:igb:q=2:node=1:at=4,5", "eth0", "eth0=9000", "far-node"), "");
	ck_assert_str_eq(examined(NODES "nic:eth0:igb:q=2:at=0,5", "eth0", "eth0=9000", "far-node"), "");
	ck_assert_str_eq(examined("cpu:8 nic:eth0:igb:q=2:node=0:at=0,5", "eth0", "eth0=9000", "far-node"), "");
	/* Reserved by whoever laid it out: auto would not go back. */
	ck_assert_str_eq(examined(NODES "nic:eth0:igb:q=2:node=1:at=0,1:asked=0-1", "reserve=4-7 eth0",
				  "eth0=9000", "far-node"), "");
}
END_TEST

/* --- siblings: core 0 is CPUs 0 and 4 */
#define THREADS "cpu:8 smt:2 "

START_TEST(siblings)
{
	ck_assert_str_eq(examined(THREADS "nic:eth0:igb:q=2:at=0,4", "eth0", "24@0=900 25@4=900",
				  "siblings"), "host=warn");
	ck_assert_str_eq(found(p, "siblings", NULL)->evidence, "irqs 24-25 are served on CPUs 0,4");
	ASSERT_SAYS(found(p, "siblings", NULL)->what, "while the cores of CPUs 1-3 have no queue");
	/* By where they came: what the kernel said of it is older. */
	ck_assert_str_eq(examined(THREADS "nic:eth0:igb:q=2:at=0,1", "eth0", "24@0=900 25@4=900",
				  "siblings"), "host=warn");
	ck_assert_str_eq(examined(THREADS "nic:eth0:igb:q=2:at=0,4", "eth0", "24@0=900 25@1=900",
				  "siblings"), "");
	/* Polled, with few interrupts. */
	ck_assert_str_eq(examined(THREADS "nic:eth0:igb:q=2:at=0,4", "eth0", "eth0=9000 24@0=90 25@4=20",
				  "siblings"), "host=warn");
	ck_assert_str_eq(examined(THREADS "nic:eth0:igb:q=2:at=0,4", "eth0", "eth0=90 24@0=90 25@4=20",
				  "siblings"), "");
}
END_TEST

START_TEST(siblings_silent)
{
	ck_assert_str_eq(examined(THREADS "nic:eth0:igb:q=2:at=0,1", "eth0", "24@0=900 25@1=900", "siblings"), "");
	/* One of both idle; no core left; every thread was asked for; no hyperthreads. */
	ck_assert_str_eq(examined(THREADS "nic:eth0:igb:q=2:at=0,4", "eth0", "24@0=900 25@4=5", "siblings"), "");
	ck_assert_str_eq(examined("cpu:4 smt:2 nic:eth0:igb:q=3:at=0,1,2", "eth0",
				  "24@0=900 25@1=900 26@2=900", "siblings"), "");
	ck_assert_str_eq(examined(THREADS "nic:eth0:igb:q=8:at=0,1,2,3,4,5,6,7", "smt eth0",
				  "24@0=900 28@4=900", "siblings"), "");
	ck_assert_str_eq(examined("cpu:8 nic:eth0:igb:q=2:at=0,4", "eth0", "24@0=900 25@4=900", "siblings"), "");
}
END_TEST

/* --- not-honoured */
START_TEST(not_honoured)
{
	ck_assert_str_eq(examined("cpu:4 nic:eth0:igb:q=1:asked=2:at=1", "eth0", "24@1=50", "not-honoured"),
			 "eth0=warn");
	ck_assert_str_eq(found(p, "not-honoured", "eth0")->remedy,
			 "nqtune irq eth0 vector eth0-TxRx-0 cpus 1");
	ASSERT_SAYS(found(p, "not-honoured", "eth0")->evidence, "50 of 50 interrupts came elsewhere in 3.0 s");
}
END_TEST

START_TEST(not_honoured_silent)
{
	/* Where it was asked to; an idle one that waits for its next interrupt; stragglers of a move. */
	ck_assert_str_eq(examined("cpu:4 nic:eth0:igb:asked=2:at=2", "eth0", "24@2=50", "not-honoured"), "");
	ck_assert_str_eq(examined("cpu:4 nic:eth0:igb:asked=2:at=1", "eth0", "", "not-honoured"), "");
	ck_assert_str_eq(examined("cpu:4 nic:eth0:igb:asked=2:at=1", "eth0", "24@1=4 24@2=60", "not-honoured"), "");
	/* What came before somebody asked is counted since boot. */
	p = patient("cpu:4 nic:eth0:igb:asked=2:at=1", "", "eth0");
	counts(p, "24@1=5000");
	since_boot(p);
	ck_assert_str_eq(on_whom(p, "not-honoured"), "");
	not_counted(p);
	ck_assert_str_eq(on_whom(p, "not-honoured"), "");
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("doctor_irq");
	TCase *c = tcase_create("irq");

	tcase_add_checked_fixture(c, arena_setup, arena_teardown);
	tcase_add_test(c, one_cpu);
	tcase_add_test(c, one_cpu_of_two_nics);
	tcase_add_test(c, one_cpu_nearly_all);
	tcase_add_test(c, one_cpu_steered);
	tcase_add_test(c, one_cpu_silent);
	tcase_add_test(c, one_cpu_polling);
	tcase_add_test(c, one_cpu_uncounted);
	tcase_add_test(c, far_node);
	tcase_add_test(c, siblings);
	tcase_add_test(c, siblings_silent);
	tcase_add_test(c, not_honoured);
	tcase_add_test(c, not_honoured_silent);
	suite_add_tcase(s, c);
	return s;
}

TEST_MAIN(suite)
