// SPDX-License-Identifier: GPL-2.0-or-later
// nqtune verify: watch for some seconds which promises of the layout are kept.
#include <errno.h>
#include <stdio.h>

#include "nqtune/arena.h"
#include "nqtune/clock.h"
#include "nqtune/err.h"
#include "nqtune/files.h"
#include "nqtune/host.h"
#include "nqtune/parse.h"
#include "nqtune/pause.h"
#include "nqtune/promises.h"
#include "nqtune/sample.h"
#include "nqtune/session.h"
#include "command.h"
#include "verify.h"

#define SECONDS 5
#define SECONDS_MAX 3600
/* irqbalance looks every 10 seconds. The --help of --verify names them. */
#define SECONDS_AFTER 15

/* What is watched, and what was seen so far. */
struct watch {
	struct session *s;
	struct host_want want;
	struct host *before;
	struct sample *first;
	struct moves moves;
};

static int begin(struct watch *w, struct err *e)
{
	struct arena *a = w->s->arena;
	int r = host_read(&w->before, &w->s->sys, &w->want, a, e);

	if (!r)
		w->first = sample_read(&w->s->sys, w->before, a);
	return r;
}

/* One look at where things stand; its memory goes with it. */
static int look(struct watch *w, int64_t ms, struct err *e)
{
	struct host_want want = w->want;
	struct arena *scratch = arena_new(NULL);
	struct host *now;
	int r;

	want.irqbalance = false;
	r = host_read(&now, &w->s->sys, &want, scratch, e);
	if (!r)
		moves_note(&w->moves, w->before, now, (uint64_t)ms * 1000000, w->s->arena);
	arena_free(scratch);
	return r;
}

static int end(struct watch *w, int64_t ms, struct promises *out, struct err *e)
{
	struct arena *a = w->s->arena;
	const struct sample *last = sample_read(&w->s->sys, w->before, a);
	struct host *after;
	struct watched seen = { .before = w->before, .moves = &w->moves };
	int r = host_read(&after, &w->s->sys, &w->want, a, e);

	if (r)
		return r;
	moves_note(&w->moves, w->before, after, (uint64_t)ms * 1000000, a);
	seen.after = after;
	seen.counted = sample_diff(w->first, last, a);
	*out = promises_judge(&seen, w->want.ifaces, w->want.nifaces, a);
	return 0;
}

/* A look a second. -EINTR: a signal waits. */
static int watch(struct watch *w, unsigned seconds, struct promises *out, struct err *e)
{
	int r = begin(w, e);
	const int64_t from = clock_ms();

	for (unsigned i = 1; !r && i <= seconds; i++) {
		r = pause_until(from + (int64_t)i * 1000);
		if (!r && i < seconds)
			r = look(w, (int64_t)i * 1000, e);
	}
	return r ? r : end(w, (int64_t)seconds * 1000, out, e);
}

static int tell(struct session *s, const struct promises *p)
{
	if (s->json)
		print_json(json_promises(p, s->arena));
	else
		view_promises(stdout, &s->style, p, s->arena);
	return p->count[PROMISE_BROKEN] ? STATUS_DRIFT : STATUS_OK;
}

/* failed: what to exit with when it cannot be watched. */
static int watch_and_tell(struct session *s, const char *const *ifaces, size_t n,
			  unsigned seconds, int failed)
{
	struct watch w = { .s = s, .want = { .ifaces = n ? ifaces : NULL, .nifaces = n,
					     .irqbalance = true } };
	struct promises p;
	struct err e;
	int r = watch(&w, seconds, &p, &e);

	if (r == -EINTR)
		return STATUS_OK;
	return r ? complain(failed, "%s", e.text) : tell(s, &p);
}

int verify_after(struct session *s, const char *const *ifaces, size_t n)
{
	if (!files_live(s->sys.files))
		return complain(STATUS_OK, "--verify: a recorded machine counts nothing: there is nothing to watch");
	if (!s->json && s->verbose >= 0) {
		printf("watching for %d s whether it is kept:\n", SECONDS_AFTER);
		finish_output(STATUS_OK);
	}
	/* Not STATUS_FAILED: what was made is not put back. */
	return watch_and_tell(s, ifaces, n, SECONDS_AFTER, STATUS_DRIFT);
}

static int run_verify(struct session *s, int argc, char **argv)
{
	uint64_t seconds = SECONDS;

	if (argc && meant_as_number(argv[0])) {
		if (parse_u64(argv[0], SECONDS_MAX, &seconds) || !seconds)
			return misused(s, "verify takes seconds, from 1 to %d, not '%.40s'",
				       SECONDS_MAX, argv[0]);
		argc--;
		argv++;
	}
	if (!files_live(s->sys.files))
		return complain(STATUS_FAILED, "%s is a recorded machine, and counts nothing: there is nothing "
					       "to watch", s->sysroot);
	return watch_and_tell(s, (const char *const *)argv, (size_t)argc, (unsigned)seconds,
			      STATUS_FAILED);
}

const struct command cmd_verify = {
	.name = "verify",
	.arguments = "[SEC] [IFACE...]",
	.summary = "watch the kernel's counters: which promises of the layout are kept",
	.details = "For SEC seconds (5; 1 to 3600), of the interfaces named and of what carries them, or of\n"
		   "all: whether each interrupt that is asked to certain CPUs came there, whether the CPUs\n"
		   "that RPS names got work while packets came in, and whether anything moved an interrupt,\n"
		   "RPS or XPS meanwhile. Idle is of what nothing came. Exits with 3 if something is broken.\n",
	.run = run_verify,
};
