// SPDX-License-Identifier: GPL-2.0-or-later
// nqtune measure: what a layout does with the traffic it is given.
#include "nqtune/measure.h"

#include "nqtune/session.h"
#include "command.h"

static int run_measure(struct session *s, int argc, char **argv)
{
	return complain(STATUS_FAILED, "measure is not there yet");
}

const struct command cmd_measure = {
	.name = "measure",
	.arguments = "[SEC] [IFACE...] [-- COMMAND...]",
	.summary = "count packets, drops and the CPUs' shares while traffic runs",
	.run = run_measure,
};
