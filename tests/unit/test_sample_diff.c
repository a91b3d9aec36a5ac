// SPDX-License-Identifier: GPL-2.0-or-later
// B4: what was counted between two samples: queues, interfaces, CPUs; wraps, and counters that began anew.
#include "main.h"
#include "nqtune/arena.h"
#include "nqtune/sample.h"
#include "reader.h"

static struct arena *arena;

static void setup(void)
{
	arena = arena_new(NULL);
}

static void teardown(void)
{
	arena_free(arena);
}

static struct sample *made(void)
{
	struct sample *s = arena_alloc(arena, sizeof(*s));

	s->ncpus = 4;
	s->cpus = arena_array(arena, 4, sizeof(*s->cpus));
	return s;
}

static struct nic_counters *add_nic(struct sample *s, const char *name, unsigned ifindex)
{
	struct nic_counters *c = arena_push(arena, s->nics, s->nnics);

	*c = (struct nic_counters){ .name = name, .ifindex = ifindex };
	return c;
}

static struct queue_counters *add_queue(struct sample *s, const char *iface, bool tx, unsigned index,
					uint64_t packets)
{
	struct queue_counters *q = arena_push(arena, s->queues, s->nqueues);

	*q = (struct queue_counters){ .iface = iface, .tx = tx, .index = index, .packets = { true, packets } };
	return q;
}

START_TEST(differ)
{
	struct sample *from = made(), *to = made(), *d;

	from->forwarded = (struct reading){ true, 100 };
	to->forwarded = (struct reading){ true, 103 };
	procstat_parse("cpu0 0 0 0 10 0 0 5 0\ncpu1 0 0 0 900 0 0 5 0\n", from->cpus, 4);
	procstat_parse("cpu0 1 0 0 90 2 0 12 0\ncpu1 0 0 0 10 0 0 7 0\ncpu2 0 0 0 1 0 0 1 0\n", to->cpus, 4);
	softirqs_parse("CPU0\nNET_RX: 4294967290\nNET_TX: 1\n", from->cpus, 4, arena);
	softirqs_parse("CPU0\nNET_RX: 4\nNET_TX: 1\n", to->cpus, 4, arena);
	d = sample_diff(from, to, arena);
	is_reading(d->forwarded, 3);
	is_reading(d->cpus[0].softirq, 7);
	is_reading(d->cpus[0].idle, 82);
	is_reading(d->cpus[0].ticks, 90);
	is_reading(d->cpus[0].net_rx, 10);
	is_reading(d->cpus[0].net_tx, 0);
	/* It was offline meanwhile, and began anew. */
	ck_assert(!d->cpus[1].idle.set && !d->cpus[1].ticks.set);
	is_reading(d->cpus[1].softirq, 2);
	ck_assert(!d->cpus[2].ticks.set);
}
END_TEST

START_TEST(queues_differ)
{
	struct sample *from = made(), *to = made(), *d;
	struct queue_counters *q;

	add_nic(from, "eth2", 2)->tx_packets = (struct reading){ true, 7 };
	add_nic(from, "eth10", 3);
	add_nic(to, "eth2", 2)->tx_packets = (struct reading){ true, 12 };
	add_nic(to, "eth10", 4);
	add_queue(from, "eth2", false, 0, 10);
	add_queue(from, "eth2", false, 2, 1000)->drops = (struct reading){ true, 5 };
	add_queue(from, "eth2", false, 3, 1);
	add_queue(from, "eth2", true, 0, 0xffffffff);
	add_queue(from, "eth10", true, 0, 5);
	add_queue(to, "eth2", false, 0, 15);
	add_queue(to, "eth2", false, 1, 3);
	add_queue(to, "eth2", false, 2, 10)->drops = (struct reading){ true, 6 };
	q = add_queue(to, "eth2", true, 0, 4);
	q->stalls = (struct reading){ true, 1 };
	add_queue(to, "eth10", true, 0, 9);
	d = sample_diff(from, to, arena);
	ck_assert_uint_eq(d->nqueues, 3);
	is_reading(sample_queue(d, "eth2", false, 0)->packets, 5);
	/* Made anew: what it had counted is not known. */
	ck_assert(!sample_queue(d, "eth2", false, 2)->packets.set);
	is_reading(sample_queue(d, "eth2", false, 2)->drops, 1);
	is_reading(sample_queue(d, "eth2", true, 0)->packets, 5);
	ck_assert(!sample_queue(d, "eth2", true, 0)->stalls.set);
	/* Came, went, and of another interface of that name. */
	ck_assert_ptr_null(sample_queue(d, "eth2", false, 1));
	ck_assert_ptr_null(sample_queue(d, "eth2", false, 3));
	ck_assert_ptr_null(sample_queue(d, "eth10", true, 0));
	/* Without queues in one of the two. */
	ck_assert_uint_eq(sample_diff(made(), to, arena)->nqueues, 0);
	ck_assert_uint_eq(sample_diff(from, made(), arena)->nqueues, 0);
}
END_TEST

