// SPDX-License-Identifier: GPL-2.0-or-later
// What commands that change something tell at their end: documents key by key, and the words.
#include "main.h"
#include "nqtune/apply.h"
#include "nqtune/journal.h"
#include "nqtune/knob.h"
#include "nqtune/measure.h"
#include "nqtune/plan.h"
#include "viewhost.h"

static const struct style ascii = { 0 };
static const struct style verbose = { .verbose = 1 };

static struct arena *arena;

static void setup(void)
{
	arena = arena_new(NULL);
}

static void teardown(void)
{
	arena_free(arena);
}

/* rx-0's RPS of wan, from none to CPU 1 of two. */
static struct change steering(void)
{
	struct cpuset *none = cpuset_new(arena, 2), *one = cpuset_new(arena, 2);

	cpuset_add(one, 1);
	return (struct change){
		.iface = "wan", .knob = &knob_rps, .attr = knob_attr_find(&knob_rps, "cpus"),
		.target = "rx-0", .path = "/sys/rps_cpus", .why = "asked for",
		.old = { .kind = VALUE_CPUS, .cpus = none },
		.new = { .kind = VALUE_CPUS, .cpus = one },
	};
}

#define STEERING                                                                                   \
	"\"iface\":\"wan\",\"knob\":\"rps\",\"target\":\"rx-0\",\"attr\":\"cpus\",\"old\":\"\","        \
	"\"new\":\"1\",\"path\":\"/sys/rps_cpus\",\"shell\":\"echo 2 > /sys/rps_cpus\","               \
	"\"why\":\"asked for\",\"bounces_link\":false,\"optional\":false"

static struct journal_entry entry_of(struct change *c, size_t n)
{
	static struct journal_iface ifaces[] = { { "wan", 7 }, { "br0", 8 } };

	return (struct journal_entry){
		.id = 3, .state = JOURNAL_DONE, .time = 1700000000, .pid = 412,
		.command = "rps wan cpus 1", .ifaces = ifaces, .nifaces = 2, .changes = c,
		.nchanges = n, .ntold = 1,
	};
}

START_TEST(journal_document)
{
	struct change c[2] = { steering(), steering() };
	const struct journal_entry entry = entry_of(c, 2);
	const struct view_entry v = { &entry, "yesterday", "done" };

	ck_assert_str_eq(vh_document(arena, json_entries(&v, 1)),
			 "{\"schema\":\"nqtune-undo-list/1\",\"entries\":[{\"id\":3,"
			 "\"time\":1700000000,\"pid\":412,\"state\":\"done\","
			 "\"command\":\"rps wan cpus 1\",\"interfaces\":[\"wan\",\"br0\"],"
			 "\"changes\":2,\"told\":1}]}");
	ck_assert_str_eq(vh_document(arena, json_entries(NULL, 0)),
			 "{\"schema\":\"nqtune-undo-list/1\",\"entries\":[]}");
}
END_TEST

/* A setting of the host has no interface of its own. */
START_TEST(journal_table)
{
	struct change c[2] = { steering(), steering() };
	struct journal_entry one = entry_of(c, 1), both = entry_of(c, 2);
	const struct view_entry v[] = { { &both, "today", "trying" }, { &one, "yesterday", "done" } };
	struct screen s;

	c[1].iface = "";
	both.id = 12;
	both.ntold = 4;
	one.ntold = 0;
	one.nifaces = 1;
	view_entries(screen_open(&s), v, 2, arena);
	ck_assert_str_eq(screen_close(&s, arena),
			 "  id when      state  command        what\n"
			 "  12 today     trying rps wan cpus 1 2 changes on wan, br0, the host; "
			 "4 interrupts told to irqbalance\n"
			 "   3 yesterday done   rps wan cpus 1 1 change on wan\n");
}
END_TEST

/* What is put back, which interface is gone, what could not be put back. */
START_TEST(undone)
{
	static const char *gone[] = { "br0" }, *lost[] = { "wan: ring rx to 512 (busy)" };
	struct change c = steering();
	const struct journal_entry entry = entry_of(&c, 1);
	const struct undo_report r = { .changes = &c, .nchanges = 1, .gone = gone, .ngone = 1,
				       .lost = 1, .lost_text = lost };
	const struct view_undone u = { { &entry, "yesterday", "undoing" }, &r };
	struct screen s;

	ck_assert_str_eq(vh_document(arena, json_undone(&u, 1, false, 2, arena)),
			 "{\"schema\":\"nqtune-undo/1\",\"dry_run\":false,\"entries\":[{\"id\":3,"
			 "\"time\":1700000000,\"pid\":412,\"state\":\"undoing\","
			 "\"command\":\"rps wan cpus 1\",\"interfaces\":[\"wan\",\"br0\"],"
			 "\"changes\":[{" STEERING "}],\"gone\":[\"br0\"],"
			 "\"lost\":[\"wan: ring rx to 512 (busy)\"]}]}");
	ck_assert_str_eq(vh_document(arena, json_undone(NULL, 0, true, 2, arena)),
			 "{\"schema\":\"nqtune-undo/1\",\"dry_run\":true,\"entries\":[]}");
	view_undone(screen_open(&s), &ascii, &u, false, 2, arena);
	ck_assert_str_eq(screen_close(&s, arena),
			 "3: 'rps wan cpus 1', yesterday\n"
			 "  wan rx-0 rps: none -> 1 (asked for)\n"
			 "  br0 is gone, or was made anew: what was set on it went with it\n"
			 "done: 1 value put back\n");
	view_undone(screen_open(&s), &ascii, &u, true, 2, arena);
	ck_assert_ptr_null(strstr(screen_close(&s, arena), "done"));
}
END_TEST

