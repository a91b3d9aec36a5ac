// SPDX-License-Identifier: GPL-2.0-or-later
// The picture (S2, B6, R1, U3, U10), compared with text that a person has read and found right.
#include "main.h"
#include "nqtune/knob.h"
#include "viewhost.h"

static const struct style ascii = { 0 };
static const struct style utf8 = { .utf8 = true };
static const struct style wide80 = { .utf8 = true, .width = 80 };
static const struct style wide40 = { .utf8 = true, .width = 40 };
static const struct style verbose = { .utf8 = true, .verbose = 1 };

static struct arena *arena;

static void setup(void)
{
	arena = arena_new(NULL);
}

static void teardown(void)
{
	arena_free(arena);
}

static const char *matrix_of(const struct style *st, const struct host *h, const struct nic *nic,
			     const struct host *before)
{
	struct screen s;

	view_matrix(screen_open(&s), st, h, nic, before, arena);
	return screen_close(&s, arena);
}

/* host line, and every interface with its header, a blank line after each */
static const char *show(const struct style *st, const struct host *h)
{
	struct screen s;
	FILE *out = screen_open(&s);

	view_host(out, st, h, arena);
	for (size_t i = 0; i < h->nnics; i++) {
		struct nic_knobs k = { .nic = &h->nics[i] };
		fputc('\n', out);
		view_nic(out, st, h, &k, NULL, NULL, arena);
	}
	return screen_close(&s, arena);
}

static void no_wider(const char *text, size_t limit)
{
	while (*text) {
		size_t n = strcspn(text, "\n"), cols = 0;
		for (size_t i = 0; i < n; i++)
			cols += (text[i] & 0xc0) != 0x80;
		ck_assert_uint_le(cols, limit);
		text += n + (text[n] == '\n');
	}
}

static struct host *router(void)
{
	struct host *h = vh_host(arena, 4, 0, false);
	struct nic *br0 = vh_nic(arena, h, "br0", NIC_BRIDGE, "bridge", 1, 1);
	struct nic *eth0 = vh_nic(arena, h, "eth0", NIC_PHYSICAL, "physical", 1, 1);
	struct nic *ports[2];

	eth0->driver = "mtk_soc_eth";
	eth0->speed = (struct reading){ true, 1000 };
	vh_vectors(arena, eth0, 1);
	vh_irq(arena, h, eth0, 25, "15100000.ethernet", 0, 0, "0-3", "0");
	ports[0] = vh_nic(arena, h, "lan0", NIC_DSA_PORT, "dsa", 1, 1);
	ports[1] = vh_nic(arena, h, "wan", NIC_DSA_PORT, "dsa", 1, 1);
	ports[0]->conduit = ports[1]->conduit = eth0;
	vh_lower(arena, br0, ports, 1);
	return h;
}

/* B6: at first sight, one core takes all interrupts and RPS is 0 everywhere. */
START_TEST(b6_router_untouched)
{
	ck_assert_str_eq(show(&utf8, router()),
			 "kernel 6.1.0-30-amd64, 4 CPUs\n"
			 "1 queue interrupt of 1 NIC on cpu0; RPS off everywhere\n"
			 "\n"
			 "br0  bridge over lan0\n"
			 "             irq   cpu0 cpu1 cpu2 cpu3\n"
			 "  rx-0         -     ·    ·    ·    ·\n"
			 "  RPS off\n"
			 "\n"
			 "eth0  mtk_soc_eth  1000Mb/s\n"
			 "             irq   cpu0 cpu1 cpu2 cpu3\n"
			 "  rxtx-0      25     ×    ·    ·    ·\n"
			 "  × interrupt  RPS off\n"
			 "\n"
			 "lan0  dsa port, conduit eth0\n"
			 "             irq   cpu0 cpu1 cpu2 cpu3\n"
			 "  rx-0         -     ·    ·    ·    ·\n"
			 "  RPS off\n"
			 "\n"
			 "wan  dsa port, conduit eth0\n"
			 "             irq   cpu0 cpu1 cpu2 cpu3\n"
			 "  rx-0         -     ·    ·    ·    ·\n"
			 "  RPS off\n");
}
END_TEST

