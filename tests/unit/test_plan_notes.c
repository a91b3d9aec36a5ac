// SPDX-License-Identifier: GPL-2.0-or-later
// Rules P8 to P10: what is left alone, what is told, plans repeated; the preview and the verdict.
#include "fakehost.h"
#include "main.h"
#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/err.h"
#include "nqtune/host.h"
#include "plantest.h"

#define BPI "cpu:4 nic:eth0:one:asked=0 dsa:wan:eth0 dsa:lan0:eth0 bridge:br0:lan0 "

#define ASSERT_SAYS(text, part) ck_assert_msg(strstr(text, part) != NULL, "'%s'", text)

static struct plan plan_line(const char *line, const char *wish)
{
	return plan_on(fake_host(arena, line), wish);
}

/* U9: one CPU, also when it is all but one that are offline, and when nothing is left of it. */
START_TEST(p8_one_cpu)
{
	struct plan p = plan_line("cpu:1 nic:eth0:igb:q=2 rps:eth0=0", "eth0");

	ck_assert_uint_eq(p.nchanges, 0);
	ASSERT_SAYS(left_why(&p, "eth0", "auto"), "one CPU");
	p = plan_line("cpu:2 offline:0 nic:eth0:one:at=1 nic:eth1:one:at=1", "reserve=1 eth0 eth1");
	ck_assert_uint_eq(p.nchanges, 0);
	ASSERT_SAYS(left_why(&p, "eth1", "auto"), "one CPU");
}
END_TEST

START_TEST(p8_kernel_without_rps)
{
	struct plan p = plan_line("cpu:4 nic:eth0:igb:q=2:norps", "eth0");

	ck_assert_uint_eq(p.nchanges, 0);
	ASSERT_SAYS(left_why(&p, "eth0", "auto"), "CONFIG_RPS");
	ck_assert_ptr_null(finding_of(&p, "rps-missing", NULL));
}
END_TEST

/* One interface without rps_cpus among others: only that is left. */
START_TEST(p8_interface_without_rps)
{
	struct plan p = plan_line("cpu:4 nic:eth0:one:norps nic:eth1:one", "eth0 eth1");

	ck_assert_str_eq(laid_out("cpu:4 nic:eth0:one:norps nic:eth1:one", "eth0 eth1"),
			 "eth0=0 eth1=1 eth1/rx-0=0-3");
	ASSERT_SAYS(left_why(&p, "eth0", "rps"), "CONFIG_RPS");
}
END_TEST

/* B7 */
START_TEST(p8_hardware_flow_offload)
{
	struct plan p = plan_line(BPI "hwoffload", "wan br0");

	ck_assert_uint_eq(p.nchanges, 0);
	ASSERT_SAYS(left_why(&p, "wan", "auto"), "offload");
	ASSERT_SAYS(left_why(&p, "br0", "auto"), "offload");
	ck_assert_ptr_nonnull(finding_of(&p, "flow-offload-hw", NULL));
	p = plan_line(BPI "flowtable", "wan br0");
	ck_assert_uint_eq(p.nchanges, 2);
	ck_assert_ptr_nonnull(finding_of(&p, "flowtable", NULL));
}
END_TEST

/* The plan for all remembered interfaces does not depend on what one of them got before. */
START_TEST(p9_one_after_the_other)
{
	struct host *h = fake_host(arena, BPI "nat:wan");
	const char *at_once = changes_of(h, "wan br0");
	struct plan first = plan_on(h, "wan"), both;
	struct host *after = plan_preview(h, first.changes, first.nchanges, arena);
	struct nic *wan, *br0;

	ck_assert_str_eq(changes_of(h, "wan"), "wan/rx-0=1-3");
	ck_assert_str_eq(at_once, "wan/rx-0=1-2 br0/rx-0=3");
	both = plan_on(after, "wan br0");
	after = plan_preview(after, both.changes, both.nchanges, arena);
	wan = host_nic(after, "wan");
	br0 = host_nic(after, "br0");
	ck_assert_str_eq(cpuset_list(arena, wan->rx[0].rps), "1-2");
	ck_assert_str_eq(cpuset_list(arena, br0->rx[0].rps), "3");
}
END_TEST

START_TEST(p9_same_wish_same_plan)
{
	struct host *h = fake_host(arena, "cpu:8 nic:eth0:igb:q=2 nic:eth1:one nic:eth2:e1000e");

	ck_assert_str_eq(changes_of(h, "eth2 eth0 eth1"), changes_of(h, "eth2 eth0 eth1"));
	ck_assert_str_eq(changes_of(h, "eth2 eth0 eth1"),
			 changes_of(h, "eth2 eth0 eth1 eth0 eth2"));
}
END_TEST

