// SPDX-License-Identifier: GPL-2.0-or-later
// B4: the names that drivers give the counters of their queues, as they write them.
#include <stdio.h>

#include "main.h"
#include "nqtune/driverstats.h"
#include "nqtune/sample.h"
#include "queue_names.h"

#define QUEUES 12

static struct queue_counters rx[QUEUES], tx[QUEUES];
static struct queue_table table = { rx, QUEUES, tx, QUEUES, true };
static struct driverstat stats[64];
static char said[1024];

/* "NAME=NUMBER|NAME=NUMBER..." */
static void take(const char *text)
{
	static char copy[2048];
	struct driverstats s = { .v = stats };
	char *save, *part;

	memset(rx, 0, sizeof(rx));
	memset(tx, 0, sizeof(tx));
	snprintf(copy, sizeof(copy), "%s", text);
	for (part = strtok_r(copy, "|", &save); part; part = strtok_r(NULL, "|", &save)) {
		char *number = strrchr(part, '=');

		*number++ = '\0';
		stats[s.n++] = (struct driverstat){ part, strtoull(number, NULL, 10) };
	}
	queue_names_take(&s, &table);
}

static void tell(const char *dir, const struct queue_counters *v)
{
	for (size_t i = 0; i < QUEUES; i++) {
		const struct reading *r[] = { &v[i].packets, &v[i].bytes, &v[i].drops };
		size_t at = strlen(said);

		if (!r[0]->set && !r[1]->set && !r[2]->set)
			continue;
		at += (size_t)snprintf(said + at, sizeof(said) - at, "%s%s%zu:", at ? " " : "", dir, i);
		for (int k = 0; k < 3; k++) {
			if (r[k]->set)
				at += (size_t)snprintf(said + at, sizeof(said) - at, "%s%llu", k ? "," : "",
						       (unsigned long long)r[k]->n);
			else
				at += (size_t)snprintf(said + at, sizeof(said) - at, "%s-", k ? "," : "");
		}
	}
}

/* Each queue that something is said of, as "rx0:PACKETS,BYTES,DROPS". */
static const char *taken(const char *text)
{
	said[0] = '\0';
	take(text);
	tell("rx", rx);
	tell("tx", tx);
	return said;
}

START_TEST(intel)
{
	ck_assert_str_eq(taken("rx_packets=99|tx_queue_0_packets=1|tx_queue_0_bytes=2|tx_queue_0_restart=3|"
			       "rx_queue_0_packets=4|rx_queue_0_bytes=5|rx_queue_0_drops=6|rx_queue_0_csum_err=7|"
			       "rx_queue_0_alloc_failed=8|rx_queue_11_packets=9"),
			 "rx0:4,5,6 rx11:9,-,- tx0:1,2,-");
	ck_assert_str_eq(taken("rx_bytes=9|tx-0.packets=1|tx-0.bytes=2|rx-10.packets=3|rx-10.bytes=4|veb.tc_0_tx_packets=9"),
			 "rx10:3,4,- tx0:1,2,-");
	ck_assert_str_eq(taken("tx-0.tx_packets=1|tx-0.tx_bytes=2|rx-0.rx_packets=3|rx-0.rx_bytes=4"),
			 "rx0:3,4,- tx0:1,2,-");
}
END_TEST

START_TEST(mellanox_and_virtio)
{
	ck_assert_str_eq(taken("rx_packets=9|rx0_packets=1|rx0_bytes=2|rx0_xdp_drop=3|rx0_buff_alloc_err=4|rx0_xsk_packets=5|"
			       "rx0_lro_packets=6|tx1_packets=7|tx1_bytes=8|tx1_dropped=9|tx0_xsk_full=1|qos_tx0_packets=4|"
			       "ptp_tx0_packets=4"),
			 "rx0:1,2,- tx1:7,8,9");
	ck_assert_str_eq(taken("rx_packets=9|rx0_packets=1|rx0_bytes=2|rx0_drops=3|rx0_xdp_packets=4|rx0_kicks=5|tx0_packets=6|tx0_bytes=7|"
			       "tx0_tx_timeouts=8"),
			 "rx0:1,2,3 tx0:6,7,-");
}
END_TEST

