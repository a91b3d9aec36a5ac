// SPDX-License-Identifier: GPL-2.0-or-later
// How a command that changes something ends what it says.
#include "nqtune/view.h"

void view_done(FILE *out, size_t n, const char *what, const char *how)
{
	fprintf(out, "done: %zu %s%s %s\n", n, what, n == 1 ? "" : "s", how);
}

void view_dry_run(FILE *out, const char *note)
{
	fprintf(out, "dry run: nothing was written%s%s%s\n", note ? " (" : "", note ? note : "",
		note ? ")" : "");
}
