// SPDX-License-Identifier: GPL-2.0-or-later
// B4: softirqs, the time of CPUs, what was forwarded, and the counters of queues.
#include <linux/ethtool.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <stdio.h>

#include "main.h"
#include "nlbytes.h"
#include "tree.h"
#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/err.h"
#include "nqtune/files.h"
#include "nqtune/host.h"
#include "nqtune/sample.h"
#include "nqtune/sys.h"
#include "reader.h"
#include "uapi.h"

static struct arena *arena;
static struct cpu_counters cpus[4];

static void setup(void)
{
	arena = arena_new(NULL);
	memset(cpus, 0, sizeof(cpus));
}

static void teardown(void)
{
	arena_free(arena);
}

static const char stat_text[] =
	"cpu  1 2 3 4 5 6 7 8 9 10\n"
	"cpu0 100 2 30 4000 50 6 70 8 9 1\n"
	"cpu2 1 0 0 9 0 0 0 0 0 0\n"
	"intr 17 0 0 17\nctxt 5\nbtime 1\nsoftirq 9 8 7\n";

START_TEST(time_of_cpus)
{
	procstat_parse(stat_text, cpus, 4);
	is_reading(cpus[0].softirq, 70);
	is_reading(cpus[0].idle, 4050);
	/* The guests' part is in the first two already. */
	is_reading(cpus[0].ticks, 100 + 2 + 30 + 4000 + 50 + 6 + 70 + 8);
	ck_assert(!cpus[1].ticks.set);
	is_reading(cpus[2].softirq, 0);
	is_reading(cpus[2].ticks, 10);
}
END_TEST

START_TEST(time_junk)
{
	procstat_parse("", cpus, 4);
	procstat_parse("cpu0 1 2 3 4 5 6 7 8", cpus, 4);
	procstat_parse("cpu0 1 2 3 4 5 6\n", cpus, 4);
	procstat_parse("cpu0 1 2 3 x 5 6 7 8\n", cpus, 4);
	procstat_parse("cpu0 1 2 3 18446744073709551616 5 6 7 8\n", cpus, 4);
	procstat_parse("cpu4 1 2 3 4 5 6 7 8\n", cpus, 4);
	procstat_parse("cpu 1 2 3 4 5 6 7 8\ncpux 1 2 3 4 5 6 7 8\ncpu0x 1 2 3 4 5 6 7 8\n\n \n", cpus, 4);
	for (int i = 0; i < 4; i++)
		ck_assert(!cpus[i].ticks.set && !cpus[i].softirq.set && !cpus[i].idle.set);
	/* Kernels of old stop before the time that a hypervisor took. */
	procstat_parse("cpu1 1 2 3 4 5 6 7\n", cpus, 4);
	is_reading(cpus[1].ticks, 28);
}
END_TEST

/* Columns are possible CPUs, which are not always all from 0 on. */
START_TEST(softirqs)
{
	softirqs_parse("                    CPU0       CPU2       CPU3       \n"
		       "          HI:          9          9          9\n"
		       "      NET_TX:          1          2          3\n"
		       "      NET_RX:         10 4294967295         30\n",
		       cpus, 4, arena);
	is_reading(cpus[0].net_rx, 10);
	is_reading(cpus[2].net_rx, 4294967295u);
	is_reading(cpus[3].net_tx, 3);
	ck_assert(!cpus[1].net_rx.set);
}
END_TEST

