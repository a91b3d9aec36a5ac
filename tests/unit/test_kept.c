// SPDX-License-Identifier: GPL-2.0-or-later
// What drivers made of wishes is remembered, so that a second run finds nothing to do.
#include <json-c/json.h>

#include "nqtune/kept.h"
#include "nqtune/session.h"
#include "../../src/run/state.h"
#include "main.h"
#include "nqtune/apply.h"
#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/err.h"
#include "nqtune/host.h"
#include "nqtune/knob.h"
#include "tree.h"

enum { N = 5, NCPUS = 8 };

static const struct knob_attr rows[] = {
	{ .name = "rx-usecs", .kind = ATTR_NUMBER, .scope = SCOPE_IFACE },
	{ .name = "adaptive-rx", .kind = ATTR_BOOL, .scope = SCOPE_IFACE },
	{ .name = "table", .kind = ATTR_LIST, .scope = SCOPE_IFACE },
	{ .name = "entries", .kind = ATTR_NUMBER, .scope = SCOPE_HOST, .file = "/proc/entries" },
	{ .name = "flows", .kind = ATTR_NUMBER, .scope = SCOPE_RX, .file = "rps_flow_cnt" },
};
static const struct knob knob = { .name = "delay", .attrs = rows, .nattrs = N };

static struct tree tree;
static struct session session;
static struct nic nics[1];
static const struct host host = { .ncpus = NCPUS, .nics = nics, .nnics = 1 };
static struct change changes[N];
static struct apply_step steps[N];
static const struct apply_report report = { .steps = steps };
static const uint32_t in_turn[] = { 0, 1, 0, 1 }, in_blocks[] = { 0, 0, 1, 1 };

static struct value number(uint64_t n)
{
	return (struct value){ .kind = VALUE_NUMBER, .number = n };
}

static struct value word(const char *w)
{
	return (struct value){ .kind = VALUE_WORD, .word = w };
}

static struct value list(const uint32_t *v)
{
	return (struct value){ .kind = VALUE_LIST, .list = { v, 4 } };
}

static void change(unsigned i, const char *target, struct value old, struct value new,
		   enum apply_outcome outcome, struct value got)
{
	changes[i] = (struct change){ .iface = i == 3 ? "" : "eth0", .knob = &knob,
				      .attr = &rows[i], .target = target, .old = old, .new = new };
	steps[i] = (struct apply_step){ .outcome = outcome, .got = got };
}

/* What a first run wrote, and what became of it. */
static void first_run(void)
{
	change(0, "", number(3), number(50), OUTCOME_ROUNDED, number(48));
	change(1, "", word("off"), word("on"), OUTCOME_REFUSED, word("off"));
	changes[1].optional = true;
	change(2, "", list(in_turn), word("default"), OUTCOME_DONE, list(in_blocks));
	change(3, "", number(0), number(1000), OUTCOME_ROUNDED, number(1024));
	change(4, "rx-0", number(0), number(512), OUTCOME_DONE, number(512));
}

/* The same wishes, planned from what the first run left. */
static void second_run(void)
{
	for (unsigned i = 0; i < N; i++)
		changes[i].old = steps[i].got;
	changes[4].old = number(0);
}

static void setup(void)
{
	tree = tree_new();
	nics[0] = (struct nic){ .name = "eth0", .ifindex = 2, .up = true };
	session = (struct session){ .arena = arena_new(NULL), .sysroot = tree.path };
	ck_assert_int_eq(session_open(&session), 0);
	ck_assert_int_eq(sys_netns_cookie(&session.sys), 0);
	first_run();
}

static void teardown(void)
{
	session_close(&session);
	tree_free(&tree);
}

static void remember(void)
{
	kept_remember(&session, &host, changes, &report, N);
}

