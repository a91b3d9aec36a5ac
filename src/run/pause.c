// SPDX-License-Identifier: GPL-2.0-or-later
// Waiting, but not while someone wants us to end.
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "nqtune/clock.h"
#include "nqtune/pause.h"

/* Readable while a blocked signal waits; it is never read, so that the signal stays. */
static int open_signals(void)
{
	static const int deadly[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };
	sigset_t blocked, set;

	sigprocmask(SIG_BLOCK, NULL, &blocked);
	sigemptyset(&set);
	for (size_t i = 0; i < sizeof(deadly) / sizeof(deadly[0]); i++)
		if (sigismember(&blocked, deadly[i]) > 0)
			sigaddset(&set, deadly[i]);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

int pause_for(int fd, int64_t then)
{
	struct pollfd in[] = { { .fd = open_signals(), .events = POLLIN },
			       { .fd = fd, .events = POLLIN } };
	int64_t left;
	int r = 0;

	while (!r && (left = then - clock_ms()) > 0)
		if (poll(in, 2, left < INT_MAX ? (int)left : INT_MAX) > 0)
			r = in[0].revents ? -EINTR : 1;
	if (in[0].fd >= 0)
		close(in[0].fd);
	return r;
}

int pause_until(int64_t then)
{
	return pause_for(-1, then);
}
