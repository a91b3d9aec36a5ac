// SPDX-License-Identifier: GPL-2.0-or-later
// The doctor on queues: which get packets, why others do not (A5 to A7, L2); NAPI's threads (U10).
#include <stdio.h>

#include "checkup.h"

#define HOST "cpu:6 nic:eth1:igb:q=6:at=0-5"
#define EVEN                                                                                       \
	"eth1=6000 eth1/rx-0=1000 eth1/rx-1=1100 eth1/rx-2=900 eth1/rx-3=1000 eth1/rx-4=1000 "     \
	"eth1/rx-5=1000"
#define ONE "eth1/rx-0=6000 eth1/rx-1=0 eth1/rx-2=0 eth1/rx-3=0 eth1/rx-4=0 eth1/rx-5=0"

static void setup(void)
{
	arena = arena_new(NULL);
}

static void teardown(void)
{
	arena_free(arena);
}

static struct patient *counted(const char *readings, const char *line)
{
	struct patient *p = patient(HOST, readings, NULL);

	counts(p, line);
	return p;
}

/* A rule of flows to a queue, which the fake cards do not have. */
static void flow_rule(struct patient *p, const char *place, const char *text)
{
	static const struct knob_attr row = { .name = "rules",
					      .kind = ATTR_WORD,
					      .scope = SCOPE_NAMED };
	static const struct knob ntuple = { .name = "ntuple", .attrs = &row, .nattrs = 1 };
	struct nic_knobs *k = (struct nic_knobs *)p->c.knobs;
	const struct knob **knob = arena_array(arena, k->n + 1, sizeof(*knob));
	struct knob_readings *readings = arena_array(arena, k->n + 1, sizeof(*readings));

	if (strcmp(k->knob[k->n - 1]->name, "ntuple")) {
		memcpy(knob, k->knob, k->n * sizeof(*knob));
		memcpy(readings, k->readings, k->n * sizeof(*readings));
		knob[k->n] = &ntuple;
		k->knob = knob;
		k->readings = readings;
		k->n++;
	}
	*arena_push(arena, k->readings[k->n - 1].v,
		    k->readings[k->n - 1].n) = (struct knob_reading){
		.attr = &row,
		.target = place,
		.value = { .kind = VALUE_WORD, .word = text },
	};
}

START_TEST(every_queue_gets_some)
{
	ck_assert_str_eq(on_whom(counted("eth1 IGB", EVEN), "silent-queue"), "");
	/* What was not counted was not seen to get nothing. */
	ck_assert_str_eq(on_whom(counted("eth1 rss.table=turn:2:128", "eth1=6000"), "silent-queue"),
			 "");
	/* A handful of packets, and a host of one queue. */
	ck_assert_str_eq(on_whom(counted("eth1 rss.udp4=sd",
					 "eth1=60 eth1/rx-0=60 eth1/rx-1=0 "
					 "eth1/rx-2=0 eth1/rx-3=0 eth1/rx-4=0 eth1/rx-5=0"),
				 "silent-queue"),
			 "");
}
END_TEST

START_TEST(a7_table_leaves_queues_out)
{
	struct patient *p = counted(
		"eth1 rss.table=turn:2:128 rss.udp4=sd",
		"eth1=6000 eth1/rx-0=3000 eth1/rx-1=3000 eth1/rx-2=0 eth1/rx-3=0 "
		"eth1/rx-4=0 eth1/rx-5=0");
	const struct finding *v;

	ck_assert_str_eq(on_whom(p, "silent-queue"), "eth1=info");
	v = found(p, "silent-queue", "eth1");
	ASSERT_SAYS(v->what,
		    "rx queues 2-5 get no packets: the indirection table does not name them");
	ASSERT_SAYS(v->evidence, "4 of 6 rx queues got none of 6000 packets in 3.0 s");
	ASSERT_SAYS(v->evidence, "128 entries name 2 queues");
	ck_assert_str_eq(v->remedy, "nqtune rss eth1 default  # unless it is meant so");
	ck_assert_ptr_null(found(p, "udp-hash", "eth1"));
	/* A CPU of the two that is full, not one of another's; since boot nobody knows. */
	counts(p, "idle@2=0 ticks@2=300 idle@0=15 ticks@0=300");
	ck_assert_str_eq(on_whom(p, "silent-queue"), "eth1=info");
	counts(p, "idle@0=14");
	ck_assert_str_eq(on_whom(p, "silent-queue"), "eth1=warn");
	/* One that a rule leads to is not for the table to name. */
	flow_rule(p, "rule 7", "udp4 src-ip 192.0.2.0/24 queue 3");
	ck_assert_str_eq(on_whom(p, "silent-queue"), "eth1=warn");
	ASSERT_SAYS(found(p, "silent-queue", "eth1")->what, "rx queues 2,4-5 get");
	ASSERT_SAYS(found(p, "silent-queue", "eth1")->evidence, "128 entries name 2 queues");
}
END_TEST

