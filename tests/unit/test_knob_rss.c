// SPDX-License-Identifier: GPL-2.0-or-later
// Receive hashing: its words, what they make of the table, and what reaches the door (pretended here).
#include <errno.h>
#include <linux/ethtool.h>

#include "knobhost.h"
#include "main.h"
#include "nqtune/err.h"
#include "nqtune/ethrss.h"
#include "nqtune/knob.h"
#include "nqtune/sys.h"
#include "rss.h"

#define ENTRIES 128

/* The card. */
static struct {
	uint32_t table[ENTRIES];
	size_t nentries;
	uint8_t key[40];
	size_t key_len;
	struct ethrss told;
	uint64_t fields[32];
	bool tells[32];
	unsigned asked, sets;
	bool users_own;		/* the table was given, not made by the kernel */
	int code;
	uint32_t refuses;	/* this kind of flow */
	bool silent;		/* and says no words */
} card;

static struct arena *arena;
static struct host *host;
static struct err err;
static struct knob_readings now;
static struct changes out;
static size_t already;
static struct sys sys;

int ethrss_get(struct answers *a, const char *ifname, struct arena *ar, struct ethrss *r,
	       struct err *e)
{
	ck_assert_str_eq(ifname, "eth0");
	*r = card.told;
	r->nentries = card.nentries;
	r->table = memcpy(arena_alloc(ar, sizeof(card.table)), card.table, sizeof(card.table));
	r->key = card.key_len ? memcpy(arena_alloc(ar, 40), card.key, 40) : NULL;
	r->key_len = card.key_len;
	return card.code ? err_set(e, card.code, "words of the kernel") : 0;
}

int ethrss_set(struct answers *a, const char *ifname, const struct ethrss_order *o, struct err *e)
{
	card.sets++;
	if (card.code)
		return err_set(e, card.code, "words of the kernel");
	for (size_t i = 0; i < card.nentries; i++) {
		if (o->table)
			card.table[i] = o->table[i % o->nentries];
		else if (o->table_default)
			card.table[i] = (uint32_t)(i % card.told.rings.n);
	}
	if (o->table || o->table_default)
		card.users_own = o->table != NULL;
	if (o->key)
		memcpy(card.key, o->key, o->key_len);
	if (o->hfunc.set)
		card.told.hfunc = o->hfunc;
	if (o->xfrm.set)
		card.told.xfrm = o->xfrm;
	return 0;
}

int ethrss_get_fields(struct answers *a, const char *ifname, uint32_t flow, uint64_t *bits,
		      struct err *e)
{
	card.asked++;
	*bits = card.fields[flow];
	return card.tells[flow] ? 0 : err_set(e, -EOPNOTSUPP, "words of the kernel");
}

int ethrss_set_fields(struct answers *a, const char *ifname, uint32_t flow, uint64_t bits,
		      struct err *e)
{
	if (flow == card.refuses)
		return err_set(e, -EINVAL, "%s",
			       card.silent ? err_words(-EINVAL) : "words of the kernel");
	card.fields[flow] = bits;
	return 0;
}

static void read_now(void)
{
	const struct knob *k = knob_find("rss");

	ck_assert_int_eq(k->read(k, &sys, host, &host->nics[KH_ETH0], arena, &now, &err), 0);
}

static void setup(void)
{
	arena = arena_new(NULL);
	host = kh_new(arena);
	memset(&card, 0, sizeof(card));
	memset(&out, 0, sizeof(out));
	card.nentries = ENTRIES;
	for (uint32_t i = 0; i < ENTRIES; i++)
		card.table[i] = i * 6 / ENTRIES;
	card.told.rings = (struct reading){ true, 6 };
	card.told.hfunc = (struct reading){ true, 0 };
	card.told.by_netlink = true;
	card.tells[TCP_V4_FLOW] = card.tells[UDP_V4_FLOW] = card.tells[TCP_V6_FLOW] = true;
	card.fields[TCP_V4_FLOW] = RXH_IP_SRC | RXH_IP_DST | RXH_L4_B_0_1 | RXH_L4_B_2_3;
	card.fields[UDP_V4_FLOW] = RXH_IP_SRC | RXH_IP_DST;
	host->nics[KH_ETH0].driver = "igb";
	kh_queues(arena, &host->nics[KH_ETH0], 6);
	read_now();
}

