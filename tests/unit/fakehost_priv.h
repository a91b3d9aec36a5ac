/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/* What the two halves of the fake host share. */
#include <stdbool.h>
#include <stddef.h>

struct cpuset;
struct host;
struct nic;

/* A word taken apart at its colons. */
struct word {
	const char *field[24];
	size_t n;
};

_Noreturn void fake_nonsense(const char *what, const char *text);
unsigned fake_number(const char *text);
/* A set of queue numbers: not bound to the number of CPUs. */
struct cpuset *fake_queues(const struct host *h, const char *list);
struct nic *fake_nic(const struct host *h, const char *name);

bool word_is(const struct word *w, const char *head);
/* The text behind "key=" among the fields, "" for a bare "key", NULL without. */
const char *word_option(const struct word *w, const char *key);
unsigned word_count(const struct word *w, const char *key, unsigned otherwise);

void fake_device(struct host *h, struct nic *nic, const struct word *w);
void fake_stacked(struct host *h, struct nic *nic, const struct word *w);
