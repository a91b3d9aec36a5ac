// SPDX-License-Identifier: GPL-2.0-or-later
// Which layout was better, and that chance alone is not believed (S10).
#include <math.h>
#include <stdint.h>

#include "main.h"
#include "nqtune/arena.h"
#include "nqtune/measure.h"
#include "ranks.h"

#define ASSERT_SAYS(text, part) ck_assert_msg(strstr(text, part) != NULL, "'%s'", text)
#define RUNS_MAX 40

static struct arena *arena;
static struct measured a[RUNS_MAX], b[RUNS_MAX];
static struct comparison c;

static void setup(void)
{
	arena = arena_new(NULL);
	memset(a, 0, sizeof(a));
	memset(b, 0, sizeof(b));
}

static void teardown(void)
{
	arena_free(arena);
}

/* A run of one second that is like all others. */
static struct measured usual(void)
{
	return (struct measured){
		.ns = 1000000000, .rx_packets = { true, 1000000 }, .drops = { true, 0 },
		.worked = { true, 2000000 }, .cpus = 4, .largest_share = 0.5, .softirq_ns_per_packet = 2000,
		.softirq_ticks = 400,
	};
}

static void usual_all(size_t n)
{
	for (size_t i = 0; i < n; i++)
		a[i] = b[i] = usual();
}

static const char *judge(size_t n)
{
	c = compare_runs(a, n, b, n, arena);
	return c.words;
}

/* --- chance */
START_TEST(chance)
{
	ck_assert_double_eq_tol(chance_of(4, 4, 0), 2.0 / 70, 1e-12);
	ck_assert_double_eq_tol(chance_of(4, 4, 1), 4.0 / 70, 1e-12);
	ck_assert_double_eq_tol(chance_of(4, 4, 2), 8.0 / 70, 1e-12);
	ck_assert_double_eq_tol(chance_of(6, 6, 0), 2.0 / 924, 1e-12);
	ck_assert_double_eq_tol(chance_of(6, 6, 5), 2.0 * 19 / 924, 1e-12);
	ck_assert_double_eq_tol(chance_of(2, 3, 0), 2.0 / 10, 1e-12);
	ck_assert_double_eq_tol(chance_of(3, 2, 0), 2.0 / 10, 1e-12);
	ck_assert_double_eq_tol(chance_of(3, 2, 2), 8.0 / 10, 1e-12);
	ck_assert_double_eq(chance_of(4, 4, 8), 1);
	ck_assert_double_eq(chance_of(40, 40, 1600), 1);
	/* As the tables say, by the normal approximation: U = 600 of 40 and 40. */
	ck_assert_double_eq_tol(chance_of(40, 40, 600), 0.0547, 0.001);
}
END_TEST

START_TEST(middle)
{
	double odd[] = { 3, 1, 2 }, even[] = { 4, 1, 3, 2 }, one[] = { 7 };

	ck_assert_double_eq(median(odd, 3), 2);
	ck_assert_double_eq(median(even, 4), 2.5);
	ck_assert_double_eq(median(one, 1), 7);
}
END_TEST

/* --- what decides */
START_TEST(received)
{
	static const uint64_t of_a[] = { 920000, 930000, 940000, 930000 };
	static const uint64_t of_b[] = { 1310000, 1290000, 1330000, 1310000 };

	usual_all(4);
	for (size_t i = 0; i < 4; i++) {
		a[i].rx_packets.n = of_a[i];
		b[i].rx_packets.n = of_b[i];
	}
	ck_assert_str_eq(judge(4), "B is better: 1.31 M packets/s received against 930.0 k packets/s (every one of 4 runs)");
	ck_assert_int_eq(c.better, BETTER_B);
	ck_assert_str_eq(c.by, "packets received a second");
	ck_assert_double_eq(c.a, 930000);
	ck_assert_double_eq(c.b, 1310000);
	ck_assert_str_eq(c.figure[FIGURE_RECEIVED].a_range, "920.0 k packets/s to 940.0 k packets/s");
	ck_assert_double_eq(c.figure[FIGURE_RECEIVED].b_max, 1330000);
	ck_assert(!c.figure[FIGURE_FORWARDED].known);
	ck_assert_int_eq(c.figure[FIGURE_LARGEST].better, BETTER_UNKNOWN);
}
END_TEST

