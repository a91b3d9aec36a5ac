// SPDX-License-Identifier: GPL-2.0-or-later
// nqtune show --watch: what the host does now.
#include "watch.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "nqtune/arena.h"
#include "nqtune/clock.h"
#include "nqtune/err.h"
#include "nqtune/files.h"
#include "nqtune/parse.h"
#include "nqtune/session.h"
#include "watch_count.h"
#include "watch_screen.h"

int watch_seconds(const char *text, unsigned *ms)
{
	const char *dot = strchr(text, '.');
	size_t digits = dot ? strlen(dot + 1) : 0;
	uint64_t whole, part = 0;
	char copy[32];
	int r;

	if (strlen(text) >= sizeof(copy) || text[strspn(text, "0123456789.")] || digits > 3 ||
	    (dot && !digits))
		return -EINVAL;
	snprintf(copy, sizeof(copy), "%.*s", dot ? (int)(dot - text) : (int)strlen(text), text);
	r = parse_u64(copy, WATCH_MS_MAX / 1000, &whole);
	if (!r && dot)
		r = parse_u64(dot + 1, 999, &part);
	if (r)
		return r;
	for (; digits < 3; digits++)
		part *= 10;
	*ms = (unsigned)(whole * 1000 + part);
	return *ms < WATCH_MS_MIN || *ms > WATCH_MS_MAX ? -ERANGE : 0;
}

/* -EPIPE: nobody listens any more. */
static int wait_until(int64_t then)
{
	struct pollfd out = { .fd = STDOUT_FILENO };
	int64_t left;

	while ((left = then - clock_ms()) > 0)
		if (poll(&out, 1, (int)left) > 0)
			return -EPIPE;
	return 0;
}

static void print(struct session *s, const struct interval *t)
{
	struct arena *scratch = arena_new(NULL);

	if (s->json)
		print_json_line(json_interval(t, scratch));
	else
		view_interval(stdout, t, scratch);
	arena_free(scratch);
}

static int records(struct counting *c, const struct watch_request *rq)
{
	int64_t next = clock_ms();

	for (uint64_t n = 0; !rq->count || n < rq->count; n++) {
		next += rq->ms;
		if (next <= clock_ms())
			next = clock_ms() + rq->ms;
		if (wait_until(next))
			return STATUS_OK;
		counting_next(c);
		print(c->s, &c->now);
		/* main says what is wrong with it. */
		if (fflush(stdout))
			return STATUS_FAILED;
	}
	return STATUS_OK;
}

int watch(struct session *s, const struct watch_request *rq, int argc, char **argv)
{
	struct counting c;
	struct err e;
	int status;

	if (!files_live(s->sys.files))
		return complain(STATUS_FAILED, "%s is a recorded machine, and counts nothing: there is nothing "
					       "to watch", s->sysroot);
	if (counting_begin(&c, s, rq->ms, argc, argv, &e)) {
		counting_end(&c);
		return complain(STATUS_FAILED, "%s", e.text);
	}
	status = s->json || !isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)
			 ? -ENOTTY
			 : watch_on_screen(&c, rq);
	if (status < 0)
		status = records(&c, rq);
	counting_end(&c);
	return status;
}
