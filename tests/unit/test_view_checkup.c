// SPDX-License-Identifier: GPL-2.0-or-later
// What the doctor found, for people and for programs.
#include <json-c/json.h>

#include "main.h"
#include "nqtune/doctor.h"
#include "nqtune/finding.h"
#include "nqtune/sample.h"
#include "viewhost.h"

static const struct style plain = { 0 };
static const struct style verbose = { .verbose = 1 };
static const struct style quiet = { .verbose = -1 };
static const struct style narrow = { .width = 40 };

static struct arena *arena;
static struct checkup c;
static struct sample counted;
static struct finding *v;
static size_t n;

static void setup(void)
{
	arena = arena_new(NULL);
	counted = (struct sample){ .ns = 3004000000 };
	c = (struct checkup){ .h = vh_host(arena, 6, 0, false), .counted = &counted };
	v = NULL;
	n = 0;
}

static void teardown(void)
{
	arena_free(arena);
}

static void add(const char *id, const char *iface, const char *severity, const char *what,
		const char *evidence, const char *remedy)
{
	*arena_push(arena, v, n) = (struct finding){
		.id = id, .iface = iface, .severity = severity, .what = what, .evidence = evidence,
		.why = "it matters (a source)", .remedy = remedy,
	};
}

static const char *drawn(const struct style *st)
{
	struct screen s;

	view_checkup(screen_open(&s), st, &c, v, n, arena);
	return screen_close(&s, arena);
}

START_TEST(healthy)
{
	ck_assert_str_eq(drawn(&plain), "nothing found: no physical interface is up, 6 CPUs, watched for 3.0 s\n");
	ck_assert_str_eq(drawn(&quiet), "");
	c.since_boot = true;
	ck_assert_str_eq(drawn(&plain), "nothing found: no physical interface is up, 6 CPUs, counted since boot\n");
	/* Others may be. */
	c.ifaces = (const char *const[]){ "veth0" };
	c.nifaces = 1;
	ck_assert_str_eq(drawn(&plain), "nothing found: no physical interface that is up carries what is named, 6 CPUs, counted since boot\n");
}
END_TEST

static void several(void)
{
	add("one", NULL, "bad", "this is bad", "as read", "nqtune auto eth0 eth1");
	add("two", "eth0", "warn", "so it is", "90 of it", "nqtune pause eth0 rx off");
	add("two", "eth1", "warn", "so it is", "80 of it", "nqtune pause eth1 rx off");
	add("three", "eth1", "info", "note this", "it stands there", NULL);
}

START_TEST(sums)
{
	several();
	ck_assert_str_eq(drawn(&plain),
			 "1 bad, 2 warnings, 1 note (no physical interface is up, 6 CPUs, watched for 3.0 s); -v says why each matters\n"
			 "bad: this is bad\n"
			 "  seen: as read\n"
			 "  to do: nqtune auto eth0 eth1\n"
			 "warn: eth0, eth1: so it is\n"
			 "  seen: eth0: 90 of it\n"
			 "  to do: nqtune pause eth0 rx off\n"
			 "  to do: nqtune pause eth1 rx off\n"
			 "info: eth1: note this\n"
			 "  seen: it stands there\n");
	ck_assert_str_eq(drawn(&quiet),
			 "bad: this is bad\n  seen: as read\n  to do: nqtune auto eth0 eth1\n");
}
END_TEST

/* Each for itself, with its reason. */
START_TEST(all_of_it)
{
	several();
	ck_assert_str_eq(drawn(&verbose),
			 "1 bad, 2 warnings, 1 note (no physical interface is up, 6 CPUs, watched for 3.0 s)\n"
			 "bad: this is bad\n"
			 "  seen: as read\n"
			 "  why: it matters (a source)\n"
			 "  to do: nqtune auto eth0 eth1\n"
			 "warn: eth0: so it is\n"
			 "  seen: 90 of it\n"
			 "  why: it matters (a source)\n"
			 "  to do: nqtune pause eth0 rx off\n"
			 "warn: eth1: so it is\n"
			 "  seen: 80 of it\n"
			 "  why: it matters (a source)\n"
			 "  to do: nqtune pause eth1 rx off\n"
			 "info: eth1: note this\n"
			 "  seen: it stands there\n"
			 "  why: it matters (a source)\n");
}
END_TEST