/* Kinds of packets that are counted apart. */
START_TEST(broadcom)
{
	ck_assert_str_eq(taken("[0]: rx_ucast_packets=100|[0]: rx_mcast_packets=20|[0]: rx_bcast_packets=3|[0]: rx_discards=4|"
			       "[0]: rx_ucast_bytes=1000|[0]: rx_mcast_bytes=200|[0]: rx_bcast_bytes=30|[0]: tx_ucast_packets=5|"
			       "[0]: tx_mcast_packets=0|[0]: tx_bcast_packets=1|[0]: tx_discards=0|[1]: rx_ucast_packets=7|rx_ucast_packets=107"),
			 "rx0:123,1230,4 rx1:7,-,- tx0:6,-,0");
	ck_assert_str_eq(taken("[0]: rx_bytes=9|[0]: rx_ucast_packets=1|[0]: rx_mcast_packets=2|[0]: rx_bcast_packets=3|"
			       "[0]: rx_discards=4|[0]: rx_phy_ip_err_discards=5|[0]: tx_bytes=6|rx_bytes=9"),
			 "rx0:6,9,4 tx0:-,6,-");
	/* Its numbers are interrupts'. */
	table.paired = false;
	ck_assert_str_eq(taken("[0]: rx_ucast_packets=1|[1]: tx_ucast_packets=2"), "rx0:1,-,-");
	ck_assert_str_eq(taken("rx_queue_0_packets=1|tx_queue_0_packets=2"), "rx0:1,-,- tx0:2,-,-");
	table.paired = true;
}
END_TEST

/* Names that come again for each queue, behind a line that says which. */
START_TEST(vmxnet3)
{
	ck_assert_str_eq(taken("Tx Queue#=0|  TSO pkts tx=9|  ucast pkts tx=1|  mcast pkts tx=2|  bcast pkts tx=3|  ucast bytes tx=10|"
			       "  drv dropped tx total=8|     too many frags=9|"
			       "Tx Queue#=1|  ucast pkts tx=4|"
			       "Rx Queue#=0|  LRO pkts rx=99|  ucast pkts rx=5|  bcast pkts rx=6|  pkts rx OOB=7|  pkts rx err=1|"
			       "  ucast pkts tx=77|"
			       "Rx Queue#=1|  ucast pkts rx=8|  ucast bytes rx=80|tx timeout count=0"),
			 "rx0:11,-,7 rx1:8,80,- tx0:6,10,8 tx1:4,-,-");
	/* Queues that nobody has; and names before any heading. */
	ck_assert_str_eq(taken("  ucast pkts rx=1|Rx Queue#=18446744073709551615|  ucast pkts rx=2|Rx Queue#=12|  ucast pkts rx=3"), "");
}
END_TEST

