// SPDX-License-Identifier: GPL-2.0-or-later
// Settings turned into changes by nothing but a knob's rows: numbers, flags, words, queues, the host.
#include <errno.h>

#include "knobhost.h"
#include "main.h"
#include "nqtune/err.h"
#include "nqtune/knob.h"

static const char *const modes[] = { "low", "", "high", NULL };

enum { DELAY, SIZE, DEPTH, QUICK, MODE, SEEN, TABLE, ENTRIES, DELAY_OF_QUEUE, NROWS };

static const struct knob_attr rows[NROWS] = {
	[DELAY] = { .name = "delay", .kind = ATTR_NUMBER, .scope = SCOPE_IFACE, .id = 2 },
	[SIZE] = { .name = "size", .kind = ATTR_NUMBER, .scope = SCOPE_IFACE, .file = "size",
		   .unit = "bytes" },
	[DEPTH] = { .name = "depth", .kind = ATTR_NUMBER, .scope = SCOPE_IFACE, .id = 3, .min = 2,
		    .limit = 512 },
	[QUICK] = { .name = "quick", .kind = ATTR_BOOL, .scope = SCOPE_IFACE, .id = 4 },
	[MODE] = { .name = "mode", .kind = ATTR_WORD, .scope = SCOPE_IFACE, .id = 5,
		   .words = modes },
	[SEEN] = { .name = "seen", .kind = ATTR_NUMBER, .scope = SCOPE_IFACE, .read_only = true },
	[TABLE] = { .name = "table", .kind = ATTR_LIST, .scope = SCOPE_IFACE },
	[ENTRIES] = { .name = "entries", .kind = ATTR_NUMBER, .scope = SCOPE_HOST,
		      .file = "/proc/sys/net/core/entries" },
	[DELAY_OF_QUEUE] = { .name = "delay", .kind = ATTR_NUMBER, .scope = SCOPE_QUEUE, .id = 2 },
};

static struct knob knob;
static struct knob_reading now[NROWS + 1];
static struct arena *arena;
static struct host *host;
static struct err err;
static struct changes out;
static size_t already;
static size_t nnow;

static struct value number(uint64_t n)
{
	return (struct value){ .kind = VALUE_NUMBER, .number = n };
}

static struct value word(const char *w)
{
	return (struct value){ .kind = VALUE_WORD, .word = w };
}

static void has(unsigned row, const char *target, unsigned index, struct value v)
{
	now[nnow++] = (struct knob_reading){ .attr = &rows[row], .target = target, .index = index,
					     .value = v };
}

static void setup(void)
{
	static const uint32_t table[] = { 0, 1 };

	arena = arena_new(NULL);
	host = kh_new(arena);
	knob = (struct knob){ .name = "shaper", .settable = true, .attrs = rows, .nattrs = NROWS };
	err.text[0] = '\0';
	nnow = 0;
	has(DELAY, "", 0, number(10));
	has(SIZE, "", 0, number(10));
	has(DEPTH, "", 0, number(10));
	has(QUICK, "", 0, word("off"));
	has(MODE, "", 0, word("low"));
	has(SEEN, "", 0, number(7));
	has(TABLE, "", 0, (struct value){ .kind = VALUE_LIST, .list = { table, 2 } });
	has(ENTRIES, "", 0, number(0));
	has(DELAY_OF_QUEUE, "queue-0", 0, number(10));
	has(DELAY_OF_QUEUE, "queue-1", 1, number(20));
}

static void teardown(void)
{
	arena_free(arena);
}

static bool foresee;

static int order(const struct knob_setting *s, size_t n, long queue, const char *vector)
{
	const struct knob_readings r = { now, nnow };
	const struct knob_order o = {
		.knob = &knob, .h = host, .nic = &host->nics[KH_ETH0], .now = &r, .queue = queue,
		.vector = vector, .settings = s, .nsettings = n, .foresee = foresee, .arena = arena,
	};

	return knob_changes(&o, &out, &already, &err);
}

