// SPDX-License-Identifier: GPL-2.0-or-later
// What a layout did with its traffic: whose counters are added up, and what they come to (S10, U11).
#include "fakehost.h"
#include "main.h"
#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/host.h"
#include "nqtune/measure.h"
#include "nqtune/sample.h"

static struct arena *arena;
static struct host *h;
static struct sample *s;
static struct measured m;

static void setup(void)
{
	arena = arena_new(NULL);
}

static void teardown(void)
{
	arena_free(arena);
}

/* Two seconds in which nothing was counted. */
static void nothing(const char *line)
{
	h = fake_host(arena, line);
	s = fake_sample(arena, h, 2);
	cpuset_each(cpu, h->online)
		s->cpus[cpu].idle.n = s->cpus[cpu].ticks.n = 200;
}

static struct nic_counters *nic(const char *name)
{
	struct nic_counters *c = (struct nic_counters *)sample_nic(s, name);

	ck_assert_ptr_nonnull(c);
	return c;
}

static uint64_t *irq(unsigned number)
{
	return ((struct irq_counters *)sample_irq(s, number))->counts;
}

static void measure(const char *iface)
{
	m = measure_sample(s, h, iface ? &iface : NULL, iface ? 1 : 0, arena);
}

static const char *counted(const char *iface)
{
	const char *text = "";
	size_t n;
	const char **names = measure_ifaces(h, iface ? &iface : NULL, iface ? 1 : 0, &n, arena);

	for (size_t i = 0; i < n; i++)
		text = arena_printf(arena, "%s%s%s", text, i ? " " : "", names[i]);
	return text;
}

/* --- whose counters */
START_TEST(interfaces)
{
	nothing("cpu:4 nic:eth0:igb nic:eth1:one veth:tap0 bridge:br0:eth1,tap0 vlan:eth0.5:eth0 bridge:br1 veth:lan");
	ck_assert_str_eq(counted(NULL), "eth0 eth1");
	ck_assert_str_eq(counted("eth0"), "eth0");
	ck_assert_str_eq(counted("eth0.5"), "eth0");
	ck_assert_str_eq(counted("br0"), "eth1 tap0");
	ck_assert_str_eq(counted("lan"), "lan");
	ck_assert_str_eq(counted("br1"), "br1");
	ck_assert_str_eq(counted("gone"), "");
}
END_TEST

/* In a namespace of virtual interfaces a bridge counts again what its ports count. */
START_TEST(virtual_interfaces)
{
	nothing("cpu:2 veth:wan veth:lan0 veth:lan1 bridge:br0:lan0,lan1");
	ck_assert_str_eq(counted(NULL), "lan0 lan1 wan");
	ck_assert_str_eq(counted("br0"), "lan0 lan1");
	nothing("cpu:2");
	ck_assert_str_eq(counted(NULL), "");
	measure(NULL);
	ck_assert(!m.rx_packets.set && !m.drops_rx.set && !m.interrupts.set);
	ck_assert_uint_eq(m.cpus, 2);
}
END_TEST

START_TEST(named_twice)
{
	static const char *const twice[] = { "br0", "eth0", "br0" };

	nothing("cpu:4 nic:eth0:one bridge:br0:eth0");
	nic("eth0")->rx_packets.n = nic("br0")->rx_packets.n = 1000;
	irq(24)[2] = 10;
	m = measure_sample(s, h, twice, 3, arena);
	ck_assert_uint_eq(m.rx_packets.n, 1000);
	ck_assert_uint_eq(m.interrupts.n, 10);
}
END_TEST

/* --- sums */
START_TEST(sums)
{
	nothing("cpu:4 nic:eth0:igb:q=2 nic:eth1:one veth:tap");
	*nic("eth0") = (struct nic_counters){
		"eth0", nic("eth0")->ifindex, { true, 1000 }, { true, 900 }, { true, 64000 }, { true, 57600 },
		{ true, 3 }, { true, 4 }, { true, 5 },
	};
	nic("eth1")->rx_packets.n = 1000;
	nic("tap")->rx_packets.n = 77;
	s->forwarded = (struct reading){ true, 1800 };
	irq(24)[0] = 100;
	irq(25)[1] = 200;
	irq(26)[3] = 2;
	irq(27)[3] = 98;
	measure(NULL);
	ck_assert_uint_eq(m.ns, 2000000000);
	ck_assert_uint_eq(m.rx_packets.n, 2000);
	ck_assert_uint_eq(m.tx_packets.n, 900);
	ck_assert_uint_eq(m.rx_bytes.n, 64000);
	ck_assert_uint_eq(m.tx_bytes.n, 57600);
	ck_assert_uint_eq(m.forwarded.n, 1800);
	ck_assert_uint_eq(m.drops.n, 12);
	ck_assert_uint_eq(m.drops_ring.n, 5);
	ck_assert_uint_eq(m.drops_rx.n, 3);
	ck_assert_uint_eq(m.drops_tx.n, 4);
	ck_assert_uint_eq(m.interrupts.n, 400);
	ck_assert_double_eq_tol(m.interrupts_per_packet, 0.2, 1e-9);
	ck_assert_uint_eq(m.cpu[3].interrupts.n, 100);
	ck_assert_uint_eq(m.cpu[2].interrupts.n, 0);
	measure("eth1");
	ck_assert_uint_eq(m.interrupts.n, 98);
	ck_assert_uint_eq(m.rx_packets.n, 1000);
}
END_TEST

