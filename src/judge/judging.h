/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "nqtune/promises.h"

struct cpuset;
struct irq;
struct nic;

/* Promises in the making. */
struct judging {
	const struct watched *w;
	struct arena *a;
	bool *wanted;		/* by place in w->before->nics */
	bool *judged;		/* by place in w->before->irqs: several interfaces may share one */
	struct promise *v;	/* in the order of interfaces */
	size_t n;
	size_t unasked;
};

/* What its interrupts promise. */
void judge_vectors(struct judging *j, const struct nic *nic);
/* What RPS promises; of XPS, which the kernel does not count, only that it stays as it is. */
void judge_steering(struct judging *j, const struct nic *nic);

/* p broken by m, who knows by whom. */
void judge_moved(const struct judging *j, struct promise *p, const struct move *m);
/* The move of this setting of iface, an interrupt's by its number alone; NULL = it stayed. */
struct move *moves_find(const struct moves *m, const char *iface, const char *what, unsigned index);
/* The same, of all that was seen. */
const struct move *find_move(const struct judging *j, const char *iface, const char *what,
			     unsigned index);
/* The CPUs of s that are offline by now; NULL = none. */
const struct cpuset *gone_offline(const struct judging *j, const struct cpuset *s);
