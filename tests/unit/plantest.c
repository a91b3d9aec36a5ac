// SPDX-License-Identifier: GPL-2.0-or-later
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "fakehost.h"
#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/err.h"
#include "nqtune/host.h"
#include "nqtune/knob.h"
#include "plantest.h"

struct arena *arena;

void arena_setup(void)
{
	arena = arena_new(NULL);
}

void arena_teardown(void)
{
	arena_free(arena);
}

struct wish wish_of(const struct host *h, const char *words)
{
	struct wish_iface common = { 0 }, *v = NULL;
	char *rest = arena_strdup(arena, words), *word;
	size_t n = 0;

	while ((word = strsep(&rest, " "))) {
		char *star = strchr(word, '*');

		if (!strncmp(word, "reserve=", 8)) {
			common.reserve = fake_set(h, word + 8);
		} else if (!strcmp(word, "smt")) {
			common.smt = true;
		} else if (!strcmp(word, "use-isolated")) {
			common.use_isolated = true;
		} else if (!strcmp(word, "all-cores")) {
			common.all_cores = true;
		} else if (!strcmp(word, "xps-all")) {
			common.xps_all = true;
		} else if (!strcmp(word, "dedicated")) {
			common.dedicated_irq = true;
		} else {
			common.name = word;
			common.weight = star ? (unsigned)atoi(star + 1) : 0;
			if (star)
				*star = '\0';
			*arena_push(arena, v, n) = common;
		}
	}
	return (struct wish){ v, n };
}

static const struct irq *irq_of(const struct host *h, unsigned number)
{
	for (size_t i = 0; i < h->nirqs; i++)
		if (h->irqs[i]->number == number)
			return h->irqs[i];
	ck_abort_msg("no interrupt %u", number);
}

/* What the host says now about the setting that c would change. */
static const struct cpuset *present(const struct host *h, const struct change *c)
{
	const struct nic *nic = host_nic(h, c->iface);

	ck_assert_ptr_nonnull(nic);
	if (c->knob == &knob_irq)
		return irq_of(h, c->index)->asked;
	if (c->knob == &knob_rps) {
		ck_assert_uint_lt(c->index, nic->nrx);
		return nic->rx[c->index].rps;
	}
	ck_assert_ptr_eq(c->knob, &knob_xps);
	ck_assert_uint_lt(c->index, nic->ntx);
	return nic->tx[c->index].xps;
}

static void check_change(const struct host *h, const struct change *c)
{
	const struct cpuset *set = c->new.cpus;

	ck_assert_int_eq(c->old.kind, VALUE_CPUS);
	ck_assert_int_eq(c->new.kind, VALUE_CPUS);
	ck_assert_ptr_nonnull(present(h, c));
	ck_assert(cpuset_equal(c->old.cpus, present(h, c)));
	ck_assert(!value_equal(&c->old, &c->new));
	ck_assert(cpuset_subset(set, h->online));
	ck_assert(!c->knob->bounces_link);
	ck_assert(*c->why);
	ck_assert_str_eq(c->path, knob_path(arena, c->attr, c->iface, c->index));
	if (c->knob == &knob_irq) {
		ck_assert_uint_eq(cpuset_count(set), 1);
		ck_assert(irq_of(h, c->index)->movable);
	} else if (c->knob == &knob_rps) {
		ck_assert(!cpuset_intersects(set, h->isolated));
	} else {
		ck_assert(!cpuset_empty(set));
	}
}

static void check_plan(const struct host *h, const struct plan *p)
{
	for (size_t i = 0; i < p->nchanges; i++) {
		const struct change *c = &p->changes[i];

		check_change(h, c);
		if (i)
			ck_assert_uint_ge(c->knob->stage, c[-1].knob->stage);
		for (size_t k = 0; k < i; k++)
			ck_assert_str_ne(c->path, p->changes[k].path);
	}
	for (size_t i = 0; i < p->nleft; i++)
		ck_assert(p->left[i].iface && p->left[i].knob && *p->left[i].why);
	for (size_t i = 0; i < p->nfindings; i++)
		ck_assert(p->findings[i].id && p->findings[i].severity && *p->findings[i].what);
}

static const char *changes_text(const struct plan *p)
{
	const char *text = "";

	for (size_t i = 0; i < p->nchanges; i++) {
		const struct change *c = &p->changes[i];
		bool irq = c->knob == &knob_irq;
		const char *list = cpuset_list(arena, c->new.cpus);

		text = arena_printf(arena, "%s%s%s%s%s=%s", text, i ? " " : "", irq ? "" : c->iface,
				    irq ? "" : "/", c->target, *list ? list : "-");
	}
	return text;
}

struct plan plan_on(const struct host *h, const char *wish)
{
	struct wish w = wish_of(h, wish);
	struct plan p, again;
	struct err e = { "" };

	ck_assert_msg(plan_auto(&p, h, &w, arena, &e) == 0, "%s", e.text);
	check_plan(h, &p);
	h = plan_preview(h, p.changes, p.nchanges, arena);
	ck_assert_int_eq(plan_auto(&again, h, &w, arena, &e), 0);
	ck_assert_str_eq(changes_text(&again), "");
	return p;
}

const char *changes_of(const struct host *h, const char *wish)
{
	struct plan p = plan_on(h, wish);

	return changes_text(&p);
}

const char *laid_out(const char *line, const char *wish)
{
	return changes_of(fake_host(arena, line), wish);
}

const char *left_why(const struct plan *p, const char *iface, const char *knob)
{
	for (size_t i = 0; i < p->nleft; i++)
		if (!strcmp(p->left[i].iface, iface) && !strcmp(p->left[i].knob, knob))
			return p->left[i].why;
	return "";
}

const struct finding *finding_of(const struct plan *p, const char *id, const char *iface)
{
	for (size_t i = 0; i < p->nfindings; i++) {
		const struct finding *f = &p->findings[i];

		if (!strcmp(f->id, id) && (!iface || (f->iface && !strcmp(f->iface, iface))))
			return f;
	}
	return NULL;
}