static int set_on(long queue, const char *attr, const char *text)
{
	const struct knob_setting s = { knob_attr_find(&knob, attr), attr, &text, 1 };

	return order(&s, 1, queue, NULL);
}

static int set(const char *attr, const char *text)
{
	return set_on(-1, attr, text);
}

static void check_number(const char *attr, const char *text, uint64_t n)
{
	ck_assert_msg(!set(attr, text), "%s %s: %s", attr, text, err.text);
	ck_assert_uint_eq(out.n, 1);
	ck_assert_str_eq(out.v[0].attr->name, attr);
	ck_assert_int_eq(out.v[0].new.kind, VALUE_NUMBER);
	ck_assert_uint_eq(out.v[0].new.number, n);
	ck_assert_str_eq(out.v[0].iface, "eth0");
	ck_assert_ptr_eq(out.v[0].knob, &knob);
	ck_assert(!out.v[0].optional);
}

START_TEST(a2_numbers)
{
	check_number("delay", "50", 50);
	ck_assert_uint_eq(out.v[0].old.number, 10);
	ck_assert_ptr_null(out.v[0].path);
	check_number("delay", "0", 0);
	check_number("delay", "0x20", 32);
	check_number("delay", "4294967295", UINT32_MAX);
	ck_assert_int_eq(set("delay", "10"), 0);
	ck_assert_uint_eq(out.n, 0);
	ck_assert_uint_eq(already, 1);
}
END_TEST

START_TEST(a2_what_is_no_number)
{
	static const char *const texts[] = { "",    "x",  "-1",		"1.5",	      "1 2",
					     "0x",  "on", "4294967296", "max",	      "12k",
					     "1e3", "+1", "all",	"99999999999999999999999" };

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		ck_assert_msg(set("delay", texts[i]) == -EINVAL, "'%s'", texts[i]);
		ck_assert_uint_eq(out.n, 0);
		ck_assert_str_eq(err.text, arena_printf(arena, "delay takes a number up to "
							       "4294967295, not '%s'", texts[i]));
	}
}
END_TEST

START_TEST(a2_a_unit_is_not_written)
{
	ck_assert_int_eq(set("size", "4k"), -EINVAL);
	ck_assert_str_eq(err.text, "size takes a number up to 18446744073709551615, not '4k' (a plain "
				   "number of bytes)");
	ck_assert_int_eq(set("size", "much"), -EINVAL);
	ck_assert_str_eq(err.text, "size takes a number up to 18446744073709551615, not 'much'");
	ck_assert_int_eq(set("size", "18446744073709551616"), -EINVAL);
	ck_assert_ptr_null(strstr(err.text, "plain"));
}
END_TEST

/* Netlink's numbers have 32 bits; a file's kernel says itself what is too much. */
START_TEST(files_take_longer_numbers)
{
	check_number("size", "4294967296", (uint64_t)UINT32_MAX + 1);
	ck_assert_str_eq(out.v[0].path, "/sys/class/net/eth0/size");
	check_number("size", "18446744073709551615", UINT64_MAX);
	ck_assert_int_eq(set("size", "18446744073709551616"), -EINVAL);
}
END_TEST

START_TEST(rows_with_limits)
{
	check_number("depth", "2", 2);
	check_number("depth", "512", 512);
	ck_assert_int_eq(set("depth", "513"), -EINVAL);
	ck_assert_str_eq(err.text, "depth takes a number from 2 up to 512, not '513'");
	ck_assert_int_eq(set("depth", "1"), -EINVAL);
}
END_TEST

/* A3, A8: the word for the pre-set maximum; more than that is for the kernel to refuse, but where it is not asked. */
START_TEST(a3_max)
{
	now[DELAY].max = number(300);
	check_number("delay", "max", 300);
	check_number("delay", "301", 301);
	foresee = true;
	check_number("delay", "300", 300);
	ck_assert_int_eq(set("delay", "301"), -EINVAL);
	ck_assert_str_eq(err.text, "delay takes a number up to 300, or max, not '301'");
	ck_assert_int_eq(set("delay", "most"), -EINVAL);
	ck_assert_str_eq(err.text, "delay takes a number up to 300, or max, not 'most'");
	now[DELAY].value = number(300);
	ck_assert_int_eq(set("delay", "max"), 0);
	ck_assert_uint_eq(already, 1);
}
END_TEST

