// SPDX-License-Identifier: GPL-2.0-or-later
// The diagram (S9): well-formed whatever names hold, all in it once, no label over another. What its marks say is
// compared with the JSON by tests/host/svg.
#include <ctype.h>

#include "main.h"
#include "svg.h"
#include "viewhost.h"

#define DEPTH_MAX 16
#define LABELS_MAX 4096

static struct arena *arena;

static void setup(void)
{
	arena = arena_new(NULL);
}

static void teardown(void)
{
	arena_free(arena);
}

static const char *svg_of(const struct host *h)
{
	const struct nic **nics = arena_array(arena, h->nnics + 1, sizeof(*nics));
	const char **verdicts = arena_array(arena, h->nnics + 1, sizeof(*verdicts));
	struct screen s;

	for (size_t i = 0; i < h->nnics; i++) {
		nics[i] = &h->nics[i];
		verdicts[i] = "it has a verdict of so many words that in a narrow picture these need two lines or more, "
			      "maybe three";
	}
	view_svg(screen_open(&s), h, nics, verdicts, h->nnics, arena);
	return screen_close(&s, arena);
}

static size_t count(const char *text, const char *what)
{
	size_t n = 0;

	for (const char *p = text; (p = strstr(p, what)); p += strlen(what))
		n++;
	return n;
}

/* Behind the tag that begins at p; quotes are closed, '<' stands in none. */
static const char *tag_end(const char *p)
{
	for (p++; *p && *p != '>'; p++) {
		ck_assert_msg(*p != '<', "a tag in a tag: %.40s", p);
		if (*p == '"' || *p == '\'') {
			char quote = *p++;
			p += strcspn(p, (char[]){ quote, '<', '\0' });
			ck_assert_msg(*p == quote, "an attribute does not end: %.40s", p);
		}
	}
	ck_assert(*p == '>');
	return p + 1;
}

static void known_entity(const char *p)
{
	static const char *const known[] = { "&amp;", "&lt;", "&gt;", "&quot;", "&#39;" };

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (!strncmp(p, known[i], strlen(known[i])))
			return;
	ck_abort_msg("not an entity: %.20s", p);
}

/* Tags are closed in their order, entities are known, no control character. */
static void well_formed(const char *text)
{
	struct { const char *name; size_t len; } open[DEPTH_MAX];
	size_t depth = 0;

	ck_assert(!strncmp(text, "<?xml ", 6));
	for (const char *p = strchr(text, '\n'); *p;) {
		ck_assert_msg((unsigned char)*p >= ' ' || *p == '\n', "control character %d", *p);
		if (*p == '&')
			known_entity(p);
		if (*p != '<') {
			p++;
			continue;
		}
		const char *end = tag_end(p), *name = p + 1 + (p[1] == '/');
		size_t len = strcspn(name, " >/");
		if (p[1] == '/') {
			ck_assert_msg(depth && open[depth - 1].len == len &&
				      !strncmp(open[depth - 1].name, name, len), "closes what is not open: %.30s", p);
			depth--;
		} else if (end[-2] != '/') {
			ck_assert(depth < DEPTH_MAX);
			open[depth].name = name;
			open[depth++].len = len;
		}
		p = end;
	}
	ck_assert_uint_eq(depth, 0);
}

struct box { double x, end, top, bottom; };

static double attribute(const char *tag, const char *name)
{
	const char *p = strstr(tag, name);

	ck_assert_ptr_nonnull(p);
	return strtod(p + strlen(name), NULL);
}

/* The box of a <text>, of letters 0.602 of their size wide. */
static struct box label_box(const char *tag)
{
	const char *behind = tag_end(tag), *text = behind;
	const char *anchor = strstr(tag, "text-anchor=\"");
	double size = attribute(tag, "font-size=\""), x = attribute(tag, " x=\""), y = attribute(tag, " y=\"");
	unsigned cols = 0;

	if (!strncmp(text, "<title>", 7))
		text = strstr(text, "</title>") + 8;
	for (; *text != '<'; text++) {
		if (*text == '&')
			text = strchr(text, ';');
		cols += ((unsigned char)*text & 0xc0) != 0x80;
	}
	double w = cols * size * 0.602;
	if (anchor && anchor < behind)
		x -= anchor[13] == 'm' ? w / 2 : w;
	return (struct box){ x, x + w, y - size * 0.75, y + size * 0.2 };
}

