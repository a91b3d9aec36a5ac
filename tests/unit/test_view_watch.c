// SPDX-License-Identifier: GPL-2.0-or-later
// The live view's tables: a second's worth of each count, sorted, filtered; and the records.
#include <json-c/json.h>

#include "main.h"
#include "watchhost.h"

static struct arena *arena;
static struct host *h;
static struct interval *t;
static struct watch_table table;

static void setup(void)
{
	arena = arena_new(NULL);
	h = vh_host(arena, 4, 2, false);
	t = wh_interval(arena, h);
}

static void teardown(void)
{
	arena_free(arena);
}

/* A row as words between blanks. */
static const char *row_text(const struct watch_row *row)
{
	const char *text = "";
	char buf[CELL_COLS];

	for (size_t i = 0; i < table.ncols; i++)
		text = arena_printf(arena, "%s%s%s", text, i ? " " : "", cell_text(&row->c[i], buf));
	return text;
}

/* The words of the first n columns of all rows. */
static const char *firsts(size_t n)
{
	const char *text = "";
	char buf[CELL_COLS];

	for (size_t r = 0; r < table.nrows; r++)
		for (size_t i = 0; i < n; i++)
			text = arena_printf(arena, "%s%s%s", text, i ? " " : r ? ", " : "",
					    cell_text(&table.rows[r].c[i], buf));
	return text;
}

static const char *number(double n)
{
	const struct cell c = { CELL_NUMBER, NULL, n };
	char buf[CELL_COLS];

	return arena_strdup(arena, cell_text(&c, buf));
}

