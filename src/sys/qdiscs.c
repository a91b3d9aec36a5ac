// SPDX-License-Identifier: GPL-2.0-or-later
#include "nqtune/qdiscs.h"

#include <errno.h>

int qdiscs_read(struct answers *a, struct arena *arena, struct qdiscs *out, struct err *e)
{
	*out = (struct qdiscs){ 0 };
	return -EOPNOTSUPP;
}
