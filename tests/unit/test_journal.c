// SPDX-License-Identifier: GPL-2.0-or-later
// The journal (B1): what goes in comes out; what is damaged is refused with words; it stays small and leads back to the beginning.
#include <errno.h>

#include "../../src/apply/journal_priv.h"
#include "main.h"
#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/err.h"
#include "nqtune/files.h"
#include "nqtune/knob.h"
#include "nqtune/sys.h"
#include "tree.h"

enum { NCPUS = 8 };
#define DIR "run/nqtune/journal"
#define BOOT "proc/sys/kernel/random/boot_id"

static struct tree tree;
static struct sys sys;
static struct arena *arena;
static struct err err;
static struct journal_entry *v;
static size_t n;

static void setup(void)
{
	arena = arena_new(NULL);
	tree = tree_new();
	ck_assert_int_eq(sys_open(&sys, tree.path, &err), 0);
	err.text[0] = '\0';
}

static void teardown(void)
{
	sys_close(&sys);
	tree_free(&tree);
	arena_free(arena);
}

static struct value number(uint64_t x)
{
	return (struct value){ .kind = VALUE_NUMBER, .number = x };
}

static struct value word(const char *w)
{
	return (struct value){ .kind = VALUE_WORD, .word = w };
}

static struct value set(unsigned width, const char *list)
{
	struct cpuset *s = cpuset_new(arena, width);

	ck_assert_int_eq(cpuset_parse_list(s, list), 0);
	return (struct value){ .kind = VALUE_CPUS, .cpus = s };
}

static struct value list(size_t count, const uint32_t *numbers)
{
	return (struct value){ .kind = VALUE_LIST, .list = { numbers, count } };
}

/* The scope tells apart rows of one name. */
static struct change change(const char *iface, const char *knob, const char *row,
			    enum attr_scope scope, const char *target, unsigned index,
			    struct value old, struct value new)
{
	struct change c = { .iface = iface, .knob = knob_find(knob), .target = target,
			    .index = index, .old = old, .new = new };

	ck_assert_ptr_nonnull(c.knob);
	for (size_t i = 0; i < c.knob->nattrs; i++)
		if (c.knob->attrs[i].scope == scope && !strcmp(c.knob->attrs[i].name, row))
			c.attr = &c.knob->attrs[i];
	ck_assert_msg(c.attr != NULL, "%s has no row %s of this scope", knob, row);
	return c;
}

static struct change rps(const char *iface, unsigned queue, const char *old, const char *new)
{
	return change(iface, "rps", "cpus", SCOPE_RX, arena_printf(arena, "rx-%u", queue), queue,
		      set(NCPUS, old), set(NCPUS, new));
}

static struct journal_entry entry_of(struct change *changes, size_t count)
{
	static struct journal_iface ifaces[] = { { "eth0", 2 }, { "wan.7", 4000000000u } };

	return (struct journal_entry){
		.state = JOURNAL_BEGUN, .time = 1795338635, .pid = 412, .command = "auto wan br0",
		.ifaces = ifaces, .nifaces = 2, .changes = changes, .nchanges = count,
	};
}

static void save(struct journal_entry *entry)
{
	int r = journal_save(&sys, entry, NCPUS, arena, &err);

	ck_assert_msg(!r, "%s", err.text);
}

static void load(void)
{
	ck_assert_int_eq(journal_load(&sys, NCPUS, arena, &v, &n, NULL, &err), 0);
}

static void same_change(const struct change *a, const struct change *b)
{
	ck_assert_str_eq(a->iface, b->iface);
	ck_assert_ptr_eq(a->knob, b->knob);
	ck_assert_ptr_eq(a->attr, b->attr);
	ck_assert_str_eq(a->target, b->target);
	ck_assert_uint_eq(a->index, b->index);
	ck_assert_uint_eq(a->id, b->id);
	ck_assert_msg(value_equal(&a->old, &b->old), "%s %s: old", b->knob->name, b->target);
	ck_assert_msg(value_equal(&a->new, &b->new), "%s %s: new", b->knob->name, b->target);
	if (a->attr->kind == ATTR_RXQS)
		ck_assert_uint_eq(a->old.cpus->nbits, b->old.cpus->nbits);
}

