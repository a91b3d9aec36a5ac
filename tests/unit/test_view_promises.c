// SPDX-License-Identifier: GPL-2.0-or-later
// What is read at three in the morning: broken promises first, the rest in few lines (U11).
#include <json-c/json.h>

#include "main.h"
#include "nqtune/promises.h"
#include "viewhost.h"

static const struct style plain = { 0 };
static const struct style verbose = { .verbose = 1 };
static const struct style quiet = { .verbose = -1 };
static const struct style wide60 = { .width = 60 };

static struct arena *arena;
static struct host *h;
static struct promises p;

static void setup(void)
{
	arena = arena_new(NULL);
	h = vh_host(arena, 6, 0, false);
	p = (struct promises){ .ns = 5034000000 };
}

static void teardown(void)
{
	arena_free(arena);
}

static struct promise *add(enum promise_state state, const char *iface, const char *what,
			   const char *target, const char *asked, const char *evidence)
{
	struct promise *v = arena_push(arena, p.v, p.n);

	*v = (struct promise){ .state = state, .iface = iface, .what = what, .target = target,
			       .asked = vh_set(arena, h, asked), .evidence = evidence };
	p.count[state]++;
	return v;
}

static const char *drawn(const struct style *st)
{
	struct screen s;

	view_promises(screen_open(&s), st, &p, arena);
	return screen_close(&s, arena);
}

static void several(void)
{
	add(PROMISE_BROKEN, "eth0", "irq", "eth0-TxRx-3", "3", "1230 of 1234 interrupts came to CPU 0: why");
	add(PROMISE_BROKEN, "eth0", "xps", "tx-1", "1", "moved: why");
	add(PROMISE_KEPT, "eth0", "irq", "eth0-TxRx-0", "0", "10 interrupts")->count = 10;
	add(PROMISE_KEPT, "eth0", "irq", "eth0-TxRx-2", "2", "20 interrupts")->count = 20;
	add(PROMISE_KEPT, "eth0", "rps", "rx", "1-2", "500 packets came in");
	add(PROMISE_KEPT, "lan0", "irq", "lan0", "4", "5 interrupts")->count = 5;
	add(PROMISE_IDLE, "eth0", "irq", "eth0-TxRx-1", "1", "no interrupt came");
	add(PROMISE_IDLE, "lan0", "irq", "lan0-rx-0", "1", "no interrupt came");
	add(PROMISE_IDLE, "lan0", "irq", "lan0-tx-0", "1", "no interrupt came");
	add(PROMISE_IDLE, "lan0", "rps", "rx", "5", "no packet came in");
}

START_TEST(folded)
{
	several();
	p.unasked = 1;
	ck_assert_str_eq(drawn(&plain),
			 "broken  eth0  irq eth0-TxRx-3 on 3: 1230 of 1234 interrupts came to CPU 0: why\n"
			 "broken  eth0  xps tx-1 on 1: moved: why\n"
			 "kept    eth0  irq, 2 vectors on 0,2: 30 interrupts, each where it was asked to\n"
			 "kept    eth0  rps on 1-2: 500 packets came in\n"
			 "kept    lan0  irq lan0 on 4: 5 interrupts\n"
			 "idle: 3 vectors (1 of eth0, 2 of lan0), RPS of lan0\n"
			 "4 kept, 2 broken, 4 idle in 5.0 s; 1 interrupt may come to any CPU\n");
}
END_TEST

