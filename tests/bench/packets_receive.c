// SPDX-License-Identifier: GPL-2.0-or-later
// The receiver: sockets that share a port, a thread each; the rate, and what is missing.
#include <arpa/inet.h>
#include <endian.h>
#include <errno.h>
#include <inttypes.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "nqtune/arena.h"
#include "nqtune/clock.h"
#include "nqtune/cpuset.h"
#include "nqtune/err.h"
#include "packets.h"

#define BUFFER (4 << 20)	/* of a socket, bytes; the kernel may allow less */
#define TICK_MS 20
#define TABLE 16384		/* flows of one thread, a power of two */
#define SECONDS_KEPT 86400

/* What came of one flow of one sender. */
struct flow {
	uint32_t run;
	uint16_t flow;
	bool used;
	uint64_t first, next;	/* the least number seen, and the greatest plus one */
	uint64_t got;
};

struct thread {
	pthread_t id;
	int fd;
	int cpu;
	int failed;		/* negative errno, and its text */
	struct err err;
	/* what the main thread looks at while we run */
	_Atomic uint64_t packets, bytes;
	uint64_t foreign;	/* not from "packets send", or more flows than there is room for */
	uint64_t reordered;
	uint64_t flows;
	struct flow *table;
};

struct sum {
	uint64_t packets, bytes, foreign, reordered, flows, lost, full;
};

static atomic_bool ended;

static struct flow *find_flow(struct thread *t, uint32_t run, uint16_t flow)
{
	uint32_t i = (run * 2654435761u) ^ (flow * 40503u);
	struct flow *f;

	for (unsigned tries = 0; tries < TABLE; tries++) {
		f = &t->table[(i + tries) % TABLE];
		if (!f->used)
			return f;
		if (f->run == run && f->flow == flow)
			return f;
	}
	return NULL;
}

static bool from_sender(const struct stamp *stamp, size_t len)
{
	return len >= sizeof(*stamp) && be32toh(stamp->magic) == STAMP_MAGIC &&
	       be64toh(stamp->number) < UINT64_MAX;
}

static void count_packet(struct thread *t, const struct stamp *stamp, size_t len)
{
	bool ours = from_sender(stamp, len);
	uint64_t number = ours ? be64toh(stamp->number) : 0;
	struct flow *f = ours ? find_flow(t, stamp->run, be16toh(stamp->flow)) : NULL;

	if (!f) {
		t->foreign++;
		return;
	}
	if (!f->used) {
		*f = (struct flow){ .used = true, .run = stamp->run, .flow = be16toh(stamp->flow),
				    .first = number, .next = number };
		t->flows++;
	}
	f->got++;
	if (number < f->next)
		t->reordered++;
	else
		f->next = number + 1;
	if (number < f->first)
		f->first = number;
}

/* Reads what is there, 64 packets at most; only their beginning. */
static int take(struct thread *t)
{
	struct stamp stamps[BURST_MAX];
	struct iovec iov[BURST_MAX];
	struct mmsghdr msgs[BURST_MAX];
	uint64_t bytes = 0;
	int n;

	for (unsigned i = 0; i < BURST_MAX; i++) {
		iov[i] = (struct iovec){ .iov_base = &stamps[i], .iov_len = sizeof(stamps[i]) };
		msgs[i] = (struct mmsghdr){ .msg_hdr = { .msg_iov = &iov[i], .msg_iovlen = 1 } };
	}
	n = recvmmsg(t->fd, msgs, BURST_MAX, MSG_WAITFORONE | MSG_TRUNC, NULL);
	if (n < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : -errno;
	for (int i = 0; i < n; i++) {
		bytes += msgs[i].msg_len;
		count_packet(t, &stamps[i], msgs[i].msg_len);
	}
	/* nobody else writes these */
	atomic_store_explicit(&t->bytes, t->bytes + bytes, memory_order_relaxed);
	atomic_store_explicit(&t->packets, t->packets + (unsigned)n, memory_order_relaxed);
	return 0;
}

static void *receive_thread(void *data)
{
	struct thread *t = data;

	t->failed = packets_pin(t->cpu, &t->err);
	while (!t->failed && !ended) {
		t->failed = take(t);
		if (t->failed)
			err_set(&t->err, t->failed, "receiving: %s", err_words(t->failed));
	}
	return NULL;
}

/* A socket on the port, of both families if there is IPv6. The wait for a packet ends after TICK_MS. */
static int open_socket(uint64_t port, struct err *e)
{
	const struct timeval tick = { .tv_usec = TICK_MS * 1000 };
	struct sockaddr_in6 six = { .sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port) };
	struct sockaddr_in four = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
	const int one = 1, zero = 0, buffer = BUFFER;
	int fd = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bool both = fd >= 0;
	const struct sockaddr *at = both ? (struct sockaddr *)&six : (struct sockaddr *)&four;
	int r;

	if (!both)
		fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return err_set(e, -errno, "socket: %s", err_words(-errno));
	if (both)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &zero, sizeof(zero));
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &buffer, sizeof(buffer)))
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof(buffer));
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tick, sizeof(tick));
	setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &one, sizeof(one));
	if (bind(fd, at, both ? sizeof(six) : sizeof(four))) {
		r = err_set(e, -errno, "port %" PRIu64 ": %s", port, err_words(-errno));
		close(fd);
		return r;
	}
	return fd;
}