START_TEST(others)
{
	ck_assert_str_eq(taken("tx_timeout=0|queue_0_tx_cnt=1|queue_0_tx_bytes=2|queue_0_xdp_cnt=9|queue_0_rx_cnt=3|queue_0_rx_bytes=4|"
			       "queue_0_rx_rx_copybreak_pkt=9"), "rx0:3,4,- tx0:1,2,-");
	ck_assert_str_eq(taken("rx_packets=9|rx_posted_desc[0]=9|rx_bytes[0]=1|rx_queue_drop_cnt[0]=2|tx_bytes[0]=3"),
			 "rx0:-,1,2 tx0:-,3,-");
	ck_assert_str_eq(taken("rvec_0_rx_pkts=1|rvec_0_tx_pkts=2|rxq_0_pkts=9"), "rx0:1,-,- tx0:2,-,-");
	ck_assert_str_eq(taken("rx_0_packets=1|rx_0_bytes=2|tx_0_packets=3|tx_0_bytes=4"), "rx0:1,2,- tx0:3,4,-");
	ck_assert_str_eq(taken("tx_0_pkts=1|tx_0_bytes=2|rx_0_pkts=3|rx_0_bytes=4|rx_0_dropped=9"), "rx0:3,4,- tx0:1,2,-");
	ck_assert_str_eq(taken("0: rcv_pkts=1|0: xmit_pkts=2"), "rx0:1,-,- tx0:2,-,-");
	ck_assert_str_eq(taken("0: rcv_pkts=1|0: xdp_no_pass=9|1_0: xmit_pkts=2|1_1: xmit_pkts=9|0 [XDP]: xmit_pkts=9"),
			 "rx0:1,-,- tx1:2,-,-");
	ck_assert_str_eq(taken("rxq0: rx_bytes=1|rxq0: rx_pkts=2|rxq0: rx_drops_no_frags=3|txq0: tx_pkts=4|txq0: tx_bytes=5"),
			 "rx0:2,1,3 tx0:4,5,-");
	ck_assert_str_eq(taken("rxq0: bytes=1|rxq0: frames=2|txq0: bytes=3|txq0: frames=4|txq_qos0: bytes=9"), "rx0:2,1,- tx0:4,3,-");
	ck_assert_str_eq(taken("rxq_0_desc_enqueue=9|rxq_0_queue_full_drops=1|rxq_0_packets_early_drops=9|rxq_0_packets_bm_drops=2"),
			 "rx0:-,-,3");
	ck_assert_str_eq(taken("rxq0_pkts=1|rxq0_bytes=2|txq0_pkts=3|txq0_bytes=4|txq0_tx_dropped=5"), "rx0:1,2,- tx0:3,4,5");
	ck_assert_str_eq(taken("txq_0_packets=1|txq_0_bytes=2|rxq_0_packets=3|rxq_0_bytes=4"), "rx0:3,4,- tx0:1,2,-");
	ck_assert_str_eq(taken("InPackets=9|Queue[0] InPackets=1|Queue[0] OutPackets=2"), "rx0:1,-,- tx0:2,-,-");
	ck_assert_str_eq(taken("rx_pkt_n=9|q0_tx_pkt_n=1|q0_rx_pkt_n=2"), "rx0:2,-,- tx0:1,-,-");
	ck_assert_str_eq(taken("RX Queue 0 Frames=1|TX Queue 0 Frames=2|TX Total Queue Frames=9"), "rx0:1,-,- tx0:2,-,-");
}
END_TEST

/* The whole name, or it is another one. */
START_TEST(never_by_a_part)
{
	static const char *const not[] = {
		"rx_queue_0_packets_total=1", "xrx_queue_0_packets=1", "rx_queue__packets=1", "rx_queue_00_packets=1",
		"rx_queue_01_packets=1", "rx_queue_-1_packets=1", "rx_queue_0x1_packets=1", "rx_queue_ 0_packets=1",
		"rx_queue_12_packets=1", "rx_queue_4294967296_packets=1", "rx_queue_0_packet=1", "rx_queue_%u_packets=1",
		"RX_QUEUE_0_PACKETS=1", "rx_packets=1", "=1", "0=1",
	};

	for (size_t i = 0; i < sizeof(not) / sizeof(not[0]); i++)
		ck_assert_str_eq(taken(not[i]), "");
}
END_TEST

/* A driver is of one family: what looks like another's is something else. */
START_TEST(one_family)
{
	ck_assert_str_eq(taken("rx_queue_0_packets=1|rx0_packets=5|rx_0_packets=6"), "rx0:1,-,-");
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("queue_names");
	TCase *tc = tcase_create("queue_names");

	tcase_add_test(tc, intel);
	tcase_add_test(tc, mellanox_and_virtio);
	tcase_add_test(tc, broadcom);
	tcase_add_test(tc, vmxnet3);
	tcase_add_test(tc, others);
	tcase_add_test(tc, never_by_a_part);
	tcase_add_test(tc, one_family);
	suite_add_tcase(s, tc);
	return s;
}

TEST_MAIN(suite)
