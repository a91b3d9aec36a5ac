// SPDX-License-Identifier: GPL-2.0-or-later
// The doctor on the layout: what auto would make of it, and what may undo it (B4, S5, R3, R12).
#include "checkup.h"
#include "nqtune/finding.h"
#include "nqtune/irqbalance.h"

static struct patient *p;

static const char *examined(const char *host, const char *wish, const char *counted, const char *rule)
{
	p = patient(host, "", wish);
	p->c.command = "nqtune auto";
	counts(p, counted);
	return on_whom(p, rule);
}

/* --- rps-missing */
#define ONE "cpu:4 nic:eth0:one:at=0:asked=0 "

START_TEST(rps_missing)
{
	ck_assert_str_eq(examined(ONE, "eth0", "eth0=9000", "rps-missing"), "eth0=warn");
	ck_assert_str_eq(found(p, "rps-missing", "eth0")->what,
			 "it has one rx queue for 4 CPUs, and receive packet steering is off");
	ck_assert_str_eq(found(p, "rps-missing", "eth0")->evidence,
			 "rps_cpus of rx-0 is empty; 9000 packets received in 3.0 s");
	/* Little comes in: a note. Next to nothing: not even that. */
	ck_assert_str_eq(examined(ONE, "eth0", "eth0=90", "rps-missing"), "eth0=info");
	ck_assert_str_eq(examined(ONE, "eth0", "eth0=20", "rps-missing"), "");
}
END_TEST

START_TEST(rps_missing_where)
{
	/* On the port and the bridge, whatever carries them. */
	ck_assert_str_eq(examined("cpu:4 nic:eth0:one:at=0 dsa:wan:eth0 dsa:lan0:eth0 bridge:br0:lan0",
				  "wan br0", "eth0=9000 wan=5000 br0=4000", "rps-missing"),
			 "br0=warn wan=warn");
	p->c.ifaces = (const char *const[]){ "wan" };
	p->c.nifaces = 1;
	ck_assert_str_eq(on_whom(p, "rps-missing"), "wan=warn");
	ck_assert_str_eq(examined("cpu:8 nic:eth0:igb:q=2:at=0,1", "eth0", "eth0=9000", "rps-missing"),
			 "eth0=warn");
	ASSERT_SAYS(found(p, "rps-missing", "eth0")->what, "it has 2 rx queues for 8 CPUs");
}
END_TEST

START_TEST(rps_missing_silent)
{
	ck_assert_str_eq(examined(ONE "rps:eth0=1-3", "eth0", "eth0=9000", "rps-missing"), "");
	ck_assert_str_eq(examined("cpu:4 nic:eth0:igb:q=4", "eth0", "eth0=9000", "rps-missing"), "");
	ck_assert_str_eq(examined("cpu:1 nic:eth0:one", "eth0", "eth0=9000", "rps-missing"), "");
	ck_assert_str_eq(examined("cpu:4 nic:eth0:one:norps", "eth0", "eth0=9000", "rps-missing"), "");
	ck_assert_str_eq(examined(ONE, NULL, "eth0=9000", "rps-missing"), "");
}
END_TEST

START_TEST(rps_missing_uncounted)
{
	p = patient(ONE, "", "eth0");
	not_counted(p);
	ck_assert_str_eq(on_whom(p, "rps-missing"), "eth0=warn");
	ck_assert_str_eq(found(p, "rps-missing", "eth0")->evidence, "rps_cpus of rx-0 is empty");
}
END_TEST

/* --- too-many-queues */
static const char *queues(const char *host, const char *readings, const char *wish)
{
	p = patient(host, readings, wish);
	p->c.command = "nqtune auto eth0";
	return on_whom(p, "too-many-queues");
}

