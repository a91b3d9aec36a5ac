// SPDX-License-Identifier: GPL-2.0-or-later
// The doctor behind the card: queueing, stalls, backlog, netfilter (L3 to L6, B7).
#include "checkup.h"

static void setup(void)
{
	arena = arena_new(NULL);
}

static void teardown(void)
{
	arena_free(arena);
}

static void qdisc(struct patient *p, const char *nic, const char *kind)
{
	*arena_push(arena, p->around->qdiscs.v, p->around->qdiscs.n) = (struct qdisc){
		.ifindex = host_nic(p->h, nic)->ifindex,
		.kind = kind,
		.root = true,
	};
}

static const char *lock_of(const char *host, const char *kind)
{
	struct patient *p = patient(host, "", NULL);

	qdisc(p, "eth1", kind);
	return on_whom(p, "one-lock");
}

START_TEST(l5_one_lock)
{
	const char *host = "cpu:4 nic:eth1:igb:q=4";
	struct patient *p = patient(host, "", NULL);

	ck_assert_str_eq(on_whom(p, "one-lock"), "");
	qdisc(p, "eth1", "fq_codel");
	ck_assert_str_eq(on_whom(p, "one-lock"), "eth1=warn");
	ASSERT_SAYS(found(p, "one-lock", "eth1")->what, "though it has 4 tx queues");
	ASSERT_SAYS(found(p, "one-lock", "eth1")->evidence, "qdisc fq_codel at the root");
	ck_assert_str_eq(found(p, "one-lock", "eth1")->remedy, "tc qdisc replace dev eth1 root mq");
	ck_assert_str_eq(lock_of(host, "pfifo_fast"), "eth1=warn");
	ck_assert_str_eq(lock_of(host, "htb"), "eth1=info");
	ck_assert_str_eq(lock_of(host, "mq"), "");
	ck_assert_str_eq(lock_of(host, "mqprio"), "");
	ck_assert_str_eq(lock_of(host, "noqueue"), "");
	ck_assert_str_eq(lock_of(host, "a_new_one"), "");
	ck_assert_str_eq(lock_of("cpu:4 nic:eth1:one", "fq_codel"), "");
	ck_assert_str_eq(lock_of("cpu:4 nic:eth1:igb:q=4 down:eth1", "fq_codel"), "");
	ck_assert_str_eq(lock_of("cpu:4 veth:eth1:q=2", "fq_codel"), "eth1=warn");
}
END_TEST

START_TEST(l5_those_asked_for)
{
	static const char *const only[] = { "eth0" };
	struct patient *p = patient("cpu:4 nic:eth0:igb:q=4 nic:eth1:igb:q=4", "", NULL);

	qdisc(p, "eth0", "mq");
	qdisc(p, "eth1", "htb");
	ck_assert_str_eq(on_whom(p, "one-lock"), "eth1=info");
	ASSERT_SAYS(found(p, "one-lock", "eth1")->what, "shaping");
	ASSERT_SAYS(found(p, "one-lock", "eth1")->remedy, "root mq  # ends the shaping");
	p->c.ifaces = only;
	p->c.nifaces = 1;
	ck_assert_str_eq(on_whom(p, "one-lock"), "");
}
END_TEST

START_TEST(l3_stalls)
{
	struct patient *p = patient("cpu:4 nic:eth1:igb:q=4", "eth1 pause.autoneg=on pause.rx=on",
				    NULL);

	counts(p, "eth1=5000 eth1/tx-0.stalls=0 eth1/tx-1.stalls=2 eth1/tx-3.stalls=1");
	ck_assert_str_eq(on_whom(p, "stalls"), "eth1=bad");
	ASSERT_SAYS(found(p, "stalls", "eth1")->what, "tx queues 1,3");
	ASSERT_SAYS(found(p, "stalls", "eth1")->evidence, "3 stalls or timeouts in 3.0 s");
	ck_assert_str_eq(found(p, "stalls", "eth1")->remedy,
			 "nqtune pause eth1 autoneg off rx off  # resets the link");
	since_boot(p);
	ck_assert_str_eq(on_whom(p, "stalls"), "eth1=warn");
	p = patient("cpu:4 nic:eth1:igb:q=4", "", NULL);
	counts(p, "eth1/tx-1.stalls=2");
	ck_assert_str_eq(on_whom(p, "stalls"), "eth1=bad");
	ASSERT_SAYS(found(p, "stalls", "eth1")->remedy, "dmesg");
	counts(p, "eth1/tx-1.stalls=0");
	ck_assert_str_eq(on_whom(p, "stalls"), "");
	not_counted(p);
	ck_assert_str_eq(on_whom(p, "stalls"), "");
}
END_TEST