static const char *applied_text(const struct style *st, const struct view_lines *l)
{
	struct screen s;

	view_applied(screen_open(&s), st, l, arena);
	return screen_close(&s, arena);
}

/* A line that changed something, one that had nothing to do, and one that cannot be foreseen. */
START_TEST(applied)
{
	struct change c = steering();
	struct apply_step step = { .outcome = OUTCOME_DONE };
	const struct apply_report r = { .steps = &step, .done = 1 };
	const struct plan some = { .changes = &c, .nchanges = 1 }, nothing = { 0 };
	const struct view_line v[] = {
		{ .number = 2, .command = "rps wan cpus 1", .plan = &some, .report = &r },
		{ .number = 5, .command = "auto wan", .plan = &nothing, .unplanned = "no queue 3" },
		{ .number = 6, .command = "xps wan cpus 1", .plan = &nothing },
	};
	struct view_lines l = { .file = "conf", .v = v, .n = 3, .changed = 1, .ncpus = 2 };

	ck_assert_str_eq(vh_document(arena, json_applied(&l, arena)),
			 "{\"schema\":\"nqtune-apply/1\",\"file\":\"conf\",\"changed\":true,"
			 "\"applied\":true,\"settings\":1,\"lines\":[{\"line\":2,"
			 "\"command\":\"rps wan cpus 1\",\"changed\":true,\"changes\":[{" STEERING
			 ",\"outcome\":\"done\",\"narrowed\":false,\"got\":null,\"note\":null}],"
			 "\"left_alone\":[],\"findings\":[],\"unplanned\":null},"
			 "{\"line\":5,\"command\":\"auto wan\",\"changed\":false,\"changes\":[],"
			 "\"left_alone\":[],\"findings\":[],\"unplanned\":\"no queue 3\"},"
			 "{\"line\":6,\"command\":\"xps wan cpus 1\",\"changed\":false,\"changes\":[],"
			 "\"left_alone\":[],\"findings\":[],\"unplanned\":null}]}");
	ck_assert_str_eq(applied_text(&ascii, &l),
			 "conf:2: rps wan cpus 1: 1 change\n"
			 "  wan rx-0 rps: none -> 1 (asked for)\n"
			 "conf:5: auto wan: cannot be foreseen before the lines above it are applied "
			 "(no queue 3)\n"
			 "changed: 1 setting\n");
	ck_assert_ptr_nonnull(strstr(applied_text(&verbose, &l),
				     "conf:6: xps wan cpus 1: all is so already\n"));
}
END_TEST

/* The last line begins as the manual says, and a dry run that would write says that it has not. */
START_TEST(applied_sums)
{
	const struct plan nothing = { 0 };
	const struct view_line v = { .command = "auto wan", .plan = &nothing };
	struct view_lines l = { .file = "conf", .v = &v, .n = 1, .ncpus = 2 };

	ck_assert_str_eq(applied_text(&ascii, &l), "unchanged: all is as conf says already\n");
	l.dry_run = true;
	ck_assert_str_eq(applied_text(&ascii, &l), "unchanged: all is as conf says already\n");
	ck_assert_ptr_nonnull(strstr(vh_document(arena, json_applied(&l, arena)),
				     "\"changed\":false,\"applied\":false,\"settings\":0,"));
	l.changed = 2;
	ck_assert_str_eq(applied_text(&ascii, &l),
			 "dry run: nothing was written (planned on the machine as it is now)\n"
			 "would change: 2 settings\n");
	l = (struct view_lines){ .file = "conf", .v = &v, .n = 1, .told = 1, .ncpus = 2 };
	ck_assert_str_eq(applied_text(&ascii, &l),
			 "changed: irqbalance leaves 1 more interrupt alone\n");
	ck_assert_ptr_nonnull(strstr(vh_document(arena, json_applied(&l, arena)), "\"changed\":true,"));
	l = (struct view_lines){ .file = "conf" };
	ck_assert_str_eq(applied_text(&ascii, &l),
			 "unchanged: conf holds no command (what it may hold: nqtune.conf(5))\n");
}
END_TEST