START_TEST(every_kind_of_value_comes_back)
{
	static const uint32_t table[] = { 0, 1, 2, 4294967295u, 0 };
	struct change c[] = {
		rps("eth0", 0, "", "0-3,7"),
		change("eth0", "xps", "cpus", SCOPE_TX, "tx-63", 63, set(NCPUS, "1"), set(NCPUS, "")),
		change("eth0", "xps", "rxqs", SCOPE_TX, "tx-1", 1, set(12, "0,9"), set(12, "")),
		change("eth0", "irq", "cpus", SCOPE_VECTOR, "eth0-TxRx-0 \"\\\xc3\xa9", 77, set(NCPUS, "0-7"),
		       set(NCPUS, "3")),
		change("eth0", "ring", "rx", SCOPE_IFACE, "", 0, number(0), number(UINT64_MAX)),
		change("eth0", "coalesce", "rx-usecs", SCOPE_IFACE, "", 0, number(3), number(50)),
		change("eth0", "coalesce", "rx-usecs", SCOPE_QUEUE, "queue-5", 5, number(3), number(50)),
		change("eth0", "coalesce", "adaptive-rx", SCOPE_IFACE, "", 0, word("on"), word("off")),
		change("eth0", "rss", "table", SCOPE_IFACE, "", 0, list(5, table), word("default")),
		change("eth0", "rss", "hfunc", SCOPE_IFACE, "", 0, number(9), word("toeplitz")),
		change("eth0", "rss", "key", SCOPE_IFACE, "", 0, word("6d:5a"), word("00:01")),
		change("eth0", "rss", "fields", SCOPE_NAMED, "udp4", 0, word("sd"), word("sdfn")),
		change("eth0", "ntuple", "rules", SCOPE_NAMED, "rule 7", 7, word("none"),
		       word("udp4 dst-port 53 queue 2")),
		change("eth0", "offload", "feature", SCOPE_NAMED, "rx-gro", 2, word("on"), word("off")),
		change("eth0", "napi", "threaded", SCOPE_IFACE, "", 0, word("off"), word("on")),
		change("eth0", "napi", "threaded", SCOPE_RX, "rx-1", 1, word("off"), word("busy-poll")),
		change("eth0", "napi", "threads", SCOPE_NAMED, "napi/eth0-8193", 991, set(NCPUS, "0"),
		       set(NCPUS, "1")),
		change("", "rfs", "entries", SCOPE_HOST, "", 0, number(0), number(32768)),
	};
	size_t count = sizeof(c) / sizeof(c[0]);
	struct journal_entry entry = entry_of(c, count);
	unsigned told[] = { 30, 31 };

	c[3].id = 12;
	entry.told = told;
	entry.ntold = 2;
	entry.tuned = "[ { \"name\": \"wan\" } ]";
	entry.state = JOURNAL_TRYING;
	save(&entry);
	ck_assert_uint_eq(entry.id, 1);
	load();
	ck_assert_str_eq(err.text, "");
	ck_assert_uint_eq(n, 1);
	ck_assert_uint_eq(v->id, 1);
	ck_assert_int_eq(v->state, JOURNAL_TRYING);
	ck_assert_int_eq(v->time, 1795338635);
	ck_assert_uint_eq(v->pid, 412);
	ck_assert_str_eq(v->command, "auto wan br0");
	ck_assert_str_eq(v->tuned, entry.tuned);
	ck_assert_uint_eq(v->nifaces, 2);
	ck_assert_str_eq(v->ifaces[1].name, "wan.7");
	ck_assert_uint_eq(v->ifaces[1].ifindex, 4000000000u);
	ck_assert_uint_eq(v->ntold, 2);
	ck_assert_uint_eq(v->told[1], 31);
	ck_assert_uint_eq(v->nchanges, count);
	for (size_t i = 0; i < count; i++)
		same_change(&v->changes[i], &c[i]);
}
END_TEST

