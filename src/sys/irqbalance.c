// SPDX-License-Identifier: GPL-2.0-or-later
// The socket of irqbalance: one command, one connection.
#include "nqtune/irqbalance.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "nqtune/arena.h"
#include "nqtune/clock.h"
#include "nqtune/err.h"
#include "nqtune/files.h"
#include "nqtune/sys.h"

/* It answers within milliseconds, when it listens. */
#define SOON_MS 1000
/* Its usual interval of 10 s, for which it may be deaf, and what a busy machine makes of it. */
#define PATIENCE_MS 15000
/* While as many as it lets wait are waiting. */
#define RETRY_MS 100
#define ANSWER_MAX 65536
/* Any word that it does not know: it closes without an answer, and nobody needs to stay for that. */
#define NO_COMMAND "nqtune"

struct call {
	struct sys *sys;
	const struct balancer *b;
	int64_t soon;		/* when to look whether waiting on makes sense; clock_ms() */
	int64_t last;		/* when to give up */
	int fd;
};

/* Stopped or gone, it will not answer however long one waits; asleep, it may. */
static bool sleeps(const struct call *c)
{
	char path[32], text[1024];
	const char *name_end;

	snprintf(path, sizeof(path), "/proc/%u/stat", c->b->pid);
	if (files_read(c->sys->files, path, text, sizeof(text)) <= 0)
		return false;
	name_end = strrchr(text, ')');
	return name_end && (!strncmp(name_end, ") S", 3) || !strncmp(name_end, ") R", 3));
}

static bool goes_on(struct call *c)
{
	int64_t now = clock_ms();

	if (now < c->soon)
		return true;
	if (now >= c->last || !sleeps(c))
		return false;
	c->soon = now + SOON_MS;
	return true;
}

static int silent(const struct call *c, struct err *e)
{
	return err_set(e, -ETIMEDOUT, "it does not answer at %s", c->b->socket);
}

/* Root's, and that process's: anything else is not what was found to run. */
static int check_peer(const struct call *c, struct err *e)
{
	struct ucred peer;
	socklen_t len = sizeof(peer);

	if (getsockopt(c->fd, SOL_SOCKET, SO_PEERCRED, &peer, &len))
		return err_set(e, -errno, "%s: %s", c->b->socket, err_words(-errno));
	if (peer.uid != 0)
		return err_set(e, -EPERM, "%s belongs to user %u, not to root", c->b->socket,
			       (unsigned)peer.uid);
	if ((unsigned)peer.pid != c->b->pid)
		return err_set(e, -EPERM, "%s is held by process %d, which is not irqbalance",
			       c->b->socket, (int)peer.pid);
	return 0;
}

static int dial(struct call *c, struct err *e)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };

	if (strlen(c->b->socket) >= sizeof(to.sun_path))
		return err_set(e, -ENAMETOOLONG, "%s: %s", c->b->socket, err_words(-ENAMETOOLONG));
	memcpy(to.sun_path, c->b->socket, strlen(c->b->socket));
	while (connect(c->fd, (const struct sockaddr *)&to, sizeof(to))) {
		if (errno == EINTR)
			continue;
		if (errno != EAGAIN)
			return err_set(e, -errno, "%s: %s", c->b->socket, err_words(-errno));
		if (!goes_on(c))
			return silent(c, e);
		clock_wait(RETRY_MS);
	}
	return 0;
}

/* It wants to see who asks. */
static int put(const struct call *c, const char *command, struct err *e)
{
	union {
		char room[CMSG_SPACE(sizeof(struct ucred))];
		struct cmsghdr head;
	} control = { .head = {
		.cmsg_len = CMSG_LEN(sizeof(struct ucred)),
		.cmsg_level = SOL_SOCKET,
		.cmsg_type = SCM_CREDENTIALS,
	} };
	const struct ucred us = { getpid(), geteuid(), getegid() };
	struct iovec text = { (void *)command, strlen(command) };
	const struct msghdr msg = {
		.msg_iov = &text, .msg_iovlen = 1,
		.msg_control = &control, .msg_controllen = sizeof(control.room),
	};
	ssize_t n;

	memcpy(CMSG_DATA(&control.head), &us, sizeof(us));
	n = sendmsg(c->fd, &msg, MSG_NOSIGNAL);
	if (n == (ssize_t)text.iov_len)
		return 0;
	return err_set(e, n < 0 ? -errno : -EIO, "%s: %s", c->b->socket,
		       err_words(n < 0 ? -errno : -EIO));
}

