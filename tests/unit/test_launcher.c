// SPDX-License-Identifier: GPL-2.0-or-later
// The process that starts the caller's command: whoever asked for it may be gone at any moment.
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "launcher.h"
#include "main.h"
#include "nqtune/clock.h"

#define SOON_MS 10000

/* A launcher at fd[1], to which words were told already; it must not hold fd[0] itself. */
static pid_t serve(const int fd[2], const char *const *argv)
{
	const struct launcher l = { .argv = (char *const *)argv, .umask = 022 };
	pid_t pid = fork();

	ck_assert_int_ge(pid, 0);
	if (!pid) {
		close(fd[0]);
		launcher_serve(fd[1], &l);
	}
	close(fd[1]);
	return pid;
}

static void open_pair(int fd[2])
{
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fd), 0);
}

static void tell(int fd, char word)
{
	ck_assert_int_eq(send(fd, &word, 1, MSG_NOSIGNAL), 1);
}

static void hear(int fd, int what, int number)
{
	struct launcher_word w;

	ck_assert_int_eq(recv(fd, &w, sizeof(w), 0), sizeof(w));
	ck_assert_int_eq(w.what, what);
	ck_assert_int_eq(w.number, number);
}

/* A launcher ends once its command has. */
static bool ends(pid_t pid)
{
	int64_t last = clock_ms() + SOON_MS;
	pid_t gone = 0;

	while (!gone && clock_ms() < last) {
		gone = waitpid(pid, NULL, WNOHANG);
		clock_wait(10);
	}
	return gone == pid;
}

/* Killed between asking for the command and hearing that it has begun. */
START_TEST(nobody_hears_that_it_began)
{
	char path[] = "/tmp/launcher-XXXXXX", command[128], text[16] = "";
	int fd[2], file = mkstemp(path), pid;
	pid_t launcher;
	bool ended;

	snprintf(command, sizeof(command), "echo $$ >%s; exec sleep 1000", path);
	open_pair(fd);
	tell(fd[0], LAUNCHER_START);
	close(fd[0]);
	launcher = serve(fd, (const char *[]){ "sh", "-c", command, NULL });
	ended = ends(launcher);
	if (!ended && read(file, text, sizeof(text) - 1) > 0 && (pid = atoi(text)) > 0)
		kill(pid, SIGKILL);
	unlink(path);
	close(file);
	ck_assert(ended);
}
END_TEST

START_TEST(goes_with_who_asked)
{
	pid_t launcher;
	int fd[2];

	open_pair(fd);
	tell(fd[0], LAUNCHER_START);
	launcher = serve(fd, (const char *[]){ "sleep", "1000", NULL });
	hear(fd[0], LAUNCHER_STARTED, 0);
	close(fd[0]);
	ck_assert(ends(launcher));
}
END_TEST

/* It is told to stop in the moment in which it ends by itself: the next start is not harmed. */
START_TEST(stop_that_comes_too_late)
{
	pid_t launcher;
	int fd[2];

	open_pair(fd);
	tell(fd[0], LAUNCHER_START);
	launcher = serve(fd, (const char *[]){ "sh", "-c", "exit 7", NULL });
	hear(fd[0], LAUNCHER_STARTED, 0);
	hear(fd[0], LAUNCHER_EXITED, 7);
	tell(fd[0], LAUNCHER_STOP);
	tell(fd[0], LAUNCHER_START);
	hear(fd[0], LAUNCHER_STARTED, 0);
	hear(fd[0], LAUNCHER_EXITED, 7);
	close(fd[0]);
	ck_assert(ends(launcher));
}
END_TEST

START_TEST(what_cannot_be_run)
{
	pid_t launcher;
	int fd[2];

	open_pair(fd);
	tell(fd[0], LAUNCHER_START);
	launcher = serve(fd, (const char *[]){ "/no/such/program", NULL });
	hear(fd[0], LAUNCHER_REFUSED, 2);
	close(fd[0]);
	ck_assert(ends(launcher));
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("launcher");
	TCase *t = tcase_create("launcher");

	tcase_add_test(t, nobody_hears_that_it_began);
	tcase_add_test(t, goes_with_who_asked);
	tcase_add_test(t, stop_that_comes_too_late);
	tcase_add_test(t, what_cannot_be_run);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(suite)