static uint64_t bound_port(int fd)
{
	struct sockaddr_in6 at = { 0 };
	socklen_t len = sizeof(at);

	/* the port stands at the same place in both families */
	return getsockname(fd, (struct sockaddr *)&at, &len) ? 0 : ntohs(at.sin6_port);
}

/* Packets that found a socket's buffer full. */
static uint64_t socket_drops(int fd)
{
	uint32_t info[SK_MEMINFO_VARS] = { 0 };
	socklen_t len = sizeof(info);

	return getsockopt(fd, SOL_SOCKET, SO_MEMINFO, info, &len) ? 0 : info[SK_MEMINFO_DROPS];
}

static uint64_t thread_lost(const struct thread *t)
{
	uint64_t lost = 0;

	for (unsigned i = 0; i < TABLE; i++) {
		const struct flow *f = &t->table[i];

		/* packets that came twice may make it look like more than were sent */
		if (f->used && f->next - f->first > f->got)
			lost += f->next - f->first - f->got;
	}
	return lost;
}

static struct sum add_up(const struct thread *threads, uint64_t n)
{
	struct sum sum = { 0 };

	for (uint64_t i = 0; i < n; i++) {
		const struct thread *t = &threads[i];

		sum.packets += t->packets;
		sum.bytes += t->bytes;
		sum.foreign += t->foreign;
		sum.reordered += t->reordered;
		sum.flows += t->flows;
		sum.lost += thread_lost(t);
		sum.full += socket_drops(t->fd);
	}
	return sum;
}

/* Watches the threads until it is time to end. */
struct watch {
	uint64_t begin, first, last;	/* ns: when we began, and when packets came; 0 = none yet */
	uint64_t seen;			/* packets */
	uint64_t second_at, second_seen;
	uint64_t *seconds;		/* packets of each second */
	unsigned n;
};

static uint64_t packets_so_far(const struct thread *threads, uint64_t n)
{
	uint64_t sum = 0;

	for (uint64_t i = 0; i < n; i++)
		sum += atomic_load_explicit(&threads[i].packets, memory_order_relaxed);
	return sum;
}

static void end_second(struct watch *w, uint64_t now, bool print)
{
	uint64_t packets = w->seen - w->second_seen;

	if (w->n < SECONDS_KEPT)
		w->seconds[w->n] = packets;
	w->n++;
	if (print) {
		printf("%u s: %.0f packets/s\n", w->n, (double)packets * 1e9 / (double)(now - w->second_at));
		fflush(stdout);
	}
	w->second_at = now;
	w->second_seen = w->seen;
}

static void watch(struct watch *w, const struct thread *threads, const struct receiving *ask)
{
	uint64_t now, packets;

	w->begin = w->second_at = clock_ns();
	while (!stopped) {
		clock_wait(TICK_MS);
		now = clock_ns();
		packets = packets_so_far(threads, ask->threads);
		if (packets != w->seen) {
			w->last = now;
			if (!w->first)
				w->first = now;
		}
		w->seen = packets;
		if (now - w->second_at >= 1000000000)
			end_second(w, now, !ask->json);
		if (ask->seconds > 0 && (double)(now - w->begin) >= ask->seconds * 1e9)
			break;
		if (ask->idle > 0 && w->last && (double)(now - w->last) >= ask->idle * 1e9)
			break;
		for (uint64_t i = 0; i < ask->threads; i++)
			if (threads[i].failed)
				return;
	}
}

