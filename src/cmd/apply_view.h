/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stddef.h>

struct conf_file;
struct look;
struct session;
struct work;

/* What "apply" did, line by line, and as the last line whether it was anything. told: interrupts irqbalance was told of. */
void say_applied(struct session *s, const struct conf_file *f, const struct work *work,
		 unsigned ncpus, size_t told);
/* What it would do. */
void say_planned(struct session *s, const struct conf_file *f, const struct look *l);