/* B2, B3: wan on two CPUs, the bridge on the third. */
START_TEST(b2_router_steered)
{
	struct host *h = router();

	h->nics[0].rx[0].rps = vh_set(arena, h, "3");
	h->nics[3].rx[0].rps = vh_set(arena, h, "1-2");
	ck_assert_str_eq(show(&ascii, h),
			 "kernel 6.1.0-30-amd64, 4 CPUs\n"
			 "1 queue interrupt of 1 NIC on cpu0\n"
			 "\n"
			 "br0  bridge over lan0\n"
			 "             irq   cpu0 cpu1 cpu2 cpu3\n"
			 "  rx-0         -     .    .    .    r\n"
			 "  r RPS\n"
			 "\n"
			 "eth0  mtk_soc_eth  1000Mb/s\n"
			 "             irq   cpu0 cpu1 cpu2 cpu3\n"
			 "  rxtx-0      25     X    .    .    .\n"
			 "  X interrupt  RPS off\n"
			 "\n"
			 "lan0  dsa port, conduit eth0\n"
			 "             irq   cpu0 cpu1 cpu2 cpu3\n"
			 "  rx-0         -     .    .    .    .\n"
			 "  RPS off\n"
			 "\n"
			 "wan  dsa port, conduit eth0\n"
			 "             irq   cpu0 cpu1 cpu2 cpu3\n"
			 "  rx-0         -     .    r    r    .\n"
			 "  r RPS\n");
}
END_TEST

/* S3: the diagonal; changed rows are marked. */
START_TEST(s3_diagonal)
{
	struct host *h = vh_host(arena, 6, 1, false), *before = vh_host(arena, 6, 1, false);

	vh_igb_tuned(arena, h, "eth1", 6, 25);
	vh_igb_tuned(arena, before, "eth1", 6, 25);
	ck_assert_str_eq(matrix_of(&utf8, h, &h->nics[0], NULL),
			 "             irq   cpu0 cpu1 cpu2 cpu3 cpu4 cpu5\n"
			 "  TxRx-0      25     ×t   ·    ·    ·    ·    ·\n"
			 "  TxRx-1      26     ·    ×t   ·    ·    ·    ·\n"
			 "  TxRx-2      27     ·    ·    ×t   ·    ·    ·\n"
			 "  TxRx-3      28     ·    ·    ·    ×t   ·    ·\n"
			 "  TxRx-4      29     ·    ·    ·    ·    ×t   ·\n"
			 "  TxRx-5      30     ·    ·    ·    ·    ·    ×t\n"
			 "  × interrupt  t XPS  RPS off\n");
	h->nics[0].rx[2].rps = vh_set(arena, h, "2-3");
	ck_assert_str_eq(matrix_of(&ascii, h, &h->nics[0], before),
			 "             irq   cpu0 cpu1 cpu2 cpu3 cpu4 cpu5\n"
			 "  TxRx-0      25    Xt   .    .    .    .    .\n"
			 "  TxRx-1      26    .    Xt   .    .    .    .\n"
			 "* TxRx-2      27    .    .    Xrt  r    .    .\n"
			 "  TxRx-3      28    .    .    .    Xt   .    .\n"
			 "  TxRx-4      29    .    .    .    .    Xt   .\n"
			 "  TxRx-5      30    .    .    .    .    .    Xt\n"
			 "  X interrupt  r RPS  t XPS  * changes\n");
}
END_TEST

/* The page that explains the program shows this picture, to the column. */
START_TEST(igb_untouched_like_the_manual)
{
	struct host *h = vh_host(arena, 6, 1, false);
	const char *text;

	vh_igb(arena, h, "eth1", 6, 25);
	text = matrix_of(&utf8, h, &h->nics[0], NULL);
	ck_assert_ptr_nonnull(strstr(text, "             irq   cpu0 cpu1 cpu2 cpu3 cpu4 cpu5\n"
					   "  TxRx-0      25     ×    ·    ·    ·    ·    ·\n"));
}
END_TEST