static void with_key(void)
{
	card.key_len = 40;
	for (uint8_t i = 0; i < 40; i++)
		card.key[i] = i;
	read_now();
}

static void teardown(void)
{
	arena_free(arena);
}

/* "equal 2 start 1" as settings: a word of rss takes what follows it as the table of words says. */
static int order(const char *line)
{
	struct knob_setting s[16] = { 0 };
	struct knob_order o = { .knob = knob_find("rss"), .h = host, .nic = &host->nics[KH_ETH0],
				.now = &now, .queue = -1, .settings = s, .arena = arena };
	char *rest = arena_strdup(arena, line), *text;

	err.text[0] = '\0';
	while ((text = strsep(&rest, " "))) {
		const struct knob_attr *attr = knob_attr_find(o.knob, text);
		const struct knob_word *w = o.knob->words;
		unsigned max;

		while (w->name && strcmp(w->name, text))
			w++;
		max = w->name ? w->max : 1;
		s[o.nsettings] = (struct knob_setting){ .attr = attr, .word = text };
		s[o.nsettings].args = arena_array(arena, 16, sizeof(char *));
		while (rest && s[o.nsettings].nargs < max && (max < KNOB_WORDS_MANY ||
							     *rest < 'a'))
			((const char **)s[o.nsettings].args)[s[o.nsettings].nargs++] =
				strsep(&rest, " ");
		o.nsettings++;
	}
	return knob_changes(&o, &out, &already, &err);
}

static void refused(const char *line, int code, const char *words)
{
	ck_assert_msg(order(line) == code, "%s: %s", line, err.text);
	ck_assert_str_eq(err.text, words);
	ck_assert_msg(strlen(err.text) < sizeof(err.text) - 1, "cut: %s", err.text);
}

static const char *shell(size_t i)
{
	return knob_shell(arena, &out.v[i], 6);
}

static int apply(bool back)
{
	const struct value **v = arena_array(arena, out.n, sizeof(*v));

	for (size_t i = 0; i < out.n; i++)
		v[i] = back ? &out.v[i].old : &out.v[i].new;
	return knob_set(&sys, out.v, v, out.n, 6, &err);
}

/* The one change, in words; what was read back after it is the same. */
static void changes_to(const char *line, const char *old, const char *new, const char *command)
{
	struct value got;

	ck_assert_msg(order(line) == 0, "%s: %s", line, err.text);
	ck_assert_uint_eq(out.n, 1);
	ck_assert_str_eq(value_text(arena, &out.v[0].old), old);
	ck_assert_str_eq(value_text(arena, &out.v[0].new), new);
	ck_assert_str_eq(shell(0), command);
	ck_assert_int_eq(apply(false), 0);
	ck_assert_int_eq(knob_get(&sys, out.v, 1, 6, arena, &got, &err), 0);
	ck_assert_str_eq(value_text(arena, &got), new);
	read_now();
	ck_assert_int_eq(order(line), 0);
	ck_assert_uint_eq(out.n, 0);
	ck_assert_uint_eq(already, 1);
}

static const char *reads(enum rss_row row, const char *target)
{
	for (size_t i = 0; i < now.n; i++)
		if (now.v[i].attr == &rss_rows[row] && !strcmp(now.v[i].target, target))
			return value_text(arena, &now.v[i].value);
	return "no reading";
}

#define BLOCKS "0 x22, 1 x21, 2 x21, 3 x22, 4 x21, 5 x21"

