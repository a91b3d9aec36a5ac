// SPDX-License-Identifier: GPL-2.0-or-later
// The extended acknowledgement: why the kernel refuses, in words.
#include "extack.h"

#include <errno.h>
#include <linux/netlink.h>
#include <stdio.h>

#include "attrs.h"
#include "nqtune/err.h"

/* Where the extended acknowledgement's attributes start, counted from the message. */
static size_t extack_offset(const struct nlmsghdr *msg)
{
	const struct nlmsgerr *err = (const void *)((const uint8_t *)msg + NLMSG_HDRLEN);
	size_t at = NLMSG_HDRLEN + sizeof(*err);

	if (msg->nlmsg_type == NLMSG_DONE)
		return NLMSG_HDRLEN + NLMSG_ALIGN(sizeof(int32_t));
	if (msg->nlmsg_len < at)
		return msg->nlmsg_len;
	/* Without NETLINK_CAP_ACK the whole request is echoed first. */
	if (!(msg->nlmsg_flags & NLM_F_CAPPED) && err->msg.nlmsg_len > sizeof(err->msg))
		at += NLMSG_ALIGN((size_t)err->msg.nlmsg_len) - sizeof(err->msg);
	return at;
}

static void read_range(const struct nlattr *policy, struct extack *out)
{
	const struct nlattr *tb[NL_POLICY_TYPE_ATTR_MAX_VALUE_U + 1];

	if (!attrs_sort(attrs_in(policy), tb, NL_POLICY_TYPE_ATTR_MAX_VALUE_U))
		return;
	out->negative = tb[NL_POLICY_TYPE_ATTR_MIN_VALUE_S] != NULL;
	out->min = attr_number(tb[out->negative ? NL_POLICY_TYPE_ATTR_MIN_VALUE_S
						: NL_POLICY_TYPE_ATTR_MIN_VALUE_U]);
	out->max = attr_number(tb[out->negative ? NL_POLICY_TYPE_ATTR_MAX_VALUE_S
						: NL_POLICY_TYPE_ATTR_MAX_VALUE_U]);
}

void extack_read(const struct nlmsghdr *msg, struct extack *out)
{
	const struct nlattr *tb[NLMSGERR_ATTR_POLICY + 1];
	size_t at = extack_offset(msg);
	struct reading offset;

	*out = (struct extack){ 0 };
	if (!(msg->nlmsg_flags & NLM_F_ACK_TLVS) || at >= msg->nlmsg_len)
		return;
	if (!attrs_sort(attrs_of((const uint8_t *)msg + at, msg->nlmsg_len - at), tb,
			NLMSGERR_ATTR_POLICY))
		return;
	out->text = attr_text(tb[NLMSGERR_ATTR_MSG]);
	offset = attr_number(tb[NLMSGERR_ATTR_OFFS]);
	if (offset.set && offset.n <= UINT32_MAX)
		out->offset = (uint32_t)offset.n;
	if (tb[NLMSGERR_ATTR_POLICY])
		read_range(tb[NLMSGERR_ATTR_POLICY], out);
}

void extack_words(const struct extack *x, int code, char *buf, size_t size)
{
	bool said = x->text && *x->text;
	int n = snprintf(buf, size, "%s", said ? x->text : err_words(code));

	/* A policy's range comes with other complaints too. */
	if (code == -ERANGE && x->min.set && x->max.set && n >= 0 && (size_t)n < size) {
		if (x->negative)
			snprintf(buf + n, size - (size_t)n, " (%lld to %lld)", (long long)x->min.n,
				 (long long)x->max.n);
		else
			snprintf(buf + n, size - (size_t)n, " (%llu to %llu)",
				 (unsigned long long)x->min.n, (unsigned long long)x->max.n);
	}
	text_clean(buf);
}
