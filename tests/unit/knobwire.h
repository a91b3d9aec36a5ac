/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * A knob of knobhost.h's eth0 from words to the bytes of the wire: answers are laid ready as a
 * kernel sends them, and what it would be told is heard.
 */
#include <linux/ethtool_netlink.h>

#include "attrs.h"
#include "knobhost.h"
#include "nqtune/err.h"
#include "nqtune/knob.h"
#include "nqtune/parse.h"
#include "nqtune/sys.h"
#include "told.h"

#define KW_FAMILY 21

struct knobwire {
	struct nltape tape;
	struct told told;
	struct sys sys;
	struct arena *arena;
	struct host *host;
	const struct knob *knob;
	struct knob_readings now;
	struct changes out;
	size_t already;
	struct err err;
};
static struct knobwire kw;

static inline void kw_setup(void)
{
	static const uint8_t ops[] = {
		ETHTOOL_MSG_CHANNELS_GET, ETHTOOL_MSG_CHANNELS_SET, ETHTOOL_MSG_RINGS_GET,
		ETHTOOL_MSG_RINGS_SET, ETHTOOL_MSG_COALESCE_GET, ETHTOOL_MSG_COALESCE_SET,
		ETHTOOL_MSG_PAUSE_GET, ETHTOOL_MSG_PAUSE_SET, ETHTOOL_MSG_FEATURES_GET,
		ETHTOOL_MSG_FEATURES_SET,
	};

	memset(&kw, 0, sizeof(kw));
	nl_family(nltape_add(&kw.tape, "genl/ethtool"), KW_FAMILY, ops, sizeof(ops));
	kw.sys.answers = nltape_open(&kw.tape);
	told_by(&kw.told, kw.sys.answers);
	kw.arena = arena_new(NULL);
	kw.host = kh_new(kw.arena);
}

static inline void kw_teardown(void)
{
	answers_close(kw.sys.answers);
	arena_free(kw.arena);
}

/* Begins the answer to "WORD-get" of eth0; attributes follow, then kw_end(). */
static inline struct nlbytes *kw_answer(const char *word)
{
	struct nlbytes *b;
	char key[64];

	snprintf(key, sizeof(key), "ethtool/%s-get/eth0", word);
	b = nltape_add(&kw.tape, key);
	nl_genl(b, KW_FAMILY, 0);
	return b;
}

static inline void kw_end(struct nlbytes *b)
{
	nl_end(b);
	nl_ack(b);
}

/* The kernel refuses to tell: "WORD-get" ends with code. */
static inline void kw_no_answer(const char *word, int code, const char *text)
{
	char key[64];

	snprintf(key, sizeof(key), "ethtool/%s-get/eth0", word);
	nl_error(nltape_add(&kw.tape, key), code, text);
}

static inline void nl_u8(struct nlbytes *b, unsigned type, uint8_t n)
{
	nl_attr(b, type, &n, sizeof(n));
}

static inline int kw_read(const char *knob)
{
	kw.knob = knob_find(knob);
	ck_assert_ptr_nonnull(kw.knob);
	return kw.knob->read(kw.knob, &kw.sys, kw.host, &kw.host->nics[KH_ETH0], kw.arena,
			     &kw.now, &kw.err);
}

static inline const struct knob_reading *kw_of(const char *attr, const char *target)
{
	for (size_t i = 0; i < kw.now.n; i++)
		if (!strcmp(kw.now.v[i].attr->name, attr) && !strcmp(kw.now.v[i].target, target))
			return &kw.now.v[i];
	ck_abort_msg("no reading of %s %s", attr, target);
}

static inline const char *kw_value(const char *attr, const char *target)
{
	return value_text(kw.arena, &kw_of(attr, target)->value);
}

static inline const char *kw_max(const char *attr)
{
	return value_text(kw.arena, &kw_of(attr, "")->max);
}

/* Orders "WORD ARG WORD ARG ..." of what was read last; NULL ends the words. */
static inline int kw_order(long queue, const char *const *words)
{
	struct knob_setting s[16];
	struct knob_order o = {
		.knob = kw.knob, .h = kw.host, .nic = &kw.host->nics[KH_ETH0], .now = &kw.now,
		.queue = queue, .settings = s, .arena = kw.arena,
	};

	for (size_t i = 0; words[i]; i += 2)
		s[o.nsettings++] = (struct knob_setting){
			.attr = knob_attr_find(kw.knob, words[i]), .word = words[i],
			.args = &words[i + 1], .nargs = words[i + 1] != NULL,
		};
	return knob_changes(&o, &kw.out, &kw.already, &kw.err);
}
#define KW_ORDER(queue, ...) kw_order(queue, (const char *const[]){ __VA_ARGS__, NULL, NULL })

/* Tells the kernel what was ordered, or what was before. */
static inline int kw_tell(bool back)
{
	const struct value **v = arena_array(kw.arena, kw.out.n, sizeof(struct value *));

	ck_assert_uint_eq(knob_together(kw.out.v, kw.out.n), kw.out.n);
	for (size_t i = 0; i < kw.out.n; i++)
		v[i] = back ? &kw.out.v[i].old : &kw.out.v[i].new;
	return knob_set(&kw.sys, kw.out.v, v, kw.out.n, KH_NCPUS, &kw.err);
}

static inline const char *kw_read_back(size_t i)
{
	struct value *v = arena_array(kw.arena, kw.out.n, sizeof(*v));

	ck_assert_int_eq(knob_get(&kw.sys, kw.out.v, kw.out.n, KH_NCPUS, kw.arena, v, &kw.err), 0);
	return value_text(kw.arena, &v[i]);
}

/* Where attribute id begins in the request that was heard last. */
static inline const struct nlattr *kw_heard(unsigned id)
{
	const struct nlattr *tb[ETHTOOL_A_COALESCE_MAX + 1];
	const struct nlmsghdr *msg = (const void *)kw.told.heard.v;

	ck_assert(attrs_sort(attrs_after(msg, GENL_HDRLEN), tb, ETHTOOL_A_COALESCE_MAX));
	return tb[id];
}

static inline void kw_check_heard(unsigned id, size_t width, uint64_t n)
{
	const struct nlattr *attr = kw_heard(id);

	ck_assert_ptr_nonnull(attr);
	ck_assert_uint_eq(attr_len(attr), width);
	ck_assert_uint_eq(attr_number(attr).n, n);
}

/* ETHTOOL_MSG_*_SET of the request that was heard last. */
static inline unsigned kw_heard_cmd(void)
{
	const struct genlmsghdr *genl = (const void *)(kw.told.heard.v + NLMSG_HDRLEN);

	return genl->cmd;
}

/* How many attributes were heard, the header among them. */
static inline size_t kw_count_heard(void)
{
	struct attrs run = attrs_after((const void *)kw.told.heard.v, GENL_HDRLEN);
	size_t n = 0;

	while (attrs_next(&run))
		n++;
	return n;
}
