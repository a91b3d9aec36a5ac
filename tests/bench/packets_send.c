// SPDX-License-Identifier: GPL-2.0-or-later
// The sender: bursts of packets, one flow each, at an even rate or as fast as they arrive.
#include <arpa/inet.h>
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "nqtune/clock.h"
#include "nqtune/err.h"
#include "nqtune/parse.h"
#include "packets.h"

#ifndef UDP_SEGMENT
#define UDP_SEGMENT 103
#endif

#define SECOND 1000000000ull
#define DATAGRAM_MAX 65507	/* also of what is cut into packets */
#define CALLS_A_SECOND 10000	/* at low rates bursts shrink, to come at least so often */
#define DEBT_NS 5000000		/* who is later than this begins anew */
#define SPIN_NS 60000		/* what is nearer is not slept for */
#define STALL_NS 500000000	/* what has not arrived by then is lost */

struct sender {
	const struct sending *ask;
	int fds[FLOWS_MAX];
	uint64_t next[FLOWS_MAX];	/* number of the flow's next packet */
	unsigned burst;
	uint32_t run;
	int delivered_fd;		/* -1 = not watched */
	uint64_t delivered_before;
	uint64_t arrived, lost;		/* of the window: lost is given up */
	uint64_t arrived_at;		/* when arrived changed last */
	uint64_t sent, bytes, errors, late;
	int last_error;
	uint64_t begin, end;
	char *data;			/* burst packets, one after the other */
	struct iovec iov[BURST_MAX];
	struct mmsghdr msgs[BURST_MAX];
};

static int read_delivered(struct sender *s, uint64_t *n, struct err *e)
{
	char text[32];
	ssize_t len = pread(s->delivered_fd, text, sizeof(text) - 1, 0);

	if (len < 0)
		return err_set(e, -errno, "%s: %s", s->ask->delivered, err_words(-errno));
	text[len] = '\0';
	text[strcspn(text, "\n")] = '\0';
	if (parse_u64(text, UINT64_MAX, n))
		return err_set(e, -EINVAL, "%s: not a number (a counter of packets is needed)", s->ask->delivered);
	return 0;
}

static int open_delivered(struct sender *s, struct err *e)
{
	if (!s->ask->delivered)
		return 0;
	s->delivered_fd = open(s->ask->delivered, O_RDONLY | O_CLOEXEC);
	if (s->delivered_fd < 0)
		return err_set(e, -errno, "%s: %s", s->ask->delivered, err_words(-errno));
	return read_delivered(s, &s->delivered_before, e);
}

/* For as many flows as asked, as far as we may. */
static void allow_files(uint64_t flows)
{
	struct rlimit l;

	if (getrlimit(RLIMIT_NOFILE, &l) || l.rlim_cur >= flows + 16)
		return;
	l.rlim_cur = flows + 16;
	if (l.rlim_max < l.rlim_cur)
		l.rlim_max = l.rlim_cur;
	setrlimit(RLIMIT_NOFILE, &l);
}

static int bind_source(int fd, int family, uint64_t port, struct err *e)
{
	struct sockaddr_in6 six = { .sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port) };
	struct sockaddr_in four = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
	int r = family == AF_INET6 ? bind(fd, (struct sockaddr *)&six, sizeof(six)) :
				     bind(fd, (struct sockaddr *)&four, sizeof(four));

	return r ? err_set(e, -errno, "source port %" PRIu64 ": %s", port, err_words(-errno)) : 0;
}