static void labels_apart(const char *text)
{
	static struct box v[LABELS_MAX];
	double width = attribute(text, " width=\""), height = attribute(text, " height=\"");
	size_t n = 0;

	for (const char *p = text; (p = strstr(p, "<text ")); p++) {
		struct box b = label_box(p);
		ck_assert_msg(b.x >= 0 && b.end <= width && b.top >= 0 && b.bottom <= height, "over the edge: %.120s", p);
		for (size_t i = 0; i < n; i++)
			ck_assert_msg(b.x >= v[i].end || v[i].x >= b.end || b.top >= v[i].bottom || v[i].top >= b.bottom,
				      "over another label: %.120s", p);
		ck_assert_uint_lt(n, LABELS_MAX);
		v[n++] = b;
	}
	ck_assert_uint_gt(n, 0);
}

static const char *checked(const struct host *h)
{
	const char *text = svg_of(h);

	well_formed(text);
	labels_apart(text);
	ck_assert_str_eq(text, svg_of(h));
	return text;
}

static void once(const char *text, const char *fmt, const char *name, unsigned n)
{
	const char *what = arena_printf(arena, "data-nic=\"%s\" %s=\"%u\"", name, fmt, n);

	ck_assert_msg(count(text, what) >= 1, "nowhere: %s", what);
}

START_TEST(every_queue_vector_and_cpu_once)
{
	struct host *h = vh_host(arena, 128, 2, true);
	const char *text;

	vh_igb_tuned(arena, h, "eth1", 64, 25);
	vh_igb_tuned(arena, h, "eth2", 32, 100);
	text = checked(h);
	ck_assert_uint_eq(count(text, "<g class=\"q rx\""), 96);
	ck_assert_uint_eq(count(text, "<g class=\"q tx\""), 96);
	ck_assert_uint_eq(count(text, "<g class=\"v e"), 96);
	ck_assert_uint_eq(count(text, "<circle"), 96 + 2); /* and the legend's: near and far */
	ck_assert_uint_eq(count(text, "<g class=\"xps\" data-nic"), 96);
	for (unsigned i = 0; i < 64; i++) {
		once(text, "data-queues", "eth1", i);
		once(text, "data-irq", "eth1", 25 + i);
	}
	/* Of the second thread nothing is said: those of 32 cores a node are alike, but each is in its core. */
	for (unsigned i = 0; i < 128; i++)
		ck_assert_uint_eq(count(text, arena_printf(arena, "class=\"cpu%s\" data-cpus=\"%u\"",
							   i < 64 ? " busy" : "", i)), 1);
}
END_TEST

START_TEST(idle_cpus_are_folded)
{
	struct host *h = vh_host(arena, 256, 4, false);
	const char *text;

	vh_igb_tuned(arena, h, "eth1", 2, 25);
	for (unsigned i = 0; i < 2; i++)
		h->nics[0].rx[i].rps = vh_set(arena, h, "70-71");
	text = checked(h);
	ck_assert_uint_eq(count(text, "<g class=\"cpu"), 9); /* 0 1 2-63; 64-69 70 71 72-127; two nodes */
	ck_assert_ptr_nonnull(strstr(text, "<g class=\"cpu\" data-cpus=\"2-63\">"));
	ck_assert_ptr_nonnull(strstr(text, ">62 CPUs</text>"));
	ck_assert_ptr_nonnull(strstr(text, "<g class=\"cpu\" data-cpus=\"72-127\">"));
	ck_assert_ptr_nonnull(strstr(text, "<g class=\"cpu\" data-cpus=\"192-255\">"));
}
END_TEST

START_TEST(few_cpus_are_not_folded_but_offline_ones)
{
	struct host *h = vh_host(arena, 64, 1, false);
	const char *text;

	vh_igb(arena, h, "eth1", 2, 25);
	for (unsigned i = 40; i < 64; i++)
		vh_offline(h, i);
	text = checked(h);
	ck_assert_uint_eq(count(text, "<g class=\"cpu\" data-cpus"), 39);
	ck_assert_uint_eq(count(text, "<g class=\"cpu busy\" data-cpus"), 1);
	ck_assert_uint_eq(count(text, "<g class=\"cpu offline\" data-cpus=\"40-63\""), 1);
}
END_TEST

