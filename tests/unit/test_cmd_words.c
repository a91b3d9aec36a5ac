// SPDX-License-Identifier: GPL-2.0-or-later
// A knob's command line taken apart: interfaces, queue, vector, rows, words of a knob's own.
#include "../../src/cmd/knob_request.h"
#include "nqtune/session.h"
#include "knobhost.h"
#include "main.h"
#include "nqtune/err.h"

#include <stdio.h>
#include <unistd.h>

static const struct knob_attr rows[] = {
	{ .name = "delay", .kind = ATTR_NUMBER, .scope = SCOPE_IFACE },
	{ .name = "mode", .kind = ATTR_WORD, .scope = SCOPE_IFACE },
	{ .name = "seen", .kind = ATTR_NUMBER, .scope = SCOPE_IFACE, .read_only = true },
	{ .name = "room", .kind = ATTR_NUMBER, .scope = SCOPE_HOST, .file = "/proc/room" },
	{ .name = "delay", .kind = ATTR_NUMBER, .scope = SCOPE_QUEUE },
	{ .name = "spread", .kind = ATTR_CPUS, .scope = SCOPE_VECTOR },
};
static const struct knob_word words[] = {
	{ "equal", 1, 1, "N", "one word" },
	{ "weight", 1, KNOB_WORDS_MANY, "W...", "many words" },
	{ "default", 0, 0, "", "no word" },
	{ "fields", 1, 2, "FLOW [LETTERS]", "one word or two" },
	{ "add", 3, KNOB_WORDS_REST, "FLOW...", "all that follow" },
	{ NULL, 0, 0, NULL, NULL },
};

/* By queue, by interface only, and with names that only the kernel knows. */
static const struct knob full = { .name = "shaper", .settable = true, .attrs = rows, .nattrs = 6,
				  .words = words };
static const struct knob plain = { .name = "plain", .settable = true, .attrs = rows, .nattrs = 2 };
static const struct knob by_queue = { .name = "queued", .settable = true, .attrs = rows,
				      .nattrs = 5 };
static const struct knob open_words = { .name = "open", .settable = true, .open_words = true,
					.attrs = rows, .nattrs = 1, .words = words };

static struct session session;
static struct knob_request rq;
static struct host *host;
static char said[1024];

static void setup(void)
{
	session = (struct session){ .arena = arena_new(NULL) };
	host = kh_new(session.arena);
}

static void teardown(void)
{
	arena_free(session.arena);
}

/* What goes to stderr meanwhile is in said. */
static int listen(void)
{
	int keep = dup(STDERR_FILENO), to = fileno(tmpfile());

	ck_assert_int_ge(keep, 0);
	ck_assert_int_ge(dup2(to, STDERR_FILENO), 0);
	return keep;
}

static void listened(int keep)
{
	ssize_t n;

	fflush(stderr);
	n = pread(STDERR_FILENO, said, sizeof(said) - 1, 0);
	ck_assert_int_ge(n, 0);
	said[n] = '\0';
	said[strcspn(said, "\n")] = '\0';
	dup2(keep, STDERR_FILENO);
	close(keep);
}

/* The words of a line, as a shell without quotes would hand them over. */
static int parse(const struct knob *k, const char *line)
{
	char *copy = arena_strdup(session.arena, line), **argv = NULL;
	size_t argc = 0;
	int keep, r;

	for (char *w = strtok(copy, " "); w; w = strtok(NULL, " "))
		*arena_push(session.arena, argv, argc) = w;
	rq = (struct knob_request){ .knob = k, .queue = -1 };
	session.command = k->name;
	keep = listen();
	r = knob_request_parse(&session, &rq, (int)argc, argv);
	listened(keep);
	return r;
}

/* The settings taken, as text: "delay(50) weight(1 2)". */
static const char *settings(void)
{
	const char *text = "";

	for (size_t i = 0; i < rq.nsettings; i++) {
		const struct knob_setting *s = &rq.settings[i];

		text = arena_printf(session.arena, "%s%s%s(", text, i ? " " : "", s->word);
		for (size_t k = 0; k < s->nargs; k++)
			text = arena_printf(session.arena, "%s%s%s", text, k ? " " : "",
					    s->args[k]);
		text = arena_printf(session.arena, "%s)", text);
	}
	return text;
}