START_TEST(l2_queue_set_apart_on_purpose)
{
	const char *line = "eth1=6000 eth1/rx-0=0 eth1/rx-1=1200 eth1/rx-2=1200 eth1/rx-3=1200 "
			   "eth1/rx-4=1200 eth1/rx-5=1200";
	struct patient *p = counted("eth1 rss.table=list:1,2,3,4,5 rss.udp4=sdfn", line);

	ck_assert_str_eq(on_whom(p, "silent-queue"), "eth1=info");
	ASSERT_SAYS(found(p, "silent-queue", "eth1")->what, "rx queue 0 gets");
	flow_rule(p, "rule 7", "udp4 src-ip 192.0.2.0/24 queue 0");
	ck_assert_str_eq(on_whom(p, "silent-queue"), "");
	/* A rule that drops leads nowhere. */
	p = counted("eth1 rss.table=list:1,2,3,4,5 rss.udp4=sdfn", line);
	flow_rule(p, "rule 7", "udp4 src-ip 192.0.2.0/24 drop");
	ck_assert_str_eq(on_whom(p, "silent-queue"), "eth1=info");
}
END_TEST

START_TEST(some_cards_hash_to_sixteen_queues)
{
	struct patient *p = patient("cpu:32 nic:eth1:igb:q=17", "eth1 rss.table=turn:16:128", NULL);
	char line[1024] = "eth1=160000";

	for (unsigned q = 0; q < 16; q++)
		snprintf(line + strlen(line), sizeof(line) - strlen(line), " eth1/rx-%u=10000", q);
	counts(p, line);
	counts(p, "eth1/rx-16=0");
	ck_assert_str_eq(on_whom(p, "silent-queue"), "");
	/* Fewer are somebody's choice. */
	p = patient("cpu:32 nic:eth1:igb:q=17", "eth1 rss.table=turn:15:128", NULL);
	counts(p, line);
	counts(p, "eth1/rx-16=0");
	ck_assert_str_eq(on_whom(p, "silent-queue"), "eth1=info");
}
END_TEST

START_TEST(hashing_is_off)
{
	struct patient *p = counted("eth1 offload.rx-hashing=off", "eth1=6000 " ONE);

	ck_assert_str_eq(on_whom(p, "silent-queue"), "eth1=warn");
	ASSERT_SAYS(found(p, "silent-queue", "eth1")->what, "receive hashing is off");
	ck_assert_str_eq(found(p, "silent-queue", "eth1")->remedy,
			 "nqtune offload eth1 rx-hashing on");
	/* Held fast by the driver it is no advice. */
	ck_assert_str_eq(
		on_whom(counted("eth1 offload.rx-hashing=off!", "eth1=6000 " ONE), "silent-queue"),
		"");
}
END_TEST

START_TEST(a6_udp_by_address)
{
	struct patient *p = counted("eth1 rss.table=block:6:128 rss.udp4=sd rss.udp6=sd",
				    "eth1=6000 " ONE);
	const struct finding *v;

	/* Whether it is UDP was not counted: no reason for an alarm, however much it is. */
	ck_assert_str_eq(on_whom(p, "silent-queue"), "eth1=info");
	counts(p, "eth1=60000 eth1/rx-0=60000");
	ck_assert_str_eq(on_whom(p, "silent-queue"), "eth1=info");
	v = found(p, "silent-queue", "eth1");
	ASSERT_SAYS(v->what, "rx queues 1-5 get no packets: UDP is hashed by its addresses only");
	ck_assert_str_eq(v->remedy, "nqtune rss eth1 fields udp4 sdfn fields udp6 sdfn");
	ck_assert_ptr_null(found(p, "udp-hash", "eth1"));
}
END_TEST

START_TEST(few_flows)
{
	struct patient *p = counted("eth1 rss.table=block:6:128 rss.udp4=sdfn", "eth1=6000 " ONE);

	ck_assert_str_eq(on_whom(p, "silent-queue"), "");
	counts(p, "eth1=60000 eth1/rx-0=60000");
	ck_assert_str_eq(on_whom(p, "silent-queue"), "eth1=info");
	ASSERT_SAYS(found(p, "silent-queue", "eth1")->what, "so few flows come in");
	ck_assert_ptr_null(found(p, "silent-queue", "eth1")->remedy);
}
END_TEST