START_TEST(names_do_not_become_markup)
{
	struct host *h = vh_host(arena, 2, 1, false);
	const char *text;

	vh_igb(arena, h, "a<b>&\"'", 1, 25);
	h->nics[0].driver = "]]></style><script>x</script>";
	h->nics[0].rx[0].vector->name = "\033[2J\xff\xc0\x80<!--";
	h->kernel = "6</text>&amp;\007";
	text = checked(h);
	ck_assert_uint_eq(count(text, "<script"), 0);
	ck_assert_uint_eq(count(text, "<!--"), 0);
	ck_assert_uint_eq(count(text, "data-nic=\"a&lt;b&gt;&amp;&quot;&#39;\""), 4); /* itself, rx, tx, vector */
	ck_assert_ptr_nonnull(strstr(text, ">?[2J???&lt;!--</text>"));
	ck_assert_ptr_nonnull(strstr(text, "kernel 6&lt;/text&gt;&amp;amp;?, 2 CPUs"));
}
END_TEST

START_TEST(what_is_no_utf8_is_a_question_mark)
{
	static const struct { const char *in, *out; } t[] = {
		{ "caf\xc3\xa9", "caf\xc3\xa9" },
		{ "\xe2\x82\xac \xf0\x9f\x98\x80", "\xe2\x82\xac \xf0\x9f\x98\x80" },
		{ "\xc3", "?" },				/* cut off */
		{ "\xe2\x82", "??" },
		{ "\xc0\xaf", "??" },				/* overlong */
		{ "\xed\xa0\x80", "?" },			/* a surrogate */
		{ "\xf4\x90\x80\x80", "????" },			/* above the last */
		{ "\xff\xfe", "??" },
		{ "a\xe2\x80\xae" "b", "a?b" },			/* turns the text around */
		{ "\xef\xbf\xbf", "?" },			/* not in XML */
		{ "\xc2\x9b" "31m", "?31m" },			/* a terminal's */
		{ "a\tb\nc", "a b c" },
	};

	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++)
		ck_assert_str_eq(svg_escape(arena, t[i].in), t[i].out);
}
END_TEST

START_TEST(text_is_cut_to_columns)
{
	bool cut;

	ck_assert_str_eq(svg_fit(arena, "abcdef", 6, &cut), "abcdef");
	ck_assert(!cut);
	ck_assert_str_eq(svg_fit(arena, "abcdef", 5, &cut), "abcd\xe2\x80\xa6");
	ck_assert(cut);
	ck_assert_str_eq(svg_fit(arena, "a&&&", 3, &cut), "a&amp;\xe2\x80\xa6");
	ck_assert_str_eq(svg_fit(arena, "\xe6\xbc\xa2\xe5\xad\x97", 3, &cut), "\xe6\xbc\xa2\xe2\x80\xa6");
	for (unsigned cols = 0; cols < 300; cols++)
		ck_assert_uint_eq(svg_text_cols(SVG_SMALL, svg_text_w(SVG_SMALL, cols)), cols);
}
END_TEST

START_TEST(lines_break_at_blanks)
{
	size_t n;
	const char *const *v = svg_wrap(arena, "one two  three", 7, &n);

	ck_assert_uint_eq(n, 2);
	ck_assert_str_eq(v[0], "one two");
	ck_assert_str_eq(v[1], "three");
	v = svg_wrap(arena, "unbreakable a", 4, &n);
	ck_assert_uint_eq(n, 2);
	ck_assert_str_eq(v[0], "unbreakable");
	svg_wrap(arena, "", 4, &n);
	ck_assert_uint_eq(n, 0);
	v = svg_wrap(arena, "  a ", 4, &n);
	ck_assert_uint_ge(n, 1);
	ck_assert_ptr_nonnull(v[0]);
}
END_TEST

/* Where the word stands first. */
static size_t at(const char *text, const char *what)
{
	const char *p = strstr(text, what);

	ck_assert_msg(p != NULL, "nowhere: %s", what);
	return (size_t)(p - text);
}

