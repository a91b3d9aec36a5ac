// SPDX-License-Identifier: GPL-2.0-or-later
// What the live view draws, and what its keys do, without a terminal.
#include "main.h"
#include "watch_draw.h"
#include "watch_keys.h"
#include "watchhost.h"

static struct arena *arena;
static struct host *h;
static struct interval *t;
static struct watch_state state;
static struct canvas canvas;

static void setup(void)
{
	arena = arena_new(NULL);
	h = vh_host(arena, 4, 2, false);
	t = wh_interval(arena, h);
	state = (struct watch_state){ 0 };
}

static void teardown(void)
{
	arena_free(arena);
}

static void draw(unsigned rows, unsigned cols)
{
	canvas_new(&canvas, rows, cols, arena);
	watch_draw(&canvas, &state, t, arena);
}

/* A line without the blanks at its end. */
static const char *line(unsigned y)
{
	char *text = arena_strndup(arena, canvas.text + (size_t)y * canvas.cols, canvas.cols);
	size_t n = strlen(text);

	while (n && text[n - 1] == ' ')
		text[--n] = '\0';
	return text;
}

/* The line that begins so, or "". */
static const char *find(const char *begin)
{
	for (unsigned y = 0; y < canvas.rows; y++)
		if (!strncmp(line(y), begin, strlen(begin)))
			return line(y);
	return "";
}

static enum ink ink_at(unsigned y, unsigned x)
{
	return (enum ink)canvas.ink[(size_t)y * canvas.cols + x];
}

static void keys(const char *text)
{
	for (; *text; text++)
		ck_assert_int_eq(watch_key(&state, *text), SCREEN_AGAIN);
}

START_TEST(as_it_comes_up)
{
	draw(24, 80);
	ck_assert_ptr_nonnull(strstr(line(0), " every 2 s  4 CPUs"));
	ck_assert_ptr_nonnull(strstr(line(0), "nqtune itself: 0.4 % CPU"));
	ck_assert_str_eq(line(1), "interface  rx pkt/s  rx B/s  tx pkt/s  tx B/s  rx drop/s  tx drop/s  missed/s");
	ck_assert_str_eq(line(2), "br0            1500    150k       750   75000          0          0         0");
	ck_assert_str_eq(line(4), "eth10           500   50000       250   25000          0          -         0");
	ck_assert_str_eq(line(5), "sum            1500    150k       750   75000          0          0         3");
	ck_assert_str_eq(line(6), "forwarded        45");
	ck_assert_str_eq(line(7), "interface  queue  irq  cpu   pkt/s     B/s   irq/s  pkt/irq  drop/s");
	ck_assert_str_eq(find("eth0       rx-3"), "eth0       rx-3   33   3      1500    150k     150       10       0");
	ck_assert_str_eq(find("cpu"), "cpu  node  softirq  net_rx/s  net_tx/s   pkt/s  drop/s  squeeze/s  rps ipi/s");
	ck_assert_str_eq(find("3    1"), "3    1       45.0%        15       1.5    1500       0          0          0");
	ck_assert_str_eq(line(23), "interfaces 1-3 of 3, by interface                                 h help  q quit");
	/* in focus, sorted by, amiss, nothing */
	ck_assert_int_eq(ink_at(1, 12), INK_FOCUS);
	ck_assert_int_eq(ink_at(1, 0), INK_SORT);
	ck_assert_int_eq(ink_at(7, 12), INK_HEAD);
	ck_assert_int_eq(ink_at(3, 76), INK_ALARM);
	ck_assert_int_eq(ink_at(2, 76), INK_DIM);
}
END_TEST

