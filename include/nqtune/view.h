/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct apply_report;
struct arena;
struct checkup;
struct doctor_rule;
struct host;
struct journal_entry;
struct json_object;
struct knob;
struct knob_readings;
struct nic;
struct nic_knobs;
struct plan;
struct promises;
struct undo_report;
struct measured;
struct comparison;
struct trial;
struct change;
struct drift;
struct finding;

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

/* Each in a few lines: severity and what, what was seen, why it matters, what to do. */
void view_findings(FILE *out, const struct style *st, unsigned indent, const struct finding *v,
		   size_t n, struct arena *a);

/* What the doctor found, a line of sums first; one line if that is nothing. Why it matters with -v; with -q only what is bad. */
void view_checkup(FILE *out, const struct style *st, const struct checkup *c,
		  const struct finding *v, size_t n, struct arena *a);
/* The doctor's rules (a table that ends with one without an id): what each looks for, why, and who says so. */
void view_rules(FILE *out, const struct style *st, const struct doctor_rule *rules, struct arena *a);

/* What was kept of a layout: broken promises first, kept and idle ones folded unless -v; with -q the broken ones only. */
void view_promises(FILE *out, const struct style *st, const struct promises *p, struct arena *a);

/* What was counted of these interfaces: sums, where packets were dropped, what each CPU did. */
void view_measured(FILE *out, const struct style *st, const struct measured *m,
		   const char *const *ifaces, size_t n, struct arena *a);
/* Runs of two layouts, each figure of both (-v: from where to where), and which was better; with -q only that. */
void view_comparison(FILE *out, const struct style *st, const struct trial *runs, size_t n,
		     const struct comparison *c, struct arena *a);

/* The last line: "done: 2 changes written and read back"; what: one of them. */
void view_done(FILE *out, size_t n, const char *what, const char *how);
/* The same on a dry run, where something would have been written; note (or NULL) in brackets. */
void view_dry_run(FILE *out, const char *note);

/* An entry of the journal; when it began and how far it is in words. */
struct view_entry {
	const struct journal_entry *entry;
	const char *when, *state;
};
/* Them as a table, a line each. */
void view_entries(FILE *out, const struct view_entry *v, size_t n, struct arena *a);

/* What was put back of an entry, or on a dry run would be. */
struct view_undone {
	struct view_entry of;
	const struct undo_report *report;
};
void view_undone(FILE *out, const struct style *st, const struct view_undone *u, bool dry_run,
		 unsigned ncpus, struct arena *a);

/* A line of a file of commands, and what became of it. */
struct view_line {
	unsigned number;	/* 0: it stands in no file */
	const char *command;
	const struct plan *plan;
	const struct apply_report *report;	/* NULL: nothing was written */
	const char *unplanned;	/* why it could not be foreseen; NULL: it was */
};
struct view_lines {
	const char *file;	/* as messages call it */
	const struct view_line *v;
	size_t n;
	size_t changed;		/* settings, of all lines */
	size_t told;		/* interrupts that irqbalance was told to leave alone */
	bool dry_run;
	unsigned ncpus;
};
/* A part for each line, and the sum; of lines that change nothing only with -v. */
void view_applied(FILE *out, const struct style *st, const struct view_lines *l, struct arena *a);

/* A line for each setting, with the command that sets it again; below those explained alike, who probably undid them. */
void view_drift(FILE *out, const struct style *st, const struct drift *v, size_t n,
		unsigned ncpus, struct arena *a);

/*
 * The layout of these interfaces as a stand-alone SVG, for a light or dark screen: a row is a queue
 * with its interrupt, a column a CPU, grouped by node, last-level cache and core. verdicts has a
 * sentence (or NULL) on each. nics point into h->nics.
 */
void view_svg(FILE *out, const struct host *h, const struct nic *const *nics,
	      const char *const *verdicts, size_t n, struct arena *a);

/* JSON documents (schemas in nqtune(8)); the caller puts the object. */
struct json_object *json_show(const struct host *h, const struct nic_knobs *k, size_t n,
			      struct arena *a);
struct json_object *json_plan(const struct plan *p, bool applied, const struct apply_report *r,
			      unsigned ncpus, struct arena *a);
struct json_object *json_knob(const struct knob *k, const struct nic *const *nics,
			      const struct knob_readings *r, size_t n, struct arena *a);
struct json_object *json_checkup(const struct checkup *c, const struct finding *v, size_t n,
				 struct arena *a);
struct json_object *json_rules(const struct doctor_rule *rules);
struct json_object *json_promises(const struct promises *p, struct arena *a);
/* The command that ran meanwhile, and how it ended. */
struct view_ran {
	char *const *words;	/* NULL-terminated */
	bool stopped;		/* when the time was up */
	int status;		/* it exited with; below 0 = it did not exit */
	int signal;		/* that killed it; 0 = none did */
};
/* ran: NULL = none. */
struct json_object *json_measured(const struct measured *m, const char *const *ifaces, size_t n,
				  const struct view_ran *ran, struct arena *a);
/* Two layouts that were measured in turn. */
struct view_trials {
	const char *b;		/* what the second one is */
	const struct change *changes;	/* that make it of the first */
	size_t nchanges;
	const struct trial *runs;	/* none on a dry run, or where there is nothing to compare */
	size_t nruns;
	const char *const *ifaces;	/* whose counters they are */
	size_t nifaces;
	bool dry_run;
	unsigned ncpus;
};
struct json_object *json_comparison(const struct view_trials *t, const struct comparison *c,
				    struct arena *a);
/* The changes of a plan alone, an array; for changes that were made otherwise than by one. */
struct json_object *json_changes(const struct change *c, size_t n, unsigned ncpus, struct arena *a);
/* file: what was compared with, NULL = what was set since boot. */
struct json_object *json_drift(const struct drift *v, size_t n, const char *file, struct arena *a);
struct json_object *json_entries(const struct view_entry *v, size_t n);
struct json_object *json_undone(const struct view_undone *v, size_t n, bool dry_run,
				unsigned ncpus, struct arena *a);
struct json_object *json_applied(const struct view_lines *l, struct arena *a);
/* What is forgotten: an entry of the journal; an interface that auto planned for. */
struct json_object *json_forgotten_entry(unsigned id, bool dry_run);
struct json_object *json_forgotten_iface(const char *iface, bool dry_run);
/* The command of this entry, which waited to be confirmed. */
struct json_object *json_confirmed(unsigned id, const char *command, bool kept);
/* What is recorded where; h NULL = nothing yet, a dry run. */
struct json_object *json_recorded(const char *dir, const struct host *h);
