// SPDX-License-Identifier: GPL-2.0-or-later
// Rules on the settings of a card.
#include "finds.h"

void find_rings_small(struct finds *f)
{
}

void find_rings_large(struct finds *f)
{
}

void find_coalescing_off(struct finds *f)
{
}

void find_coalescing_eager(struct finds *f)
{
}

void find_pause(struct finds *f)
{
}

void find_nocache_copy(struct finds *f)
{
}