START_TEST(a5_what_the_card_says)
{
	ck_assert_str_eq(reads(RSS_ENTRIES, ""), "128");
	ck_assert_str_eq(reads(RSS_QUEUES, ""), "6");
	ck_assert_str_eq(reads(RSS_TABLE, ""), BLOCKS);
	ck_assert_str_eq(reads(RSS_HFUNC, ""), "toeplitz");
	ck_assert_str_eq(reads(RSS_XFRM, ""), "none");
	ck_assert_str_eq(reads(RSS_KEY, ""), "not supported");
	ck_assert_str_eq(reads(RSS_CONTEXTS, ""), "not supported");
	ck_assert_str_eq(reads(RSS_FIELDS, "tcp4"), "sdfn");
	ck_assert_str_eq(reads(RSS_FIELDS, "udp4"), "sd");
	ck_assert_str_eq(reads(RSS_FIELDS, "tcp6"), "none");
	ck_assert_str_eq(reads(RSS_FIELDS, "udp6"), "no reading");
	ck_assert_uint_eq(card.asked, 10);
	card.told.contexts_told = true;
	card.told.xfrm = (struct reading){ true, 1 };
	card.told.hfunc.n = 2;
	with_key();
	ck_assert_str_eq(reads(RSS_CONTEXTS, ""), "0");
	ck_assert_str_eq(reads(RSS_XFRM, ""), "symmetric-xor");
	ck_assert_str_eq(reads(RSS_HFUNC, ""), "crc32");
	ck_assert_str_eq(reads(RSS_KEY, ""), "00:01:02:03:04:05:06:07:08:09:0a:0b:0c:0d:0e:0f:10:11:"
			 "12:13:14:15:16:17:18:19:1a:1b:1c:1d:1e:1f:20:21:22:23:24:25:26:27");
}
END_TEST

/* A kernel that tells of the fields along with the table is asked no more. */
START_TEST(a6_fields_in_one_answer)
{
	static const struct ethrss_fields fields[] = {
		{ IPV4_FLOW, RXH_IP_SRC }, { UDP_V6_FLOW, RXH_IP_SRC | RXH_IP_DST },
		{ TCP_V4_FLOW, RXH_IP_DST },
	};

	card.asked = 0;
	card.told.fields = fields;
	card.told.nfields = 3;
	read_now();
	ck_assert_uint_eq(card.asked, 0);
	ck_assert_uint_eq(now.n, RSS_FIELDS + 2);
	ck_assert_str_eq(reads(RSS_FIELDS, "tcp4"), "d");
	ck_assert_str_eq(reads(RSS_FIELDS, "udp6"), "sd");
	card.told.nfields = 0;
	read_now();
	ck_assert_uint_eq(now.n, RSS_FIELDS);
	ck_assert_uint_eq(card.asked, 0);
}
END_TEST

/* A4: a driver without any of it is shown as such, and asked once about the fields. */
START_TEST(a4_a_card_without)
{
	memset(&card, 0, sizeof(card));
	card.code = -EOPNOTSUPP;
	read_now();
	for (size_t i = 0; i < now.n; i++)
		ck_assert_int_eq(now.v[i].value.kind, VALUE_NONE);
	ck_assert_uint_eq(now.n, RSS_FIELDS);
	ck_assert_uint_eq(card.asked, 1);
	refused("equal 2", -EOPNOTSUPP, "table is not supported by eth0, driver igb");
	refused("hfunc xor", -EOPNOTSUPP, "hfunc is not supported by eth0, driver igb");
	refused("xfrm none", -EOPNOTSUPP, "xfrm is not supported by eth0, driver igb");
	refused("key symmetric", -EOPNOTSUPP, "key is not supported by eth0, driver igb");
	refused("fields udp4 sd", -EOPNOTSUPP,
		"the hashed fields of udp4 are not told by eth0, driver igb");
}
END_TEST

START_TEST(a5_equal)
{
	changes_to("equal 2", BLOCKS, "0-1 in turn, 128 entries", "ethtool -X eth0 equal 2");
	for (uint32_t i = 0; i < ENTRIES; i++)
		ck_assert_uint_eq(card.table[i], i % 2);
	changes_to("start 1 equal 4", "0-1 in turn, 128 entries", "1-4 in turn, 128 entries",
		   "ethtool -X eth0 start 1 equal 4");
	changes_to("equal 1 start 5", "1-4 in turn, 128 entries", "all 128 to 5",
		   "ethtool -X eth0 start 5 equal 1");
	changes_to("table 3,1", "all 128 to 5", "3 1 in turn, 128 entries",
		   "ethtool -X eth0 start 1 weight 64 0 64");
	ck_assert(card.users_own);
}
END_TEST

