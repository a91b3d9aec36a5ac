// SPDX-License-Identifier: GPL-2.0-or-later
// The documents of nqtune(8): key names, their order, list-form sets, null for what is not said.
#include "main.h"
#include "nqtune/apply.h"
#include "nqtune/knob.h"
#include "nqtune/plan.h"
#include "viewhost.h"
#include "viewknob.h"

static struct arena *arena;

static void setup(void)
{
	arena = arena_new(NULL);
}

static void teardown(void)
{
	arena_free(arena);
}

static void add_reading(struct knob_readings *r, const struct knob *k, const char *attr,
			struct value now, struct value max)
{
	struct knob_reading *v = arena_push(arena, r->v, r->n);

	*v = (struct knob_reading){ .attr = knob_attr_find(k, attr), .target = "", .value = now,
				    .max = max };
	ck_assert_ptr_nonnull(v->attr);
}

static struct value number(uint64_t n)
{
	return (struct value){ .kind = VALUE_NUMBER, .number = n };
}

static struct value word(const char *s)
{
	return (struct value){ .kind = VALUE_WORD, .word = s };
}

static const struct value none;

START_TEST(show_one_igb)
{
	struct host *h = vh_host(arena, 2, 1, false);
	struct nic *nic = vh_igb(arena, h, "eth1", 1, 25);
	const struct knob *k[] = { knob_find("channels"), knob_find("coalesce") };
	struct knob_readings r[2] = { 0 };
	struct nic_knobs nk = { nic, k, r, 2 };

	nic->tx[0].xps = vh_set(arena, h, "0");
	nic->tx[0].xps_rxqs = vh_set(arena, h, "");
	nic->rx[0].flows = (struct reading){ true, 0 };
	h->cpus[0].llc = 0;
	h->cpus[0].capacity = (struct reading){ true, 1024 };
	vh_offline(h, 1);
	h->irqbalance.running = true;
	h->irqbalance.how = "process 412";
	add_reading(&r[0], k[0], "combined", number(6), number(8));
	add_reading(&r[0], k[0], "other", none, none);
	add_reading(&r[1], k[1], "adaptive-rx", word("off"), none);
	add_reading(&r[1], k[1], "rx-usecs", number(3), none);
	ck_assert_str_eq(vh_document(arena, json_show(h, &nk, 1, arena)),
		"{\"schema\":\"nqtune-show/1\",\"host\":{\"kernel\":\"6.1.0-30-amd64\",\"cpus\":["
		"{\"id\":0,\"node\":0,\"core\":0,\"llc\":0,\"capacity\":1024,\"online\":true,"
		"\"isolated\":false},"
		"{\"id\":1,\"node\":0,\"core\":null,\"llc\":null,\"capacity\":null,"
		"\"online\":false,\"isolated\":false}],"
		"\"irqbalance\":{\"running\":true,\"how\":\"process 412\"}},"
		"\"interfaces\":[{\"name\":\"eth1\",\"driver\":\"igb\",\"kind\":\"physical\","
		"\"node\":0,\"lower\":[],\"conduit\":null,\"up\":true,\"speed\":1000,"
		"\"threaded\":false,"
		"\"rx\":[{\"queue\":0,\"irq\":25,\"vector\":\"eth1-TxRx-0\",\"affinity\":\"0-1\","
		"\"effective\":\"0\",\"rps\":\"\",\"flows\":0,\"napi_cpus\":null,"
		"\"method\":\"msi_irqs\"}],"
		"\"tx\":[{\"queue\":0,\"irq\":25,\"vector\":\"eth1-TxRx-0\",\"affinity\":\"0-1\","
		"\"effective\":\"0\",\"xps\":\"0\",\"xps_rxqs\":\"\",\"method\":\"msi_irqs\"}],"
		"\"knobs\":{\"channels\":{\"combined\":{\"value\":6,\"max\":8},"
		"\"other\":{\"value\":null}},"
		"\"coalesce\":{\"adaptive-rx\":{\"value\":false},"
		"\"rx-usecs\":{\"value\":3}}}}]}");
}
END_TEST

