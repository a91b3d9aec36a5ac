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
};

enum attr_scope {
	SCOPE_IFACE,
	SCOPE_RX,		/* a file per rx queue */
	SCOPE_TX,
	SCOPE_VECTOR,		/* a file per interrupt */
};

struct knob_attr {
	const char *name;	/* the word on the command line and the JSON key: "cpus", "rx-usecs" */
	enum attr_kind kind;
	enum attr_scope scope;
	const char *unit;	/* "us", "entries", ...; NULL = none */
	const char *file;	/* leaf below the queue or interrupt directory; NULL = netlink */
	uint16_t id;		/* netlink attribute of the value; 0 = none */
	uint16_t max_id;	/* netlink attribute of its pre-set maximum; 0 = none */
	const char *help;
};

/* One attribute as read from one target. */
struct knob_reading {
	const struct knob_attr *attr;
	const char *target;
	unsigned index;		/* queue or interrupt number */
	struct value value;
	struct value max;
};
struct knob_readings {
	struct knob_reading *v;
	size_t n;
};

struct knob {
	const char *name;
	const char *summary;	/* one line for --help and the manual */
	unsigned stage;		/* apply in ascending order: channels before irq before xps before rps */
	bool bounces_link;	/* setting it may reset the link */
	bool settable;
	uint8_t get_cmd;	/* ethtool netlink message of the reading; 0 = files */
	const struct knob_attr *attrs;
	size_t nattrs;
	/* Fills out from the model or from the doors. Not supported is VALUE_NONE, not an error. */
	int (*read)(const struct knob *k, struct sys *s, const struct host *h,
		    const struct nic *nic, struct arena *a, struct knob_readings *out,
		    struct err *e);
};

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
/* The exact bytes to write for v ("3f" as wide as the kernel's masks), ncpus = host->ncpus. Pure. */
const char *knob_text(struct arena *a, const struct knob_attr *attr, const struct value *v,
		      unsigned ncpus);
/* The shell command that would do the same: "echo 6 > /sys/...". Pure. */
const char *knob_shell(struct arena *a, const struct change *c, unsigned ncpus);

/*
 * Sets and reads back through the doors. knob_set: 0, or a negative errno with
 * the reason in e translated for this knob (EIO on smp_affinity = a managed
 * interrupt, ENOENT on xps_cpus = one tx queue, ...). knob_get: the value now.
 */
int knob_set(struct sys *s, const struct change *c, const struct value *v, unsigned ncpus,
	     struct err *e);
int knob_get(struct sys *s, const struct change *c, unsigned ncpus, struct arena *a,
	     struct value *out, struct err *e);

/*
 * A CPU set written by a person for a target: the words all, none, local, others,
 * irq, big resolve against nic (and the rx or tx queue index when scope says so).
 * CPUs that do not exist or are offline are refused by name. Arena set.
 */
int knob_parse_cpus(const struct host *h, const struct nic *nic, enum attr_scope scope,
		    unsigned index, const char *text, struct arena *a, struct cpuset **out,
		    struct err *e);

/* A setting as the user wrote it, for one interface: what it would change. */
struct knob_setting {
	const struct knob_attr *attr;
	const char *text;
};
struct changes {
	struct change *v;
	size_t n;
};
/*
 * The changes that bring the settings about on nic: queue >= 0 only that queue's
 * targets, -1 all; vector (NULL or a name) only that interrupt. Settings that
 * already hold yield no change (*already counts them). -EINVAL / -ENOENT with a text that
 * says what exists ("eth0 has rx queues 0-5").
 */
int knob_changes(const struct knob *k, const struct host *h, const struct nic *nic, long queue,
		 const char *vector, const struct knob_setting *settings, size_t nsettings,
		 struct arena *a, struct changes *out, size_t *already, struct err *e);