START_TEST(softirqs_junk)
{
	softirqs_parse("", cpus, 4, arena);
	softirqs_parse("NET_RX: 1 2\n", cpus, 4, arena);
	softirqs_parse("CPU0 CPU4\nNET_RX: 1 2\n", cpus, 4, arena);
	softirqs_parse("CPU0 CPU\nNET_RX: 1 2\n", cpus, 4, arena);
	softirqs_parse("CPU0 CPU0 CPU0 CPU0 CPU0\nNET_RX: 1 1 1 1 1\n", cpus, 4, arena);
	softirqs_parse("CPU0\nXNET_RX: 1\nNET_RX 1\nNET_RX:\nNET_TX: 1", cpus, 4, arena);
	for (int i = 0; i < 4; i++)
		ck_assert(!cpus[i].net_rx.set && !cpus[i].net_tx.set);
	/* A row that is cut short tells what it tells. */
	softirqs_parse("CPU0 CPU1\nNET_RX: 5\n", cpus, 4, arena);
	is_reading(cpus[0].net_rx, 5);
	ck_assert(!cpus[1].net_rx.set);
}
END_TEST

START_TEST(forwarded)
{
	is_reading(snmp_parse("Ip: Forwarding DefaultTTL InReceives ForwDatagrams InUnknownProtos\n"
			      "Ip: 1 64 100 77 0\nIcmp: InMsgs\nIcmp: 3\n"), 77);
	is_reading(snmp_parse("Icmp: InMsgs ForwDatagrams\nIcmp: 3 4\nIp: ForwDatagrams\nIp: 5\n"), 5);
	ck_assert(!snmp_parse("").set);
	ck_assert(!snmp_parse("Ip: Forwarding ForwDatagrams\n").set);
	ck_assert(!snmp_parse("Ip: Forwarding ForwDatagrams\nIp: 1\n").set);
	ck_assert(!snmp_parse("Ip: Forwarding ForwDatagrams\nIp: 1 x\n").set);
	ck_assert(!snmp_parse("Ip: Forwarding ForwDatagrams\nIp: 1 5").set);
	ck_assert(!snmp_parse("Ip: Forwarding ForwDatagrams\nIcmp: 1 5\n").set);
	ck_assert(!snmp_parse("Ip: Forwarding\nIp: 1\n").set);
	is_reading(snmp6_parse("Ip6InReceives   \t9\nIp6OutForwDatagrams             \t12\n"), 12);
	ck_assert(!snmp6_parse("Ip6OutForwDatagramsX 12\nIp6OutForwDatagrams\n").set);
}
END_TEST

/* --- a whole machine: eth0 of two queues each way */

static struct tree tree;
static struct nltape tape;
static struct nic nics[3];
static struct host host;
static struct sys sys;

static void machine(void)
{
	struct err e;

	memset(&tape, 0, sizeof(tape));
	memset(nics, 0, sizeof(nics));
	tree = tree_new();
	ck_assert_int_eq(files_open(&sys.files, tree.path, &e), 0);
	sys.answers = nltape_open(&tape);
	nics[0] = (struct nic){ .name = "br0", .ifindex = 9, .kind = NIC_BRIDGE, .known_layout = true, .nrx = 1, .ntx = 1 };
	nics[1] = (struct nic){ .name = "eth0", .ifindex = 2, .known_layout = true, .nrx = 2, .ntx = 2 };
	nics[2] = (struct nic){ .name = "eth1", .ifindex = 3, .nrx = 2, .ntx = 2 };
	host = (struct host){ .ncpus = 4, .online = cpuset_new(arena, 4), .nics = nics, .nnics = 3 };
}

static void machine_end(void)
{
	answers_close(sys.answers);
	files_close(sys.files);
	tree_free(&tree);
}

static void put_qstat(struct nlbytes *b, unsigned type, unsigned id, uint32_t packets)
{
	nl_genl(b, 20, NLM_F_MULTI);
	nl_u32(b, K_QSTATS_QUEUE_TYPE, type);
	nl_u32(b, K_QSTATS_QUEUE_ID, id);
	nl_u32(b, type == K_QUEUE_TYPE_TX ? K_QSTATS_TX_PACKETS : K_QSTATS_RX_PACKETS, packets);
	nl_end(b);
}

static const char *key_of(const char *what, const char *iface)
{
	return arena_printf(arena, "ioctl/%s/%s", what, iface);
}

