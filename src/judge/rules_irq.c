// SPDX-License-Identifier: GPL-2.0-or-later
// Rules on interrupts and where they are served.
#include "finds.h"

void find_one_cpu(struct finds *f)
{
}

void find_rps_missing(struct finds *f)
{
}

void find_layout(struct finds *f)
{
}

void find_far_node(struct finds *f)
{
}

void find_siblings(struct finds *f)
{
}

void find_too_many_queues(struct finds *f)
{
}

void find_not_honoured(struct finds *f)
{
}

void find_irqbalance(struct finds *f)
{
}

void find_default_affinity(struct finds *f)
{
}

void find_driver_hints(struct finds *f)
{
}
