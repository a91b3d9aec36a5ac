// SPDX-License-Identifier: GPL-2.0-or-later
// The journal as a table.
#include <libsmartcols.h>

#include "nqtune/view.h"
#include "table.h"

void view_entries(FILE *out, const struct view_entry *v, size_t n)
{
	static const char *const heads[] = { "id", "when", "state", "command", "what" };
	struct table t = { .out = out };

	if (!table_open(&t))
		return;
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
		table_column(&t, heads[i], i ? 0 : SCOLS_FL_RIGHT);
	for (size_t i = 0; i < n; i++) {
		struct libscols_line *l = scols_table_new_line(t.t, NULL);
		const char *const cells[] = { v[i].id, v[i].when, v[i].state, v[i].command, v[i].what };

		for (size_t k = 0; l && k < sizeof(cells) / sizeof(cells[0]); k++)
			scols_line_set_data(l, k, cells[k]);
	}
	table_close(&t);
}
