// SPDX-License-Identifier: GPL-2.0-or-later
// What a layout promises, and whether it was kept. Pure.
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/host.h"
#include "nqtune/sample.h"
#include "judging.h"

const struct move *find_move(const struct judging *j, const char *iface, const char *what,
			     unsigned index)
{
	return moves_find(j->w->moves, iface, what, index);
}

const struct cpuset *gone_offline(const struct judging *j, const struct cpuset *s)
{
	struct cpuset *gone = cpuset_copy(j->a, s);

	cpuset_sub(gone, j->w->after->online);
	return cpuset_empty(gone) ? NULL : gone;
}

/* Nobody signs a change: it is told who is there to make it. */
static const char *author(const struct judging *j, const struct move *m)
{
	const struct irqbalance *b = &j->w->after->irqbalance;
	const struct cpuset *gone = gone_offline(j, m->was);

	if (gone)
		return arena_printf(j->a, "%s went offline", cpus_words(gone, j->a));
	if (!strcmp(m->what, "irq") && b->running)
		return arena_printf(j->a, "irqbalance (%s) runs: likely its doing",
				    b->how ? b->how : "how is not known");
	return "by whom is not known";
}

static const char *file_word(const struct move *m)
{
	if (!strcmp(m->what, "irq"))
		return "smp_affinity";
	return !strcmp(m->what, "rps") ? "rps_cpus" : "xps_cpus";
}

static const char *list_or_none(const struct judging *j, const struct cpuset *s)
{
	return cpuset_empty(s) ? "none" : cpuset_list(j->a, s);
}

void judge_moved(const struct judging *j, struct promise *p, const struct move *m)
{
	const char *was = list_or_none(j, m->was), *now = list_or_none(j, m->now);

	p->state = PROMISE_BROKEN;
	p->evidence = arena_printf(j->a, "moved: %s of %s was %s, %s %s%s; %s", file_word(m),
				   m->target, was, m->back ? "became" : "is", now,
				   m->back ? " and is as it was again" : " now", author(j, m));
}

static void want_named(struct judging *j, const char *const *ifaces, size_t n)
{
	const struct host *h = j->w->before;

	for (size_t i = 0; i < h->nnics; i++)
		j->wanted[i] = !n;
	for (size_t i = 0; i < n; i++) {
		const struct nic *nic = host_nic(h, ifaces[i]);

		if (nic)
			host_mark_stack(h, nic, j->wanted);
	}
}

static void sort_by_state(struct promises *out, const struct judging *j)
{
	out->v = arena_array(j->a, j->n + 1, sizeof(*out->v));
	for (unsigned state = PROMISE_BROKEN; state <= PROMISE_IDLE; state++)
		for (size_t i = 0; i < j->n; i++)
			if (j->v[i].state == state) {
				out->v[out->n++] = j->v[i];
				out->count[state]++;
			}
}

struct promises promises_judge(const struct watched *w, const char *const *ifaces, size_t n,
			       struct arena *a)
{
	const struct host *h = w->before;
	struct promises out = { .ns = w->counted->ns };
	struct judging j = { .w = w, .a = a };

	j.wanted = arena_array(a, h->nnics + 1, sizeof(*j.wanted));
	j.judged = arena_array(a, h->nirqs + 1, sizeof(*j.judged));
	want_named(&j, ifaces, n);
	for (size_t i = 0; i < h->nnics; i++) {
		if (!j.wanted[i] || !h->nics[i].known_layout)
			continue;
		judge_vectors(&j, &h->nics[i]);
		judge_steering(&j, &h->nics[i]);
	}
	out.unasked = j.unasked;
	sort_by_state(&out, &j);
	return out;
}