static void say_json(const struct sum *sum, const struct watch *w, double seconds)
{
	double rate = seconds > 0 ? (double)sum->packets / seconds : 0;

	printf("{\"schema\":\"" PACKETS_SCHEMA "\",\"mode\":\"receive\",\"seconds\":%.6f"
	       ",\"packets\":%" PRIu64 ",\"bytes\":%" PRIu64 ",\"rate\":%.1f"
	       ",\"flows\":%" PRIu64 ",\"lost\":%" PRIu64 ",\"reordered\":%" PRIu64 ",\"foreign\":%" PRIu64
	       ",\"buffer_full\":%" PRIu64 ",\"per_second\":[",
	       seconds, sum->packets, sum->bytes, rate, sum->flows, sum->lost,
	       sum->reordered, sum->foreign, sum->full);
	for (unsigned i = 0; i < w->n && i < SECONDS_KEPT; i++)
		printf("%s%" PRIu64, i ? "," : "", w->seconds[i]);
	puts("]}");
}

static void say(const struct sum *sum, const struct watch *w, bool json)
{
	/* packets are seen to come up to a tick late, the first like the last */
	double seconds = w->first ? (double)(w->last - w->first) / 1e9 : 0;

	if (json) {
		say_json(sum, w, seconds);
		return;
	}
	printf("received %" PRIu64 " packets, %" PRIu64 " bytes, of %" PRIu64 " flows", sum->packets, sum->bytes, sum->flows);
	if (seconds > 0)
		printf(" in %.2f s: %.0f packets/s", seconds, (double)sum->packets / seconds);
	printf("\nlost %" PRIu64 ", of these %" PRIu64 " here, because a socket's buffer was full; out of order %" PRIu64 "\n",
	       sum->lost, sum->full < sum->lost ? sum->full : sum->lost, sum->reordered);
	if (sum->foreign)
		printf("%" PRIu64 " packets were not from \"packets send\"\n", sum->foreign);
}

static int start(struct thread *threads, const struct receiving *ask, struct arena *a, struct err *e)
{
	uint64_t port = ask->port;
	int cpu = -1;

	for (uint64_t i = 0; i < ask->threads; i++) {
		threads[i].fd = open_socket(port, e);
		if (threads[i].fd < 0)
			return threads[i].fd;
		/* where the kernel chose, it chose for all */
		port = bound_port(threads[i].fd);
		threads[i].table = arena_alloc(a, TABLE * sizeof(struct flow));
		if (ask->cpus) {
			cpu = cpuset_next(ask->cpus, cpu);
			if (cpu < 0)
				cpu = cpuset_next(ask->cpus, -1);
		}
		threads[i].cpu = cpu;
	}
	fprintf(stderr, "listening: port %" PRIu64 ", %" PRIu64 " thread%s\n", port, ask->threads, ask->threads == 1 ? "" : "s");
	return 0;
}

static uint64_t run_threads(struct thread *threads, uint64_t n)
{
	uint64_t i;

	for (i = 0; i < n; i++)
		if (pthread_create(&threads[i].id, NULL, receive_thread, &threads[i]))
			break;
	return i;
}

int packets_receive(const struct receiving *ask, struct arena *a, struct err *e)
{
	struct thread *threads = arena_alloc(a, ask->threads * sizeof(*threads));
	struct watch w = { .seconds = arena_alloc(a, SECONDS_KEPT * sizeof(uint64_t)) };
	uint64_t running;
	struct sum sum;
	int r;

	for (uint64_t i = 0; i < ask->threads; i++)
		threads[i].fd = -1;
	r = start(threads, ask, a, e);
	if (!r) {
		running = run_threads(threads, ask->threads);
		if (running == ask->threads)
			watch(&w, threads, ask);
		else
			r = err_set(e, -EAGAIN, "only %" PRIu64 " of %" PRIu64 " threads could be started", running, ask->threads);
		ended = true;
		for (uint64_t i = 0; i < running; i++)
			pthread_join(threads[i].id, NULL);
	}
	for (uint64_t i = 0; i < ask->threads && !r; i++)
		if (threads[i].failed)
			r = err_set(e, threads[i].failed, "%s", threads[i].err.text);
	if (!r) {
		sum = add_up(threads, ask->threads);
		say(&sum, &w, ask->json);
	}
	for (uint64_t i = 0; i < ask->threads; i++)
		if (threads[i].fd >= 0)
			close(threads[i].fd);
	return r;
}
