/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * A pretended kernel for the transaction over knobs that take several changes in one
 * message. Every change has a slot, its index. The diary says what was done, in order:
 * "0+1" slots 0 and 1 in one message, "!" a message that was refused, "mend:eth0".
 */
#include <check.h>
#include <errno.h>
#include <string.h>

#include "nqtune/apply.h"
#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/err.h"
#include "nqtune/knob.h"

enum { AK_SLOTS = 8 };

struct ak_kernel {
	struct arena *a;
	struct value now[AK_SLOTS];
	const char *diary;
	const char *read;		/* the same of what was read */
	unsigned messages;
	unsigned fail_message;		/* the n-th message fails; 0 = none */
	unsigned fail_from;		/* every message from the n-th on */
	int fail_code;
	unsigned done_in_part;		/* so many changes of a failing message are done nevertheless */
	unsigned fail_read;		/* the n-th reading fails */
	unsigned readings;
	unsigned unsupported;		/* bit i: a message with slot i is -EOPNOTSUPP */
	unsigned unmovable;		/* bit i: a message with slot i is -EIO */
	unsigned deaf;			/* bit i: slot i is accepted and stays as it is */
	struct value made[AK_SLOTS];	/* what a slot becomes whatever is asked; NONE = what is asked */
	const char *mend_loses;		/* the interface of which two values stay lost */
};

static struct ak_kernel ak;
static struct arena *arena;
static struct change changes[AK_SLOTS];
static struct apply_report report;
static struct transaction transaction;
static struct err err;

static inline struct value ak_number(uint64_t n)
{
	return (struct value){ .kind = VALUE_NUMBER, .number = n };
}

static inline struct value ak_word(const char *w)
{
	return (struct value){ .kind = VALUE_WORD, .word = w };
}

static inline struct value ak_cpus(const char *list)
{
	struct cpuset *s = cpuset_new(arena, 8);

	ck_assert_int_eq(cpuset_parse_list(s, list), 0);
	return (struct value){ .kind = VALUE_CPUS, .cpus = s };
}

static inline const char *ak_slots(const char *diary, const struct change *c, size_t n)
{
	for (size_t i = 0; i < n; i++)
		diary = arena_printf(ak.a, "%s%s%u", diary, i ? "+" : *diary ? " " : "",
				     c[i].index);
	return diary;
}

static inline void ak_take(const struct change *c, const struct value *v)
{
	if (ak.deaf >> c->index & 1)
		return;
	ak.now[c->index] = ak.made[c->index].kind ? ak.made[c->index] : *v;
}

static inline int ak_refusal(const struct change *c, size_t n)
{
	ak.messages++;
	if (ak.messages == ak.fail_message || (ak.fail_from && ak.messages >= ak.fail_from))
		return ak.fail_code;
	for (size_t i = 0; i < n; i++) {
		if (ak.unsupported >> c[i].index & 1)
			return -EOPNOTSUPP;
		if (ak.unmovable >> c[i].index & 1)
			return -EIO;
	}
	return 0;
}

static inline int ak_set(void *ctx, const struct change *c, const struct value *const *v, size_t n,
			 struct err *e)
{
	int r = ak_refusal(c, n);

	ck_assert_ptr_eq(ctx, &ak);
	ak.diary = ak_slots(ak.diary, c, n);
	for (size_t i = 0; i < n && (!r || i < ak.done_in_part); i++)
		if (!(ak.unsupported >> c[i].index & 1))
			ak_take(&c[i], v[i]);
	if (!r)
		return 0;
	ak.diary = arena_printf(ak.a, "%s!", ak.diary);
	return err_set(e, r, "words of the kernel");
}

static inline int ak_get(void *ctx, const struct change *c, size_t n, struct arena *a,
			 struct value *out, struct err *e)
{
	ck_assert_ptr_eq(ctx, &ak);
	ak.read = ak_slots(ak.read, c, n);
	if (++ak.readings == ak.fail_read)
		return err_set(e, -ENODEV, "the device is gone");
	for (size_t i = 0; i < n; i++)
		out[i] = ak.now[c[i].index];
	return 0;
}

static inline size_t ak_mend(void *ctx, const char *iface, struct err *e)
{
	ck_assert_ptr_eq(ctx, &ak);
	ak.diary = arena_printf(ak.a, "%s%smend:%s", ak.diary, *ak.diary ? " " : "", iface);
	return ak.mend_loses && !strcmp(ak.mend_loses, iface) ? 2 : 0;
}