/* S6: threads of a core beside each other; 80 columns make it dense, 40 make it lists. */
START_TEST(s6_smt)
{
	struct host *h = vh_host(arena, 12, 1, true);
	struct nic *nic = vh_igb_tuned(arena, h, "eth1", 6, 25);

	for (unsigned i = 0; i < 6; i++)
		nic->tx[i].xps = vh_set(arena, h, arena_printf(arena, "%u,%u", i, i + 6));
	ck_assert_str_eq(matrix_of(&utf8, h, nic, NULL),
			 "             irq   cpu0  cpu6   cpu1  cpu7   cpu2  cpu8   cpu3  cpu9   cpu4  cpu10  cpu5  cpu11\n"
			 "  TxRx-0      25     ×t    t      ·     ·      ·     ·      ·     ·      ·     ·      ·     ·\n"
			 "  TxRx-1      26     ·     ·      ×t    t      ·     ·      ·     ·      ·     ·      ·     ·\n"
			 "  TxRx-2      27     ·     ·      ·     ·      ×t    t      ·     ·      ·     ·      ·     ·\n"
			 "  TxRx-3      28     ·     ·      ·     ·      ·     ·      ×t    t      ·     ·      ·     ·\n"
			 "  TxRx-4      29     ·     ·      ·     ·      ·     ·      ·     ·      ×t    t      ·     ·\n"
			 "  TxRx-5      30     ·     ·      ·     ·      ·     ·      ·     ·      ·     ·      ×t    t\n"
			 "  × interrupt  t XPS  RPS off\n");
	ck_assert_str_eq(matrix_of(&wide80, h, nic, NULL),
			 "         irq  cpu 0  6   1  7   2  8   3  9   4  10  5  11\n"
			 "  TxRx-0  25      ×t t   ·  ·   ·  ·   ·  ·   ·  ·   ·  ·\n"
			 "  TxRx-1  26      ·  ·   ×t t   ·  ·   ·  ·   ·  ·   ·  ·\n"
			 "  TxRx-2  27      ·  ·   ·  ·   ×t t   ·  ·   ·  ·   ·  ·\n"
			 "  TxRx-3  28      ·  ·   ·  ·   ·  ·   ×t t   ·  ·   ·  ·\n"
			 "  TxRx-4  29      ·  ·   ·  ·   ·  ·   ·  ·   ×t t   ·  ·\n"
			 "  TxRx-5  30      ·  ·   ·  ·   ·  ·   ·  ·   ·  ·   ×t t\n"
			 "  × interrupt  t XPS  RPS off\n");
	ck_assert_str_eq(matrix_of(&wide40, h, nic, NULL),
			 "         irq  cpu  xps\n"
			 "  TxRx-0  25  0    0,6\n"
			 "  TxRx-1  26  1    1,7\n"
			 "  TxRx-2  27  2    2,8\n"
			 "  TxRx-3  28  3    3,9\n"
			 "  TxRx-4  29  4    4,10\n"
			 "  TxRx-5  30  5    5,11\n"
			 "  RPS off\n");
}
END_TEST

/* R1: nodes apart, and a queue served on the far one is named. */
START_TEST(r1_two_nodes)
{
	struct host *h = vh_host(arena, 8, 2, false);
	struct nic *nic = vh_igb_tuned(arena, h, "eth1", 6, 25);

	nic->rx[0].rps = vh_set(arena, h, "1,7");
	ck_assert_str_eq(matrix_of(&wide80, h, nic, NULL),
			 "                   node 0              │ node 1\n"
			 "             irq   cpu0 cpu1 cpu2 cpu3 │ cpu4 cpu5 cpu6 cpu7\n"
			 "  TxRx-0      25     ×t   r    ·    ·  │   ·    ·    ·    r   RPS far\n"
			 "  TxRx-1      26     ·    ×t   ·    ·  │   ·    ·    ·    ·\n"
			 "  TxRx-2      27     ·    ·    ×t   ·  │   ·    ·    ·    ·\n"
			 "  TxRx-3      28     ·    ·    ·    ×t │   ·    ·    ·    ·\n"
			 "  TxRx-4      29     ·    ·    ·    ·  │   ×t   ·    ·    ·   far\n"
			 "  TxRx-5      30     ·    ·    ·    ·  │   ·    ×t   ·    ·   far\n"
			 "  × interrupt  r RPS  t XPS  far: not on node 0\n");
	ck_assert_str_eq(matrix_of(&wide40, h, nic, NULL),
			 "         irq  cpu  rps  xps\n"
			 "  TxRx-0  25  0    1,7  0    RPS far\n"
			 "  TxRx-1  26  1    -    1\n"
			 "  TxRx-2  27  2    -    2\n"
			 "  TxRx-3  28  3    -    3\n"
			 "  TxRx-4  29  4    -    4    far\n"
			 "  TxRx-5  30  5    -    5    far\n"
			 "  far: not on node 0\n");
}
END_TEST