/* More queues than lines: the mark at the right tells that there is more. */
START_TEST(scrolls)
{
	keys("uz");
	draw(12, 80);
	ck_assert_str_eq(line(11), "queues 1-9 of 18, by interface                                    h help  q quit");
	ck_assert_int_eq(canvas.text[10 * 80 + 79], 'v');
	ck_assert_int_eq(canvas.text[2 * 80 + 79], ' ');
	watch_key(&state, WATCH_DOWN);
	draw(12, 80);
	ck_assert_str_eq(line(2), arena_printf(arena, "%-79s^", "br0        tx-0   -    -         -       -       -        -       -"));
	watch_key(&state, WATCH_PAGE_DOWN);
	watch_key(&state, WATCH_PAGE_DOWN);
	draw(12, 80);
	ck_assert_str_eq(line(11), "queues 10-18 of 18, by interface                                  h help  q quit");
	ck_assert_int_eq(canvas.text[10 * 80 + 79], ' ');
	watch_key(&state, WATCH_PAGE_UP);
	watch_key(&state, WATCH_UP);
	ck_assert_uint_eq(state.list[WATCH_QUEUES].top, 0);
	watch_key(&state, WATCH_END);
	ck_assert_uint_eq(state.list[WATCH_QUEUES].top, 9);
	/* the window grows, and rows go */
	draw(24, 80);
	ck_assert_str_eq(line(23), "queues 1-18 of 18, by interface                                   h help  q quit");
	draw(12, 80);
	watch_key(&state, WATCH_END);
	keys("/eth10\n");
	draw(12, 80);
	ck_assert_str_eq(line(11), "queues 1-8 of 8, by interface, with \"eth10\"                       h help  q quit");
	watch_key(&state, WATCH_HOME);
	ck_assert_uint_eq(state.list[WATCH_QUEUES].top, 0);
}
END_TEST

START_TEST(sorts_and_reverses)
{
	keys("u");
	for (int i = 0; i < 4; i++)
		watch_key(&state, WATCH_RIGHT);
	draw(24, 80);
	ck_assert_str_eq(line(8), "eth0       rx-3   33   3      1500    150k     150       10       0");
	ck_assert_ptr_nonnull(strstr(line(23), "by pkt/s "));
	keys("r");
	draw(24, 80);
	ck_assert_str_eq(line(8), "eth0       rx-0   30   0         0       0       0        -       0");
	ck_assert_ptr_nonnull(strstr(line(23), "by pkt/s reversed"));
	keys("<");
	ck_assert_uint_eq(state.list[WATCH_QUEUES].column, 3);
	ck_assert(!state.list[WATCH_QUEUES].reverse);
	keys("<<<<");
	ck_assert_uint_eq(state.list[WATCH_QUEUES].column, 8);
	keys(">s");
	ck_assert_uint_eq(state.list[WATCH_QUEUES].column, 1);
}
END_TEST

/* What is typed as a filter is no command. */
START_TEST(types_a_filter)
{
	keys("/q1p");
	ck_assert_str_eq(state.list[WATCH_IFACES].filter, "q1p");
	draw(24, 80);
	ck_assert_str_eq(line(23), "interfaces with: q1p_");
	watch_key(&state, WATCH_ERASE);
	watch_key(&state, 0x7f);
	watch_key(&state, '\b');
	watch_key(&state, WATCH_ERASE);
	ck_assert_str_eq(state.list[WATCH_IFACES].filter, "");
	for (int i = 0; i < 100; i++)
		keys("x");
	ck_assert_uint_eq(strlen(state.list[WATCH_IFACES].filter), WATCH_FILTER - 1);
	watch_key(&state, 'U' & 0x1f);
	ck_assert_str_eq(state.list[WATCH_IFACES].filter, "");
	keys("nothing\r");
	draw(24, 80);
	ck_assert_ptr_nonnull(strstr(line(23), "no interfaces, by interface, with \"nothing\""));
	ck_assert(!state.typing);
	watch_key(&state, WATCH_ESCAPE);
	ck_assert_str_eq(state.list[WATCH_IFACES].filter, "");
}
END_TEST

