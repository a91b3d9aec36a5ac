// SPDX-License-Identifier: GPL-2.0-or-later
// R3: what irqbalance answers is understood, what is not its answer is refused, and nobody waits for ever.
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>

#include "main.h"
#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/irqbalance.h"
#include "nqtune/sys.h"
#include "tree.h"

#define NOBODY 65534

static struct arena *arena;
static struct err e;
static struct sys s;
static struct tree t;
static char path[96];
static pid_t server;

static const char *list_text(const struct balancer_list *list)
{
	const char *text = "";

	for (size_t i = 0; i < list->n; i++)
		text = arena_printf(arena, "%s%s%u", text, i ? " " : "", list->irqs[i]);
	return text;
}

/* The interrupts, or the errno's word. */
static const char *parsed(const char *text)
{
	struct balancer_list list;
	int r = balancer_parse(text, strlen(text), arena, &list);

	if (r)
		ck_assert_uint_eq(list.n, 0);
	return r == -EPROTO ? "EPROTO" : r ? "?" : list_text(&list);
}

static void memory(void)
{
	arena = arena_new(NULL);
	memset(&e, 0, sizeof(e));
}

static void no_memory(void)
{
	arena_free(arena);
}

/* As 1.9.2 answers. */
START_TEST(answers_of_irqbalance)
{
	ck_assert_str_eq(parsed("SLEEP 5 BANNED 00000000"), "");
	ck_assert_str_eq(parsed("SLEEP 10 IRQ 30 LOAD 0 DIFF 0 CLASS 0 IRQ 31 LOAD 7 DIFF 0 CLASS 4 "
				"BANNED 00000000,00000003"), "30 31");
	ck_assert_str_eq(parsed("SLEEP 10 IRQ 0 LOAD 0 DIFF 0 CLASS 0 BANNED 00000000"), "0");
}
END_TEST

/* Ascending, each once; what is not known is passed over. */
START_TEST(answers_of_others)
{
	ck_assert_str_eq(parsed("SLEEP 10 IRQ 31 IRQ 30 IRQ 31 BANNED 0"), "30 31");
	ck_assert_str_eq(parsed("SLEEP 10 IRQ 31 LOAD 0 NEW 18446744073709551615  IRQ 2 BANNED f"), "2 31");
	ck_assert_str_eq(parsed("SLEEP 10 IRQ 2147483647 BANNED f"), "2147483647");
}
END_TEST

