// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fakehost.h"
#include "fakehost_priv.h"
#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/host.h"

#define WORDS_MAX 128

_Noreturn void fake_nonsense(const char *what, const char *text)
{
	fprintf(stderr, "fakehost: %s: '%s'\n", what, text);
	abort();
}

unsigned fake_number(const char *text)
{
	uint64_t n;

	if (parse_u64(text, CPUSET_MAX, &n))
		fake_nonsense("not a number", text);
	return (unsigned)n;
}

struct cpuset *fake_set(const struct host *h, const char *list)
{
	struct cpuset *s = cpuset_new(h->arena, h->ncpus);

	if (cpuset_parse_list(s, list))
		fake_nonsense("not a list", list);
	return s;
}

struct cpuset *fake_queues(const struct host *h, const char *list)
{
	struct cpuset *s = cpuset_new(h->arena, 4096);

	if (cpuset_parse_list(s, list))
		fake_nonsense("not a list", list);
	return s;
}

static struct word split(struct arena *a, const char *text)
{
	struct word w = { .n = 0 };
	char *rest = arena_strdup(a, text), *field;

	while ((field = strsep(&rest, ":"))) {
		if (w.n == sizeof(w.field) / sizeof(w.field[0]))
			fake_nonsense("too many fields", text);
		w.field[w.n++] = field;
	}
	return w;
}

bool word_is(const struct word *w, const char *head)
{
	return !strcmp(w->field[0], head);
}

struct nic *fake_nic(const struct host *h, const char *name)
{
	struct nic *nic = host_nic(h, name);

	if (!nic)
		fake_nonsense("no such NIC", name);
	return nic;
}

const char *word_option(const struct word *w, const char *key)
{
	size_t len = strlen(key);

	for (size_t i = 2; i < w->n; i++) {
		if (strncmp(w->field[i], key, len))
			continue;
		if (w->field[i][len] == '=')
			return w->field[i] + len + 1;
		if (!w->field[i][len])
			return "";
	}
	return NULL;
}

unsigned word_count(const struct word *w, const char *key, unsigned otherwise)
{
	const char *text = word_option(w, key);

	return text ? fake_number(text) : otherwise;
}

static void make_cpus(struct host *h, unsigned n)
{
	h->ncpus = n;
	h->cpus = arena_array(h->arena, n, sizeof(*h->cpus));
	h->possible = cpuset_new(h->arena, n);
	h->isolated = cpuset_new(h->arena, n);
	for (unsigned i = 0; i < n; i++) {
		h->cpus[i] = (struct cpu){
			.possible = true, .online = true, .node = -1, .core = (int)i, .llc = -1
		};
		cpuset_add(h->possible, i);
	}
	h->online = cpuset_copy(h->arena, h->possible);
}

static unsigned cores(const struct host *h)
{
	return h->smt ? h->ncpus / 2 : h->ncpus;
}

/* Before nodes and caches, which divide cores. */
static void make_threads(struct host *h)
{
	h->smt = true;
	for (unsigned i = 0; i < h->ncpus; i++)
		h->cpus[i].core = (int)(i % cores(h));
}

static void set_nodes(struct host *h, unsigned n)
{
	unsigned block = (cores(h) + n - 1) / n;

	h->nnodes = n;
	for (unsigned i = 0; i < h->ncpus; i++)
		h->cpus[i].node = (int)(i % cores(h) / block);
}

static void set_llcs(struct host *h, unsigned cpus)
{
	unsigned block = h->smt ? cpus / 2 : cpus;

	for (unsigned i = 0; i < h->ncpus; i++)
		h->cpus[i].llc = (int)(i % cores(h) / block * block);
}

static void set_cache(struct host *h, unsigned mib)
{
	for (unsigned i = 0; i < h->ncpus; i++)
		h->cpus[i].llc_bytes = (struct reading){ true, (uint64_t)mib << 20 };
}

static void set_capacities(struct host *h, const char *text)
{
	char *rest = arena_strdup(h->arena, text), *part;
	uint64_t best = 0;

	/* A list has commas of its own, so a part without '=' belongs to the next. */
	while ((part = strsep(&rest, "="))) {
		const char *value = rest;
		const struct cpuset *cpus = fake_set(h, part);
		char *comma = rest ? strchr(rest, ',') : NULL;

		if (!value)
			fake_nonsense("not LIST=CAPACITY", text);
		if (comma)
			*comma = '\0';
		cpuset_each(cpu, cpus)
			h->cpus[cpu].capacity = (struct reading){ true, fake_number(value) };
		best = fake_number(value) > best ? fake_number(value) : best;
		rest = comma ? comma + 1 : NULL;
	}
	for (unsigned i = 0; i < h->ncpus; i++)
		h->cpus[i].slow = h->cpus[i].capacity.n * 100 < best * 80;
}

static void set_offline(struct host *h, const char *list)
{
	const struct cpuset *off = fake_set(h, list);

	cpuset_each(cpu, off)
		h->cpus[cpu].online = false;
	cpuset_sub(h->online, off);
}

static void set_isolated(struct host *h, const char *list)
{
	cpuset_or(h->isolated, fake_set(h, list));
	cpuset_each(cpu, h->isolated)
		h->cpus[cpu].isolated = true;
}