START_TEST(snapshots_come_back)
{
	const struct knob_attr *flows = knob_attr_find(knob_find("rfs"), "flows");
	struct knob_reading r[] = {
		{ .attr = attr_rps_cpus, .target = "rx-0", .value = set(NCPUS, "1") },
		{ .attr = attr_rps_cpus, .target = "rx-1", .index = 1, .value = set(NCPUS, "") },
		{ .attr = attr_irq_cpus, .target = "eth0-0", .index = 40, .value = set(NCPUS, "2") },
		/* Two of one name. */
		{ .attr = attr_irq_cpus, .target = "eth0-0", .index = 41, .value = set(NCPUS, "3") },
		{ .attr = flows, .target = "rx-1", .index = 1, .value = number(4096) },
	};
	struct journal_snapshot snap = { "eth0", { r, 5 } };
	struct journal_entry entry = entry_of(NULL, 0);

	entry.snaps = &snap;
	entry.nsnaps = 1;
	save(&entry);
	load();
	ck_assert_uint_eq(v->nsnaps, 1);
	ck_assert_str_eq(v->snaps->iface, "eth0");
	ck_assert_uint_eq(v->snaps->readings.n, 5);
	for (size_t i = 0; i < 5; i++) {
		const struct knob_readings *all = &v->snaps->readings;
		bool found = false;

		for (size_t k = 0; k < all->n; k++)
			found |= all->v[k].attr == r[i].attr && all->v[k].index == r[i].index &&
				 !strcmp(all->v[k].target, r[i].target) &&
				 value_equal(&all->v[k].value, &r[i].value);
		ck_assert_msg(found, "reading %zu is lost", i);
	}
}
END_TEST

START_TEST(numbers_ascend_and_files_are_replaced)
{
	struct change c[] = { rps("eth0", 0, "", "1") };
	struct journal_entry a = entry_of(c, 1), b = entry_of(c, 1), d = entry_of(c, 1);

	save(&a);
	save(&b);
	ck_assert_uint_eq(b.id, 2);
	ck_assert_int_eq(journal_remove(&sys, &a, &err), 0);
	ck_assert_int_eq(journal_remove(&sys, &a, &err), 0);
	save(&d);
	ck_assert_uint_eq(d.id, 3);
	b.state = JOURNAL_DONE;
	save(&b);
	load();
	ck_assert_uint_eq(n, 2);
	ck_assert_uint_eq(v[0].id, 2);
	ck_assert_int_eq(v[0].state, JOURNAL_DONE);
	ck_assert_int_eq(v[1].state, JOURNAL_BEGUN);
	ck_assert(journal_has(&sys, 3, arena));
	ck_assert(!journal_has(&sys, 1, arena));
}
END_TEST

START_TEST(no_journal_is_no_error)
{
	load();
	ck_assert_uint_eq(n, 0);
	ck_assert_str_eq(err.text, "");
	ck_assert_ptr_null(tree_text(&tree, DIR));
}
END_TEST

START_TEST(unfinished_ones_are_found)
{
	struct change c[] = { rps("eth0", 0, "", "1") };
	struct journal_entry a = entry_of(c, 1), b = entry_of(c, 1), d = entry_of(c, 1);

	a.state = JOURNAL_DONE;
	/* Words of the command line do not pass for the state. */
	a.command = "\"state\":\"begun\"";
	b.state = JOURNAL_UNDOING;
	b.command = "{\"schema\":\"nqtune-journal/1\",\"state\":\"done\",";
	d.state = JOURNAL_DONE;
	save(&a);
	save(&b);
	save(&d);
	ck_assert_int_eq(journal_unfinished(&sys, arena, &v, &n), 0);
	ck_assert_uint_eq(n, 1);
	ck_assert_uint_eq(v->id, 2);
	ck_assert_str_eq(v->command, b.command);
	ck_assert_uint_eq(v->nchanges, 0);
}
END_TEST