/* R3: said once, where something was laid out that it could move. */
START_TEST(p10_irqbalance)
{
	struct plan p = plan_line("cpu:2 nic:eth0:igb:q=2 nic:eth1:one irqbalance", "eth0");
	const struct finding *f = finding_of(&p, "irqbalance-running", NULL);
	size_t n = 0;

	ck_assert_ptr_nonnull(f);
	ck_assert_str_eq(f->severity, "warn");
	ASSERT_SAYS(f->what, "process 412");
	for (size_t i = 0; i < p.nfindings; i++)
		n += !strcmp(p.findings[i].id, "irqbalance-running");
	ck_assert_uint_eq(n, 1);
	/* What cannot be moved is not moved by it either. */
	p = plan_line("cpu:4 nic:eth2:one:managed irqbalance", "eth2");
	ck_assert_ptr_null(finding_of(&p, "irqbalance-running", NULL));
	p = plan_line("cpu:2 nic:eth0:igb:q=2", "eth0");
	ck_assert_ptr_null(finding_of(&p, "irqbalance-running", NULL));
}
END_TEST

/* B4: which active interfaces have none. */
START_TEST(b4_unsteered_interfaces)
{
	struct plan p = plan_line(BPI, "wan");

	ck_assert_ptr_nonnull(finding_of(&p, "rps-missing", "br0"));
	ck_assert_str_eq(finding_of(&p, "rps-missing", "br0")->remedy, "nqtune auto br0");
	ck_assert_ptr_null(finding_of(&p, "rps-missing", "wan"));
	ck_assert_ptr_null(finding_of(&p, "rps-missing", "eth0"));
	ck_assert_ptr_null(finding_of(&p, "rps-missing", "lan0"));
	p = plan_line(BPI, "wan br0");
	ck_assert_ptr_null(finding_of(&p, "rps-missing", NULL));
	p = plan_line(BPI "rps:br0=2", "wan");
	ck_assert_ptr_null(finding_of(&p, "rps-missing", NULL));
	p = plan_line(BPI "down:br0", "wan");
	ck_assert_ptr_null(finding_of(&p, "rps-missing", NULL));
}
END_TEST

/* What needs none is not missed: queues enough, here or below; a VLAN on a NIC that steers. */
START_TEST(b4_nothing_is_missing)
{
	struct plan p = plan_line("cpu:12 smt:2 nic:eth0:one nic:eth1:igb:q=6 nic:eth2:igb:q=6 "
				  "bridge:br0:eth2",
				  "eth0");

	ck_assert_ptr_null(finding_of(&p, "rps-missing", NULL));
	p = plan_line("cpu:4 nic:eth0:one vlan:eth0.5:eth0", "eth0");
	ck_assert_ptr_null(finding_of(&p, "rps-missing", NULL));
	p = plan_line("cpu:4 nic:eth0:one vlan:eth0.5:eth0 vlan:eth0.6:eth0", "eth0.5");
	ck_assert_ptr_null(finding_of(&p, "rps-missing", NULL));
	p = plan_line("cpu:4 nic:eth0:one nic:eth1:one vlan:eth1.5:eth1", "eth0");
	ck_assert_ptr_nonnull(finding_of(&p, "rps-missing", "eth1.5"));
	/* Both VLANs stand on one bond, and that on NICs with queues enough. */
	p = plan_line("cpu:2 nic:eth0:one nic:eth1:igb:q=2 bond:bond0:eth1 vlan:v5:bond0 "
		      "vlan:v6:bond0 bridge:br0:v5,v6",
		      "eth0");
	ck_assert_ptr_null(finding_of(&p, "rps-missing", "br0"));
	/* Two queues are too few for four CPUs. */
	p = plan_line("cpu:4 nic:eth0:one nic:eth1:igb:q=2", "eth0");
	ck_assert_ptr_nonnull(finding_of(&p, "rps-missing", "eth1"));
}
END_TEST

/* B3: why masquerading may have been missed; one interface alone gets everything anyhow. */
START_TEST(b3_rules_unreadable)
{
	struct plan p = plan_line(BPI "nat-unknown", "wan br0");

	ASSERT_SAYS(finding_of(&p, "nat-unknown", NULL)->what, "not permitted");
	p = plan_line(BPI "legacy-nat", "wan br0");
	ASSERT_SAYS(finding_of(&p, "nat-legacy", NULL)->remedy, "--weight");
	p = plan_line(BPI "legacy-nat", "wan");
	ck_assert_ptr_null(finding_of(&p, "nat-legacy", NULL));
}
END_TEST

