// SPDX-License-Identifier: GPL-2.0-or-later
#include "nqtune/nfhooks.h"

#include <errno.h>

int nfhooks_read(struct answers *a, struct arena *arena, struct nf_hooks *out, struct err *e)
{
	*out = (struct nf_hooks){ 0 };
	return -EOPNOTSUPP;
}