/* Words go to the next line; a command stays whole. */
START_TEST(on_a_small_screen)
{
	add("one", "eth0", "info", "words that do not fit into a line of forty columns", "as it was read here",
	    "for c in 0 1; do echo performance > /sys/devices/system/cpu/cpu$c/cpufreq/scaling_governor; done");
	ck_assert_str_eq(drawn(&narrow),
			 "1 note (no physical interface is up, 6\n"
			 "  CPUs, watched for 3.0 s); -v says why\n"
			 "  each matters\n"
			 "info: eth0: words that do not fit into a\n"
			 "      line of forty columns\n"
			 "  seen: as it was read here\n"
			 "  to do: for c in 0 1; do echo performance > "
			 "/sys/devices/system/cpu/cpu$c/cpufreq/scaling_governor; done\n");
}
END_TEST

START_TEST(document)
{
	struct json_object *o;

	several();
	o = json_checkup(&c, v, n, arena);
	ck_assert_str_eq(json_object_get_string(json_object_object_get(o, "schema")), "nqtune-doctor/1");
	ck_assert_str_eq(json_object_to_json_string_ext(json_object_object_get(o, "seconds"), 0), "3.004");
	ck_assert(!json_object_get_boolean(json_object_object_get(o, "since_boot")));
	ck_assert_uint_eq(json_object_array_length(json_object_object_get(o, "findings")), 4);
	ck_assert_str_eq(json_object_to_json_string_ext(
				 json_object_array_get_idx(json_object_object_get(o, "findings"), 3), 0),
			 "{\"id\":\"three\",\"iface\":\"eth1\",\"severity\":\"info\",\"what\":\"note this\","
			 "\"evidence\":\"it stands there\",\"why\":\"it matters (a source)\",\"remedy\":null}");
	json_object_put(o);
	c.since_boot = true;
	o = json_checkup(&c, v, 0, arena);
	ck_assert_str_eq(json_object_to_json_string_ext(o, JSON_C_TO_STRING_NOSLASHESCAPE),
			 "{\"schema\":\"nqtune-doctor/1\",\"seconds\":null,\"since_boot\":true,\"findings\":[]}");
	json_object_put(o);
}
END_TEST

START_TEST(rules)
{
	static const struct doctor_rule two[] = {
		{ "one", "bad", "it is so", "it matters", "a source", NULL },
		{ "two", "info", "it is not", "it does not", "another", NULL },
		{ NULL, NULL, NULL, NULL, NULL, NULL },
	};
	struct json_object *o = json_rules(two);
	struct screen s;

	view_rules(screen_open(&s), &plain, two, arena);
	ck_assert_str_eq(screen_close(&s, arena),
			 "one (bad): it is so\n  why: it matters\n  source: a source\n"
			 "two (info): it is not\n  why: it does not\n  source: another\n");
	ck_assert_str_eq(json_object_to_json_string_ext(o, JSON_C_TO_STRING_NOSLASHESCAPE),
			 "{\"schema\":\"nqtune-doctor-rules/1\",\"rules\":[{\"id\":\"one\",\"severity\":\"bad\","
			 "\"looks\":\"it is so\",\"why\":\"it matters\",\"source\":\"a source\"},"
			 "{\"id\":\"two\",\"severity\":\"info\",\"looks\":\"it is not\",\"why\":\"it does not\","
			 "\"source\":\"another\"}]}");
	json_object_put(o);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("view_checkup");
	TCase *t = tcase_create("checkup");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, healthy);
	tcase_add_test(t, sums);
	tcase_add_test(t, all_of_it);
	tcase_add_test(t, on_a_small_screen);
	tcase_add_test(t, document);
	tcase_add_test(t, rules);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(suite)
