// SPDX-License-Identifier: GPL-2.0-or-later
// B3, B7: on which interfaces does the firewall masquerade? Real rule sets as the kernel sent them
// (tests/unit/data/nft), and hostile ones made up here.
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>

#include "main.h"
#include "nfnl_oifs.h"
#include "nfnl_priv.h"
#include "nlbytes.h"
#include "nqtune/arena.h"
#include "nqtune/files.h"
#include "nqtune/nfnl.h"
#include "tree.h"
#include "uapi.h"

static struct nltape t;
static struct arena *arena;

static void setup(void)
{
	memset(&t, 0, sizeof(t));
	arena = arena_new(NULL);
}

static void teardown(void)
{
	arena_free(arena);
}

static const char *ifname_of(unsigned ifindex, void *data)
{
	return ifindex == 1 ? "lo" : ifindex == 3 ? "lan0" : NULL;
}

static struct nat read_nat(struct nltape *tape, struct arena *into)
{
	struct answers *a = nltape_open(tape);
	struct nat nat;

	nfnl_read_nat(a, into, ifname_of, NULL, &nat);
	answers_close(a);
	return nat;
}

/* "wan ppp*; but docker0": what nat says in one line. */
static const char *told(const struct nat *nat)
{
	static char text[512];
	size_t at = 0;

	text[0] = '\0';
	if (!nat->known)
		return nat->unknown_why;
	for (size_t i = 0; i < nat->nifaces; i++)
		at += (size_t)snprintf(text + at, sizeof(text) - at, "%s%s", i ? " " : "",
				       nat->ifaces[i]);
	if (nat->any_iface)
		at += (size_t)snprintf(text + at, sizeof(text) - at, "; any");
	for (size_t i = 0; i < nat->nexcept; i++)
		at += (size_t)snprintf(text + at, sizeof(text) - at, "%s %s", i ? "" : " but",
				       nat->except[i]);
	return text;
}

static const char *const keys[] = {
	"nftables/chains", "nftables/tables", "nftables/flowtables",
	"nftables/rules/inet/fw4", "nftables/rules/inet/firewalld", "nftables/rules/ip/nat",
	"nftables/rules/ip/t", "nftables/rules/ip6/t6", "nftables/rules/inet/t",
	"nftables/setelem/inet/t/__map0", "nftables/setelem/inet/t/__map1",
	"nftables/setelem/inet/t/__set0", "nftables/setelem/inet/t/ranges",
	"nftables/setelem/ip/t/__map0", "nftables/setelem/ip/t/__set0",
	"nftables/setelem/ip/t/pairs", "nftables/setelem/ip/t/uplinks",
	"nftables/setelem/ip6/t6/__set0", "nftables/setelem/ip6/t6/__set1",
};

static const struct {
	const char *dir;
	const char *told;
} cases[] = {
	{ "nft/fw4", "wan" },
	{ "nft/docker", "; any but docker0" },
	{ "nft/firewalld", "ext0" },
	{ "nft/iptables", "eth7 ppp* wan; any but br0 br1" },
	{ "nft/sets", "lan0 lo ppp* v1 v2 wan wan2 wan3 wan4; any" },
	{ "nft/wild", "eth0 ppp*" },
	{ "nft/concat", "c1 gone lo0 m0 m1 p1 p2 wan3 wan4; any but quiet0" },
	{ "nft/vmapwild", "wwan* zz" },
	{ "nft/mapall", "; any but quiet v3" },
	{ "nft/marks", "; any but lan* lo" },
	{ "nft/accepted", "; any but lan0 lan3" },
	{ "nft/none", "" },
	{ "nft/empty", "" },
};
#define NCASES (sizeof(cases) / sizeof(cases[0]))

static void load(const char *dir)
{
	t.n = 0;
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		nltape_load(&t, dir, keys[i]);
	ck_assert_uint_ge(t.n, 2);
}

START_TEST(b3_recorded_rules)
{
	struct nat nat;

	if (!data_readable())
		return;
	load(cases[_i].dir);
	nat = read_nat(&t, arena);
	ck_assert_str_eq(told(&nat), cases[_i].told);
	ck_assert(!nat.flowtable && !nat.legacy);
}
END_TEST

