// SPDX-License-Identifier: GPL-2.0-or-later
#include "nqtune/answers.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/netfilter/nfnetlink.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "answers_priv.h"
#include "nqtune/err.h"
#include "nqtune/files.h"

/* The kernel fills dumps up to the room it is given, at most this much at once. */
#define DATAGRAM_ROOM ((size_t)32 << 10)
#define ANSWER_SECONDS 5
/* How often a dump that changed while it was read is asked for. */
#define ASK_TRIES 5

static struct answers *answers_new(void)
{
	struct answers *a = calloc(1, sizeof(*a));

	if (!a)
		return NULL;
	a->links[0].protocol = NETLINK_GENERIC;
	a->links[1].protocol = NETLINK_NETFILTER;
	a->links[2].protocol = NETLINK_ROUTE;
	a->ioctl_fd = -1;
	return a;
}

int answers_open(struct answers **out, struct files *files, struct err *e)
{
	*out = answers_new();
	if (!*out)
		return err_set(e, -ENOMEM, "%s", err_words(-ENOMEM));
	(*out)->files = files;
	return 0;
}

int answers_open_bytes(struct answers **out, answers_bytes_fn fn, void *data)
{
	*out = answers_new();
	if (!*out)
		return -ENOMEM;
	(*out)->bytes_fn = fn;
	(*out)->bytes_data = data;
	return 0;
}

static void link_close(struct answers_link *link)
{
	if (link->nl)
		mnl_socket_close(link->nl);
	link->nl = NULL;
}

void answers_close(struct answers *a)
{
	struct known_family *next;

	if (!a)
		return;
	for (struct known_family *k = a->families; k; k = next) {
		next = k->next;
		free(k);
	}
	for (size_t i = 0; i < ANSWERS_LINKS; i++)
		link_close(&a->links[i]);
	if (a->ioctl_fd >= 0)
		close(a->ioctl_fd);
	free(a);
}

bool answers_live(const struct answers *a)
{
	return a->files && files_live(a->files);
}

int answers_settable(const struct answers *a, struct err *e)
{
	if (answers_live(a) || a->stand_in)
		return 0;
	return err_set(e, -EROFS,
		       "a recorded machine has no driver to ask (see what would be done with"
		       " --dry-run)");
}

/* The protocol's socket, or NULL with words. */
static struct answers_link *link_of(struct answers *a, int protocol, struct err *e)
{
	for (size_t i = 0; i < ANSWERS_LINKS; i++)
		if (a->links[i].protocol == protocol)
			return &a->links[i];
	err_set(e, -EPROTONOSUPPORT, "netlink protocol %d is not one of ours", protocol);
	return NULL;
}

static int link_open(struct answers_link *link, struct err *e)
{
	const struct timeval limit = { .tv_sec = ANSWER_SECONDS };
	int on = 1;
	int rc;

	if (link->nl)
		return 0;
	link->nl = mnl_socket_open2(link->protocol, SOCK_CLOEXEC);
	if (!link->nl || mnl_socket_bind(link->nl, 0, MNL_SOCKET_AUTOPID) < 0) {
		rc = -errno;
		link_close(link);
		return err_set(e, rc, "cannot open a netlink socket: %s", err_words(rc));
	}
	/* Kernels before 4.12 know neither; their errors then come without words. */
	mnl_socket_setsockopt(link->nl, NETLINK_EXT_ACK, &on, sizeof(on));
	mnl_socket_setsockopt(link->nl, NETLINK_CAP_ACK, &on, sizeof(on));
	if (setsockopt(mnl_socket_get_fd(link->nl), SOL_SOCKET, SO_RCVTIMEO, &limit,
		       sizeof(limit)) < 0) {
		rc = -errno;
		link_close(link);
		return err_set(e, rc, "cannot bound the wait for an answer: %s", err_words(rc));
	}
	link->port = mnl_socket_get_portid(link->nl);
	link->seq = (uint32_t)time(NULL);
	return 0;
}

static int link_send(struct answers_link *link, struct nlmsghdr *request, struct err *e)
{
	int rc;

	request->nlmsg_seq = ++link->seq;
	request->nlmsg_pid = link->port;
	if (mnl_socket_sendto(link->nl, request, request->nlmsg_len) >= 0)
		return 0;
	rc = -errno;
	return err_set(e, rc, "cannot ask the kernel: %s", err_words(rc));
}

/*
 * Keeps, of the datagram of n bytes behind out, the messages that answer our
 * request: one that was given up earlier may still drip in. True at the last one.
 * In the kernel's list of netfilter's hooks the port is 0. Who sent it does not hang on that:
 * receive_datagram() asks the socket, and no group is joined that would tell of others' doings.
 */
static bool keep_ours(const struct answers_link *link, struct bytes *out, size_t n)
{
	const uint8_t *datagram = out->v + out->len;
	const struct nlmsghdr *msg;

	for (size_t at = 0; (msg = answer_message(datagram, n, at, &at));) {
		size_t padded = NLMSG_ALIGN(msg->nlmsg_len);
		bool last = answer_ends(msg);
		uint32_t len = msg->nlmsg_len;

		if (msg->nlmsg_seq != link->seq ||
		    (msg->nlmsg_pid && msg->nlmsg_pid != link->port))
			continue;
		memmove(out->v + out->len, msg, len);
		memset(out->v + out->len + len, 0, padded - len);
		out->len += padded;
		if (last)
			return true;
	}
	return false;
}