START_TEST(flags)
{
	static const char *const texts[] = { "", "ON", "1", "true", "yes", "onn" };

	ck_assert_int_eq(set("quick", "on"), 0);
	ck_assert_uint_eq(out.n, 1);
	ck_assert_str_eq(value_text(arena, &out.v[0].old), "off");
	ck_assert_str_eq(value_text(arena, &out.v[0].new), "on");
	ck_assert_int_eq(set("quick", "off"), 0);
	ck_assert_uint_eq(out.n, 0);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		ck_assert_int_eq(set("quick", texts[i]), -EINVAL);
		ck_assert_str_eq(err.text, arena_printf(arena, "quick takes on or off, not '%s'",
							texts[i]));
	}
}
END_TEST

/* A number without a word is shown, and is no word to ask for. */
START_TEST(words)
{
	ck_assert_int_eq(set("mode", "high"), 0);
	ck_assert_uint_eq(out.n, 1);
	ck_assert_str_eq(value_text(arena, &out.v[0].new), "high");
	ck_assert_int_eq(set("mode", "low"), 0);
	ck_assert_uint_eq(already, 1);
	ck_assert_int_eq(set("mode", "hi"), -EINVAL);
	ck_assert_str_eq(err.text, "mode takes one of low, high, not 'hi'");
	ck_assert_int_eq(set("mode", ""), -EINVAL);
}
END_TEST

START_TEST(what_is_fixed_is_refused)
{
	now[QUICK].fixed = true;
	ck_assert_int_eq(set("quick", "on"), -EOPNOTSUPP);
	ck_assert_str_eq(err.text, "quick is fixed: the driver does not let it be changed");
	ck_assert_uint_eq(out.n, 0);
	now[QUICK].target = "rx-quick";
	ck_assert_int_eq(set("quick", "on"), -EOPNOTSUPP);
	ck_assert_str_eq(err.text, "rx-quick is fixed: the driver does not let it be changed");
	/* So it is already: nothing to refuse. */
	ck_assert_int_eq(set("quick", "off"), 0);
	ck_assert_uint_eq(already, 1);
}
END_TEST

START_TEST(what_is_only_shown_is_refused)
{
	ck_assert_int_eq(set("seen", "7"), -EINVAL);
	ck_assert_str_eq(err.text, "seen can be shown but not set");
	knob.settable = false;
	ck_assert_int_eq(set("delay", "5"), -EOPNOTSUPP);
	ck_assert_str_eq(err.text, "shaper cannot be set by this version");
}
END_TEST

START_TEST(what_is_not_there_is_refused)
{
	host->nics[KH_ETH0].driver = "igb";
	now[DELAY].value = (struct value){ VALUE_NONE };
	ck_assert_int_eq(set("delay", "10"), -EOPNOTSUPP);
	ck_assert_str_eq(err.text, "delay is not supported by eth0, driver igb");
	nnow = 0;
	ck_assert_int_eq(set("delay", "10"), -EOPNOTSUPP);
	ck_assert_str_eq(err.text, "not supported by eth0, driver igb");
	ck_assert_uint_eq(out.n, 0);
}
END_TEST

/* A2: with a queue, the row of that name that is one per queue. */
START_TEST(a2_the_row_of_a_queue)
{
	ck_assert_int_eq(set_on(1, "delay", "50"), 0);
	ck_assert_uint_eq(out.n, 1);
	ck_assert_ptr_eq(out.v[0].attr, &rows[DELAY_OF_QUEUE]);
	ck_assert_str_eq(out.v[0].target, "queue-1");
	ck_assert_uint_eq(out.v[0].index, 1);
	ck_assert_uint_eq(out.v[0].old.number, 20);
	ck_assert_int_eq(set_on(0, "delay", "10"), 0);
	ck_assert_uint_eq(already, 1);
	ck_assert_int_eq(set_on(-1, "delay", "50"), 0);
	ck_assert_uint_eq(out.n, 1);
	ck_assert_ptr_eq(out.v[0].attr, &rows[DELAY]);
	ck_assert_int_eq(set_on(2, "delay", "50"), -EINVAL);
	ck_assert_str_eq(err.text, "no queue 2: eth0 has rx queues 0-1; eth0 has tx queues 0-1");
	nnow -= 2;
	ck_assert_int_eq(set_on(1, "delay", "50"), -EOPNOTSUPP);
	ck_assert_str_eq(err.text, "eth0 has no shaper of its own for queue 1 (set the whole "
				   "interface)");
}
END_TEST