START_TEST(wishes)
{
	ck_assert_int_eq(watch_key(&state, 'q'), SCREEN_QUIT);
	ck_assert_int_eq(watch_key(&state, 'p'), SCREEN_PAUSE);
	ck_assert_int_eq(watch_key(&state, ' '), SCREEN_PAUSE);
	ck_assert_int_eq(watch_key(&state, '+'), SCREEN_SLOWER);
	ck_assert_int_eq(watch_key(&state, '-'), SCREEN_FASTER);
	ck_assert_int_eq(watch_key(&state, 'h'), SCREEN_AGAIN);
	draw(24, 80);
	ck_assert_ptr_nonnull(strstr(find(" q ^C"), "quit"));
	for (unsigned y = 0; y < 24; y++)
		ck_assert_int_eq(canvas.text[y * 80 + 79] == ' ' || !y, 1);
	/* any key leaves the help, and q ends it all */
	ck_assert_int_eq(watch_key(&state, 'p'), SCREEN_AGAIN);
	ck_assert(!state.help);
	watch_key(&state, '?');
	ck_assert_int_eq(watch_key(&state, 'q'), SCREEN_QUIT);
}
END_TEST

START_TEST(focus_goes_around)
{
	keys("\t\t");
	ck_assert_int_eq(state.focus, WATCH_CPUS);
	keys("\t");
	ck_assert_int_eq(state.focus, WATCH_IFACES);
	watch_key(&state, WATCH_BACK_TAB);
	ck_assert_int_eq(state.focus, WATCH_CPUS);
	keys("i");
	ck_assert_int_eq(state.focus, WATCH_IFACES);
	keys("c\n");
	draw(24, 80);
	ck_assert_str_eq(find("interface"), "");
	watch_key(&state, WATCH_ESCAPE);
	draw(24, 80);
	ck_assert_str_ne(find("interface"), "");
}
END_TEST

/* Wide enough: a column of CPUs for each node. */
START_TEST(nodes_beside_each_other)
{
	draw(24, 146);
	ck_assert_str_eq(find("cpu"), "cpu  softirq  net_rx/s  net_tx/s   pkt/s  drop/s  squeeze/s  rps ipi/s"
				      "    cpu  softirq  net_rx/s  net_tx/s   pkt/s  drop/s  squeeze/s  rps ipi/s");
	ck_assert_str_eq(find("1      15.0%"), "1      15.0%         5       0.5     500       0          2          0"
					       "    3      45.0%        15       1.5    1500       0          0          0");
	keys("n");
	draw(24, 146);
	ck_assert_ptr_nonnull(strstr(find("cpu"), "node"));
	keys("nc");
	draw(24, 146);
	ck_assert_ptr_nonnull(strstr(line(23), "CPUs 1-2 of 2"));
}
END_TEST

/* An assertion for each character takes seconds. */
static bool all_printable(void)
{
	for (size_t i = 0; i < (size_t)canvas.rows * canvas.cols; i++)
		if (canvas.text[i] < ' ' || canvas.text[i] > '~')
			return false;
	return true;
}

/* No size makes it write beyond the canvas; the canvas' own arena and the sanitizer watch. */
START_TEST(any_size)
{
	static const char ways[][6] = { "", "h", "uz", "c", "n", "/x", "cz" };

	for (size_t w = 0; w < sizeof(ways) / sizeof(ways[0]); w++) {
		state = (struct watch_state){ 0 };
		keys(ways[w]);
		for (unsigned rows = 1; rows < 40; rows += 1 + rows / 8)
			for (unsigned cols = 1; cols < 300; cols += 1 + cols / 4) {
				draw(rows, cols);
				ck_assert(all_printable());
			}
	}
	state = (struct watch_state){ 0 };
	draw(5, 20);
	ck_assert_str_eq(line(1), "interface rx pkt/s");
	ck_assert_str_eq(line(2), "br0           1500");
	ck_assert_str_eq(line(4), "interfaces 1-2 of 3,");
}
END_TEST

