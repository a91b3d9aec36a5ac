// SPDX-License-Identifier: GPL-2.0-or-later
// Knobs without a kernel: descriptors, values, paths, texts, readings, refusals.
#include <errno.h>

#include "../../src/knob/refusal.h"
#include "knobtest.h"
#include "main.h"
#include "nqtune/knob.h"

static struct value cpus(unsigned nbits, const char *list)
{
	struct cpuset *s = cpuset_new(arena, nbits);

	ck_assert_int_eq(cpuset_parse_list(s, list), 0);
	return (struct value){ .kind = VALUE_CPUS, .cpus = s };
}

static struct value number(uint64_t n)
{
	return (struct value){ .kind = VALUE_NUMBER, .number = n };
}

static struct value word(const char *w)
{
	return (struct value){ .kind = VALUE_WORD, .word = w };
}

static const struct knob_attr *row(const char *knob, const char *attr)
{
	const struct knob *k = knob_find(knob);

	ck_assert_ptr_nonnull(k);
	ck_assert_ptr_nonnull(knob_attr_find(k, attr));
	return knob_attr_find(k, attr);
}

/* Rows of one name differ in what they are of, and the first is the one that is found. */
static void check_row(const struct knob *k, const struct knob_attr *attr)
{
	const struct knob_attr *first = knob_attr_find(k, attr->name);

	ck_assert_ptr_nonnull(first);
	ck_assert_ptr_nonnull(attr->help);
	for (const struct knob_attr *other = first; other < attr; other++)
		ck_assert_msg(strcmp(other->name, attr->name) || other->scope != attr->scope,
			      "%s has %s twice", k->name, attr->name);
	ck_assert_msg(!k->settable || attr->read_only || attr->file || (k->set && k->get),
		      "nothing writes %s %s", k->name, attr->name);
	ck_assert_msg(attr->scope != SCOPE_HOST || (attr->file && *attr->file == '/'),
		      "%s %s: the host's is a whole path", k->name, attr->name);
}

START_TEST(registry_finds_every_name_and_row)
{
	const char *const *names = knob_names();
	size_t n = 0;

	for (; knobs[n]; n++) {
		const struct knob *k = knobs[n];

		ck_assert_str_eq(names[n], k->name);
		ck_assert_ptr_eq(knob_find(k->name), k);
		ck_assert_ptr_nonnull(k->summary);
		ck_assert_ptr_nonnull(k->read);
		ck_assert_uint_gt(k->nattrs, 0);
		for (size_t i = 0; i < k->nattrs; i++)
			check_row(k, &k->attrs[i]);
	}
	ck_assert_ptr_null(names[n]);
	ck_assert_ptr_null(knob_find("rp"));
	ck_assert_ptr_null(knob_attr_find(&knob_rps, "cpu"));
}
END_TEST

/*
 * Channels before irq before xps before rps, and the rest after; only channels, rings and pause
 * may bounce a link.
 */
START_TEST(stages_and_links)
{
	ck_assert_uint_lt(knob_find("channels")->stage, knob_irq.stage);
	ck_assert_uint_lt(knob_irq.stage, knob_xps.stage);
	ck_assert_uint_lt(knob_xps.stage, knob_rps.stage);
	ck_assert_uint_lt(knob_rps.stage, knob_find("rfs")->stage);
	ck_assert_uint_lt(knob_find("rfs")->stage, knob_find("bql")->stage);
	ck_assert_uint_lt(knob_find("bql")->stage, knob_find("napi")->stage);
	for (size_t i = 0; knobs[i]; i++)
		ck_assert_int_eq(knobs[i]->bounces_link,
				 !strcmp(knobs[i]->name, "channels") ||
					 !strcmp(knobs[i]->name, "ring") ||
					 !strcmp(knobs[i]->name, "pause"));
}
END_TEST