/* 256 CPUs: lists; a long list is cut on a terminal, whole elsewhere. */
START_TEST(many_cpus_are_lists)
{
	struct host *h = vh_host(arena, 256, 2, true);
	struct nic *nic = vh_igb_tuned(arena, h, "eth1", 3, 1225);

	nic->tx[0].xps = vh_set(arena, h, "0,128");
	nic->tx[1].xps = vh_set(arena, h, "1,3,5,7,9,11,13,15,17,19,21,23");
	nic->rx[2].rps = vh_set(arena, h, "0-63,128-191");
	ck_assert_str_eq(matrix_of(&utf8, h, nic, NULL),
			 "          irq  cpu  rps           xps\n"
			 "  TxRx-0 1225  0    -             0,128\n"
			 "  TxRx-1 1226  1    -             1,3,5,7,9,11,13,15,17,19,21,23\n"
			 "  TxRx-2 1227  2    0-63,128-191  2\n");
	ck_assert_str_eq(matrix_of(&wide80, h, nic, NULL),
			 "          irq  cpu  rps           xps\n"
			 "  TxRx-0 1225  0    -             0,128\n"
			 "  TxRx-1 1226  1    -             1,3,5,7,9.. (12)\n"
			 "  TxRx-2 1227  2    0-63,128-191  2\n");
}
END_TEST

/* U3, P3: asked and not honoured, pending, fixed; where the kernel does not say. */
START_TEST(u3_asked_and_effective)
{
	struct host *h = vh_host(arena, 4, 1, false);
	struct nic *nic = vh_igb(arena, h, "eth1", 5, 25);

	nic->rx[0].vector->irq->asked = vh_set(arena, h, "3");
	nic->rx[1].vector->irq->movable = false;
	nic->rx[2].vector->irq->movable = false;
	nic->rx[2].vector->irq->asked = vh_set(arena, h, "2");
	nic->rx[3].vector->irq->effective = NULL;
	nic->rx[4].vector->irq->actions = "usb3, eth1-TxRx-4";
	ck_assert_str_eq(matrix_of(&utf8, h, nic, NULL),
			 "             irq   cpu0 cpu1 cpu2 cpu3\n"
			 "  TxRx-0      25     ×    ·    ·    ·   asked 3: pending\n"
			 "  TxRx-1      26     ×    ·    ·    ·   fixed\n"
			 "  TxRx-2      27     ×    ·    ·    ·   asked 2: not honoured, fixed\n"
			 "  TxRx-3      28     ?    ?    ?    ?\n"
			 "  TxRx-4      29     ×    ·    ·    ·   shared line\n"
			 "  × interrupt  ? interrupt allowed, place not said  RPS off  XPS off\n");
	ck_assert_str_eq(matrix_of(&wide40, h, nic, NULL),
			 "         irq  cpu 0 1 2 3\n"
			 "  TxRx-0  25      × · · ·\n"
			 "      asked 3: pending\n"
			 "  TxRx-1  26      × · · ·  fixed\n"
			 "  TxRx-2  27      × · · ·\n"
			 "      asked 2: not honoured, fixed\n"
			 "  TxRx-3  28      ? ? ? ?\n"
			 "  TxRx-4  29      × · · ·  shared line\n"
			 "  × interrupt\n"
			 "  ? interrupt allowed, place not said\n"
			 "  RPS off  XPS off\n");
}
END_TEST

/* U1: the method is shown with -v, and vectors that are no queue's. */
START_TEST(u1_method)
{
	struct host *h = vh_host(arena, 2, 1, false);
	struct nic *nic = vh_igb(arena, h, "eth1", 1, 25);

	nic->rx[0].vector->method = METHOD_NETDEV;
	vh_irq(arena, h, nic, 24, "eth1", -1, -1, "0-1", "1");
	ck_assert_str_eq(matrix_of(&verbose, h, nic, NULL),
			 "             irq   cpu0 cpu1\n"
			 "  TxRx-0      25     ×    ·   asked 0-1, by netlink\n"
			 "  other       24     ·    ×   eth1, asked 0-1\n"
			 "  × interrupt  RPS off\n");
}
END_TEST

