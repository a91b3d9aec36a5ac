/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "nqtune/routes.h"

struct session;

/* The two ends of an SSH session, as sshd names them. */
struct ssh {
	struct net_addr client;
	struct net_addr server;
	char scope[16];		/* the interface of link-local addresses, or its number; "" = not said */
	char from[64];		/* the client, for people */
};

/*
 * "10.0.0.5 50412 10.0.0.1 22", from SSH_CONNECTION: false if it is anything else. IPv4
 * addresses written as IPv6 ones are IPv4; both ends are of one family. Pure.
 */
bool ssh_parse(const char *text, struct ssh *out);
/* SSH_CONNECTION in a process' environment: strings that end with a NUL each; len bytes. NULL = none. Pure. */
const char *ssh_find(const char *strings, size_t len);
/*
 * The session in which this runs: of our environment, or (sudo takes it out) of the nearest
 * process above us that has it. False: none that is known.
 */
bool ssh_session(struct session *s, struct ssh *out);