START_TEST(l6_backlog_of_rps)
{
	struct patient *p = patient("cpu:4 nic:eth1:one:at=0 rps:eth1=2", "", NULL);
	const struct finding *v;

	p->around->max_backlog = (struct reading){ true, 1000 };
	counts(p, "eth1=9000 processed@2=9000 dropped@2=500");
	ck_assert_str_eq(on_whom(p, "backlog"), "host=bad");
	v = found(p, "backlog", NULL);
	ASSERT_SAYS(v->what, "too many wait for CPU 2");
	ASSERT_SAYS(
		v->evidence,
		"500 lost beside 9000 in 3.0 s; at most 1000 may wait; RPS of eth1 leads there");
	/* Wider: not CPU 0, which takes the interrupts. */
	ck_assert_str_eq(v->remedy, "nqtune rps eth1 cpus 1-3");
	/* It is as wide as it can be. */
	p = patient("cpu:4 nic:eth1:one:at=0 rps:eth1=1-3", "", NULL);
	p->around->max_backlog = (struct reading){ true, 1000 };
	counts(p, "eth1=9000 processed@2=9000 dropped@2=500");
	ck_assert_str_eq(on_whom(p, "backlog"), "host=bad");
	ck_assert_str_eq(found(p, "backlog", NULL)->remedy, "nqtune napi max-backlog 2000");
}
END_TEST

START_TEST(l6_backlog_of_virtual_interfaces)
{
	struct patient *p = patient("cpu:4 nic:eth1:one:at=0 rps:eth1=1", "", NULL);

	p->around->max_backlog = (struct reading){ true, 8000 };
	counts(p, "processed@2=9000 dropped@2=500 processed@3=100 dropped@3=1");
	ck_assert_str_eq(on_whom(p, "backlog"), "host=bad");
	ASSERT_SAYS(found(p, "backlog", NULL)->what, "CPUs 2-3");
	ASSERT_SAYS(found(p, "backlog", NULL)->evidence, "no RPS leads there");
	ck_assert_str_eq(found(p, "backlog", NULL)->remedy, "nqtune napi max-backlog 10000");
	counts(p, "processed@2=9000000");
	ck_assert_str_eq(on_whom(p, "backlog"), "host=warn");
	since_boot(p);
	ck_assert_str_eq(on_whom(p, "backlog"), "");
	p->c.since_boot = false;
	counts(p, "dropped@2=0 dropped@3=0");
	ck_assert_str_eq(on_whom(p, "backlog"), "");
}
END_TEST

START_TEST(l6_squeezes)
{
	struct patient *p = patient("cpu:4 nic:eth1:one:at=0", "", NULL);

	p->around->budget = (struct reading){ true, 300 };
	p->around->budget_us = (struct reading){ true, 8000 };
	counts(p, "eth1=90000 squeezed@0=100 net_rx@0=1000 idle@0=100 ticks@0=300");
	ck_assert_str_eq(on_whom(p, "squeezes"), "host=warn");
	ASSERT_SAYS(found(p, "squeezes", NULL)->what, "CPU 0 stops receiving");
	ASSERT_SAYS(found(p, "squeezes", NULL)->evidence,
		    "100 times in 1000 rounds in 3.0 s; budget 300 packets, 8000 us");
	ck_assert_str_eq(found(p, "squeezes", NULL)->remedy,
			 "nqtune napi budget 600 budget-usecs 16000");
	/* A trifle of the rounds, or of time. */
	counts(p, "net_rx@0=10000");
	ck_assert_str_eq(on_whom(p, "squeezes"), "");
	counts(p, "net_rx@0=100 squeezed@0=20");
	ck_assert_str_eq(on_whom(p, "squeezes"), "");
}
END_TEST

START_TEST(l6_squeezed_dry)
{
	struct patient *p = patient("cpu:4 nic:eth1:igb:q=4:at=0", "", "eth1");

	p->around->budget = (struct reading){ true, 300 };
	p->c.command = "nqtune auto eth1";
	counts(p, "eth1=90000 squeezed@0=300 net_rx@0=1000 idle@0=2 ticks@0=300");
	ck_assert_str_eq(on_whom(p, "squeezes"), "host=warn");
	ASSERT_SAYS(found(p, "squeezes", NULL)->what, "left over, and is never idle");
	ck_assert_str_eq(found(p, "squeezes", NULL)->remedy, "nqtune auto eth1");
	p->c.plan = NULL;
	ck_assert_str_eq(on_whom(p, "squeezes"), "host=warn");
	ASSERT_SAYS(found(p, "squeezes", NULL)->remedy, "no time left");
	counts(p, "idle@0=200");
	p->around->budget.n = 2400;
	ck_assert_str_eq(on_whom(p, "squeezes"), "host=warn");
	ASSERT_SAYS(found(p, "squeezes", NULL)->remedy, "large already");
	since_boot(p);
	ck_assert_str_eq(on_whom(p, "squeezes"), "");
}
END_TEST

