// SPDX-License-Identifier: GPL-2.0-or-later
// What the bytes of an answer say, the same for the kernel's and a recording's.
#include <errno.h>
#include <linux/netlink.h>
#include <string.h>

#include "answers_priv.h"
#include "extack.h"
#include "nqtune/err.h"

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

static int damaged(struct err *e)
{
	return err_set(e, -EBADMSG, "the netlink answer is damaged");
}

static int outcome(const struct nlmsghdr *msg, struct err *e)
{
	struct extack x;
	char words[320];
	int code;

	if (!end_code(msg, &code))
		return damaged(e);
	if (code == 0)
		return 0;
	extack_read(msg, &x);
	/* Of what is read, answers_ask() has asked again before: this is about what is set. */
	if (code == -EINTR || code == -EAGAIN)
		code = -EBUSY;
	extack_words(&x, code, words, sizeof(words));
	return err_set(e, code, "%s", words);
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

uint32_t answer_fault(const uint8_t *bytes, size_t len)
{
	const struct nlmsghdr *msg;
	struct extack x;

	for (size_t at = 0; (msg = answer_message(bytes, len, at, &at));) {
		if (!answer_ends(msg))
			continue;
		extack_read(msg, &x);
		return x.offset;
	}
	return 0;
}
