/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "nqtune/change.h"
#include "nqtune/finding.h"

struct arena;
struct cpuset;
struct err;
struct host;
struct nic;
struct nic_knobs;

/* What is wished for one interface; the options of the "auto" that named it. */
struct wish_iface {
	const char *name;
	unsigned weight;	/* 0 = find out (2 where the firewall masquerades, else 1) */
	const struct cpuset *reserve;	/* CPUs to keep out of the pool; NULL = none */
	bool smt;		/* every hardware thread, not one a core */
	bool use_isolated;
	bool all_cores;		/* slow cores too */
	bool xps_all;		/* CPUs without a queue get the nearest one */
	bool dedicated_irq;	/* the steering set never holds an IRQ CPU */
};

struct wish {
	const struct wish_iface *v;	/* in the order named */
	size_t n;
};

/* The kinds of work one's NICs are set for; the table is src/plan/profiles.c. */
enum profile {
	PROFILE_ROUTER,
	PROFILE_SERVER,
	PROFILE_LATENCY,
	PROFILE_CAPTURE,
};
/* The profiles' words, NULL-terminated, by enum. */
extern const char *const profile_names[];

/* How the value of a profile's line is found. */
enum profile_rule {
	RULE_NUMBER,		/* this number */
	RULE_AT_MOST,		/* this number, unless what is set waits less */
	RULE_UNLESS_ADAPTIVE,	/* this number, where the driver has no adaptive-rx */
	RULE_WORD,		/* this word */
	RULE_NO_PAUSE,		/* this word, where packets come in on several queues and pausing is on */
	RULE_A_CPU_EACH,	/* a queue for each CPU of the pool, never more than the maximum */
	RULE_CACHE,		/* entries whose buffers fit their share of the cache, from number to most */
	RULE_SHORT,		/* this number, on request (--short-tx-ring) */
	RULE_EVEN,		/* the driver's own indirection table, where another is not even */
	RULE_PORTS,		/* "sdfn" in place of "sd" */
	RULE_ENTRIES,		/* at least this number */
	RULE_FLOWS,		/* the host's entries over the queues */
	RULE_LEAVE,		/* left alone where it is this word, and why */
};

/* What a profile asks of one setting. */
struct profile_line {
	unsigned profiles;	/* bits of enum profile */
	const char *knob;
	const char *attr;	/* the knob's row */
	const char *target;	/* a feature or protocol, by the kernel's name; NULL = the interface */
	enum profile_rule rule;
	unsigned number;
	unsigned most;
	const char *word;
	bool optional;		/* some drivers have no such setting, or only show it */
	const char *why;
};
/* The table, by knob; ends with a line without a knob. */
extern const struct profile_line profile_lines[];
/* Whether the line is one of p's. */
bool profile_has(enum profile p, const struct profile_line *line);
/* What the line asks for, in words: "50", "off", "256 to 1024, as the cache allows". Arena or static. */
const char *profile_value_text(struct arena *a, const struct profile_line *line);

/* What "auto" shall set beyond the layout. The knobs' names, NULL-terminated: "channels", "ring", ... */
struct wish_cards {
	enum profile profile;
	const char *const *knobs;	/* of the registry; NULL or empty = none */
	bool short_tx_ring;	/* R10: the tx ring of 80 that wakes xmit_more */
	const char *const *ifaces;	/* the interfaces it is asked for; NULL-terminated */
};

struct left_alone {
	const char *iface;
	const char *knob;	/* "rps", "xps", "irq" */
	const char *why;
};

struct plan {
	struct change *changes;	/* in the order of application */
	size_t nchanges;
	struct left_alone *left;
	size_t nleft;
	struct finding *findings;
	size_t nfindings;
};

/*
 * The layout of all wished interfaces, planned together (rules P1-P10 of the
 * manual). Pure: looks at h only, same input same plan. Interfaces of the wish
 * that do not exist are -ENODEV. Arena memory.
 */
int plan_auto(struct plan *out, const struct host *h, const struct wish *w, struct arena *a,
	      struct err *e);

/*
 * What the profile's lines ask of the NICs that carry cards->ifaces (each once), as
 * changes to pause, channels, ring, rss, coalesce and offload in this order; with reasons, and
 * what is left alone and why. k is what these knobs read on the NICs, nk of them in
 * any order; a NIC or knob that is missing there has no such setting. Pure. Called
 * before plan_auto(), which then plans for what became of the queues. Where channels
 * change, the indirection table is the driver's again: call it once more when they have.
 * -ENODEV as plan_auto(); -EINVAL: no CPU is left for a NIC.
 */
int plan_cards(struct plan *out, const struct host *h, const struct wish *w,
	       const struct wish_cards *cards, const struct nic_knobs *k, size_t nk,
	       struct arena *a, struct err *e);
/* The same for rfs, the last knob, planned on what the queues became. Empty unless it is asked for. */
int plan_rfs(struct plan *out, const struct host *h, const struct wish *w,
	     const struct wish_cards *cards, const struct nic_knobs *k, size_t nk, struct arena *a,
	     struct err *e);

/*
 * The model as it will be when changes are applied: a copy that shares what does
 * not change. For the preview and for "a second plan is empty". Channels take queues and
 * their vectors away, or bring queues (coming) whose interrupts do not exist yet.
 * Whether a driver names or pairs its vectors anew then is not foreseen.
 */
struct host *plan_preview(const struct host *h, const struct change *changes, size_t n,
			  struct arena *a);

/* One sentence on nic's layout as it is ("6 queues on 6 CPUs, one each"), for show. */
const char *plan_verdict(const struct host *h, const struct nic *nic, struct arena *a);
