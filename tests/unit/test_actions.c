// SPDX-License-Identifier: GPL-2.0-or-later
// U1: which queue an interrupt serves, from the name its driver gave it.
#include "actions.h"
#include "main.h"

struct example {
	const char *action;
	struct action_names names;
	enum vector_role role;
	unsigned queue;
};

/* Ours by name, whether the device's list of vectors is there to say so or not. */
static void expect_ours(const struct example *t, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (int member = 0; member < 2; member++) {
			struct action_match m = action_match(t[i].action, &t[i].names, member);

			ck_assert_msg(m.ours && m.exact, "%s is not %s's", t[i].action,
				      t[i].names.ifname);
			ck_assert_msg(m.role == t[i].role, "%s: role %d", t[i].action, m.role);
			ck_assert_msg(m.queue == t[i].queue, "%s: queue %u", t[i].action, m.queue);
			ck_assert_msg(!m.whole_device, "%s", t[i].action);
		}
}

#define EXPECT_OURS(...)                                                                           \
	do {                                                                                       \
		static const struct example t[] = { __VA_ARGS__ };                                 \
                                                                                                   \
		expect_ours(t, sizeof(t) / sizeof(t[0]));                                          \
	} while (0)

START_TEST(u1_named_after_the_interface)
{
	EXPECT_OURS({ "eth1-TxRx-0", { "eth1", "igb" }, VECTOR_RXTX, 0 },
		    { "eth1-TxRx-5", { "eth1", "ixgbe", "0000:01:00.0" }, VECTOR_RXTX, 5 },
		    { "enp1s0f0-TxRx-127", { "enp1s0f0", NULL }, VECTOR_RXTX, 127 },
		    { "eth0-rx-0", { "eth0", "e1000e" }, VECTOR_RX, 0 },
		    { "eth0-tx-3", { "eth0", "igb" }, VECTOR_TX, 3 },
		    { "eth6-0", { "eth6", "bnx2" }, VECTOR_RXTX, 0 },
		    { "eth6-12", { "eth6", "sfc" }, VECTOR_RXTX, 12 },
		    { "eth0-fp-2", { "eth0", "bnx2x" }, VECTOR_RXTX, 2 },
		    { "eth2-rxtx-1", { "eth2", "vmxnet3" }, VECTOR_RXTX, 1 },
		    { "eth0-Tx-Rx-7", { "eth0", "ena" }, VECTOR_RXTX, 7 },
		    { "eth0-q0-tx", { "eth0", "vif" }, VECTOR_TX, 0 },
		    { "eth0-q11-rx", { "eth0", "vif" }, VECTOR_RX, 11 },
		    { "eth0:rx-1", { "eth0", "stmmac" }, VECTOR_RX, 1 },
		    { "br-lan-rx-0", { "br-lan", NULL }, VECTOR_RX, 0 });
}
END_TEST

START_TEST(u1_driver_before_the_interface)
{
	EXPECT_OURS({ "i40e-eth0-TxRx-0", { "eth0", "i40e" }, VECTOR_RXTX, 0 },
		    { "ice-em3-TxRx-126", { "em3", "ice" }, VECTOR_RXTX, 126 },
		    { "iavf-enp24s0f1v0-TxRx-0", { "enp24s0f1v0", "iavf" }, VECTOR_RXTX, 0 },
		    { "idpf-eth0-TxRx-2", { "eth0", "idpf" }, VECTOR_RXTX, 2 });
}
END_TEST

START_TEST(u1_named_after_the_device)
{
	static const char bdf[] = "0000:01:00.0";

	EXPECT_OURS({ "mlx5_comp0@pci:0000:01:00.0", { "eth0", "mlx5_core", bdf }, VECTOR_RXTX, 0 },
		    { "mlx5_comp62@pci:0000:01:00.0", { "eth0", "mlx5_core", bdf }, VECTOR_RXTX, 62 },
		    { "mlx4-3@pci:0000:01:00.0", { "eth0", "mlx4_core", bdf }, VECTOR_RXTX, 3 },
		    { "mlx4-comp-4@pci:0000:01:00.0", { "eth0", "mlx4_core", bdf }, VECTOR_RXTX, 4 },
		    { "mana_q1@pci:0000:01:00.0", { "eth0", "mana", bdf }, VECTOR_RXTX, 1 },
		    { "virtio3-input.0", { "eth0", "virtio_net", bdf, "virtio3" }, VECTOR_RX, 0 },
		    { "virtio3-output.15", { "eth0", "virtio_net", bdf, "virtio3" }, VECTOR_TX, 15 });
}
END_TEST

