// SPDX-License-Identifier: GPL-2.0-or-later
// Flow rules: words to rules and back, places, drivers that pick these themselves (L2).
#include "main.h"

#include <arpa/inet.h>
#include <linux/ethtool.h>

#include "knobwire.h"
#include "nqtune/ethrules.h"
#include "ntuple.h"

#define ROOM 8

/* The card's rules, by place. */
static struct {
	struct ethtool_rx_flow_spec rule[ROOM];
	bool used[ROOM];
	uint32_t room;
	bool picks;		/* the driver picks places */
	bool insists;		/* and takes no wish */
	int no_rules, refuses;
	uint32_t forgets;	/* mask bits of a source port that the card does not compare */
} card;

int ethrules_get(struct answers *a, const char *ifname, struct arena *arena, struct ethrules *out,
		 struct err *e)
{
	struct ethtool_rx_flow_spec *v = arena_array(arena, ROOM, sizeof(*v));

	ck_assert_str_eq(ifname, "eth0");
	*out = (struct ethrules){ .v = v, .room = card.room, .picks_location = card.picks };
	for (uint32_t i = 0; i < ROOM; i++)
		if (card.used[i])
			v[out->n++] = card.rule[i];
	return card.no_rules ? err_set(e, card.no_rules, "words of the kernel") : 0;
}

int ethrules_one(struct answers *a, const char *ifname, uint32_t location,
		 struct ethtool_rx_flow_spec *out, struct err *e)
{
	if (location >= ROOM || !card.used[location])
		return err_set(e, -ENOENT, "there is no rule %u", location);
	*out = card.rule[location];
	return 0;
}

int ethrules_insert(struct answers *a, const char *ifname, struct ethtool_rx_flow_spec *spec,
		    struct err *e)
{
	uint32_t at = spec->location;

	if (card.refuses)
		return err_set(e, card.refuses, "words of the kernel");
	if (card.insists && at != RX_CLS_LOC_ANY)
		return err_set(e, -EINVAL, "words of the kernel");
	/* A driver that picks begins at the end. */
	for (at = at == RX_CLS_LOC_ANY ? ROOM - 1 : at; card.insists && card.used[at]; at--)
		;
	ck_assert_uint_lt(at, ROOM);
	spec->location = at;
	card.rule[at] = *spec;
	card.rule[at].m_u.tcp_ip4_spec.psrc &= (uint16_t)~card.forgets;
	card.used[at] = true;
	return 0;
}

int ethrules_remove(struct answers *a, const char *ifname, uint32_t location, struct err *e)
{
	if (location >= ROOM || !card.used[location])
		return err_set(e, -ENOENT, "there is no rule %u", location);
	card.used[location] = false;
	return 0;
}

static void put_bit(struct nlbytes *b, unsigned type, bool on)
{
	size_t set = nl_nest(b, type), bits = nl_nest(b, ETHTOOL_A_BITSET_BITS), bit;

	bit = nl_nest(b, ETHTOOL_A_BITSET_BITS_BIT);
	nl_text(b, ETHTOOL_A_BITSET_BIT_NAME, "rx-ntuple-filter");
	if (on)
		nl_attr(b, ETHTOOL_A_BITSET_BIT_VALUE, NULL, 0);
	nl_nest_end(b, bit);
	nl_nest_end(b, bits);
	nl_nest_end(b, set);
}

/* The feature that switches rules. */
static void give_feature(bool can, bool on)
{
	struct nlbytes *b;

	kw.tape.n = 1;
	b = kw_answer("features");
	put_bit(b, ETHTOOL_A_FEATURES_HW, can);
	put_bit(b, ETHTOOL_A_FEATURES_WANTED, on);
	put_bit(b, ETHTOOL_A_FEATURES_ACTIVE, on);
	put_bit(b, ETHTOOL_A_FEATURES_NOCHANGE, false);
	kw_end(b);
}

static void look(void)
{
	ck_assert_int_eq(kw_read("ntuple"), 0);
}

