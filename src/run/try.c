// SPDX-License-Identifier: GPL-2.0-or-later
// --try: what was made is put back, unless someone says in time that it shall stay.
#include "nqtune/try.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <strings.h>
#include <sys/time.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "nqtune/arena.h"
#include "nqtune/clock.h"
#include "nqtune/err.h"
#include "nqtune/session.h"
#include "nqtune/waiting.h"

#define TICK_MS 100

static const int shielded[TRY_SIGNALS] = { SIGPIPE, SIGTSTP, SIGTTIN, SIGTTOU, SIGALRM };
static volatile sig_atomic_t cut_short;

/* All it is for is that write(2) returns. */
static void on_alarm(int sig)
{
	(void)sig;
	cut_short = 1;
}

void try_shield_raise(struct try_shield *shield)
{
	const struct sigaction ignore = { .sa_handler = SIG_IGN };
	const struct sigaction ring = { .sa_handler = on_alarm };
	sigset_t alarm;

	cut_short = 0;
	for (size_t i = 0; i < TRY_SIGNALS; i++)
		sigaction(shielded[i], shielded[i] == SIGALRM ? &ring : &ignore,
			  &shield->before[i]);
	sigemptyset(&alarm);
	sigaddset(&alarm, SIGALRM);
	sigprocmask(SIG_UNBLOCK, &alarm, &shield->mask);
	shield->up = true;
}

void try_shield_drop(struct try_shield *shield)
{
	if (!shield->up)
		return;
	try_bound_output(0);
	sigprocmask(SIG_SETMASK, &shield->mask, NULL);
	for (size_t i = 0; i < TRY_SIGNALS; i++)
		sigaction(shielded[i], &shield->before[i], NULL);
	shield->up = false;
}

void try_bound_output(unsigned seconds)
{
	const struct itimerval t = {
		.it_value.tv_sec = (time_t)seconds,
		.it_interval.tv_sec = seconds ? 1 : 0,
	};

	setitimer(ITIMER_REAL, &t, NULL);
}

/* A background process must leave what is typed to whoever is in front. */
static bool others_terminal(void)
{
	pid_t front = tcgetpgrp(STDIN_FILENO);

	return front > 0 && front != getpgrp();
}

enum heard { HEARD_NOTHING, HEARD_YES, HEARD_NO, HEARD_END };

struct line {
	char text[8];
	size_t len;
};

/* Any line keeps the settings, but one that says no. */
static enum heard take(struct line *l, const char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (bytes[i] == '\n' || bytes[i] == '\r') {
			l->text[l->len] = '\0';
			return !strcasecmp(l->text, "n") || !strcasecmp(l->text, "no") ? HEARD_NO
										     : HEARD_YES;
		}
		if (l->len < sizeof(l->text) - 1)
			l->text[l->len++] = bytes[i];
	}
	/* An endless input without a line must not keep a CPU busy. */
	clock_wait(TICK_MS / 5);
	return HEARD_NOTHING;
}

/* Takes a tick, or less when something came. */
static enum heard listen(struct line *l)
{
	struct pollfd in = { .fd = STDIN_FILENO, .events = POLLIN };
	char bytes[256];
	ssize_t n;

	if (others_terminal()) {
		clock_wait(TICK_MS);
		return HEARD_NOTHING;
	}
	if (poll(&in, 1, TICK_MS) <= 0)
		return HEARD_NOTHING;
	n = read(STDIN_FILENO, bytes, sizeof(bytes));
	if (n > 0)
		return take(l, bytes, (size_t)n);
	if (n < 0 && (errno == EINTR || errno == EAGAIN)) {
		clock_wait(TICK_MS);
		return HEARD_NOTHING;
	}
	return HEARD_END;
}

/* The signal that waits, or 0. */
static int signal_taken(void)
{
	static const int asked[] = { SIGHUP, SIGINT, SIGTERM, SIGQUIT };
	const struct timespec now = { 0, 0 };
	sigset_t set;
	int sig;

	sigemptyset(&set);
	for (size_t i = 0; i < sizeof(asked) / sizeof(asked[0]); i++)
		sigaddset(&set, asked[i]);
	sig = sigtimedwait(&set, NULL, &now);
	return sig > 0 ? sig : 0;
}

static const char *signal_words(int sig)
{
	switch (sig) {
	case SIGHUP:
		return "hang-up";
	case SIGTERM:
		return "terminated";
	default:
		return "interrupted";
	}
}

static const char *wait_for_word(struct session *s, const struct waiting *w)
{
	struct line l = { .len = 0 };
	enum heard heard;
	int sig;

	while (true) {
		heard = listen(&l);
		sig = signal_taken();
		if (sig)
			return signal_words(sig);
		if (heard == HEARD_NO)
			return "not wanted";
		if (heard == HEARD_END)
			return "end of input";
		if (heard == HEARD_YES || answer_given(s, w))
			return NULL;
		if (waiting_clock() >= w->until_ms)
			return arena_printf(s->arena, "nobody confirmed within %u s", s->try_s);
	}
}

/* What was typed before the question is no answer to it. */
static void forget_typed(void)
{
	if (isatty(STDIN_FILENO) && !others_terminal())
		tcflush(STDIN_FILENO, TCIFLUSH);
}

static void ask(const struct session *s)
{
	complain(0, "keep these settings? press Enter, or run 'nqtune%s%s confirm', within %u s; "
		    "else they are put back", s->sysroot ? " --sysroot " : "",
		 s->sysroot ? s->sysroot : "", s->try_s);
}

const char *try_wait(struct session *s, unsigned id)
{
	const struct waiting w = {
		.id = id, .pid = (unsigned)getpid(), .command = s->called,
		.until_ms = waiting_clock() + (int64_t)s->try_s * 1000,
	};
	const char *why;
	struct err e;

	if (cut_short)
		return "nobody read the output";
	try_bound_output(s->try_s);
	answer_clear(s);
	if (waiting_save(s, &w, &e))
		complain(0, "'nqtune confirm' cannot be used: %s", e.text);
	forget_typed();
	ask(s);
	why = wait_for_word(s, &w);
	waiting_clear(s);
	try_bound_output(0);
	return why;
}