static void takes(const struct knob *k, const char *line, const char *text)
{
	ck_assert_msg(!parse(k, line), "'%s': %s", line, said);
	ck_assert_str_eq(said, "");
	ck_assert_str_eq(settings(), text);
}

static void refuses(const struct knob *k, const char *line, const char *text)
{
	const char *whole = arena_printf(session.arena, "nqtune: %s (see 'nqtune %s --help')", text,
					 k->name);

	ck_assert_msg(parse(k, line) == STATUS_USAGE, "'%s' is taken as %s", line, settings());
	ck_assert_str_eq(said, whole);
}

START_TEST(interfaces_come_first)
{
	takes(&full, "eth0", "");
	ck_assert_uint_eq(rq.nifaces, 1);
	ck_assert_str_eq(rq.ifaces[0], "eth0");
	takes(&full, "eth0 eth1 eth0 delay 5", "delay(5)");
	ck_assert_uint_eq(rq.nifaces, 2);
	ck_assert_str_eq(rq.ifaces[1], "eth1");
	/* The first word is one whatever it is called. */
	takes(&full, "delay delay 5", "delay(5)");
	ck_assert_str_eq(rq.ifaces[0], "delay");
	refuses(&full, "", "shaper needs an interface");
}
END_TEST

START_TEST(rows_with_a_value)
{
	takes(&full, "eth0 delay 5 mode high", "delay(5) mode(high)");
	ck_assert_ptr_eq(rq.settings[0].attr, &rows[0]);
	ck_assert_ptr_eq(rq.settings[1].attr, &rows[1]);
	/* A value may be spelled like a keyword. */
	takes(&full, "eth0 mode default", "mode(default)");
	takes(&full, "eth0 mode queue delay 5", "mode(queue) delay(5)");
	refuses(&full, "eth0 delay", "shaper: 'delay' needs a value");
	refuses(&full, "eth0 delay 5 mode", "shaper: 'mode' needs a value");
	refuses(&full, "eth0 delay 5 mode low delay 6", "shaper: 'delay' is given twice");
	refuses(&full, "eth0 seen 5", "shaper: seen can be shown but not set");
}
END_TEST

START_TEST(words_of_its_own)
{
	takes(&full, "eth0 equal 2", "equal(2)");
	ck_assert_ptr_null(rq.settings[0].attr);
	takes(&full, "eth0 weight 1 1 2 delay 5", "weight(1 1 2) delay(5)");
	takes(&full, "eth0 weight 1 default equal 3", "weight(1) default() equal(3)");
	takes(&full, "eth0 default", "default()");
	refuses(&full, "eth0 equal", "shaper: 'equal' needs N");
	refuses(&full, "eth0 weight", "shaper: 'weight' needs W...");
	refuses(&full, "eth0 weight equal 2", "shaper: 'weight' needs W...");
	refuses(&full, "eth0 default 5", "shaper: '5' is neither an interface here nor a setting "
					 "(these are: delay, mode, room, spread, equal, weight, "
					 "default, fields, add)");
}
END_TEST

/* Of one word or two, the second is not taken from the next setting. */
START_TEST(words_that_may_be_fewer)
{
	takes(&full, "eth0 fields udp4 sdfn delay 5", "fields(udp4 sdfn) delay(5)");
	takes(&full, "eth0 fields udp4 delay 5", "fields(udp4) delay(5)");
	takes(&full, "eth0 fields udp4", "fields(udp4)");
	takes(&full, "eth0 fields udp4 sd fields tcp4 sdfn", "fields(udp4 sd) fields(tcp4 sdfn)");
	refuses(&full, "eth0 fields", "shaper: 'fields' needs FLOW [LETTERS]");
}
END_TEST

START_TEST(l2_all_that_follows)
{
	takes(&full, "eth0 add udp4 dst-port 53 queue 2 delay 5",
	      "add(udp4 dst-port 53 queue 2 delay 5)");
	ck_assert_int_eq(rq.queue, -1);
	takes(&full, "eth0 queue 1 add a queue 2", "add(a queue 2)");
	ck_assert_int_eq(rq.queue, 1);
	refuses(&full, "eth0 add udp4 drop", "shaper: 'add' needs FLOW...");
}
END_TEST

