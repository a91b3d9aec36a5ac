// SPDX-License-Identifier: GPL-2.0-or-later
// The way back: what was written is put back, newest first, and what drivers forgot is mended.
#include "back.h"

#include <stdio.h>
#include <string.h>

#include "nqtune/apply.h"
#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/knob.h"

void append(struct err *e, const char *text)
{
	size_t len = strlen(e->text);

	snprintf(e->text + len, sizeof(e->text) - len, "%s", text);
}

const char *step_name(struct arena *a, const struct change *c)
{
	bool said = c->attr->kind == ATTR_CPUS || c->attr->scope == SCOPE_NAMED;

	return arena_printf(a, "%s: %s %s%s%s", *c->iface ? c->iface : "host", c->knob->name,
			    c->target, *c->target && !said ? " " : "",
			    *c->target && said ? "" : c->attr->name);
}

/*
 * While an interrupt moves, the kernel tells without a lock where it was asked to: for that moment
 * as before, or nowhere (show_irq_affinity() in kernel/irq/proc.c).
 */
#define MOVING_TRIES 100

int get_written(const struct transaction *t, const struct change *c, size_t n,
		const struct value *first, struct arena *a, struct value *got, struct err *e)
{
	unsigned tries = n == 1 && c->attr->scope == SCOPE_VECTOR ? MOVING_TRIES : 1;
	int r;

	do
		r = t->io->get(t->io->ctx, c, n, a, got, e);
	while (!r && --tries && !value_equal(first, got));
	return r;
}

/* The changes written last that went to the kernel together: how many. */
static size_t last_together(const struct transaction *t, size_t keep)
{
	const struct change *c = t->written[t->nwritten - 1];
	size_t n = 1;

	while (n < t->nwritten - keep && t->written[t->nwritten - n - 1] + 1 == c &&
	       knob_together(c - 1, n + 1) == n + 1) {
		c--;
		n++;
	}
	return n;
}

static void say_lost(struct transaction *t, const struct change *c, const char *why, size_t before,
		     struct err *e)
{
	if (t->io->lost)
		t->io->lost(t->io->ctx, c, why);
	append(e, arena_printf(t->arena, "%s%s to %s (%s)",
			       before ? ", " : "; COULD NOT PUT BACK ", step_name(t->arena, c),
			       value_text(t->arena, &c->old), why));
}

/* Names in e what does not stand again, before being named already; how many. */
static size_t put_back(struct transaction *t, const struct change *c, size_t n, size_t before,
		       struct err *e)
{
	const struct value **v = arena_array(t->arena, n, sizeof(struct value *));
	struct value *got = arena_array(t->arena, n, sizeof(*got));
	struct err why = { "" };
	size_t lost = 0;
	int r;

	for (size_t i = 0; i < n; i++)
		v[i] = &c[i].old;
	r = t->io->set(t->io->ctx, c, v, n, &why);
	/* One that cannot be put back does not keep the others from it. */
	for (size_t i = n; r && n > 1 && i-- > 0;)
		lost += put_back(t, &c[i], 1, before + lost, e);
	if (r && n == 1) {
		say_lost(t, c, *why.text ? why.text : err_words(r), before, e);
		return 1;
	}
	/* The write was accepted; only a value that reads otherwise proves it lost. */
	if (r || get_written(t, c, n, v[0], t->arena, got, &why))
		return lost;
	for (size_t i = 0; i < n; i++) {
		if (value_equal(&c[i].old, &got[i]))
			continue;
		say_lost(t, &c[i],
			 arena_printf(t->arena, "reads %s", value_text(t->arena, &got[i])),
			 before + lost++, e);
	}
	return lost;
}

/* What drivers forgot on each interface whose queues were made anew; of written[from..to). */
static size_t mend_all(const struct transaction *t, size_t from, size_t to, struct err *e)
{
	size_t lost = 0;

	for (size_t i = from; i < to; i++) {
		const struct change *c = t->written[i];
		bool done = !c->knob->remakes_queues;

		for (size_t k = from; !done && k < i; k++)
			done = t->written[k]->knob->remakes_queues &&
			       !strcmp(t->written[k]->iface, c->iface);
		if (!done && t->io->mend)
			lost += t->io->mend(t->io->ctx, c->iface, e);
	}
	return lost;
}

size_t put_back_to(struct transaction *t, size_t keep, struct err *e)
{
	size_t all = t->nwritten, lost = 0;

	while (t->nwritten > keep) {
		size_t n = last_together(t, keep);

		t->nwritten -= n;
		lost += put_back(t, t->written[t->nwritten], n, lost, e);
	}
	return lost + mend_all(t, keep, all, e);
}

size_t apply_put_back(struct transaction *t, struct err *e)
{
	return put_back_to(t, 0, e);
}