START_TEST(a5_weight)
{
	changes_to("weight 1 1 2", BLOCKS, "0 x32, 1 x32, 2 x64",
		   "ethtool -X eth0 weight 32 32 64");
	changes_to("weight 0 3", "0 x32, 1 x32, 2 x64", "all 128 to 1",
		   "ethtool -X eth0 start 1 equal 1");
	changes_to("weight 3 0 1 0 0 0 0 start 2", "all 128 to 1", "2 x96, 4 x32",
		   "ethtool -X eth0 start 2 weight 96 0 32");
	/* As the driver's own: a third is 42 entries, and what is left over goes to later ones. */
	changes_to("weight 1 1 1", "2 x96, 4 x32", "0 x42, 1 x43, 2 x43",
		   "ethtool -X eth0 weight 42 43 43");
}
END_TEST

/* L2: one queue set apart, and the next one later. */
START_TEST(l2_exclude)
{
	changes_to("exclude 0", BLOCKS, "1-5 in turn, 128 entries",
		   "ethtool -X eth0 start 1 equal 5");
	changes_to("exclude 2-3", "1-5 in turn, 128 entries", "1 4-5 in turn, 128 entries",
		   "ethtool -X eth0 start 1 weight 43 0 0 43 42");
	changes_to("exclude 1,4", "1 4-5 in turn, 128 entries", "all 128 to 5",
		   "ethtool -X eth0 start 5 equal 1");
	/* Weights stay where nobody is to be left out. */
	changes_to("weight 0 1 3", "all 128 to 5", "1 x32, 2 x96",
		   "ethtool -X eth0 start 1 weight 32 96");
	ck_assert_int_eq(order("exclude 0,3-5"), 0);
	ck_assert_uint_eq(out.n, 0);
	ck_assert_uint_eq(already, 1);
	changes_to("equal 1 start 5", "1 x32, 2 x96", "all 128 to 5",
		   "ethtool -X eth0 start 5 equal 1");
	refused("exclude 5", -EINVAL, "without rx queues 5 no queue would receive");
	refused("exclude 6", -EINVAL, "'6': eth0 has rx queues 0-5");
	refused("exclude irq", -EINVAL, "'irq' is no set of rx queues (a list as 0,2-3, a mask, all or "
					"none): eth0 has rx queues 0-5");
}
END_TEST

START_TEST(a5_default_is_the_kernels)
{
	ck_assert_int_eq(order("default"), 0);
	ck_assert_uint_eq(out.n, 1);
	ck_assert_str_eq(value_text(arena, &out.v[0].new), "default");
	ck_assert_str_eq(shell(0), "ethtool -X eth0 default");
	card.users_own = true;
	ck_assert_int_eq(apply(false), 0);
	ck_assert(!card.users_own);
	ck_assert_uint_eq(card.table[7], 1);
}
END_TEST