/* A firewall's filters are neither asked for nor recorded. */
START_TEST(only_nat_tables_are_read)
{
	if (!data_readable())
		return;
	load("nft/none");
	read_nat(&t, arena);
	ck_assert_uint_eq(t.asked, 2);
}
END_TEST

static void read_damaged(struct nltape *tape, void *data)
{
	struct arena *scratch = arena_new(NULL);
	struct nat nat = read_nat(tape, scratch);

	ck_assert(nat.known || nat.unknown_why);
	nat_names(&nat, "wan");
	nat_covers(&nat, "wan");
	arena_free(scratch);
}

START_TEST(recorded_and_damaged)
{
	if (!data_readable())
		return;
	load(cases[_i].dir);
	nltape_flip_all(&t, read_damaged, NULL);
	ck_assert_uint_gt(t.asked, 100);
}
END_TEST

/* Sets that a recording lacks may name any interface. */
START_TEST(unreadable_sets)
{
	struct nat nat;

	if (!data_readable())
		return;
	nltape_load(&t, "nft/wild", "nftables/chains");
	nltape_load(&t, "nft/wild", "nftables/rules/ip/t");
	nat = read_nat(&t, arena);
	ck_assert_str_eq(told(&nat), "; any");
	t.n = 0;
	nltape_load(&t, "nft/vmapwild", "nftables/chains");
	nltape_load(&t, "nft/vmapwild", "nftables/rules/ip/t");
	nat = read_nat(&t, arena);
	ck_assert(!nat.known);
	ck_assert(strstr(nat.unknown_why, "verdict map") != NULL);
}
END_TEST

START_TEST(what_cannot_be_read)
{
	static const struct {
		int code;
		bool known;
		const char *why;
	} v[] = {
		{ -EPERM, false, "CAP_NET_ADMIN" },
		{ -EINVAL, true, NULL },	/* no nf_tables in this kernel */
		{ -EOPNOTSUPP, true, NULL },
		{ -ENOMEM, false, "nf_tables" },
	};
	struct nat nat = read_nat(&t, arena);

	ck_assert(!nat.known);
	ck_assert_str_eq(nat.unknown_why, "not recorded");
	for (size_t i = 0; i < sizeof(v) / sizeof(v[0]); i++) {
		t.n = 0;
		nl_error(nltape_add(&t, "nftables/chains"), v[i].code, NULL);
		nat = read_nat(&t, arena);
		ck_assert(nat.known == v[i].known);
		ck_assert(!nat.any_iface && nat.nifaces == 0);
		if (v[i].why)
			ck_assert(strstr(nat.unknown_why, v[i].why) != NULL);
	}
}
END_TEST

static void nft_msg(struct nlbytes *b, unsigned type, uint8_t family)
{
	const struct nfgenmsg nfg = { .nfgen_family = family };

	nl_msg(b, NFNL_SUBSYS_NFTABLES << 8 | type, NLM_F_MULTI);
	nl_put(b, &nfg, sizeof(nfg));
}

static void put_chain(struct nlbytes *b, const char *name, bool base)
{
	nft_msg(b, NFT_MSG_NEWCHAIN, NFPROTO_IPV4);
	nl_text(b, NFTA_CHAIN_TABLE, "t");
	nl_text(b, NFTA_CHAIN_NAME, name);
	if (base) {
		size_t hook = nl_nest(b, NFTA_CHAIN_HOOK);

		nl_be32(b, NFTA_HOOK_HOOKNUM, NF_INET_POST_ROUTING);
		nl_nest_end(b, hook);
		nl_text(b, NFTA_CHAIN_TYPE, "nat");
	}
	nl_end(b);
}

