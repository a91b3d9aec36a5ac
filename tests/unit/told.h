/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/* Hears what a kernel would be told, and gives the answer that a test laid ready. */
#include "nlbytes.h"

struct told {
	unsigned times;
	int rc;			/* of the sending, or of the ioctl */
	struct nlbytes heard;	/* the last netlink request */
	struct nlbytes reply;
	char ifname[16];
	size_t size;		/* of the last ioctl's struct */
	uint8_t bytes[4096];
	struct stand_in in;
};

static inline int told_netlink(const struct nlmsghdr *request, const void **bytes, size_t *len,
			       void *data)
{
	struct told *told = data;

	told->times++;
	told->heard.len = 0;
	nl_put(&told->heard, request, request->nlmsg_len);
	*bytes = told->reply.v;
	*len = told->reply.len;
	return told->rc;
}

static inline int told_ioctl(const char *ifname, void *buf, size_t size, void *data)
{
	struct told *told = data;

	told->times++;
	snprintf(told->ifname, sizeof(told->ifname), "%s", ifname);
	ck_assert_uint_le(size, sizeof(told->bytes));
	memcpy(told->bytes, buf, size);
	told->size = size;
	return told->rc;
}

/* From now on the door's settings go to told, whose reply is an acknowledgement. */
static inline void told_by(struct told *told, struct answers *door)
{
	memset(told, 0, sizeof(*told));
	nl_ack(&told->reply);
	told->in = (struct stand_in){ told_netlink, told_ioctl, told };
	door->stand_in = &told->in;
}

/* The reply becomes a refusal; text NULL = without words, offset 0 = of no attribute. */
static inline void told_refuse(struct told *told, int code, const char *text, uint32_t offset)
{
	const struct nlmsgerr err = { .error = code };
	struct nlbytes *b = &told->reply;

	b->len = 0;
	nl_msg(b, NLMSG_ERROR, NLM_F_CAPPED | NLM_F_ACK_TLVS);
	nl_put(b, &err, sizeof(err));
	if (text)
		nl_text(b, NLMSGERR_ATTR_MSG, text);
	if (offset)
		nl_u32(b, NLMSGERR_ATTR_OFFS, offset);
	nl_end(b);
}

/* Adds to the refusal that a number was to lie between min and max. */
static inline void told_range(struct told *told, unsigned min_id, uint64_t min, unsigned max_id,
			      uint64_t max)
{
	size_t nest = nl_nest(&told->reply, NLMSGERR_ATTR_POLICY);

	nl_attr(&told->reply, min_id, &min, sizeof(min));
	nl_attr(&told->reply, max_id, &max, sizeof(max));
	nl_nest_end(&told->reply, nest);
	nl_end(&told->reply);
}