/* gve numbers its blocks in one row: who reads it halves it. */
START_TEST(u1_numbered_blocks)
{
	const struct action_names names = { "eth0", "gve", "0000:00:04.0", NULL };
	struct action_match m = action_match("eth0-ntfy-block.17", &names, false);

	ck_assert(m.ours && m.numbered_blocks);
	ck_assert_uint_eq(m.queue, 17);
	m = action_match("gve-ntfy-blk3@pci:0000:00:04.0", &names, false);
	ck_assert(m.ours && m.numbered_blocks);
	ck_assert_uint_eq(m.queue, 3);
	ck_assert(!action_match("eth0-TxRx-3", &names, true).numbered_blocks);
}
END_TEST

/* The bare name: everything, unless queues have vectors of their own (that is the reader's to find). */
START_TEST(u1_bare_names)
{
	static const struct {
		const char *action;
		struct action_names names;
	} t[] = {
		{ "wan", { "wan", "r8169", NULL, NULL } },
		{ "eth0", { "eth0", "e1000e", "0000:01:00.0", NULL } },
		{ "15100000.ethernet", { "eth0", "mtk_soc_eth", "15100000.ethernet", NULL } },
		{ "virtio3", { "eth0", "virtio_net", "0000:00:03.0", "virtio3" } },
		{ "virtio3-virtqueues", { "eth0", "virtio_net", "0000:00:03.0", "virtio3" } },
	};

	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		struct action_match m = action_match(t[i].action, &t[i].names, false);

		ck_assert_msg(m.ours && m.exact && m.whole_device, "%s", t[i].action);
	}
}
END_TEST

/* Vectors of ours that serve no queue, although some end like one that does. */
START_TEST(not_queues)
{
	static const struct {
		const char *action;
		struct action_names names;
	} t[] = {
		{ "eth0:misc", { "eth0", "ixgbe", "0000:01:00.0", NULL } },
		{ "eth0:fdir-TxRx-0", { "eth0", "ixgbe", "0000:01:00.0", NULL } },
		{ "eth0-fdir-TxRx-0", { "eth0", "ixgbe", "0000:01:00.0", NULL } },
		{ "i40e-0000:02:00.0:misc", { "eth0", "i40e", "0000:02:00.0", NULL } },
		{ "i40e-0000:02:00.0:fdir-TxRx-0", { "eth0", "i40e", "0000:02:00.0", NULL } },
		{ "i40e-eth0:fdir-TxRx-0", { "eth0", "i40e", "0000:02:00.0", NULL } },
		{ "iavf-0000:02:02.0:mbx", { "eth0", "iavf", "0000:02:02.0", NULL } },
		{ "ice-0000:02:00.0:misc", { "eth0", "ice", "0000:02:00.0", NULL } },
		{ "idpf-0000:02:00.0-Mailbox-0", { "eth0", "idpf", "0000:02:00.0", NULL } },
		{ "eth0-Mailbox", { "eth0", "ixgbevf", "0000:02:00.0", NULL } },
		{ "mlx5_async0@pci:0000:01:00.0", { "eth0", "mlx5_core", "0000:01:00.0", NULL } },
		{ "mlx5_async_eq@pci:0000:01:00.0", { "eth0", "mlx5_core", "0000:01:00.0", NULL } },
		{ "mlx5_cmd_eq@pci:0000:01:00.0", { "eth0", "mlx5_core", "0000:01:00.0", NULL } },
		{ "mlx5_pages_eq@pci:0000:01:00.0", { "eth0", "mlx5_core", "0000:01:00.0", NULL } },
		{ "mlx4-async@pci:0000:01:00.0", { "eth0", "mlx4_core", "0000:01:00.0", NULL } },
		{ "mana_hwc@pci:0000:01:00.0", { "eth0", "mana", "0000:01:00.0", NULL } },
		{ "virtio3-config", { "eth0", "virtio_net", "0000:01:00.0", "virtio3" } },
		{ "virtio3-control", { "eth0", "virtio_net", "0000:01:00.0", "virtio3" } },
		{ "eth2-event-3", { "eth2", "vmxnet3", "0000:01:00.0", NULL } },
		{ "ena-mgmnt@pci:0000:01:00.0", { "eth0", "ena", "0000:01:00.0", NULL } },
	};

	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		struct action_match m = action_match(t[i].action, &t[i].names, true);

		ck_assert_msg(m.ours, "%s", t[i].action);
		ck_assert_msg(m.role == VECTOR_OTHER && !m.whole_device, "%s: role %d", t[i].action,
			      m.role);
		ck_assert_int_eq(action_match(t[i].action, &t[i].names, false).role, VECTOR_OTHER);
	}
}
END_TEST

