/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "nqtune/change.h"

struct arena;
struct host;

/*
 * A setting that is not as it is wanted, who probably undid it, and from which signs that is
 * concluded. Nobody leaves a name: an author is never more than likely.
 */
struct drift {
	/*
	 * old is what was found (VALUE_NONE: it is not there), new what is wanted. attr NULL: iface,
	 * and with it all that was wanted of it, is missing, or a whole command cannot be compared.
	 */
	struct change change;
	unsigned line;		/* of the file that wants it; 0 = no file */
	const char *command;	/* that wants it; NULL = no file */
	const char *failed;	/* attr NULL, and the interface is there: why it cannot be compared */
	/* What the caller knows of its past: */
	bool was_so;		/* nqtune set it to this, and since to nothing else */
	const char *by;		/* a later command of nqtune's that set what is found now; NULL = none */
	unsigned ifindex;	/* of the interface when nqtune last changed it; 0 = not known */
	unsigned ifindex_now;	/* 0 = it is missing */
	bool spared;		/* irqbalance was told to leave this interrupt alone */
	/* Filled in by drift_judge(): */
	const char *author;	/* "irqbalance", "driver", "ethtool", "cpu-hotplug", "guest-agent", "nqtune", a program's name; "unknown" */
	bool maybe;		/* no sign of it but that it runs */
	const char *why;	/* the signs */
	const char *restore;	/* the command that sets this one again; NULL = none does */
};

/*
 * Fills author, why and restore of all n, which are judged together: what a driver forgets it
 * forgets of a whole interface. Pure; h as the machine is now, with irqbalance and agents. Arena texts.
 */
void drift_judge(struct drift *v, size_t n, const struct host *h, struct arena *a);