/* S1: unpaired vectors: all receive rows, then all send rows: two diagonals. */
START_TEST(s1_unpaired)
{
	struct host *h = vh_host(arena, 2, 1, false);
	struct nic *nic = vh_nic(arena, h, "eth0", NIC_PHYSICAL, "physical", 2, 2);

	vh_vectors(arena, nic, 4);
	vh_irq(arena, h, nic, 30, "virtio3-input.0", 0, -1, "0", "0");
	vh_irq(arena, h, nic, 31, "virtio3-output.0", -1, 0, "0", "0");
	vh_irq(arena, h, nic, 32, "virtio3-input.1", 1, -1, "1", "1");
	vh_irq(arena, h, nic, 33, "virtio3-output.1", -1, 1, "1", "1");
	nic->tx[0].xps = vh_set(arena, h, "0");
	nic->tx[1].xps_rxqs = vh_set(arena, h, "1");
	ck_assert_str_eq(matrix_of(&ascii, h, nic, NULL),
			 "             irq   cpu0 cpu1\n"
			 "  input.0     30     X    .\n"
			 "  input.1     32     .    X\n"
			 "  output.0    31     Xt   .\n"
			 "  output.1    33     .    X   XPS by rx queue 1\n"
			 "  X interrupt  t XPS  RPS off\n");
}
END_TEST

/* U10: threaded NAPI: where the threads may run. */
START_TEST(u10_threads)
{
	struct host *h = vh_host(arena, 4, 1, false);
	struct nic *nic = vh_igb_tuned(arena, h, "eth1", 2, 25);

	nic->threaded = true;
	nic->rx[0].napi_cpus = vh_set(arena, h, "2");
	nic->rx[1].napi_cpus = vh_set(arena, h, "0-3");
	ck_assert_str_eq(matrix_of(&utf8, h, nic, NULL),
			 "             irq   cpu0 cpu1 cpu2 cpu3\n"
			 "  TxRx-0      25     ×t   ·    n    ·\n"
			 "  TxRx-1      26     ·    ×t   ·    ·   NAPI thread on any CPU\n"
			 "  × interrupt  t XPS  n NAPI thread  RPS off\n");
}
END_TEST

/* An offline CPU has a column only while a set still names it. */
START_TEST(offline_cpu)
{
	struct host *h = vh_host(arena, 4, 1, false);
	struct nic *nic = vh_igb_tuned(arena, h, "eth1", 2, 25);

	vh_offline(h, 2);
	vh_offline(h, 3);
	nic->rx[0].rps = vh_set(arena, h, "1,3");
	ck_assert_str_eq(matrix_of(&utf8, h, nic, NULL),
			 "             irq   cpu0 cpu1 cpu3\n"
			 "  TxRx-0      25     ×t   r    r\n"
			 "  TxRx-1      26     ·    ×t   -\n"
			 "  × interrupt  r RPS  t XPS  - offline\n");
}
END_TEST

/* A bond's sixteen queues are one row while they say the same. */
START_TEST(bond_folds)
{
	struct host *h = vh_host(arena, 4, 1, false);
	struct nic *nic = vh_nic(arena, h, "bond0", NIC_BOND, "bond", 16, 16);

	ck_assert_str_eq(matrix_of(&utf8, h, nic, NULL),
			 "             irq   cpu0 cpu1 cpu2 cpu3\n"
			 "  rx-0..15     -     ·    ·    ·    ·\n"
			 "  RPS off\n");
	nic->rx[5].rps = vh_set(arena, h, "1");
	ck_assert_str_eq(matrix_of(&utf8, h, nic, NULL),
			 "             irq   cpu0 cpu1 cpu2 cpu3\n"
			 "  rx-0..4      -     ·    ·    ·    ·\n"
			 "  rx-5         -     ·    r    ·    ·\n"
			 "  rx-6..15     -     ·    ·    ·    ·\n"
			 "  r RPS\n");
}
END_TEST