static void setup(void)
{
	memset(&card, 0, sizeof(card));
	card.room = ROOM;
	kw_setup();
	kw.host->nics[KH_ETH0].driver = "ice";
	kh_queues(kw.arena, &kw.host->nics[KH_ETH0], 6);
	give_feature(true, true);
	look();
}

/* "add udp4 drop": the first word is the keyword; several are set apart by ", ". */
static int order(const char *line)
{
	struct knob_setting s[8];
	struct knob_order o = { .knob = kw.knob, .h = kw.host, .nic = &kw.host->nics[KH_ETH0],
				.now = &kw.now, .queue = -1, .settings = s, .arena = kw.arena };
	char *rest = arena_strdup(kw.arena, line), *word;

	kw.err.text[0] = '\0';
	while (rest) {
		const char **args = arena_array(kw.arena, 40, sizeof(char *));
		char *one = strsep(&rest, ",");

		one += strspn(one, " ");
		s[o.nsettings] = (struct knob_setting){ .word = strsep(&one, " "), .args = args };
		while ((word = strsep(&one, " ")))
			args[s[o.nsettings].nargs++] = word;
		o.nsettings++;
	}
	return knob_changes(&o, &kw.out, &kw.already, &kw.err);
}

static void refused(const char *line, int code, const char *words)
{
	ck_assert_msg(order(line) == code, "%s: %s", line, kw.err.text);
	ck_assert_str_eq(kw.err.text, words);
	ck_assert_msg(strlen(kw.err.text) < sizeof(kw.err.text) - 1, "cut: %s", kw.err.text);
}

/* What is ordered: "rule 0: none -> udp4 drop". */
static const char *ordered(const char *line)
{
	const char *text = "";

	ck_assert_msg(order(line) == 0, "%s: %s", line, kw.err.text);
	for (size_t i = 0; i < kw.out.n; i++)
		text = arena_printf(kw.arena, "%s%s%s: %s -> %s", text, i ? ", " : "",
				    kw.out.v[i].target, kw.out.v[i].old.word,
				    kw.out.v[i].new.word);
	return text;
}

/* One of the changes ordered, done or put back; what is there afterwards. */
static const char *became(size_t i, bool back)
{
	const struct change *c = &kw.out.v[i];
	const struct value *v = back ? &c->old : &c->new;
	struct value got;

	ck_assert_uint_eq(knob_together(c, kw.out.n - i), 1);
	if (knob_set(&kw.sys, c, &v, 1, KH_NCPUS, &kw.err))
		return kw.err.text;
	ck_assert_int_eq(knob_get(&kw.sys, c, 1, KH_NCPUS, kw.arena, &got, &kw.err), 0);
	return got.word;
}

static const char *shell(size_t i)
{
	return knob_shell(kw.arena, &kw.out.v[i], KH_NCPUS);
}

static struct ethtool_rx_flow_spec parsed(const char *text)
{
	struct ethtool_rx_flow_spec rule;
	int code = rule_parse(kw.arena, text, &rule, &kw.err);

	ck_assert_msg(code == 0, "%s: %s", text, kw.err.text);
	return rule;
}