START_TEST(what_is_stacked_stands_above_its_carrier)
{
	struct host *h = vh_host(arena, 4, 1, false);
	struct nic *br = vh_nic(arena, h, "br0", NIC_BRIDGE, "bridge", 1, 1);
	struct nic *eth = vh_igb(arena, h, "eth0", 1, 25);
	struct nic *lan0 = vh_nic(arena, h, "lan0", NIC_DSA_PORT, "dsa", 1, 1);
	struct nic *lan1 = vh_nic(arena, h, "lan1", NIC_DSA_PORT, "dsa", 1, 1);
	const char *text;

	lan0->conduit = lan1->conduit = eth;
	vh_lower(arena, lan0, &eth, 1);
	vh_lower(arena, lan1, &eth, 1);
	vh_lower(arena, br, (struct nic *[]){ lan0, lan1 }, 2);
	br->rx[0].rps = vh_set(arena, h, "2-3");
	text = checked(h);
	ck_assert_uint_lt(at(text, "nic\" data-nic=\"br0"), at(text, "nic\" data-nic=\"lan0"));
	ck_assert_uint_lt(at(text, "nic\" data-nic=\"lan0"), at(text, "nic\" data-nic=\"lan1"));
	ck_assert_uint_lt(at(text, "nic\" data-nic=\"lan1"), at(text, "nic\" data-nic=\"eth0"));
	ck_assert_uint_eq(count(text, "data-upper=\""), 4);
	/* One line from eth0 to both ports, one from both to the bridge. */
	ck_assert_uint_eq(count(text, "<g class=\"stack\""), 2);
	ck_assert_uint_eq(count(text, "<g class=\"rps\" data-nic=\"br0\" data-queues=\"0\" data-cpus=\"2-3\">"), 1);
}
END_TEST

START_TEST(a_circle_of_carriers_ends)
{
	struct host *h = vh_host(arena, 2, 1, false);
	struct nic *a = vh_nic(arena, h, "a", NIC_VLAN, "vlan", 1, 1);
	struct nic *b = vh_nic(arena, h, "b", NIC_VLAN, "vlan", 1, 1);
	const char *text;

	vh_lower(arena, a, &b, 1);
	vh_lower(arena, b, (struct nic *[]){ a, b, a }, 3);
	text = checked(h);
	ck_assert_uint_eq(count(text, "<g class=\"nic\""), 2);
	ck_assert_uint_eq(count(text, "data-upper=\""), 2);
}
END_TEST

START_TEST(one_interrupt_of_many_queues_is_one_box)
{
	struct host *h = vh_host(arena, 4, 1, false);
	struct nic *nic = vh_nic(arena, h, "eth0", NIC_PHYSICAL, "physical", 3, 2);
	const char *text;

	vh_vectors(arena, nic, 1);
	vh_irq(arena, h, nic, 16, "eth0", 0, 0, "0-3", "2");
	for (unsigned i = 0; i < 3; i++)
		nic->rx[i].vector = &nic->vectors[0];
	nic->tx[1].vector = &nic->vectors[0];
	text = checked(h);
	ck_assert_uint_eq(count(text, "data-nic=\"eth0\" data-irq=\"16\""), 1);
	ck_assert_uint_eq(count(text, "<g class=\"q rx\""), 3);
	ck_assert_uint_eq(count(text, "<g class=\"q tx\""), 2);
	ck_assert_uint_eq(count(text, "class=\"load\">1<"), 1);
}
END_TEST

START_TEST(nothing_at_all)
{
	struct host *h = vh_host(arena, 1, 0, false);

	ck_assert_uint_eq(count(checked(h), "<g class=\"cpu\""), 1);
	h->kernel = NULL;
	h->online = h->possible = h->isolated = NULL;
	vh_nic(arena, h, "x", NIC_VIRTUAL, NULL, 0, 0);
	checked(h);
}
END_TEST

static Suite *svg_suite(void)
{
	Suite *s = suite_create("view_svg");
	TCase *c = tcase_create("diagram");

	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_test(c, every_queue_vector_and_cpu_once);
	tcase_add_test(c, idle_cpus_are_folded);
	tcase_add_test(c, few_cpus_are_not_folded_but_offline_ones);
	tcase_add_test(c, names_do_not_become_markup);
	tcase_add_test(c, what_is_no_utf8_is_a_question_mark);
	tcase_add_test(c, text_is_cut_to_columns);
	tcase_add_test(c, lines_break_at_blanks);
	tcase_add_test(c, what_is_stacked_stands_above_its_carrier);
	tcase_add_test(c, a_circle_of_carriers_ends);
	tcase_add_test(c, one_interrupt_of_many_queues_is_one_box);
	tcase_add_test(c, nothing_at_all);
	suite_add_tcase(s, c);
	return s;
}

TEST_MAIN(svg_suite)