/* Which of the changes are still to be made: "01234". */
static const char *left(void)
{
	struct change copy[N];
	char *text = arena_alloc(session.arena, N + 1);
	size_t n;

	memcpy(copy, changes, sizeof(copy));
	n = kept_filter(&session, &host, copy, N);
	for (size_t i = 0; i < n; i++)
		text[i] = (char)('0' + (copy[i].attr - rows));
	/* Those that are known stand behind, in their order too. */
	for (size_t i = n + 1; i < N; i++)
		ck_assert(copy[i - 1].attr < copy[i].attr);
	for (size_t i = n; i < N; i++)
		ck_assert_ptr_null(strchr(text, (char)('0' + (copy[i].attr - rows))));
	return text;
}

static size_t entries(void)
{
	struct json_object *root, *v;
	struct err e;
	size_t n;

	v = state_load(&session, "kept", "nqtune-kept/1", "kept", &root, &e);
	ck_assert_str_eq(e.text, "");
	n = v ? json_object_array_length(v) : 0;
	json_object_put(root);
	return n;
}

START_TEST(nothing_is_known_at_first)
{
	ck_assert_str_eq(left(), "01234");
	ck_assert_uint_eq(kept_filter(&session, &host, NULL, 0), 0);
	ck_assert_ptr_null(tree_text(&tree, "run/nqtune/kept.json"));
}
END_TEST

START_TEST(a_second_run_is_empty)
{
	remember();
	/* A driver's default may read like a table set since, which is not: it is asked for again. */
	ck_assert_uint_eq(entries(), 3);
	second_run();
	/* 4 went as it was asked: that it differs again is somebody's doing. */
	ck_assert_str_eq(left(), "24");
}
END_TEST

START_TEST(another_wish_is_made)
{
	remember();
	second_run();
	changes[0].new = number(60);
	changes[1].new = word("off");
	changes[2].new = list(in_turn);
	changes[3].new = number(2000);
	ck_assert_str_eq(left(), "01234");
}
END_TEST

START_TEST(another_state_is_changed)
{
	remember();
	second_run();
	changes[0].old = number(3);
	changes[1].old = word("unknown");
	changes[2].old = list(in_turn);
	changes[3].old = number(512);
	ck_assert_str_eq(left(), "01234");
}
END_TEST

START_TEST(another_target_is_changed)
{
	struct knob other = knob;

	remember();
	second_run();
	other.name = "other";
	changes[0].iface = "eth1";
	changes[1].knob = &other;
	changes[2].target = "rx-0";
	changes[3].attr = &rows[4];
	changes[3].target = "rx-0";
	ck_assert_str_eq(left(), "01244");
}
END_TEST

/* The answer was this card's, in this state. */
START_TEST(another_card_is_asked)
{
	remember();
	second_run();
	nics[0].ifindex = 9;
	ck_assert_str_eq(left(), "0124");
	nics[0].ifindex = 2;
	ck_assert_str_eq(left(), "24");
	nics[0].up = false;
	ck_assert_str_eq(left(), "0124");
}
END_TEST

/* That a profile's line was refused is no answer to a user who asks for the same. */
START_TEST(r4_a_refusal_is_told_again)
{
	remember();
	second_run();
	changes[1].optional = false;
	ck_assert_str_eq(left(), "124");
}
END_TEST

START_TEST(what_went_otherwise_is_not_remembered)
{
	steps[0].outcome = OUTCOME_FAILED;
	changes[1].optional = false;
	changes[2].new = list(in_turn);
	steps[3].outcome = OUTCOME_NARROWED;
	steps[4].outcome = OUTCOME_NOT_TRIED;
	remember();
	ck_assert_ptr_null(tree_text(&tree, "run/nqtune/kept.json"));
	kept_remember(&session, &host, changes, &(struct apply_report){ 0 }, N);
	ck_assert_ptr_null(tree_text(&tree, "run/nqtune/kept.json"));
}
END_TEST