START_TEST(the_same_words_for_the_same_rule)
{
	static const char *const pairs[][2] = {
		{ "udp4 dst-port 53 queue 2", "udp4 dst-port 53 queue 2" },
		{ "tcp4 src-ip 10.1.2.3/8 drop", "tcp4 src-ip 10.0.0.0/8 drop" },
		{ "tcp4 src-ip 10.1.2.3/255.0.0.0 drop", "tcp4 src-ip 10.0.0.0/8 drop" },
		{ "tcp4 src-ip 10.1.2.3/255.0.255.0 drop",
		  "tcp4 src-ip 10.0.2.0/255.0.255.0 drop" },
		{ "sctp4 dst-port 1 src-port 0x2 dst-ip 1.2.3.4/32 queue 0",
		  "sctp4 dst-ip 1.2.3.4 src-port 2 dst-port 1 queue 0" },
		{ "ip4 proto 47 drop", "ip4 proto 47 drop" },
		{ "esp4 spi 4096 tos 0x10/0xf0 queue 1",
		  "esp4 spi 0x00001000 tos 0x10/0xf0 queue 1" },
		{ "tcp6 src-ip 2001:db8:0:0::1/32 dst-port 80/0xfff0 queue 3",
		  "tcp6 src-ip 2001:db8::/32 dst-port 80/0xfff0 queue 3" },
		{ "udp6 dst-ip ::ffff:1.2.3.4 queue 1", "udp6 dst-ip ::ffff:1.2.3.4 queue 1" },
		{ "udp6 dst-ip 1::2/0:0:0:ffff:: drop", "udp6 dst-ip ::/0:0:0:ffff:: drop" },
		{ "ip6 proto 58 l4data 1/0xff drop",
		  "ip6 proto 58 l4data 0x00000001/0x000000ff drop" },
		{ "ether ether-type 0x88f7 queue 4", "ether ether-type 0x88f7 queue 4" },
		{ "ether dst-mac 01:00:5E:00:00:01/ff:ff:ff:00:00:00 src-mac 52:54:00:12:34:56 drop",
		  "ether src-mac 52:54:00:12:34:56 dst-mac 01:00:5e:00:00:00/ff:ff:ff:00:00:00 "
		  "drop" },
		{ "udp4 vlan 100 queue 1", "udp4 vlan 100 queue 1" },
		{ "udp4 vlan 100/0xfff queue 1", "udp4 vlan 100 queue 1" },
		{ "udp4 vlan 0x2064/0xffff vlan-type 0x88a8 user-def 7 queue 1",
		  "udp4 vlan 8292/0xffff vlan-type 0x88a8 user-def 0x0000000000000007 queue 1" },
		{ "tcp4 dst-mac 52:54:00:12:34:56 queue 1",
		  "tcp4 dst-mac 52:54:00:12:34:56 queue 1" },
		{ "udp4 src-ip 1.2.3.4/0 queue 5", "udp4 queue 5" },
		{ "  udp4  queue\t5 ", "udp4 queue 5" },
	};

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		struct ethtool_rx_flow_spec rule = parsed(pairs[i][0]), back;

		ck_assert_str_eq(rule_text(kw.arena, &rule), pairs[i][1]);
		back = parsed(pairs[i][1]);
		ck_assert_mem_eq(&rule, &back, sizeof(rule));
	}
}
END_TEST

/* In the bytes and the order that drivers read. */
START_TEST(a_rule_as_a_driver_sees_it)
{
	struct ethtool_rx_flow_spec r = parsed("udp4 src-ip 10.0.0.0/8 dst-port 53 queue 2");

	ck_assert_uint_eq(r.flow_type, UDP_V4_FLOW);
	ck_assert_uint_eq(r.h_u.udp_ip4_spec.ip4src, htonl(0x0a000000));
	ck_assert_uint_eq(r.m_u.udp_ip4_spec.ip4src, htonl(0xff000000));
	ck_assert_uint_eq(r.h_u.udp_ip4_spec.pdst, htons(53));
	ck_assert_uint_eq(r.m_u.udp_ip4_spec.pdst, 0xffff);
	ck_assert_uint_eq(r.m_u.udp_ip4_spec.psrc, 0);
	ck_assert_uint_eq(r.ring_cookie, 2);
	r = parsed("ip4 proto 47 vlan 100 drop");
	ck_assert_uint_eq(r.flow_type, IPV4_USER_FLOW | FLOW_EXT);
	ck_assert_uint_eq(r.h_u.usr_ip4_spec.ip_ver, ETH_RX_NFC_IP4);
	ck_assert_uint_eq(r.m_u.usr_ip4_spec.ip_ver, 0);
	ck_assert_uint_eq(r.h_u.usr_ip4_spec.proto, 47);
	ck_assert_uint_eq(r.h_ext.vlan_tci, htons(100));
	ck_assert_uint_eq(r.m_ext.vlan_tci, htons(0xfff));
	ck_assert_uint_eq(r.ring_cookie, RX_CLS_FLOW_DISC);
	r = parsed("tcp6 dst-mac 52:54:00:12:34:56 queue 0");
	ck_assert_uint_eq(r.flow_type, TCP_V6_FLOW | FLOW_MAC_EXT);
	ck_assert_uint_eq(r.h_ext.h_dest[5], 0x56);
	r = parsed("ether dst-mac 52:54:00:12:34:56 ether-type 0x806 queue 0");
	ck_assert_uint_eq(r.flow_type, ETHER_FLOW);
	ck_assert_uint_eq(r.h_u.ether_spec.h_proto, htons(0x806));
	ck_assert_uint_eq(r.h_u.ether_spec.h_dest[0], 0x52);
}
END_TEST

