// SPDX-License-Identifier: GPL-2.0-or-later
// One measurement: what is counted before, and after.
#include "measuring.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/clock.h"
#include "nqtune/err.h"
#include "nqtune/host.h"
#include "nqtune/pause.h"
#include "nqtune/sample.h"
#include "nqtune/session.h"

/* What is read for one measurement goes with it. */
struct look {
	struct session *s;
	const struct measuring *how;
	struct arena *scratch;
	struct host *h;
	struct sample *first;
	bool running;		/* the command */
	struct measuring_out *out;
};

/* 1 when the command has ended, -EINTR, or 0 when it is time. */
static int wait_ms(const struct look *l, int64_t ms)
{
	return pause_for(l->running ? l->s->launch->fd : -1, clock_ms() + ms);
}

static int begin(struct look *l, struct err *e)
{
	const struct host_want want = { .ifaces = l->how->nifaces ? l->how->ifaces : NULL,
					.nifaces = l->how->nifaces };
	int r = host_read(&l->h, &l->s->sys, &want, l->scratch, e);

	if (r || !l->s->launch)
		return r;
	r = launch_start(l->s, e);
	l->running = l->out->launched = !r;
	return r;
}

static int settle(struct look *l, struct err *e)
{
	int r = l->how->settle_ms ? wait_ms(l, l->how->settle_ms) : 0;

	if (r <= 0)
		return r;
	r = launch_wait(l->s, &l->out->end, e);
	l->running = false;
	/* That it failed is the better reason. */
	if (!r && l->out->end.how == LAUNCH_EXITED && !l->out->end.number)
		r = err_set(e, -ENODATA, "'%.60s' ended within %u ms: too soon to count anything",
			    l->s->behind[0], l->how->settle_ms);
	return r ? r : -ENODATA;
}

static void count(struct look *l, const struct sample *last)
{
	const struct sample *d = sample_diff(l->first, last, l->scratch);
	struct arena *a = l->s->arena;
	struct measuring_out *out = l->out;

	out->m = measure_sample(d, l->h, l->how->ifaces, l->how->nifaces, a);
	out->ifaces = measure_ifaces(l->h, l->how->ifaces, l->how->nifaces, &out->nifaces, a);
	for (size_t i = 0; i < out->nifaces; i++)
		out->ifaces[i] = arena_strdup(a, out->ifaces[i]);
}

static int end_command(struct look *l, bool ended, struct err *e)
{
	l->running = false;
	return ended ? launch_wait(l->s, &l->out->end, e) : launch_stop(l->s, &l->out->end, e);
}

static int run(struct look *l, struct err *e)
{
	int64_t ms = l->how->seconds ? (int64_t)l->how->seconds * 1000 : INT64_MAX / 2;
	const struct sample *last;
	int r = begin(l, e);

	if (!r)
		r = settle(l, e);
	if (r)
		return r;
	l->first = sample_read(&l->s->sys, l->h, l->scratch);
	r = wait_ms(l, ms);
	if (r < 0)
		return r;
	last = sample_read(&l->s->sys, l->h, l->scratch);
	count(l, last);
	return l->running ? end_command(l, r > 0, e) : 0;
}

int measure_once(struct session *s, const struct measuring *how, struct measuring_out *out,
		 struct err *e)
{
	struct look l = { .s = s, .how = how, .scratch = arena_new(NULL), .out = out };
	struct err ignored;
	int r;

	*out = (struct measuring_out){ 0 };
	*e = (struct err){ "" };
	r = run(&l, e);
	if (l.running)
		end_command(&l, false, &ignored);
	arena_free(l.scratch);
	return r;
}

bool measure_failed(struct session *s, const struct measuring_out *out)
{
	const struct launch_end *end = &out->end;

	if (!out->launched || end->how == LAUNCH_STOPPED || (end->how == LAUNCH_EXITED && !end->number))
		return false;
	if (end->how == LAUNCH_KILLED)
		complain(0, "'%.60s' failed: it was killed by signal %d (%s)", s->behind[0], end->number,
			 strsignal(end->number));
	else
		complain(0, "'%.60s' failed: it ended with status %d", s->behind[0], end->number);
	return true;
}