/* A rule that jumps to another chain, or masquerades for NULL. */
static void put_rule(struct nlbytes *b, const char *chain, const char *to)
{
	size_t list;
	size_t expr;

	nft_msg(b, NFT_MSG_NEWRULE, NFPROTO_IPV4);
	nl_text(b, NFTA_RULE_TABLE, "t");
	nl_text(b, NFTA_RULE_CHAIN, chain);
	list = nl_nest(b, NFTA_RULE_EXPRESSIONS);
	expr = nl_nest(b, NFTA_LIST_ELEM);
	nl_text(b, NFTA_EXPR_NAME, to ? "immediate" : "masq");
	if (to) {
		size_t data = nl_nest(b, NFTA_EXPR_DATA);
		size_t value;
		size_t verdict;

		nl_be32(b, NFTA_IMMEDIATE_DREG, NFT_REG_VERDICT);
		value = nl_nest(b, NFTA_IMMEDIATE_DATA);
		verdict = nl_nest(b, NFTA_DATA_VERDICT);
		nl_be32(b, NFTA_VERDICT_CODE, (uint32_t)NFT_JUMP);
		nl_text(b, NFTA_VERDICT_CHAIN, to);
		nl_nest_end(b, verdict);
		nl_nest_end(b, value);
		nl_nest_end(b, data);
	}
	nl_nest_end(b, expr);
	nl_nest_end(b, list);
	nl_end(b);
}

/* No kernel keeps a loop, but a recording may hold one. */
START_TEST(a_loop_ends)
{
	struct nlbytes *b = nltape_add(&t, "nftables/chains");
	struct nat nat;

	put_chain(b, "post", true);
	put_chain(b, "a", false);
	nl_done(b, 0);
	b = nltape_add(&t, "nftables/rules/ip/t");
	put_rule(b, "post", "a");
	put_rule(b, "a", "post");
	put_rule(b, "a", NULL);
	nl_done(b, 0);
	nat = read_nat(&t, arena);
	ck_assert_str_eq(told(&nat), "; any");
}
END_TEST

/* Sixteen chains that each jump ten times to the next: given up, and said so. */
START_TEST(a_thicket_is_given_up)
{
	struct nlbytes *b = nltape_add(&t, "nftables/chains");
	struct nlbytes *rules = nltape_add(&t, "nftables/rules/ip/t");
	struct nat nat;

	for (char c = 'a'; c <= 'p'; c++) {
		const char name[] = { c, '\0' };
		const char next[] = { (char)(c + 1), '\0' };

		put_chain(b, name, c == 'a');
		for (int i = 0; i < 10; i++)
			put_rule(rules, name, next);
	}
	nl_done(b, 0);
	put_rule(rules, "p", NULL);
	nl_done(rules, 0);
	nat = read_nat(&t, arena);
	ck_assert(!nat.known);
	ck_assert(strstr(nat.unknown_why, "too many") != NULL);
}
END_TEST

/* A flowtable on a device, or prefix of devices; NULL = without any. */
static void put_flowtable(struct nlbytes *b, const char *device, unsigned type, uint32_t flags)
{
	size_t hook, devices;

	nft_msg(b, NFT_MSG_NEWFLOWTABLE, NFPROTO_INET);
	nl_text(b, NFTA_FLOWTABLE_NAME, "ft");
	nl_be32(b, NFTA_FLOWTABLE_FLAGS, flags);
	hook = nl_nest(b, NFTA_FLOWTABLE_HOOK);
	nl_be32(b, NFTA_FLOWTABLE_HOOK_NUM, 0);
	devices = nl_nest(b, NFTA_FLOWTABLE_HOOK_DEVS);
	if (device)
		nl_text(b, type, device);
	nl_nest_end(b, devices);
	nl_nest_end(b, hook);
	nl_end(b);
}

/* B7: flowtables, with and without hardware offload. */
START_TEST(b7_flowtables)
{
	struct nlbytes *b;
	struct nat nat;

	nl_done(nltape_add(&t, "nftables/chains"), 0);
	b = nltape_add(&t, "nftables/flowtables");
	put_flowtable(b, "wan", NFTA_DEVICE_NAME, 0);
	put_flowtable(b, "lan", K_DEVICE_PREFIX, NFT_FLOWTABLE_HW_OFFLOAD);
	put_flowtable(b, NULL, 0, NFT_FLOWTABLE_HW_OFFLOAD);
	nl_done(b, 0);
	nat = read_nat(&t, arena);
	ck_assert(nat.known);
	ck_assert_uint_eq(nat.nfast, 2);
	ck_assert_uint_eq(nat.noffloaded, 1);
	ck_assert(nat_is_fast(&nat, "wan") && !nat_is_offloaded(&nat, "wan"));
	ck_assert(nat_is_fast(&nat, "lan0") && nat_is_offloaded(&nat, "lan0"));
	ck_assert(!nat_is_fast(&nat, "wan2") && !nat_is_fast(&nat, "la"));
	/* what is there is not known here */
	ck_assert(!nat.flowtable && !nat.flowtable_hw);
}
END_TEST