START_TEST(tables_that_cannot_be)
{
	refused("equal 7", -EINVAL, "no rx queue 6: eth0 has rx queues 0-5");
	refused("start 4 equal 3", -EINVAL, "no rx queue 6: eth0 has rx queues 0-5");
	refused("start 6 equal 1", -EINVAL, "no rx queue 6: eth0 has rx queues 0-5");
	refused("equal 0", -EINVAL, "equal takes how many queues, 1 or more, not '0'");
	refused("equal x", -EINVAL, "equal takes how many queues, 1 or more, not 'x'");
	refused("start x equal 1", -EINVAL, "start takes the number of a queue, not 'x'");
	refused("weight 0 0", -EINVAL, "all weights are 0: no queue would receive");
	refused("weight 1 -1", -EINVAL, "weight takes a number for each queue, not '-1'");
	refused("weight 1 0 0 0 0 0 1", -EINVAL, "no rx queue 6: eth0 has rx queues 0-5");
	refused("weight 1 1000", -EINVAL,
		"weight 1 of 1001 is less than one of the indirection table's 128 entries");
	refused("table 0,,1", -EINVAL, "table takes up to 128 queues with commas, not '0,,1'");
	refused("table 0,1,2", -EINVAL,
		"3 queues do not fill the indirection table of 128 entries evenly");
	refused("table 9", -EINVAL, "no rx queue 9: eth0 has rx queues 0-5");
	refused("entries 5", -EINVAL, "rss: 'entries' cannot be set");
	refused("eqaul 5", -EINVAL, "rss: 'eqaul' cannot be set");
	refused("start 1", -EINVAL, "start goes with equal or weight");
	refused("start 1 exclude 0", -EINVAL, "start goes with equal or weight");
	refused("equal 2 default", -EINVAL, "'equal' and 'default' both give the table: name one");
	refused("equal 2 equal 3", -EINVAL, "'equal' is given twice");
	card.told.rings.n = 1;
	read_now();
	refused("equal 2", -EINVAL, "no rx queue 1: eth0 has one rx queue, 0");
	/* A driver that tells of no ring: the kernel's queues count. */
	card.told.rings.n = 0;
	read_now();
	refused("equal 7", -EINVAL, "no rx queue 6: eth0 has rx queues 0-5");
	ck_assert_int_eq(order("equal 2"), 0);
	ck_assert_int_eq(apply(false), 0);
	ck_assert_uint_eq(card.table[3], 1);
	card.told.rings.set = false;
	card.nentries = 2;
	read_now();
	refused("equal 7", -EINVAL, "no rx queue 6: eth0 has rx queues 0-5");
	refused("equal 3", -EINVAL, "the indirection table has 2 entries: too few for 3 queues");
	refused("weight 1 1 1", -EINVAL,
		"3 weights are more than the indirection table has entries, 2");
}
END_TEST

#define SYMMETRIC "6d:5a:6d:5a:6d:5a:6d:5a:6d:5a:6d:5a:6d:5a:6d:5a:6d:5a:6d:5a:" \
		  "6d:5a:6d:5a:6d:5a:6d:5a:6d:5a:6d:5a:6d:5a:6d:5a:6d:5a:6d:5a"

START_TEST(a4_keys)
{
	const char *before;

	with_key();
	before = reads(RSS_KEY, "");
	changes_to("key symmetric", before, SYMMETRIC, "ethtool -X eth0 hkey " SYMMETRIC);
	changes_to(arena_printf(arena, "key %s", before), SYMMETRIC, before,
		   arena_printf(arena, "ethtool -X eth0 hkey %s", before));
	refused("key 6d:5a", -EINVAL, "the key of eth0 has 40 bytes, not 2");
	refused("key 6d5a", -EINVAL, "key takes symmetric or bytes as 6d:5a:..., not '6d5a'");
	refused("key 6d:5", -EINVAL, "key takes symmetric or bytes as 6d:5a:..., not '6d:5'");
	refused("key 6d:5a:", -EINVAL, "key takes symmetric or bytes as 6d:5a:..., not '6d:5a:'");
	refused("key default", -EINVAL, "no kernel or driver keeps a default key to return to "
		"(give symmetric, or the bytes of an earlier one)");
}
END_TEST

START_TEST(a4_hash_functions)
{
	changes_to("hfunc xor", "toeplitz", "xor", "ethtool -X eth0 hfunc xor");
	changes_to("xfrm symmetric-or-xor", "none", "symmetric-or-xor",
		   "ethtool -X eth0 xfrm symmetric-or-xor");
	refused("hfunc md5", -EINVAL, "hfunc takes one of toeplitz, xor, crc32, not 'md5'");
	refused("xfrm both", -EINVAL,
		"xfrm takes one of none, symmetric-xor, symmetric-or-xor, not 'both'");
	/* A function without a name is put back by its number. */
	card.told.hfunc.n = 5;
	read_now();
	ck_assert_int_eq(order("hfunc xor"), 0);
	ck_assert_int_eq(apply(false), 0);
	ck_assert_int_eq(apply(true), 0);
	ck_assert_uint_eq(card.told.hfunc.n, 5);
}
END_TEST

