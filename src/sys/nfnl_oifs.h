/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>

struct arena;

/* An interface's name, or every name that starts so. */
struct ifpat {
	char text[IFNAMSIZ];
	bool prefix;
};

/* Outgoing interfaces: those listed (each once), or all but those. Lists never change. */
struct oifs {
	bool but;
	const struct ifpat *v;
	size_t n;
};

/* A pattern from bytes; without a NUL among them it is a prefix. */
struct ifpat ifpat_make(const void *bytes, size_t len);
/* Every name that inner matches is matched by outer. */
bool ifpat_within(const struct ifpat *inner, const struct ifpat *outer);

extern const struct oifs oifs_all;
struct oifs oifs_not(struct oifs a);
struct oifs oifs_and(struct arena *arena, struct oifs a, struct oifs b);
bool oifs_none(struct oifs a);
/* How many patterns oifs_and() of these makes room for: what it costs in memory. */
size_t oifs_and_room(struct oifs a, struct oifs b);