/* 6.16 told a prefix by leaving the NUL out. */
START_TEST(b7_flowtable_of_a_cut_name)
{
	struct nlbytes *b;
	struct nat nat;

	nl_done(nltape_add(&t, "nftables/chains"), 0);
	b = nltape_add(&t, "nftables/flowtables");
	put_flowtable(b, "ppp0", NFTA_DEVICE_NAME, 0);
	/* the attribute's last byte, and the padding behind it, in the last message */
	ck_assert_mem_eq(b->v + b->len - 8, "ppp0", 5);
	b->v[b->len - 4] = '1';
	b->v[b->len - 12] = NLA_HDRLEN + 4;
	nl_done(b, 0);
	nat = read_nat(&t, arena);
	ck_assert(nat_is_fast(&nat, "ppp0") && nat_is_fast(&nat, "ppp07"));
}
END_TEST

/* A flowtable whose device is cut off ends the list; what the chains say stands. */
START_TEST(b7_malformed_flowtable)
{
	static const uint8_t broken[] = { 40, 0, NFTA_DEVICE_NAME, 0, 'w' };
	struct nlbytes *b;
	struct nat nat;
	size_t hook;

	nl_done(nltape_add(&t, "nftables/chains"), 0);
	b = nltape_add(&t, "nftables/flowtables");
	nft_msg(b, NFT_MSG_NEWFLOWTABLE, NFPROTO_INET);
	hook = nl_nest(b, NFTA_FLOWTABLE_HOOK);
	nl_attr(b, NFTA_FLOWTABLE_HOOK_DEVS, broken, sizeof(broken));
	nl_nest_end(b, hook);
	nl_end(b);
	put_flowtable(b, "wan", NFTA_DEVICE_NAME, 0);
	nl_done(b, 0);
	nat = read_nat(&t, arena);
	ck_assert(nat.known);
	ck_assert_uint_eq(nat.nfast, 0);
}
END_TEST

/* iptables-legacy keeps its rules where nothing here can read them: at least its table shows. */
START_TEST(b3_legacy_table)
{
	struct tree tree = tree_new();
	struct files *tree_files;
	struct answers *a;
	struct nat nat;
	FILE *f;

	ck_assert_int_eq(mkdirat(tree.fd, "proc", 0755), 0);
	ck_assert_int_eq(mkdirat(tree.fd, "proc/net", 0755), 0);
	f = fdopen(openat(tree.fd, "proc/net/ip_tables_names", O_CREAT | O_WRONLY, 0644), "w");
	ck_assert_ptr_nonnull(f);
	fputs("filter\nnat\n", f);
	fclose(f);
	ck_assert_int_eq(files_open(&tree_files, tree.path, NULL), 0);
	ck_assert_int_eq(answers_open(&a, tree_files, NULL), 0);
	nfnl_read_nat(a, arena, ifname_of, NULL, &nat);
	ck_assert(nat.legacy && !nat.known);
	answers_close(a);
	files_close(tree_files);
	tree_free(&tree);
}
END_TEST

START_TEST(names_and_covers)
{
	char wan[] = "wan", ppp[] = "ppp*", docker0[] = "docker0", lan[] = "lan*";
	char *ifaces[] = { wan, ppp };
	char *except[] = { docker0, lan };
	struct nat nat = { .known = true, .ifaces = ifaces, .nifaces = 2, .except = except,
			   .nexcept = 2 };

	ck_assert(nat_names(&nat, "wan") && nat_names(&nat, "ppp0") && nat_names(&nat, "ppp"));
	ck_assert(!nat_names(&nat, "wan2") && !nat_names(&nat, "pp") && !nat_names(&nat, ""));
	ck_assert(!nat_covers(&nat, "eth0"));
	nat.any_iface = true;
	ck_assert(nat_covers(&nat, "eth0") && nat_covers(&nat, "docker01"));
	ck_assert(!nat_covers(&nat, "docker0") && !nat_covers(&nat, "lan3"));
}
END_TEST

