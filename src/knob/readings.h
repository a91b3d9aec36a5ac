/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "nqtune/knob.h"

/* Adds a reading that is not set yet. target is arena or static text. */
struct knob_reading *readings_add(struct arena *a, struct knob_readings *out,
				  const struct knob_attr *attr, const char *target,
				  unsigned index);

/* The reading of attr (NULL = of any), target NULL = the first; NULL = there is none. */
const struct knob_reading *readings_find(const struct knob_readings *r,
					 const struct knob_attr *attr, const char *target);

/* A set as a value; NULL = VALUE_NONE. */
struct value value_cpus(const struct cpuset *set);
/* A number as a value; not set = VALUE_NONE. */
struct value value_number(struct reading n);
/* The word for a flag: "on" or "off"; not set = VALUE_NONE. */
struct value value_flag(struct reading n);
/*
 * The word for a number on the wire; "" = VALUE_NONE, and a number without a word stays one.
 * words is NULL-terminated, or NULL.
 */
struct value value_word(const char *const *words, struct reading n);
/* The number on the wire of a value of attr; of a word that is none of its words, their count. */
uint64_t value_wire(const struct knob_attr *attr, const struct value *v);

/* What queue and interrupt targets are called: "rx-0", "tx-1". */
const char *target_rx(struct arena *a, unsigned queue);
const char *target_tx(struct arena *a, unsigned queue);
/* A vector's name, or its interrupt's number while it has none. */
struct vector;
const char *target_vector(struct arena *a, const struct vector *v);

/*
 * Reads all file rows of a scope for one target of ifname, numbers, flags and words, but no
 * sets of CPUs. What cannot be read is VALUE_NONE, and so is, unread, what out has as
 * VALUE_NONE of an earlier target.
 */
void file_readings(const struct knob *k, struct sys *s, const char *ifname, enum attr_scope scope,
		   const char *target, unsigned index, struct arena *a, struct knob_readings *out);

/* The read() of every knob with a get_cmd whose rows are attributes of the answer. */
int ethread_knob(const struct knob *k, struct sys *s, const struct host *h, const struct nic *nic,
		 struct arena *a, struct knob_readings *out, struct err *e);
/* The set() and get() of the same knobs: one message for all changes. */
int ethread_set(struct sys *s, const struct change *c, const struct value *const *v, size_t n,
		struct err *e);
int ethread_get(struct sys *s, const struct change *c, size_t n, struct arena *a,
		struct value *out, struct err *e);
/* Whether a netlink reading's code means "there is none of it here". */
bool ethread_absent(int code);
/* Adds to the words of a driver that refused a setting what can be done about it; returns code. Pure. */
int ethread_refused(int code, const char *ifname, struct err *e);