START_TEST(words_that_are_no_rule)
{
	refused("add udp4 dst-port 53", -EINVAL, "the rule does not say what becomes of the packets "
		"(end it with: queue N, or drop)");
	refused("add dst-port 53 drop", -EINVAL, "a rule begins with one of tcp4, udp4, sctp4, ah4, "
		"esp4, ip4, tcp6, udp6, sctp6, ah6, esp6, ip6, ether, not 'dst-port'");
	refused("add udp4 dport 53 drop", -EINVAL, "udp4 has no field 'dport' (it has src-ip, dst-ip, "
		"src-port, dst-port, tos, vlan, vlan-type, user-def, dst-mac)");
	refused("add ether src-ip 1.2.3.4 drop", -EINVAL, "ether has no field 'src-ip' (it has "
		"src-mac, dst-mac, ether-type, vlan, vlan-type, user-def)");
	refused("add udp4 dst-port", -EINVAL, "'dst-port' needs a value");
	refused("add udp4 dst-port 65536 drop", -EINVAL,
		"dst-port takes a number up to 65535, or NUMBER/MASK, not '65536'");
	refused("add udp4 dst-port 1/x drop", -EINVAL,
		"dst-port takes a number up to 65535, or NUMBER/MASK, not '1/x'");
	refused("add udp4 vlan 4096 drop", -EINVAL,
		"vlan takes a number up to 4095, or NUMBER/MASK, not '4096'");
	refused("add udp4 src-ip 1.2.3 drop", -EINVAL, "src-ip takes an IPv4 address, "
		"ADDRESS/PREFIX or ADDRESS/MASK, not '1.2.3'");
	refused("add udp4 src-ip 1.2.3.4/33 drop", -EINVAL, "src-ip takes an IPv4 address, "
		"ADDRESS/PREFIX or ADDRESS/MASK, not '1.2.3.4/33'");
	refused("add udp4 src-ip ::1 drop", -EINVAL, "src-ip takes an IPv4 address, "
		"ADDRESS/PREFIX or ADDRESS/MASK, not '::1'");
	refused("add udp6 src-ip 1.2.3.4 drop", -EINVAL, "src-ip takes an IPv6 address, "
		"ADDRESS/PREFIX or ADDRESS/MASK, not '1.2.3.4'");
	refused("add ether src-mac 52:54:00 drop", -EINVAL, "src-mac takes 6 bytes as "
		"52:54:00:12:34:56, or BYTES/MASK, not '52:54:00'");
	refused("add udp4 dst-port 1 dst-port 2 drop", -EINVAL, "'dst-port' is given twice");
	refused("add udp4 queue", -EINVAL, "queue takes the number of a queue, not ''");
	refused("add udp4 queue -1", -EINVAL, "queue takes the number of a queue, not '-1'");
	refused("add udp4 queue 6", -EINVAL, "no rx queue 6: eth0 has rx queues 0-5");
	refused("add udp4 drop drop", -EINVAL, "'drop' stands behind the end of the rule");
	refused("add udp4 drop at", -EINVAL, "'at' needs the place of the rule");
	refused("add udp4 drop at x", -EINVAL, "at takes the number of a rule, not 'x'");
	refused("add udp4 drop at 8", -EINVAL, "no place 8 for a rule: eth0 has room for rules 0-7");
	refused("rules udp4", -EINVAL,
		"rules are added and deleted: add FLOW... queue N | drop, delete N");
}
END_TEST