/* A backlog's drop is its interface's, too; what is more belongs to others, and is lost all the same. */
START_TEST(backlog)
{
	nothing("cpu:2 veth:wan");
	nic("wan")->rx_dropped.n = 10;
	s->cpus[0].dropped.n = 4;
	s->cpus[1].dropped.n = 5;
	measure(NULL);
	ck_assert_uint_eq(m.drops.n, 10);
	ck_assert_uint_eq(m.drops_backlog.n, 9);
	s->cpus[1].dropped.n = 50;
	measure(NULL);
	ck_assert_uint_eq(m.drops.n, 54);
}
END_TEST

/* One interrupt of two cards comes once. */
START_TEST(shared)
{
	nothing("cpu:2 nic:eth0:one nic:eth1:one:shared=eth0");
	irq(24)[1] = 10;
	measure(NULL);
	ck_assert_uint_eq(m.interrupts.n, 10);
}
END_TEST

/* --- CPUs */
START_TEST(largest)
{
	static const uint64_t worked[] = { 100, 0, 600, 300 };

	nothing("cpu:4 nic:eth0:one");
	for (unsigned i = 0; i < 4; i++)
		s->cpus[i].processed.n = worked[i];
	measure(NULL);
	ck_assert_uint_eq(m.worked.n, 1000);
	ck_assert_uint_eq(m.largest_cpu, 2);
	ck_assert_double_eq_tol(m.largest_share, 0.6, 1e-9);
	ck_assert_double_eq_tol(m.share_to_mean, 2.4, 1e-9);
	for (unsigned i = 0; i < 4; i++)
		s->cpus[i].processed.n = 250;
	measure(NULL);
	ck_assert_double_eq_tol(m.share_to_mean, 1, 1e-9);
	ck_assert_uint_eq(m.largest_cpu, 0);
	for (unsigned i = 0; i < 4; i++)
		s->cpus[i].processed.n = 0;
	measure(NULL);
	ck_assert_double_eq(m.share_to_mean, 0);
	ck_assert_double_eq(m.largest_share, 0);
}
END_TEST

/* 200 ticks are the two seconds, whatever a tick is. */
START_TEST(softirq)
{
	nothing("cpu:2 nic:eth0:one");
	s->cpus[0].softirq.n = 20;
	s->cpus[0].idle.n = 150;
	s->cpus[1].softirq.n = 10;
	s->cpus[0].processed.n = 100000;
	measure(NULL);
	ck_assert_double_eq_tol(m.cpu[0].softirq, 0.1, 1e-9);
	ck_assert_double_eq_tol(m.cpu[0].idle, 0.75, 1e-9);
	ck_assert_double_eq_tol(m.softirq_share, 0.075, 1e-9);
	ck_assert_double_eq_tol(m.softirq_ns_per_packet, 3000, 1e-6);
	ck_assert_uint_eq(m.softirq_ticks, 30);
}
END_TEST

START_TEST(offline)
{
	nothing("cpu:4 offline:1 nic:eth0:one");
	measure(NULL);
	ck_assert_uint_eq(m.cpus, 3);
	ck_assert_uint_eq(m.cpu[1].cpu, 2);
	/* And one that was lost sight of in between. */
	memset(&s->cpus[2], 0, sizeof(s->cpus[2]));
	s->cpus[3].processed.n = 10;
	measure(NULL);
	ck_assert(!m.cpu[1].worked.set);
	ck_assert_double_lt(m.cpu[1].softirq, 0);
	ck_assert_uint_eq(m.worked.n, 10);
	s->ncpus = 3;
	measure(NULL);
	ck_assert_uint_eq(m.cpus, 2);
}
END_TEST

START_TEST(not_said)
{
	nothing("cpu:2 nic:eth0:one");
	s->irq_cpus = NULL;
	s->nics = NULL;
	s->nnics = 0;
	memset(s->cpus, 0, 2 * sizeof(*s->cpus));
	measure(NULL);
	ck_assert(!m.rx_packets.set && !m.worked.set && !m.drops.set && !m.forwarded.set &&
		  !m.interrupts.set && !m.squeezed.set);
	ck_assert_double_eq(m.softirq_ns_per_packet, 0);
	ck_assert_double_eq(m.interrupts_per_packet, 0);
}
END_TEST

static Suite *suite(void)
{
	Suite *suite = suite_create("measure");
	TCase *tc = tcase_create("measure");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, interfaces);
	tcase_add_test(tc, virtual_interfaces);
	tcase_add_test(tc, named_twice);
	tcase_add_test(tc, sums);
	tcase_add_test(tc, backlog);
	tcase_add_test(tc, shared);
	tcase_add_test(tc, largest);
	tcase_add_test(tc, softirq);
	tcase_add_test(tc, offline);
	tcase_add_test(tc, not_said);
	suite_add_tcase(suite, tc);
	return suite;
}

TEST_MAIN(suite)