/* What makes queues anew comes before all that is set on them; each has its shell command. */
START_TEST(queues_first_and_commands_for_all)
{
	for (size_t i = 0; knobs[i]; i++) {
		const struct knob *k = knobs[i];

		ck_assert_int_eq(k->remakes_queues, !strcmp(k->name, "channels"));
		ck_assert(k->remakes_queues || k == knob_find("pause") ||
			  k->stage > knob_find("channels")->stage);
		for (size_t n = 0; k->settable && n < k->nattrs; n++)
			ck_assert_msg(k->ethtool || k->shell || k->attrs[n].file,
				      "%s %s has no shell command", k->name, k->attrs[n].name);
	}
}
END_TEST

START_TEST(not_said_differs_from_empty_and_zero)
{
	struct value none = { .kind = VALUE_NONE }, empty = cpus(4, ""), zero = number(0);

	ck_assert(!value_equal(&none, &empty));
	ck_assert(!value_equal(&none, &zero));
	ck_assert(value_equal(&none, &none));
	ck_assert_str_eq(value_text(arena, &none), "not supported");
	ck_assert_str_eq(value_text(arena, &empty), "none");
	ck_assert_str_eq(value_text(arena, &zero), "0");
}
END_TEST

START_TEST(values_compare_and_read)
{
	struct value a = cpus(4, "1-2"), b = cpus(80, "1-2"), c = cpus(4, "1-3");
	struct value on = word("on"), off = word("off"), n = number(UINT64_MAX);

	ck_assert(value_equal(&a, &b));
	ck_assert(!value_equal(&a, &c));
	ck_assert(!value_equal(&on, &off));
	ck_assert(value_equal(&n, &n));
	ck_assert_str_eq(value_text(arena, &a), "1-2");
	ck_assert_str_eq(value_text(arena, &on), "on");
	ck_assert_str_eq(value_text(arena, &n), "18446744073709551615");
}
END_TEST

START_TEST(paths)
{
	ck_assert_str_eq(knob_path(arena, attr_rps_cpus, "wan", 0),
			 "/sys/class/net/wan/queues/rx-0/rps_cpus");
	ck_assert_str_eq(knob_path(arena, attr_xps_cpus, "eth1", 12),
			 "/sys/class/net/eth1/queues/tx-12/xps_cpus");
	ck_assert_str_eq(knob_path(arena, row("xps", "rxqs"), "eth1", 3),
			 "/sys/class/net/eth1/queues/tx-3/xps_rxqs");
	ck_assert_str_eq(knob_path(arena, attr_irq_cpus, "eth1", 25), "/proc/irq/25/smp_affinity");
	ck_assert_ptr_null(knob_path(arena, row("ring", "rx"), "eth1", 0));
}
END_TEST

/* U2: exactly the kernel's width; receive queues have a width of their own. */
START_TEST(u2_texts)
{
	struct value v = cpus(4, "1-2"), rxqs = cpus(33, "0,32"), n = number(50), on = word("on");

	ck_assert_str_eq(knob_text(arena, attr_rps_cpus, &v, 4), "6");
	ck_assert_str_eq(knob_text(arena, attr_rps_cpus, &v, 36), "0,00000006");
	ck_assert_str_eq(knob_text(arena, row("xps", "rxqs"), &rxqs, 4), "1,00000001");
	ck_assert_str_eq(knob_text(arena, row("coalesce", "rx-usecs"), &n, 4), "50");
	ck_assert_str_eq(knob_text(arena, row("coalesce", "adaptive-rx"), &on, 4), "on");
}
END_TEST

static const char *shell(const char *ifname, const char *knob, const char *attr, struct value v,
			 unsigned ncpus)
{
	struct change c = { .iface = ifname, .knob = knob_find(knob), .attr = row(knob, attr),
			    .target = "", .new = v };

	c.path = knob_path(arena, c.attr, ifname, 0);
	return knob_shell(arena, &c, ncpus);
}

START_TEST(shell_equivalents)
{
	ck_assert_str_eq(shell("wan", "rps", "cpus", cpus(4, "1-2"), 4),
			 "echo 6 > /sys/class/net/wan/queues/rx-0/rps_cpus");
	ck_assert_str_eq(shell("wan", "rps", "cpus", cpus(4, ""), 4),
			 "echo 0 > /sys/class/net/wan/queues/rx-0/rps_cpus");
	ck_assert_str_eq(shell("eth1", "channels", "combined", number(5), 4),
			 "ethtool -L eth1 combined 5");
	ck_assert_str_eq(shell("eth1", "ring", "rx-mini", number(64), 4),
			 "ethtool -G eth1 rx-mini 64");
	ck_assert_str_eq(shell("eth1", "coalesce", "adaptive-rx", word("off"), 4),
			 "ethtool -C eth1 adaptive-rx off");
}
END_TEST

