// SPDX-License-Identifier: GPL-2.0-or-later
// U5: who probably undid a setting, and the command that sets it again.
#include <stdio.h>

#include "fakehost.h"
#include "main.h"
#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/drift.h"
#include "nqtune/host.h"
#include "nqtune/knob.h"
#include "plantest.h"

#define IGB "cpu:4 nic:eth0:igb:q=4 "
#define ASSERT_SAYS(text, part) ck_assert_msg(strstr(text, part) != NULL, "'%s'", text)

static struct host *h;
static struct drift v[16];
static size_t n;

static void on(const char *line)
{
	h = fake_host(arena, line);
	memset(v, 0, sizeof(v));
	n = 0;
}

static struct value cpus(const char *list)
{
	if (!list)
		return (struct value){ .kind = VALUE_NONE };
	return (struct value){ .kind = VALUE_CPUS, .cpus = fake_set(h, list) };
}

static struct drift *add(const char *iface, const struct knob *k, const struct knob_attr *attr,
			 const char *target, unsigned index)
{
	const struct nic *nic = host_nic(h, iface);
	struct drift *d = &v[n++];

	d->change = (struct change){ .iface = iface, .knob = k, .attr = attr, .target = target,
				     .index = index };
	d->ifindex = d->ifindex_now = nic ? 7 : 0;
	d->was_so = true;
	return d;
}

/* eth0-TxRx-N, by its interrupt's number on these hosts. */
static struct drift *irq(unsigned queue, const char *found, const char *wanted)
{
	struct drift *d = add("eth0", &knob_irq, attr_irq_cpus,
			      arena_printf(arena, "eth0-TxRx-%u", queue), 24 + queue);

	d->change.old = cpus(found);
	d->change.new = cpus(wanted);
	return d;
}

static struct drift *queue(const struct knob *k, const struct knob_attr *attr, unsigned number,
			   const char *found, const char *wanted)
{
	struct drift *d = add("eth0", k, attr,
			      arena_printf(arena, "%s-%u", k == &knob_rps ? "rx" : "tx", number), number);

	d->change.old = cpus(found);
	d->change.new = cpus(wanted);
	return d;
}

static struct drift *number(const char *knob, const char *attr, uint64_t found, uint64_t wanted)
{
	const struct knob *k = knob_find(knob);
	struct drift *d = add("eth0", k, knob_attr_find(k, attr), "", 0);

	d->change.old = (struct value){ .kind = VALUE_NUMBER, .number = found };
	d->change.new = (struct value){ .kind = VALUE_NUMBER, .number = wanted };
	return d;
}

static void judge(void)
{
	drift_judge(v, n, h, arena);
	for (size_t i = 0; i < n; i++)
		ck_assert(v[i].author && v[i].why && *v[i].why);
}

static void runs(const char *name)
{
	*arena_push(arena, h->agents, h->nagents) = name;
}

#define ASSERT_AUTHOR(i, who) ck_assert_msg(!strcmp(v[i].author, who), "%s: %s", v[i].author, v[i].why)

START_TEST(irqbalance)
{
	on(IGB "irqbalance");
	irq(0, "2", "0");
	irq(1, "3", "1")->spared = true;
	queue(&knob_xps, attr_xps_cpus, 0, "2", "0");
	queue(&knob_rps, attr_rps_cpus, 0, "2", "0");
	judge();
	ASSERT_AUTHOR(0, "irqbalance");
	ASSERT_SAYS(v[0].why, "process 412");
	ck_assert(!v[0].maybe);
	/* It was told to leave that one alone; and it never touches XPS or RPS. */
	ASSERT_AUTHOR(1, "unknown");
	ASSERT_SAYS(v[1].why, "told to leave it alone");
	ASSERT_AUTHOR(2, "unknown");
	ASSERT_AUTHOR(3, "unknown");
	on(IGB);
	irq(0, "2", "0");
	judge();
	ASSERT_AUTHOR(0, "unknown");
	ASSERT_SAYS(v[0].why, "nothing here tells who");
}
END_TEST

START_TEST(made_anew)
{
	on(IGB "irqbalance");
	irq(0, "2", "0")->ifindex_now = 9;
	judge();
	ASSERT_AUTHOR(0, "driver");
	ASSERT_SAYS(v[0].why, "number 7 when it was set, 9 now");
	/* Nothing is known of before: no sign. */
	on(IGB);
	irq(0, "2", "0")->ifindex = 0;
	judge();
	ASSERT_AUTHOR(0, "unknown");
}
END_TEST

