// SPDX-License-Identifier: GPL-2.0-or-later
// UDP packets at a rate, and their count at the other end: to measure a host's layout with (A9).
#include "packets.h"

#include <errno.h>
#include <math.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/err.h"
#include "nqtune/parse.h"

#define SECONDS_MAX 86400

volatile sig_atomic_t stopped;

static const char help_text[] =
	"usage: packets send [OPTION...] ADDRESS     UDP packets to ADDRESS, at a rate\n"
	"       packets receive [OPTION...]          counts what comes, and what is missing\n"
	"\n"
	"send:\n"
	"  --port N           to this port (9009)\n"
	"  --size N           payload of a packet, 18-65507 bytes (18: a frame of 64)\n"
	"  --flows N          so many connections, 1-4096, taken in turn (1)\n"
	"  --source-port N    the flows' ports from N on (else the kernel chooses)\n"
	"  --rate N           packets a second, evenly spaced; 0 is as many as go out (0)\n"
	"  --burst N          packets of one call, 1-64, all of one flow (16; fewer where the rate is low)\n"
	"  --gso              the kernel cuts each burst out of one large packet (UDP_SEGMENT): cheap\n"
	"  --seconds S        for so long (10; 0: until ^C)\n"
	"  --count N          at most so many packets\n"
	"  --cpu N            on this CPU\n"
	"  --window N --delivered FILE\n"
	"                     at most N packets under way; FILE counts those that arrived, for instance\n"
	"                     /sys/class/net/IFACE/statistics/rx_packets\n"
	"receive:\n"
	"  --port N           on this port (9009; 0: the kernel chooses)\n"
	"  --threads N        so many sockets on it, the kernel spreads the flows (1)\n"
	"  --cpus LIST        threads on these CPUs, in turn\n"
	"  --seconds S        for so long (0: until ^C)\n"
	"  --idle S           ends when nothing came for so long after the first packet (0: does not)\n"
	"both:\n"
	"  --json             one JSON document at the end\n"
	"  --help             this text\n"
	"\n"
	"Exit status: 0, 1 if it failed, 2 if the command line is wrong.\n";

enum opt {
	OPT_END, OPT_PORT, OPT_SIZE, OPT_FLOWS, OPT_SOURCE_PORT, OPT_RATE, OPT_BURST, OPT_GSO,
	OPT_SECONDS, OPT_COUNT, OPT_CPU, OPT_WINDOW, OPT_DELIVERED, OPT_THREADS, OPT_CPUS, OPT_IDLE,
	OPT_JSON, OPT_HELP,
};

struct option_row {
	const char *name;
	enum opt opt;
	bool flag;	/* takes no value */
};

static const struct option_row send_options[] = {
	{ "port", OPT_PORT },
	{ "size", OPT_SIZE },
	{ "flows", OPT_FLOWS },
	{ "source-port", OPT_SOURCE_PORT },
	{ "rate", OPT_RATE },
	{ "burst", OPT_BURST },
	{ "gso", OPT_GSO, true },
	{ "seconds", OPT_SECONDS },
	{ "count", OPT_COUNT },
	{ "cpu", OPT_CPU },
	{ "window", OPT_WINDOW },
	{ "delivered", OPT_DELIVERED },
	{ "json", OPT_JSON, true },
	{ "help", OPT_HELP, true },
	{ NULL },
};

static const struct option_row receive_options[] = {
	{ "port", OPT_PORT },
	{ "threads", OPT_THREADS },
	{ "cpus", OPT_CPUS },
	{ "seconds", OPT_SECONDS },
	{ "idle", OPT_IDLE },
	{ "json", OPT_JSON, true },
	{ "help", OPT_HELP, true },
	{ NULL },
};

/* Where the command line is read. */
struct words {
	char **at;		/* what comes next; ends with NULL */
	const char *name;	/* of the option just taken */
	const char *value;
};