static void put_ioctl(const char *key, const void *head, size_t head_len, const void *tail, size_t tail_len)
{
	struct nlbytes *b = nltape_add(&tape, key);

	memset(b->v, 0, sizeof(int32_t));
	memcpy(b->v + 4, head, head_len);
	memcpy(b->v + 4 + head_len, tail, tail_len);
	b->len = 4 + head_len + tail_len;
}

/* What a driver calls two counters, of which the first says 500, the other 600. */
static void put_stats(const char *iface, const char names[2][ETH_GSTRING_LEN])
{
	const struct ethtool_sset_info info = { .sset_mask = 1 << ETH_SS_STATS };
	const struct ethtool_gstrings strings = { .len = 2 };
	const struct ethtool_stats stats = { .n_stats = 2 };
	const uint64_t values[] = { 500, 600 };
	const uint32_t n = 2;

	put_ioctl(key_of("stats-count", iface), &info, sizeof(info), &n, sizeof(n));
	put_ioctl(key_of("stats-names", iface), &strings, sizeof(strings), names, 2 * ETH_GSTRING_LEN);
	put_ioctl(key_of("stats-values", iface), &stats, sizeof(stats), values, sizeof(values));
}

/* The driver of eth0 counts as igb does. */
static void put_driver(void)
{
	put_stats("eth0", (const char[][ETH_GSTRING_LEN]){ "rx_queue_1_packets", "tx_queue_0_bytes" });
}

static struct sample *read_all(void)
{
	struct sample *s = sample_read(&sys, &host, arena);

	sample_add_queues(s, &sys, &host, true, arena);
	return s;
}

START_TEST(of_cpus_and_host)
{
	struct sample *s;

	machine();
	tree_file(&tree, "proc/stat", stat_text);
	tree_file(&tree, "proc/softirqs", "CPU0 CPU1 CPU2 CPU3\nNET_RX: 1 2 3 4\n");
	tree_file(&tree, "proc/net/snmp", "Ip: ForwDatagrams\nIp: 5\n");
	tree_file(&tree, "proc/net/snmp6", "Ip6OutForwDatagrams 7\n");
	s = sample_read(&sys, &host, arena);
	is_reading(s->cpus[2].net_rx, 3);
	is_reading(s->cpus[0].softirq, 70);
	is_reading(s->forwarded, 12);
	machine_end();
	machine();
	ck_assert(!sample_read(&sys, &host, arena)->forwarded.set);
	machine_end();
}
END_TEST

/* No room in the ring: some drivers count the same packets twice (fec_mpc52xx), so it is no sum. */
START_TEST(of_interfaces_by_files)
{
	const struct nic_counters *c;

	machine();
	tree_file(&tree, "sys/class/net/eth0/ifindex", "2\n");
	tree_file(&tree, "sys/class/net/eth0/statistics/rx_bytes", "10\n");
	tree_file(&tree, "sys/class/net/eth0/statistics/rx_missed_errors", "5\n");
	tree_file(&tree, "sys/class/net/eth0/statistics/rx_fifo_errors", "7\n");
	tree_file(&tree, "sys/class/net/br0/statistics/rx_missed_errors", "5\n");
	c = sample_nic(sample_read(&sys, &host, arena), "eth0");
	ck_assert_uint_eq(c->ifindex, 2);
	is_reading(c->rx_bytes, 10);
	is_reading(c->rx_missed, 7);
	ck_assert(!c->tx_bytes.set);
	is_reading(sample_nic(sample_read(&sys, &host, arena), "br0")->rx_missed, 5);
	ck_assert_ptr_null(sample_nic(sample_read(&sys, &host, arena), "eth1"));
	machine_end();
}
END_TEST

