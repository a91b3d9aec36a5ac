/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>

struct err;
struct files;
struct answers;

/* The doors to one machine, this one or a recorded one. */
struct sys {
	struct files *files;
	struct answers *answers;
};

/* root NULL = this machine. Sockets are opened when first needed. */
int sys_open(struct sys *s, const char *root, struct err *e);
void sys_close(struct sys *s);
