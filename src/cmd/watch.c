// SPDX-License-Identifier: GPL-2.0-or-later
// nqtune show --watch: what the host does now.
#include "watch.h"

#include "nqtune/session.h"

int watch(struct session *s, unsigned seconds, int argc, char **argv)
{
	return complain(STATUS_FAILED, "--watch is not there yet");
}