static void hook(struct patient *p, const char *where, const char *function, const char *chain)
{
	p->around->hooks_known = true;
	*arena_push(arena, p->around->hooks.v, p->around->hooks.n) = (struct nf_hook){
		.family = "ip",
		.hook = where,
		.function = function,
		.chain = chain,
	};
}

/* Two interfaces that forward, connections tracked, a filter, and NAT. */
static struct patient *router(const char *host, const char *line)
{
	struct patient *p = patient(host, "", NULL);

	p->around->forwarding = (struct reading){ true, 1 };
	p->around->conntrack = (struct reading){ true, 70 };
	p->around->conntrack_max = (struct reading){ true, 1000 };
	hook(p, "prerouting", "ipv4_conntrack_defrag", NULL);
	hook(p, "prerouting", "ipv4_conntrack_in", NULL);
	hook(p, "forward", "nft_do_chain_inet", "inet filter forward");
	hook(p, "postrouting", "nft_nat_do_chain", "ip nat post");
	hook(p, "postrouting", "nf_confirm", NULL);
	hook(p, "input", "nft_do_chain_inet", "inet filter input");
	counts(p, line);
	return p;
}

#define ROUTER "cpu:4 nic:eth0:igb:q=4 nic:eth1:igb:q=4"
#define TRAFFIC "eth0=5000 eth1=5000 forwarded=9000"

START_TEST(l4_flowtable)
{
	struct patient *p = router(ROUTER, TRAFFIC);
	const struct finding *v;

	ck_assert_str_eq(on_whom(p, "flowtable"), "host=info");
	v = found(p, "flowtable", NULL);
	ASSERT_SAYS(
		v->evidence,
		"9000 packets forwarded in 3.0 s; connections are tracked (70 now), no flowtable");
	ASSERT_SAYS(v->remedy, "nft 'table inet fastpath { flowtable f { hook ingress priority 0; "
			       "devices = { \"eth0\", \"eth1\" }; };");
	ASSERT_SAYS(v->remedy, "flow add @f");
	ck_assert_str_eq(on_whom(p, "hooks"), "");
	/* There is one: known of its ruleset, or of its hooks. */
	p->h->nat.flowtable = true;
	ck_assert_str_eq(on_whom(p, "flowtable"), "");
	p->h->nat.flowtable = false;
	hook(p, "ingress", NULL, NULL);
	p->around->hooks.v[p->around->hooks.n - 1].flowtable = true;
	ck_assert_str_eq(on_whom(p, "flowtable"), "");
}
END_TEST

START_TEST(l4_no_flowtable_needed)
{
	struct patient *p = router(ROUTER, "eth0=5000 eth1=5000 forwarded=3");

	ck_assert_str_eq(on_whom(p, "flowtable"), "");
	p = router(ROUTER, TRAFFIC);
	p->around->forwarding.n = 0;
	ck_assert_str_eq(on_whom(p, "flowtable"), "");
	p = router(ROUTER, TRAFFIC);
	p->around->hooks.n = 0;
	ck_assert_str_eq(on_whom(p, "flowtable"), "");
	/* Who may not see hooks sees the connections. */
	p->around->hooks_known = false;
	ck_assert_str_eq(on_whom(p, "flowtable"), "host=info");
	p->around->conntrack.set = false;
	ck_assert_str_eq(on_whom(p, "flowtable"), "");
	p = router(ROUTER " nat-unknown", TRAFFIC);
	ck_assert_str_eq(on_whom(p, "flowtable"), "");
	p = router(ROUTER, TRAFFIC);
	since_boot(p);
	ck_assert_str_eq(on_whom(p, "flowtable"), "");
}
END_TEST