static void __attribute__((noreturn, format(printf, 1, 2))) misused(const char *fmt, ...)
{
	va_list ap;

	fputs("packets: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputs(" (packets --help)\n", stderr);
	exit(2);
}

static uint64_t number(const char *option, const char *text, uint64_t min, uint64_t max)
{
	uint64_t n;

	if (parse_u64(text, max, &n) || n < min)
		misused("--%s takes a number from %ju to %ju, not '%.40s'", option, (uintmax_t)min, (uintmax_t)max, text);
	return n;
}

static double seconds(const char *option, const char *text)
{
	char *end;
	double s = strtod(text, &end);

	if (end == text || *end || !isfinite(s) || s < 0 || s > SECONDS_MAX)
		misused("--%s takes seconds, from 0 to %d, not '%.40s'", option, SECONDS_MAX, text);
	return s;
}

static const struct option_row *find_row(const struct option_row *rows, const char *name, size_t len)
{
	for (; rows->name; rows++)
		if (strlen(rows->name) == len && !strncmp(rows->name, name, len))
			return rows;
	return NULL;
}

/* The next option, spelled out ("--name value", "--name=value"); OPT_END when arguments are left. */
static enum opt next(struct words *w, const struct option_row *rows)
{
	const char *word = *w->at;
	const struct option_row *row;
	size_t len;

	if (!word || word[0] != '-' || !word[1])
		return OPT_END;
	w->at++;
	if (!strcmp(word, "--"))
		return OPT_END;
	len = strcspn(word, "=");
	row = strncmp(word, "--", 2) ? NULL : find_row(rows, word + 2, len - 2);
	if (!row)
		misused("there is no option '%.40s' here", word);
	w->name = row->name;
	w->value = word[len] ? word + len + 1 : NULL;
	if (row->flag && w->value)
		misused("--%s takes no value", w->name);
	if (!row->flag && !w->value) {
		w->value = *w->at;
		if (!w->value)
			misused("--%s needs a value", w->name);
		w->at++;
	}
	return row->opt;
}

static void __attribute__((noreturn)) help(void)
{
	fputs(help_text, stdout);
	exit(fflush(stdout) ? 1 : 0);
}

static void send_option(struct sending *s, enum opt o, const struct words *w)
{
	const char *name = w->name;
	const char *value = w->value;

	switch (o) {
	case OPT_PORT: s->port = number(name, value, 1, 65535); break;
	case OPT_SIZE: s->size = number(name, value, sizeof(struct stamp), SIZE_MAX_UDP); break;
	case OPT_FLOWS: s->flows = number(name, value, 1, FLOWS_MAX); break;
	case OPT_SOURCE_PORT: s->source_port = number(name, value, 1, 65535); break;
	case OPT_RATE: s->rate = number(name, value, 0, 1000000000); break;
	case OPT_BURST: s->burst = number(name, value, 1, BURST_MAX); break;
	case OPT_COUNT: s->count = number(name, value, 1, UINT64_MAX); break;
	case OPT_WINDOW: s->window = number(name, value, 1, UINT32_MAX); break;
	case OPT_CPU: s->cpu = (int)number(name, value, 0, CPUSET_MAX - 1); break;
	case OPT_SECONDS: s->seconds = seconds(name, value); break;
	case OPT_DELIVERED: s->delivered = value; break;
	case OPT_GSO: s->gso = true; break;
	case OPT_JSON: s->json = true; break;
	default: help();
	}
}

static void send_arguments(struct sending *s, char **argv)
{
	struct words w = { .at = argv };
	enum opt o;

	while ((o = next(&w, send_options)))
		send_option(s, o, &w);
	if (!w.at[0] || w.at[1])
		misused("send takes one address, after the options");
	s->address = w.at[0];
	if (!s->window != !s->delivered)
		misused("--window and --delivered go together");
	if (s->window && s->window < s->burst)
		misused("a window of %ju has no room for a burst of %ju", (uintmax_t)s->window, (uintmax_t)s->burst);
	if (s->source_port + s->flows > 65536)
		misused("%ju flows from source port %ju on are more than there are ports", (uintmax_t)s->flows,
			(uintmax_t)s->source_port);
}

static void receive_option(struct receiving *r, enum opt o, const struct words *w, struct arena *a)
{
	const char *name = w->name;
	const char *value = w->value;
	struct cpuset *cpus;

	switch (o) {
	case OPT_PORT: r->port = number(name, value, 0, 65535); break;
	case OPT_THREADS: r->threads = number(name, value, 1, THREADS_MAX); break;
	case OPT_SECONDS: r->seconds = seconds(name, value); break;
	case OPT_IDLE: r->idle = seconds(name, value); break;
	case OPT_JSON: r->json = true; break;
	case OPT_CPUS:
		cpus = cpuset_new(a, CPUSET_MAX);
		if (cpuset_parse_list(cpus, value) || cpuset_empty(cpus))
			misused("--cpus takes a list such as 0-3,6, not '%.40s'", value);
		r->cpus = cpus;
		break;
	default: help();
	}
}

static void receive_arguments(struct receiving *r, struct arena *a, char **argv)
{
	struct words w = { .at = argv };
	enum opt o;

	while ((o = next(&w, receive_options)))
		receive_option(r, o, &w, a);
	if (*w.at)
		misused("receive takes no argument: '%.40s'", *w.at);
}

int packets_pin(int cpu, struct err *e)
{
	cpu_set_t *set;
	int r = 0;

	if (cpu < 0)
		return 0;
	set = CPU_ALLOC(CPUSET_MAX);
	if (!set)
		return err_set(e, -ENOMEM, "out of memory");
	CPU_ZERO_S(CPU_ALLOC_SIZE(CPUSET_MAX), set);
	CPU_SET_S((size_t)cpu, CPU_ALLOC_SIZE(CPUSET_MAX), set);
	if (sched_setaffinity(0, CPU_ALLOC_SIZE(CPUSET_MAX), set))
		r = err_set(e, -errno, "running on CPU %d: %s (is it online, and ours?)", cpu, err_words(-errno));
	CPU_FREE(set);
	return r;
}

static void stop(int sig)
{
	stopped = 1;
}

static void out_of_memory(void)
{
	static const char text[] = "packets: out of memory\n";

	(void)!write(STDERR_FILENO, text, sizeof(text) - 1);
	_exit(1);
}

static int finish(int r, const struct err *e)
{
	if (r) {
		fprintf(stderr, "packets: %s\n", e->text);
		return 1;
	}
	if (fflush(stdout) || ferror(stdout)) {
		fprintf(stderr, "packets: writing to stdout: %s\n", err_words(-errno));
		return 1;
	}
	return 0;
}

int main(int argc, char **argv)
{
	struct sending s = {
		.size = 18, .flows = 1, .burst = 16, .port = 9009, .seconds = 10, .cpu = -1,
	};
	struct receiving r = { .port = 9009, .threads = 1 };
	/* a blocked call must end when it comes, so it is not restarted */
	const struct sigaction sa = { .sa_handler = stop };
	struct arena *a = arena_new(out_of_memory);
	struct err e = { "" };
	int status;

	sigaction(SIGINT, &sa, NULL);
	sigaction(SIGTERM, &sa, NULL);
	if (argc < 2)
		misused("send or receive?");
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h"))
		help();
	if (!strcmp(argv[1], "send")) {
		send_arguments(&s, argv + 2);
		status = finish(packets_send(&s, &e), &e);
	} else if (!strcmp(argv[1], "receive")) {
		receive_arguments(&r, a, argv + 2);
		status = finish(packets_receive(&r, a, &e), &e);
	} else {
		misused("send or receive, not '%.40s'", argv[1]);
	}
	arena_free(a);
	return status;
}
