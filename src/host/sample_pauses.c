// SPDX-License-Identifier: GPL-2.0-or-later
// The pauses of flow control, as drivers count them.
#include <string.h>

#include "nqtune/driverstats.h"
#include "nqtune/host.h"
#include "nqtune/sample.h"
#include "nqtune/sys.h"

/* What a partner asked for, and what the card did. A driver has one of these. */
static const struct {
	const char *rx, *tx;
} names[] = {
	{ "rx_flow_control_xoff", "tx_flow_control_xoff" },	/* e1000, e1000e, igb, igc, ixgbe */
	{ "port.link_xoff_rx", "port.link_xoff_tx" },		/* i40e */
	{ "link_xoff_rx.nic", "link_xoff_tx.nic" },		/* ice */
	{ "rx_pause_ctrl_phy", "tx_pause_ctrl_phy" },		/* mlx5_core */
	{ "rx_pause_frames", "tx_pause_frames" },		/* bnxt_en, amd-xgbe */
	{ "rx_pause", "tx_pause" },				/* genet and other small ones */
};

static void take(struct nic_counters *c, const struct driverstat *s)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!strcmp(s->name, names[i].rx))
			c->rx_pauses = (struct reading){ true, s->n };
		if (!strcmp(s->name, names[i].tx))
			c->tx_pauses = (struct reading){ true, s->n };
	}
}

void sample_add_pauses(struct sample *out, struct sys *s, const struct host *h, struct arena *a)
{
	for (size_t i = 0; s->answers && i < out->nnics; i++) {
		const struct nic *nic = host_nic(h, out->nics[i].name);
		struct driverstats stats;

		if (!nic || nic->kind != NIC_PHYSICAL ||
		    driverstats_read(s->answers, nic->name, a, &stats, NULL))
			continue;
		for (size_t k = 0; k < stats.n; k++)
			take(&out->nics[i], &stats.v[k]);
	}
}
