// SPDX-License-Identifier: GPL-2.0-or-later
// From settings as a person wrote them to changes.
#include <errno.h>

#include "knobtest.h"
#include "main.h"
#include "nqtune/knob.h"

static struct changes out;
static size_t already;

static struct knob_order order(const struct knob *k, unsigned nic, struct knob_readings *now)
{
	const struct nic *n = &host->nics[nic];

	ck_assert_int_eq(k->read(k, NULL, host, n, arena, now, &err), 0);
	return (struct knob_order){ .knob = k, .h = host, .nic = n, .now = now, .queue = -1,
				    .arena = arena };
}

static int change(const struct knob *k, unsigned nic, long queue, const char *vector,
		  const char *attr, const char *text)
{
	const struct knob_setting s = { knob_attr_find(k, attr), attr, &text, 1 };
	struct knob_readings now;
	struct knob_order o = order(k, nic, &now);

	o.queue = queue;
	o.vector = vector;
	o.settings = &s;
	o.nsettings = 1;
	return knob_changes(&o, &out, &already, &err);
}

static void check_change(size_t i, const char *target, unsigned index, const char *old,
			 const char *new, const char *path)
{
	const struct change *c = &out.v[i];

	ck_assert_uint_lt(i, out.n);
	ck_assert_str_eq(c->target, target);
	ck_assert_uint_eq(c->index, index);
	ck_assert_str_eq(value_text(arena, &c->old), old);
	ck_assert_str_eq(value_text(arena, &c->new), new);
	ck_assert_str_eq(c->path, path);
	ck_assert_str_eq(c->why, "asked for");
}

START_TEST(b1_rps_on_every_queue)
{
	host->nics[KH_ETH0].rx[1].rps = kh_set(arena, "1-3");
	ck_assert_int_eq(change(&knob_rps, KH_ETH0, -1, NULL, "cpus", "0xe"), 0);
	ck_assert_uint_eq(out.n, 1);
	ck_assert_uint_eq(already, 1);
	check_change(0, "rx-0", 0, "none", "1-3", "/sys/class/net/eth0/queues/rx-0/rps_cpus");
	ck_assert_str_eq(out.v[0].iface, "eth0");
	ck_assert_ptr_eq(out.v[0].knob, &knob_rps);
	ck_assert_ptr_eq(out.v[0].attr, attr_rps_cpus);
}
END_TEST

START_TEST(one_queue_only_and_none_that_is_not)
{
	ck_assert_int_eq(change(&knob_xps, KH_ETH0, 1, NULL, "cpus", "irq"), 0);
	ck_assert_uint_eq(out.n, 1);
	check_change(0, "tx-1", 1, "none", "1", "/sys/class/net/eth0/queues/tx-1/xps_cpus");
	ck_assert_int_eq(change(&knob_rps, KH_ETH0, 2, NULL, "cpus", "1"), -EINVAL);
	ck_assert_str_eq(err.text, "no rx queue 2: eth0 has rx queues 0-1");
	ck_assert_int_eq(change(&knob_rps, KH_WAN, 2, NULL, "cpus", "1"), -EINVAL);
	ck_assert_str_eq(err.text, "no rx queue 2: wan has one rx queue, 0");
	ck_assert_int_eq(change(&knob_rps, KH_ETH0, -1, "eth0-rx-1", "cpus", "1"), -EINVAL);
}
END_TEST

START_TEST(what_does_not_exist_is_said)
{
	struct knob shown = knob_rps;

	ck_assert_int_eq(change(&knob_xps, KH_WAN, -1, NULL, "cpus", "1"), -EOPNOTSUPP);
	ck_assert_str_eq(err.text, "wan has one tx queue: nothing to spread");
	host->nics[KH_ETH0].tx[1].xps = NULL;
	ck_assert_int_eq(change(&knob_xps, KH_ETH0, -1, NULL, "cpus", "1"), -EOPNOTSUPP);
	ck_assert_ptr_nonnull(strstr(err.text, "eth0 tx-1 has no xps_cpus"));
	shown.settable = false;
	host->rps_known = false;
	host->nics[KH_WAN].rx[0].rps = NULL;
	ck_assert_int_eq(change(&knob_rps, KH_WAN, -1, NULL, "cpus", "1"), -EOPNOTSUPP);
	ck_assert_ptr_nonnull(strstr(err.text, "CONFIG_RPS"));
	ck_assert_int_eq(change(&shown, KH_WAN, -1, NULL, "cpus", "1"), -EOPNOTSUPP);
	ck_assert_str_eq(err.text, "rps cannot be set by this version");
}
END_TEST

START_TEST(xps_rxqs_are_receive_queues)
{
	ck_assert_int_eq(change(&knob_xps, KH_ETH0, 0, NULL, "rxqs", "all"), 0);
	check_change(0, "tx-0", 0, "none", "0-1", "/sys/class/net/eth0/queues/tx-0/xps_rxqs");
	ck_assert_uint_eq(out.v[0].new.cpus->nbits, 2);
	ck_assert_int_eq(change(&knob_xps, KH_WAN, 0, NULL, "rxqs", "0"), 0);
	ck_assert_uint_eq(out.n, 1);
	ck_assert_int_eq(change(&knob_xps, KH_ETH0, 0, NULL, "rxqs", "2"), -EINVAL);
	ck_assert_str_eq(err.text, "'2': eth0 has rx queues 0-1");
	ck_assert_int_eq(change(&knob_xps, KH_ETH0, 0, NULL, "rxqs", "none"), 0);
	ck_assert_uint_eq(out.n, 0);
	ck_assert_uint_eq(already, 1);
}
END_TEST