/* Never a substring: names of other devices, judged without a list of vectors. */
START_TEST(look_alikes)
{
	static const struct action_names eth1 = { "eth1", "igb", "0000:01:00.0", NULL };
	static const struct action_names vnet = { "eth0", "virtio_net", "0000:00:03.0", "virtio3" };
	static const struct action_names br = { "br", NULL, NULL, NULL };
	static const struct {
		const char *action;
		const struct action_names *names;
	} t[] = {
		{ "eth10-TxRx-0", &eth1 }, { "eth10", &eth1 }, { "eth1.5-rx-0", &eth1 },
		{ "eth1.5", &eth1 }, { "eth1:5", &eth1 }, { "eth-TxRx-1", &eth1 },
		{ "i40e-eth1-TxRx-0", &eth1 }, { "igb-eth10-TxRx-0", &eth1 }, { "igb-TxRx-0", &eth1 },
		{ "igb", &eth1 }, { "xeth1-rx-0", &eth1 }, { "ETH1-rx-0", &eth1 }, { "", &eth1 },
		{ "-", &eth1 }, { "mlx5_comp0@pci:0000:01:00.1", &eth1 },
		{ "mlx5_comp0@pci:0000:01:00.00", &eth1 }, { "mlx5_comp0@pci:", &eth1 },
		{ "0000:01:00.00", &eth1 }, { "virtio3-input.0", &eth1 },
		{ "virtio30-input.0", &vnet }, { "virtio30", &vnet }, { "virtio4-input", &vnet },
		{ "virtio4-input.0", &vnet }, { "virtio1-req.0", &vnet }, { "virtio3-rx", &vnet },
		{ "virtio3-tx", &vnet }, { "virtio3-input", &vnet }, { "virtio3-virtqueues2", &vnet },
		{ "virtio-input.0", &vnet }, { "br-lan-rx-0", &br }, { "br-lan", &br },
	};

	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++)
		ck_assert_msg(!action_match(t[i].action, t[i].names, false).ours, "%s is not %s's",
			      t[i].action, t[i].names->ifname);
}
END_TEST

/* Members of the device's msi_irqs under another name, as after a rename: the tail tells. */
START_TEST(u1_members_after_a_rename)
{
	static const struct action_names lan = { "lan", "igb", "0000:01:00.0", NULL };
	static const struct {
		const char *action;
		enum vector_role role;
		unsigned queue;
	} t[] = {
		{ "eth1-TxRx-3", VECTOR_RXTX, 3 },	{ "enp1s0-rx-2", VECTOR_RX, 2 },
		{ "my-nic-tx-1", VECTOR_TX, 1 },	{ "eth1-Tx-Rx-6", VECTOR_RXTX, 6 },
		{ "eth1-4", VECTOR_RXTX, 4 },		{ "eth1-q3-tx", VECTOR_TX, 3 },
		{ "i40e-eth1-TxRx-9", VECTOR_RXTX, 9 },	{ "hns3-0000:01:00.0-TxRx-5", VECTOR_RXTX, 5 },
		{ "eth1:misc", VECTOR_OTHER, 0 },	{ "eth1:fdir-TxRx-0", VECTOR_OTHER, 0 },
		{ "eth1", VECTOR_OTHER, 0 },		{ "", VECTOR_OTHER, 0 },
		{ "-5", VECTOR_OTHER, 0 },		{ "eth1-TxRx-x", VECTOR_OTHER, 0 },
	};

	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		struct action_match m = action_match(t[i].action, &lan, true);

		ck_assert_msg(m.ours && !m.exact, "%s", t[i].action);
		ck_assert_msg(m.role == t[i].role, "%s: role %d", t[i].action, m.role);
		if (m.role != VECTOR_OTHER)
			ck_assert_msg(m.queue == t[i].queue, "%s: queue %u", t[i].action, m.queue);
	}
}
END_TEST

/* Numbers that are none, or no queue's. */
START_TEST(hostile_numbers)
{
	static const struct action_names names = { "eth1", "igb", "0000:01:00.0", "virtio3" };
	static const char *const t[] = { "eth1-TxRx-", "eth1-TxRx--1", "eth1-TxRx-1x",
					 "eth1-TxRx-65536", "eth1-rx-99999999999999999999",
					 "eth1-4294967296", "eth1-q-rx", "eth1-q1-", "eth1-",
					 "eth1-ntfy-block.", "virtio3-input.", "virtio3-input.x",
					 "mlx5_comp@pci:0000:01:00.0", "mlx5_comp1x@pci:0000:01:00.0" };

	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++)
		for (int member = 0; member < 2; member++)
			ck_assert_msg(action_match(t[i], &names, member).role == VECTOR_OTHER, "%s",
				      t[i]);
	ck_assert_uint_eq(action_match("eth1-TxRx-65535", &names, false).queue, 65535);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("actions");
	TCase *tc = tcase_create("actions");

	tcase_add_test(tc, u1_named_after_the_interface);
	tcase_add_test(tc, u1_driver_before_the_interface);
	tcase_add_test(tc, u1_named_after_the_device);
	tcase_add_test(tc, u1_numbered_blocks);
	tcase_add_test(tc, u1_bare_names);
	tcase_add_test(tc, not_queues);
	tcase_add_test(tc, look_alikes);
	tcase_add_test(tc, u1_members_after_a_rename);
	tcase_add_test(tc, hostile_numbers);
	suite_add_tcase(s, tc);
	return s;
}

TEST_MAIN(suite)