/* One datagram behind out. Its length (0: not from the kernel), or a negative errno. */
static ssize_t receive_datagram(const struct answers_link *link, struct bytes *out)
{
	struct sockaddr_nl from = { 0 };
	struct iovec iov;
	struct msghdr hdr = {
		.msg_name = &from, .msg_namelen = sizeof(from), .msg_iov = &iov, .msg_iovlen = 1,
	};
	int fd = mnl_socket_get_fd(link->nl);
	ssize_t n;
	int rc;

	do {
		n = recv(fd, NULL, 0, MSG_PEEK | MSG_TRUNC);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return -errno;
	rc = bytes_reserve(out, (size_t)n < DATAGRAM_ROOM ? DATAGRAM_ROOM : NLMSG_ALIGN((size_t)n));
	if (rc)
		return rc;
	iov.iov_base = out->v + out->len;
	iov.iov_len = out->room - out->len;
	do {
		n = recvmsg(fd, &hdr, 0);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return -errno;
	if (hdr.msg_flags & MSG_TRUNC)
		return -EFBIG;
	return from.nl_pid == 0 ? n : 0;
}

static int receive(const struct answers_link *link, struct bytes *out, struct err *e)
{
	ssize_t n;

	do {
		n = receive_datagram(link, out);
		if (n == -EAGAIN)
			return err_set(e, -ETIMEDOUT, "the kernel did not answer within %d seconds",
				       ANSWER_SECONDS);
		if (n == -EFBIG)
			return err_set(e, -EFBIG, "the kernel's answer is longer than %zu MiB",
				       ANSWER_LIMIT >> 20);
		if (n < 0)
			return err_set(e, (int)n, "cannot read the kernel's answer: %s",
				       err_words((int)n));
	} while (!keep_ours(link, out, (size_t)n));
	return 0;
}

static int ask_kernel(struct answers *a, int protocol, struct nlmsghdr *request, struct bytes *out,
		      struct err *e)
{
	struct answers_link *link = link_of(a, protocol, e);
	int rc = 0;

	if (!link)
		return -EPROTONOSUPPORT;
	request->nlmsg_flags |= NLM_F_REQUEST;
	if ((request->nlmsg_flags & NLM_F_DUMP) != NLM_F_DUMP)
		request->nlmsg_flags |= NLM_F_ACK;
	for (int i = 0; rc == 0 && i < ASK_TRIES; i++) {
		out->len = 0;
		rc = link_open(link, e);
		if (rc == 0)
			rc = link_send(link, request, e);
		if (rc == 0)
			rc = receive(link, out, e);
		if (rc == 0 && !answer_torn(out->v, out->len))
			break;
		/* The socket ran over. What is left of the dump would make the kernel refuse the next. */
		if (rc == -ENOBUFS && i + 1 < ASK_TRIES) {
			link_close(link);
			rc = 0;
		}
	}
	/* A half-read dump keeps the socket busy for the next request. */
	if (rc)
		link_close(link);
	return rc;
}

int answers_ask(struct answers *a, int protocol, const char *key, void *request, answer_fn fn,
		void *data, struct err *e)
{
	struct bytes answer = { 0 };
	int rc;

	if (answers_live(a)) {
		rc = ask_kernel(a, protocol, request, &answer, e);
		if (rc == 0)
			tape_keep(a, key, answer.v, answer.len);
	} else {
		rc = tape_load(a, key, &answer, e);
	}
	if (rc == 0 && answer_torn(answer.v, answer.len))
		rc = err_set(e, -EBUSY, "it keeps changing while it is read");
	if (rc == 0)
		rc = answer_walk(answer.v, answer.len, fn, data, e);
	free(answer.v);
	return rc;
}

/*
 * Sent once, whatever becomes of the answer: nobody knows here whether it may be done twice.
 * The kernel has done it when the sending returns, so that a slow driver is no timeout.
 */
static int tell_kernel(struct answers *a, int protocol, struct nlmsghdr *request,
		       struct bytes *out, struct err *e)
{
	struct answers_link *link = link_of(a, protocol, e);
	int rc;

	if (!link)
		return -EPROTONOSUPPORT;
	rc = link_open(link, e);
	if (rc)
		return rc;
	rc = link_send(link, request, e);
	if (rc)
		return rc;
	rc = receive(link, out, e);
	if (rc) {
		link_close(link);
		err_prefix(e, "what came of it is not known");
	}
	return rc;
}

static int tell_stand_in(const struct stand_in *s, const struct nlmsghdr *request,
			 struct bytes *out, struct err *e)
{
	const void *bytes;
	size_t len;
	int rc = s->told(request, &bytes, &len, s->data);

	return rc ? err_set(e, rc, "%s", err_words(rc)) : bytes_add(out, bytes, len, e);
}

int answers_tell(struct answers *a, int protocol, void *request, uint32_t *fault, struct err *e)
{
	struct nlmsghdr *msg = request;
	struct bytes answer = { 0 };
	int rc = answers_settable(a, e);

	*fault = 0;
	if (rc)
		return rc;
	msg->nlmsg_flags |= NLM_F_REQUEST | NLM_F_ACK;
	if (a->stand_in)
		rc = tell_stand_in(a->stand_in, msg, &answer, e);
	else
		rc = tell_kernel(a, protocol, msg, &answer, e);
	if (rc == 0) {
		rc = answer_walk(answer.v, answer.len, NULL, NULL, e);
		*fault = answer_fault(answer.v, answer.len);
	}
	free(answer.v);
	return rc;
}