/* A list of which a part is missing would be taken for all there is, and the rest be given up. */
START_TEST(no_answers)
{
	static const char *const bad[] = {
		"", " ", "SLEEP", "SLEEP 10", "SLEEP x BANNED 0", "SLEEP 10 IRQ 30 LOAD 0 DIFF 0 CLASS 0 ",
		"SLEEP 10 IRQ 30 LOAD 0 DIFF 0 CLA", "SLEEP 10 IRQ BANNED 0", "SLEEP 10 IRQ -1 BANNED 0",
		"SLEEP 10 IRQ 2147483648 BANNED 0", "SLEEP 10 IRQ 3x BANNED 0", "SLEEP 10 IRQ 30 LOAD BANNED 0",
		"sleep 10 BANNED 0", "TYPE 3 NUMBER -1 LOAD 0 SAVE_MODE 0", "SLEEP -10 BANNED 0",
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_msg(!strcmp(parsed(bad[i]), "EPROTO"), "'%s': %s", bad[i], parsed(bad[i]));
	ck_assert_int_eq(balancer_parse("SLEEP 1\0 BANNED 0", 17, arena, &(struct balancer_list){ 0 }), -EPROTO);
}
END_TEST

START_TEST(commands)
{
	unsigned irqs[130] = { 0, 34, 35 };
	struct balancer_list list = { irqs, 0 };

	ck_assert_str_eq(balancer_command(&list, arena), "settings ban irqs NONE");
	list.n = 3;
	ck_assert_str_eq(balancer_command(&list, arena), "settings ban irqs 0 34 35");
	/* Its buffer holds 500 bytes: 17 and four for each of 120, and at most two more. */
	for (size_t i = 0; i < 130; i++)
		irqs[i] = 100 + (unsigned)i;
	list.n = 120;
	ck_assert_uint_eq(strlen(balancer_command(&list, arena)), 497);
	irqs[119] = 12345;
	ck_assert_uint_eq(strlen(balancer_command(&list, arena)), 499);
	irqs[119] = 123456;
	ck_assert_ptr_null(balancer_command(&list, arena));
	irqs[119] = 219;
	list.n = 121;
	ck_assert_ptr_null(balancer_command(&list, arena));
}
END_TEST

/* ---- a server in a process of its own, in irqbalance's place */

static char ours[1024] = "";	/* the server's ban list, as "IRQ 30 " each */

static void note(const char *text)
{
	int fd = openat(t.fd, "log", O_WRONLY | O_APPEND | O_CLOEXEC);

	if (write(fd, text, strlen(text)) < 0)
		_exit(2);
	close(fd);
}

static void reply(int fd, const char *text)
{
	if (send(fd, text, strlen(text), 0) < 0)
		_exit(3);
}

static void take_list(char *words)
{
	ours[0] = '\0';
	for (char *irq = strtok(words, " "); irq; irq = strtok(NULL, " "))
		if (strcmp(irq, "NONE"))
			snprintf(ours + strlen(ours), sizeof(ours) - strlen(ours), "IRQ %s LOAD 0 DIFF 0 ", irq);
}

/* What the daemon does with a command; to be killed by SIGPIPE is part of it. */
static void obey(int fd, char *command)
{
	char text[2048];

	snprintf(text, sizeof(text), "SLEEP 10 %sBANNED 0000003f", ours);
	if (!strcmp(command, "setup"))
		reply(fd, text);
	else if (!strncmp(command, "settings ban irqs ", 18))
		take_list(command + 18);
}

static void hear(int fd, char *command, size_t size)
{
	ssize_t n = recv(fd, command, size - 1, 0);

	command[n < 0 ? 0 : n] = '\0';
	note(arena_printf(arena, "%s\n", command));
}

static void answer(int fd)
{
	char command[501];

	hear(fd, command, sizeof(command));
	obey(fd, command);
}

/* It takes half of a list. */
static void answer_half(int fd)
{
	char command[501];

	hear(fd, command, sizeof(command));
	if (!strncmp(command, "settings", 8))
		*strrchr(command, ' ') = '\0';
	obey(fd, command);
}

static void answer_late(int fd)
{
	sleep(2);
	answer(fd);
}

/* Asked, it takes its time: whoever leaves before would end it. */
static void answer_slowly(int fd)
{
	char command[501];

	hear(fd, command, sizeof(command));
	if (!strcmp(command, "setup"))
		sleep(2);
	obey(fd, command);
	note("answered\n");
}

static void answer_endless(int fd)
{
	char command[501], text[4096];

	hear(fd, command, sizeof(command));
	memset(text, 'x', sizeof(text));
	while (send(fd, text, sizeof(text), MSG_NOSIGNAL) > 0)
		;
}

static void answer_nothing(int fd)
{
	char command[501];

	hear(fd, command, sizeof(command));
}

static void answer_wrongly(int fd)
{
	char command[501];

	hear(fd, command, sizeof(command));
	reply(fd, "SLEEP 10 IRQ 34 LOAD 0 DIFF 0 CLASS 0 IRQ 3");
}

static void close_at_once(int fd)
{
	note("closed\n");
}

static void never_close(int fd)
{
	pause();
}

static void serve(int listener, void (*behave)(int fd), const char *irqs)
{
	char words[64];

	snprintf(words, sizeof(words), "%s", irqs);
	take_list(words);
	for (;;) {
		int fd = accept(listener, NULL, NULL);

		if (fd < 0)
			_exit(1);
		behave(fd);
		close(fd);
	}
}

static void start_as(uid_t uid, void (*behave)(int fd), const char *irqs)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int ready[2];
	char byte;

	snprintf(at.sun_path, sizeof(at.sun_path), "%s", path);
	ck_assert_int_eq(pipe(ready), 0);
	server = fork();
	if (!server) {
		int fd = socket(AF_UNIX, SOCK_STREAM, 0);

		if (bind(fd, (struct sockaddr *)&at, sizeof(at)) || (uid && setuid(uid)) || listen(fd, 1) ||
		    write(ready[1], "x", 1) != 1)
			_exit(1);
		serve(fd, behave, irqs);
	}
	ck_assert_int_eq(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	close(ready[1]);
}

static void start(void (*behave)(int fd), const char *irqs)
{
	start_as(0, behave, irqs);
}

/* What the server was told, and whether it lives. */
static const char *log_text(void)
{
	const char *text = tree_text(&t, "log");

	return text ? text : "";
}

/* The same, when it was read by the server. */
static const char *logged(void)
{
	for (int i = 0; i < 200 && !*log_text(); i++)
		usleep(10000);
	return log_text();
}

static bool lives(void)
{
	return waitpid(server, NULL, WNOHANG) == 0;
}

static struct balancer there(void)
{
	return (struct balancer){ path, (unsigned)server };
}

/* Milliseconds: less than it waits for an answer that is being worked on; that, on a busy machine. */
#define IMPATIENT 14000
#define PATIENT 30000

/* The list, or "ERRNO: text"; *took gets the milliseconds. */
static const char *asked(long *took)
{
	struct timespec from, to;
	struct balancer_list list;
	struct balancer b = there();
	int r;

	clock_gettime(CLOCK_MONOTONIC, &from);
	r = balancer_read(&s, &b, arena, &list, &e);
	clock_gettime(CLOCK_MONOTONIC, &to);
	*took = (to.tv_sec - from.tv_sec) * 1000 + (to.tv_nsec - from.tv_nsec) / 1000000;
	return r ? arena_printf(arena, "%s: %s", strerrorname_np(-r), e.text) : list_text(&list);
}

static void setup(void)
{
	memory();
	t = tree_new();
	ck_assert_int_eq(chmod(t.path, 0755), 0);
	snprintf(path, sizeof(path), "%s/irqbalance.sock", t.path);
	tree_file(&t, "log", "");
	ck_assert_int_eq(fchmodat(t.fd, "log", 0666, 0), 0);
	ck_assert_int_eq(sys_open(&s, NULL, &e), 0);
	server = 0;
}

static void teardown(void)
{
	if (server > 0) {
		kill(server, SIGKILL);
		waitpid(server, NULL, 0);
	}
	sys_close(&s);
	tree_free(&t);
	no_memory();
}

START_TEST(reads)
{
	long ms;

	start(answer, "34 8");
	ck_assert_str_eq(asked(&ms), "8 34");
	/* It would take an empty connection for its last command: first a word that it does not know. */
	ck_assert_str_eq(log_text(), "nqtune\nsetup\n");
}
END_TEST

/* Without any of its waits; a busy machine may make it seem so, but not each time. */
START_TEST(promptly)
{
	long ms = LONG_MAX;

	start(answer, "8");
	for (int i = 0; i < 10 && ms >= 900; i++)
		ck_assert_str_eq(asked(&ms), "8");
	ck_assert_int_lt(ms, 900);
}
END_TEST

START_TEST(replaces)
{
	unsigned irqs[] = { 8, 25, 26 };
	struct balancer_list list = { irqs, 3 };
	struct balancer b;
	long ms;

	start(answer, "8");
	b = there();
	ck_assert_int_eq(balancer_replace(&s, &b, &list, arena, &e), 0);
	ck_assert_str_eq(asked(&ms), "8 25 26");
	list.n = 0;
	ck_assert_int_eq(balancer_replace(&s, &b, &list, arena, &e), 0);
	ck_assert_str_eq(asked(&ms), "");
	ck_assert(lives());
}
END_TEST

START_TEST(replaces_in_part)
{
	unsigned irqs[] = { 8, 25, 26 };
	struct balancer_list list = { irqs, 3 };
	struct balancer b;

	start(answer_half, "8");
	b = there();
	ck_assert_int_eq(balancer_replace(&s, &b, &list, arena, &e), -ESTALE);
	ck_assert_str_eq(e.text, "it took the list, but has another one now");
}
END_TEST

START_TEST(too_long_is_not_sent)
{
	unsigned irqs[121];
	struct balancer_list list = { irqs, 121 };
	struct balancer b;

	for (size_t i = 0; i < 121; i++)
		irqs[i] = 100 + (unsigned)i;
	start(answer, "8");
	b = there();
	ck_assert_int_eq(balancer_replace(&s, &b, &list, arena, &e), -E2BIG);
	ck_assert_str_eq(e.text, "a list of 121 interrupts is longer than it takes");
	ck_assert_str_eq(log_text(), "");
}
END_TEST

/* It pauses after its list was changed. */
START_TEST(deaf_for_a_while)
{
	long ms;

	start(answer_late, "8");
	ck_assert_str_eq(asked(&ms), "8");
	ck_assert_int_ge(ms, 4000);
	ck_assert(lives());
}
END_TEST

START_TEST(asked_and_waited_for)
{
	long ms;

	start(answer_slowly, "8");
	ck_assert_str_eq(asked(&ms), "8");
	ck_assert_int_ge(ms, 2000);
	ck_assert_str_eq(log_text(), "nqtune\nanswered\nsetup\nanswered\n");
	ck_assert(lives());
}
END_TEST

START_TEST(stopped)
{
	long ms;

	start(answer, "8");
	ck_assert_int_eq(kill(server, SIGSTOP), 0);
	ck_assert_int_eq(waitpid(server, NULL, WUNTRACED), server);
	ck_assert_str_eq(asked(&ms), arena_printf(arena, "ETIMEDOUT: it does not answer at %s", path));
	ck_assert_int_lt(ms, IMPATIENT);
	/* Nobody asked anything that it would answer when it goes on. */
	ck_assert_int_eq(kill(server, SIGCONT), 0);
	ck_assert_str_eq(asked(&ms), "8");
	ck_assert(lives());
}
END_TEST

START_TEST(silent_for_ever)
{
	long ms;

	start(never_close, "8");
	ck_assert_ptr_nonnull(strstr(asked(&ms), "ETIMEDOUT: it does not answer"));
	ck_assert_int_lt(ms, PATIENT);
	ck_assert_int_eq(waitpid(server, NULL, WNOHANG), 0);
}
END_TEST

START_TEST(hostile_answers)
{
	static const struct {
		void (*behave)(int fd);
		const char *says;
	} cases[] = {
		{ answer_endless, "EPROTO: it answers without end" },
		{ answer_nothing, "EPROTO: what it answers is not understood" },
		{ answer_wrongly, "EPROTO: what it answers is not understood" },
		{ close_at_once, path },
	};
	const char *says;
	long ms;

	start(cases[_i].behave, "8");
	says = asked(&ms);
	ck_assert_msg(strcasestr(says, cases[_i].says) != NULL, "%s", says);
	ck_assert_int_lt(ms, IMPATIENT);
	ck_assert_ptr_null(strstr(log_text(), "settings"));
}
END_TEST

START_TEST(of_another_user)
{
	long ms;

	start_as(NOBODY, answer, "8");
	ck_assert_str_eq(asked(&ms), arena_printf(arena, "EPERM: %s belongs to user %d, not to root", path, NOBODY));
	ck_assert_str_eq(logged(), "nqtune\n");
}
END_TEST

START_TEST(of_another_process)
{
	struct balancer b = { path, (unsigned)getpid() };
	struct balancer_list list;

	start(answer, "8");
	ck_assert_int_eq(balancer_read(&s, &b, arena, &list, &e), -EPERM);
	ck_assert_str_eq(e.text, arena_printf(arena, "%s is held by process %d, which is not irqbalance", path,
					      (int)server));
	/* An irqbalance that is seen under another number, from a container, must not repeat its last command. */
	ck_assert_str_eq(logged(), "nqtune\n");
}
END_TEST

START_TEST(no_socket)
{
	char name[200];
	struct balancer b = { path, 1 };
	struct balancer_list list;

	ck_assert_int_eq(balancer_read(&s, &b, arena, &list, &e), -ENOENT);
	tree_file(&t, "irqbalance.sock", "");
	ck_assert_int_eq(balancer_read(&s, &b, arena, &list, &e), -ECONNREFUSED);
	memset(name, 'x', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	b.socket = name;
	ck_assert_int_eq(balancer_read(&s, &b, arena, &list, &e), -ENAMETOOLONG);
}
END_TEST

/* The irqbalance that runs here is not that of the recording. */
START_TEST(a_recorded_machine)
{
	struct balancer_list list = { 0 };
	struct sys recorded;
	struct balancer b;

	start(answer, "8");
	b = there();
	ck_assert_int_eq(sys_open(&recorded, t.path, &e), 0);
	ck_assert_int_eq(balancer_read(&recorded, &b, arena, &list, &e), -EROFS);
	ck_assert_int_eq(balancer_replace(&recorded, &b, &list, arena, &e), -EROFS);
	ck_assert_str_eq(log_text(), "");
	sys_close(&recorded);
}
END_TEST

static TCase *door(void)
{
	TCase *c = tcase_create("door");

	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_test(c, reads);
	tcase_add_test(c, promptly);
	tcase_add_test(c, replaces);
	tcase_add_test(c, replaces_in_part);
	tcase_add_test(c, too_long_is_not_sent);
	tcase_add_test(c, deaf_for_a_while);
	tcase_add_test(c, asked_and_waited_for);
	tcase_add_test(c, stopped);
	tcase_add_test(c, silent_for_ever);
	tcase_add_loop_test(c, hostile_answers, 0, 4);
	tcase_add_test(c, of_another_user);
	tcase_add_test(c, of_another_process);
	tcase_add_test(c, no_socket);
	tcase_add_test(c, a_recorded_machine);
	return c;
}

static Suite *suite(void)
{
	Suite *suite = suite_create("irqbalance");
	TCase *c = tcase_create("words");

	tcase_add_checked_fixture(c, memory, no_memory);
	tcase_add_test(c, answers_of_irqbalance);
	tcase_add_test(c, answers_of_others);
	tcase_add_test(c, no_answers);
	tcase_add_test(c, commands);
	suite_add_tcase(suite, c);
	/* What is not root's is not talked to. */
	if (geteuid() == 0)
		suite_add_tcase(suite, door());
	return suite;
}

TEST_MAIN(suite)
