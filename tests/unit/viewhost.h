/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/* Hosts made by hand for the tests of what people see, and text to compare. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/host.h"
#include "nqtune/view.h"

#define VH_NICS 80

/* A document as text, on one line. Takes o. */
static inline const char *vh_document(struct arena *a, struct json_object *o)
{
	int how = JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE;
	const char *text = arena_strdup(a, json_object_to_json_string_ext(o, how));

	json_object_put(o);
	return text;
}

static inline struct cpuset *vh_set(struct arena *a, const struct host *h, const char *list)
{
	struct cpuset *s = cpuset_new(a, h->ncpus ? h->ncpus : 1);

	if (cpuset_parse_list(s, list))
		abort();
	return s;
}

/* Cores are dealt to nodes in blocks; with smt the threads of core c are c and c + n/2. */
static inline struct host *vh_host(struct arena *a, unsigned ncpus, unsigned nodes, bool smt)
{
	struct host *h = arena_alloc(a, sizeof(*h));
	unsigned cores = smt ? ncpus / 2 : ncpus;

	*h = (struct host){ .arena = a, .kernel = "6.1.0-30-amd64", .ncpus = ncpus,
			    .nnodes = nodes, .smt = smt, .rps_known = true };
	h->cpus = arena_array(a, ncpus + 1, sizeof(*h->cpus));
	h->online = cpuset_new(a, ncpus);
	h->possible = cpuset_new(a, ncpus);
	h->isolated = cpuset_new(a, ncpus);
	h->nics = arena_array(a, VH_NICS, sizeof(*h->nics));
	for (unsigned i = 0; i < ncpus; i++) {
		int core = (int)(i % cores);
		int node = nodes ? core / (int)((cores + nodes - 1) / nodes) : -1;
		h->cpus[i] = (struct cpu){ .possible = true, .online = true, .node = node,
					   .core = core, .llc = -1 };
		cpuset_add(h->online, i);
		cpuset_add(h->possible, i);
	}
	return h;
}

static inline void vh_offline(struct host *h, unsigned cpu)
{
	cpuset_del(h->online, cpu);
	h->cpus[cpu].online = false;
	h->cpus[cpu].package = -1;
}

/* A device without interrupts; its queues say RPS "off", and XPS "off" where it has several. */
static inline struct nic *vh_nic(struct arena *a, struct host *h, const char *name,
				 enum nic_kind kind, const char *word, unsigned rx, unsigned tx)
{
	struct nic *nic = &h->nics[h->nnics++];

	*nic = (struct nic){ .name = name, .kind = kind, .kind_word = word, .up = true,
			     .node = -1, .nrx = rx, .ntx = tx, .known_layout = true };
	nic->rx = arena_array(a, rx + 1, sizeof(*nic->rx));
	nic->tx = arena_array(a, tx + 1, sizeof(*nic->tx));
	for (unsigned i = 0; i < rx; i++)
		nic->rx[i] = (struct rx_queue){ .index = i, .rps = vh_set(a, h, "") };
	for (unsigned i = 0; i < tx; i++)
		nic->tx[i] = (struct tx_queue){ .index = i,
						.xps = tx > 1 ? vh_set(a, h, "") : NULL };
	return nic;
}

static inline void vh_vectors(struct arena *a, struct nic *nic, unsigned n)
{
	nic->vectors = arena_array(a, n, sizeof(*nic->vectors));
}

/* The next interrupt of nic: rx and tx are queue numbers, -1 for none. */
static inline struct vector *vh_irq(struct arena *a, struct host *h, struct nic *nic,
				    unsigned number, const char *name, int rx, int tx,
				    const char *asked, const char *effective)
{
	struct irq *irq = arena_alloc(a, sizeof(*irq));
	struct vector *v = &nic->vectors[nic->nvectors++];

	*irq = (struct irq){ .number = number, .actions = name, .movable = true };
	irq->asked = asked ? vh_set(a, h, asked) : NULL;
	irq->effective = effective ? vh_set(a, h, effective) : NULL;
	*v = (struct vector){ .irq = irq, .name = name, .method = METHOD_MSI,
			      .role = rx < 0 ? (tx < 0 ? VECTOR_OTHER : VECTOR_TX)
					     : (tx < 0 ? VECTOR_RX : VECTOR_RXTX),
			      .queue = rx >= 0 ? (unsigned)rx : tx >= 0 ? (unsigned)tx : 0 };
	if (rx >= 0)
		nic->rx[rx].vector = v;
	if (tx >= 0)
		nic->tx[tx].vector = v;
	return v;
}

/* An igb as it comes up: paired vectors, all allowed everywhere, all on CPU 0. */
static inline struct nic *vh_igb(struct arena *a, struct host *h, const char *name, unsigned queues,
				 unsigned first_irq)
{
	struct nic *nic = vh_nic(a, h, name, NIC_PHYSICAL, "physical", queues, queues);
	const char *all = cpuset_list(a, h->online);

	nic->driver = "igb";
	nic->speed = (struct reading){ true, 1000 };
	nic->node = 0;
	vh_vectors(a, nic, queues + 1);
	for (unsigned i = 0; i < queues; i++)
		vh_irq(a, h, nic, first_irq + i, arena_printf(a, "%s-TxRx-%u", name, i), (int)i,
		       (int)i, all, "0");
	return nic;
}

/* The same with queue i, its interrupt and its send queue on CPU i. */
static inline struct nic *vh_igb_tuned(struct arena *a, struct host *h, const char *name,
				       unsigned queues, unsigned first_irq)
{
	struct nic *nic = vh_igb(a, h, name, queues, first_irq);

	for (unsigned i = 0; i < queues; i++) {
		struct cpuset *one = cpuset_one(a, h->ncpus, i);
		nic->rx[i].vector->irq->asked = one;
		nic->rx[i].vector->irq->effective = one;
		nic->tx[i].xps = one;
	}
	return nic;
}

static inline void vh_lower(struct arena *a, struct nic *nic, struct nic **lower, size_t n)
{
	nic->lower = arena_array(a, n, sizeof(*lower));
	memcpy(nic->lower, lower, n * sizeof(*lower));
	nic->nlower = n;
}

/* A stream into memory, its text in the arena when closed. */
struct screen {
	FILE *out;
	char *text;
	size_t size;
};

static inline FILE *screen_open(struct screen *s)
{
	*s = (struct screen){ 0 };
	s->out = open_memstream(&s->text, &s->size);
	if (!s->out)
		abort();
	return s->out;
}

static inline const char *screen_close(struct screen *s, struct arena *a)
{
	if (fclose(s->out))
		abort();
	char *text = arena_strndup(a, s->text, s->size);
	free(s->text);
	return text;
}

/* Colour must not say what the words do not: text without its escape sequences, which it must have. */
static inline const char *without_colour(struct arena *a, const char *text)
{
	char *out = arena_strdup(a, text), *to = out;

	if (!strchr(text, '\033'))
		return "no colour in it";
	while (*text) {
		if (*text == '\033')
			text = strchr(text, 'm') + 1;
		else
			*to++ = *text++;
	}
	*to = '\0';
	return out;
}
