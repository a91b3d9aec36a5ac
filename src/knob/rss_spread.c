// SPDX-License-Identifier: GPL-2.0-or-later
// The words that give the indirection table: equal, weight, exclude, default, table. Pure.
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/host.h"
#include "nqtune/parse.h"
#include "readings.h"
#include "rss_order.h"
#include "rxqs.h"

/* How many receive queues a table may name: as the driver says, else as the kernel has. */
static uint64_t queue_limit(const struct rss_wish *w)
{
	const struct knob_reading *r = rss_now(w, RSS_QUEUES, "");

	if (r && r->max.kind == VALUE_NUMBER && r->max.number)
		return r->max.number;
	return w->o->nic->nrx ? w->o->nic->nrx : UINT64_MAX;
}

static int check_queue(const struct rss_wish *w, uint64_t queue, struct err *e)
{
	uint64_t limit = queue_limit(w);

	if (queue < limit)
		return 0;
	if (limit == 1)
		return err_set(e, -EINVAL, "no rx queue %" PRIu64 ": %s has one rx queue, 0", queue,
			       w->o->nic->name);
	return err_set(e, -EINVAL, "no rx queue %" PRIu64 ": %s has rx queues 0-%" PRIu64, queue,
		       w->o->nic->name, limit - 1);
}

static int start_queue(const struct rss_wish *w, uint32_t *start, struct err *e)
{
	uint64_t n = 0;

	if (w->start && parse_u64(w->start->args[0], UINT32_MAX, &n))
		return err_set(e, -EINVAL, "start takes the number of a queue, not '%.40s'",
			       w->start->args[0]);
	*start = (uint32_t)n;
	return check_queue(w, n, e);
}

static int equal(const struct rss_wish *w, size_t entries, struct numbers *out, struct err *e)
{
	uint32_t start;
	uint64_t n;
	int code;

	if (parse_u64(w->table->args[0], UINT32_MAX, &n) || !n)
		return err_set(e, -EINVAL, "equal takes how many queues, 1 or more, not '%.40s'",
			       w->table->args[0]);
	code = start_queue(w, &start, e);
	if (!code)
		code = check_queue(w, start + n - 1, e);
	if (code)
		return code;
	if (n > entries)
		return err_set(e, -EINVAL,
			       "the indirection table has %zu entries: too few for %" PRIu64
			       " queues", entries, n);
	*out = rss_table_equal(w->o->arena, entries, start, (uint32_t)n);
	return 0;
}

static int parse_weights(const struct rss_wish *w, uint64_t *weights, uint64_t *sum, struct err *e)
{
	*sum = 0;
	for (size_t i = 0; i < w->table->nargs; i++) {
		const char *text = w->table->args[i];

		if (parse_u64(text, UINT32_MAX, &weights[i]))
			return err_set(e, -EINVAL, "weight takes a number for each queue, not "
				       "'%.40s'", text);
		*sum += weights[i];
	}
	return *sum ? 0 : err_set(e, -EINVAL, "all weights are 0: no queue would receive");
}

/* Each queue with a weight exists and gets an entry at least. */
static int check_weights(const struct rss_wish *w, size_t entries, uint32_t start,
			 const uint64_t *weights, uint64_t sum, struct err *e)
{
	int code = 0;

	for (size_t i = 0; !code && i < w->table->nargs; i++) {
		if (weights[i])
			code = check_queue(w, start + i, e);
		if (!code && weights[i] && weights[i] * entries < sum)
			code = err_set(e, -EINVAL, "weight %" PRIu64 " of %" PRIu64 " is less than "
				       "one of the indirection table's %zu entries", weights[i],
				       sum, entries);
	}
	return code;
}

static int weight(const struct rss_wish *w, size_t entries, struct numbers *out, struct err *e)
{
	uint64_t *weights = arena_array(w->o->arena, w->table->nargs + 1, sizeof(*weights)), sum;
	uint32_t start;
	int code = start_queue(w, &start, e);

	if (!code && w->table->nargs > entries)
		code = err_set(e, -EINVAL, "%zu weights are more than the indirection table has "
			       "entries, %zu", w->table->nargs, entries);
	if (!code)
		code = parse_weights(w, weights, &sum, e);
	if (!code)
		code = check_weights(w, entries, start, weights, sum, e);
	if (!code)
		*out = rss_table_weight(w->o->arena, entries, start, weights, w->table->nargs);
	return code;
}

static int exclude(const struct rss_wish *w, const struct numbers *is_now, struct numbers *out,
		   struct err *e)
{
	struct cpuset *set;
	int code = rxqs_parse(w->o->nic, w->table->args[0], w->o->arena, &set, e);

	if (code)
		return code;
	*out = rss_table_without(w->o->arena, is_now, set);
	return out->n ? 0 : err_set(e, -EINVAL, "without rx queues %s no queue would receive",
				    w->table->args[0]);
}

/* "0,1,0,1": a part is repeated until the table is full. */
static int table(const struct rss_wish *w, size_t entries, struct numbers *out, struct err *e)
{
	char *text = arena_strdup(w->o->arena, w->table->args[0]), *rest = text, *part;
	uint32_t *v = arena_array(w->o->arena, entries, sizeof(*v));
	uint64_t queue;
	size_t n = 0;
	int code;

	while ((part = strsep(&rest, ","))) {
		if (n == entries || parse_u64(part, UINT32_MAX, &queue))
			return err_set(e, -EINVAL, "table takes up to %zu queues with commas, not "
				       "'%.40s'", entries, w->table->args[0]);
		code = check_queue(w, queue, e);
		if (code)
			return code;
		v[n++] = (uint32_t)queue;
	}
	if (entries % n)
		return err_set(e, -EINVAL, "%zu queues do not fill the indirection table of %zu "
			       "entries evenly", n, entries);
	for (size_t i = n; i < entries; i++)
		v[i] = v[i - n];
	*out = (struct numbers){ v, entries };
	return 0;
}

int rss_order_table(const struct rss_wish *w, struct err *e)
{
	struct value v = { .kind = VALUE_LIST };
	const struct knob_reading *r;
	int code;

	if (!w->table)
		return 0;
	r = rss_need(w, RSS_TABLE, &code, e);
	if (!r)
		return code;
	if (rss_is(w->table, "default"))
		v = (struct value){ .kind = VALUE_WORD, .word = "default" };
	else if (rss_is(w->table, "equal"))
		code = equal(w, r->value.list.n, &v.list, e);
	else if (rss_is(w->table, "weight"))
		code = weight(w, r->value.list.n, &v.list, e);
	else if (rss_is(w->table, "exclude"))
		code = exclude(w, &r->value.list, &v.list, e);
	else
		code = table(w, r->value.list.n, &v.list, e);
	if (!code)
		order_add(w->o, r, &v, w->out, w->already);
	return code;
}
