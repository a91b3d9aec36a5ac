// SPDX-License-Identifier: GPL-2.0-or-later
// Features: by the kernel's names and ethtool's, fixed ones, groups, one message (R8).
#include "main.h"

#include "knobwire.h"

/* A feature as the kernel shows it. */
struct feature {
	const char *name;
	bool hw;
	bool active;
	bool nochange;
	bool vain;		/* what is wanted is not what is active */
};

/* In the order of the kernel's bits, not of the alphabet. */
static const struct feature plain[] = {
	{ "tx-scatter-gather", true, true },
	{ "tx-checksum-ipv4", false, false },
	{ "tx-checksum-ip-generic", true, true },
	{ "highdma", true, true, true },
	{ "rx-gro", true, true },
	{ "rx-lro", false, false },
	{ "tx-tcp-segmentation", true, true },
	{ "tx-tcp6-segmentation", true, false },
	{ "tx-fcoe-segmentation", true, false },
	{ "tx-nocache-copy", true, false },
	{ "rx-gro-list", true, false },
};
#define NPLAIN (sizeof(plain) / sizeof(plain[0]))

static void put_bit(struct nlbytes *b, const char *name, bool value)
{
	size_t bit = nl_nest(b, ETHTOOL_A_BITSET_BITS_BIT);

	nl_text(b, ETHTOOL_A_BITSET_BIT_NAME, name);
	if (value)
		nl_attr(b, ETHTOOL_A_BITSET_BIT_VALUE, NULL, 0);
	nl_nest_end(b, bit);
}

/* The set of what can be changed names all; the others, without mask, what is in them. */
static void put_set(struct nlbytes *b, unsigned type, const struct feature *f, size_t n)
{
	size_t set = nl_nest(b, type), bits;

	if (type != ETHTOOL_A_FEATURES_HW)
		nl_attr(b, ETHTOOL_A_BITSET_NOMASK, NULL, 0);
	bits = nl_nest(b, ETHTOOL_A_BITSET_BITS);
	for (size_t i = 0; i < n; i++) {
		const bool in[] = {
			[ETHTOOL_A_FEATURES_HW] = true,
			[ETHTOOL_A_FEATURES_WANTED] = f[i].hw && f[i].active != f[i].vain,
			[ETHTOOL_A_FEATURES_ACTIVE] = f[i].active,
			[ETHTOOL_A_FEATURES_NOCHANGE] = f[i].nochange,
		};

		if (in[type])
			put_bit(b, f[i].name, type == ETHTOOL_A_FEATURES_HW && f[i].hw);
	}
	nl_nest_end(b, bits);
	nl_nest_end(b, set);
}

static void give(const struct feature *f, size_t n)
{
	struct nlbytes *b = kw_answer("features");

	put_set(b, ETHTOOL_A_FEATURES_HW, f, n);
	put_set(b, ETHTOOL_A_FEATURES_WANTED, f, n);
	put_set(b, ETHTOOL_A_FEATURES_ACTIVE, f, n);
	put_set(b, ETHTOOL_A_FEATURES_NOCHANGE, f, n);
	kw_end(b);
}

static void setup(void)
{
	kw_setup();
	give(plain, NPLAIN);
	ck_assert_int_eq(kw_read("offload"), 0);
}

/* "rx-gro off, tx-nocache-copy on": what is to be changed. */
static const char *ordered(void)
{
	const char *text = "";

	for (size_t i = 0; i < kw.out.n; i++)
		text = arena_printf(kw.arena, "%s%s%s %s", text, i ? ", " : "",
				    kw.out.v[i].target, kw.out.v[i].new.word);
	return text;
}

static void check_refused(int code, const char *text)
{
	ck_assert_uint_eq(kw.out.n, 0);
	ck_assert_int_eq(code, 0);
	ck_assert_str_eq(kw.err.text, text);
}
#define REFUSED(code, text, ...) check_refused(KW_ORDER(-1, __VA_ARGS__) - (code), text)

START_TEST(every_feature_in_the_kernels_order)
{
	ck_assert_uint_eq(kw.now.n, NPLAIN);
	for (size_t i = 0; i < NPLAIN; i++) {
		const struct knob_reading *r = &kw.now.v[i];

		ck_assert_str_eq(r->target, plain[i].name);
		ck_assert_str_eq(r->value.word, plain[i].active ? "on" : "off");
		ck_assert_int_eq(r->fixed, !plain[i].hw || plain[i].nochange);
	}
}
END_TEST