START_TEST(missing)
{
	on(IGB);
	v[n++] = (struct drift){ .change = { .iface = "eth5" }, .line = 3, .command = "auto eth5" };
	v[n++] = (struct drift){ .change = { .iface = "eth0" }, .ifindex_now = 7, .line = 4,
				 .command = "rps eth0 queue 9 cpus 1", .failed = "no rx queue 9" };
	judge();
	ASSERT_AUTHOR(0, "driver");
	ASSERT_SAYS(v[0].why, "eth5 is not there");
	ck_assert_ptr_null(v[0].restore);
	ASSERT_AUTHOR(1, "unknown");
	ck_assert_ptr_null(v[1].restore);
}
END_TEST

START_TEST(hotplug)
{
	on("cpu:4 offline:3 nic:eth0:igb:q=4 irqbalance");
	irq(3, "0-3", "3");
	queue(&knob_rps, attr_rps_cpus, 0, "1", "1,3");
	irq(1, "2", "1");
	judge();
	ASSERT_AUTHOR(0, "cpu-hotplug");
	ASSERT_SAYS(v[0].why, "CPU 3 is offline");
	ASSERT_AUTHOR(1, "cpu-hotplug");
	ASSERT_AUTHOR(2, "irqbalance");
	/* The CPU is back, the interrupt is not. */
	on(IGB);
	irq(3, "0-2", "3");
	irq(2, "0-3", "2");
	irq(1, "2", "1");
	irq(0, "2-3", "0");
	judge();
	ASSERT_AUTHOR(0, "cpu-hotplug");
	ck_assert(v[0].maybe);
	ASSERT_SAYS(v[0].why, "CPU 3 may have been offline");
	ASSERT_AUTHOR(1, "cpu-hotplug");
	ASSERT_AUTHOR(2, "unknown");
	ASSERT_AUTHOR(3, "unknown");
}
END_TEST

START_TEST(channels)
{
	on(IGB);
	number("channels", "combined", 2, 4);
	irq(0, "0-3", "0");
	queue(&knob_xps, attr_xps_cpus, 3, NULL, "3");
	judge();
	ASSERT_AUTHOR(0, "ethtool");
	ck_assert_str_eq(v[0].restore, "nqtune channels eth0 combined 4");
	ASSERT_AUTHOR(1, "driver");
	ASSERT_SAYS(v[1].why, "2 combined channels where 4 are wanted");
	ASSERT_AUTHOR(2, "driver");
	/* Of another interface it says nothing. */
	on(IGB "nic:eth1:igb:q=4");
	number("channels", "combined", 2, 4)->change.iface = "eth1";
	irq(0, "1", "0");
	judge();
	ASSERT_AUTHOR(1, "unknown");
	/* A queue that is gone tells of channels without their being wanted. */
	on(IGB);
	queue(&knob_rps, attr_rps_cpus, 5, NULL, "1");
	judge();
	ASSERT_AUTHOR(0, "ethtool");
	ASSERT_SAYS(v[0].why, "4 rx and 4 tx queues now");
}
END_TEST

static void lose_all(unsigned irqs, unsigned xps)
{
	for (unsigned i = 0; i < irqs; i++)
		irq(i, "0-3", arena_printf(arena, "%u", i));
	for (unsigned i = 0; i < xps; i++)
		queue(&knob_xps, attr_xps_cpus, i, "", arena_printf(arena, "%u", i));
}

START_TEST(remade)
{
	on(IGB "irqbalance");
	lose_all(4, 2);
	queue(&knob_xps, attr_xps_cpus, 3, "1", "3");
	judge();
	ASSERT_AUTHOR(0, "driver");
	ASSERT_SAYS(v[0].why, "all 4 queue interrupts of eth0");
	ASSERT_AUTHOR(3, "driver");
	/* XPS went with them, but not what somebody set since. */
	ASSERT_AUTHOR(4, "driver");
	ASSERT_AUTHOR(5, "driver");
	ASSERT_AUTHOR(6, "unknown");
	/* What is gone is not counted among what is there. */
	on(IGB);
	lose_all(4, 0);
	irq(4, NULL, "0")->change.index = 0;
	judge();
	ASSERT_SAYS(v[0].why, "all 4 queue interrupts");
	ASSERT_AUTHOR(4, "ethtool");
	/* XPS alone: all of it. */
	on(IGB);
	lose_all(0, 4);
	judge();
	ASSERT_AUTHOR(0, "driver");
	ASSERT_SAYS(v[0].why, "XPS of all 4 queues of eth0");
	/* Not all of it. */
	on(IGB "irqbalance");
	lose_all(3, 3);
	judge();
	ASSERT_AUTHOR(0, "irqbalance");
	ASSERT_AUTHOR(3, "unknown");
	/* All, but each set somewhere: that is a balancer. */
	on(IGB "irqbalance");
	for (unsigned i = 0; i < 4; i++)
		irq(i, "2", i == 2 ? "0" : arena_printf(arena, "%u", i));
	judge();
	ASSERT_AUTHOR(0, "irqbalance");
}
END_TEST

