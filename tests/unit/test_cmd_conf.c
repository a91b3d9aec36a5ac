// SPDX-License-Identifier: GPL-2.0-or-later
// U6: the text of a file of commands: words, quotes, comments, continued lines, and what is refused.
#include <errno.h>
#include <stdio.h>

#include "../../src/cmd/auto.h"
#include "../../src/cmd/conf.h"
#include "../../src/cmd/conf_file.h"
#include "../../src/cmd/knob_request.h"
#include "nqtune/session.h"
#include "main.h"
#include "nqtune/arena.h"
#include "nqtune/err.h"

static struct arena *arena;
static struct conf conf;
static struct err why;
static unsigned line;

static void setup(void)
{
	arena = arena_new(NULL);
}

static void teardown(void)
{
	arena_free(arena);
}

static int parse_bytes(const char *text, size_t len)
{
	why.text[0] = '\0';
	return conf_parse(text, len, arena, &conf, &line, &why);
}

/* All lines as "1:auto|wan 3:rps|wan", or "LINE: what is wrong". */
static const char *parse(const char *text)
{
	const char *out = "";

	if (parse_bytes(text, strlen(text)))
		return arena_printf(arena, "%u: %s", line, why.text);
	for (size_t i = 0; i < conf.n; i++) {
		const struct conf_line *l = &conf.lines[i];

		out = arena_printf(arena, "%s%s%u:", out, i ? " " : "", l->number);
		for (size_t k = 0; k < l->nwords; k++)
			out = arena_printf(arena, "%s%s%s", out, k ? "|" : "", l->words[k]);
		ck_assert_ptr_null(l->words[l->nwords]);
	}
	return out;
}

START_TEST(words_and_lines)
{
	ck_assert_str_eq(parse(""), "");
	ck_assert_str_eq(parse("\n\n  \t\n"), "");
	ck_assert_str_eq(parse("auto wan br0 --reserve 0\nrps wan queue 0 cpus 1-2\n"),
			 "1:auto|wan|br0|--reserve|0 2:rps|wan|queue|0|cpus|1-2");
	ck_assert_str_eq(parse(" \tauto \t wan  "), "1:auto|wan");
	ck_assert_str_eq(parse("\n\nauto wan"), "3:auto|wan");
}
END_TEST

START_TEST(comments)
{
	ck_assert_str_eq(parse("# all\n  # of it\nauto wan # and br0\n#auto lan\n"), "3:auto|wan");
	/* Within a word it is a character like others: an interface may be called so. */
	ck_assert_str_eq(parse("auto wan#1 '#2' \"# 3\"\n"), "1:auto|wan#1|#2|# 3");
	/* A comment is not continued. */
	ck_assert_str_eq(parse("# one \\\nauto wan\n"), "2:auto|wan");
	ck_assert_str_eq(parse("auto wan # it's \"so\n"), "1:auto|wan");
}
END_TEST

START_TEST(quotes)
{
	ck_assert_str_eq(parse("auto 'a b' \"c'd\" 'e\"f' g'h i'j\n"), "1:auto|a b|c'd|e\"f|gh ij");
	ck_assert_str_eq(parse("auto '' \"\"\n"), "1:auto||");
	ck_assert_str_eq(parse("auto 'a\\' b\\c\n"), "1:auto|a\\|b\\c");
	ck_assert_str_eq(parse("auto wan\nauto 'br0\n"), "2: the quote ' is not closed");
	ck_assert_str_eq(parse("auto \"wan br0"), "1: the quote \" is not closed");
	/* Not over the end of a line. */
	ck_assert_str_eq(parse("auto 'wan\nbr0'\n"), "1: the quote ' is not closed");
}
END_TEST