START_TEST(a6_fields)
{
	changes_to("fields udp4 nfds", "sd", "sdfn", "ethtool -N eth0 rx-flow-hash udp4 sdfn");
	changes_to("fields udp4 none", "sdfn", "none", "ethtool -N eth0 rx-flow-hash udp4 ''");
	ck_assert_uint_eq(card.fields[UDP_V4_FLOW], 0);
	ck_assert_int_eq(order("fields udp4 r fields tcp6 sd"), 0);
	ck_assert_uint_eq(out.n, 2);
	ck_assert_str_eq(out.v[1].target, "tcp6");
	ck_assert_int_eq(apply(false), 0);
	ck_assert_uint_eq(card.fields[UDP_V4_FLOW], UINT64_C(1) << 31);
	refused("fields udp5 sd", -EINVAL, "fields takes one of tcp4, udp4, sctp4, ah4, esp4, tcp6, "
		"udp6, sctp6, ah6, esp6, not 'udp5'");
	refused("fields udp4 sx", -EINVAL, "fields takes none or letters of mvtsdfner (s and d the "
		"addresses, f and n the ports), not 'sx'");
	refused("fields udp4 ss", -EINVAL, "fields takes none or letters of mvtsdfner (s and d the "
		"addresses, f and n the ports), not 'ss'");
	refused("fields udp6 sd", -EOPNOTSUPP,
		"the hashed fields of udp6 are not told by eth0, driver igb");
	refused("fields udp4 sd fields udp4 s", -EINVAL, "'fields udp4' is given twice");
}
END_TEST

/* Fields are told one by one: of several, those before a refusal are put back. */
START_TEST(a6_all_fields_or_none)
{
	ck_assert_int_eq(order("fields udp4 sdfn fields tcp6 sd"), 0);
	card.refuses = TCP_V6_FLOW;
	ck_assert_int_eq(apply(false), -EINVAL);
	ck_assert_str_eq(err.text, "tcp6: words of the kernel");
	ck_assert_uint_eq(card.fields[UDP_V4_FLOW], RXH_IP_SRC | RXH_IP_DST);
	card.silent = true;
	ck_assert_int_eq(apply(false), -EINVAL);
	ck_assert_str_eq(err.text, "tcp6: the driver takes no such value and does not say why");
}
END_TEST

/* The kernel refuses fields that are not symmetric while the transformation is, and the other way round. */
START_TEST(symmetry_comes_last_and_goes_first)
{
	ck_assert_int_eq(order("xfrm symmetric-xor equal 2 fields udp4 sdfn"), 0);
	ck_assert_uint_eq(out.n, 3);
	ck_assert_ptr_eq(out.v[0].attr, &rss_rows[RSS_FIELDS]);
	ck_assert_ptr_eq(out.v[1].attr, &rss_rows[RSS_TABLE]);
	ck_assert_ptr_eq(out.v[2].attr, &rss_rows[RSS_XFRM]);
	ck_assert_uint_eq(knob_together(out.v, 3), 1);
	ck_assert_uint_eq(knob_together(out.v + 1, 2), 2);
	card.told.xfrm = (struct reading){ true, 1 };
	read_now();
	ck_assert_int_eq(order("fields udp4 s xfrm none"), 0);
	ck_assert_ptr_eq(out.v[0].attr, &rss_rows[RSS_XFRM]);
	ck_assert_ptr_eq(out.v[1].attr, &rss_rows[RSS_FIELDS]);
}
END_TEST