/* Not said is null, never 0 or "". */
START_TEST(show_what_is_not_said)
{
	struct host *h = vh_host(arena, 1, 0, false);
	struct nic *eth0 = vh_nic(arena, h, "eth0", NIC_PHYSICAL, "physical", 1, 0);
	struct nic *wan = vh_nic(arena, h, "wan", NIC_DSA_PORT, "dsa", 0, 1);
	struct nic_knobs nk = { .nic = wan };
	const char *text;

	wan->conduit = eth0;
	vh_lower(arena, wan, &eth0, 1);
	wan->up = false;
	h->kernel = NULL;
	text = vh_document(arena, json_show(h, &nk, 1, arena));
	ck_assert_ptr_nonnull(strstr(text, "\"host\":{\"kernel\":null,"));
	ck_assert_ptr_nonnull(strstr(text, "{\"running\":false,\"how\":null}"));
	ck_assert_ptr_nonnull(strstr(text,
		"\"interfaces\":[{\"name\":\"wan\",\"driver\":null,\"kind\":\"dsa\",\"node\":null,"
		"\"lower\":[\"eth0\"],\"conduit\":\"eth0\",\"up\":false,\"speed\":null,"
		"\"threaded\":false,\"rx\":[],"
		"\"tx\":[{\"queue\":0,\"irq\":null,\"vector\":null,\"affinity\":null,"
		"\"effective\":null,\"xps\":null,\"xps_rxqs\":null,\"method\":null}],"
		"\"knobs\":{}}]}"));
}
END_TEST

START_TEST(show_empty_host)
{
	struct host h = { .arena = arena };

	ck_assert_str_eq(vh_document(arena, json_show(&h, NULL, 0, arena)),
			 "{\"schema\":\"nqtune-show/1\",\"host\":{\"kernel\":null,\"cpus\":[],"
			 "\"irqbalance\":{\"running\":false,\"how\":null}},\"interfaces\":[]}");
}
END_TEST

static struct change rps_change(struct host *h)
{
	return (struct change){
		.iface = "wan", .knob = &knob_rps, .attr = attr_rps_cpus, .target = "rx-0",
		.old = { .kind = VALUE_CPUS, .cpus = vh_set(arena, h, "") },
		.new = { .kind = VALUE_CPUS, .cpus = vh_set(arena, h, "1-2") },
		.path = "/sys/class/net/wan/queues/rx-0/rps_cpus",
		.why = "two \"shares\"",
	};
}

START_TEST(plan_document)
{
	struct host *h = vh_host(arena, 4, 0, false);
	const struct knob *ring = knob_find("ring");
	struct change c[2] = { rps_change(h) };
	struct left_alone left = { "eth0", "rps", "6 queues serve 6 CPUs" };
	struct finding found = { "irqbalance-running", NULL, "warn", "it runs", "ban them" };
	struct plan p = { c, 2, &left, 1, &found, 1 };

	c[1] = (struct change){ .iface = "eth0", .knob = ring,
				.attr = knob_attr_find(ring, "rx"), .target = "",
				.old = number(256), .new = number(1024), .why = "" };
	ck_assert_str_eq(vh_document(arena, json_plan(&p, false, NULL, 4, arena)),
		"{\"schema\":\"nqtune-plan/1\",\"applied\":false,\"changes\":["
		"{\"iface\":\"wan\",\"knob\":\"rps\",\"target\":\"rx-0\",\"attr\":\"cpus\","
		"\"old\":\"\",\"new\":\"1-2\",\"path\":\"/sys/class/net/wan/queues/rx-0/rps_cpus\","
		"\"shell\":\"echo 6 > /sys/class/net/wan/queues/rx-0/rps_cpus\","
		"\"why\":\"two \\\"shares\\\"\",\"bounces_link\":false,\"optional\":false},"
		"{\"iface\":\"eth0\",\"knob\":\"ring\",\"target\":\"\",\"attr\":\"rx\","
		"\"old\":256,\"new\":1024,\"path\":null,\"shell\":\"ethtool -G eth0 rx 1024\","
		"\"why\":\"\",\"bounces_link\":true,\"optional\":false}],"
		"\"left_alone\":[{\"iface\":\"eth0\",\"knob\":\"rps\","
		"\"why\":\"6 queues serve 6 CPUs\"}],"
		"\"findings\":[{\"id\":\"irqbalance-running\",\"iface\":null,\"severity\":\"warn\","
		"\"what\":\"it runs\",\"remedy\":\"ban them\"}]}");
}
END_TEST

START_TEST(plan_empty)
{
	struct plan p = { 0 };

	ck_assert_str_eq(vh_document(arena, json_plan(&p, true, NULL, 4, arena)),
			 "{\"schema\":\"nqtune-plan/1\",\"applied\":true,\"changes\":[],"
			 "\"left_alone\":[],\"findings\":[]}");
}
END_TEST