START_TEST(preview_leaves_the_host_alone)
{
	struct host *h = fake_host(arena,
				   "cpu:4 nic:eth0:one nic:eth1:one:shared=eth0 vlan:eth1.5:eth1");
	struct plan p = plan_on(h, "eth0");
	struct host *after = plan_preview(h, p.changes, p.nchanges, arena);
	struct nic *eth1 = host_nic(after, "eth1"), *vlan = host_nic(after, "eth1.5");

	ck_assert_str_eq(cpuset_list(arena, host_nic(h, "eth0")->rx[0].rps), "");
	ck_assert_str_eq(cpuset_list(arena, host_nic(h, "eth0")->vectors[0].irq->asked), "0-3");
	ck_assert_str_eq(cpuset_list(arena, host_nic(after, "eth0")->rx[0].rps), "1-3");
	ck_assert_str_eq(cpuset_list(arena, eth1->rx[0].vector->irq->asked), "0");
	ck_assert_ptr_eq(eth1->rx[0].vector, &eth1->vectors[0]);
	ck_assert_ptr_eq(eth1->vectors[0].irq, host_nic(after, "eth0")->vectors[0].irq);
	ck_assert_ptr_eq(vlan->lower[0], eth1);
	ck_assert_ptr_eq(eth1->upper[0], vlan);
}
END_TEST

static const char *verdict(const char *line, const char *name)
{
	struct host *h = fake_host(arena, line);

	return plan_verdict(h, host_nic(h, name), arena);
}

/* A trunk of many VLANs is advised by its own name, not by all of theirs. */
START_TEST(verdict_of_many_above)
{
	const char *line = "cpu:4 nic:eth0:one";

	for (unsigned i = 0; i < 50; i++)
		line = arena_printf(arena, "%s vlan:eth0.%u:eth0", line, i);
	ASSERT_SAYS(verdict(line, "eth0"), "(nqtune auto eth0)");
}
END_TEST

/* B6: one core takes all and nothing is steered, seen at once. */
START_TEST(verdicts)
{
	ASSERT_SAYS(verdict("cpu:4 nic:eth0:one", "eth0"), "CPU 0 takes every receive interrupt");
	ASSERT_SAYS(verdict("cpu:4 nic:eth0:one", "eth0"), "RPS is off");
	ASSERT_SAYS(verdict("cpu:4 nic:eth0:one rps:eth0=1-3", "eth0"), "RPS to CPUs 1-3");
	ck_assert_str_eq(verdict("cpu:6 nic:eth0:igb:q=6:at=0-5", "eth0"),
			 "6 queues on 6 CPUs, one each; RPS off");
	ASSERT_SAYS(verdict("cpu:6 nic:eth0:igb:q=6:at=1,2,2,3,4,5", "eth0"), "CPU 2 serves 2");
	ASSERT_SAYS(verdict("cpu:4 nic:eth0:one:noeff", "eth0"), "not pinned (CPUs 0-3)");
	ASSERT_SAYS(verdict("cpu:4 nic:eth0:igb:q=2:asked=1:at=0", "eth0"),
		    "2 not yet where asked");
	ASSERT_SAYS(verdict("cpu:8 node:2 nic:eth0:igb:q=2:node=1:at=3-4", "eth0"),
		    "CPUs 3 are not on its node 1");
	ASSERT_SAYS(verdict("cpu:4 nic:eth0:none:q=2", "eth0"), "not known");
	ASSERT_SAYS(verdict("cpu:4 nic:eth0:none:q=2 down:eth0", "eth0"), "down");
	ASSERT_SAYS(verdict("cpu:1 nic:eth0:one", "eth0"), "nothing to spread");
	ASSERT_SAYS(verdict("cpu:4 nic:eth0:one dsa:wan:eth0 dsa:lan0:eth0 bridge:br0:lan0", "eth0"),
		    "(nqtune auto wan br0)");
	ck_assert_ptr_null(strstr(verdict(BPI "rps:br0=2", "eth0"), "nqtune auto"));
	ASSERT_SAYS(verdict(BPI "rps:br0=2", "eth0"), "steer on from there");
	ck_assert_ptr_null(strstr(verdict(BPI "rps:br0=2", "eth0"), "does all the work"));
	ASSERT_SAYS(verdict(BPI, "br0"), "lan0");
	ASSERT_SAYS(verdict(BPI "rps:br0=2", "br0"), "steered to CPU 2 (RPS)");
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("plan_notes");
	TCase *tc = tcase_create("notes");

	tcase_add_checked_fixture(tc, arena_setup, arena_teardown);
	tcase_add_test(tc, p8_one_cpu);
	tcase_add_test(tc, p8_kernel_without_rps);
	tcase_add_test(tc, p8_interface_without_rps);
	tcase_add_test(tc, p8_hardware_flow_offload);
	tcase_add_test(tc, p9_one_after_the_other);
	tcase_add_test(tc, p9_same_wish_same_plan);
	tcase_add_test(tc, p10_irqbalance);
	tcase_add_test(tc, b4_unsteered_interfaces);
	tcase_add_test(tc, b4_nothing_is_missing);
	tcase_add_test(tc, b3_rules_unreadable);
	tcase_add_test(tc, preview_leaves_the_host_alone);
	tcase_add_test(tc, verdicts);
	tcase_add_test(tc, verdict_of_many_above);
	suite_add_tcase(s, tc);
	return s;
}

TEST_MAIN(suite)