/* One answer for all; an interface that is not in it is gone, whatever has its name now. */
START_TEST(of_interfaces_by_netlink)
{
	const uint64_t numbers[16] = { 1, 2, 3, 4, 5, 6, 7, 8, [14] = 15, [15] = 16 };
	const struct if_stats_msg head = { .ifindex = 2 };
	const struct nic_counters *c;
	struct sample *s;
	struct nlbytes *b;

	machine();
	tree_file(&tree, "sys/class/net/br0/statistics/rx_packets", "5\n");
	b = nltape_add(&tape, "route/stats-get");
	nl_msg(b, RTM_NEWSTATS, NLM_F_MULTI);
	nl_put(b, &head, sizeof(head));
	nl_attr(b, IFLA_STATS_LINK_64, numbers, sizeof(numbers));
	nl_end(b);
	nl_done(b, 0);
	s = sample_read(&sys, &host, arena);
	ck_assert_uint_eq(s->nnics, 1);
	c = sample_nic(s, "eth0");
	ck_assert_uint_eq(c->ifindex, 2);
	is_reading(c->rx_packets, 1);
	is_reading(c->tx_packets, 2);
	is_reading(c->rx_bytes, 3);
	is_reading(c->tx_bytes, 4);
	is_reading(c->rx_dropped, 7);
	is_reading(c->tx_dropped, 8);
	is_reading(c->rx_missed, 16);
	machine_end();
}
END_TEST

START_TEST(queues_by_netlink)
{
	static const uint8_t ops[] = { K_NETDEV_QSTATS_GET };
	struct sample *s;
	struct nlbytes *b;

	machine();
	nl_family(nltape_add(&tape, "genl/netdev"), 20, ops, sizeof(ops));
	b = nltape_add(&tape, "netdev/qstats-get/eth0");
	put_qstat(b, K_QUEUE_TYPE_RX, 0, 10);
	put_qstat(b, K_QUEUE_TYPE_RX, 1, 11);
	put_qstat(b, K_QUEUE_TYPE_TX, 1, 12);
	put_qstat(b, K_QUEUE_TYPE_RX, 2, 13);	/* more than the host has */
	nl_done(b, 0);
	tree_file(&tree, "sys/class/net/eth0/queues/tx-1/tx_timeout", "3\n");
	tree_file(&tree, "sys/class/net/eth0/queues/tx-1/byte_queue_limits/stall_cnt", "4\n");
	tree_file(&tree, "sys/class/net/br0/queues/tx-0/tx_timeout", "3\n");
	s = read_all();
	ck_assert_uint_eq(s->nqueues, 3);
	/* With the one that is new. */
	ck_assert_uint_eq(s->queues_listed, 4);
	is_reading(sample_queue(s, "eth0", false, 0)->packets, 10);
	is_reading(sample_queue(s, "eth0", false, 1)->packets, 11);
	is_reading(sample_queue(s, "eth0", true, 1)->packets, 12);
	is_reading(sample_queue(s, "eth0", true, 1)->stalls, 7);
	ck_assert(!sample_queue(s, "eth0", true, 1)->bytes.set);
	ck_assert_ptr_null(sample_queue(s, "eth0", true, 0));
	ck_assert_ptr_null(sample_queue(s, "eth0", false, 2));
	ck_assert_ptr_null(sample_queue(s, "br0", true, 0));
	ck_assert_ptr_null(sample_queue(s, "eth1", false, 0));
	/* For whoever asks for them. */
	s = sample_read(&sys, &host, arena);
	sample_add_queues(s, &sys, &host, false, arena);
	is_reading(sample_queue(s, "eth0", true, 1)->packets, 12);
	ck_assert(!sample_queue(s, "eth0", true, 1)->stalls.set);
	machine_end();
}
END_TEST