START_TEST(flow_rules_lead_all_away)
{
	struct patient *p = counted("eth1 rss.table=block:6:128 rss.udp4=sdfn",
				    "eth1=6000 eth1/rx-0=0 eth1/rx-1=0 eth1/rx-2=6000 eth1/rx-3=0 "
				    "eth1/rx-4=0 eth1/rx-5=0");

	flow_rule(p, "rule 3", "ether dst 02:00:00:00:00:01 queue 2");
	ck_assert_str_eq(on_whom(p, "silent-queue"), "eth1=info");
	ASSERT_SAYS(found(p, "silent-queue", "eth1")->what,
		    "rx queues 0-1,3-5 get no packets: flow rules");
	ck_assert_str_eq(found(p, "silent-queue", "eth1")->remedy, "nqtune ntuple eth1 delete 3  # unless it is meant so");
	flow_rule(p, "rule 4", "udp4 dst-port 53 queue 2");
	ck_assert_str_eq(on_whom(p, "silent-queue"), "eth1=info");
	ASSERT_SAYS(found(p, "silent-queue", "eth1")->evidence, "2 rules lead to queue 2");
	ASSERT_SAYS(found(p, "silent-queue", "eth1")->remedy, "delete those that are not needed");
}
END_TEST

START_TEST(since_boot_asks_for_more)
{
	struct patient *p = counted(
		"eth1 rss.table=turn:2:128",
		"eth1=6000 eth1/rx-0=3000 eth1/rx-1=3000 eth1/rx-2=0 eth1/rx-3=0 "
		"eth1/rx-4=0 eth1/rx-5=0");

	since_boot(p);
	ck_assert_str_eq(on_whom(p, "silent-queue"), "");
	counts(p, "eth1=600000 eth1/rx-0=300000 eth1/rx-1=300000");
	ck_assert_str_eq(on_whom(p, "silent-queue"), "eth1=info");
	ASSERT_SAYS(found(p, "silent-queue", "eth1")->evidence, "since boot");
	not_counted(p);
	ck_assert_str_eq(on_whom(p, "silent-queue"), "");
}
END_TEST

START_TEST(a_name_may_be_anything)
{
	struct patient *p = patient("cpu:2 nic:a;b:igb:q=2", "a;b rss.table=list:0,0", NULL);

	counts(p, "a;b=6000 a;b/rx-0=6000 a;b/rx-1=0");
	ck_assert_str_eq(on_whom(p, "silent-queue"), "a;b=info");
	ck_assert_str_eq(found(p, "silent-queue", "a;b")->remedy, "nqtune rss 'a;b' default  # unless it is meant so");
}
END_TEST

START_TEST(udp_shares)
{
	const char *uneven = "eth1=6000 eth1/rx-0=5000 eth1/rx-1=200 eth1/rx-2=200 eth1/rx-3=200 "
			     "eth1/rx-4=200 eth1/rx-5=200";
	struct patient *p = counted("eth1 rss.udp4=sd", uneven);

	ck_assert_str_eq(on_whom(p, "udp-hash"), "eth1=info");
	ASSERT_SAYS(found(p, "udp-hash", "eth1")->evidence,
		    "one of 6 queues got 5.0 times its part");
	ck_assert_str_eq(found(p, "udp-hash", "eth1")->remedy, "nqtune rss eth1 fields udp4 sdfn");
	counts(p, "eth1=60000 eth1/rx-0=59000");
	ck_assert_str_eq(on_whom(p, "udp-hash"), "eth1=info");
	/* Even as it is, with the ports, idle, or of one queue. */
	ck_assert_str_eq(on_whom(counted("eth1 rss.udp4=sd", EVEN), "udp-hash"), "");
	ck_assert_str_eq(on_whom(counted("eth1 rss.udp4=sdfn", uneven), "udp-hash"), "");
	ck_assert_str_eq(on_whom(counted("eth1 rss.udp4=sd", ""), "udp-hash"), "");
	p = patient("cpu:2 nic:eth1:one", "eth1 rss.udp4=sd", NULL);
	counts(p, "eth1=60000");
	ck_assert_str_eq(on_whom(p, "udp-hash"), "");
	/* Where queues are not counted, nothing says that it does no harm. */
	ck_assert_str_eq(on_whom(counted("eth1 rss.udp6=sd", "eth1=6000"), "udp-hash"),
			 "eth1=info");
}
END_TEST