START_TEST(queues)
{
	takes(&full, "eth0 queue 3 delay 5", "delay(5)");
	ck_assert_int_eq(rq.queue, 3);
	takes(&full, "eth0 delay 5 queue 65535", "delay(5)");
	ck_assert_int_eq(rq.queue, 65535);
	takes(&full, "eth0 queue all delay 5", "delay(5)");
	ck_assert_int_eq(rq.queue, -1);
	takes(&full, "eth0 queue 0", "");
	ck_assert_int_eq(rq.queue, 0);
	refuses(&full, "eth0 queue", "shaper: 'queue' needs a value");
	refuses(&full, "eth0 queue 65536", "queue takes a number or 'all', not '65536'");
	refuses(&full, "eth0 queue -1", "queue takes a number or 'all', not '-1'");
	refuses(&full, "eth0 queue delay 5", "queue takes a number or 'all', not 'delay'");
	refuses(&full, "eth0 queue 1 queue 1", "shaper: 'queue' is given twice");
	refuses(&full, "eth0 queue all delay 5 queue 2", "shaper: 'queue' is given twice");
	refuses(&plain, "eth0 queue 1", "plain is of the whole interface: it takes no queue");
}
END_TEST

START_TEST(vectors)
{
	takes(&full, "eth0 vector eth0-rx-1 spread 3", "spread(3)");
	ck_assert_str_eq(rq.vector, "eth0-rx-1");
	/* "all" is no number of a queue, so there is nothing to choose between. */
	takes(&full, "eth0 vector 31 queue all", "");
	refuses(&full, "eth0 vector", "shaper: 'vector' needs a value");
	refuses(&full, "eth0 vector 31 vector 32", "shaper: 'vector' is given twice");
	refuses(&full, "eth0 vector 31 queue 0", "shaper: name a queue or a vector, not both");
	refuses(&full, "eth0 queue 0 vector 31", "shaper: name a queue or a vector, not both");
	refuses(&by_queue, "eth0 vector 31", "queued goes by queue: only irq takes a vector");
}
END_TEST

START_TEST(u6_the_nearest_word)
{
	refuses(&full, "eth0 delay 5 dleay 6",
		"shaper: unknown setting 'dleay' (did you mean 'delay'?)");
	refuses(&full, "eth0 delay 5 wieght 6",
		"shaper: unknown setting 'wieght' (did you mean 'weight'?)");
	refuses(&full, "eth0 delay 5 qeue 6",
		"shaper: unknown setting 'qeue' (did you mean 'queue'?)");
	refuses(&full, "eth0 delay 5 vecotr 6",
		"shaper: unknown setting 'vecotr' (did you mean 'vector'?)");
	/* What it does not take is not offered. */
	refuses(&plain, "eth0 delay 5 qeue 6", "plain: 'qeue' is neither an interface here nor a "
					       "setting (these are: delay, mode)");
	refuses(&by_queue, "eth0 delay 5 vecotr 6",
		"queued: 'vecotr' is neither an interface here nor a setting (these are: delay, "
		"mode, room)");
	refuses(&full, "eth0 delay 5 sene 6",
		"shaper: 'sene' is neither an interface here nor a setting (these are: delay, mode, "
		"room, spread, equal, weight, default, fields, add)");
}
END_TEST

/* Names that only the kernel knows are told by what stands behind them. */
START_TEST(r8_open_words)
{
	takes(&open_words, "eth0 tx-nocache-copy on gro off", "tx-nocache-copy(on) gro(off)");
	ck_assert_ptr_null(rq.settings[0].attr);
	takes(&open_words, "eth0 eth1 gro on", "gro(on)");
	ck_assert_uint_eq(rq.nifaces, 2);
	takes(&open_words, "eth0 weight 1 2 gro on", "weight(1 2) gro(on)");
	takes(&open_words, "eth0 gro on delay 5", "gro(on) delay(5)");
	refuses(&open_words, "eth0 gro on gro off", "open: 'gro' is given twice");
	refuses(&open_words, "eth0 gro on lorry 1",
		"open: 'lorry' is neither an interface here nor a setting (these are: delay, equal, "
		"weight, default, fields, add, and any name of the kernel's before on or off)");
	refuses(&open_words, "eth0 gro on lro 1",
		"open: 'lro' is a setting of another command: offload");
	refuses(&full, "eth0 delay 5 gro on",
		"shaper: 'gro' is a setting of another command: offload");
	refuses(&full, "eth0 delay 5 combined 4",
		"shaper: 'combined' is a setting of another command: channels");
	refuses(&full, "eth0 delay 5 autoneg off rx 4",
		"shaper: 'autoneg' is a setting of another command: pause");
}
END_TEST