/* Queue vectors only; both of an unpaired queue; the link's only when it is named. */
START_TEST(s1_irq_targets)
{
	ck_assert_int_eq(change(&knob_irq, KH_ETH0, -1, NULL, "cpus", "3"), 0);
	ck_assert_uint_eq(out.n, 3);
	check_change(0, "eth0-TxRx-0", 30, "0-5", "3", "/proc/irq/30/smp_affinity");
	check_change(2, "eth0-tx-1", 32, "1", "3", "/proc/irq/32/smp_affinity");
	ck_assert_int_eq(change(&knob_irq, KH_ETH0, 1, NULL, "cpus", "3"), 0);
	ck_assert_uint_eq(out.n, 2);
	check_change(0, "eth0-rx-1", 31, "1", "3", "/proc/irq/31/smp_affinity");
	ck_assert_int_eq(change(&knob_irq, KH_ETH0, -1, "eth0", "cpus", "3"), 0);
	ck_assert_uint_eq(out.n, 1);
	check_change(0, "eth0", 33, "0-5", "3", "/proc/irq/33/smp_affinity");
	ck_assert_int_eq(change(&knob_irq, KH_ETH0, -1, "32", "cpus", "irq"), 0);
	ck_assert_uint_eq(out.n, 0);
	ck_assert_uint_eq(already, 1);
}
END_TEST

START_TEST(shared_interrupt_once)
{
	struct nic *nic = &host->nics[KH_ETH0];

	nic->vectors[2].irq = nic->vectors[1].irq;
	ck_assert_int_eq(change(&knob_irq, KH_ETH0, 1, NULL, "cpus", "3"), 0);
	ck_assert_uint_eq(out.n, 1);
}
END_TEST

START_TEST(irq_refusals)
{
	ck_assert_int_eq(change(&knob_irq, KH_BR0, -1, NULL, "cpus", "3"), -ENOENT);
	ck_assert_ptr_nonnull(strstr(err.text, "name the NIC below it: eth0"));
	ck_assert_int_eq(change(&knob_irq, KH_WAN, -1, NULL, "cpus", "3"), -ENOENT);
	ck_assert_int_eq(change(&knob_irq, KH_ETH0, -1, "eth0-rx-7", "cpus", "3"), -ENOENT);
	ck_assert_ptr_nonnull(strstr(err.text, "30 eth0-TxRx-0, 31 eth0-rx-1"));
	ck_assert_int_eq(change(&knob_irq, KH_ETH0, 5, NULL, "cpus", "3"), -EINVAL);
	ck_assert_ptr_nonnull(strstr(err.text, "eth0 has rx queues 0-1"));
	ck_assert_int_eq(change(&knob_irq, KH_ETH0, -1, NULL, "cpus", "none"), -EINVAL);
	ck_assert_str_eq(err.text, "an interrupt needs at least one CPU");
	host->nics[KH_ETH0].vectors[1].irq->movable = false;
	host->nics[KH_ETH0].vectors[1].irq->unmovable_why = "managed";
	ck_assert_int_eq(change(&knob_irq, KH_ETH0, -1, NULL, "cpus", "3"), -EIO);
	ck_assert_str_eq(err.text, "interrupt 31 (eth0-rx-1) cannot be moved: managed");
	ck_assert_int_eq(change(&knob_irq, KH_ETH0, -1, "31", "cpus", "1"), 0);
	ck_assert_uint_eq(already, 1);
}
END_TEST

START_TEST(a_setting_given_twice)
{
	const char *const args[] = { "1", "2" };
	const struct knob_setting s[] = { { attr_rps_cpus, "cpus", &args[0], 1 },
					  { attr_rps_cpus, "cpus", &args[1], 1 } };
	struct knob_readings now;
	struct knob_order o = order(&knob_rps, KH_WAN, &now);

	o.settings = s;
	o.nsettings = 2;
	ck_assert_int_eq(knob_changes(&o, &out, NULL, &err), -EINVAL);
	ck_assert_str_eq(err.text, "'cpus' is given twice");
}
END_TEST

static Suite *make_suite(void)
{
	Suite *s = suite_create("knob_changes");
	TCase *t = tcase_create("knob_changes");

	tcase_add_checked_fixture(t, knob_setup, knob_teardown);
	tcase_add_test(t, b1_rps_on_every_queue);
	tcase_add_test(t, one_queue_only_and_none_that_is_not);
	tcase_add_test(t, what_does_not_exist_is_said);
	tcase_add_test(t, xps_rxqs_are_receive_queues);
	tcase_add_test(t, s1_irq_targets);
	tcase_add_test(t, shared_interrupt_once);
	tcase_add_test(t, irq_refusals);
	tcase_add_test(t, a_setting_given_twice);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(make_suite)
