// SPDX-License-Identifier: GPL-2.0-or-later
#include "attrs.h"

#include <arpa/inet.h>
#include <string.h>

#include "nqtune/parse.h"

struct attrs attrs_of(const void *payload, size_t len)
{
	return (struct attrs){ .at = payload, .left = len };
}

struct attrs attrs_in(const struct nlattr *nest)
{
	return attrs_of(attr_data(nest), attr_len(nest));
}

struct attrs attrs_after(const struct nlmsghdr *msg, size_t hdrlen)
{
	size_t skip = NLMSG_HDRLEN + NLMSG_ALIGN(hdrlen);

	if (msg->nlmsg_len < skip)
		return (struct attrs){ .bad = true };
	return attrs_of((const uint8_t *)msg + skip, msg->nlmsg_len - skip);
}

const struct nlattr *attrs_next(struct attrs *run)
{
	const struct nlattr *attr = (const void *)run->at;
	size_t whole;

	if (run->bad || run->left == 0)
		return NULL;
	if (run->left < NLA_HDRLEN || attr->nla_len < NLA_HDRLEN || attr->nla_len > run->left) {
		run->bad = true;
		return NULL;
	}
	whole = NLA_ALIGN(attr->nla_len);
	if (whole > run->left)
		whole = run->left;
	run->at += whole;
	run->left -= whole;
	return attr;
}

bool attrs_sort(struct attrs run, const struct nlattr **tb, unsigned max)
{
	const struct nlattr *attr;

	memset(tb, 0, (max + 1) * sizeof(*tb));
	while ((attr = attrs_next(&run))) {
		if (attr_type(attr) <= max)
			tb[attr_type(attr)] = attr;
	}
	return !run.bad;
}

unsigned attr_type(const struct nlattr *attr)
{
	return attr->nla_type & NLA_TYPE_MASK;
}

const void *attr_data(const struct nlattr *attr)
{
	return (const uint8_t *)attr + NLA_HDRLEN;
}

size_t attr_len(const struct nlattr *attr)
{
	return (size_t)attr->nla_len - NLA_HDRLEN;
}

const char *attr_text(const struct nlattr *attr)
{
	if (!attr || !memchr(attr_data(attr), '\0', attr_len(attr)))
		return NULL;
	return attr_data(attr);
}

struct reading attr_number(const struct nlattr *attr)
{
	struct reading r = { .set = true };
	uint64_t u64;
	uint32_t u32;
	uint16_t u16;

	if (!attr)
		return (struct reading){ 0 };
	switch (attr_len(attr)) {
	case sizeof(uint8_t):
		r.n = *(const uint8_t *)attr_data(attr);
		return r;
	case sizeof(u16):
		memcpy(&u16, attr_data(attr), sizeof(u16));
		r.n = u16;
		return r;
	case sizeof(u32):
		memcpy(&u32, attr_data(attr), sizeof(u32));
		r.n = u32;
		return r;
	case sizeof(u64):
		memcpy(&u64, attr_data(attr), sizeof(u64));
		r.n = u64;
		return r;
	default:
		return (struct reading){ 0 };
	}
}

struct reading attr_be32(const struct nlattr *attr)
{
	uint32_t u32;

	if (!attr || attr_len(attr) != sizeof(u32))
		return (struct reading){ 0 };
	memcpy(&u32, attr_data(attr), sizeof(u32));
	return (struct reading){ .set = true, .n = ntohl(u32) };
}