/* Words of the names the field knows; what does not name the queue is not shown as if it did. */
START_TEST(labels)
{
	static const struct {
		const char *name, *label;
	} t[] = {
		{ "eth1-TxRx-0", "TxRx-0" },
		{ "i40e-eth1-TxRx-0", "TxRx-0" },
		{ "eth1-Tx-Rx-0", "Tx-Rx-0" },
		{ "eth1-fp-0", "fp-0" },
		{ "eth1-rxtx-0", "rxtx-0" },
		{ "eth1-q0-rx", "q0-rx" },
		{ "mlx5_comp0@pci:0000:01:00.0", "comp0" },
		{ "eth1-0", "rxtx-0" },
		{ "eth1-TxRx-1", "rxtx-0" },
		{ "eth10-TxRx-0", "rxtx-0" },
		{ "eth1", "rxtx-0" },
		{ "", "rxtx-0" },
		{ "eth1-a-word-much-too-long-for-a-row-0", "rxtx-0" },
		{ "virtio3-virtqueues", "rxtx-0" },
	};

	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		struct host *h = vh_host(arena, 1, 1, false);
		struct nic *nic = vh_nic(arena, h, "eth1", NIC_PHYSICAL, "physical", 1, 1);
		const char *text;
		vh_vectors(arena, nic, 1);
		vh_irq(arena, h, nic, 25, t[i].name, 0, 0, "0", "0");
		text = strchr(matrix_of(&ascii, h, nic, NULL), '\n') + 1;
		ck_assert_int_eq((int)(strchr(text + 2, ' ') - text) - 2, (int)strlen(t[i].label));
		ck_assert(!strncmp(text + 2, t[i].label, strlen(t[i].label)));
	}
}
END_TEST

static void put_number(struct knob_readings *r, const struct knob *k, const char *attr, uint64_t now,
		       uint64_t max)
{
	struct knob_reading *v = arena_push(arena, r->v, r->n);

	*v = (struct knob_reading){ .attr = knob_attr_find(k, attr), .target = "" };
	ck_assert_ptr_nonnull(v->attr);
	v->value = (struct value){ .kind = VALUE_NUMBER, .number = now };
	if (max)
		v->max = (struct value){ .kind = VALUE_NUMBER, .number = max };
}

START_TEST(header_line)
{
	struct host *h = vh_host(arena, 1, 1, false);
	const struct knob *k[] = { knob_find("channels"), knob_find("ring"), knob_find("coalesce"),
				   knob_find("rss") };
	struct knob_readings r[4] = { 0 };
	struct nic_knobs nk = { vh_igb(arena, h, "eth1", 1, 25), k, r, 4 };
	struct screen s;

	put_number(&r[0], k[0], "rx", 0, 0);
	put_number(&r[0], k[0], "combined", 6, 8);
	put_number(&r[1], k[1], "rx", 256, 4096);
	put_number(&r[1], k[1], "tx", 256, 4096);
	put_number(&r[2], k[2], "rx-usecs", 3, 0);
	put_number(&r[3], k[3], "entries", 128, 0);
	put_number(&r[3], k[3], "queues", 6, 0);
	h->nics[0].known_layout = true;
	h->nics[0].nrx = h->nics[0].ntx = 0;
	view_nic(screen_open(&s), &utf8, h, &nk, NULL, "6 queues on 6 CPUs, one each", arena);
	ck_assert_str_eq(screen_close(&s, arena),
			 "eth1  igb  1000Mb/s  node 0  combined 6/8  ring 256/4096  rx-usecs 3  rss 128 entries over 6 queues\n"
			 "  6 queues on 6 CPUs, one each\n");
	view_nic(screen_open(&s), &wide40, h, &nk, NULL, "6 queues on 6 CPUs, one each", arena);
	ck_assert_str_eq(screen_close(&s, arena),
			 "eth1  igb  1000Mb/s  node 0\n"
			 "      combined 6/8  ring 256/4096\n"
			 "      rx-usecs 3\n"
			 "      rss 128 entries over 6 queues\n"
			 "  6 queues on 6 CPUs, one each\n");
	r[1].v[1].value.number = 80;
	r[0].v[0].value.number = 2;
	h->nics[0].up = false;
	view_nic(screen_open(&s), &utf8, h, &nk, NULL, NULL, arena);
	ck_assert_str_eq(screen_close(&s, arena),
			 "eth1  igb  down  1000Mb/s  node 0  combined 6/8 rx 2  ring rx 256/4096 tx 80/4096  rx-usecs 3  rss 128 entries over 6 queues\n");
}
END_TEST