/* What is the host's needs no interface. */
START_TEST(the_hosts_own)
{
	takes(&full, "room 5", "room(5)");
	ck_assert_uint_eq(rq.nifaces, 1);
	ck_assert_str_eq(rq.ifaces[0], "lo");
	ck_assert_ptr_eq(rq.settings[0].attr, &rows[3]);
	takes(&full, "eth0 room 5", "room(5)");
	ck_assert_str_eq(rq.ifaces[0], "eth0");
	takes(&full, "room", "");
	ck_assert_str_eq(rq.ifaces[0], "room");
}
END_TEST

/* What --help shows can be typed. */
START_TEST(examples)
{
	for (size_t i = 0; knobs[i]; i++) {
		const char *const *line = knobs[i]->examples;
		size_t len = strlen(knobs[i]->name);

		ck_assert_msg(line && *line, "%s has none", knobs[i]->name);
		for (; *line; line++) {
			ck_assert_msg(!strncmp(*line, knobs[i]->name, len) && (*line)[len] == ' ',
				      "%s: %s", knobs[i]->name, *line);
			ck_assert_msg(!parse(knobs[i], *line + len), "%s: %s", *line, said);
			ck_assert_msg(rq.nsettings, "%s sets nothing", *line);
		}
	}
}
END_TEST

static int bad(const struct knob *k, const char *line, const struct host *h)
{
	const struct err e = { "no such interface" };
	int keep, r;

	ck_assert_int_eq(parse(k, line), 0);
	keep = listen();
	r = knob_request_bad(&session, &rq, h, &e);
	listened(keep);
	return r;
}

/* An interface that does not exist may have been meant otherwise. */
START_TEST(u6_what_was_taken_for_an_interface)
{
	ck_assert_int_eq(bad(&full, "delay", NULL), STATUS_USAGE);
	ck_assert_str_eq(said, "nqtune: shaper needs an interface before 'delay' (see 'nqtune "
			       "shaper --help')");
	ck_assert_int_eq(bad(&full, "equal 5", NULL), STATUS_USAGE);
	ck_assert_int_eq(bad(&full, "room", NULL), STATUS_USAGE);
	ck_assert_str_eq(said, "nqtune: shaper: 'room' needs a value (see 'nqtune shaper --help')");
	ck_assert_int_eq(bad(&full, "eth7", NULL), STATUS_FAILED);
	ck_assert_str_eq(said, "nqtune: no such interface");
	ck_assert_int_eq(bad(&full, "eth0 dealy 5", host), STATUS_USAGE);
	ck_assert_ptr_nonnull(strstr(said, "'dealy' (did you mean 'delay'?)"));
	ck_assert_int_eq(bad(&full, "eth0 wan", host), STATUS_FAILED);
}
END_TEST

/* Nothing that a terminal obeys is echoed, and nothing without end. */
START_TEST(hostile_words)
{
	char *line = arena_alloc(session.arena, 5000);

	ck_assert_int_eq(parse(&full, "eth0 delay 5 \033[31m"), STATUS_USAGE);
	ck_assert_ptr_null(strchr(said, '\033'));
	memcpy(line, "eth0 delay 5 ", 13);
	memset(line + 13, 'x', 4000);
	ck_assert_int_eq(parse(&full, line), STATUS_USAGE);
	ck_assert_ptr_nonnull(strstr(said, "'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' is neither"));
}
END_TEST

static Suite *make_suite(void)
{
	Suite *s = suite_create("cmd_words");
	TCase *t = tcase_create("cmd_words");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, interfaces_come_first);
	tcase_add_test(t, rows_with_a_value);
	tcase_add_test(t, words_of_its_own);
	tcase_add_test(t, words_that_may_be_fewer);
	tcase_add_test(t, l2_all_that_follows);
	tcase_add_test(t, queues);
	tcase_add_test(t, vectors);
	tcase_add_test(t, u6_the_nearest_word);
	tcase_add_test(t, r8_open_words);
	tcase_add_test(t, the_hosts_own);
	tcase_add_test(t, examples);
	tcase_add_test(t, u6_what_was_taken_for_an_interface);
	tcase_add_test(t, hostile_words);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(make_suite)