/* --- damage: one place of a good entry is replaced */

static const char good[] =
	"{\"schema\":\"nqtune-journal/1\",\"state\":\"done\",\"id\":1,\"netns\":0,\"boot\":\"\","
	"\"time\":5,\"pid\":6,\"command\":\"x\",\"interfaces\":[{\"name\":\"eth0\",\"ifindex\":2}],"
	"\"changes\":[{\"iface\":\"eth0\",\"knob\":\"rps\",\"attr\":\"cpus\",\"scope\":\"rx\",\"target\":\"rx-1\","
	"\"index\":1,\"id\":0,\"old\":\"\",\"new\":\"1-2\"}],"
	"\"snapshots\":[{\"iface\":\"eth0\",\"rows\":[{\"knob\":\"rfs\",\"attr\":\"flows\",\"scope\":\"rx\","
	"\"values\":[[\"rx-0\",0,4096]]}]}],\"told\":[30],\"tuned\":null}";

static const struct {
	const char *what, *by, *says;
} damages[] = {
	{ "nqtune-journal/1", "nqtune-journal/2", "not an entry" },
	{ "{\"schema\"", "[\"schema\"", "not an entry" },
	{ "\"tuned\":null}", "", "not an entry" },
	{ "\"state\":\"done\"", "\"state\":\"gone\"", "state" },
	{ "\"state\":\"done\"", "\"state\":2", "state" },
	{ "\"id\":1,", "\"id\":0,", "head" },
	{ "\"id\":1,", "\"id\":2,", "another entry's number" },
	{ "\"id\":1,", "\"id\":-1,", "head" },
	{ "\"id\":1,", "\"id\":4294967297,", "head" },
	{ "\"time\":5", "\"time\":\"5\"", "head" },
	{ "\"time\":5", "\"time\":18446744073709551615", "head" },
	{ "\"pid\":6,", "", "head" },
	{ "\"command\":\"x\"", "\"command\":null", "head" },
	{ "\"tuned\":null", "\"tuned\":[]", "tuned" },
	{ "[{\"name\":\"eth0\",\"ifindex\":2}]", "{}", "content" },
	{ "\"name\":\"eth0\"", "\"name\":\"../x\"", "interfaces" },
	{ "\"name\":\"eth0\"", "\"name\":\"eth0\\u0000\"", "interfaces" },
	{ "\"name\":\"eth0\"", "\"name\":\"sixteen-letters-\"", "interfaces" },
	{ "\"ifindex\":2", "\"ifindex\":2.5", "interfaces" },
	{ "[{\"name\":\"eth0\",\"ifindex\":2}]", "[7]", "interfaces" },
	{ "\"iface\":\"eth0\",\"knob\"", "\"iface\":\"\",\"knob\"", "interface" },
	{ "\"iface\":\"eth0\",\"knob\"", "\"iface\":\"a/b\",\"knob\"", "interface" },
	{ "\"iface\":\"eth0\",\"knob\"", "\"iface\":\"\\u001b[2J\",\"knob\"", "interface" },
	{ "\"knob\":\"rps\"", "\"knob\":\"sps\"", "knob" },
	{ "\"attr\":\"cpus\"", "\"attr\":\"rxqs\"", "knob" },
	{ "\"scope\":\"rx\",\"target\"", "\"scope\":\"tx\",\"target\"", "knob" },
	{ "\"target\":\"rx-1\"", "\"target\":\"tx-1\"", "target" },
	{ "\"target\":\"rx-1\"", "\"target\":\"rx-1/../..\"", "target" },
	{ "\"target\":\"rx-1\"", "\"target\":\"rx-\"", "target" },
	{ "\"target\":\"rx-1\"", "\"target\":\"\"", "target" },
	{ "\"target\":\"rx-1\"", "\"target\":\"rx-99999\"", "target" },
	{ "\"index\":1", "\"index\":null", "target" },
	{ "\"old\":\"\"", "\"old\":null", "value" },
	{ "\"old\":\"\"", "\"old\":\"none\"", "value" },
	{ "\"old\":\"\"", "\"old\":\"8\"", "value" },
	{ "\"old\":\"\"", "\"old\":7", "value" },
	{ "\"old\":\"\"", "\"old\":[0]", "value" },
	{ "\"new\":\"1-2\"", "\"new\":\"2-1\"", "value" },
	{ "\"new\":\"1-2\"", "\"new\":{\"queues\":\"0\",\"width\":4}", "value" },
	{ "\"changes\":[{", "\"changes\":[[],{", "knob" },
	{ "\"changes\":[", "\"changes\":7,\"x\":[", "content" },
	{ "\"snapshots\":[{\"iface\":\"eth0\"", "\"snapshots\":[{\"iface\":\"\"", "snapshot" },
	{ "\"rows\":[", "\"rows\":7,\"x\":[", "snapshot" },
	{ "\"attr\":\"flows\"", "\"attr\":\"entries\"", "snapshot" },
	{ "[\"rx-0\",0,4096]", "[\"rx-0\",0]", "snapshot" },
	{ "[\"rx-0\",0,4096]", "[\"rx-0\",0,-1]", "snapshot" },
	{ "[\"rx-0\",0,4096]", "[\"rx-0\",0,\"4096\"]", "snapshot" },
	{ "[\"rx-0\",0,4096]", "[\"queue-0\",0,1]", "snapshot" },
	{ "\"told\":[30]", "\"told\":[-30]", "interrupts" },
	{ "\"told\":[30]", "\"told\":{\"30\":1}", "content" },
};