START_TEST(keys_are_file_names)
{
	char key[64] = "nftables/rules";
	char longest[300];
	char big[600] = "k";

	nft_key_add(key, sizeof(key), "..");
	nft_key_add(key, sizeof(key), "a/b.c é");
	nft_key_add(key, sizeof(key), "");
	ck_assert_str_eq(key, "nftables/rules/%2e./a%2fb.c%20%c3%a9/");
	memset(longest, '/', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	nft_key_add(big, sizeof(big), longest);
	ck_assert_uint_le(strlen(big), 2 + 255);
	nft_key_add(key, sizeof(key), longest);
	ck_assert_uint_lt(strlen(key), sizeof(key));
}
END_TEST

static struct oifs list(bool but, const char *words)
{
	struct ifpat *v = arena_array(arena, 8, sizeof(*v));
	struct oifs out = { .but = but, .v = v };
	char copy[128];
	char *save;

	snprintf(copy, sizeof(copy), "%s", words);
	for (char *w = strtok_r(copy, " ", &save); w; w = strtok_r(NULL, " ", &save)) {
		size_t len = strlen(w);

		v[out.n++] = w[len - 1] == '*' ? ifpat_make(w, len - 1) : ifpat_make(w, len + 1);
	}
	return out;
}

static const char *both(struct oifs a, struct oifs b)
{
	struct oifs o = oifs_and(arena, a, b);
	char *text = arena_printf(arena, "%s", o.but ? "!" : "");

	for (size_t i = 0; i < o.n; i++)
		text = arena_printf(arena, "%s%s%s%s", text, i ? " " : "", o.v[i].text,
				    o.v[i].prefix ? "*" : "");
	return text;
}

START_TEST(sets_of_interfaces)
{
	ck_assert_str_eq(both(oifs_all, list(false, "a b")), "a b");
	ck_assert_str_eq(both(list(false, "a b"), oifs_all), "a b");
	ck_assert_str_eq(both(list(false, "a b"), list(false, "b c")), "b");
	ck_assert_str_eq(both(list(false, "ppp* a"), list(false, "ppp0 pp*")), "ppp*");
	ck_assert_str_eq(both(list(false, "ppp0 a"), list(true, "ppp*")), "a");
	ck_assert_str_eq(both(list(true, "ppp0"), list(false, "ppp* ppp0")), "ppp*");
	ck_assert_str_eq(both(list(true, "a"), list(true, "a b")), "!a b");
	ck_assert_str_eq(both(list(true, "ppp0"), list(true, "ppp*")), "!ppp*");
	ck_assert_str_eq(both(oifs_not(oifs_all), oifs_all), "");
	ck_assert(oifs_none(oifs_not(oifs_all)));
	ck_assert(!oifs_none(oifs_all));
	ck_assert(oifs_none(oifs_and(arena, list(false, "a"), list(true, "a"))));
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("nfnl");
	TCase *c = tcase_create("nfnl");

	tcase_add_checked_fixture(c, setup, teardown);
	tcase_set_timeout(c, 120);
	tcase_add_loop_test(c, b3_recorded_rules, 0, (int)NCASES);
	tcase_add_loop_test(c, recorded_and_damaged, 0, (int)NCASES);
	tcase_add_test(c, only_nat_tables_are_read);
	tcase_add_test(c, unreadable_sets);
	tcase_add_test(c, what_cannot_be_read);
	tcase_add_test(c, a_loop_ends);
	tcase_add_test(c, a_thicket_is_given_up);
	tcase_add_test(c, b7_flowtables);
	tcase_add_test(c, b7_flowtable_of_a_cut_name);
	tcase_add_test(c, b7_malformed_flowtable);
	tcase_add_test(c, b3_legacy_table);
	tcase_add_test(c, names_and_covers);
	tcase_add_test(c, keys_are_file_names);
	tcase_add_test(c, sets_of_interfaces);
	suite_add_tcase(s, c);
	return s;
}

TEST_MAIN(suite)
