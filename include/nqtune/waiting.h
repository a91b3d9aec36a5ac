/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct err;
struct session;

/*
 * What a --try that waits and "nqtune confirm" tell each other: a file each way below
 * /run/nqtune, for this network namespace. Who may write there may confirm.
 */
struct waiting {
	unsigned id;		/* the journal's */
	unsigned pid;
	int64_t until_ms;	/* on waiting_clock() */
	const char *command;	/* "auto wan br0" */
};

/* Milliseconds that go on while the machine is suspended. */
int64_t waiting_clock(void);

/* 0, or -errno with e: nobody could confirm then. */
int waiting_save(struct session *s, const struct waiting *w, struct err *e);
/* False: none waits here (e->text empty), or the file is damaged. What waited may be dead: the lock tells. */
bool waiting_load(struct session *s, struct waiting *w, struct err *e);
/* Forgets both files. */
void waiting_clear(struct session *s);

/* The answer to w, and to no other. 0, or -errno with e. */
int answer_save(struct session *s, const struct waiting *w, struct err *e);
bool answer_given(struct session *s, const struct waiting *w);
void answer_clear(struct session *s);