/* A connected socket, so that the route is looked up once. */
static int open_flow(struct sender *s, unsigned flow, const struct addrinfo *to, struct err *e)
{
	int segment = (int)s->ask->size;
	int fd = socket(to->ai_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	s->fds[flow] = fd;
	if (fd < 0)
		return err_set(e, -errno, "socket of flow %u: %s", flow, err_words(-errno));
	if (s->ask->source_port && bind_source(fd, to->ai_family, s->ask->source_port + flow, e))
		return -EADDRINUSE;
	if (s->ask->gso && setsockopt(fd, IPPROTO_UDP, UDP_SEGMENT, &segment, sizeof(segment)))
		return err_set(e, -errno, "UDP_SEGMENT: %s (send without --gso)", err_words(-errno));
	if (connect(fd, to->ai_addr, to->ai_addrlen))
		return err_set(e, -errno, "%s: %s", s->ask->address, err_words(-errno));
	return 0;
}

static int open_flows(struct sender *s, struct err *e)
{
	struct addrinfo hints = { .ai_socktype = SOCK_DGRAM, .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV };
	struct addrinfo *to;
	char port[16];
	int r = 0;

	allow_files(s->ask->flows);
	snprintf(port, sizeof(port), "%" PRIu64, s->ask->port);
	if (getaddrinfo(s->ask->address, port, &hints, &to))
		return err_set(e, -EINVAL, "'%.60s' is no IPv4 or IPv6 address", s->ask->address);
	for (unsigned i = 0; i < s->ask->flows && !r; i++)
		r = open_flow(s, i, to, e);
	freeaddrinfo(to);
	return r;
}

static int prepare(struct sender *s, struct err *e)
{
	const struct sending *ask = s->ask;
	uint64_t most = DATAGRAM_MAX / ask->size;

	s->burst = (unsigned)ask->burst;
	if (ask->rate && ask->rate / CALLS_A_SECOND + 1 < s->burst)
		s->burst = (unsigned)(ask->rate / CALLS_A_SECOND + 1);
	if (ask->gso && most < s->burst)
		s->burst = (unsigned)most;
	s->data = calloc(s->burst, ask->size);
	if (!s->data)
		return err_set(e, -ENOMEM, "out of memory");
	if (getrandom(&s->run, sizeof(s->run), 0) != sizeof(s->run))
		s->run = (uint32_t)clock_ns();
	for (unsigned i = 0; i < s->burst; i++) {
		s->iov[i] = (struct iovec){ .iov_base = s->data + i * ask->size, .iov_len = ask->size };
		s->msgs[i].msg_hdr = (struct msghdr){ .msg_iov = &s->iov[i], .msg_iovlen = 1 };
	}
	return 0;
}

static void write_stamps(struct sender *s, unsigned flow, unsigned n)
{
	struct stamp stamp = { .magic = htobe32(STAMP_MAGIC), .run = s->run, .flow = htobe16((uint16_t)flow) };

	for (unsigned i = 0; i < n; i++) {
		stamp.number = htobe64(s->next[flow] + i);
		memcpy(s->data + i * s->ask->size, &stamp, sizeof(stamp));
	}
}

/* Packets that went out, or a negative errno. */
static int send_burst(struct sender *s, unsigned flow, unsigned n)
{
	ssize_t r;

	write_stamps(s, flow, n);
	if (!s->ask->gso) {
		r = sendmmsg(s->fds[flow], s->msgs, n, 0);
		return r < 0 ? -errno : (int)r;
	}
	r = send(s->fds[flow], s->data, n * s->ask->size, 0);
	return r < 0 ? -errno : (int)n;
}

/* Whether the path has trouble that may pass; anything else ends the run. */
static bool may_pass(int r)
{
	switch (-r) {
	case EINTR: case EAGAIN: case ENOBUFS: case ENOMEM: case ECONNREFUSED:
	case EHOSTUNREACH: case ENETUNREACH: case ENETDOWN: case EHOSTDOWN:
		return true;
	}
	return false;
}

static int count_burst(struct sender *s, unsigned flow, int r, struct err *e)
{
	if (r >= 0) {
		s->sent += (unsigned)r;
		s->next[flow] += (unsigned)r;
		return 0;
	}
	if (!may_pass(r))
		return err_set(e, r, "sending %" PRIu64 " bytes to %s: %s%s", s->ask->size, s->ask->address, err_words(r),
			       r == -EMSGSIZE || r == -EINVAL ? " (larger than the MTU?)" : "");
	if (r != -EINTR) {
		s->errors++;
		s->last_error = r;
	}
	return 0;
}

static void wait_until(uint64_t due)
{
	uint64_t now = clock_ns();
	struct timespec t;

	if (due > now + SPIN_NS) {
		due -= SPIN_NS;
		t = (struct timespec){ .tv_sec = (time_t)(due / SECOND), .tv_nsec = (long)(due % SECOND) };
		if (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL))
			return;
		due += SPIN_NS;
	}
	while (clock_ns() < due && !stopped)
		;
}

/* The plan by which the next burst is due. */
struct pace {
	uint64_t from;		/* ns */
	uint64_t packets;	/* since then */
};

static void keep_pace(struct sender *s, struct pace *p, unsigned n, uint64_t until)
{
	uint64_t due = p->from + (uint64_t)((double)p->packets * 1e9 / (double)s->ask->rate);
	uint64_t now = clock_ns();

	if (now > due + DEBT_NS) {
		s->late += (uint64_t)((double)(now - due) * (double)s->ask->rate / 1e9);
		*p = (struct pace){ .from = now };
	} else {
		wait_until(due < until ? due : until);
	}
	p->packets += n;
}

/* Neither arrived nor given up. What arrives late after all is missing no more. */
static uint64_t under_way(const struct sender *s)
{
	uint64_t gone = s->arrived + s->lost;

	return s->sent > gone ? s->sent - gone : 0;
}

