// SPDX-License-Identifier: GPL-2.0-or-later
// Which interrupts are a NIC's, and what their names say once all are known.
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/files.h"
#include "nqtune/sys.h"
#include "candidates.h"
#include "reader.h"

/*
 * Several interfaces of one device share its vectors: an action that starts with
 * another's name is that one's. On a device of its own, it is a name from before a rename.
 */
static bool is_others(const struct search *s, const char *action)
{
	const struct host *h = s->rd->host;

	for (size_t i = 0; i < h->nnics; i++) {
		const struct nic *other = &h->nics[i];
		size_t len = strlen(other->name);

		if (other == s->nic || !other->device || strcmp(other->device, s->nic->device))
			continue;
		if (!strncmp(action, other->name, len) && (!action[len] || action[len] == '-'))
			return true;
	}
	return false;
}

void add_candidate(struct search *s, struct irq *irq, const char *name,
		   const struct action_match *m, enum vector_method method)
{
	struct candidate *c = arena_push(s->rd->arena, s->v, s->n);

	*c = (struct candidate){ .match = *m };
	c->vector.irq = irq;
	c->vector.name = name;
	c->vector.method = method;
}

/* An interrupt's actions are joined by "," or ", "; each is judged alone, the best one kept. */
static void judge_actions(struct search *s, struct irq *irq, const char *actions, bool member)
{
	struct action_match best = { .ours = member };
	const char *best_name = "", *p = actions;

	while (*p) {
		size_t len = strcspn(p, ",");
		char *one = arena_strndup(s->rd->arena, p, len);
		struct action_match m = action_match(one, &s->names, member);

		p += len + strspn(p + len, ", ");
		if (!m.ours || (!m.exact && is_others(s, one)))
			continue;
		if (*best_name && best.role >= m.role)
			continue;
		best = m;
		best_name = one;
	}
	if (member && *actions && !*best_name)
		return;
	if (best.ours)
		add_candidate(s, irq, best_name, &best, member ? METHOD_MSI : METHOD_NAME);
}

static void from_msi(struct search *s)
{
	char path[READER_PATH];
	struct names names;
	uint64_t number;

	snprintf(path, sizeof(path), "%s/msi_irqs", s->nic->device);
	if (files_list(s->rd->sys->files, path, FILES_REGULAR, s->rd->arena, &names))
		return;
	for (size_t i = 0; i < names.n; i++) {
		struct irq *irq;

		if (parse_u64(names.v[i], INT32_MAX, &number))
			continue;
		irq = reader_irq(s->rd, (unsigned)number);
		judge_actions(s, irq, irq->actions, true);
	}
}

/* No MSI: INTx and platform devices. Only whole names of ours count. */
static void from_names(struct search *s)
{
	struct reader *rd = s->rd;

	load_interrupts(rd);
	for (size_t i = 0; i < rd->nrows; i++) {
		const struct interrupt_row *row = &rd->rows[i];
		size_t before = s->n;

		judge_actions(s, NULL, row->actions, false);
		if (s->n > before) {
			struct irq *irq = reader_irq(rd, row->number);

			irq->counts = row->counts;
			s->v[before].vector.irq = irq;
		}
	}
}

static uint64_t total(const struct irq *irq, unsigned ncpus)
{
	uint64_t sum = 0;

	for (unsigned i = 0; irq->counts && i < ncpus; i++)
		sum += irq->counts[i];
	return sum;
}

/*
 * The device's bare name serves every queue, unless vectors with queue names
 * exist (then it is the link interrupt). A SoC device may ask for several under
 * one name; those that never fired, while others did, serve no queue.
 */
static void settle_bare(struct search *s)
{
	unsigned ncpus = s->rd->host->ncpus;
	bool queues = false, fired = false;

	for (size_t i = 0; i < s->n; i++) {
		queues |= s->v[i].match.role != VECTOR_OTHER;
		fired |= s->v[i].match.whole_device && total(s->v[i].vector.irq, ncpus);
	}
	for (size_t i = 0; i < s->n; i++) {
		struct candidate *c = &s->v[i];

		if (!c->match.whole_device)
			continue;
		if (queues || (fired && !total(c->vector.irq, ncpus)))
			c->match.whole_device = false;
		else
			c->match.role = VECTOR_RXTX;
	}
}

/* gve numbers its blocks in one row: the first half transmits. */
static void settle_blocks(struct search *s)
{
	unsigned ntx = (unsigned)s->nic->ntx;

	for (size_t i = 0; i < s->n; i++) {
		struct action_match *m = &s->v[i].match;

		if (!m->numbered_blocks)
			continue;
		m->role = m->queue < ntx ? VECTOR_TX : VECTOR_RX;
		if (m->queue >= ntx)
			m->queue -= ntx;
	}
}

/* "eth0-0" beside "eth0-txrx-1": a number alone names no queue where others carry a word. */
static void settle_numbers(struct search *s)
{
	bool words = false;

	for (size_t i = 0; i < s->n; i++)
		words |= s->v[i].match.role != VECTOR_OTHER && !s->v[i].match.only_number;
	for (size_t i = 0; words && i < s->n; i++)
		if (s->v[i].match.only_number)
			s->v[i].match.role = VECTOR_OTHER;
}

/*
 * tg3 counts vectors, and the first is the link's: "rx-1" to "rx-4" serve the queues 0
 * to 3. Known by the last, which would name a queue that is not there.
 */
static void count_from_zero(struct search *s, enum vector_role role, size_t nqueues)
{
	unsigned low = UINT_MAX, high = 0;

	for (size_t i = 0; i < s->n; i++) {
		const struct action_match *m = &s->v[i].match;

		if (m->role != role || m->whole_device)
			continue;
		low = m->queue < low ? m->queue : low;
		high = m->queue > high ? m->queue : high;
	}
	if (low != 1 || high != nqueues)
		return;
	for (size_t i = 0; i < s->n; i++)
		if (s->v[i].match.role == role)
			s->v[i].match.queue--;
}

void find_candidates(struct search *s)
{
	from_msi(s);
	if (!s->n)
		from_names(s);
	settle_bare(s);
	settle_blocks(s);
	settle_numbers(s);
	count_from_zero(s, VECTOR_RX, s->nic->nrx);
	count_from_zero(s, VECTOR_TX, s->nic->ntx);
	count_from_zero(s, VECTOR_RXTX, s->nic->nrx);
}