START_TEST(r8_one_message_for_all)
{
	struct attrs wanted, bits;

	ck_assert_int_eq(KW_ORDER(-1, "gro", "off", "tx-nocache-copy", "on", "rx-gro-list", "off"),
			 0);
	ck_assert_str_eq(ordered(), "rx-gro off, tx-nocache-copy on");
	ck_assert_uint_eq(kw.already, 1);
	ck_assert_int_eq(kw_tell(false), 0);
	ck_assert_uint_eq(kw.told.times, 1);
	ck_assert_uint_eq(kw_heard_cmd(), 12);
	wanted = attrs_in(kw_heard(ETHTOOL_A_FEATURES_WANTED));
	bits = attrs_in(attrs_next(&wanted));
	ck_assert_uint_eq(attr_len(attrs_next(&bits)),
			  NLA_HDRLEN + NLA_ALIGN(sizeof("rx-gro")));
	ck_assert_uint_eq(attr_len(attrs_next(&bits)),
			  2 * NLA_HDRLEN + NLA_ALIGN(sizeof("tx-nocache-copy")));
	ck_assert_ptr_null(attrs_next(&bits));
	ck_assert_str_eq(kw_read_back(0), "on");
	ck_assert_str_eq(kw_read_back(1), "off");
}
END_TEST

START_TEST(put_back_is_what_was_active)
{
	KW_ORDER(-1, "gro", "off");
	ck_assert_str_eq(kw.out.v[0].old.word, "on");
	ck_assert_int_eq(kw_tell(true), 0);
	/* The header, and one feature with a value: on. */
	ck_assert_uint_eq(attr_len(kw_heard(ETHTOOL_A_FEATURES_WANTED)),
			  4 * NLA_HDRLEN + NLA_ALIGN(sizeof("rx-gro")));
}
END_TEST

/*
 * sg is off, so tso is wanted in vain. Asked for with sg it comes by itself; and when sg is put
 * back, it must stay wanted.
 */
START_TEST(what_is_wanted_in_vain_stays_wanted)
{
	static const struct feature f[] = {
		{ "tx-scatter-gather", .hw = true },
		{ "tx-tcp-segmentation", .hw = true, .vain = true },
		{ "rx-lro", .active = true },
	};
	size_t sg = 4 * NLA_HDRLEN + NLA_ALIGN(sizeof("tx-scatter-gather"));

	kw.tape.n = 1;
	give(f, 3);
	kw_read("offload");
	ck_assert_int_eq(KW_ORDER(-1, "sg", "on", "tso", "on"), 0);
	ck_assert_str_eq(ordered(), "tx-scatter-gather on, tx-tcp-segmentation on");
	ck_assert_int_eq(kw_tell(false), 0);
	ck_assert_uint_eq(attr_len(kw_heard(ETHTOOL_A_FEATURES_WANTED)), sg);
	ck_assert_int_eq(kw_tell(true), 0);
	ck_assert_uint_eq(attr_len(kw_heard(ETHTOOL_A_FEATURES_WANTED)), sg - NLA_HDRLEN);
	ck_assert_str_eq(kw_read_back(1), "off");
	kw.told.times = 0;
	ck_assert_int_eq(KW_ORDER(-1, "tso", "on"), 0);
	ck_assert_int_eq(kw_tell(false), 0);
	ck_assert_uint_eq(kw.told.times, 0);
}
END_TEST

/*
 * sg is off, so tso is off, but wanted. Asked to stay off, it must not come with sg; and when
 * that is put back, it must be wanted again.
 */
START_TEST(what_is_wanted_otherwise_in_vain_is_told)
{
	static const struct feature f[] = {
		{ "tx-scatter-gather", .hw = true },
		{ "tx-tcp-segmentation", .hw = true, .vain = true },
		{ "rx-lro", .active = true, .vain = true },
	};
	static const struct feature then[] = {
		{ "tx-scatter-gather", .hw = true, .active = true },
		{ "tx-tcp-segmentation", .hw = true },
	};
	/* In the nest of bits two with a name, and one of them with a value: on. */
	size_t both = 6 * NLA_HDRLEN + NLA_ALIGN(sizeof("tx-scatter-gather")) +
		      NLA_ALIGN(sizeof("tx-tcp-segmentation"));

	kw.tape.n = 1;
	give(f, 3);
	kw_read("offload");
	ck_assert_int_eq(KW_ORDER(-1, "sg", "on", "tso", "off", "rx-lro", "on"), 0);
	ck_assert_str_eq(ordered(), "tx-scatter-gather on, tx-tcp-segmentation off");
	ck_assert_str_eq(kw.out.v[1].old.word, "on");
	/* What is fixed has no wish. */
	ck_assert_uint_eq(kw.already, 1);
	ck_assert_int_eq(kw_tell(false), 0);
	ck_assert_uint_eq(attr_len(kw_heard(ETHTOOL_A_FEATURES_WANTED)), both);
	ck_assert_int_eq(kw_tell(true), 0);
	ck_assert_uint_eq(attr_len(kw_heard(ETHTOOL_A_FEATURES_WANTED)), both);
	ck_assert_str_eq(kw_read_back(1), "on");
	kw.tape.n = 1;
	give(then, 2);
	ck_assert_str_eq(kw_read_back(0), "on");
	ck_assert_str_eq(kw_read_back(1), "off");
	kw_read("offload");
	ck_assert_int_eq(KW_ORDER(-1, "sg", "on", "tso", "off"), 0);
	ck_assert_uint_eq(kw.out.n, 0);
	ck_assert_uint_eq(kw.already, 2);
}
END_TEST