/* The kernel lets an interface be called almost anything. */
START_TEST(shell_words_are_quoted)
{
	ck_assert_str_eq(shell("a;reboot", "rps", "cpus", cpus(4, "0"), 4),
			 "echo 1 > '/sys/class/net/a;reboot/queues/rx-0/rps_cpus'");
	ck_assert_str_eq(shell("a'$(b)", "channels", "rx", number(1), 4),
			 "ethtool -L 'a'\\''$(b)' rx 1");
}
END_TEST

static struct knob_readings read_model(const struct knob *k, unsigned nic)
{
	struct knob_readings r = { NULL, 77 };

	ck_assert_int_eq(k->read(k, NULL, host, &host->nics[nic], arena, &r, &err), 0);
	return r;
}

static void check_reading(const struct knob_readings *r, size_t i, const char *target,
			  unsigned index, const char *attr, const char *text)
{
	ck_assert_uint_lt(i, r->n);
	ck_assert_str_eq(r->v[i].target, target);
	ck_assert_uint_eq(r->v[i].index, index);
	ck_assert_str_eq(r->v[i].attr->name, attr);
	ck_assert_str_eq(value_text(arena, &r->v[i].value), text);
	ck_assert_int_eq(r->v[i].max.kind, VALUE_NONE);
}

START_TEST(s1_readings_from_the_model)
{
	struct knob_readings r;

	host->nics[KH_ETH0].rx[1].rps = kh_set(arena, "2-3");
	host->nics[KH_ETH0].rx[0].rps = NULL;
	r = read_model(&knob_rps, KH_ETH0);
	ck_assert_uint_eq(r.n, 2);
	check_reading(&r, 0, "rx-0", 0, "cpus", "not supported");
	check_reading(&r, 1, "rx-1", 1, "cpus", "2-3");
	r = read_model(&knob_xps, KH_WAN);
	ck_assert_uint_eq(r.n, 2);
	check_reading(&r, 0, "tx-0", 0, "cpus", "not supported");
	check_reading(&r, 1, "tx-0", 0, "rxqs", "none");
	host->nics[KH_ETH0].vectors[3].name = "";
	r = read_model(&knob_irq, KH_ETH0);
	ck_assert_uint_eq(r.n, 4);
	check_reading(&r, 0, "eth0-TxRx-0", 30, "cpus", "0-5");
	check_reading(&r, 3, "33", 33, "cpus", "0-5");
}
END_TEST

static int explain(const struct knob_attr *attr, struct refusal f)
{
	struct change c = { .iface = "eth0", .attr = attr, .target = "t", .index = 25 };

	return refusal_explain(&c, &f, &err);
}

static const struct refusal there = { .root = true, .dir_exists = true, .file_exists = true,
				      .writable = true };

static struct refusal with(int code)
{
	struct refusal f = there;

	f.code = code;
	return f;
}

/* Trap 13: EIO up to 6.1, EPERM since 6.12, EACCES for a root without CAP_DAC_OVERRIDE. */
START_TEST(unmovable_interrupts_are_one_code)
{
	struct refusal readonly = with(-EACCES), plain_user = with(-EPERM);

	readonly.writable = false;
	plain_user.root = false;
	ck_assert_int_eq(explain(attr_irq_cpus, with(-EIO)), -EIO);
	ck_assert_ptr_nonnull(strstr(err.text, "cannot be moved"));
	ck_assert_int_eq(explain(attr_irq_cpus, with(-EPERM)), -EIO);
	ck_assert_int_eq(explain(attr_irq_cpus, readonly), -EIO);
	ck_assert_int_eq(explain(attr_irq_cpus, plain_user), -EPERM);
	ck_assert_ptr_nonnull(strstr(err.text, "needs root"));
	ck_assert_int_eq(explain(attr_irq_cpus, with(-EACCES)), -EPERM);
	ck_assert_int_eq(explain(attr_rps_cpus, with(-EPERM)), -EPERM);
	ck_assert_int_eq(explain(attr_rps_cpus, with(-EACCES)), -EPERM);
	ck_assert_int_eq(explain(attr_rps_cpus, with(-EIO)), -EIO);
	ck_assert_ptr_null(strstr(err.text, "cannot be moved"));
}
END_TEST