/* Names of 15 bytes and four-digit interrupts keep their columns, in 80 and in 40. */
START_TEST(longest_names)
{
	struct host *h = vh_host(arena, 4, 1, false);
	struct nic *nic = vh_nic(arena, h, "enp129s0f0np0v1", NIC_PHYSICAL, "physical", 127, 127);
	struct nic *vlan;
	const char *text;

	nic->driver = "iavf";
	vh_vectors(arena, nic, 127);
	for (int i = 0; i < 127; i++)
		vh_irq(arena, h, nic, 16000 + (unsigned)i,
		       arena_printf(arena, "iavf-enp129s0f0np0v1-TxRx-%d", i), i, i, "0-3", "3");
	nic->nrx = nic->ntx = 1;
	vlan = vh_nic(arena, h, "enp129s0f0.4094", NIC_VLAN, "vlan", 1, 1);
	vlan->driver = "802.1Q VLAN Support";
	vh_lower(arena, vlan, &nic, 1);
	text = show(&wide40, h);
	ck_assert_str_eq(text,
			 "kernel 6.1.0-30-amd64, 4 CPUs\n"
			 "127 queue interrupts of 1 NIC, all on\n"
			 "      cpu3; RPS off everywhere\n"
			 "\n"
			 "enp129s0f0np0v1  iavf\n"
			 "               irq   cpu0 cpu1 cpu2 cpu3\n"
			 "  TxRx-0     16000     ·    ·    ·    ×\n"
			 "  × interrupt  RPS off  XPS off\n"
			 "\n"
			 "enp129s0f0.4094  vlan on enp129s0f0np0v1\n"
			 "             irq   cpu0 cpu1 cpu2 cpu3\n"
			 "  rx-0         -     ·    ·    ·    ·\n"
			 "  RPS off\n");
	no_wider(text, 40);
	nic->nrx = nic->ntx = 127;
	text = matrix_of(&wide80, h, nic, NULL);
	ck_assert_ptr_nonnull(strstr(text, "  TxRx-126   16126     ·    ·    ·    ×\n"));
	no_wider(text, 80);
}
END_TEST

START_TEST(empty_host)
{
	struct host h = { .arena = arena };
	struct nic nic = { .name = "eth0", .node = -1 };
	struct rx_queue rx = { .index = 0 };
	struct screen s;

	view_host(screen_open(&s), &utf8, &h, arena);
	ck_assert_str_eq(screen_close(&s, arena), "kernel not said, CPUs not said\n");
	ck_assert_str_eq(matrix_of(&utf8, &h, &nic, NULL), "");
	nic.rx = &rx;
	nic.nrx = 1;
	ck_assert_str_eq(matrix_of(&utf8, &h, &nic, &h),
			 "       irq\n"
			 "  rx-0   -\n"
			 "  no RPS in this kernel\n");
}
END_TEST

/* Colour never says what the symbols do not: without the codes it is the same text. */
START_TEST(colour_adds_nothing)
{
	struct style st = { .utf8 = true, .color = true };
	struct host *h = vh_host(arena, 4, 2, false);
	struct nic *nic = vh_igb_tuned(arena, h, "eth1", 3, 25);

	ck_assert_str_eq(without_colour(arena, matrix_of(&st, h, nic, NULL)),
			 matrix_of(&utf8, h, nic, NULL));
}
END_TEST

static Suite *make_suite(void)
{
	Suite *s = suite_create("view_matrix");
	TCase *t = tcase_create("all");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, b6_router_untouched);
	tcase_add_test(t, b2_router_steered);
	tcase_add_test(t, s3_diagonal);
	tcase_add_test(t, igb_untouched_like_the_manual);
	tcase_add_test(t, s6_smt);
	tcase_add_test(t, r1_two_nodes);
	tcase_add_test(t, many_cpus_are_lists);
	tcase_add_test(t, u3_asked_and_effective);
	tcase_add_test(t, u1_method);
	tcase_add_test(t, s1_unpaired);
	tcase_add_test(t, u10_threads);
	tcase_add_test(t, offline_cpu);
	tcase_add_test(t, bond_folds);
	tcase_add_test(t, labels);
	tcase_add_test(t, header_line);
	tcase_add_test(t, longest_names);
	tcase_add_test(t, empty_host);
	tcase_add_test(t, colour_adds_nothing);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(make_suite)