/* Bits drawn from a fixed seed, so that each run is the same. */
static uint32_t draw(void)
{
	static uint32_t state = 1;

	state = state * 1664525 + 1013904223;
	return state >> 8;
}

/* Whatever is compared: the words make the same rule again, or none. */
START_TEST(rules_there_and_back)
{
	unsigned sayable = 0;

	for (unsigned n = 0; n < 20000; n++) {
		struct ethtool_rx_flow_spec rule = { 0 }, back;
		const struct rule_kind *k = &rule_kinds[draw() % 13];
		const struct rule_field *f;
		const char *text;

		rule.flow_type = k->flow;
		rule.ring_cookie = draw() % 3 ? draw() % 6 : RX_CLS_FLOW_DISC;
		for (size_t i = 0; (f = rule_field_at(k, i)); i++)
			for (size_t b = 0; draw() % 2 && b < f->size; b++) {
				rule_value(&rule, f)[b] = (uint8_t)draw();
				rule_mask(&rule, f)[b] = draw() % 4 ? 0xff : (uint8_t)draw();
				rule.flow_type |= f->flag;
			}
		/* Now and then a bit anywhere. */
		if (draw() % 4 == 0)
			((uint8_t *)&rule)[draw() % offsetof(struct ethtool_rx_flow_spec,
							     ring_cookie)] ^= 1u << draw() % 8;
		text = rule_text(kw.arena, &rule);
		if (rule_parse(kw.arena, text, &back, &kw.err))
			continue;
		sayable++;
		ck_assert_msg(rule_same(&rule, &back), "%s", text);
		ck_assert_str_eq(rule_text(kw.arena, &back), text);
	}
	ck_assert_uint_gt(sayable, 15000);
}
END_TEST

START_TEST(rules_beyond_these_words)
{
	card.rule[3] = parsed("udp4 dst-port 53 queue 2");
	card.rule[3].flow_type |= FLOW_RSS;
	card.rule[4] = parsed("udp4 dst-port 53 queue 2");
	card.rule[4].ring_cookie |= UINT64_C(1) << 32;
	card.rule[5] = parsed("ip4 proto 6 queue 2");
	card.rule[5].m_u.usr_ip4_spec.ip_ver = 0xff;
	card.rule[6] = parsed("udp4 queue 2");
	card.rule[6].flow_type = 0x15;
	card.rule[7] = parsed("udp4 queue 2");
	card.rule[7].ring_cookie = RX_CLS_FLOW_WAKE;
	for (uint32_t i = 3; i < ROOM; i++) {
		card.used[i] = true;
		card.rule[i].location = i;
	}
	look();
	ck_assert_str_eq(kw_value("rules", "rule 3"),
			 "udp4 dst-port 53 queue 2 and on over a context");
	ck_assert_str_eq(kw_value("rules", "rule 4"), "udp4 dst-port 53 queue 2 of vf 1");
	ck_assert_str_eq(kw_value("rules", "rule 5"), "ip4 proto 6 queue 2 and more");
	ck_assert_str_eq(kw_value("rules", "rule 6"), "flow type 0x15: queue 2");
	ck_assert_str_eq(kw_value("rules", "rule 7"), "udp4 wake the host");
	refused("delete 3", -EOPNOTSUPP,
		"rule 3 (udp4 dst-port 53 queue 2 and on over a context) was not made with words "
		"that could make it again (ethtool -N eth0 delete 3)");
	refused("add udp4 drop at 7", -EOPNOTSUPP,
		"rule 7 (udp4 wake the host) was not made with words that could make it again "
		"(ethtool -N eth0 delete 7)");
}
END_TEST

