/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

struct session;

/*
 * show --watch: what is counted, an interval of so many seconds after the other, until a signal or
 * the key q ends it. On a terminal the whole screen; else a record an interval, with --json one object a
 * line. An exit status.
 */
int watch(struct session *s, unsigned seconds, int argc, char **argv);