/* What a router forwards counts before what it receives; what a server forwards says nothing. */
START_TEST(forwarded)
{
	usual_all(4);
	for (size_t i = 0; i < 4; i++) {
		a[i].forwarded = (struct reading){ true, 900000 + i };
		b[i].forwarded = (struct reading){ true, 700000 + i };
		b[i].rx_packets.n = 1500000;
	}
	ck_assert_str_eq(judge(4), "A is better: 900.0 k packets/s forwarded against 700.0 k packets/s "
				   "(every one of 4 runs); but B has 1.50 M packets/s received against 1.00 M packets/s");
	for (size_t i = 0; i < 4; i++) {
		a[i].forwarded.n = 9000;
		b[i].forwarded.n = 7000;
	}
	judge(4);
	ck_assert_str_eq(c.by, "packets received a second");
	ck_assert(!c.figure[FIGURE_FORWARDED].known);
}
END_TEST

START_TEST(dropped)
{
	usual_all(4);
	for (size_t i = 0; i < 4; i++)
		a[i].drops.n = 31000 + i;
	ck_assert_str_eq(judge(4), "B is better: 0.00 % of the packets dropped against 3.10 % (every one of 4 runs)");
	/* A few are no difference. */
	for (size_t i = 0; i < 4; i++)
		a[i].drops.n = 500;
	ck_assert_int_eq((judge(4), c.better), BETTER_UNKNOWN);
	/* No room in the ring: never received, all lost. */
	for (size_t i = 0; i < 4; i++)
		a[i].drops_ring = a[i].drops = (struct reading){ true, 1000000 };
	ck_assert_str_eq((judge(4), c.figure[FIGURE_DROPPED].a_text), "50.00 %");
}
END_TEST

/* Spreading costs a little time a packet: the busiest CPU decides, and the time is told. */
START_TEST(largest)
{
	usual_all(4);
	for (size_t i = 0; i < 4; i++) {
		a[i].largest_share = 1;
		b[i].largest_share = 0.51 + 0.002 * (double)i;
		b[i].softirq_ns_per_packet = 2600;
	}
	ck_assert_str_eq(judge(4), "B is better: 51.3 % of the packets on the busiest CPU against 100.0 % "
				   "(every one of 4 runs); but A has 2.00 us of softirq time a packet against 2.60 us");
	ck_assert_str_eq(c.by, "packets on the busiest CPU");
	ck_assert_double_eq(c.figure[FIGURE_LARGEST].b_min, 0.51);
	/* The other way round. */
	c = compare_runs(b, 4, a, 4, arena);
	ck_assert_int_eq(c.better, BETTER_A);
}
END_TEST

/* What a few ticks saw decides nothing. */
START_TEST(few_ticks)
{
	usual_all(4);
	for (size_t i = 0; i < 4; i++) {
		b[i].softirq_ns_per_packet = 1500;
		b[i].softirq_ticks = MEASURE_TICKS;
	}
	ck_assert_str_eq(judge(4), "B is better: 1.50 us of softirq time a packet against 2.00 us (every one of 4 runs)");
	b[3].softirq_ticks--;
	judge(4);
	ck_assert_int_eq(c.better, BETTER_UNKNOWN);
	ck_assert(!c.figure[FIGURE_SOFTIRQ].known);
}
END_TEST

START_TEST(softirq)
{
	usual_all(4);
	for (size_t i = 0; i < 4; i++)
		b[i].softirq_ns_per_packet = 1500;
	ck_assert_str_eq(judge(4), "B is better: 1.50 us of softirq time a packet against 2.00 us (every one of 4 runs)");
}
END_TEST

/* --- what does not */
START_TEST(alike)
{
	usual_all(4);
	ck_assert_str_eq(judge(4), "cannot tell: the differences are within the noise of the runs themselves");
	ck_assert_int_eq(c.better, BETTER_UNKNOWN);
	ck_assert_ptr_null(c.by);
}
END_TEST

