// SPDX-License-Identifier: GPL-2.0-or-later
// The process between us and the caller's command. It does nothing but start and end it.
#include "launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "nqtune/clock.h"
#include "nqtune/environment.h"

#define GRACE_MS 2000

struct serving {
	int fd;
	int children;		/* readable when one has ended */
	const struct launcher *l;
	sigset_t mask;		/* as the caller had it */
	struct sigaction child;	/* the same */
	pid_t pid;		/* of the command; its process group's, too */
	bool stopping;
	bool left;		/* nobody is there any more to be told */
	int64_t until;		/* stopping: when patience ends */
};

static void say(struct serving *s, int what, int number)
{
	const struct launcher_word w = { .what = what, .number = number };

	if (send(s->fd, &w, sizeof(w), MSG_NOSIGNAL) != sizeof(w))
		s->left = true;
}

/* A pipe that nobody writes to: a run may not wait for what is typed, and the next one finds the same. */
static void empty_input(void)
{
	int fd[2];

	if (pipe(fd))
		return;
	dup2(fd[0], STDIN_FILENO);
	close(fd[0]);
	close(fd[1]);
}

static _Noreturn void become(const struct serving *s, int failed)
{
	int error;

	setpgid(0, 0);
	empty_input();
	if (s->l->to_stderr)
		dup2(STDERR_FILENO, STDOUT_FILENO);
	umask(s->l->umask);
	/* It may write to the terminal whose front we keep. */
	signal(SIGTTOU, SIG_IGN);
	sigaction(SIGCHLD, &s->child, NULL);
	sigprocmask(SIG_SETMASK, &s->mask, NULL);
	environ = environment_given();
	execvp(s->l->argv[0], s->l->argv);
	error = errno;
	(void)!write(failed, &error, sizeof(error));
	_exit(127);
}

/* 0, or a positive errno. */
static int start(struct serving *s)
{
	int failed[2], error = 0;

	if (pipe2(failed, O_CLOEXEC))
		return errno;
	s->pid = fork();
	if (!s->pid)
		become(s, failed[1]);
	close(failed[1]);
	if (s->pid < 0)
		error = EAGAIN;
	else if (read(failed[0], &error, sizeof(error)) == sizeof(error))
		waitpid(s->pid, NULL, 0);
	else
		error = 0;
	close(failed[0]);
	return error;
}

static void stop(struct serving *s)
{
	if (s->stopping)
		return;
	s->stopping = true;
	s->until = clock_ms() + GRACE_MS;
	kill(-s->pid, SIGTERM);
	kill(-s->pid, SIGCONT);
}

static void listen_to(struct serving *s)
{
	char word;
	ssize_t n = recv(s->fd, &word, 1, 0);

	if (n < 0 && errno == EINTR)
		return;
	if (n != 1)
		s->left = true;
	else if (word == LAUNCHER_STOP)
		stop(s);
}

/* Whether it has ended: what it left behind of its group, when it was to end, goes too. */
static bool is_over(struct serving *s, int *status)
{
	struct signalfd_siginfo info;
	siginfo_t who = { .si_pid = 0 };

	(void)!read(s->children, &info, sizeof(info));
	if (waitid(P_PID, (id_t)s->pid, &who, WEXITED | WNOWAIT | WNOHANG) || !who.si_pid)
		return false;
	if (s->stopping)
		kill(-s->pid, SIGKILL);
	waitpid(s->pid, status, 0);
	return true;
}

static void watch(struct serving *s)
{
	struct pollfd fd[] = { { .fd = s->children, .events = POLLIN },
			       { .fd = s->fd, .events = POLLIN } };
	int status = 0;

	s->stopping = false;
	while (!is_over(s, &status)) {
		int64_t left = -1;

		/* Also before it was told that this one has begun. */
		if (s->left)
			stop(s);
		if (s->stopping)
			left = s->until - clock_ms();
		if (s->stopping && left <= 0) {
			kill(-s->pid, SIGKILL);
			left = GRACE_MS;
		}
		/* A closed end would be readable for ever. */
		fd[1].fd = s->left ? -1 : s->fd;
		if (poll(fd, 2, (int)left) > 0 && fd[1].revents)
			listen_to(s);
	}
	if (s->stopping)
		say(s, LAUNCHER_STOPPED, 0);
	else if (WIFSIGNALED(status))
		say(s, LAUNCHER_KILLED, WTERMSIG(status));
	else
		say(s, LAUNCHER_EXITED, WEXITSTATUS(status));
}

static void run(struct serving *s)
{
	int error = start(s);

	say(s, error ? LAUNCHER_REFUSED : LAUNCHER_STARTED, error);
	if (!error)
		watch(s);
}

/* A ^C is for whoever asked us: it is told by being told to stop. */
static void prepare(struct serving *s)
{
	const struct sigaction usual = { .sa_handler = SIG_DFL };
	sigset_t children;

	setpgid(0, 0);
	sigaction(SIGCHLD, &usual, &s->child);
	sigemptyset(&children);
	sigaddset(&children, SIGCHLD);
	sigprocmask(SIG_BLOCK, &children, &s->mask);
	s->children = signalfd(-1, &children, SFD_CLOEXEC | SFD_NONBLOCK);
	/* Who asks finds the other end closed. */
	if (s->children < 0)
		_exit(1);
}

void launcher_serve(int fd, const struct launcher *l)
{
	struct serving s = { .fd = fd, .l = l };
	char word;

	prepare(&s);
	while (!s.left && recv(fd, &word, 1, 0) == 1)
		if (word == LAUNCHER_START)
			run(&s);
	_exit(0);
}