START_TEST(programs)
{
	on("cpu:4 nic:eth0:virtio:q=4");
	host_nic(h, "eth0")->driver = "virtio_net";
	runs("google_guest_agent");
	runs("NetworkManager");
	number("channels", "combined", 1, 4);
	queue(&knob_rps, attr_rps_cpus, 0, "1", "0");
	number("ring", "rx", 256, 512);
	judge();
	ASSERT_AUTHOR(0, "guest-agent");
	ASSERT_SAYS(v[0].why, "google_guest_agent runs");
	ASSERT_AUTHOR(1, "driver");
	ASSERT_AUTHOR(2, "NetworkManager");
	ck_assert(v[2].maybe);
	/* The agent does not look after a card of another make. */
	on(IGB);
	runs("google_guest_agent");
	irq(0, "1", "0");
	judge();
	ASSERT_AUTHOR(0, "unknown");
}
END_TEST

/* Our own doing comes before every guess. */
START_TEST(ourselves)
{
	on(IGB "irqbalance");
	irq(0, "2", "0")->by = "irq eth0 vector eth0-TxRx-0 cpus 2";
	irq(1, "2", "1")->was_so = false;
	h->irqbalance.running = true;
	judge();
	ASSERT_AUTHOR(0, "nqtune");
	ASSERT_SAYS(v[0].why, "\"nqtune irq eth0 vector eth0-TxRx-0 cpus 2\"");
	ASSERT_AUTHOR(1, "irqbalance");
	on(IGB);
	queue(&knob_rps, attr_rps_cpus, 0, "2", "0")->was_so = false;
	judge();
	ASSERT_AUTHOR(0, "unknown");
	ASSERT_SAYS(v[0].why, "not set to that since boot");
}
END_TEST

static const char *command(const char *knob, const char *attr, const char *target, unsigned index,
			   struct value new)
{
	const struct knob *k = knob_find(knob);
	const struct change c = { .iface = "eth0", .knob = k, .attr = knob_attr_find(k, attr),
				  .target = target, .index = index, .new = new };

	ck_assert_ptr_nonnull(c.attr);
	return knob_own_command(arena, &c);
}

START_TEST(restore)
{
	const struct value five = { .kind = VALUE_NUMBER, .number = 5 };
	const struct value off = { .kind = VALUE_WORD, .word = "off" };
	const struct value sdfn = { .kind = VALUE_WORD, .word = "sdfn" };
	const struct value list = { .kind = VALUE_LIST };

	on(IGB);
	ck_assert_str_eq(command("rps", "cpus", "rx-2", 2, cpus("1-2")), "nqtune rps eth0 queue 2 cpus 1-2");
	ck_assert_str_eq(command("xps", "cpus", "tx-0", 0, cpus("")), "nqtune xps eth0 queue 0 cpus none");
	ck_assert_str_eq(command("irq", "cpus", "eth0-TxRx-1", 25, cpus("3")),
			 "nqtune irq eth0 vector eth0-TxRx-1 cpus 3");
	ck_assert_str_eq(command("coalesce", "rx-usecs", "", 0, five), "nqtune coalesce eth0 rx-usecs 5");
	ck_assert_str_eq(command("pause", "rx", "", 0, off), "nqtune pause eth0 rx off");
	ck_assert_str_eq(command("rss", "fields", "udp4", 0, sdfn), "nqtune rss eth0 fields udp4 sdfn");
	ck_assert_str_eq(command("offload", "feature", "rx-gro", 0, off), "nqtune offload eth0 rx-gro off");
	ck_assert_str_eq(command("rfs", "entries", "", 0, five), "nqtune rfs entries 5");
	ck_assert_ptr_null(command("rss", "table", "", 0, list));
}
END_TEST

static Suite *make_suite(void)
{
	Suite *s = suite_create("drift");
	TCase *t = tcase_create("drift");

	tcase_add_checked_fixture(t, arena_setup, arena_teardown);
	tcase_add_test(t, irqbalance);
	tcase_add_test(t, made_anew);
	tcase_add_test(t, missing);
	tcase_add_test(t, hotplug);
	tcase_add_test(t, channels);
	tcase_add_test(t, remade);
	tcase_add_test(t, programs);
	tcase_add_test(t, ourselves);
	tcase_add_test(t, restore);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(make_suite)
