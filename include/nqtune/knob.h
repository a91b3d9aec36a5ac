/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "nqtune/change.h"
#include "nqtune/parse.h"

struct arena;
struct err;
struct host;
struct nic;
struct sys;

/*
 * A knob is a descriptor at the foot of its file. Showing, JSON keys, argument
 * words, writing, --help, completion and the manual's list derive from the rows,
 * so a name is typed once. A new knob is one file, one line in the registry, one test.
 */
enum attr_kind {
	ATTR_CPUS,		/* a set of CPUs, written as a mask */
	ATTR_RXQS,		/* a set of rx queues, written as a mask */
	ATTR_NUMBER,
	ATTR_BOOL,		/* as VALUE_WORD, "on" or "off" */
	ATTR_WORD,
	ATTR_LIST,		/* numbers in their order: the indirection table */
};

enum attr_scope {
	SCOPE_IFACE,
	SCOPE_RX,		/* one per rx queue */
	SCOPE_TX,
	SCOPE_VECTOR,		/* one per interrupt */
	SCOPE_QUEUE,		/* one per queue number, rx and tx together (per-queue coalescing) */
	SCOPE_NAMED,		/* one per thing with a name: a feature, a protocol, a rule */
	SCOPE_HOST,		/* one for the whole host, whatever the interface */
};

struct knob_attr {
	const char *name;	/* the word on the command line and the JSON key: "cpus", "rx-usecs" */
	enum attr_kind kind;
	enum attr_scope scope;
	const char *unit;	/* "us", "entries", ...; NULL = none */
	const char *file;	/* leaf below the queue or interrupt directory (SCOPE_HOST: the
				 * whole path); NULL = not a file */
	uint16_t id;		/* netlink attribute of the value; 0 = none */
	uint16_t max_id;	/* netlink attribute of its pre-set maximum; 0 = none */
	uint64_t min, limit;	/* of a number: less, or more, is refused here; limit 0 = 32 bits in
				 * netlink, and what a file takes it says itself */
	bool read_only;		/* shown, never set */
	const char *const *words;	/* of ATTR_WORD rows with an id: by the number on the wire, NULL-terminated */
	const char *help;
	const char *not_kept;	/* why a value may be accepted and yet not kept; NULL = not known */
};

/* A word of a knob's own grammar that is not the name of a row: "equal N", "default". */
struct knob_word {
	const char *name;
	unsigned min, max;	/* how many words follow it, those beyond min up to the next keyword;
				 * KNOB_WORDS_MANY = all that are no keyword */
	const char *arguments;	/* "N", "W...", for --help */
	const char *help;
};
#define KNOB_WORDS_MANY 4096u
#define KNOB_WORDS_REST 4097u	/* all that follow, keywords too */

/* One attribute as read from one target. */
struct knob_reading {
	const struct knob_attr *attr;
	const char *target;
	unsigned index;		/* queue or interrupt number */
	unsigned id;		/* the kernel's number of what is behind it (a NAPI, a thread), for people; 0 = none */
	struct value value;
	struct value max;
	bool fixed;		/* the driver does not let it be changed */
};
struct knob_readings {
	struct knob_reading *v;
	size_t n;
};

/* A setting as the user wrote it: a keyword and the words behind it. */
struct knob_setting {
	const struct knob_attr *attr;	/* the row of that name; NULL for a word of the knob's own */
	const char *word;
	const char *const *args;
	size_t nargs;
};

struct changes {
	struct change *v;
	size_t n;
};

/* What is asked of one interface. */
struct knob_order {
	const struct knob *knob;
	const struct host *h;
	const struct nic *nic;
	const struct knob_readings *now;	/* what knob->read gave for nic just before */
	long queue;			/* only this queue's targets; -1 = all */
	const char *vector;		/* only this interrupt (name or number); NULL = all */
	const struct knob_setting *settings;
	size_t nsettings;
	bool foresee;			/* the kernel will not be asked: refuse what it would */
	struct arena *arena;
};

struct knob {
	const char *name;
	const char *summary;	/* one line for --help and the manual */
	const char *const *examples;	/* command lines for --help, from the knob's name on; NULL-terminated */
	unsigned stage;		/* apply in ascending order: channels before irq before xps before rps */
	bool bounces_link;	/* setting it may reset the link */
	bool remakes_queues;	/* setting it may make the driver forget affinities, XPS, its table */
	bool settable;
	bool singly;		/* set() and get() take one change at a time */
	uint8_t get_cmd;	/* ethtool netlink message of which the rows are attributes; 0 = none */
	uint8_t set_cmd;	/* and the one that sets them */
	const char *ethtool;	/* the option of ethtool that sets it: "-L"; NULL = none */
	const struct knob_attr *attrs;
	size_t nattrs;
	const struct knob_word *words;	/* ends with a row without a name; NULL = none */
	/* Any word followed by on or off is a setting: the names come from the kernel. */
	bool open_words;
	/* Fills out from the model or from the doors. Not supported is VALUE_NONE, not an error. */
	int (*read)(const struct knob *k, struct sys *s, const struct host *h,
		    const struct nic *nic, struct arena *a, struct knob_readings *out,
		    struct err *e);
	/* Turns settings into changes where the rows alone do not say how; NULL = by rows. Pure. */
	int (*order)(const struct knob_order *o, struct changes *out, size_t *already,
		     struct err *e);
	/*
	 * Sets n changes of one interface and this knob at once: v[i] is c[i]'s value (its new
	 * one, or its old one again). NULL = a file each. e holds the kernel's words.
	 */
	int (*set)(struct sys *s, const struct change *c, const struct value *const *v, size_t n,
		   struct err *e);
	/* Reads them back: out[i] is what c[i] holds now. Arena values. NULL = a file each. */
	int (*get)(struct sys *s, const struct change *c, size_t n, struct arena *a,
		   struct value *out, struct err *e);
	/* The shell command that does a change; NULL = "echo ... > file" or "ethtool OPTION IFACE ATTR VALUE". Pure. */
	const char *(*shell)(struct arena *a, const struct change *c);
};

