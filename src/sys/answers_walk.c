// SPDX-License-Identifier: GPL-2.0-or-later
// What the bytes of an answer say, the same for the kernel's and a recording's.
#include <errno.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <string.h>

#include "answers_priv.h"
#include "attrs.h"
#include "nqtune/err.h"
#include "nqtune/parse.h"

/* The kernel's own "not supported", which it should not show but does. */
#define KERNEL_ENOTSUPP 524
#define KERNEL_MAX_ERRNO 4095

const struct nlmsghdr *answer_message(const uint8_t *bytes, size_t len, size_t at, size_t *next)
{
	const struct nlmsghdr *msg = (const void *)(bytes + at);

	if (at >= len || len - at < sizeof(*msg))
		return NULL;
	if (msg->nlmsg_len < sizeof(*msg) || msg->nlmsg_len > len - at)
		return NULL;
	*next = at + NLMSG_ALIGN(msg->nlmsg_len);
	return msg;
}

bool answer_ends(const struct nlmsghdr *msg)
{
	return msg->nlmsg_type == NLMSG_ERROR || msg->nlmsg_type == NLMSG_DONE;
}

/* The number that the last message carries; a DONE without one is a success. */
static bool end_code(const struct nlmsghdr *msg, int *code)
{
	size_t len = msg->nlmsg_len - NLMSG_HDRLEN;
	int32_t n = 0;

	if (len < sizeof(n) && msg->nlmsg_type == NLMSG_ERROR)
		return false;
	if (len >= sizeof(n))
		memcpy(&n, (const uint8_t *)msg + NLMSG_HDRLEN, sizeof(n));
	if (n > 0 || n < -KERNEL_MAX_ERRNO)
		return false;
	*code = n == -KERNEL_ENOTSUPP ? -EOPNOTSUPP : n;
	return true;
}

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

static const char *extack_text(const struct nlmsghdr *msg)
{
	const struct nlattr *tb[NLMSGERR_ATTR_MSG + 1];
	size_t at = extack_offset(msg);

	if (!(msg->nlmsg_flags & NLM_F_ACK_TLVS) || at >= msg->nlmsg_len)
		return NULL;
	if (!attrs_sort(attrs_of((const uint8_t *)msg + at, msg->nlmsg_len - at), tb,
			NLMSGERR_ATTR_MSG))
		return NULL;
	return attr_text(tb[NLMSGERR_ATTR_MSG]);
}

static int damaged(struct err *e)
{
	return err_set(e, -EBADMSG, "the netlink answer is damaged");
}

static int outcome(const struct nlmsghdr *msg, struct err *e)
{
	const char *text;
	char clean[256];
	int code;

	if (!end_code(msg, &code))
		return damaged(e);
	if (code == 0)
		return 0;
	if (code == -EINTR || code == -EAGAIN)
		return err_set(e, -EBUSY, "it keeps changing while it is read");
	text = extack_text(msg);
	if (!text || !*text)
		return err_set(e, code, "%s", err_words(code));
	snprintf(clean, sizeof(clean), "%s", text);
	text_clean(clean);
	return err_set(e, code, "%s", clean);
}

bool answer_torn(const uint8_t *bytes, size_t len)
{
	const struct nlmsghdr *msg;
	int code;

	for (size_t at = 0; (msg = answer_message(bytes, len, at, &at));) {
		if (msg->nlmsg_type != NLMSG_ERROR && msg->nlmsg_flags & NLM_F_DUMP_INTR)
			return true;
		if (answer_ends(msg) && end_code(msg, &code))
			return code == -EINTR || code == -EAGAIN;
	}
	return false;
}

int answer_walk(const uint8_t *bytes, size_t len, answer_fn fn, void *data, struct err *e)
{
	const struct nlmsghdr *msg;
	int rc;

	for (size_t at = 0; (msg = answer_message(bytes, len, at, &at));) {
		if (answer_ends(msg))
			return at < len ? damaged(e) : outcome(msg, e);
		if (msg->nlmsg_type < NLMSG_MIN_TYPE)
			continue;
		rc = fn ? fn(msg, data) : 0;
		if (rc)
			return rc;
	}
	return damaged(e);
}
