/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct cpuset;
struct knob;
struct knob_attr;

enum value_kind {
	VALUE_NONE,		/* not supported, or not said: differs from 0 and from the empty set */
	VALUE_CPUS,		/* a set (of CPUs, or of rx queues) */
	VALUE_NUMBER,
	VALUE_WORD,
	VALUE_LIST,		/* numbers in their order: an indirection table */
};

struct numbers {
	const uint32_t *v;
	size_t n;
};

struct value {
	enum value_kind kind;
	union {
		const struct cpuset *cpus;
		uint64_t number;
		const char *word;
		struct numbers list;
	};
};

/* Of the same kind, and the same: sets by their members, words by letters, lists by each number. */
bool value_equal(const struct value *a, const struct value *b);
/*
 * As people read it: a set ("none" when empty), a number, a word, numbers ("0 1 in turn,
 * 128 entries"); "not supported" for VALUE_NONE. Arena or static text. Not for JSON, where an empty set is "".
 */
const char *value_text(struct arena *a, const struct value *v);

/* One setting to be changed: plan prints it, apply walks it, undo is the list reversed. */
struct change {
	const char *iface;	/* "" for a setting of the whole host */
	const struct knob *knob;
	const struct knob_attr *attr;
	const char *target;	/* "rx-0", "tx-1", a vector's name, a feature's; "" for the interface itself */
	unsigned index;		/* the queue's number, or the interrupt's */
	unsigned id;		/* as in its reading: a NAPI's number, a thread's; 0 = none */
	struct value old;
	struct value new;
	const char *path;	/* "/sys/class/net/wan/queues/rx-0/rps_cpus" */
	const char *why;
	bool optional;		/* a driver that has none of it is left alone: no failure */
};
