/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * The doctor on fake hosts. A patient is made of a host's line (fakehost.h), the NICs' readings
 * (cardtest.h; "" = none) and what auto is to be planned for (plantest.h; NULL = it cannot be
 * planned). What surrounds it is empty until a test fills it; each array has room.
 */
#include <stdlib.h>
#include <string.h>

#include "cardtest.h"
#include "fakehost.h"
#include "main.h"
#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/doctor.h"
#include "nqtune/host.h"
#include "nqtune/sample.h"
#include "nqtune/surroundings.h"
#include "plantest.h"

#define ASSERT_SAYS(text, part) ck_assert_msg(strstr(text, part) != NULL, "'%s'", text)

struct patient {
	struct checkup c;
	struct host *h;
	struct surroundings *around;
	struct sample *counted;	/* three seconds in which nothing came, until counts() */
	struct finding *v;	/* after examine() */
	size_t n;
};

static inline struct surroundings *no_surroundings(const struct host *h)
{
	struct surroundings *s = arena_alloc(arena, sizeof(*s));

	s->power = arena_array(arena, h->ncpus, sizeof(*s->power));
	s->nics = arena_array(arena, h->nnics, sizeof(*s->nics));
	s->irqs = arena_array(arena, h->nirqs, sizeof(*s->irqs));
	return s;
}

static inline struct patient *patient(const char *host, const char *readings, const char *wish)
{
	struct patient *p = arena_alloc(arena, sizeof(*p));
	const struct cards cards = cards_of(host, readings);

	p->h = (struct host *)cards.h;
	p->around = no_surroundings(p->h);
	p->counted = fake_sample(arena, p->h, 3);
	p->c = (struct checkup){ .h = p->h, .around = p->around, .knobs = cards.v,
				 .nknobs = cards.n, .counted = p->counted };
	if (wish) {
		struct plan *plan = arena_alloc(arena, sizeof(*plan));

		*plan = plan_on(p->h, wish);
		p->c.plan = plan;
	}
	return p;
}

static inline struct reading *cpu_counter(struct cpu_counters *c, const char *what)
{
	const struct {
		const char *name;
		struct reading *at;
	} all[] = {
		{ "processed", &c->processed }, { "dropped", &c->dropped },
		{ "squeezed", &c->squeezed },	{ "steered", &c->steered },
		{ "limited", &c->limited },	{ "backlog", &c->backlog },
		{ "net_rx", &c->net_rx },	{ "net_tx", &c->net_tx },
		{ "softirq", &c->softirq },	{ "idle", &c->idle },
		{ "ticks", &c->ticks },
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		if (!strcmp(all[i].name, what))
			return all[i].at;
	ck_abort_msg("no such counter of a CPU: %s", what);
	return NULL;
}

static inline struct reading *nic_counter(struct nic_counters *c, const char *what)
{
	const struct {
		const char *name;
		struct reading *at;
	} all[] = {
		{ "rx", &c->rx_packets },	   { "tx", &c->tx_packets },
		{ "rx-bytes", &c->rx_bytes },	   { "tx-bytes", &c->tx_bytes },
		{ "rx-dropped", &c->rx_dropped },  { "tx-dropped", &c->tx_dropped },
		{ "rx-missed", &c->rx_missed },	   { "rx-pauses", &c->rx_pauses },
		{ "tx-pauses", &c->tx_pauses },
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		if (!strcmp(all[i].name, what))
			return all[i].at;
	ck_abort_msg("no such counter of an interface: %s", what);
	return NULL;
}

/* "rx-0", "tx-1.stalls": the queue is made when it is first named. */
static inline struct reading *queue_counter(struct sample *s, const char *iface, char *word)
{
	char *dot = strchr(word, '.');
	const bool tx = word[0] == 't';
	const unsigned index = (unsigned)atoi(word + 3);
	const char *what = dot ? dot + 1 : "packets";
	struct queue_counters *q = NULL;

	for (size_t i = 0; i < s->nqueues; i++)
		if (!strcmp(s->queues[i].iface, iface) && s->queues[i].tx == tx &&
		    s->queues[i].index == index)
			q = &s->queues[i];
	if (!q) {
		q = arena_push(arena, s->queues, s->nqueues);
		*q = (struct queue_counters){ .iface = iface, .tx = tx, .index = index };
	}
	if (!strcmp(what, "packets"))
		return &q->packets;
	if (!strcmp(what, "bytes"))
		return &q->bytes;
	if (!strcmp(what, "drops"))
		return &q->drops;
	ck_assert_str_eq(what, "stalls");
	return &q->stalls;
}

static inline void count_word(struct sample *s, char *word)
{
	char *value = strchr(word, '='), *at = strchr(word, '@');
	char *slash = strchr(word, '/'), *dot = strchr(word, '.');
	const char *what = "rx";
	struct reading n = { true, 0 };

	ck_assert_ptr_nonnull(value);
	*value++ = '\0';
	n.n = strtoull(value, NULL, 10);
	if (at) {
		const unsigned cpu = (unsigned)atoi(at + 1);

		*at = '\0';
		if (word[0] >= '0' && word[0] <= '9')
			((struct irq_counters *)sample_irq(s, (unsigned)atoi(word)))->counts[cpu] = n.n;
		else
			*cpu_counter(&s->cpus[cpu], word) = n;
	} else if (slash) {
		*slash = '\0';
		*queue_counter(s, word, slash + 1) = n;
	} else if (!strcmp(word, "seconds")) {
		s->ns = n.n * 1000000000;
	} else if (!strcmp(word, "forwarded")) {
		s->forwarded = n;
	} else {
		if (dot) {
			*dot = '\0';
			what = dot + 1;
		}
		*nic_counter((struct nic_counters *)sample_nic(s, word), what) = n;
	}
}

/*
 * What was counted, a line of words: 24@3=1000 (interrupts of 24 on CPU 3), processed@1=50 (any
 * of a CPU's), eth0=900 (packets received), eth0.rx-missed=3, eth0/rx-0=100 (packets of a queue),
 * eth0/tx-1.stalls=2, forwarded=5, seconds=10. Queues are named in their order.
 */
static inline void counts(struct patient *p, const char *line)
{
	char *rest = arena_strdup(arena, line), *word;

	while ((word = strsep(&rest, " ")))
		if (*word)
			count_word(p->counted, word);
}

/* Everything was counted since boot, or nothing was at all. */
static inline void since_boot(struct patient *p)
{
	p->c.since_boot = true;
}

static inline void not_counted(struct patient *p)
{
	p->c.counted = NULL;
}

static inline void examine(struct patient *p)
{
	p->n = doctor_examine(&p->c, &p->v, arena);
}

/* The finding of a rule on an interface (NULL = the host); NULL = it is silent. After examine(). */
static inline const struct finding *found(const struct patient *p, const char *id,
					  const char *iface)
{
	for (size_t i = 0; i < p->n; i++)
		if (!strcmp(p->v[i].id, id) &&
		    (iface ? p->v[i].iface && !strcmp(p->v[i].iface, iface) : !p->v[i].iface))
			return &p->v[i];
	return NULL;
}

/* Examines: whom the rule found something on, with how bad it is: "eth0=warn host=info"; "" = silent. */
static inline const char *on_whom(struct patient *p, const char *id)
{
	const char *text = "";

	examine(p);
	for (size_t i = 0; i < p->n; i++)
		if (!strcmp(p->v[i].id, id))
			text = arena_printf(arena, "%s%s%s=%s", text, *text ? " " : "",
					    p->v[i].iface ? p->v[i].iface : "host", p->v[i].severity);
	return text;
}

