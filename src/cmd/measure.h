/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct session;

/* A "measure" command line. */
struct measure_request {
	unsigned seconds;	/* 0 = none was said */
	const char *const *ifaces;
	size_t nifaces;
	bool compare;
	unsigned rounds;	/* 0 = none was said */
	const char *against;	/* a file, "-"; NULL = what auto would set */
};

/* measure --compare: the layout there is and another one in turn. An exit status. */
int measure_compare(struct session *s, const struct measure_request *rq);