static struct napi_thread *threads(struct patient *p, const char *nic, const char *cpus, size_t n,
				   bool told)
{
	struct nic *eth = host_nic(p->h, nic);

	eth->threads = arena_array(arena, n, sizeof(*eth->threads));
	eth->nthreads = n;
	eth->threaded = true;
	for (size_t i = 0; i < n; i++)
		eth->threads[i] = (struct napi_thread){
			.pid = 100 + (unsigned)i,
			.name = arena_printf(arena, "napi/%s-%zu", nic, 8193 + i),
			.queue = told ? (int)i : -1,
			.cpus = fake_set(p->h, cpus),
		};
	return eth->threads;
}

START_TEST(u10_threads_wander)
{
	struct patient *p = patient("cpu:4 nic:eth1:igb:q=2:at=2,3", "", NULL);
	struct napi_thread *t;

	ck_assert_str_eq(on_whom(p, "threaded"), "");
	t = threads(p, "eth1", "0-3", 2, true);
	ck_assert_str_eq(on_whom(p, "threaded"), "eth1=info");
	ASSERT_SAYS(found(p, "threaded", "eth1")->what,
		    "2 of its 2 NAPI threads may run on any CPU");
	ASSERT_SAYS(found(p, "threaded", "eth1")->evidence, "napi/eth1-8193, napi/eth1-8194");
	ck_assert_str_eq(
		found(p, "threaded", "eth1")->remedy,
		"nqtune napi eth1 queue 0 threads 2 && nqtune napi eth1 queue 1 threads 3");
	t[0].cpus = fake_set(p->h, "2");
	ck_assert_str_eq(on_whom(p, "threaded"), "eth1=info");
	ASSERT_SAYS(found(p, "threaded", "eth1")->what, "1 of its 2");
	t[1].cpus = fake_set(p->h, "2-3");
	ck_assert_str_eq(on_whom(p, "threaded"), "");
}
END_TEST

START_TEST(threads_without_a_queue)
{
	struct patient *p = patient("cpu:4 isolated:3 nic:eth1:igb:q=4", "", NULL);

	/* All that the scheduler gives to anyone is any CPU. */
	threads(p, "eth1", "0-2", 4, false);
	ck_assert_str_eq(on_whom(p, "threaded"), "eth1=info");
	ck_assert_str_eq(
		found(p, "threaded", "eth1")->remedy,
		"taskset -pc 0 100 && taskset -pc 1 101 && taskset -pc 2 102 && taskset -pc 0 103");
	threads(p, "eth1", "0-1", 4, false);
	ck_assert_str_eq(on_whom(p, "threaded"), "");
	p = patient("cpu:1 nic:eth1:igb:q=1", "", NULL);
	threads(p, "eth1", "0", 1, true);
	ck_assert_str_eq(on_whom(p, "threaded"), "");
}
END_TEST

START_TEST(threads_on_another_node)
{
	struct patient *p = patient("cpu:4 node:2 nic:eth1:igb:q=2:node=1:at=2,3", "", NULL);

	threads(p, "eth1", "0-1", 2, true);
	ck_assert_str_eq(on_whom(p, "threaded"), "eth1=info");
	ASSERT_SAYS(found(p, "threaded", "eth1")->what, "which is on node 1");
	ASSERT_SAYS(found(p, "threaded", "eth1")->evidence, "napi/eth1-8193 on CPUs 0-1");
	ck_assert_str_eq(
		found(p, "threaded", "eth1")->remedy,
		"nqtune napi eth1 queue 0 threads 2 && nqtune napi eth1 queue 1 threads 3");
	threads(p, "eth1", "2-3", 2, true);
	ck_assert_str_eq(on_whom(p, "threaded"), "");
}
END_TEST

static Suite *make_suite(void)
{
	Suite *s = suite_create("doctor queue");
	TCase *t = tcase_create("doctor queue");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, every_queue_gets_some);
	tcase_add_test(t, a7_table_leaves_queues_out);
	tcase_add_test(t, l2_queue_set_apart_on_purpose);
	tcase_add_test(t, some_cards_hash_to_sixteen_queues);
	tcase_add_test(t, hashing_is_off);
	tcase_add_test(t, a6_udp_by_address);
	tcase_add_test(t, few_flows);
	tcase_add_test(t, flow_rules_lead_all_away);
	tcase_add_test(t, since_boot_asks_for_more);
	tcase_add_test(t, a_name_may_be_anything);
	tcase_add_test(t, udp_shares);
	tcase_add_test(t, u10_threads_wander);
	tcase_add_test(t, threads_without_a_queue);
	tcase_add_test(t, threads_on_another_node);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(make_suite)