START_TEST(l2_rules_come_and_go)
{
	ck_assert_str_eq(kw_value("room", ""), "8");
	ck_assert_str_eq(kw_value("picks", ""), "user");
	ck_assert_str_eq(kw_value("active", ""), "on");
	ck_assert_uint_eq(kw.now.n, 3);
	ck_assert_str_eq(ordered("add udp4 dst-port 53 queue 2, add tcp4 drop at 5, add tcp6 drop"),
			 "rule 0: none -> udp4 dst-port 53 queue 2, rule 5: none -> tcp4 drop, "
			 "rule 1: none -> tcp6 drop");
	ck_assert_str_eq(shell(0), "ethtool -N eth0 flow-type udp4 dst-port 53 action 2 loc 0");
	ck_assert_str_eq(shell(1), "ethtool -N eth0 flow-type tcp4 action -1 loc 5");
	for (size_t i = 0; i < 3; i++)
		ck_assert_str_eq(became(i, false), kw.out.v[i].new.word);
	look();
	ck_assert_str_eq(kw_value("rules", "rule 5"), "tcp4 drop");
	ck_assert_uint_eq(kw_of("rules", "rule 5")->index, 5);
	ck_assert_str_eq(ordered("add udp4 dst-port 0x35 queue 2, add tcp4 drop, delete 7"), "");
	ck_assert_uint_eq(kw.already, 3);
	ck_assert_str_eq(ordered("add udp6 drop, delete 5"),
			 "rule 2: none -> udp6 drop, rule 5: tcp4 drop -> none");
	ck_assert_str_eq(shell(1), "ethtool -N eth0 delete 5");
	ck_assert_str_eq(became(0, false), "udp6 drop");
	ck_assert_str_eq(became(1, false), "none");
	ck_assert_str_eq(became(1, true), "tcp4 drop");
	ck_assert_str_eq(became(0, true), "none");
	ck_assert(card.used[5] && !card.used[2]);
	/* What stands at a place that is asked for gives way, and can come back. */
	ck_assert_str_eq(ordered("add udp6 drop at 5"), "rule 5: tcp4 drop -> udp6 drop");
	ck_assert_str_eq(became(0, false), "udp6 drop");
	ck_assert_str_eq(became(0, true), "tcp4 drop");
	refused("delete 5, delete 5", -EINVAL, "rule 5 is named twice");
	refused("add ah4 drop at 3, add ah6 drop at 3", -EINVAL, "rule 3 is named twice");
}
END_TEST

START_TEST(no_place_is_left)
{
	for (uint32_t i = 0; i < ROOM; i++) {
		card.rule[i] = parsed(arena_printf(kw.arena, "udp4 dst-port %u drop", i));
		card.rule[i].location = i;
		card.used[i] = true;
	}
	look();
	refused("add tcp4 drop", -ENOSPC, "all 8 places for rules are taken (ntuple eth0 delete N)");
	card.room = 0;
	look();
	ck_assert_str_eq(kw_value("room", ""), "not supported");
	ck_assert_str_eq(ordered("add tcp4 drop"), "rule 8: none -> tcp4 drop");
}
END_TEST

/* The words find the rule again that a driver put somewhere. */
START_TEST(the_driver_picks_the_place)
{
	card.picks = card.insists = true;
	look();
	ck_assert_str_eq(kw_value("picks", ""), "driver");
	ck_assert_str_eq(ordered("add udp4 drop"), "new rule: none -> udp4 drop");
	ck_assert_str_eq(shell(0), "ethtool -N eth0 flow-type udp4 action -1");
	ck_assert_str_eq(became(0, false), "udp4 drop");
	ck_assert(card.used[7]);
	ck_assert_str_eq(became(0, true), "none");
	ck_assert(!card.used[7]);
	ck_assert_str_eq(became(0, true), "there is no such rule");
	/* Deleted at 7 and put back, it may stand elsewhere. */
	ck_assert_str_eq(became(0, false), "udp4 drop");
	look();
	ck_assert_str_eq(ordered("delete 7"), "rule 7: udp4 drop -> none");
	ck_assert_str_eq(became(0, false), "none");
	card.rule[7] = parsed("tcp4 drop");
	card.rule[7].location = 7;
	card.used[7] = true;
	ck_assert_str_eq(became(0, true), "tcp4 drop");
	card.used[6] = card.used[7] = false;
	ck_assert_str_eq(became(0, true), "udp4 drop");
	/* A place that is asked for is tried, and the driver's word is passed on. */
	ck_assert_str_eq(ordered("add tcp6 drop at 2"), "rule 2: none -> tcp6 drop");
	ck_assert_str_eq(became(0, false), "words of the kernel");
}
END_TEST