/* Waits until at most so many packets are under way; those that take too long are lost. */
static int await(struct sender *s, uint64_t most, struct err *e)
{
	uint64_t from = clock_ns();
	uint64_t now, count;
	int r;

	while (under_way(s) > most && !stopped) {
		r = read_delivered(s, &count, e);
		if (r)
			return r;
		now = clock_ns();
		if (s->arrived != count - s->delivered_before) {
			s->arrived = count - s->delivered_before;
			s->arrived_at = from = now;
		} else if (now > from + STALL_NS) {
			s->lost += under_way(s);
		}
		/* what carries the packets may need this CPU */
		sched_yield();
	}
	return 0;
}

static int send_all(struct sender *s, struct err *e)
{
	const struct sending *ask = s->ask;
	uint64_t until = ask->seconds > 0 ? s->begin + (uint64_t)(ask->seconds * 1e9) : UINT64_MAX;
	struct pace pace = { .from = s->begin };
	unsigned flow = 0;
	unsigned n;
	int r;

	while (!stopped && clock_ns() < until && !(ask->count && s->sent >= ask->count)) {
		n = s->burst;
		if (ask->count && ask->count - s->sent < n)
			n = (unsigned)(ask->count - s->sent);
		if (ask->rate)
			keep_pace(s, &pace, n, until);
		r = ask->window ? await(s, ask->window - n, e) : 0;
		if (r)
			return r;
		if (stopped || clock_ns() >= until)
			break;
		r = count_burst(s, flow, send_burst(s, flow, n), e);
		if (r)
			return r;
		flow = (flow + 1) % (unsigned)ask->flows;
	}
	return 0;
}

static uint64_t missing(const struct sender *s)
{
	return s->sent > s->arrived ? s->sent - s->arrived : 0;
}

static void say_json(const struct sender *s, double seconds)
{
	const struct sending *ask = s->ask;

	printf("{\"schema\":\"" PACKETS_SCHEMA "\",\"mode\":\"send\",\"size\":%" PRIu64 ",\"flows\":%" PRIu64
	       ",\"burst\":%u,\"asked_rate\":%" PRIu64 ",\"seconds\":%.6f,\"packets\":%" PRIu64
	       ",\"rate\":%.1f,\"late\":%" PRIu64 ",\"errors\":%" PRIu64 ",\"last_error\":",
	       ask->size, ask->flows, s->burst, ask->rate, seconds, s->sent, (double)s->sent / seconds, s->late, s->errors);
	if (s->errors)
		printf("\"%s\"", err_words(s->last_error));
	else
		printf("null");
	if (ask->window)
		printf(",\"arrived\":%" PRIu64 ",\"missing\":%" PRIu64, s->arrived, missing(s));
	puts("}");
}

static void say(const struct sender *s)
{
	const struct sending *ask = s->ask;
	double seconds = s->end > s->begin ? (double)(s->end - s->begin) / 1e9 : 1e-9;

	if (ask->json) {
		say_json(s, seconds);
		return;
	}
	printf("sent %" PRIu64 " packets of %" PRIu64 " bytes in %.3f s: %.0f packets/s\n", s->sent, ask->size, seconds,
	       (double)s->sent / seconds);
	if (ask->window)
		printf("arrived %" PRIu64 ", missing %" PRIu64 "\n", s->arrived, missing(s));
	if (s->late)
		printf("too slow for %" PRIu64 " packets/s: %" PRIu64 " packets were not sent\n", ask->rate, s->late);
	if (s->errors)
		printf("%" PRIu64 " calls failed, the last: %s\n", s->errors, err_words(s->last_error));
}

static int run(struct sender *s, struct err *e)
{
	int r = open_flows(s, e);

	if (!r)
		r = prepare(s, e);
	if (!r)
		r = open_delivered(s, e);
	if (!r)
		r = packets_pin(s->ask->cpu, e);
	if (r)
		return r;
	/* sleep no longer than asked */
	prctl(PR_SET_TIMERSLACK, 1ul);
	s->begin = clock_ns();
	r = send_all(s, e);
	if (!r && s->ask->window)
		r = await(s, 0, e);
	/* waiting for what is lost is no part of the way */
	s->end = s->arrived_at ? s->arrived_at : clock_ns();
	if (!r)
		say(s);
	return r;
}

int packets_send(const struct sending *ask, struct err *e)
{
	struct sender *s = calloc(1, sizeof(*s));
	int r;

	if (!s)
		return err_set(e, -ENOMEM, "out of memory");
	s->ask = ask;
	s->delivered_fd = -1;
	for (unsigned i = 0; i < FLOWS_MAX; i++)
		s->fds[i] = -1;
	r = run(s, e);
	for (unsigned i = 0; i < FLOWS_MAX; i++)
		if (s->fds[i] >= 0)
			close(s->fds[i]);
	if (s->delivered_fd >= 0)
		close(s->delivered_fd);
	free(s->data);
	free(s);
	return r;
}
