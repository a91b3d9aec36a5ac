/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/* Netlink answers made up by a test or read from tests/unit/data, fed by key. */
#include <check.h>
#include <errno.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answers_priv.h"

#ifndef NQTUNE_TEST_DATA
#define NQTUNE_TEST_DATA "tests/unit/data"
#endif

/* An answer under construction: messages one after the other. */
struct nlbytes {
	uint8_t v[16384] __attribute__((aligned(4)));
	size_t len;
	size_t msg;	/* where the message being made starts */
};

static inline void nl_put(struct nlbytes *b, const void *bytes, size_t len)
{
	ck_assert_uint_le(b->len + NLMSG_ALIGN(len), sizeof(b->v));
	memset(b->v + b->len, 0, NLMSG_ALIGN(len));
	if (len)
		memcpy(b->v + b->len, bytes, len);
	b->len += NLMSG_ALIGN(len);
}

static inline void nl_msg(struct nlbytes *b, unsigned type, unsigned flags)
{
	struct nlmsghdr hdr = { .nlmsg_type = (uint16_t)type, .nlmsg_flags = (uint16_t)flags };

	b->msg = b->len;
	nl_put(b, &hdr, sizeof(hdr));
}

/* Ends the message: its length is what has been put since nl_msg(). */
static inline void nl_end(struct nlbytes *b)
{
	((struct nlmsghdr *)(b->v + b->msg))->nlmsg_len = (uint32_t)(b->len - b->msg);
}

static inline void nl_attr(struct nlbytes *b, unsigned type, const void *data, size_t len)
{
	struct nlattr attr = { .nla_len = (uint16_t)(NLA_HDRLEN + len),
			       .nla_type = (uint16_t)type };

	nl_put(b, &attr, sizeof(attr));
	nl_put(b, data, len);
}

static inline void nl_text(struct nlbytes *b, unsigned type, const char *text)
{
	nl_attr(b, type, text, strlen(text) + 1);
}

static inline void nl_u32(struct nlbytes *b, unsigned type, uint32_t n)
{
	nl_attr(b, type, &n, sizeof(n));
}

static inline void nl_be32(struct nlbytes *b, unsigned type, uint32_t n)
{
	n = __builtin_bswap32(n);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	n = __builtin_bswap32(n);
#endif
	nl_attr(b, type, &n, sizeof(n));
}

static inline size_t nl_nest(struct nlbytes *b, unsigned type)
{
	size_t at = b->len;

	nl_attr(b, type | NLA_F_NESTED, NULL, 0);
	return at;
}

static inline void nl_nest_end(struct nlbytes *b, size_t at)
{
	((struct nlattr *)(b->v + at))->nla_len = (uint16_t)(b->len - at);
}

static inline void nl_genl(struct nlbytes *b, unsigned type, unsigned flags)
{
	const struct genlmsghdr genl = { .cmd = 1, .version = 1 };

	nl_msg(b, type, flags);
	nl_put(b, &genl, sizeof(genl));
}

/* The last message of an answer; text (or NULL) is the extended acknowledgement's. */
static inline void nl_error(struct nlbytes *b, int code, const char *text)
{
	const struct nlmsgerr err = { .error = code };

	nl_msg(b, NLMSG_ERROR, NLM_F_CAPPED | (text ? NLM_F_ACK_TLVS : 0));
	nl_put(b, &err, sizeof(err));
	if (text)
		nl_text(b, NLMSGERR_ATTR_MSG, text);
	nl_end(b);
}

static inline void nl_ack(struct nlbytes *b)
{
	nl_error(b, 0, NULL);
}

static inline void nl_done(struct nlbytes *b, int code)
{
	const int32_t n = code;

	nl_msg(b, NLMSG_DONE, NLM_F_MULTI);
	nl_put(b, &n, sizeof(n));
	nl_end(b);
}

/* The answer about a generic netlink family that knows the given commands. */
static inline void nl_family(struct nlbytes *b, unsigned id, const uint8_t *ops, size_t nops)
{
	const uint16_t id16 = (uint16_t)id;
	size_t list;

	b->len = 0;
	nl_genl(b, GENL_ID_CTRL, 0);
	nl_attr(b, CTRL_ATTR_FAMILY_ID, &id16, sizeof(id16));
	nl_u32(b, CTRL_ATTR_VERSION, 1);
	nl_u32(b, CTRL_ATTR_MAXATTR, 0);
	list = nl_nest(b, CTRL_ATTR_OPS);
	for (size_t i = 0; i < nops; i++) {
		size_t op = nl_nest(b, (unsigned)i + 1);

		nl_u32(b, CTRL_ATTR_OP_ID, ops[i]);
		nl_nest_end(b, op);
	}
	nl_nest_end(b, list);
	nl_end(b);
	nl_ack(b);
}

/* Answers by key. flip (where below the length) is changed by mask on its way out. */
struct nltape {
	struct {
		char key[128];
		struct nlbytes bytes;
	} v[24];
	size_t n;
	unsigned asked;
	size_t flip_entry;
	size_t flip;
	uint8_t mask;
	uint8_t out[16384];
};

static inline struct nlbytes *nltape_add(struct nltape *t, const char *key)
{
	ck_assert_uint_lt(t->n, sizeof(t->v) / sizeof(t->v[0]));
	snprintf(t->v[t->n].key, sizeof(t->v[0].key), "%s", key);
	t->v[t->n].bytes.len = 0;
	return &t->v[t->n++].bytes;
}

static inline int nltape_fn(const char *key, const void **bytes, size_t *len, void *data)
{
	struct nltape *t = data;

	t->asked++;
	for (size_t i = 0; i < t->n; i++) {
		if (strcmp(t->v[i].key, key) != 0)
			continue;
		*len = t->v[i].bytes.len;
		memcpy(t->out, t->v[i].bytes.v, *len);
		if (t->mask && i == t->flip_entry)
			t->out[t->flip] ^= t->mask;
		*bytes = t->out;
		return 0;
	}
	return -ENODATA;
}

static inline struct answers *nltape_open(struct nltape *t)
{
	struct answers *a;

	ck_assert_int_eq(answers_open_bytes(&a, nltape_fn, t), 0);
	return a;
}

/* Calls fn once for every byte of every answer, that byte being damaged in several ways. */
static inline void nltape_flip_all(struct nltape *t, void (*fn)(struct nltape *t, void *data),
				   void *data)
{
	static const uint8_t masks[] = { 0x01, 0x04, 0x80, 0xff };

	for (size_t i = 0; i < t->n; i++) {
		for (size_t at = 0; at < t->v[i].bytes.len; at++) {
			for (size_t m = 0; m < sizeof(masks); m++) {
				t->flip_entry = i;
				t->flip = at;
				t->mask = masks[m];
				fn(t, data);
			}
		}
	}
	t->mask = 0;
}

/* Adds the answer kept in dir of the test data; false if there is none. */
static inline bool nltape_load(struct nltape *t, const char *dir, const char *key)
{
	const char *top = getenv("NQTUNE_TEST_DATA");
	struct nlbytes *b;
	char path[512];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s/%s", top ? top : NQTUNE_TEST_DATA, dir, key);
	f = fopen(path, "r");
	if (!f)
		return false;
	b = nltape_add(t, key);
	b->len = fread(b->v, 1, sizeof(b->v), f);
	ck_assert_int_eq(fgetc(f), EOF);
	fclose(f);
	return true;
}

/* Recordings are little-endian. */
static inline bool data_readable(void)
{
	return __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__;
}
