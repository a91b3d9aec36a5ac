// SPDX-License-Identifier: GPL-2.0-or-later
// What the doctor looks at: the machine, what it counts, and what auto would make of it.
#include "nqtune/doctor.h"

#include <errno.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/balancer.h"
#include "nqtune/clock.h"
#include "nqtune/err.h"
#include "nqtune/files.h"
#include "nqtune/host.h"
#include "nqtune/irqbalance.h"
#include "nqtune/knob.h"
#include "nqtune/layoutknobs.h"
#include "nqtune/pause.h"
#include "nqtune/plan.h"
#include "nqtune/sample.h"
#include "nqtune/session.h"
#include "nqtune/surroundings.h"
#include "nqtune/tuned.h"
#include "doctor.h"

/* What auto is to be asked for: what was laid out before, and all else that is up. */
struct asking {
	struct session *s;
	const struct host *h;
	struct wish_iface *v;
	size_t n, ntuned;
	bool *seen;	/* by place in h->nics: a recording may show stacks in circles */
};

static bool is_asked(const struct asking *k, const struct nic *nic, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(k->v[i].name, nic->name))
			return true;
	return false;
}

/* Whether any of what nic stands on was laid out by its own name. */
static bool has_tuned_below(const struct asking *k, const struct nic *nic)
{
	bool *below = arena_array(k->s->arena, k->h->nnics, sizeof(*below));

	host_mark_stack(k->h, nic, below);
	for (size_t i = 0; i < k->h->nnics; i++)
		if (below[i] && &k->h->nics[i] != nic && is_asked(k, &k->h->nics[i], k->ntuned))
			return true;
	return false;
}

/* A bridge of containers has no card below it. */
static bool has_card(const struct host *h, struct nic *nic)
{
	struct nic **leaves;
	size_t n;

	leaves = host_leaves(h, nic, &n);
	for (size_t i = 0; i < n; i++)
		if (leaves[i]->device)
			return true;
	return false;
}

/* nic, or what it stands on where some of that was laid out by itself. */
static void ask_for(struct asking *k, struct nic *nic)
{
	bool *seen = &k->seen[nic - k->h->nics];

	if (*seen || !nic->up || is_asked(k, nic, k->n))
		return;
	*seen = true;
	if (!has_card(k->h, nic))
		return;
	if (!has_tuned_below(k, nic)) {
		*arena_push(k->s->arena, k->v, k->n) = (struct wish_iface){ .name = nic->name };
		return;
	}
	for (size_t i = 0; i < nic->nlower; i++)
		ask_for(k, nic->lower[i]);
}

static bool is_candidate(const struct nic *nic)
{
	return nic->up && nic->kind != NIC_LOOPBACK && nic->kind != NIC_VIRTUAL;
}

/* A port of a bridge is looked after with the bridge; so is what is tuned. */
static bool is_topmost(const struct asking *k, const struct nic *nic)
{
	if (!is_candidate(nic))
		return false;
	for (size_t i = 0; i < nic->nupper; i++)
		if (is_candidate(nic->upper[i]))
			return false;
	return true;
}

static struct wish all_that_is_up(struct session *s, const struct host *h, size_t *ntuned)
{
	struct asking k = { .s = s, .h = h };
	struct wish tuned;
	struct err e;

	tuned = tuned_load(s, h, &e);
	if (*e.text)
		complain(0, "%s", e.text);
	for (size_t i = 0; i < tuned.n; i++)
		if (host_nic(h, tuned.v[i].name))
			*arena_push(s->arena, k.v, k.n) = tuned.v[i];
	k.ntuned = *ntuned = k.n;
	k.seen = arena_array(s->arena, h->nnics, sizeof(*k.seen));
	for (size_t i = 0; i < h->nnics; i++)
		if (is_topmost(&k, &h->nics[i]))
			ask_for(&k, &h->nics[i]);
	return (struct wish){ k.v, k.n };
}