/* Words that describe the CPUs; false if w is none of them. */
static bool cpu_word(struct host *h, const struct word *w)
{
	if (word_is(w, "node")) {
		set_nodes(h, fake_number(w->field[1]));
	} else if (word_is(w, "llc")) {
		set_llcs(h, fake_number(w->field[1]));
	} else if (word_is(w, "cache")) {
		set_cache(h, fake_number(w->field[1]));
	} else if (word_is(w, "cap")) {
		set_capacities(h, w->field[1]);
	} else if (word_is(w, "isolated")) {
		set_isolated(h, w->field[1]);
	} else if (word_is(w, "offline")) {
		set_offline(h, w->field[1]);
	} else {
		return word_is(w, "cpu") || word_is(w, "smt");
	}
	return true;
}

static void set_nat(struct host *h, const struct word *w)
{
	if (strcmp(w->field[1], "*")) {
		*arena_push(h->arena, h->nat.ifaces, h->nat.nifaces) = arena_strdup(h->arena,
										    w->field[1]);
		return;
	}
	h->nat.any_iface = true;
	for (size_t i = 2; i < w->n; i++)
		*arena_push(h->arena, h->nat.except,
			    h->nat.nexcept) = arena_strdup(h->arena, w->field[i] + 1);
}

/* "rps:wan=1-2" and the like: on every queue. */
static void set_now(struct host *h, const struct word *w)
{
	char *name = arena_strdup(h->arena, w->field[1]), *list = strchr(name, '=');
	struct nic *nic;

	if (!list)
		fake_nonsense("not NAME=LIST", name);
	*list++ = '\0';
	nic = fake_nic(h, name);
	for (size_t i = 0; word_is(w, "rps") && i < nic->nrx; i++)
		nic->rx[i].rps = fake_set(h, list);
	for (size_t i = 0; i < nic->ntx; i++) {
		if (word_is(w, "xps"))
			nic->tx[i].xps = fake_set(h, list);
		if (word_is(w, "rxqs"))
			cpuset_or(nic->tx[i].xps_rxqs, fake_queues(h, list));
	}
}

/* Words about the whole host; false if w is none of them. */
static bool host_word(struct host *h, const struct word *w)
{
	if (word_is(w, "nat")) {
		set_nat(h, w);
	} else if (word_is(w, "nat-unknown")) {
		h->nat.known = false;
		h->nat.unknown_why = "not permitted";
	} else if (word_is(w, "legacy-nat")) {
		h->nat.legacy = true;
	} else if (word_is(w, "hwoffload")) {
		static char any[] = "*", *all[] = { any };

		h->nat.flowtable = h->nat.flowtable_hw = true;
		h->nat.fast = h->nat.offloaded = all;
		h->nat.nfast = h->nat.noffloaded = 1;
	} else if (word_is(w, "flowtable")) {
		h->nat.flowtable = true;
	} else if (word_is(w, "irqbalance")) {
		h->irqbalance = (struct irqbalance){ true, "process 412", 412 };
	} else if (word_is(w, "route")) {
		fake_nic(h, w->field[1])->default_route = true;
	} else if (word_is(w, "down")) {
		fake_nic(h, w->field[1])->up = false;
	} else if (word_is(w, "rps") || word_is(w, "xps") || word_is(w, "rxqs")) {
		set_now(h, w);
	} else {
		return false;
	}
	return true;
}

static bool names_nic(const struct word *w)
{
	return word_is(w, "nic") || word_is(w, "dsa") || word_is(w, "vlan") ||
	       word_is(w, "bridge") || word_is(w, "bond") || word_is(w, "veth");
}

static int by_name(const void *a, const void *b)
{
	return name_cmp(((const struct nic *)a)->name, ((const struct nic *)b)->name);
}

/* The names first, sorted, so that host_nic() and pointers to NICs hold from then on. */
static void name_nics(struct host *h, const struct word *words, size_t n)
{
	h->nics = arena_array(h->arena, n, sizeof(*h->nics));
	for (size_t i = 0; i < n; i++)
		if (names_nic(&words[i]))
			h->nics[h->nnics++] = (struct nic){ .name = words[i].field[1],
							    .node = -1,
							    .up = true,
							    .known_layout = true };
	qsort(h->nics, h->nnics, sizeof(*h->nics), by_name);
	for (size_t i = 0; i < h->nnics; i++)
		h->nics[i].ifindex = (unsigned)i + 2;
}

struct host *fake_host(struct arena *a, const char *line)
{
	struct host *h = arena_alloc(a, sizeof(*h));
	struct word *words = arena_array(a, WORDS_MAX, sizeof(*words));
	char *rest = arena_strdup(a, line), *text;
	size_t n = 0;

	h->arena = a;
	h->kernel = "6.12.0";
	h->nat.known = true;
	while ((text = strsep(&rest, " "))) {
		if (!*text)
			continue;
		if (n == WORDS_MAX)
			fake_nonsense("too many words", line);
		words[n++] = split(a, text);
	}
	if (!n || !word_is(&words[0], "cpu"))
		fake_nonsense("does not start with cpu:", line);
	make_cpus(h, fake_number(words[0].field[1]));
	for (size_t i = 1; i < n; i++)
		if (word_is(&words[i], "smt"))
			make_threads(h);
	name_nics(h, words, n);
	for (size_t i = 0; i < n; i++) {
		if (names_nic(&words[i]) && word_is(&words[i], "nic"))
			fake_device(h, fake_nic(h, words[i].field[1]), &words[i]);
		else if (names_nic(&words[i]))
			fake_stacked(h, fake_nic(h, words[i].field[1]), &words[i]);
		else if (!cpu_word(h, &words[i]) && !host_word(h, &words[i]))
			fake_nonsense("unknown word", words[i].field[0]);
	}
	return h;
}