START_TEST(too_small)
{
	usual_all(4);
	for (size_t i = 0; i < 4; i++) {
		b[i].rx_packets.n = 1029000;
		b[i].softirq_ns_per_packet = 1910;
		b[i].largest_share = 0.46;
	}
	ck_assert_int_eq((judge(4), c.better), BETTER_UNKNOWN);
	for (size_t i = 0; i < 4; i++)
		b[i].rx_packets.n = 1031000;
	ck_assert_int_eq((judge(4), c.better), BETTER_B);
}
END_TEST

/* Every run wins, but by less than the runs of one layout differ. */
START_TEST(too_noisy)
{
	static const uint64_t of_a[] = { 500000, 600000, 700000, 800000 };
	static const uint64_t of_b[] = { 850000, 900000, 1000000, 1100000 };

	usual_all(4);
	for (size_t i = 0; i < 4; i++) {
		a[i].rx_packets.n = of_a[i];
		b[i].rx_packets.n = of_b[i];
	}
	ck_assert_int_eq((judge(4), c.better), BETTER_UNKNOWN);
	for (size_t i = 0; i < 4; i++)
		b[i].rx_packets.n += 150000;
	ck_assert_int_eq((judge(4), c.better), BETTER_B);
	b[2].rx_packets.n = 790000;
	ck_assert_int_eq((judge(4), c.better), BETTER_UNKNOWN);
}
END_TEST

/* More runs need no gap: their ranks are enough, though one loses. */
START_TEST(ranks)
{
	usual_all(8);
	for (size_t i = 0; i < 8; i++) {
		a[i].rx_packets.n = 700000 + 20000 * i;
		b[i].rx_packets.n = 845000 + 20000 * i;
	}
	b[3].rx_packets.n = 795000;
	ck_assert_str_eq(judge(8), "B is better: 905.0 k packets/s received against 770.0 k packets/s (by the ranks of 16 runs)");
	for (size_t i = 0; i < 8; i++)
		b[i].rx_packets.n -= 100000;
	ck_assert_int_eq((judge(8), c.better), BETTER_UNKNOWN);
}
END_TEST

START_TEST(too_few)
{
	usual_all(4);
	for (size_t i = 0; i < 4; i++)
		b[i].rx_packets.n = 2000000;
	ck_assert_str_eq(judge(3), "cannot tell: it takes 4 runs of each");
	ck_assert_int_eq(c.better, BETTER_UNKNOWN);
	ck_assert_str_eq(judge(0), "cannot tell: it takes 4 runs of each");
	for (size_t i = 0; i < 4; i++) {
		a[i].rx_packets.n = 10;
		b[i].rx_packets.n = 30;
	}
	ck_assert_str_eq(judge(4), "cannot tell: only 30 packets came in during a run: let the traffic that it is "
				   "about run meanwhile");
	ck_assert_int_eq(c.figure[FIGURE_RECEIVED].better, BETTER_UNKNOWN);
	/* A layout that lets nothing through has shown what it is. */
	for (size_t i = 0; i < 4; i++)
		a[i].rx_packets.n = 1000000;
	ck_assert_int_eq((judge(4), c.better), BETTER_A);
}
END_TEST

START_TEST(not_counted)
{
	usual_all(4);
	for (size_t i = 0; i < 4; i++)
		b[i].softirq_ns_per_packet = 1000;
	a[2].softirq_ns_per_packet = 0;
	ck_assert_int_eq((judge(4), c.better), BETTER_UNKNOWN);
	ck_assert(!c.figure[FIGURE_SOFTIRQ].known);
	ck_assert(c.figure[FIGURE_LARGEST].known);
}
END_TEST

/* --- equals that differ by chance */
static uint64_t seed;

static double uniform(void)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return ((double)(seed >> 11) + 0.5) / 9007199254740992.0;
}

static double normal(void)
{
	return sqrt(-2 * log(uniform())) * cos(6.283185307179586 * uniform());
}