START_TEST(errnos_in_words)
{
	const struct {
		const struct knob_attr *attr;
		int code;
		const char *words;
	} t[] = {
		{ attr_rps_cpus, -EINVAL, "isolated" },
		{ attr_xps_cpus, -EINVAL, "traffic class" },
		{ attr_irq_cpus, -EINVAL, "none of these CPUs is online" },
		{ attr_irq_cpus, -ENOSPC, "vector" },
		{ attr_rps_cpus, -EOVERFLOW, "CPU that this kernel cannot have" },
		{ row("xps", "rxqs"), -EOVERFLOW, "receive queue" },
		{ attr_rps_cpus, -ERANGE, "outside" },
		{ attr_rps_cpus, -EROFS, "/sys is read-only" }, /* U8 */
		{ attr_irq_cpus, -EROFS, "/proc/irq is read-only" },
		{ attr_xps_cpus, -ENOENT, "single tx queue: nothing to spread" },
		{ attr_xps_cpus, -ENODEV, "gone" },
		{ attr_xps_cpus, -EBUSY, "busy" },
		{ attr_xps_cpus, -ENOMEM, "memory" },
		{ attr_xps_cpus, -ENOLINK, "" },
	};

	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		err.text[0] = '\0';
		ck_assert_int_eq(explain(t[i].attr, with(t[i].code)), t[i].code);
		ck_assert_msg(*err.text && strstr(err.text, t[i].words), "%d: %s", t[i].code,
			      err.text);
	}
}
END_TEST

START_TEST(missing_files_in_words)
{
	struct refusal f = { .code = -ENOENT, .root = true };
	struct change c = { .iface = "eth0", .attr = attr_xps_cpus, .target = "tx-0" };

	ck_assert_int_eq(explain(attr_irq_cpus, f), -ENOENT);
	ck_assert_ptr_nonnull(strstr(err.text, "interrupt 25 is gone"));
	ck_assert_int_eq(explain(attr_rps_cpus, f), -ENOENT);
	ck_assert_ptr_nonnull(strstr(err.text, "queue is gone"));
	ck_assert(!refusal_means_none(&c, &f));
	f.dir_exists = true;
	ck_assert_int_eq(explain(attr_rps_cpus, f), -ENOENT);
	ck_assert_ptr_nonnull(strstr(err.text, "this kernel has no rps_cpus"));
	ck_assert(refusal_means_none(&c, &f));
	f.code = -EINVAL;
	ck_assert(refusal_means_none(&c, &f));
	f.code = -EIO;
	ck_assert(!refusal_means_none(&c, &f));
}
END_TEST

static Suite *make_suite(void)
{
	Suite *s = suite_create("knob");
	TCase *t = tcase_create("knob");

	tcase_add_checked_fixture(t, knob_setup, knob_teardown);
	tcase_add_test(t, registry_finds_every_name_and_row);
	tcase_add_test(t, stages_and_links);
	tcase_add_test(t, queues_first_and_commands_for_all);
	tcase_add_test(t, not_said_differs_from_empty_and_zero);
	tcase_add_test(t, values_compare_and_read);
	tcase_add_test(t, paths);
	tcase_add_test(t, u2_texts);
	tcase_add_test(t, shell_equivalents);
	tcase_add_test(t, shell_words_are_quoted);
	tcase_add_test(t, s1_readings_from_the_model);
	tcase_add_test(t, unmovable_interrupts_are_one_code);
	tcase_add_test(t, errnos_in_words);
	tcase_add_test(t, missing_files_in_words);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(make_suite)