START_TEST(the_words_of_ethtool)
{
	ck_assert_int_eq(KW_ORDER(-1, "tso", "on"), 0);
	ck_assert_str_eq(ordered(), "tx-tcp6-segmentation on");
	ck_assert_uint_eq(kw.already, 1);
	ck_assert_int_eq(KW_ORDER(-1, "tcp-segmentation-offload", "off"), 0);
	ck_assert_str_eq(ordered(), "tx-tcp-segmentation off");
	ck_assert_int_eq(KW_ORDER(-1, "generic-receive-offload", "off", "sg", "off"), 0);
	ck_assert_str_eq(ordered(), "tx-scatter-gather off, rx-gro off");
	/* Not rx-gro-list. */
	ck_assert_int_eq(KW_ORDER(-1, "gro", "on"), 0);
	ck_assert_str_eq(ordered(), "");
	ck_assert_uint_eq(kw.already, 1);
	/* What is fixed stays out of its group. */
	ck_assert_int_eq(KW_ORDER(-1, "tx", "off"), 0);
	ck_assert_str_eq(ordered(), "tx-checksum-ip-generic off");
	ck_assert_int_eq(KW_ORDER(-1, "tx", "on"), 0);
	ck_assert_str_eq(ordered(), "");
}
END_TEST

/* A word that some kernel calls a feature by means that feature, and not ethtool's group. */
START_TEST(the_kernels_names_come_first)
{
	static const struct feature f[] = { { "gro", true, false }, { "rx-gro", true, false } };

	kw.tape.n = 1;
	give(f, 2);
	kw_read("offload");
	ck_assert_int_eq(KW_ORDER(-1, "gro", "on"), 0);
	ck_assert_str_eq(ordered(), "gro on");
}
END_TEST

START_TEST(fixed_is_fixed)
{
	REFUSED(-EOPNOTSUPP, "lro is fixed: the driver does not let it be changed", "lro", "on");
	REFUSED(-EOPNOTSUPP, "rx-lro is fixed: the driver does not let it be changed", "rx-lro",
		"on");
	REFUSED(-EOPNOTSUPP, "highdma is fixed: the driver does not let it be changed", "highdma",
		"off");
	/* As it is anyway, it may be asked for. */
	ck_assert_int_eq(KW_ORDER(-1, "lro", "off", "highdma", "on"), 0);
	ck_assert_uint_eq(kw.out.n, 0);
	ck_assert_uint_eq(kw.already, 2);
}
END_TEST

START_TEST(words_that_contradict)
{
	REFUSED(-EINVAL, "'gro' is given twice", "gro", "on", "gro", "off");
	REFUSED(-EINVAL, "'gro' and 'rx-gro' ask for different things: rx-gro", "gro", "on",
		"rx-gro", "off");
	REFUSED(-EINVAL, "'tso' and 'tx-tcp6-segmentation' ask for different things: "
		"tx-tcp6-segmentation", "tso", "off", "tx-tcp6-segmentation", "on");
	ck_assert_int_eq(KW_ORDER(-1, "gro", "off", "rx-gro", "off"), 0);
	ck_assert_str_eq(ordered(), "rx-gro off");
}
END_TEST

START_TEST(words_that_are_none)
{
	REFUSED(-EINVAL, "eth0 has no feature 'grro' (did you mean 'gro'?)", "grro", "on");
	REFUSED(-EINVAL, "eth0 has no feature 'tx-nocache-cpoy' (did you mean 'tx-nocache-copy'?)",
		"tx-nocache-cpoy", "on");
	REFUSED(-EINVAL, "eth0 has no feature 'warp-drive' (they are listed by: nqtune offload "
		"eth0)", "warp-drive", "on");
	REFUSED(-EINVAL, "eth0 has no feature 'feature' (they are listed by: nqtune offload eth0)",
		"feature", "on");
	REFUSED(-EINVAL, "gro takes on or off, not 'yes'", "gro", "yes");
	REFUSED(-EINVAL, "gro takes on or off", "gro");
	REFUSED(-EOPNOTSUPP, "this kernel has no udp-fragmentation-offload", "ufo", "off");
	ck_assert_uint_eq(kw.told.times, 0);
}
END_TEST