/* A clamped value is reported as clamped. */
START_TEST(plan_narrowed)
{
	struct host *h = vh_host(arena, 4, 0, false);
	struct change c[2] = { rps_change(h), rps_change(h) };
	struct apply_step steps[2] = {
		{ OUTCOME_NARROWED, { VALUE_CPUS, { vh_set(arena, h, "1") } }, "2 is isolated" },
		{ .outcome = OUTCOME_DONE, .got = c[1].new },
	};
	struct apply_report r = { .steps = steps };
	struct plan p = { .changes = c, .nchanges = 2 };
	const char *text = vh_document(arena, json_plan(&p, true, &r, 4, arena));

	ck_assert_ptr_nonnull(strstr(text, "\"optional\":false,\"outcome\":\"narrowed\","
					   "\"narrowed\":true,\"got\":\"1\","
					   "\"note\":\"2 is isolated\"}"));
	ck_assert_ptr_nonnull(strstr(text, "\"outcome\":\"done\",\"narrowed\":false,"
					   "\"got\":\"1-2\",\"note\":null}"));
	ck_assert_ptr_nonnull(strstr(text, "\"rolled_back\":false}"));
}
END_TEST

START_TEST(knob_document)
{
	struct host *h = vh_host(arena, 2, 1, false);
	struct nic *nic = vh_igb(arena, h, "eth1", 2, 25);
	const struct nic *nics[] = { nic };
	struct knob_readings x = { 0 }, i = { 0 };

	nic->tx[0].xps = vh_set(arena, h, "0");
	ck_assert_int_eq(knob_xps.read(&knob_xps, NULL, h, nic, arena, &x, NULL), 0);
	ck_assert_str_eq(vh_document(arena, json_knob(&knob_xps, nics, &x, 1, arena)),
		"{\"schema\":\"nqtune-knob/1\",\"knob\":\"xps\",\"interfaces\":["
		"{\"name\":\"eth1\",\"xps\":{\"tx\":["
		"{\"queue\":0,\"cpus\":{\"value\":\"0\"},\"rxqs\":{\"value\":null}},"
		"{\"queue\":1,\"cpus\":{\"value\":\"\"},\"rxqs\":{\"value\":null}}]}}]}");
	ck_assert_int_eq(knob_irq.read(&knob_irq, NULL, h, nic, arena, &i, NULL), 0);
	ck_assert_str_eq(vh_document(arena, json_knob(&knob_irq, nics, &i, 1, arena)),
		"{\"schema\":\"nqtune-knob/1\",\"knob\":\"irq\",\"interfaces\":["
		"{\"name\":\"eth1\",\"irq\":{\"vectors\":["
		"{\"irq\":25,\"vector\":\"eth1-TxRx-0\",\"cpus\":{\"value\":\"0-1\"}},"
		"{\"irq\":26,\"vector\":\"eth1-TxRx-1\",\"cpus\":{\"value\":\"0-1\"}}]}}]}");
}
END_TEST

/* What a rounded change became, a host's setting that names no interface, a table as a list. */
START_TEST(plan_of_all_kinds)
{
	static const uint32_t two[] = { 0, 1 };
	struct change c[3] = {
		{ .iface = "eth0", .knob = knob_find("ring"), .target = "", .why = "",
		  .attr = vk_attr("ring", "rx", SCOPE_IFACE), .old = vk_number(256),
		  .new = vk_number(257) },
		{ .iface = "", .knob = knob_find("rfs"), .target = "", .why = "",
		  .attr = vk_attr("rfs", "entries", SCOPE_HOST), .old = vk_number(0),
		  .new = vk_number(32768) },
		{ .iface = "eth0", .knob = knob_find("rss"), .target = "", .why = "",
		  .attr = vk_attr("rss", "table", SCOPE_IFACE), .old = vk_list(arena, two, 2, 4),
		  .new = vk_word("default"), .optional = true },
	};
	struct apply_step steps[3] = {
		{ OUTCOME_ROUNDED, vk_number(264), "the driver made 264 of 257" },
		{ .outcome = OUTCOME_DONE, .got = vk_number(32768) },
		{ .outcome = OUTCOME_REFUSED, .got = vk_none, .note = "not supported" },
	};
	struct apply_report r = { .steps = steps };
	struct plan p = { .changes = c, .nchanges = 3 };
	const char *text = vh_document(arena, json_plan(&p, true, &r, 4, arena));

	ck_assert_ptr_nonnull(strstr(text, "\"outcome\":\"rounded\",\"narrowed\":false,"
					   "\"got\":264,\"note\":\"the driver made 264 of 257\"}"));
	ck_assert_ptr_nonnull(strstr(text, "{\"iface\":null,\"knob\":\"rfs\",\"target\":\"\","
					   "\"attr\":\"entries\",\"old\":0,\"new\":32768,"));
	ck_assert_ptr_nonnull(strstr(text, "\"old\":[0,1,0,1],\"new\":\"default\","));
	ck_assert_ptr_nonnull(strstr(text, "\"optional\":true,\"outcome\":\"refused\","
					   "\"narrowed\":false,\"got\":null,"
					   "\"note\":\"not supported\"}"));
}
END_TEST