START_TEST(too_many_queues)
{
	ck_assert_str_eq(queues("cpu:6 isolated:4-5 nic:eth0:igb:q=6", "eth0 channels.combined=6/8", "eth0"),
			 "eth0=info");
	ck_assert_str_eq(found(p, "too-many-queues", "eth0")->remedy,
			 "nqtune channels eth0 combined 4 && nqtune auto eth0  # resets the link");
	ck_assert_str_eq(found(p, "too-many-queues", "eth0")->what,
			 "its 6 rx queues have 4 CPUs to be served by");
	/* As many as CPUs; every thread was asked for; nothing can be set. */
	ck_assert_str_eq(queues("cpu:6 nic:eth0:igb:q=6", "eth0 channels.combined=6/8", "eth0"), "");
	ck_assert_str_eq(queues("cpu:8 smt:2 nic:eth0:igb:q=8", "eth0 channels.combined=8/8", "smt eth0"), "");
	ck_assert_str_eq(queues("cpu:2 nic:eth0:igb:q=4", "", "eth0"), "");
	/* One that is idle is still where it was before it was asked elsewhere. */
	ck_assert_str_eq(queues("cpu:2 nic:eth0:igb:q=2:at=0", "eth0 channels.combined=2/8", NULL), "eth0=info");
	p->h->irqs[1]->asked = fake_set(p->h, "1");
	ck_assert_str_eq(on_whom(p, "too-many-queues"), "");
	ck_assert_str_eq(queues("cpu:2 nic:eth0:none:q=4", "eth0 channels.combined=4/4", "eth0"), "");
}
END_TEST

/* --- irqbalance */
START_TEST(irqbalance)
{
	unsigned told[] = { 24, 25, 26 };
	struct balancer_list list = { told, 1 };

	ck_assert_str_eq(examined("cpu:4 nic:eth0:igb:q=2 irqbalance", "eth0", "", "irqbalance"),
			 "host=info");
	ASSERT_SAYS(found(p, "irqbalance", NULL)->what, "irqs 24-25, unless it was told not to");
	p->c.spared = &list;
	p->c.unbalance = "in its configuration";
	ck_assert_str_eq(on_whom(p, "irqbalance"), "host=info");
	p->c.laid_out = true;
	ck_assert_str_eq(on_whom(p, "irqbalance"), "host=warn");
	ck_assert_str_eq(found(p, "irqbalance", NULL)->what, "irqbalance runs, and may move irq 25");
	ck_assert_str_eq(found(p, "irqbalance", NULL)->remedy, "in its configuration");
	p->h->irqbalance.socket = "/run/irqbalance/irqbalance412.sock";
	on_whom(p, "irqbalance");
	ck_assert_str_eq(found(p, "irqbalance", NULL)->remedy, "nqtune auto");
	/* Told of both queues; the link's interrupt, 26, is no matter. */
	list.n = 2;
	ck_assert_str_eq(on_whom(p, "irqbalance"), "");
}
END_TEST

START_TEST(irqbalance_silent)
{
	ck_assert_str_eq(examined("cpu:4 nic:eth0:igb:q=2", "eth0", "", "irqbalance"), "");
	ck_assert_str_eq(examined("cpu:4 nic:eth0:igb:q=2:managed irqbalance", "eth0", "", "irqbalance"), "");
	examined("cpu:4 nic:eth0:igb:q=2 irqbalance", "eth0", "", "irqbalance");
	p->c.spares_all = true;
	ck_assert_str_eq(on_whom(p, "irqbalance"), "");
}
END_TEST

/* --- default-affinity */
static const char *by_default(const char *host, const char *list)
{
	p = patient(host, "", "eth0");
	p->around->default_affinity = list ? fake_set(p->h, list) : NULL;
	return on_whom(p, "default-affinity");
}

START_TEST(default_affinity)
{
	ck_assert_str_eq(by_default("cpu:4 nic:eth0:igb:q=4", "0-1"), "host=info");
	ck_assert_str_eq(found(p, "default-affinity", NULL)->remedy, "echo f > /proc/irq/default_smp_affinity");
	ck_assert_str_eq(found(p, "default-affinity", NULL)->what,
			 "new interrupts do not come to CPUs 2-3, which queues are laid out on");
	ck_assert_str_eq(by_default("cpu:4 isolated:2-3 nic:eth0:igb:q=2", "0-3"), "host=info");
	ck_assert_str_eq(found(p, "default-affinity", NULL)->remedy, "echo 3 > /proc/irq/default_smp_affinity");
	ck_assert_str_eq(by_default("cpu:4 nic:eth0:igb:q=4", "0-3"), "");
	ck_assert_str_eq(by_default("cpu:4 nic:eth0:igb:q=2", "0-1"), "");
	ck_assert_str_eq(by_default("cpu:4 isolated:2-3 nic:eth0:igb:q=2", "0-1"), "");
	ck_assert_str_eq(by_default("cpu:4 nic:eth0:igb:q=4", NULL), "");
}
END_TEST