/* Else "queue 1" would change every queue. */
START_TEST(what_is_no_queues_takes_no_queue)
{
	ck_assert_int_eq(set_on(1, "quick", "on"), -EINVAL);
	ck_assert_str_eq(err.text, "quick is of the whole interface: it takes no queue");
	ck_assert_int_eq(set_on(1, "entries", "5"), -EINVAL);
	ck_assert_str_eq(err.text, "entries is of the whole host: it takes no queue");
	ck_assert_uint_eq(out.n, 0);
}
END_TEST

START_TEST(the_hosts_own)
{
	ck_assert_int_eq(set("entries", "32768"), 0);
	ck_assert_uint_eq(out.n, 1);
	ck_assert_str_eq(out.v[0].iface, "");
	ck_assert_str_eq(out.v[0].target, "");
	ck_assert_str_eq(out.v[0].path, "/proc/sys/net/core/entries");
	ck_assert_str_eq(knob_shell(arena, &out.v[0], KH_NCPUS),
			 "echo 32768 > /proc/sys/net/core/entries");
	now[ENTRIES].value = (struct value){ VALUE_NONE };
	ck_assert_int_eq(set("entries", "32768"), -EOPNOTSUPP);
	ck_assert_ptr_nonnull(strstr(err.text, "network namespace"));
}
END_TEST

START_TEST(several_at_once)
{
	const char *const args[] = { "50", "on", "10" };
	const struct knob_setting s[] = {
		{ &rows[DELAY], "delay", &args[0], 1 },
		{ &rows[QUICK], "quick", &args[1], 1 },
		{ &rows[SIZE], "size", &args[2], 1 },
	};
	const struct knob_setting twice[] = { s[0], s[1], s[0] };
	const struct knob_setting bad[] = { s[0], { &rows[MODE], "mode", &args[0], 1 } };

	ck_assert_int_eq(order(s, 3, -1, NULL), 0);
	ck_assert_uint_eq(out.n, 2);
	ck_assert_uint_eq(already, 1);
	ck_assert_ptr_eq(out.v[0].attr, &rows[DELAY]);
	ck_assert_ptr_eq(out.v[1].attr, &rows[QUICK]);
	ck_assert_int_eq(order(twice, 3, -1, NULL), -EINVAL);
	ck_assert_str_eq(err.text, "'delay' is given twice");
	ck_assert_int_eq(order(bad, 2, -1, NULL), -EINVAL);
	ck_assert_int_eq(order(NULL, 0, -1, NULL), 0);
	ck_assert_uint_eq(out.n, 0);
}
END_TEST

START_TEST(what_rows_cannot_say)
{
	const char *const arg = "1";
	const struct knob_setting own = { NULL, "equal", &arg, 1 };
	const struct knob_setting row = { &rows[DELAY], "delay", &arg, 1 };

	ck_assert_int_eq(order(&own, 1, -1, NULL), -EINVAL);
	ck_assert_str_eq(err.text, "shaper has no setting 'equal'");
	ck_assert_int_eq(set("table", "0,1"), -EINVAL);
	ck_assert_str_eq(err.text, "table is not set like this");
	ck_assert_int_eq(order(&row, 1, -1, "eth0-rx-1"), -EINVAL);
	ck_assert_str_eq(err.text, "shaper is set by queue, not by interrupt");
}
END_TEST