static const char *spoiled(const char *what, const char *by)
{
	const char *at = strstr(good, what);

	ck_assert_msg(at != NULL, "'%s' is not in the entry", what);
	return arena_printf(arena, "%.*s%s%s", (int)(at - good), good, by, at + strlen(what));
}

START_TEST(the_good_entry_is_good)
{
	tree_file(&tree, DIR "/000001.json", good);
	load();
	ck_assert_str_eq(err.text, "");
	ck_assert_uint_eq(n, 1);
	ck_assert_uint_eq(v->nchanges, 1);
	ck_assert_uint_eq(v->changes->index, 1);
	ck_assert_uint_eq(v->snaps->readings.v->value.number, 4096);
}
END_TEST

START_TEST(damage_is_refused_with_words)
{
	const char *text = spoiled(damages[_i].what, damages[_i].by);

	tree_file(&tree, DIR "/000001.json", text);
	load();
	ck_assert_msg(n == 0, "taken: %s", text);
	ck_assert_msg(strstr(err.text, "000001.json") && strstr(err.text, damages[_i].says),
		      "says '%s'", err.text);
}
END_TEST

START_TEST(cut_anywhere_it_is_refused)
{
	for (size_t len = 0; len + 1 < sizeof(good); len++) {
		struct journal_stamp here = { .boot = "" };
		struct journal_entry out;

		ck_assert_int_eq(journal_parse(arena_strndup(arena, good, len), false, &here, NCPUS,
					       arena, &out, &err), -EBADMSG);
	}
}
END_TEST

START_TEST(a_damaged_one_does_not_hide_the_others)
{
	struct change c[] = { rps("eth0", 0, "", "1") };
	struct journal_entry a = entry_of(c, 1);

	tree_file(&tree, DIR "/000001.json", "x");
	tree_file(&tree, DIR "/000002.json", "{}");
	tree_file(&tree, DIR "/notes.txt", "x");
	tree_file(&tree, DIR "/3.json", "x");
	tree_link(&tree, DIR "/000004.json", "000005.json");
	save(&a);
	ck_assert_uint_eq(a.id, 5);
	load();
	ck_assert_uint_eq(n, 1);
	ck_assert_ptr_nonnull(strstr(err.text, "000001.json"));
	ck_assert_ptr_nonnull(strstr(err.text, "(and 2 more)"));
}
END_TEST