START_TEST(numbers)
{
	static const struct {
		double n;
		const char *text;
	} known[] = {
		{ 0, "0" },	       { 0.5, "0.5" },	     { 0.04, "<0.1" },	  { 3, "3" },
		{ 0.97, "1" },	       { 1.04, "1" },	     { 2.06, "2.1" },
		{ 9.96, "10" },	       { 1234.4, "1234" },   { 99999.4, "99999" }, { 99999.6, "100k" },
		{ 123456, "123k" },    { 999499, "999k" },   { 999500, "1.00M" }, { 1234567, "1.23M" },
		{ 9994999, "9.99M" },  { 12345678, "12.3M" }, { 123456789, "123M" }, { 4.2e9, "4.20G" },
		{ 1.8446744073709552e19, "18.4E" }, { 1e30, "99999E" },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		ck_assert_str_eq(number(known[i].n), known[i].text);
}
END_TEST

START_TEST(interfaces)
{
	watch_table(&table, WATCH_IFACES, t, NULL, arena);
	ck_assert_uint_eq(table.nrows, 3);
	ck_assert_str_eq(row_text(&table.rows[0]), "br0 1500 150k 750 75000 0 0 0");
	ck_assert_str_eq(row_text(&table.rows[1]), "eth0 1000 100k 500 50000 0 0 3");
	ck_assert_str_eq(row_text(&table.rows[2]), "eth10 500 50000 250 25000 0 - 0");
}
END_TEST

/* What the bridge counts, its ports have counted: the sum is theirs. What is not said by one is the others'. */
START_TEST(sum)
{
	watch_table(&table, WATCH_IFACES, t, NULL, arena);
	ck_assert_uint_eq(table.nfoot, 2);
	ck_assert_str_eq(row_text(&table.foot[0]), "sum 1500 150k 750 75000 0 0 3");
	ck_assert_str_eq(row_text(&table.foot[1]), "forwarded 45      ");
	watch_table(&table, WATCH_IFACES, t, "br0", arena);
	ck_assert_str_eq(row_text(&table.foot[0]), "sum 1500 150k 750 75000 0 0 0");
}
END_TEST

START_TEST(queues)
{
	watch_table(&table, WATCH_QUEUES, t, NULL, arena);
	ck_assert_uint_eq(table.nrows, 2 + 8 + 8);
	/* a bridge has no interrupt; its queue is not counted */
	ck_assert_str_eq(row_text(&table.rows[0]), "br0 rx-0 - - - - - - -");
	/* none came: where they would come; no ratio */
	ck_assert_str_eq(row_text(&table.rows[2]), "eth0 rx-0 30 0 0 0 0 - 0");
	/* where they came, whatever the affinity says */
	ck_assert_str_eq(row_text(&table.rows[5]), "eth0 rx-3 33 3 1500 150k 150 10 0");
	ck_assert_str_eq(row_text(&table.rows[4]), "eth0 rx-2 32 2 1000 100k 100 10 3.5");
	/* a queue that the driver does not count has its interrupts */
	ck_assert_str_eq(row_text(&table.rows[9]), "eth0 tx-3 33 3 - - 150 - -");
	/* an interrupt that was not counted at both ends */
	ck_assert_str_eq(row_text(&table.rows[10]), "eth10 rx-0 34 0 - - - - -");
}
END_TEST

START_TEST(cpus)
{
	watch_table(&table, WATCH_CPUS, t, NULL, arena);
	ck_assert_uint_eq(table.nrows, 4);
	ck_assert_str_eq(row_text(&table.rows[0]), "0 0 0.0% 0 0 0 0 0 0");
	ck_assert_str_eq(row_text(&table.rows[1]), "1 0 15.0% 5 0.5 500 0 2 0");
	ck_assert_str_eq(row_text(&table.rows[3]), "3 1 45.0% 15 1.5 1500 0 0 0");
	vh_offline(h, 2);
	watch_table(&table, WATCH_CPUS, t, NULL, arena);
	ck_assert_str_eq(firsts(1), "0, 1, 3");
}
END_TEST

START_TEST(nothing_counted_yet)
{
	t->counted = NULL;
	watch_table(&table, WATCH_IFACES, t, NULL, arena);
	ck_assert_str_eq(row_text(&table.rows[1]), "eth0 - - - - - - -");
	watch_table(&table, WATCH_QUEUES, t, NULL, arena);
	ck_assert_str_eq(row_text(&table.rows[5]), "eth0 rx-3 33 0 - - - - -");
	watch_table(&table, WATCH_CPUS, t, NULL, arena);
	ck_assert_str_eq(row_text(&table.rows[3]), "3 1 - - - - - - -");
}
END_TEST

/* The host was read anew between: what it has and the sample does not is not said; fewer CPUs were counted. */
START_TEST(host_and_sample_differ)
{
	struct sample *s = arena_alloc(arena, sizeof(*s));

	*s = (struct sample){ .ns = 1000000000, .ncpus = 2, .cpus = t->counted->cpus };
	t->counted = s;
	watch_table(&table, WATCH_IFACES, t, NULL, arena);
	ck_assert_str_eq(row_text(&table.rows[1]), "eth0 - - - - - - -");
	watch_table(&table, WATCH_CPUS, t, NULL, arena);
	ck_assert_str_eq(row_text(&table.rows[1]), "1 0 15.0% 10 1 1000 0 4 0");
	ck_assert_str_eq(row_text(&table.rows[3]), "3 1 - - - - - - -");
	s->ns = 0;
	watch_table(&table, WATCH_CPUS, t, NULL, arena);
	ck_assert_str_eq(row_text(&table.rows[1]), "1 0 15.0% - - - - - -");
}
END_TEST

START_TEST(sorting)
{
	watch_table(&table, WATCH_IFACES, t, NULL, arena);
	watch_sort(&table, 1, false);
	ck_assert_str_eq(firsts(2), "br0 1500, eth0 1000, eth10 500");
	watch_sort(&table, 1, true);
	ck_assert_str_eq(firsts(1), "eth10, eth0, br0");
	watch_sort(&table, 0, true);
	ck_assert_str_eq(firsts(1), "eth10, eth0, br0");
	/* "-" is last both ways, and what is alike stays in the host's order */
	watch_sort(&table, 6, false);
	ck_assert_str_eq(firsts(1), "br0, eth0, eth10");
	watch_sort(&table, 6, true);
	ck_assert_str_eq(firsts(1), "br0, eth0, eth10");
	watch_sort(&table, 99, false);
	ck_assert_str_eq(firsts(1), "br0, eth0, eth10");
	watch_table(&table, WATCH_QUEUES, t, "rx-", arena);
	watch_sort(&table, 4, false);
	ck_assert_str_eq(firsts(2), "eth0 rx-3, eth0 rx-2, eth0 rx-1, eth0 rx-0, br0 rx-0, eth10 rx-0, eth10 rx-1, "
				    "eth10 rx-2, eth10 rx-3");
}
END_TEST

START_TEST(filters)
{
	watch_table(&table, WATCH_IFACES, t, "TH1", arena);
	ck_assert_str_eq(firsts(1), "eth10");
	watch_table(&table, WATCH_IFACES, t, "", arena);
	ck_assert_uint_eq(table.nrows, 3);
	watch_table(&table, WATCH_IFACES, t, "nothing", arena);
	ck_assert_uint_eq(table.nrows, 0);
	ck_assert_str_eq(row_text(&table.foot[0]), "sum - - - - - - -");
	watch_sort(&table, 1, true);
	watch_table(&table, WATCH_QUEUES, t, "tx-2", arena);
	ck_assert_str_eq(firsts(2), "eth0 tx-2, eth10 tx-2");
	watch_table(&table, WATCH_QUEUES, t, "33", arena);
	ck_assert_str_eq(firsts(3), "eth0 rx-3 33, eth0 tx-3 33");
	watch_table(&table, WATCH_CPUS, t, "node1", arena);
	ck_assert_str_eq(firsts(1), "2, 3");
	watch_table(&table, WATCH_CPUS, t, "cpu3", arena);
	ck_assert_str_eq(firsts(1), "3");
}
END_TEST

START_TEST(only_what_is_shown)
{
	bool shown[] = { false, true, false };

	t->shown = shown;
	watch_table(&table, WATCH_IFACES, t, NULL, arena);
	ck_assert_str_eq(firsts(1), "eth0");
	watch_table(&table, WATCH_QUEUES, t, NULL, arena);
	ck_assert_uint_eq(table.nrows, 8);
}
END_TEST

static const char *records(void)
{
	struct screen s;

	view_interval(screen_open(&s), t, arena);
	return screen_close(&s, arena);
}

#define LINE "2026-05-28T20:26:40.123Z "

START_TEST(plain_records)
{
	const char *text = records();

	ck_assert_ptr_nonnull(strstr(text, LINE "host seconds=2.000 self_cpu=0.0042 forwarded=90\n"));
	ck_assert_ptr_nonnull(strstr(text, LINE "interface name=eth10 rx_packets=1000 rx_bytes=100000 tx_packets=500 "
						"tx_bytes=50000 rx_dropped=0 tx_dropped=- rx_missed=0\n"));
	ck_assert_ptr_nonnull(strstr(text, LINE "queue iface=eth0 direction=rx queue=3 irq=33 cpus=3 packets=3000 "
						"bytes=300000 drops=0 interrupts=300\n"));
	ck_assert_ptr_nonnull(strstr(text, LINE "queue iface=br0 direction=tx queue=0 irq=- cpus=- packets=- bytes=- "
						"drops=- interrupts=-\n"));
	ck_assert_ptr_nonnull(strstr(text, LINE "cpu cpu=1 node=0 processed=1000 dropped=0 squeezed=4 steered=0 "
						"net_rx=10 net_tx=1 softirq_share=0.1500\n"));
}
END_TEST

START_TEST(json)
{
	struct json_object *o = json_interval(t, arena), *v;
	const char *text = json_object_to_json_string_ext(o, JSON_C_TO_STRING_PLAIN |
								    JSON_C_TO_STRING_NOSLASHESCAPE);

	ck_assert_ptr_nonnull(strstr(text, "{\"schema\":\"nqtune-watch/1\",\"time\":\"2026-05-28T20:26:40.123Z\","
					   "\"seconds\":2.000,\"self_cpu\":0.0042,\"forwarded\":90,\"interfaces\":[{"));
	ck_assert_ptr_nonnull(strstr(text, "{\"name\":\"eth10\",\"rx_packets\":1000,\"rx_bytes\":100000,"
					   "\"tx_packets\":500,\"tx_bytes\":50000,\"rx_dropped\":0,\"tx_dropped\":null,"
					   "\"rx_missed\":0}"));
	ck_assert_ptr_nonnull(strstr(text, "{\"iface\":\"eth0\",\"direction\":\"rx\",\"queue\":2,\"irq\":32,"
					   "\"cpus\":\"2\",\"packets\":2000,\"bytes\":200000,\"drops\":7,"
					   "\"interrupts\":200}"));
	ck_assert_ptr_nonnull(strstr(text, "{\"cpu\":3,\"node\":1,\"processed\":3000,\"dropped\":0,\"squeezed\":0,"
					   "\"steered\":0,\"net_rx\":30,\"net_tx\":3,\"softirq_share\":0.4500}"));
	ck_assert(json_object_object_get_ex(o, "queues", &v));
	ck_assert_uint_eq(json_object_array_length(v), 18);
	ck_assert_ptr_null(strchr(text, '\n'));
	json_object_put(o);
}
END_TEST

/* A kernel takes nearly any byte in a name. */
START_TEST(names_do_no_harm)
{
	h->nics[1].name = "e\033[2J\n";
	watch_table(&table, WATCH_IFACES, t, NULL, arena);
	ck_assert_str_eq(table.rows[1].c[0].word, "e?[2J?");
	ck_assert_ptr_null(strchr(records(), '\033'));
}
END_TEST

static Suite *make_suite(void)
{
	Suite *s = suite_create("view_watch");
	TCase *tc = tcase_create("tables");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, numbers);
	tcase_add_test(tc, interfaces);
	tcase_add_test(tc, sum);
	tcase_add_test(tc, queues);
	tcase_add_test(tc, cpus);
	tcase_add_test(tc, nothing_counted_yet);
	tcase_add_test(tc, host_and_sample_differ);
	tcase_add_test(tc, sorting);
	tcase_add_test(tc, filters);
	tcase_add_test(tc, only_what_is_shown);
	tcase_add_test(tc, plain_records);
	tcase_add_test(tc, json);
	tcase_add_test(tc, names_do_no_harm);
	suite_add_tcase(s, tc);
	return s;
}

TEST_MAIN(make_suite)