START_TEST(each)
{
	several();
	ck_assert_str_eq(drawn(&verbose),
			 "broken  eth0  irq eth0-TxRx-3 on 3: 1230 of 1234 interrupts came to CPU 0: why\n"
			 "broken  eth0  xps tx-1 on 1: moved: why\n"
			 "kept    eth0  irq eth0-TxRx-0 on 0: 10 interrupts\n"
			 "kept    eth0  irq eth0-TxRx-2 on 2: 20 interrupts\n"
			 "kept    eth0  rps on 1-2: 500 packets came in\n"
			 "kept    lan0  irq lan0 on 4: 5 interrupts\n"
			 "idle    eth0  irq eth0-TxRx-1 on 1: no interrupt came\n"
			 "idle    lan0  irq lan0-rx-0 on 1: no interrupt came\n"
			 "idle    lan0  irq lan0-tx-0 on 1: no interrupt came\n"
			 "idle    lan0  rps on 5: no packet came in\n"
			 "4 kept, 2 broken, 4 idle in 5.0 s\n");
}
END_TEST

START_TEST(errors_only)
{
	several();
	ck_assert_str_eq(drawn(&quiet),
			 "broken  eth0  irq eth0-TxRx-3 on 3: 1230 of 1234 interrupts came to CPU 0: why\n"
			 "broken  eth0  xps tx-1 on 1: moved: why\n");
	p.v += 2;
	p.n -= 2;
	p.count[PROMISE_BROKEN] = 0;
	ck_assert_str_eq(drawn(&quiet), "");
}
END_TEST

START_TEST(narrow)
{
	several();
	p.n = 1;
	p.count[PROMISE_BROKEN] = 1;
	p.count[PROMISE_KEPT] = p.count[PROMISE_IDLE] = 0;
	ck_assert_str_eq(drawn(&wide60),
			 "broken  eth0  irq eth0-TxRx-3 on 3: 1230 of 1234 interrupts\n"
			 "              came to CPU 0: why\n"
			 "0 kept, 1 broken, 0 idle in 5.0 s\n");
}
END_TEST

START_TEST(nothing)
{
	ck_assert_str_eq(drawn(&plain),
			 "nothing to verify: no interrupt is asked to certain CPUs, and RPS is off (nqtune auto)\n");
	p.unasked = 18;
	ck_assert_str_eq(drawn(&plain),
			 "nothing to verify: no interrupt is asked to certain CPUs, and RPS is off (nqtune auto); "
			 "18 interrupts may come to any CPU\n");
}
END_TEST

START_TEST(json)
{
	struct promise *v = add(PROMISE_BROKEN, "eth0", "irq", "eth0-TxRx-3", "3", "why");
	struct json_object *o;

	v->served = vh_set(arena, h, "0,3");
	v->count = 1234;
	v->elsewhere = UINT64_MAX;
	add(PROMISE_IDLE, "wan", "rps", "rx", "1-2", "no packet came in");
	p.unasked = 3;
	o = json_promises(&p, arena);
	ck_assert_str_eq(json_object_to_json_string_ext(o, JSON_C_TO_STRING_NOSLASHESCAPE),
			 "{\"schema\":\"nqtune-verify/1\",\"seconds\":5.034,\"broken\":1,\"kept\":0,\"idle\":1,"
			 "\"unasked\":3,\"promises\":[{\"iface\":\"eth0\",\"what\":\"irq\","
			 "\"target\":\"eth0-TxRx-3\",\"asked\":\"3\",\"served\":\"0,3\",\"state\":\"broken\","
			 "\"count\":1234,\"elsewhere\":18446744073709551615,\"evidence\":\"why\"},"
			 "{\"iface\":\"wan\",\"what\":\"rps\",\"target\":\"rx\",\"asked\":\"1-2\",\"served\":null,"
			 "\"state\":\"idle\",\"count\":0,\"elsewhere\":0,\"evidence\":\"no packet came in\"}]}");
	json_object_put(o);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("view_promises");
	TCase *tc = tcase_create("view_promises");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, folded);
	tcase_add_test(tc, each);
	tcase_add_test(tc, errors_only);
	tcase_add_test(tc, narrow);
	tcase_add_test(tc, nothing);
	tcase_add_test(tc, json);
	suite_add_tcase(s, tc);
	return s;
}

TEST_MAIN(suite)