START_TEST(of_few_members)
{
	const struct host *h = vh_host(arena, 6, 1, false);

	ck_assert_str_eq(vh_document(arena, json_forgotten_entry(3, true)),
			 "{\"schema\":\"nqtune-undo-forget/1\",\"dry_run\":true,\"forgotten\":3}");
	ck_assert_str_eq(vh_document(arena, json_forgotten_iface("wan", false)),
			 "{\"schema\":\"nqtune-forget/1\",\"dry_run\":false,\"forgotten\":\"wan\"}");
	ck_assert_str_eq(vh_document(arena, json_confirmed(9, "auto wan", true)),
			 "{\"schema\":\"nqtune-confirm/1\",\"id\":9,\"kept\":true,"
			 "\"command\":\"auto wan\"}");
	ck_assert_str_eq(vh_document(arena, json_recorded("made", h)),
			 "{\"schema\":\"nqtune-record/1\",\"directory\":\"made\",\"interfaces\":0,"
			 "\"cpus\":6}");
	ck_assert_str_eq(vh_document(arena, json_recorded("made", NULL)),
			 "{\"schema\":\"nqtune-record/1\",\"directory\":\"made\"}");
}
END_TEST

static const char *ran_json(bool stopped, int status, int signal)
{
	static char ping[] = "ping", once[] = "-c 1";
	static char *words[] = { ping, once, NULL };
	const struct view_ran ran = { words, stopped, status, signal };
	const struct measured m = { 0 };

	return strstr(vh_document(arena, json_measured(&m, NULL, 0, &ran, arena)), ",\"command\":");
}

/* How the measured command ended: one of three ways. */
START_TEST(measured_command)
{
	const struct measured m = { 0 };

	ck_assert_str_eq(ran_json(false, 3, 0),
			 ",\"command\":{\"words\":[\"ping\",\"-c 1\"],\"stopped\":false,"
			 "\"status\":3,\"signal\":null}}");
	ck_assert_ptr_nonnull(strstr(ran_json(false, 0, 0), "\"status\":0,\"signal\":null"));
	ck_assert_ptr_nonnull(strstr(ran_json(false, -1, 9), "\"status\":null,\"signal\":9"));
	ck_assert_ptr_nonnull(strstr(ran_json(true, -1, 0),
				     "\"stopped\":true,\"status\":null,\"signal\":null"));
	ck_assert_ptr_nonnull(strstr(vh_document(arena, json_measured(&m, NULL, 0, NULL, arena)),
				     ",\"command\":null}"));
}
END_TEST

START_TEST(compared_layouts)
{
	struct change c = steering();
	const char *ifaces[] = { "wan" };
	const struct view_trials t = { .b = "auto wan", .changes = &c, .nchanges = 1, .dry_run = true,
				       .ifaces = ifaces, .nifaces = 1, .ncpus = 2 };
	const struct comparison v = { .words = "dry run" };

	ck_assert_str_eq(vh_document(arena, json_comparison(&t, &v, arena)),
			 "{\"schema\":\"nqtune-compare/1\",\"b\":\"auto wan\",\"better\":null,"
			 "\"by\":null,\"verdict\":\"dry run\",\"figures\":{"
			 "\"forwarded_per_second\":null,\"received_per_second\":null,"
			 "\"dropped_share\":null,\"largest_share\":null,"
			 "\"softirq_ns_per_packet\":null},\"runs\":[],\"dry_run\":true,"
			 "\"interfaces\":[\"wan\"],\"changes\":[{" STEERING "}]}");
}
END_TEST

START_TEST(last_lines)
{
	struct screen s;
	FILE *out = screen_open(&s);

	view_done(out, 1, "change", "written and read back");
	view_done(out, 0, "value", "put back");
	view_dry_run(out, NULL);
	view_dry_run(out, "why");
	ck_assert_str_eq(screen_close(&s, arena),
			 "done: 1 change written and read back\n"
			 "done: 0 values put back\n"
			 "dry run: nothing was written\n"
			 "dry run: nothing was written (why)\n");
}
END_TEST

static Suite *make_suite(void)
{
	Suite *s = suite_create("view_told");
	TCase *t = tcase_create("all");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, journal_document);
	tcase_add_test(t, journal_table);
	tcase_add_test(t, undone);
	tcase_add_test(t, applied);
	tcase_add_test(t, applied_sums);
	tcase_add_test(t, of_few_members);
	tcase_add_test(t, measured_command);
	tcase_add_test(t, compared_layouts);
	tcase_add_test(t, last_lines);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(make_suite)
