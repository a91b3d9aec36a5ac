/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stddef.h>

struct arena;
struct err;
struct sys;

/*
 * The door to a running irqbalance (1.6 and newer): its socket, a command a connection. This machine
 * only. The socket must belong to root and be held by process pid.
 *
 * Up to 1.9.2 at least, it dies of SIGPIPE when whoever asked is gone before it answers, takes an
 * empty connection for its last command again, and after its list was changed it answers nobody
 * for as long as its interval (10 s unless configured). So it is only asked when it listens,
 * and then waited for.
 */
struct balancer {
	const char *socket;	/* "/run/irqbalance/irqbalance412.sock" */
	unsigned pid;
};

/* The interrupts it leaves alone because it was told to, here or on its command line. */
struct balancer_list {
	unsigned *irqs;		/* ascending, each once; arena memory */
	size_t n;
};

/* Makes a list of what was put into it in any order. */
void balancer_sort(struct balancer_list *list);
/*
 * What "setup" answers: "SLEEP 10 IRQ 34 LOAD 0 DIFF 0 CLASS 0 ... BANNED 00000000". Takes what newer
 * versions may add to an interrupt. -EPROTO: something else, or not whole. Pure.
 */
int balancer_parse(const char *text, size_t len, struct arena *a, struct balancer_list *out);
/* The list as one command. NULL: longer than it takes (500 bytes before 1.9.5). Arena memory. */
const char *balancer_command(const struct balancer_list *list, struct arena *a);

/*
 * Asks for the list. Bounded: a second, or some more while irqbalance sleeps on
 * purpose. -ETIMEDOUT, -EPERM (not root's, or we are not root), -EPROTO, ... with e.
 */
int balancer_read(struct sys *s, const struct balancer *b, struct arena *a,
		  struct balancer_list *out, struct err *e);
/* Replaces the list, and reads it back (-ESTALE: it is another). -E2BIG: it cannot be sent whole, and is not. */
int balancer_replace(struct sys *s, const struct balancer *b, const struct balancer_list *list,
		     struct arena *a, struct err *e);