/* The transaction goes through its own doors only. */
static inline int ak_never_set(struct sys *s, const struct change *c, const struct value *const *v,
			       size_t n, struct err *e)
{
	ck_abort_msg("%s was set behind the transaction's back", c->knob->name);
}

static const struct apply_io ak_io = { ak_set, ak_get, ak_mend, &ak };

static const struct knob_attr ak_channel_rows[] = {
	{ .name = "rx", .kind = ATTR_NUMBER, .scope = SCOPE_IFACE, .id = 6 },
	{ .name = "tx", .kind = ATTR_NUMBER, .scope = SCOPE_IFACE, .id = 7 },
};
static const struct knob ak_channels = {
	.name = "channels", .remakes_queues = true, .settable = true, .attrs = ak_channel_rows,
	.nattrs = 2, .set = ak_never_set,
};
static const struct knob_attr ak_delay_rows[] = {
	{ .name = "rx-usecs", .kind = ATTR_NUMBER, .scope = SCOPE_IFACE, .id = 2 },
	{ .name = "rx-frames", .kind = ATTR_NUMBER, .scope = SCOPE_IFACE, .id = 3 },
	{ .name = "adaptive-rx", .kind = ATTR_BOOL, .scope = SCOPE_IFACE, .id = 11 },
	{ .name = "table", .kind = ATTR_LIST, .scope = SCOPE_IFACE },
};
static const struct knob ak_delay = {
	.name = "coalesce", .settable = true, .attrs = ak_delay_rows, .nattrs = 4,
	.set = ak_never_set,
};

static inline void ak_change(unsigned slot, const char *iface, const struct knob *k,
			     const struct knob_attr *attr, const char *target, struct value old,
			     struct value new)
{
	changes[slot] = (struct change){ .iface = iface, .knob = k, .attr = attr,
					 .target = target, .index = slot, .old = old, .new = new };
	ak.now[slot] = old;
}

/*
 * Eight changes, five messages: eth0's channels (slots 0 and 1), eth1's (2), eth0's
 * moderation (3 to 5), and two files (6 and 7).
 */
static inline void ak_setup(void)
{
	arena = arena_new(NULL);
	ak = (struct ak_kernel){ .a = arena, .diary = "", .read = "", .fail_code = -EINVAL };
	transaction = (struct transaction){ .io = &ak_io, .arena = arena };
	memset(&report, 0, sizeof(report));
	err.text[0] = '\0';
	ak_change(0, "eth0", &ak_channels, &ak_channel_rows[0], "", ak_number(8), ak_number(4));
	ak_change(1, "eth0", &ak_channels, &ak_channel_rows[1], "", ak_number(8), ak_number(2));
	ak_change(2, "eth1", &ak_channels, &ak_channel_rows[0], "", ak_number(8), ak_number(4));
	ak_change(3, "eth0", &ak_delay, &ak_delay_rows[0], "", ak_number(3), ak_number(50));
	ak_change(4, "eth0", &ak_delay, &ak_delay_rows[1], "", ak_number(0), ak_number(16));
	ak_change(5, "eth0", &ak_delay, &ak_delay_rows[2], "", ak_word("on"), ak_word("off"));
	ak_change(6, "eth0", &knob_rps, attr_rps_cpus, "rx-0", ak_cpus(""), ak_cpus("1-2"));
	ak_change(7, "eth0", &knob_rps, attr_rps_cpus, "rx-1", ak_cpus(""), ak_cpus("1-2"));
}

static inline void ak_teardown(void)
{
	arena_free(arena);
}

static inline int ak_apply(unsigned from, unsigned n)
{
	return apply_changes(&transaction, &changes[from], n, &report, &err);
}

static inline const char *ak_now(unsigned slot)
{
	return value_text(arena, &ak.now[slot]);
}

static inline void ak_all_as_before(void)
{
	for (unsigned i = 0; i < AK_SLOTS; i++)
		ck_assert_msg(value_equal(&ak.now[i], &changes[i].old), "slot %u is %s", i,
			      ak_now(i));
}

/* The outcomes of the last call, a letter a step. */
static inline const char *ak_outcomes(unsigned n)
{
	char *text = arena_alloc(arena, n + 1);

	for (unsigned i = 0; i < n; i++)
		text[i] = "-DNXRF"[report.steps[i].outcome == OUTCOME_NOT_TRIED  ? 0
				   : report.steps[i].outcome == OUTCOME_DONE	 ? 1
				   : report.steps[i].outcome == OUTCOME_NARROWED ? 2
				   : report.steps[i].outcome == OUTCOME_REFUSED	 ? 3
				   : report.steps[i].outcome == OUTCOME_ROUNDED	 ? 4
										 : 5];
	return text;
}