START_TEST(queues_by_driver)
{
	static const uint8_t ops[] = { K_NETDEV_QSTATS_GET };
	struct sample *s;

	machine();
	put_driver();
	nl_family(nltape_add(&tape, "genl/netdev"), 20, ops, sizeof(ops));
	nl_done(nltape_add(&tape, "netdev/qstats-get/eth0"), -EOPNOTSUPP);
	s = read_all();
	ck_assert_uint_eq(s->nqueues, 2);
	is_reading(sample_queue(s, "eth0", false, 1)->packets, 500);
	is_reading(sample_queue(s, "eth0", true, 0)->bytes, 600);
	ck_assert(!sample_queue(s, "eth0", true, 0)->stalls.set);
	/* An answer of which nothing is said is none. */
	tape.v[tape.n - 1].bytes.len = 0;
	nl_done(&tape.v[tape.n - 1].bytes, 0);
	ck_assert_uint_eq(read_all()->nqueues, 2);
	/* What netlink says goes first, queue by queue and number by number. */
	tape.v[tape.n - 1].bytes.len = 0;
	put_qstat(&tape.v[tape.n - 1].bytes, K_QUEUE_TYPE_RX, 1, 77);
	put_qstat(&tape.v[tape.n - 1].bytes, K_QUEUE_TYPE_TX, 0, 78);
	nl_done(&tape.v[tape.n - 1].bytes, 0);
	s = read_all();
	is_reading(sample_queue(s, "eth0", false, 1)->packets, 77);
	is_reading(sample_queue(s, "eth0", true, 0)->packets, 78);
	is_reading(sample_queue(s, "eth0", true, 0)->bytes, 600);
	ck_assert_uint_eq(sample_queue(s, "eth0", true, 0)->by_driver, QUEUE_BYTES);
	ck_assert_uint_eq(sample_queue(s, "eth0", false, 1)->by_driver, 0);
	/* Two of netlink, and two names. */
	ck_assert_uint_eq(s->queues_listed, 4);
	machine_end();
}
END_TEST

/* Of the bridge nobody asks its driver. */
START_TEST(pauses)
{
	struct sample *s;

	machine();
	put_stats("eth0", (const char[][ETH_GSTRING_LEN]){ "rx_flow_control_xoff", "tx_flow_control_xoff" });
	put_stats("br0", (const char[][ETH_GSTRING_LEN]){ "rx_flow_control_xoff", "tx_flow_control_xoff" });
	tree_file(&tree, "sys/class/net/eth0/ifindex", "2\n");
	s = sample_read(&sys, &host, arena);
	ck_assert(!sample_nic(s, "eth0")->rx_pauses.set);
	sample_add_pauses(s, &sys, &host, arena);
	is_reading(sample_nic(s, "eth0")->rx_pauses, 500);
	is_reading(sample_nic(s, "eth0")->tx_pauses, 600);
	ck_assert(!sample_nic(s, "br0")->rx_pauses.set);
	machine_end();
	/* A driver that tells of one way only, and not of this. */
	machine();
	put_stats("eth0", (const char[][ETH_GSTRING_LEN]){ "rx_flow_control_xon", "tx_pause" });
	s = sample_read(&sys, &host, arena);
	sample_add_pauses(s, &sys, &host, arena);
	ck_assert(!sample_nic(s, "eth0")->rx_pauses.set);
	is_reading(sample_nic(s, "eth0")->tx_pauses, 600);
	machine_end();
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("sample_counts");
	TCase *tc = tcase_create("sample_counts");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, time_of_cpus);
	tcase_add_test(tc, time_junk);
	tcase_add_test(tc, softirqs);
	tcase_add_test(tc, softirqs_junk);
	tcase_add_test(tc, forwarded);
	tcase_add_test(tc, of_cpus_and_host);
	tcase_add_test(tc, of_interfaces_by_files);
	tcase_add_test(tc, of_interfaces_by_netlink);
	tcase_add_test(tc, queues_by_netlink);
	tcase_add_test(tc, queues_by_driver);
	tcase_add_test(tc, pauses);
	suite_add_tcase(s, tc);
	return s;
}

TEST_MAIN(suite)