/* eth2, which received so many more meanwhile, and its first rx queue; 1 second. */
static struct sample *one_queue(struct sample *from, struct sample *to, const struct reading rx[2],
				uint64_t was, uint64_t now)
{
	add_nic(from, "eth2", 2)->rx_packets = rx[0];
	add_nic(to, "eth2", 2)->rx_packets = rx[1];
	add_queue(from, "eth2", false, 0, was);
	add_queue(to, "eth2", false, 0, now);
	to->ns = from->ns + 1000000000;
	return sample_diff(from, to, arena);
}

/* A queue that began anew above 2^31 looks like one that wrapped; its interface does not say so. */
START_TEST(reset_is_no_wrap)
{
	const struct reading slow[] = { { true, 5000000000 }, { true, 5000001000 } };
	const struct reading fast[] = { { true, 5000000000 }, { true, 5300000000 } };
	const struct reading unsaid[] = { { false, 0 }, { false, 0 } };
	struct sample *d;

	d = one_queue(made(), made(), slow, 4000000000, 200);
	ck_assert(!sample_queue(d, "eth2", false, 0)->packets.set);
	ck_assert_uint_eq(sample_queue(d, "eth2", false, 0)->packets.n, 0);
	d = one_queue(made(), made(), unsaid, 4000000000, 200);
	ck_assert(!sample_queue(d, "eth2", false, 0)->packets.set);
	/* The interface itself began anew. */
	d = one_queue(made(), made(), (const struct reading[]){ { true, 5000000000 }, { true, 3 } },
		      4000000000, 200);
	ck_assert(!sample_queue(d, "eth2", false, 0)->packets.set);
	/* So many came. */
	d = one_queue(made(), made(), fast, 4200000000, 132704);
	is_reading(sample_queue(d, "eth2", false, 0)->packets, 95100000);
}
END_TEST

/* Bytes stand beside packets, and are beyond 32 bits long before. */
START_TEST(reset_of_an_interface)
{
	struct sample *from = made(), *to = made(), *d;
	struct nic_counters *was = add_nic(from, "eth2", 2), *now = add_nic(to, "eth2", 2);

	to->ns = 1000000000;
	was->rx_packets = (struct reading){ true, 4000000000 };
	was->rx_bytes = (struct reading){ true, 900000000000 };
	now->rx_packets = (struct reading){ true, 10 };
	now->rx_bytes = (struct reading){ true, 900 };
	/* Of packets that have no bytes it cannot be true. */
	was->tx_packets = (struct reading){ true, 4294967000 };
	was->tx_bytes = (struct reading){ true, 900000000000 };
	now->tx_packets = (struct reading){ true, 10 };
	now->tx_bytes = (struct reading){ true, 900000000100 };
	d = sample_diff(from, to, arena);
	ck_assert(!sample_nic(d, "eth2")->rx_packets.set);
	ck_assert(!sample_nic(d, "eth2")->rx_bytes.set);
	ck_assert(!sample_nic(d, "eth2")->tx_packets.set);
	is_reading(sample_nic(d, "eth2")->tx_bytes, 100);
	/* Those of old drivers wrap, each at its time. */
	was->tx_bytes = (struct reading){ true, 4294967290 };
	now->tx_bytes = (struct reading){ true, 20000 };
	d = sample_diff(from, to, arena);
	is_reading(sample_nic(d, "eth2")->tx_packets, 306);
	is_reading(sample_nic(d, "eth2")->tx_bytes, 20006);
	now->tx_packets = (struct reading){ true, 4294967299 };
	d = sample_diff(from, to, arena);
	is_reading(sample_nic(d, "eth2")->tx_packets, 299);
}
END_TEST