START_TEST(continued)
{
	ck_assert_str_eq(parse("auto wan \\\n  br0 \\\n lan0\nrps wan cpus 1"),
			 "1:auto|wan|br0|lan0 4:rps|wan|cpus|1");
	/* The end of a line ends a word, too. */
	ck_assert_str_eq(parse("auto wan\\\nbr0"), "1:auto|wan|br0");
	ck_assert_str_eq(parse("auto wan \\\n\nrps wan cpus 1"), "1:auto|wan 3:rps|wan|cpus|1");
	ck_assert_str_eq(parse("auto wan \\\n# br0 \\\nrps wan cpus 1"),
			 "1:auto|wan 3:rps|wan|cpus|1");
	ck_assert_str_eq(parse("\\\nauto wan"), "1:auto|wan");
	ck_assert_str_eq(parse("auto wan \\\n"), "1: it ends in \\, and no line follows");
	ck_assert_str_eq(parse("auto wan \\"), "1: it ends in \\, and no line follows");
}
END_TEST

START_TEST(bytes)
{
	static const char nul[] = "auto wan\nauto \0br0\n";

	ck_assert_str_eq(parse("auto wan\r\nauto br0\r\n"), "1:auto|wan 2:auto|br0");
	ck_assert_str_eq(parse("auto wan \\\r\n br0\r\n"), "1:auto|wan|br0");
	ck_assert_str_eq(parse("auto w\ran\n"), "1: it holds the control character 0x0d");
	ck_assert_str_eq(parse("auto wan\n# \033[2J\n"), "2: it holds the control character 0x1b");
	ck_assert_str_eq(parse("auto 'a\177'\n"), "1: it holds the control character 0x7f");
	ck_assert_int_eq(parse_bytes(nul, sizeof(nul) - 1), -EINVAL);
	ck_assert_uint_eq(line, 2);
	ck_assert_str_eq(why.text, "it holds a NUL byte: not a text");
	/* What is beyond len is not looked at. */
	ck_assert_int_eq(parse_bytes("auto wan'", 8), 0);
	ck_assert_uint_eq(conf.n, 1);
}
END_TEST

START_TEST(limits)
{
	size_t n = CONF_LINE_MAX;
	char *text = arena_array(arena, n + 16, 1);

	memset(text, 'a', n);
	ck_assert_int_eq(parse_bytes(text, n), 0);
	ck_assert_uint_eq(strlen(conf.lines[0].words[0]), n);
	text[n] = 'a';
	ck_assert_int_eq(parse_bytes(text, n + 1), -EINVAL);
	ck_assert_ptr_nonnull(strstr(why.text, "longer than 4096 bytes"));
	/* In parts it is as long. */
	memcpy(text + n / 2, " \\\n", 3);
	text[n + 2] = 'a';
	ck_assert_int_eq(parse_bytes(text, n + 3), -EINVAL);
	ck_assert_uint_eq(line, 2);
	ck_assert_int_eq(parse_bytes(text, n + 1), 0);
}
END_TEST

START_TEST(too_many)
{
	size_t n = CONF_LINES_MAX * 2;
	char *text = arena_array(arena, n + 3, 1);

	for (size_t i = 0; i < n; i += 2)
		memcpy(text + i, "a\n", 2);
	ck_assert_int_eq(parse_bytes(text, n), 0);
	ck_assert_uint_eq(conf.n, CONF_LINES_MAX);
	memcpy(text + n, "\nb", 2);
	ck_assert_int_eq(parse_bytes(text, n + 2), -EINVAL);
	ck_assert_str_eq(why.text, "more than 1000 commands");
	ck_assert_uint_eq(line, CONF_LINES_MAX + 2);
}
END_TEST

/* What one line asks for, or what is wrong with it. */
static int command_of(const char *text, struct conf_command *out)
{
	static struct session s;
	int r;

	s = (struct session){ .arena = arena, .color = "auto", .command = "apply" };
	ck_assert_int_eq(parse_bytes(text, strlen(text)), 0);
	ck_assert_uint_eq(conf.n, 1);
	complain_into(&why);
	r = conf_command(&s, &conf.lines[0], out);
	complain_into(NULL);
	/* Nothing of the line stays in the session. */
	ck_assert(!s.in_file && !s.dry_run && !s.json && !s.try_s && !s.sysroot);
	ck_assert_str_eq(s.command, "apply");
	return r;
}

