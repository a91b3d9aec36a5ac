/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "nqtune/knob.h"

struct arena;
struct host;
struct items;
struct libscols_table;
struct nic;
struct style;

/* A knob of one interface that is being drawn. */
struct table {
	FILE *out;
	const struct style *st;
	const struct host *h;
	const struct nic *nic;
	const struct knob *knob;
	const struct knob_readings *r;
	struct arena *a;
	struct libscols_table *t;
};

bool table_open(struct table *t);
void table_column(struct table *t, const char *head, int flags);
/* Prints it. */
void table_close(struct table *t);
/* "-" where nothing is said. */
const char *value_cell(const struct table *t, const struct value *v);

bool is_said(const struct knob_reading *r);
/* Whether a reading of the row says something. */
bool attr_said(const struct knob_readings *r, const struct knob_attr *attr);
/* Whether any reading, or any of a queue's, an interrupt's, of the scope does. */
bool any_said(const struct knob_readings *r);
bool scope_said(const struct knob_readings *r, enum attr_scope scope);
/* Whether a queue's setting says more than the interface's of that name does. */
bool is_own(const struct knob_readings *r, const struct knob_attr *attr);
/* The setting's word, with that of what has a name: "rx-usecs", "fields udp4". */
const char *setting_name(struct arena *a, const struct knob_reading *r);
/* A value that belongs below a table: words in their order, a list, what is very long. */
bool is_long(const struct knob_reading *r);

/* Settings of the interface, of the host and of things with a name: a row each. */
void draw_settings(struct table *t);
/* Settings of queues or interrupts: a row each of these. */
void draw_targets(struct table *t, enum attr_scope scope);

bool is_feature(const struct knob_reading *r);
/* Features, names in groups by what they are; a line each where there is no terminal. Nothing if r has none. */
void draw_features(FILE *out, const struct style *st, const struct knob_readings *r,
		   struct arena *a);
/*
 * The groups, each from column from, what does not fit on from items->hang. elsewhere (or NULL)
 * says where the names are of those that are off for good: these are counted only.
 */
void draw_feature_groups(struct items *items, unsigned from, const struct knob_readings *r,
			 const char *elsewhere);