START_TEST(the_command_that_does_the_same)
{
	KW_ORDER(-1, "gro", "off");
	ck_assert_str_eq(knob_shell(kw.arena, &kw.out.v[0], 6), "ethtool -K eth0 rx-gro off");
	kw.out.v[0].target = "x;reboot";
	ck_assert_str_eq(knob_shell(kw.arena, &kw.out.v[0], 6), "ethtool -K eth0 'x;reboot' off");
}
END_TEST

START_TEST(a_kernel_that_tells_nothing)
{
	kw.tape.n = 1;
	kw_no_answer("features", -EOPNOTSUPP, NULL);
	ck_assert_int_eq(kw_read("offload"), 0);
	ck_assert_uint_eq(kw.now.n, 0);
	REFUSED(-EOPNOTSUPP, "the features of eth0 are not known here", "gro", "on");
	kw.tape.n = 1;
	kw_no_answer("features", -ENODEV, "no device matches name");
	ck_assert_int_eq(kw_read("offload"), -ENODEV);
	ck_assert_str_eq(kw.err.text, "no device matches name");
}
END_TEST

/* A damaged recording: no set of names, a feature twice, thousands of them, names for a terminal. */
START_TEST(answers_that_no_kernel_gives)
{
	static const struct feature odd[] = {
		{ "a\033[2Jb", true, true }, { "dup", true, false }, { "dup", false, true },
	};
	struct nlbytes *b;

	kw.tape.n = 1;
	b = kw_answer("features");
	put_set(b, ETHTOOL_A_FEATURES_ACTIVE, plain, NPLAIN);
	kw_end(b);
	ck_assert_int_eq(kw_read("offload"), -EBADMSG);
	ck_assert_str_eq(kw.err.text, "the answer about the features of eth0 is damaged");
	kw.tape.n = 1;
	give(odd, 3);
	ck_assert_int_eq(kw_read("offload"), 0);
	ck_assert_uint_eq(kw.now.n, 2);
	ck_assert_str_eq(kw.now.v[0].target, "a?[2Jb");
	ck_assert_str_eq(kw_value("feature", "dup"), "on");
	kw.tape.n = 1;
	b = kw_answer("features");
	for (size_t type = ETHTOOL_A_FEATURES_HW; type <= ETHTOOL_A_FEATURES_NOCHANGE; type++)
		put_set(b, (unsigned)type, plain, 5);
	nl_end(b);
	nl_genl(b, KW_FAMILY, 0);
	for (size_t type = ETHTOOL_A_FEATURES_HW; type <= ETHTOOL_A_FEATURES_NOCHANGE; type++)
		put_set(b, (unsigned)type, plain, NPLAIN);
	kw_end(b);
	ck_assert_int_eq(kw_read("offload"), 0);
	ck_assert_uint_eq(kw.now.n, 5);
}
END_TEST

static void read_damaged(struct nltape *t, void *data)
{
	struct answers *whole = kw.sys.answers;

	kw.sys.answers = nltape_open(t);
	if (kw_read("offload") == 0)
		KW_ORDER(-1, "tso", "off");
	answers_close(kw.sys.answers);
	kw.sys.answers = whole;
}

/* Nothing but a crash, or a sanitizer, can fail here; what is read must still be words. */
START_TEST(every_byte_damaged)
{
	nltape_flip_all(&kw.tape, read_damaged, NULL);
	ck_assert_int_eq(kw_read("offload"), 0);
	ck_assert_uint_eq(kw.now.n, NPLAIN);
}
END_TEST

static Suite *make_suite(void)
{
	Suite *s = suite_create("knob_offload");
	TCase *t = tcase_create("knob_offload");

	tcase_add_checked_fixture(t, setup, kw_teardown);
	tcase_add_test(t, every_feature_in_the_kernels_order);
	tcase_add_test(t, r8_one_message_for_all);
	tcase_add_test(t, put_back_is_what_was_active);
	tcase_add_test(t, what_is_wanted_in_vain_stays_wanted);
	tcase_add_test(t, what_is_wanted_otherwise_in_vain_is_told);
	tcase_add_test(t, the_words_of_ethtool);
	tcase_add_test(t, the_kernels_names_come_first);
	tcase_add_test(t, fixed_is_fixed);
	tcase_add_test(t, words_that_contradict);
	tcase_add_test(t, words_that_are_none);
	tcase_add_test(t, the_command_that_does_the_same);
	tcase_add_test(t, a_kernel_that_tells_nothing);
	tcase_add_test(t, answers_that_no_kernel_gives);
	tcase_add_test(t, every_byte_damaged);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(make_suite)