/* It plans for what was laid out before too, each with its own options. */
static const char *command_for(struct session *s, const struct wish *w, size_t ntuned)
{
	const char *text = "nqtune auto";

	if (!w->n)
		return NULL;
	if (ntuned == w->n)
		return arena_printf(s->arena, "nqtune reapply %s", shell_word(s->arena, w->v[0].name));
	for (size_t i = ntuned; i < w->n; i++)
		text = arena_printf(s->arena, "%s %s", text, shell_word(s->arena, w->v[i].name));
	return text;
}

static void plan_all(struct session *s, struct checkup *c)
{
	struct plan *p = arena_alloc(s->arena, sizeof(*p));
	size_t ntuned;
	const struct wish w = all_that_is_up(s, c->h, &ntuned);
	struct err e;

	c->laid_out = ntuned;
	if (!w.n)
		return;
	if (plan_auto(p, c->h, &w, s->arena, &e)) {
		complain(0, "auto cannot lay this host out, so that is not judged: %s", e.text);
		return;
	}
	c->plan = p;
	c->command = command_for(s, &w, ntuned);
}

/* It answers root only, and a recorded one nobody. */
static void ask_irqbalance(struct session *s, struct checkup *c)
{
	const struct irqbalance *b = &c->h->irqbalance;
	struct balancer_list *list = arena_alloc(s->arena, sizeof(*list));
	const struct balancer to = { b->socket, b->pid };
	struct err ignored;

	c->unbalance = balancer_policy(s->arena);
	if (!b->running || !files_live(s->sys.files))
		return;
	c->spares_all = b->pid && balancer_has_policy(s, b->pid);
	if (b->socket && !c->spares_all && !balancer_read(&s->sys, &to, s->arena, list, &ignored))
		c->spared = list;
}

static struct sample *count(struct session *s, const struct host *h)
{
	struct sample *out = sample_read(&s->sys, h, s->arena);

	sample_add_queues(out, &s->sys, h, true, s->arena);
	sample_add_pauses(out, &s->sys, h, s->arena);
	return out;
}

static int count_for(struct session *s, unsigned seconds, struct checkup *c)
{
	struct sample *first = count(s, c->h);

	c->since_boot = !seconds || !files_live(s->sys.files);
	c->counted = first;
	/* How long a recorded machine was up then is not said. */
	if (!files_live(s->sys.files))
		first->ns = 0;
	if (c->since_boot)
		return 0;
	if (pause_until(clock_ms() + (int64_t)seconds * 1000))
		return -EINTR;
	c->counted = sample_diff(first, count(s, c->h), s->arena);
	return 0;
}

static void read_settings(struct session *s, struct checkup *c)
{
	const struct host *h = c->h;
	struct nic_knobs *k = arena_array(s->arena, h->nnics, sizeof(*k));

	for (size_t i = 0; i < h->nnics; i++)
		if (h->nics[i].kind == NIC_PHYSICAL && h->nics[i].up)
			k[c->nknobs++] = read_nic_knobs(s, h, &h->nics[i], true);
	c->knobs = k;
}

int doctor_read(struct session *s, const char *const *ifaces, size_t n, unsigned seconds,
		struct checkup *out)
{
	const struct host_want want = { .nat = true, .irqbalance = true };
	struct host *h;
	struct err e;
	int r;

	*out = (struct checkup){ .ifaces = ifaces, .nifaces = n };
	if (host_read(&h, &s->sys, &want, s->arena, &e))
		return complain(STATUS_FAILED, "%s", e.text);
	out->h = h;
	for (size_t i = 0; i < n; i++)
		if (!host_need_nic(h, ifaces[i], &e))
			return complain(STATUS_FAILED, "%s", e.text);
	r = count_for(s, seconds, out);
	if (r)
		return r;
	out->around = surroundings_read(&s->sys, h, s->arena);
	read_settings(s, out);
	plan_all(s, out);
	ask_irqbalance(s, out);
	return 0;
}
