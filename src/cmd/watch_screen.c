// SPDX-License-Identifier: GPL-2.0-or-later
// show --watch at a terminal: keys, signals and intervals, as they come.
#include "watch_screen.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "nqtune/clock.h"
#include "nqtune/err.h"
#include "nqtune/screen.h"
#include "nqtune/session.h"
#include "watch.h"
#include "watch_count.h"

struct viewing {
	struct counting *c;
	struct terminal *terminal;
	int signals;	/* a signalfd */
	sigset_t before;	/* the mask that we came with */
	int deadly;	/* the signal that ends us, 0 = none */
	int64_t next;	/* when the interval ends, clock_ms() */
	unsigned ms;
	bool paused;
	bool quit;
};

/* Who ignores one of them (nohup) goes on doing so. */
static void hold_signals(struct viewing *v)
{
	static const int held[] = {
		SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGCONT, SIGWINCH,
	};
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < sizeof(held) / sizeof(held[0]); i++) {
		struct sigaction now;

		if (!sigaction(held[i], NULL, &now) && now.sa_handler != SIG_IGN)
			sigaddset(&set, held[i]);
	}
	sigprocmask(SIG_BLOCK, &set, &v->before);
	v->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* A signal that came meanwhile does now what it does. */
static void release_signals(struct viewing *v)
{
	if (v->signals >= 0)
		close(v->signals);
	sigprocmask(SIG_SETMASK, &v->before, NULL);
	if (v->deadly)
		raise(v->deadly);
}

/* ^Z: the shell gets its terminal, and we it back when it says so. */
static void stop(struct viewing *v)
{
	sigset_t set;

	terminal_leave(v->terminal);
	sigemptyset(&set);
	sigaddset(&set, SIGTSTP);
	raise(SIGTSTP);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	sigprocmask(SIG_BLOCK, &set, NULL);
	terminal_return(v->terminal);
}

static void draw(struct viewing *v)
{
	v->c->now.asked_ms = v->ms;
	terminal_draw(v->terminal, &v->c->now);
}

static void take_signals(struct viewing *v)
{
	struct signalfd_siginfo info;

	while (read(v->signals, &info, sizeof(info)) == (ssize_t)sizeof(info)) {
		switch (info.ssi_signo) {
		case SIGTSTP:
			stop(v);
			break;
		case SIGCONT:
			terminal_return(v->terminal);
			break;
		case SIGWINCH:
			break;
		default:
			v->deadly = (int)info.ssi_signo;
			return;
		}
	}
	/* A window may have changed while we were stopped. */
	terminal_resize(v->terminal);
	draw(v);
}

static const unsigned steps[] = {
	100, 200, 500, 1000, 2000, 5000, 10000, 30000, 60000, 300000, 600000, 1800000, WATCH_MS_MAX,
};
#define STEPS (sizeof(steps) / sizeof(steps[0]))

static void set_pace(struct viewing *v, bool slower)
{
	size_t i = 0;

	if (slower) {
		while (i + 1 < STEPS && steps[i] <= v->ms)
			i++;
	} else {
		while (i + 1 < STEPS && steps[i + 1] < v->ms)
			i++;
	}
	v->next += (int64_t)steps[i] - v->ms;
	v->ms = steps[i];
}

static void take_keys(struct viewing *v)
{
	enum screen_wish wish;

	while (!v->quit && (wish = terminal_key(v->terminal)) != SCREEN_NOTHING) {
		if (wish == SCREEN_QUIT)
			v->quit = true;
		else if (wish == SCREEN_PAUSE)
			v->paused = !v->paused;
		else if (wish != SCREEN_AGAIN)
			set_pace(v, wish == SCREEN_SLOWER);
	}
	if (!v->quit)
		draw(v);
}

/* Waits for what comes first. False: it is time to count. */
static bool something_came(struct viewing *v)
{
	struct pollfd fds[] = {
		{ .fd = v->signals, .events = POLLIN },
		{ .fd = STDIN_FILENO, .events = POLLIN },
		{ .fd = STDOUT_FILENO },
	};
	int64_t left = v->next - clock_ms();

	if (!v->paused && left <= 0)
		return false;
	if (poll(fds, 3, v->paused ? -1 : (int)left) <= 0)
		return true;
	if (fds[0].revents)
		take_signals(v);
	/* A terminal that hung up is for ever ready to be read. */
	if ((fds[1].revents | fds[2].revents) & ~POLLIN)
		v->quit = true;
	else if (!v->deadly && fds[1].revents)
		take_keys(v);
	return true;
}

static void view(struct viewing *v, uint64_t count)
{
	uint64_t n = 0;

	v->next = clock_ms() + v->ms;
	draw(v);
	while (!v->quit && !v->deadly) {
		if (something_came(v))
			continue;
		counting_next(v->c);
		draw(v);
		v->quit = ++n == count;
		v->next += v->ms;
		if (v->next <= clock_ms())
			v->next = clock_ms() + v->ms;
	}
}

static int no_screen(struct session *s)
{
	const char *type = getenv("TERM");

	if (s->verbose >= 0)
		complain(STATUS_OK, "no screen on a terminal of type '%.40s': records instead ($TERM says the type)",
			 type ? type : "");
	return -ENOTTY;
}

int watch_on_screen(struct counting *c, const struct watch_request *rq)
{
	struct viewing v = { .c = c, .ms = rq->ms };

	hold_signals(&v);
	v.terminal = v.signals < 0 ? NULL : terminal_open(&c->s->style, c->s->arena);
	if (v.terminal) {
		view(&v, rq->count);
		terminal_close(v.terminal);
	}
	release_signals(&v);
	return v.terminal ? STATUS_OK : no_screen(c->s);
}
