// SPDX-License-Identifier: GPL-2.0-or-later
// The doctor's examination: the table of rules, the order of findings, whom they are about.
#include "checkup.h"
#include "nqtune/finding.h"

static bool is_one_of(const char *word, const char *const *words)
{
	for (; *words; words++)
		if (!strcmp(word, *words))
			return true;
	return false;
}

START_TEST(table)
{
	static const char *const severities[] = { "bad", "warn", "info", NULL };
	size_t n = 0;

	for (const struct doctor_rule *r = doctor_rules; r->id; r++, n++) {
		ck_assert_msg(*r->looks && *r->why && *r->source, "%s says too little", r->id);
		ck_assert_msg(is_one_of(r->severity, severities), "%s: %s", r->id, r->severity);
		ck_assert_msg(strspn(r->id, "abcdefghijklmnopqrstuvwxyz-") == strlen(r->id), "%s", r->id);
		ck_assert_ptr_nonnull(r->find);
		for (const struct doctor_rule *other = doctor_rules; other < r; other++)
			ck_assert_str_ne(other->id, r->id);
	}
	ck_assert_uint_ge(n, 25);
}
END_TEST

/* Bad, then warnings, then notes; among equals the table's order. */
START_TEST(order)
{
	struct patient *p = patient("cpu:8 node:2 isolated:7 nic:eth0:igb:q=2:node=1:at=0 nic:eth1:one:at=0",
				    "", "eth0 eth1");

	counts(p, "eth0=9000 eth1=30 24@0=9000 25@0=9000 27@0=9000");
	p->around->default_affinity = fake_set(p->h, "0-7");
	ck_assert_str_eq(on_whom(p, "one-cpu"), "host=bad");
	ck_assert_uint_ge(p->n, 3);
	ck_assert_str_eq(p->v[0].id, "one-cpu");
	ck_assert_ptr_nonnull(found(p, "far-node", "eth0"));
	ck_assert_ptr_nonnull(found(p, "default-affinity", NULL));
	for (size_t i = 1; i < p->n; i++)
		ck_assert_msg(strcmp(p->v[i - 1].severity, "info") || !strcmp(p->v[i].severity, "info"),
			      "%s before %s", p->v[i - 1].id, p->v[i].id);
}
END_TEST

/* All that a finding has is said, and why it matters names its source. */
START_TEST(whole)
{
	struct patient *p = patient("cpu:4 nic:eth0:one:at=0", "", "eth0");

	p->c.command = "nqtune auto eth0";
	counts(p, "eth0=9000 24@0=9000");
	examine(p);
	ck_assert_uint_eq(p->n, 1);
	ck_assert_str_eq(p->v[0].id, "rps-missing");
	ck_assert_str_eq(p->v[0].iface, "eth0");
	ck_assert_str_eq(p->v[0].severity, "warn");
	ck_assert_str_eq(p->v[0].remedy, "nqtune auto eth0");
	ck_assert_str_eq(p->v[0].why,
			 "the CPU that takes a queue's interrupt works on all its packets; RPS hands flows "
			 "on to others (Documentation/networking/scaling.rst, RPS Configuration)");
}
END_TEST

/* Who asks for a bridge is told of what carries it, and of nothing else. */
START_TEST(named)
{
	struct patient *p = patient("cpu:4 nic:eth0:igb:q=3:at=0 nic:eth1:igb:q=3:at=0 bridge:br0:eth1", "",
				    "eth0 br0");

	counts(p, "eth0=9000 eth1=9000 24@0=900 25@0=900 26@0=900 28@0=900 29@0=900 30@0=900");
	ck_assert_str_eq(on_whom(p, "one-cpu"), "host=bad");
	p->c.ifaces = (const char *const[]){ "br0" };
	p->c.nifaces = 1;
	ck_assert_str_eq(on_whom(p, "one-cpu"), "eth1=bad");
	p->c.ifaces = (const char *const[]){ "eth0" };
	ck_assert_str_eq(on_whom(p, "one-cpu"), "eth0=bad");
	p->c.ifaces = (const char *const[]){ "gone0" };
	ck_assert_str_eq(on_whom(p, "one-cpu"), "");
}
END_TEST

/* A host about which nothing is known, and one with nothing on it. */
START_TEST(nothing)
{
	struct patient *p = patient("cpu:1", "", NULL);

	examine(p);
	ck_assert_uint_eq(p->n, 0);
	not_counted(p);
	examine(p);
	ck_assert_uint_eq(p->n, 0);
	p = patient("cpu:4 nic:eth0:none:q=4 dsa:wan:eth0 veth:v0", "", NULL);
	not_counted(p);
	examine(p);
	ck_assert_uint_eq(p->n, 0);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("doctor");
	TCase *c = tcase_create("examination");

	tcase_add_checked_fixture(c, arena_setup, arena_teardown);
	tcase_add_test(c, table);
	tcase_add_test(c, order);
	tcase_add_test(c, whole);
	tcase_add_test(c, named);
	tcase_add_test(c, nothing);
	suite_add_tcase(s, c);
	return s;
}

TEST_MAIN(suite)
