/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "nqtune/launch.h"
#include "nqtune/measure.h"

struct err;
struct session;

/* What is to be measured, and how long. */
struct measuring {
	const char *const *ifaces;	/* named */
	size_t nifaces;			/* 0 = all */
	unsigned seconds;		/* 0 = until the command ends */
	unsigned settle_ms;		/* so long what came before may last: it is not counted */
};

struct measuring_out {
	struct measured m;
	const char **ifaces;		/* that were counted */
	size_t nifaces;
	bool launched;			/* a command ran, and ended so */
	struct launch_end end;
};

/*
 * Samples before and after, while session->launch's command (if there is one) runs. 0; -EINTR: a signal that
 * was held waits, and the command is ended; else -errno with e. Results are of the session's arena.
 */
int measure_once(struct session *s, const struct measuring *how, struct measuring_out *out,
		 struct err *e);
/* Whether the command failed. It is said. */
bool measure_failed(struct session *s, const struct measuring_out *out);