static int own_order(const struct knob_order *o, struct changes *to, size_t *held, struct err *e)
{
	const struct value v = number(o->nsettings);

	if (!o->nsettings)
		return err_set(e, -EINVAL, "own words");
	order_add(o, &o->now->v[DELAY], &v, to, held);
	return 0;
}

/* A knob's own grammar comes in place of the rows; words of its own are its business. */
START_TEST(a_grammar_of_its_own)
{
	const struct knob_setting s[10] = { { NULL, "equal", NULL, 0 } };

	knob.order = own_order;
	ck_assert_int_eq(order(s, 3, -1, NULL), 0);
	ck_assert_uint_eq(out.n, 1);
	ck_assert_uint_eq(out.v[0].new.number, 3);
	ck_assert_uint_eq(already, 0);
	ck_assert_int_eq(order(s, 10, -1, NULL), 0);
	ck_assert_uint_eq(out.n, 0);
	ck_assert_uint_eq(already, 1);
	ck_assert_int_eq(order(NULL, 0, -1, NULL), -EINVAL);
	ck_assert_str_eq(err.text, "own words");
}
END_TEST

static int never(struct sys *s, const struct change *c, const struct value *const *v, size_t n,
		 struct err *e)
{
	ck_abort_msg("nothing is set here");
}

/* In one message goes what is of one interface, one knob and one kind of target. */
START_TEST(what_goes_together)
{
	static const struct knob files = { .name = "files", .attrs = rows, .nattrs = NROWS };
	struct knob other = { .name = "other", .set = never };
	struct change c[5];

	knob.set = never;
	for (size_t i = 0; i < 5; i++)
		c[i] = (struct change){ .iface = i < 4 ? "eth0" : "eth1", .knob = &knob,
					.attr = &rows[i < 3 ? DELAY : QUICK] };
	ck_assert_uint_eq(knob_together(c, 5), 4);
	ck_assert_uint_eq(knob_together(c, 2), 2);
	ck_assert_uint_eq(knob_together(&c[4], 1), 1);
	c[1].attr = &rows[ENTRIES];
	ck_assert_uint_eq(knob_together(c, 5), 1);
	ck_assert_uint_eq(knob_together(&c[1], 4), 1);
	c[1].attr = &rows[DELAY_OF_QUEUE];
	ck_assert_uint_eq(knob_together(c, 5), 1);
	c[2].attr = &rows[DELAY_OF_QUEUE];
	ck_assert_uint_eq(knob_together(&c[1], 4), 2);
	c[2].index = 1;
	ck_assert_uint_eq(knob_together(&c[1], 4), 1);
	c[3].knob = &other;
	ck_assert_uint_eq(knob_together(&c[2], 3), 1);
	c[0].knob = c[1].knob = &files;
	ck_assert_uint_eq(knob_together(c, 2), 1);
	knob.singly = true;
	c[2] = c[3] = (struct change){ .iface = "eth0", .knob = &knob, .attr = &rows[DELAY] };
	ck_assert_uint_eq(knob_together(&c[2], 2), 1);
}
END_TEST

static Suite *make_suite(void)
{
	Suite *s = suite_create("knob_rows");
	TCase *t = tcase_create("knob_rows");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, a2_numbers);
	tcase_add_test(t, a2_what_is_no_number);
	tcase_add_test(t, a2_a_unit_is_not_written);
	tcase_add_test(t, files_take_longer_numbers);
	tcase_add_test(t, rows_with_limits);
	tcase_add_test(t, a3_max);
	tcase_add_test(t, flags);
	tcase_add_test(t, words);
	tcase_add_test(t, what_is_fixed_is_refused);
	tcase_add_test(t, what_is_only_shown_is_refused);
	tcase_add_test(t, what_is_not_there_is_refused);
	tcase_add_test(t, a2_the_row_of_a_queue);
	tcase_add_test(t, what_is_no_queues_takes_no_queue);
	tcase_add_test(t, the_hosts_own);
	tcase_add_test(t, several_at_once);
	tcase_add_test(t, what_rows_cannot_say);
	tcase_add_test(t, a_grammar_of_its_own);
	tcase_add_test(t, what_goes_together);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(make_suite)