/* --- driver-hints */
static const char *hinted(const char *host, const char *wish, const char *list)
{
	p = patient(host, "", wish);
	p->c.command = "nqtune auto";
	p->around->irqs[0].hint = list ? fake_set(p->h, list) : NULL;
	return on_whom(p, "driver-hints");
}

START_TEST(driver_hints)
{
	ck_assert_str_eq(hinted("cpu:4 nic:eth0:igb:q=2:asked=1:at=1", "eth0", "3"), "eth0=info");
	ck_assert_str_eq(found(p, "driver-hints", "eth0")->evidence,
			 "irq 24: affinity_hint of eth0-TxRx-0 is 3, asked for is 1");
	ck_assert_str_eq(found(p, "driver-hints", "eth0")->remedy, "nqtune auto");
	ck_assert_str_eq(hinted("cpu:4 nic:eth0:igb:q=1:asked=0:at=0", "eth0", "3"), "eth0=info");
	ck_assert_str_eq(found(p, "driver-hints", "eth0")->remedy, "nqtune auto");
	p->c.laid_out = true;
	ck_assert_str_eq(on_whom(p, "driver-hints"), "");
	ck_assert_str_eq(hinted("cpu:4 nic:eth0:igb:q=2:asked=1:at=1", "eth0", "3"), "eth0=info");
	p->c.laid_out = true;
	ck_assert_str_eq(on_whom(p, "driver-hints"), "eth0=info");
	ck_assert_str_eq(hinted("cpu:4 nic:eth0:igb:q=1:asked=1:at=1", "eth0", "1"), "");
	ck_assert_str_eq(hinted("cpu:4 nic:eth0:igb:q=1", "eth0", "3"), "");
	ck_assert_str_eq(hinted("cpu:4 nic:eth0:igb:q=1:asked=1:at=1", "eth0", ""), "");
	ck_assert_str_eq(hinted("cpu:4 nic:eth0:igb:q=1:asked=1:at=1", "eth0", NULL), "");
}
END_TEST

/* --- layout */
START_TEST(layout)
{
	ck_assert_str_eq(examined("cpu:4 nic:eth0:igb:q=4:at=0,1,2,3", "eth0", "", "layout"), "host=info");
	ck_assert_str_eq(found(p, "layout", NULL)->what, "auto would change 8 settings of the layout");
	ASSERT_SAYS(found(p, "layout", NULL)->evidence, "the first: eth0 eth0-TxRx-0 irq: 0-3, would be 0 (");
	/* Another finding says why auto should. */
	ck_assert_str_eq(examined(ONE, "eth0", "eth0=9000", "layout"), "");
	ck_assert_str_eq(examined(ONE, "eth0", "", "layout"), "host=info");
	ck_assert_str_eq(found(p, "layout", NULL)->what, "auto would change a setting of the layout");
	/* Laid out. */
	ck_assert_str_eq(examined(ONE "rps:eth0=1-3", "eth0", "", "layout"), "");
	ck_assert_str_eq(examined(ONE, NULL, "", "layout"), "");
	/* Nobody asked for that one. */
	examined("cpu:4 nic:eth0:one:asked=0:at=0 nic:eth1:igb:q=4", "eth0 eth1", "", "layout");
	p->c.ifaces = (const char *const[]){ "eth0" };
	p->c.nifaces = 1;
	ck_assert_str_eq(on_whom(p, "layout"), "");
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("doctor_layout");
	TCase *c = tcase_create("layout");

	tcase_add_checked_fixture(c, arena_setup, arena_teardown);
	tcase_add_test(c, rps_missing);
	tcase_add_test(c, rps_missing_where);
	tcase_add_test(c, rps_missing_silent);
	tcase_add_test(c, rps_missing_uncounted);
	tcase_add_test(c, too_many_queues);
	tcase_add_test(c, irqbalance);
	tcase_add_test(c, irqbalance_silent);
	tcase_add_test(c, default_affinity);
	tcase_add_test(c, driver_hints);
	tcase_add_test(c, layout);
	suite_add_tcase(s, c);
	return s;
}

TEST_MAIN(suite)