/* More than a link carries or a CPU takes is another counter's number. */
START_TEST(more_than_can_be)
{
	struct sample *from = made(), *to = made(), *d;

	add_nic(from, "eth2", 2)->rx_packets = (struct reading){ true, 10 };
	add_nic(to, "eth2", 2)->rx_packets = (struct reading){ true, 3000000010 };
	from->cpus[0].processed = (struct reading){ true, 3000000000 };
	to->cpus[0].processed = (struct reading){ true, 10 };
	to->ns = 1000000000;
	d = sample_diff(from, to, arena);
	ck_assert(!sample_nic(d, "eth2")->rx_packets.set);
	ck_assert(!d->cpus[0].processed.set);
	to->ns *= 10;
	d = sample_diff(from, to, arena);
	is_reading(sample_nic(d, "eth2")->rx_packets, 3000000000);
	is_reading(d->cpus[0].processed, 1294967306);
}
END_TEST

/* Netlink's counters of a queue and the driver's began at other times. */
START_TEST(queues_from_elsewhere)
{
	const struct reading rx[] = { { true, 1000 }, { true, 9000 } };
	struct sample *from = made(), *to = made(), *d;

	one_queue(from, to, rx, 1000, 7000);
	from->queues[0].bytes = to->queues[0].drops = (struct reading){ true, 60 };
	to->queues[0].bytes = from->queues[0].drops = (struct reading){ true, 60 };
	to->queues[0].by_driver = QUEUE_PACKETS;
	d = sample_diff(from, to, arena);
	ck_assert(!sample_queue(d, "eth2", false, 0)->packets.set);
	is_reading(sample_queue(d, "eth2", false, 0)->bytes, 0);
	from->queues[0].by_driver = QUEUE_PACKETS | QUEUE_DROPS;
	d = sample_diff(from, to, arena);
	is_reading(sample_queue(d, "eth2", false, 0)->packets, 6000);
	ck_assert(!sample_queue(d, "eth2", false, 0)->drops.set);
	to->queues[0].by_driver = QUEUE_BYTES;
	d = sample_diff(from, to, arena);
	ck_assert(!sample_queue(d, "eth2", false, 0)->bytes.set);
}
END_TEST

START_TEST(find_queues)
{
	static const char *const names[] = { "eth2", "eth10", "wan" };
	struct sample *s = made();

	for (int i = 0; i < 3; i++)
		for (int tx = 0; tx < 2; tx++)
			for (unsigned q = 0; q < 11; q += 2)
				add_queue(s, names[i], tx, q, 1);
	for (size_t i = 0; i < s->nqueues; i++)
		ck_assert_ptr_eq(sample_queue(s, s->queues[i].iface, s->queues[i].tx, s->queues[i].index),
				 &s->queues[i]);
	ck_assert_ptr_null(sample_queue(s, "eth2", false, 1));
	ck_assert_ptr_null(sample_queue(s, "eth2", true, 12));
	ck_assert_ptr_null(sample_queue(s, "eth1", false, 0));
	ck_assert_ptr_null(sample_queue(s, "zzz", true, 0));
	ck_assert_ptr_null(sample_queue(made(), "eth2", true, 0));
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("sample_diff");
	TCase *tc = tcase_create("sample_diff");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, differ);
	tcase_add_test(tc, queues_differ);
	tcase_add_test(tc, reset_is_no_wrap);
	tcase_add_test(tc, reset_of_an_interface);
	tcase_add_test(tc, more_than_can_be);
	tcase_add_test(tc, queues_from_elsewhere);
	tcase_add_test(tc, find_queues);
	suite_add_tcase(s, tc);
	return s;
}

TEST_MAIN(suite)
