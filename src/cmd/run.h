/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stddef.h>

struct apply_report;
struct change;
struct err;
struct session;

/* Takes the lock of changing commands (bounded). An fd >= 0, or a negative errno with e. */
int lock_changes(struct session *s, struct err *e);

/* apply_changes() through this session's doors. */
int run_changes(struct session *s, unsigned ncpus, const struct change *changes, size_t n,
		struct apply_report *r, struct err *e);