static double exponential(void)
{
	return -log(uniform()) - 1;
}

static double flat(void)
{
	return (uniform() - 0.5) * 3.4;
}

/* A little, beside one of two states of the whole run: a CPU's frequency that jumps. */
static double two_states(void)
{
	return 0.1 * normal();
}

/* Noise large enough that the least differences do not hide what the statistics do. */
static struct measured random_run(double (*noise)(void), double drift)
{
	struct measured m = usual();

	if (noise == two_states)
		drift += uniform() < 0.5 ? -1 : 1;
	m.rx_packets.n = (uint64_t)(1000000 * (1 + 0.1 * (noise() + drift)));
	m.forwarded = (struct reading){ true, (uint64_t)(900000 * (1 + 0.1 * (noise() + drift))) };
	m.drops.n = (uint64_t)(100000 * (1 + 0.2 * (noise() + drift)));
	m.largest_share = 0.5 + 0.1 * (noise() + drift);
	m.softirq_ns_per_packet = 2000 * (1 + 0.1 * (noise() + drift));
	return m;
}

static unsigned verdicts_of_equals(double (*noise)(void), double drift, unsigned rounds)
{
	unsigned n = 0;

	for (unsigned pair = 0; pair < 1000; pair++) {
		double d = drift * normal(), t = 0;

		for (unsigned i = 0; i < rounds; i++) {
			a[2 * i] = random_run(noise, d * t++);
			b[2 * i] = random_run(noise, d * t++);
			b[2 * i + 1] = random_run(noise, d * t++);
			a[2 * i + 1] = random_run(noise, d * t++);
		}
		judge(2 * rounds);
		n += c.better != BETTER_UNKNOWN;
	}
	return n;
}

START_TEST(equals)
{
	static const struct {
		const char *name;
		double (*noise)(void);
	} kinds[] = { { "normal", normal }, { "exponential", exponential }, { "flat", flat },
		      { "two states", two_states } };
	unsigned n;

	seed = 5;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		for (unsigned rounds = 2; rounds <= 5; rounds++) {
			n = verdicts_of_equals(kinds[i].noise, 0, rounds);
			ck_assert_msg(n < 50, "%s noise, %u rounds: %u of 1000 equals get a verdict",
				      kinds[i].name, rounds, n);
			/* Unless it is asked nothing at all, chance wins now and then. */
			ck_assert_msg(n > 0, "%s noise, %u rounds: none", kinds[i].name, rounds);
		}
	n = verdicts_of_equals(normal, 0.5, 2);
	ck_assert_msg(n < 50, "drifting: %u of 1000", n);
}
END_TEST

/* And a third more packets is seen through a tenth of noise. */
START_TEST(seen)
{
	unsigned right = 0, wrong = 0;

	seed = 7;
	for (unsigned pair = 0; pair < 1000; pair++) {
		for (unsigned i = 0; i < 4; i++) {
			a[i] = random_run(normal, 0);
			b[i] = random_run(normal, 0);
			b[i].forwarded.n = b[i].forwarded.n * 3 / 2;
		}
		judge(4);
		right += c.better == BETTER_B;
		wrong += c.better == BETTER_A;
	}
	ck_assert_msg(right > 600 && wrong < 20, "%u right, %u wrong", right, wrong);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("compare");
	TCase *tc = tcase_create("compare");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, chance);
	tcase_add_test(tc, middle);
	tcase_add_test(tc, received);
	tcase_add_test(tc, forwarded);
	tcase_add_test(tc, dropped);
	tcase_add_test(tc, largest);
	tcase_add_test(tc, softirq);
	tcase_add_test(tc, few_ticks);
	tcase_add_test(tc, alike);
	tcase_add_test(tc, too_small);
	tcase_add_test(tc, too_noisy);
	tcase_add_test(tc, ranks);
	tcase_add_test(tc, too_few);
	tcase_add_test(tc, not_counted);
	tcase_add_test(tc, equals);
	tcase_add_test(tc, seen);
	suite_add_tcase(s, tc);
	return s;
}

TEST_MAIN(suite)
