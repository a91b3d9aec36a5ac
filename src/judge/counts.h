/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "finds.h"

struct cpuset;

/* Fewer packets than this may be a handful of flows, and say nothing of how they are spread. */
#define ENOUGH_PACKETS 1000
/* Packets a second that begin to be work: the busiest CPU of a slow router takes some 100000. */
#define LOADED_RATE 10000

/* n a second; 0 = it is not known, since it was counted since boot or not at all. */
double a_second(const struct finds *f, uint64_t n);
/* Enough of nic's packets were counted to judge by; since boot that is a hundred times as many. */
bool is_used(const struct finds *f, const struct nic *nic);
/* Packets come in at a rate at which it matters where. */
bool is_loaded(const struct finds *f, const struct nic *nic);
/* "3060 packets in 3.0 s" */
const char *packets_counted(struct finds *f, const struct nic *nic);

/* What the receive queues of a NIC got. */
struct queue_shares {
	struct cpuset *silent;	/* those that got nothing */
	size_t n;		/* queues */
	uint64_t sum;
	uint64_t most;		/* of one queue */
};
/* false: it was not counted for every queue, or there is but one. */
bool queue_shares_of(struct finds *f, const struct nic *nic, struct queue_shares *out);

/* A CPU without any time left while it was watched. */
bool is_full(const struct finds *f, unsigned cpu);
/*
 * How bad it is that lost packets were lost beside got that were not: NULL = not worth a word.
 * What was lost since boot may be long past: only much of it counts, and is no more than a warning.
 */
const char *loss(const struct finds *f, uint64_t lost, uint64_t got);

/* nic's name as a word for a shell. */
const char *named(struct finds *f, const struct nic *nic);
/* A setting's number; not set where the driver has no such setting. */
struct reading number_of(const struct finds *f, const struct nic *nic, const char *knob,
			 const char *attr);
/* Whether a setting is on. target NULL = the interface's. */
bool is_on(const struct finds *f, const struct nic *nic, const char *knob, const char *attr,
	   const char *target);