START_TEST(links_and_second_names_are_not_read)
{
	tree_file(&tree, "elsewhere", good);
	tree_link(&tree, DIR "/000001.json", "../../../elsewhere");
	load();
	ck_assert_uint_eq(n, 0);
	ck_assert_ptr_nonnull(strstr(err.text, "is a link"));
	ck_assert_int_eq(unlinkat(tree.fd, DIR "/000001.json", 0), 0);
	ck_assert_int_eq(linkat(tree.fd, "elsewhere", tree.fd, DIR "/000001.json", 0), 0);
	load();
	ck_assert_uint_eq(n, 0);
	ck_assert_ptr_nonnull(strstr(err.text, "second name"));
}
END_TEST

START_TEST(another_boot_is_not_ours)
{
	struct change c[] = { rps("eth0", 0, "", "1") };
	struct journal_entry a = entry_of(c, 1);

	tree_file(&tree, BOOT, "11111111-2222\n");
	save(&a);
	load();
	ck_assert_uint_eq(n, 1);
	tree_file(&tree, BOOT, "33333333-4444\n");
	load();
	ck_assert_uint_eq(n, 0);
	ck_assert_str_eq(err.text, "");
}
END_TEST

START_TEST(what_a_killed_save_left_is_swept)
{
	struct change c[] = { rps("eth0", 0, "", "1") };
	struct journal_entry a = entry_of(c, 1);

	tree_file(&tree, DIR "/.000001.json.412", "{");
	save(&a);
	ck_assert_ptr_null(tree_text(&tree, DIR "/.000001.json.412"));
}
END_TEST

/* --- merged, so that it stays small */

static void merged(struct change *first, size_t nfirst, struct change *second, size_t nsecond,
		   struct journal_entry *out)
{
	struct journal_entry b = entry_of(second, nsecond);

	*out = entry_of(first, nfirst);
	out->state = b.state = JOURNAL_DONE;
	journal_merge(out, &b, arena);
}

START_TEST(merged_changes_lead_back_before_the_first)
{
	struct change a[] = { rps("eth0", 0, "", "1"), rps("eth0", 1, "", "1") };
	struct change b[] = { rps("eth0", 1, "1", "2"), rps("wan.7", 0, "3", "4"), rps("eth0", 0, "7", "4") };
	struct journal_entry out;

	merged(a, 2, b, 3, &out);
	ck_assert_uint_eq(out.nchanges, 4);
	/* Queue 1 in one step; queue 0 was changed by someone else in between, so in two. */
	ck_assert_str_eq(value_text(arena, &out.changes[1].old), "none");
	ck_assert_str_eq(value_text(arena, &out.changes[1].new), "2");
	ck_assert_str_eq(out.changes[2].iface, "wan.7");
	ck_assert_str_eq(value_text(arena, &out.changes[3].old), "7");
	ck_assert_str_eq(out.command, "auto wan br0, and what came later");
}
END_TEST

START_TEST(merged_snapshots_are_of_before_the_first)
{
	struct change a[] = { rps("eth0", 0, "", "1") };
	struct knob_reading r[] = {
		{ .attr = attr_rps_cpus, .target = "rx-0", .value = set(NCPUS, "1") },
		{ .attr = attr_rps_cpus, .target = "rx-1", .index = 1, .value = set(NCPUS, "5") },
	};
	struct journal_snapshot snap = { "eth0", { r, 2 } };
	struct journal_entry out = entry_of(a, 1), b = entry_of(NULL, 0);

	b.snaps = &snap;
	b.nsnaps = 1;
	b.tuned = "[]";
	journal_merge(&out, &b, arena);
	ck_assert_uint_eq(out.nsnaps, 1);
	ck_assert_str_eq(value_text(arena, &out.snaps->readings.v[0].value), "none");
	ck_assert_str_eq(value_text(arena, &out.snaps->readings.v[1].value), "5");
	ck_assert_str_eq(out.tuned, "[]");
	/* A third one's is of later. */
	journal_merge(&out, &b, arena);
	ck_assert_uint_eq(out.nsnaps, 1);
}
END_TEST