static const char *knob_json(const struct vk *k)
{
	static const struct nic nic = { .name = "eth0" };
	const struct nic *nics[] = { &nic };
	const char *text = vh_document(arena, json_knob(knob_find(k->knob), nics, &k->r, 1, arena));
	const char *from = strstr(text, arena_printf(arena, "\"eth0\",\"%s\":", k->knob));

	ck_assert_ptr_nonnull(from);
	return arena_strndup(arena, from + strlen(k->knob) + 10, strlen(from) - strlen(k->knob) - 13);
}

/* A5, A6, R8, L2: lists, and things with a name. */
START_TEST(knobs_of_all_kinds)
{
	static const uint32_t two[] = { 0, 1 };
	struct vk rss = { .knob = "rss", .a = arena }, off = { .knob = "offload", .a = arena };
	struct vk rules = { .knob = "ntuple", .a = arena };

	vk_add(&rss, "table", vk_list(arena, two, 2, 6), vk_none);
	vk_add(&rss, "key", vk_none, vk_none);
	vk_named(&rss, "fields", "tcp4", vk_word("sdfn"));
	vk_named(&rss, "fields", "ah4", vk_none);
	ck_assert_str_eq(knob_json(&rss),
			 "{\"table\":{\"value\":[0,1,0,1,0,1]},\"key\":{\"value\":null},"
			 "\"fields\":{\"tcp4\":{\"value\":\"sdfn\"},"
			 "\"ah4\":{\"value\":null}}}");
	vk_feature(&off, "rx-gro", true, false);
	vk_feature(&off, "rx-lro", false, true);
	ck_assert_str_eq(knob_json(&off), "{\"rx-gro\":{\"value\":true,\"fixed\":false},"
					  "\"rx-lro\":{\"value\":false,\"fixed\":true}}");
	vk_add(&rules, "room", vk_number(128), vk_none);
	ck_assert_str_eq(knob_json(&rules), "{\"room\":{\"value\":128},\"rules\":{}}");
	vk_named(&rules, "rules", "rule 5", vk_word("udp4 dst-port 53 queue 2"));
	ck_assert_str_eq(knob_json(&rules),
			 "{\"room\":{\"value\":128},\"rules\":{\"rule 5\":"
			 "{\"value\":\"udp4 dst-port 53 queue 2\"}}}");
	rules.r.n = 1;
	rules.r.v[0].value = vk_none;
	ck_assert_str_eq(knob_json(&rules), "{\"room\":{\"value\":null},\"rules\":null}");
}
END_TEST

/* Queues, and the host beside the interface. */
START_TEST(knobs_of_all_scopes)
{
	struct vk k = { .knob = "coalesce", .a = arena }, rfs = { .knob = "rfs", .a = arena };

	vk_add(&k, "rx-usecs", vk_number(3), vk_none);
	k.r.v[0].fixed = true;
	vk_at(&k, "adaptive-rx", SCOPE_QUEUE, "queue", 0, vk_word("on"));
	vk_at(&k, "rx-usecs", SCOPE_QUEUE, "queue", 0, vk_number(50));
	vk_at(&k, "adaptive-rx", SCOPE_QUEUE, "queue", 1, vk_none);
	ck_assert_str_eq(knob_json(&k),
			 "{\"rx-usecs\":{\"value\":3,\"fixed\":true},\"queues\":["
			 "{\"queue\":0,\"adaptive-rx\":{\"value\":true},\"rx-usecs\":{\"value\":50}},"
			 "{\"queue\":1,\"adaptive-rx\":{\"value\":null}}]}");
	vk_at(&rfs, "flows", SCOPE_RX, "rx", 0, vk_number(4096));
	vk_host(&rfs, "entries", vk_number(32768));
	ck_assert_str_eq(knob_json(&rfs),
			 "{\"rx\":[{\"queue\":0,\"flows\":{\"value\":4096}}],"
			 "\"entries\":{\"value\":32768}}");
}
END_TEST

static Suite *make_suite(void)
{
	Suite *s = suite_create("view_json");
	TCase *t = tcase_create("all");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, show_one_igb);
	tcase_add_test(t, show_what_is_not_said);
	tcase_add_test(t, show_empty_host);
	tcase_add_test(t, plan_document);
	tcase_add_test(t, plan_empty);
	tcase_add_test(t, plan_narrowed);
	tcase_add_test(t, knob_document);
	tcase_add_test(t, plan_of_all_kinds);
	tcase_add_test(t, knobs_of_all_kinds);
	tcase_add_test(t, knobs_of_all_scopes);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(make_suite)
