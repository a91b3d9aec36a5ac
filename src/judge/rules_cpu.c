// SPDX-License-Identifier: GPL-2.0-or-later
// Rules on CPUs: which may work, how fast they wake, what they can.
#include "finds.h"

void find_isolated(struct finds *f)
{
}

void find_idle_states(struct finds *f)
{
}

void find_governor(struct finds *f)
{
}

void find_cpu_flags(struct finds *f)
{
}

void find_iommu(struct finds *f)
{
}
