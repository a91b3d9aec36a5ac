/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct apply_report;
struct arena;
struct host;
struct json_object;
struct knob;
struct knob_readings;
struct nic;
struct nic_knobs;
struct plan;
struct change;

/* How to draw, found out once by the command. */
struct style {
	bool utf8;		/* crosses and dots; else ASCII */
	bool color;
	unsigned width;		/* columns of the terminal; 0 = no limit (not a terminal) */
	int verbose;		/* -v: paths, masks, methods; -q: -1 */
};

/* The header line, the queue x CPU matrix and the verdict of one interface. mark (or NULL) is the host before: what differs is marked. */
void view_nic(FILE *out, const struct style *st, const struct host *h, const struct nic_knobs *k,
	      const struct host *before, const char *verdict, struct arena *a);
/* What the knobs read of it, a block each, so that all of it is on one screen. */
void view_nic_knobs(FILE *out, const struct style *st, const struct nic_knobs *k, struct arena *a);
/* What they read of the host, beneath its line. */
void view_host_knobs(FILE *out, const struct style *st, const struct nic_knobs *k, struct arena *a);
/* The matrix alone. */
void view_matrix(FILE *out, const struct style *st, const struct host *h, const struct nic *nic,
		 const struct host *before, struct arena *a);
/* One line that names the host: kernel, CPUs, nodes, irqbalance. */
void view_host(FILE *out, const struct style *st, const struct host *h, struct arena *a);
/* A knob of one interface as a table. */
void view_knob(FILE *out, const struct style *st, const struct host *h, const struct nic *nic,
	       const struct knob *k, const struct knob_readings *r, struct arena *a);
/* The plan: before/after matrix of each changed interface, changes with reasons, what is left alone, findings. An empty plan draws nothing. */
void view_plan(FILE *out, const struct style *st, const struct host *before,
	       const struct host *after, const struct plan *p, struct arena *a);
/* One line a change: "wan rx-0 rps: none -> 1-2 (why)". */
void view_changes(FILE *out, const struct style *st, const struct change *c, size_t n,
		  const struct apply_report *r, unsigned ncpus, struct arena *a);

/* JSON documents (schemas in nqtune(8)); the caller puts the object. */
struct json_object *json_show(const struct host *h, const struct nic_knobs *k, size_t n,
			      struct arena *a);
struct json_object *json_plan(const struct plan *p, bool applied, const struct apply_report *r,
			      unsigned ncpus, struct arena *a);
struct json_object *json_knob(const struct knob *k, const struct nic *const *nics,
			      const struct knob_readings *r, size_t n, struct arena *a);
