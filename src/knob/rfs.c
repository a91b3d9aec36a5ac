// SPDX-License-Identifier: GPL-2.0-or-later
// Receive flow steering: packets go to the CPU where their receiver runs. Two tables: the host's,
// and each queue's.
#include <errno.h>
#include <inttypes.h>

#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/host.h"
#include "readings.h"
#include "registry.h"
#include "targets.h"

/* The kernel takes no more. */
#define ENTRIES_MAX (1u << 29)
/* The kernel makes a queue's table of any size, of real memory: more only beside such a host's. */
#define FLOWS_SANE (1u << 20)

enum { ROW_FLOWS, ROW_ENTRIES };

static const struct knob_attr attrs[] = {
	{ .name = "flows", .kind = ATTR_NUMBER, .scope = SCOPE_RX, .unit = "flows",
	  .file = "rps_flow_cnt", .limit = (uint64_t)ENTRIES_MAX << 12,
	  .help = "flows that are remembered: N is divided over the rx queues; with queue, "
		  "that queue's own; 0 = off" },
	{ .name = "entries", .kind = ATTR_NUMBER, .scope = SCOPE_HOST, .unit = "entries",
	  .file = "/proc/sys/net/core/rps_sock_flow_entries", .limit = ENTRIES_MAX,
	  .help = "the host's table: flows expected at a time, a power of two, often the flows of "
		  "all queues; 0 = off everywhere" },
};

static int rfs_read(const struct knob *k, struct sys *s, const struct host *h,
		    const struct nic *nic, struct arena *a, struct knob_readings *out,
		    struct err *e)
{
	*out = (struct knob_readings){ 0 };
	for (size_t i = 0; i < nic->nrx; i++) {
		const struct rx_queue *q = &nic->rx[i];

		readings_add(a, out, &attrs[ROW_FLOWS], target_rx(a, q->index), q->index)->value =
			value_number(q->flows);
	}
	file_readings(k, s, "", SCOPE_HOST, "", 0, a, out);
	return 0;
}

/* The kernel rounds up so; asking for it at once, what is read back is what was asked for. */
static uint64_t table_size(uint64_t n)
{
	uint64_t size = 1;

	while (size < n)
		size *= 2;
	return n ? size : 0;
}

static const struct knob_setting *setting_of(const struct knob_order *o, size_t row)
{
	for (size_t i = 0; i < o->nsettings; i++)
		if (o->settings[i].attr == &attrs[row])
			return &o->settings[i];
	return NULL;
}

/* As order_add(), with a reason of its own. */
static void add(const struct knob_order *o, const struct knob_reading *r, uint64_t n,
		const char *why, struct changes *out, size_t *already)
{
	const struct value v = { .kind = VALUE_NUMBER, .number = n };
	size_t before = out->n;

	order_add(o, r, &v, out, already);
	if (out->n > before)
		out->v[before].why = why;
}

/* The host's table, as it is and as it will be; not set = it cannot be seen from here. */
static int order_entries(const struct knob_order *o, struct value *table, struct changes *out,
			 size_t *already, struct err *e)
{
	const struct knob_setting *s = setting_of(o, ROW_ENTRIES);
	const struct knob_reading *r = readings_find(o->now, &attrs[ROW_ENTRIES], NULL);
	const char *why = "asked for";
	struct value asked;
	uint64_t size;
	int code;

	*table = r ? r->value : (struct value){ .kind = VALUE_NONE };
	if (!s)
		return 0;
	if (table->kind == VALUE_NONE)
		return r ? target_unset(o, r, e) : target_missing(o, &attrs[ROW_ENTRIES], e);
	code = order_parse(o, r, s->args[0], &asked, e);
	if (code)
		return code;
	size = table_size(asked.number);
	if (size != asked.number)
		why = arena_printf(o->arena, "%" PRIu64 " was asked for: sizes are powers of two",
				   asked.number);
	add(o, r, size, why, out, already);
	table->number = size;
	return 0;
}

/* What the size of a queue's table means beside the host's. */
static const char *beside(const struct knob_order *o, uint64_t size, const struct value *table)
{
	if (!size || table->kind == VALUE_NONE || size <= table->number)
		return "";
	if (!table->number)
		return "; off until the host has a table too: nqtune rfs entries N";
	return arena_printf(o->arena,
			    "; the host's table has %" PRIu64 " entries: no more will be used",
			    table->number);
}

static bool is_meant(const struct knob_order *o, const struct knob_reading *r)
{
	return r->attr == &attrs[ROW_FLOWS] && target_wanted(o, r);
}

/* The queues that are meant: how many, and *first of them. */
static size_t count_queues(const struct knob_order *o, const struct knob_reading **first)
{
	size_t n = 0;

	for (size_t i = 0; i < o->now->n; i++)
		if (is_meant(o, &o->now->v[i]) && !n++)
			*first = &o->now->v[i];
	return n;
}

static int check_size(uint64_t size, const struct value *table, struct err *e)
{
	bool larger = table->kind == VALUE_NUMBER && table->number > FLOWS_SANE;
	uint64_t most = larger ? table->number : FLOWS_SANE;

	if (size <= most)
		return 0;
	return err_set(e, -EINVAL,
		       "%" PRIu64 " flows a queue: more than %" PRIu64 " would take memory that is "
		       "not used unless the host's table is as large (first: nqtune rfs entries N)",
		       size, most);
}

static int add_queues(const struct knob_order *o, uint64_t size, const char *why,
		      struct changes *out, size_t *already, struct err *e)
{
	for (size_t i = 0; i < o->now->n; i++) {
		const struct knob_reading *r = &o->now->v[i];

		if (!is_meant(o, r))
			continue;
		if (r->value.kind == VALUE_NONE)
			return target_unset(o, r, e);
		add(o, r, size, why, out, already);
	}
	return 0;
}

static int order_flows(const struct knob_order *o, const struct value *table, struct changes *out,
		       size_t *already, struct err *e)
{
	const struct knob_setting *s = setting_of(o, ROW_FLOWS);
	const struct knob_reading *first = NULL;
	const char *why = "asked for";
	size_t n = s ? count_queues(o, &first) : 0;
	struct value asked;
	uint64_t size;
	int code;

	if (!n)
		return s ? target_missing(o, &attrs[ROW_FLOWS], e) : 0;
	code = order_parse(o, first, s->args[0], &asked, e);
	if (code)
		return code;
	size = table_size((asked.number + n - 1) / n);
	code = check_size(size, table, e);
	if (code)
		return code;
	if (size * n != asked.number)
		why = arena_printf(o->arena,
				   "%" PRIu64 " over %zu queue%s: sizes are powers of two",
				   asked.number, n, n == 1 ? "" : "s");
	why = arena_printf(o->arena, "%s%s", why, beside(o, size, table));
	return add_queues(o, size, why, out, already, e);
}

static int rfs_order(const struct knob_order *o, struct changes *out, size_t *already,
		     struct err *e)
{
	struct value table;
	int code = 0;

	for (size_t i = 0; !code && i < o->nsettings; i++)
		code = order_check(o, i, e);
	if (!code)
		code = order_entries(o, &table, out, already, e);
	return code ? code : order_flows(o, &table, out, already, e);
}

const struct knob knob_rfs = {
	.name = "rfs",
	.summary = "receive flow steering: packets go to the CPU on which their receiver runs",
	.examples = (const char *const []){ "rfs entries 32768", "rfs eth0 flows 32768", NULL },
	.stage = 80,
	.settable = true,
	.attrs = attrs,
	.nattrs = sizeof(attrs) / sizeof(attrs[0]),
	.read = rfs_read,
	.order = rfs_order,
};