START_TEST(what_was_made_anew_in_between_is_dropped)
{
	struct change a[] = { rps("eth0", 0, "", "1"), rps("wan.7", 0, "", "1") };
	struct change b[] = { rps("eth0", 0, "", "2") };
	struct journal_iface anew[] = { { "eth0", 99 } };
	struct journal_entry out = entry_of(a, 2), second = entry_of(b, 1);

	out.ifaces = (struct journal_iface[]){ { "eth0", 2 }, { "wan.7", 3 } };
	second.ifaces = anew;
	second.nifaces = 1;
	journal_merge(&out, &second, arena);
	ck_assert_uint_eq(out.nifaces, 2);
	ck_assert_uint_eq(out.ifaces[0].ifindex, 99);
	ck_assert_uint_eq(out.nchanges, 2);
	ck_assert_str_eq(out.changes[0].iface, "wan.7");
	ck_assert_str_eq(value_text(arena, &out.changes[1].new), "2");
}
END_TEST

START_TEST(it_stays_small)
{
	for (unsigned i = 0; i < JOURNAL_MAX + 20; i++) {
		struct change c[] = { rps("eth0", i % 4, i < 4 ? "" : "1", "1") };
		struct journal_entry entry = entry_of(c, 1);

		entry.state = i == 7 ? JOURNAL_UNDOING : JOURNAL_DONE;
		save(&entry);
		ck_assert_uint_eq(entry.id, i + 1);
	}
	load();
	ck_assert_str_eq(err.text, "");
	ck_assert_uint_eq(n, JOURNAL_MAX);
	ck_assert_uint_eq(v[0].id, 1);
	ck_assert_uint_eq(v[n - 1].id, JOURNAL_MAX + 20);
	/* All four queues, each as it was in the beginning. */
	ck_assert_uint_ge(v[0].nchanges, 4);
	for (size_t i = 0; i < 4; i++)
		ck_assert_str_eq(value_text(arena, &v[0].changes[i].old), "none");
	/* What is not done is not merged while others are. */
	for (size_t i = 0; i < n; i++)
		ck_assert(v[i].state == JOURNAL_DONE || v[i].id == 8);
}
END_TEST

static Suite *make_suite(void)
{
	Suite *s = suite_create("journal");
	TCase *t = tcase_create("journal");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, every_kind_of_value_comes_back);
	tcase_add_test(t, snapshots_come_back);
	tcase_add_test(t, numbers_ascend_and_files_are_replaced);
	tcase_add_test(t, no_journal_is_no_error);
	tcase_add_test(t, unfinished_ones_are_found);
	tcase_add_test(t, the_good_entry_is_good);
	tcase_add_loop_test(t, damage_is_refused_with_words, 0,
			    (int)(sizeof(damages) / sizeof(damages[0])));
	tcase_add_test(t, cut_anywhere_it_is_refused);
	tcase_add_test(t, a_damaged_one_does_not_hide_the_others);
	tcase_add_test(t, links_and_second_names_are_not_read);
	tcase_add_test(t, another_boot_is_not_ours);
	tcase_add_test(t, what_a_killed_save_left_is_swept);
	tcase_add_test(t, merged_changes_lead_back_before_the_first);
	tcase_add_test(t, merged_snapshots_are_of_before_the_first);
	tcase_add_test(t, what_was_made_anew_in_between_is_dropped);
	tcase_add_test(t, it_stays_small);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(make_suite)