/* Until it closes. */
static int hear(struct call *c, char *answer, size_t *len, struct err *e)
{
	struct pollfd ready = { .fd = c->fd, .events = POLLIN };

	*len = 0;
	while (goes_on(c)) {
		ssize_t n = recv(c->fd, answer + *len, ANSWER_MAX - *len, MSG_DONTWAIT);

		if (n == 0)
			return 0;
		if (n > 0)
			*len += (size_t)n;
		else if (errno == EAGAIN)
			poll(&ready, 1, RETRY_MS);
		else if (errno != EINTR)
			return err_set(e, -errno, "%s: %s", c->b->socket, err_words(-errno));
		if (*len == ANSWER_MAX)
			return err_set(e, -EPROTO, "it answers without end at %s", c->b->socket);
	}
	return silent(c, e);
}

/* patient: whoever left before the answer came would end irqbalance. */
static int exchange(struct sys *s, const struct balancer *b, const char *command, bool patient,
		    char *answer, size_t *len, struct err *e)
{
	struct call c = { .sys = s, .b = b, .last = clock_ms() + PATIENCE_MS };
	int r;

	if (!files_live(s->files))
		return err_set(e, -EROFS, "a recorded machine's irqbalance cannot be told anything");
	c.soon = patient ? c.last : clock_ms() + SOON_MS;
	c.fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (c.fd < 0)
		return err_set(e, -errno, "cannot make a socket: %s", err_words(-errno));
	r = dial(&c, e);
	if (!r && check_peer(&c, e)) {
		/* If it is an irqbalance after all, it must not take an empty connection for its last command. */
		put(&c, NO_COMMAND, NULL);
		r = -EPERM;
	} else if (!r) {
		r = put(&c, command, e);
		if (!r)
			r = hear(&c, answer, len, e);
	}
	close(c.fd);
	return r;
}

int balancer_read(struct sys *s, const struct balancer *b, struct arena *a,
		  struct balancer_list *out, struct err *e)
{
	char *answer = arena_alloc(a, ANSWER_MAX);
	size_t len;
	int r;

	*out = (struct balancer_list){ 0 };
	r = exchange(s, b, NO_COMMAND, false, answer, &len, e);
	if (!r)
		r = exchange(s, b, "setup", true, answer, &len, e);
	if (r)
		return r;
	if (!len && geteuid() != 0)
		return err_set(e, -EPERM, "it talks to root only");
	if (balancer_parse(answer, len, a, out))
		return err_set(e, -EPROTO, "what it answers is not understood");
	return 0;
}

static bool is_same(const struct balancer_list *x, const struct balancer_list *y)
{
	return x->n == y->n && (!x->n || !memcmp(x->irqs, y->irqs, x->n * sizeof(*x->irqs)));
}

int balancer_replace(struct sys *s, const struct balancer *b, const struct balancer_list *list,
		     struct arena *a, struct err *e)
{
	const char *command = balancer_command(list, a);
	struct balancer_list now;
	size_t len;
	int r;

	if (!command)
		return err_set(e, -E2BIG, "a list of %zu interrupts is longer than it takes", list->n);
	r = exchange(s, b, command, false, arena_alloc(a, ANSWER_MAX), &len, e);
	if (!r)
		r = balancer_read(s, b, a, &now, e);
	if (!r && !is_same(&now, list))
		r = err_set(e, -ESTALE, "it took the list, but has another one now");
	return r;
}
