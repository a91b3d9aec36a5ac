/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>

#include "nqtune/host.h"

/* The names under which a NIC may have asked for its interrupts. */
struct action_names {
	const char *ifname;	/* "eth1" */
	const char *driver;	/* "i40e" of "i40e-eth1-TxRx-0", or NULL */
	const char *device;	/* "0000:01:00.0", "1b100000.ethernet", or NULL */
	const char *virtio;	/* "virtio3", or NULL */
};

struct action_match {
	bool ours;
	bool exact;		/* carries one of our names, not just a familiar tail */
	bool whole_device;	/* the bare name: serves every queue, unless queue vectors exist */
	bool only_number;	/* "eth0-3": no word says what the number counts */
	bool numbered_blocks;	/* gve: blocks in one row, first half transmits */
	enum vector_role role;
	unsigned queue;
};

/*
 * What one action's name says to the NIC called by names. member: the interrupt is
 * known to belong to the NIC's device (msi_irqs), so that an unfamiliar
 * prefix (the name before a rename) is no reason to doubt. Whole tokens only:
 * "eth1" never matches "eth10-TxRx-0". Pure.
 */
struct action_match action_match(const char *action, const struct action_names *names,
				 bool member);
