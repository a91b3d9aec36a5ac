// SPDX-License-Identifier: GPL-2.0-or-later
// What a layout did with its traffic, for people.
#include "main.h"
#include "nqtune/measure.h"
#include "viewhost.h"

static const struct style plain = { 0 };
static const char *const names[] = { "eth0" };

static struct arena *arena;
static struct measured_cpu cpus[2];
static struct measured m;

static struct reading n(uint64_t n)
{
	return (struct reading){ true, n };
}

/* Two seconds, a third of the packets on CPU 0. */
static void setup(void)
{
	arena = arena_new(NULL);
	cpus[0] = (struct measured_cpu){ .cpu = 0, .worked = n(100000), .softirq = 0.5, .idle = 0.25 };
	cpus[1] = (struct measured_cpu){ .cpu = 1, .worked = n(200000), .softirq = -1, .idle = -1 };
	m = (struct measured){
		.ns = 2000000000, .rx_packets = n(300000), .rx_bytes = n(30000000), .drops = n(0), .worked = n(300000),
		.cpus = 2, .cpu = cpus, .largest_cpu = 1, .largest_share = 2.0 / 3, .share_to_mean = 4.0 / 3,
		.softirq_share = 0.5, .softirq_ns_per_packet = 3333.3, .softirq_ticks = MEASURE_TICKS,
	};
}

static void teardown(void)
{
	arena_free(arena);
}

static const char *drawn(void)
{
	struct screen s;

	view_measured(screen_open(&s), &plain, &m, names, 1, arena);
	return screen_close(&s, arena);
}

START_TEST(all_of_it)
{
	ck_assert_str_eq(drawn(),
		"eth0: 2.0 s\n"
		"                 count a second\n"
		"  packets in    300000    150 k 120 Mbit/s\n"
		"  packets out        -        -\n"
		"  bytes in    30000000   15.0 M\n"
		"  bytes out          -        -\n"
		"  dropped            0        0\n"
		"  worked on     300000    150 k by the CPUs, once a device they pass\n"
		"  cpu packets  share interrupts softirq   idle\n"
		"    1  200000 66.7 %          -       -      -\n"
		"    0  100000 33.3 %          -  50.0 % 25.0 %\n"
		"busiest: CPU 1 with 66.7 % of the packets, 1.33 times the mean of 2 CPUs\n"
		"softirqs: 3.33 us a packet, 50.0 % of all CPU time\n");
}
END_TEST

/* Of a tick or two, the time of a packet would be a number and no more. */
START_TEST(few_ticks)
{
	m.softirq_ticks--;
	ck_assert_ptr_nonnull(strstr(drawn(), "\nsoftirqs: 50.0 % of all CPU time, too few ticks to tell what a packet costs\n"));
	m.softirq_ns_per_packet = 0;
	ck_assert_ptr_null(strstr(drawn(), "softirqs:"));
}
END_TEST

START_TEST(nothing_came)
{
	m.worked.n = cpus[0].worked.n = cpus[1].worked.n = 0;
	ck_assert_ptr_nonnull(strstr(drawn(), "\nno CPU worked on any packet\n"));
}
END_TEST

static Suite *make_suite(void)
{
	Suite *s = suite_create("view_measure");
	TCase *tc = tcase_create("measure");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, all_of_it);
	tcase_add_test(tc, few_ticks);
	tcase_add_test(tc, nothing_came);
	suite_add_tcase(s, tc);
	return s;
}

TEST_MAIN(make_suite)