START_TEST(l2_a_driver_without_rules)
{
	card.no_rules = -EOPNOTSUPP;
	look();
	ck_assert_str_eq(kw_value("room", ""), "not supported");
	ck_assert_str_eq(kw_value("picks", ""), "not supported");
	refused("add udp4 drop", -EOPNOTSUPP, "ntuple: its driver (ice) has no flow rules "
		"(rss eth0 exclude keeps a queue free of what is hashed)");
	card.no_rules = -EIO;
	ck_assert_int_eq(kw_read("ntuple"), -EIO);
}
END_TEST

START_TEST(rules_are_switched_off)
{
	give_feature(true, false);
	look();
	ck_assert_str_eq(kw_value("active", ""), "off");
	refused("add udp4 drop", -EOPNOTSUPP, "ntuple: its flow rules are switched off "
		"(switch them on: nqtune offload eth0 ntuple on)");
	/* Some drivers have rules without the feature, some say so and have none. */
	give_feature(false, false);
	look();
	ck_assert_str_eq(ordered("add udp4 drop"), "rule 0: none -> udp4 drop");
	ck_assert_str_eq(became(0, false), "udp4 drop");
	card.used[0] = false;
	card.refuses = -EOPNOTSUPP;
	ck_assert_str_eq(became(0, false), "its driver has no flow rules for this NIC "
			 "(rss eth0 exclude keeps a queue free of what is hashed)");
	give_feature(true, true);
	ck_assert_str_eq(became(0, false), "its driver takes no rule of this form");
	card.refuses = -EBUSY;
	ck_assert_str_eq(became(0, false), "words of the kernel");
}
END_TEST

/* A card that compares less than it was told: read back it is another rule, which apply refuses. */
START_TEST(a_rule_that_is_kept_otherwise)
{
	card.forgets = 0xffff;
	ck_assert_str_eq(ordered("add udp4 src-port 7 dst-port 8 drop"),
			 "rule 0: none -> udp4 src-port 7 dst-port 8 drop");
	ck_assert_str_eq(became(0, false), "udp4 dst-port 8 drop");
}
END_TEST

START_TEST(ethtools_words)
{
	static const char *const pairs[][2] = {
		{ "tcp4 src-ip 10.0.0.0/8 dst-port 80/0xfff0 queue 1",
		  "flow-type tcp4 src-ip 10.0.0.0 m 0.255.255.255 dst-port 80 m 0xf action 1" },
		{ "ip6 proto 58 vlan 5 drop", "flow-type ip6 l4proto 58 vlan 5 m 0xf000 action -1" },
		{ "ether dst-mac 01:00:5e:00:00:00/ff:ff:ff:00:00:00 ether-type 0x800 drop",
		  "flow-type ether dst 01:00:5e:00:00:00 m 00:00:00:ff:ff:ff proto 0x0800 action "
		  "-1" },
	};

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		struct ethtool_rx_flow_spec rule = parsed(pairs[i][0]);

		ck_assert_str_eq(rule_ethtool(kw.arena, &rule), pairs[i][1]);
	}
}
END_TEST

static Suite *make_suite(void)
{
	Suite *s = suite_create("knob_ntuple");
	TCase *t = tcase_create("knob_ntuple");

	tcase_add_checked_fixture(t, setup, kw_teardown);
	tcase_add_test(t, the_same_words_for_the_same_rule);
	tcase_add_test(t, a_rule_as_a_driver_sees_it);
	tcase_add_test(t, words_that_are_no_rule);
	tcase_add_test(t, rules_there_and_back);
	tcase_add_test(t, rules_beyond_these_words);
	tcase_add_test(t, l2_rules_come_and_go);
	tcase_add_test(t, no_place_is_left);
	tcase_add_test(t, the_driver_picks_the_place);
	tcase_add_test(t, l2_a_driver_without_rules);
	tcase_add_test(t, rules_are_switched_off);
	tcase_add_test(t, a_rule_that_is_kept_otherwise);
	tcase_add_test(t, ethtools_words);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(make_suite)
