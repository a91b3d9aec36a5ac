/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <json-c/json.h>
#include <stdbool.h>

#include "nqtune/parse.h"

struct apply_report;
struct arena;
struct cpuset;
struct finding;
struct knob;
struct knob_attr;
struct knob_readings;
struct plan;
struct value;

/* An object that says first which document it is: "nqtune-show/1". */
struct json_object *json_document(const char *schema);
/* Adds member key (a literal, not there yet); v NULL is null. */
void json_add(struct json_object *o, const char *key, struct json_object *v);

/* NULL becomes null. */
struct json_object *json_text(const char *s);
struct json_object *json_texts(const char *const *v, size_t n);
struct json_object *json_set(const struct cpuset *s, struct arena *a);
struct json_object *json_reading(struct reading r);
/* A number that is negative where it is not said. */
struct json_object *json_known(int n);
/* With so many digits behind the point; below 0 is not known. */
struct json_object *json_fraction(double n, int digits, struct arena *a);
/* reasons: with evidence and why, which a plan's have not. */
struct json_object *json_finding(const struct finding *f, bool reasons);
/* What is planned, and what became of it (r NULL = nothing was written): changes, left_alone, findings. */
void json_add_plan(struct json_object *o, const struct plan *p, const struct apply_report *r,
		   unsigned ncpus, struct arena *a);
/* attr (or NULL) tells flags from words. */
struct json_object *json_value(const struct value *v, const struct knob_attr *attr,
			       struct arena *a);
/*
 * k's readings of one interface by the kernel's words: {"combined":{"value":6,"max":8}} for its own
 * and the host's, {"tx":[{"queue":0,"limit":{"value":..}}]} for those of queues and interrupts,
 * {"fields":{"udp4":{"value":"sd"}}} for things with a name, {"rx-gro":{"value":true,"fixed":false}}
 * for features.
 */
struct json_object *json_readings(const struct knob *k, const struct knob_readings *r,
				  struct arena *a);