START_TEST(all_of_one_interface_in_one_message)
{
	with_key();
	ck_assert_int_eq(order("equal 3 key symmetric hfunc xor"), 0);
	ck_assert_uint_eq(out.n, 3);
	ck_assert_int_eq(apply(false), 0);
	ck_assert_uint_eq(card.sets, 1);
	ck_assert_uint_eq(card.table[2], 2);
	ck_assert_uint_eq(card.key[39], 0x5a);
	card.code = -EBUSY;
	ck_assert_int_eq(apply(false), -EBUSY);
	ck_assert_str_eq(err.text, "words of the kernel");
}
END_TEST

/*
 * A3: a table that is given keeps the kernel from taking queues away. What it would make itself
 * is therefore never given, asked for or put back.
 */
START_TEST(a5_the_kernels_own_table_is_not_given)
{
	for (uint32_t i = 0; i < ENTRIES; i++)
		card.table[i] = i % 6;
	read_now();
	ck_assert_int_eq(order("equal 2"), 0);
	ck_assert_int_eq(apply(false), 0);
	ck_assert(card.users_own);
	ck_assert_int_eq(apply(true), 0);
	ck_assert(!card.users_own);
	ck_assert_uint_eq(card.table[11], 5);
	ck_assert_int_eq(apply(false), 0);
	read_now();
	changes_to("equal 6", "0-1 in turn, 128 entries", "0-5 in turn, 128 entries",
		   "ethtool -X eth0 equal 6");
	ck_assert(!card.users_own);
	/* Another driver's own order can only be given. */
	for (uint32_t i = 0; i < ENTRIES; i++)
		card.table[i] = i * 6 / ENTRIES;
	read_now();
	ck_assert_int_eq(order("equal 5"), 0);
	ck_assert_int_eq(apply(false), 0);
	ck_assert(card.users_own);
	ck_assert_int_eq(apply(true), 0);
	ck_assert(card.users_own);
	ck_assert_uint_eq(card.table[ENTRIES - 1], 5);
	ck_assert_uint_eq(card.table[21], 0);
}
END_TEST

/* Bits without a letter survive the way to words and back. */
START_TEST(fields_there_and_back)
{
	for (unsigned i = 0; i < 64; i++) {
		uint64_t bits = UINT64_C(1) << i | RXH_IP_SRC, back;

		ck_assert_int_eq(rss_fields_parse(rss_fields_text(arena, bits), &back), 0);
		ck_assert_uint_eq(back, bits);
	}
	ck_assert_str_eq(rss_fields_text(arena, RXH_IP_SRC | 0x200), "s+0x200");
}
END_TEST

/* A table of a damaged recording. */
START_TEST(wild_tables)
{
	for (uint32_t i = 0; i < ENTRIES; i++)
		card.table[i] = i * 0x02000000;
	read_now();
	ck_assert_str_eq(reads(RSS_QUEUES, ""), "128");
	ck_assert_int_eq(order("exclude 0"), 0);
	ck_assert_uint_eq(out.n, 1);
	ck_assert_ptr_nonnull(strstr(shell(0), "nqtune rss eth0 table 33554432,"));
}
END_TEST

static Suite *make_suite(void)
{
	Suite *s = suite_create("knob_rss");
	TCase *t = tcase_create("knob_rss");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, a5_what_the_card_says);
	tcase_add_test(t, a6_fields_in_one_answer);
	tcase_add_test(t, a4_a_card_without);
	tcase_add_test(t, a5_equal);
	tcase_add_test(t, a5_weight);
	tcase_add_test(t, l2_exclude);
	tcase_add_test(t, a5_default_is_the_kernels);
	tcase_add_test(t, tables_that_cannot_be);
	tcase_add_test(t, a4_keys);
	tcase_add_test(t, a4_hash_functions);
	tcase_add_test(t, a6_fields);
	tcase_add_test(t, a6_all_fields_or_none);
	tcase_add_test(t, symmetry_comes_last_and_goes_first);
	tcase_add_test(t, all_of_one_interface_in_one_message);
	tcase_add_test(t, a5_the_kernels_own_table_is_not_given);
	tcase_add_test(t, fields_there_and_back);
	tcase_add_test(t, wild_tables);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(make_suite)