START_TEST(l4_devices_of_a_flowtable)
{
	struct patient *p = router("cpu:4 nic:eth0:one dsa:wan:eth0 dsa:lan:eth0",
				   "eth0=5000 wan=5000 lan=5000 forwarded=9000");

	/* Ports, not the conduit that carries them. */
	ck_assert_str_eq(on_whom(p, "flowtable"), "host=info");
	ASSERT_SAYS(found(p, "flowtable", NULL)->remedy, "devices = { \"lan\", \"wan\" }");
	p = router("cpu:4 nic:e'1:one nic:eth0:one", "e'1=5000 eth0=5000 forwarded=9000");
	ck_assert_str_eq(on_whom(p, "flowtable"), "host=info");
	ck_assert_ptr_null(strstr(found(p, "flowtable", NULL)->remedy, "e'1"));
}
END_TEST

START_TEST(l4_many_hooks)
{
	struct patient *p = router(ROUTER, TRAFFIC);

	hook(p, "prerouting", "nft_do_chain_ipv4", "ip raw PREROUTING");
	hook(p, "prerouting", "nft_do_chain_ipv4", "ip mangle PREROUTING");
	ck_assert_str_eq(on_whom(p, "hooks"), "");
	hook(p, "forward", "nft_do_chain_ipv4", "ip mangle FORWARD");
	ck_assert_str_eq(on_whom(p, "hooks"), "host=info");
	ASSERT_SAYS(found(p, "hooks", NULL)->what, "netfilter calls 8 functions");
	ASSERT_SAYS(found(p, "hooks", NULL)->evidence,
		    "prerouting: ipv4_conntrack_defrag, ipv4_conntrack_in, ip raw PREROUTING, "
		    "ip mangle PREROUTING; forward: inet filter forward, ip mangle FORWARD; "
		    "postrouting: "
		    "ip nat post, nf_confirm; 9000 packets forwarded");
	ASSERT_SAYS(found(p, "hooks", NULL)->remedy, "flowtable f");
	p->around->hooks.v[1].function = "nothing_of_the_kind";
	ck_assert_str_eq(on_whom(p, "hooks"), "host=info");
	ASSERT_SAYS(found(p, "hooks", NULL)->remedy, "merge tables");
	p->h->nat.flowtable = true;
	ck_assert_str_eq(on_whom(p, "hooks"), "");
	p->h->nat.flowtable = false;
	counts(p, "forwarded=0");
	ck_assert_str_eq(on_whom(p, "hooks"), "");
}
END_TEST

START_TEST(l4_table_almost_full)
{
	struct patient *p = router(ROUTER, "");

	ck_assert_str_eq(on_whom(p, "conntrack"), "");
	p->around->conntrack.n = 799;
	ck_assert_str_eq(on_whom(p, "conntrack"), "");
	p->around->conntrack.n = 801;
	ck_assert_str_eq(on_whom(p, "conntrack"), "host=warn");
	ASSERT_SAYS(found(p, "conntrack", NULL)->evidence, "801 of at most 1000 connections");
	ck_assert_str_eq(found(p, "conntrack", NULL)->remedy,
			 "sysctl -w net.netfilter.nf_conntrack_max=2000");
	p->around->conntrack_max.set = false;
	ck_assert_str_eq(on_whom(p, "conntrack"), "");
}
END_TEST

START_TEST(b7_hardware_forwards)
{
	struct patient *p = router(ROUTER " hwoffload", TRAFFIC);

	ck_assert_str_eq(on_whom(p, "offloaded"), "host=info");
	ck_assert_ptr_null(found(p, "offloaded", NULL)->remedy);
	ck_assert_str_eq(found(p, "offloaded", NULL)->evidence, "flags offload of a flowtable on eth0, eth1");
	ck_assert_ptr_null(found(p, "flowtable", NULL));
	ck_assert_str_eq(on_whom(router(ROUTER " flowtable", TRAFFIC), "offloaded"), "");
	ck_assert_str_eq(on_whom(router(ROUTER, TRAFFIC), "offloaded"), "");
}
END_TEST

static Suite *make_suite(void)
{
	Suite *s = suite_create("doctor path");
	TCase *t = tcase_create("doctor path");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, l5_one_lock);
	tcase_add_test(t, l5_those_asked_for);
	tcase_add_test(t, l3_stalls);
	tcase_add_test(t, l6_backlog_of_rps);
	tcase_add_test(t, l6_backlog_of_virtual_interfaces);
	tcase_add_test(t, l6_squeezes);
	tcase_add_test(t, l6_squeezed_dry);
	tcase_add_test(t, l4_flowtable);
	tcase_add_test(t, l4_no_flowtable_needed);
	tcase_add_test(t, l4_devices_of_a_flowtable);
	tcase_add_test(t, l4_many_hooks);
	tcase_add_test(t, l4_table_almost_full);
	tcase_add_test(t, b7_hardware_forwards);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(make_suite)