/* Sorted by what there is no room for: others give way. */
START_TEST(sorted_by_is_seen)
{
	draw(12, 40);
	ck_assert_str_eq(line(1), "interface  rx pkt/s  tx pkt/s  rx drop/s");
	ck_assert_str_eq(line(11), "interfaces 1-3 of 3, by interface h help");
	keys("<");
	draw(12, 40);
	ck_assert_str_eq(line(1), "interface  rx pkt/s  tx pkt/s  missed/s");
	ck_assert_ptr_nonnull(strstr(line(11), "by missed/s"));
	/* one node: its number is told only if it is asked for */
	state = (struct watch_state){ 0 };
	h = vh_host(arena, 4, 1, false);
	t = wh_interval(arena, h);
	keys("cz");
	draw(12, 80);
	ck_assert_str_eq(line(1), "cpu  softirq  net_rx/s  net_tx/s   pkt/s  drop/s  squeeze/s  rps ipi/s");
	keys(">");
	draw(12, 80);
	ck_assert_str_eq(line(1), "cpu  node  softirq  net_rx/s  net_tx/s   pkt/s  drop/s  squeeze/s  rps ipi/s");
}
END_TEST

/* Whether each word of a line is one of all's, a mark, or a name that is said to be cut. */
static bool told_whole(const char *text, const char *all)
{
	char *words = arena_strdup(arena, text);

	all = arena_printf(arena, " %s ", all);
	for (char *word = strtok(words, " "); word; word = strtok(NULL, " ")) {
		bool mark = !strcmp(word, "^") || !strcmp(word, "v");
		bool cut = (*word < '0' || *word > '9') && word[strlen(word) - 1] == '+';

		if (!mark && !cut && !strstr(all, arena_printf(arena, " %s ", word)))
			return false;
	}
	return true;
}

/* Marks take no digit, and what there is no room for is not the beginning of another number. */
START_TEST(numbers_are_whole)
{
	const char *all;

	h->nics[1].name = "eth0";
	keys("uz");
	state.list[WATCH_QUEUES].top = 5;
	draw(5, 90);
	all = line(2);
	ck_assert_str_eq(all, arena_printf(arena, "%-89s^", "eth0       rx-3   33   3      1500    150k     150       10       0"));
	for (unsigned cols = 2; cols < 90; cols++) {
		draw(5, cols);
		ck_assert_int_eq(canvas.text[3 * cols - 1], '^');
		ck_assert_msg(told_whole(line(2), all), "%u columns: %s", cols, line(2));
	}
}
END_TEST

/* All keys are told where ten lines are all that there is. */
START_TEST(help_on_few_lines)
{
	keys("h");
	draw(10, 40);
	ck_assert_ptr_nonnull(strstr(line(1), " q ^C"));
	ck_assert_ptr_nonnull(strstr(line(9), " n "));
	draw(24, 80);
	ck_assert_str_eq(line(1), "");
	ck_assert_ptr_nonnull(strstr(line(2), " q ^C"));
}
END_TEST

/* Columns that matter less give way to names that are long. */
START_TEST(long_names)
{
	h->nics[1].name = "enp129s0f1np1v9";
	draw(24, 80);
	ck_assert_str_eq(line(1), "interface       rx pkt/s rx B/s tx pkt/s tx B/s rx drop/s tx drop/s missed/s");
	h->nics[1].name = "\303\251th";
	draw(24, 80);
	ck_assert_int_eq(canvas.text[4 * 80], '?');
	ck_assert_int_eq(canvas.text[4 * 80 + 1], 't');
}
END_TEST

static Suite *make_suite(void)
{
	Suite *s = suite_create("view_watch_screen");
	TCase *tc = tcase_create("screen");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, as_it_comes_up);
	tcase_add_test(tc, scrolls);
	tcase_add_test(tc, sorts_and_reverses);
	tcase_add_test(tc, types_a_filter);
	tcase_add_test(tc, wishes);
	tcase_add_test(tc, focus_goes_around);
	tcase_add_test(tc, nodes_beside_each_other);
	tcase_add_test(tc, any_size);
	tcase_add_test(tc, sorted_by_is_seen);
	tcase_add_test(tc, numbers_are_whole);
	tcase_add_test(tc, help_on_few_lines);
	tcase_add_test(tc, long_names);
	suite_add_tcase(s, tc);
	return s;
}

TEST_MAIN(make_suite)