START_TEST(the_latest_answer_counts)
{
	remember();
	changes[0].new = number(60);
	steps[0].got = number(56);
	steps[1].outcome = steps[2].outcome = steps[3].outcome = OUTCOME_NOT_TRIED;
	remember();
	ck_assert_uint_eq(entries(), 3);
	second_run();
	ck_assert_str_eq(left(), "24");
	changes[0].new = number(50);
	changes[0].old = number(48);
	ck_assert_str_eq(left(), "024");
}
END_TEST

/* A table given by hand may read as the default one did, and is not the default. */
START_TEST(a5_what_holds_as_asked_makes_it_void)
{
	remember();
	steps[0].outcome = steps[1].outcome = steps[3].outcome = OUTCOME_NOT_TRIED;
	changes[2].old = list(in_turn);
	changes[2].new = steps[2].got = list(in_blocks);
	remember();
	ck_assert_uint_eq(entries(), 3);
	changes[2].old = list(in_blocks);
	changes[2].new = word("default");
	changes[0].old = number(48);
	ck_assert_uint_eq(kept_filter(&session, &host, &changes[2], 1), 1);
	ck_assert_uint_eq(kept_filter(&session, &host, &changes[0], 1), 0);
}
END_TEST

START_TEST(sets_are_remembered_by_their_mask)
{
	struct cpuset *one = cpuset_new(session.arena, NCPUS), *all = cpuset_new(session.arena, 80);

	cpuset_add(one, 1);
	cpuset_add(all, 1);
	cpuset_add(all, 2);
	changes[1].attr = attr_irq_cpus;
	changes[1].new = (struct value){ .kind = VALUE_CPUS, .cpus = all };
	changes[1].old = steps[1].got = (struct value){ .kind = VALUE_CPUS, .cpus = one };
	remember();
	second_run();
	ck_assert_uint_eq(kept_filter(&session, &host, &changes[1], 1), 0);
	changes[1].new = changes[1].old;
	ck_assert_uint_eq(kept_filter(&session, &host, &changes[1], 1), 1);
}
END_TEST

/* A file that is damaged, or somebody's, is no obstacle: the drivers are asked again. */
START_TEST(damaged_files)
{
	static const char *const texts[] = {
		"", "{", "[]", "null", "{\"schema\":\"nqtune-kept/1\"}",
		"{\"schema\":\"nqtune-kept/2\",\"kept\":[]}",
		"{\"schema\":\"nqtune-kept/1\",\"kept\":{}}",
		"{\"schema\":\"nqtune-kept/1\",\"kept\":[1,null]}",
		"{\"schema\":\"nqtune-kept/1\",\"kept\":[{}]}",
		"{\"schema\":\"nqtune-kept/1\",\"kept\":[{\"iface\":5,\"knob\":[]}]}",
		"{\"schema\":7,\"kept\":[]}",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		tree_file(&tree, "run/nqtune/kept.json", texts[i]);
		first_run();
		second_run();
		ck_assert_str_eq(left(), "01234");
		first_run();
		remember();
		second_run();
		ck_assert_msg(!strcmp(left(), "24"), "not saved over %s", texts[i]);
	}
}
END_TEST

static Suite *make_suite(void)
{
	Suite *s = suite_create("cmd_kept");
	TCase *t = tcase_create("cmd_kept");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, nothing_is_known_at_first);
	tcase_add_test(t, a_second_run_is_empty);
	tcase_add_test(t, another_wish_is_made);
	tcase_add_test(t, another_state_is_changed);
	tcase_add_test(t, another_target_is_changed);
	tcase_add_test(t, another_card_is_asked);
	tcase_add_test(t, r4_a_refusal_is_told_again);
	tcase_add_test(t, what_went_otherwise_is_not_remembered);
	tcase_add_test(t, the_latest_answer_counts);
	tcase_add_test(t, a5_what_holds_as_asked_makes_it_void);
	tcase_add_test(t, sets_are_remembered_by_their_mask);
	tcase_add_test(t, damaged_files);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(make_suite)
