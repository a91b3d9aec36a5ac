// SPDX-License-Identifier: GPL-2.0-or-later
// Rules on a packet's way behind the card: queueing, backlog, firewall.
#include "finds.h"

void find_one_lock(struct finds *f)
{
}

void find_stalls(struct finds *f)
{
}

void find_backlog(struct finds *f)
{
}

void find_squeezes(struct finds *f)
{
}

void find_hooks(struct finds *f)
{
}

void find_conntrack(struct finds *f)
{
}

void find_flowtable(struct finds *f)
{
}

void find_offloaded(struct finds *f)
{
}
