// SPDX-License-Identifier: GPL-2.0-or-later
// The caller's command: asked for through a process that has kept the caller's rights.
#include "nqtune/launch.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/session.h"
#include "launcher.h"

static int fork_launcher(struct session *s, bool to_stderr, struct err *e)
{
	const struct launcher of = {
		.argv = s->behind, .umask = s->given_umask, .to_stderr = to_stderr,
	};
	int fd[2];
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fd))
		return err_set(e, -errno, "cannot run '%.60s': %s", s->behind[0], err_words(-errno));
	pid = fork();
	if (!pid) {
		close(fd[0]);
		launcher_serve(fd[1], &of);
	}
	close(fd[1]);
	s->launch->fd = fd[0];
	if (pid > 0)
		return 0;
	close(fd[0]);
	return err_set(e, -EAGAIN, "cannot run '%.60s': no process for it", s->behind[0]);
}

int launch_prepare(struct session *s, bool to_stderr, struct err *e)
{
	s->launch = arena_alloc(s->arena, sizeof(*s->launch));
	return fork_launcher(s, to_stderr, e);
}

static int lost(const struct session *s, struct err *e)
{
	return err_set(e, -ECHILD, "'%.60s': nobody is left who could say how it ended", s->behind[0]);
}

static int tell(const struct session *s, char word, struct err *e)
{
	if (send(s->launch->fd, &word, 1, MSG_NOSIGNAL) != 1)
		return lost(s, e);
	return 0;
}

static int hear(const struct session *s, struct launcher_word *w, struct err *e)
{
	ssize_t n;

	do
		n = recv(s->launch->fd, w, sizeof(*w), 0);
	while (n < 0 && errno == EINTR);
	return n == sizeof(*w) ? 0 : lost(s, e);
}

int launch_start(const struct session *s, struct err *e)
{
	struct launcher_word w;
	int r = tell(s, LAUNCHER_START, e);

	if (!r)
		r = hear(s, &w, e);
	if (!r && w.what == LAUNCHER_REFUSED)
		r = err_set(e, -w.number, "cannot run '%.60s': %s", s->behind[0],
			    w.number == EACCES ? "permission denied" : err_words(-w.number));
	return r;
}

int launch_wait(const struct session *s, struct launch_end *out, struct err *e)
{
	struct launcher_word w;
	int r = hear(s, &w, e);

	if (r)
		return r;
	*out = (struct launch_end){ .how = LAUNCH_EXITED, .number = w.number };
	if (w.what == LAUNCHER_KILLED)
		out->how = LAUNCH_KILLED;
	else if (w.what == LAUNCHER_STOPPED)
		out->how = LAUNCH_STOPPED;
	return 0;
}

int launch_stop(const struct session *s, struct launch_end *out, struct err *e)
{
	int r = tell(s, LAUNCHER_STOP, e);

	return r ? r : launch_wait(s, out, e);
}