/* What some knobs read of one interface, for show and for the planner. */
struct nic_knobs {
	const struct nic *nic;
	const struct knob **knob;	/* n of each */
	struct knob_readings *readings;
	size_t n;
};
/* The reading of an attribute by its names ("channels", "combined"), target NULL = the first; NULL = there is none, or it is not set. Pure. */
const struct knob_reading *nic_knobs_find(const struct nic_knobs *k, const char *knob,
					  const char *attr, const char *target);

/* Every knob, in the order of show and of the manual; NULL-terminated. */
extern const struct knob *const knobs[];
const struct knob *knob_find(const char *name);
/* The registry's names, NULL-terminated, for nearest_word(). */
const char *const *knob_names(void);
const struct knob_attr *knob_attr_find(const struct knob *k, const char *name);
/* Whether any of its rows is of that scope. */
bool knob_has_scope(const struct knob *k, enum attr_scope scope);

/* Frequent ones, for the planner. */
extern const struct knob knob_rps, knob_xps, knob_irq;
extern const struct knob_attr *const attr_rps_cpus, *const attr_xps_cpus, *const attr_irq_cpus;

/*
 * The file behind an attribute of target index of ifname,
 * "/sys/class/net/wan/queues/rx-0/rps_cpus"; NULL for a netlink row. Pure.
 */
const char *knob_path(struct arena *a, const struct knob_attr *attr, const char *ifname,
		      unsigned index);
/* The exact bytes to write for v ("3f" as wide as the kernel's masks), ncpus = host->ncpus; a list as "0,1,0,1". Pure. */
const char *knob_text(struct arena *a, const struct knob_attr *attr, const struct value *v,
		      unsigned ncpus);
/* What people call a setting: "rx-usecs", "fields udp4", "rx-gro". Pure. */
const char *knob_setting_name(struct arena *a, const struct knob_attr *attr, const char *target);
/* The shell command that would do the same: "echo 6 > /sys/...". Pure. */
const char *knob_shell(struct arena *a, const struct change *c, unsigned ncpus);

/* A word as one for a shell: quoted where it must be. Arena or word itself. Pure. */
const char *shell_word(struct arena *a, const char *word);

/* The command of ours that does it: "nqtune rps wan queue 0 cpus 1-2"; NULL = no single one does. Pure. */
const char *knob_own_command(struct arena *a, const struct change *c);

/* How many changes from c[0] on, of n, go to the kernel in one message: same interface, same knob, knob->set. At least 1. Pure. */
size_t knob_together(const struct change *c, size_t n);

/*
 * Set and read back the first n changes, which go together, through the doors.
 * knob_set: 0, or a negative errno with the reason in e: the kernel's own words, or
 * translated for this knob (EIO on smp_affinity = a managed interrupt, ENOENT on
 * xps_cpus = one tx queue, ...). knob_get: the values now.
 */
int knob_set(struct sys *s, const struct change *c, const struct value *const *v, size_t n,
	     unsigned ncpus, struct err *e);
int knob_get(struct sys *s, const struct change *c, size_t n, unsigned ncpus, struct arena *a,
	     struct value *out, struct err *e);

/*
 * A CPU set written by a person for a target: the words all, none, local, others,
 * irq, big resolve against nic (and the rx or tx queue index when scope says so).
 * CPUs that do not exist or are offline are refused by name. Arena set.
 */
int knob_parse_cpus(const struct host *h, const struct nic *nic, enum attr_scope scope,
		    unsigned index, const char *text, struct arena *a, struct cpuset **out,
		    struct err *e);

/*
 * The changes that bring an order about. Settings that already hold yield no change
 * (*already counts them). -EINVAL / -ENOENT / -EOPNOTSUPP with a text that says what
 * exists ("eth0 has rx queues 0-5"). Pure.
 */
int knob_changes(const struct knob_order *o, struct changes *out, size_t *already, struct err *e);
/* For knob->order(): the change that gives the target of r the value v, unless it has it. */
void order_add(const struct knob_order *o, const struct knob_reading *r, const struct value *v,
	       struct changes *out, size_t *already);
