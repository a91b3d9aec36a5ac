// SPDX-License-Identifier: GPL-2.0-or-later
// Rules on queues: which get packets.
#include "finds.h"

void find_silent_queue(struct finds *f)
{
}

void find_udp_hash(struct finds *f)
{
}

void find_threaded(struct finds *f)
{
}