START_TEST(commands)
{
	struct conf_command c;

	ck_assert_int_eq(command_of("auto --weight wan=3 wan br0 --wait 5 --full", &c), 0);
	ck_assert_str_eq(c.text, "auto --weight wan=3 wan br0 --wait 5 --full");
	ck_assert_ptr_null(c.knob);
	ck_assert_uint_eq(c.layout->nifaces, 2);
	ck_assert_str_eq(c.layout->ifaces[1], "br0");
	ck_assert_uint_eq(c.layout->wait_s, 5);
	ck_assert(auto_asks(c.layout, "ring"));
	ck_assert_int_eq(command_of("\n\nrps wan lan0 queue 3 cpus 1-2", &c), 0);
	ck_assert_uint_eq(c.line, 3);
	ck_assert_ptr_null(c.layout);
	ck_assert_uint_eq(c.knob->nifaces, 2);
	ck_assert_int_eq(c.knob->queue, 3);
	ck_assert_str_eq(c.knob->settings[0].args[0], "1-2");
	ck_assert_int_eq(command_of("rfs entries 32768", &c), 0);
	ck_assert(c.knob->of_host);
}
END_TEST

static const struct {
	const char *text, *says;
} refused[] = {
	{ "show", "'show' sets nothing" },
	{ "undo", "'undo' sets nothing" },
	{ "apply other.conf", "'apply' sets nothing" },
	{ "check", "'check' sets nothing" },
	{ "verify wan", "'verify' sets nothing" },
	{ "confirm", "'confirm' sets nothing" },
	{ "record /tmp/x", "'record' sets nothing" },
	{ "nqtune auto wan", "without 'nqtune'" },
	{ "-n auto wan", "'-n' stands before a command" },
	{ "atuo wan", "did you mean 'auto'" },
	{ "blah", "unknown command 'blah'" },
	{ "auto -n wan", "--dry-run is for the command line" },
	{ "auto wan -j", "--json is for the command line" },
	{ "auto wan -qv", "--quiet is for the command line" },
	{ "auto wan --sysroot /", "--sysroot is for the command line" },
	{ "auto wan --try 5", "--try is for the command line" },
	{ "auto wan --force", "--force is for the command line" },
	{ "auto wan --verify", "--verify is for the command line" },
	{ "auto wan --color=never", "--color is for the command line" },
	{ "auto wan --help", "--help is for the command line" },
	{ "auto wan -V", "--version is for the command line" },
	{ "rps wan cpus 1 --try 5", "--try is for the command line" },
	{ "auto --forget wan", "--forget is for the command line" },
	{ "auto", "auto needs the interfaces" },
	{ "auto wan --wait never", "--wait takes seconds" },
	{ "auto wan --profile server", "--profile says how" },
	{ "rps wan", "would only show it" },
	{ "rps wan queue 1", "would only show it" },
	{ "rps", "rps needs an interface" },
	{ "rps wan cpus", "'cpus' needs a value" },
	{ "ring eth0 rx 512 rx 256", "'rx' is given twice" },
	{ "coalesce eth0 queue x rx-usecs 5", "queue takes a number" },
};

START_TEST(refused_lines)
{
	struct conf_command c;

	ck_assert_int_eq(command_of(refused[_i].text, &c), STATUS_USAGE);
	ck_assert_msg(strstr(why.text, refused[_i].says), "'%s': %s", refused[_i].text, why.text);
}
END_TEST

static Suite *make_suite(void)
{
	Suite *s = suite_create("conf");
	TCase *t = tcase_create("conf");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, words_and_lines);
	tcase_add_test(t, comments);
	tcase_add_test(t, quotes);
	tcase_add_test(t, continued);
	tcase_add_test(t, bytes);
	tcase_add_test(t, limits);
	tcase_add_test(t, too_many);
	tcase_add_test(t, commands);
	tcase_add_loop_test(t, refused_lines, 0, sizeof(refused) / sizeof(refused[0]));
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(make_suite)
