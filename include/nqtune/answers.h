/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct answers;
struct err;
struct files;
struct nlmsghdr;

/*
 * The one door for facts that are not files: a netlink request goes out, the
 * answer's messages come back. On this machine the answer is the kernel's (and,
 * while a recording is made, its raw bytes are kept under the request's key); on
 * a recorded machine the same bytes are read from the tree and pass through the
 * same code. A recorded machine never opens a socket.
 */
int answers_open(struct answers **out, struct files *files, struct err *e);
void answers_close(struct answers *a);

/* Called for each message that is not NLMSG_DONE/ERROR/NOOP, bounds already checked. 0 or negative errno to stop. */
typedef int (*answer_fn)(const struct nlmsghdr *msg, void *data);

/*
 * Sends request (a complete nlmsghdr message; sequence and port are filled in
 * here; NLM_F_ACK is added unless it is a dump) over netlink protocol (NETLINK_GENERIC,
 * NETLINK_NETFILTER, NETLINK_ROUTE) and feeds the answer to fn. key names the request in a
 * recording: lower-case words and an interface's name joined by '/', for example
 * "ethtool/channels-get/eth0" (kept as nqtune/answers/KEY below the recording).
 * Returns 0, or a negative errno; then e holds the kernel's extack text if it
 * sent one, else words of ours. -ENODATA: this recorded machine has no such answer.
 * -EINTR/-EAGAIN never leave here; a dump that the kernel marks inconsistent is asked again, a few times.
 */
int answers_ask(struct answers *a, int protocol, const char *key, void *request, answer_fn fn,
		void *data, struct err *e);
